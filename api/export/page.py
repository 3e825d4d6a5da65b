"""The printed page of a case: one file with everything in it, no script, and nothing it has to fetch."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, partial
from pathlib import Path

import yaml
from babel.dates import format_date, format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.cases.history import SeenOut
from api.clock import OSLO
from api.engine.schema import Language, Routine, Text
from api.export.schemas import CaseExport
from api.wording.log import LogWords
from api.wording.texts import LOCALES

# The class attributes of a template are asked for by name, so what is not there is a mistake and not an empty place.
_environment = Environment(
    loader=PackageLoader("api.export", "."),
    autoescape=select_autoescape(("html.j2",)),
    undefined=StrictUndefined,
    trim_blocks=True,
)


@cache
def _words() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def page(made: CaseExport, routine: Routine) -> str:
    """The whole page, in the language of the export. `routine` is the version the case follows."""
    return _environment.get_template("page.html.j2").render(
        made=made,
        plan=[*made.plan.sentences.place, *made.plan.sentences.next_steps, *made.plan.sentences.deadlines],
        say=partial(_say, made.language),
        date=partial(_date, made.language),
        moment=partial(_moment, made.language),
        question=LogWords(routine, made.language).question,
        saw=partial(_saw, made.language),
    )


def _say(language: Language, name: str, /, **values: object) -> str:
    return _words()[name].in_(language).format_map(values)


def _date(language: Language, day: date) -> str:
    return format_date(day, "d. MMMM y", locale=LOCALES[language])


def _moment(language: Language, at: datetime) -> str:
    return format_datetime(at.astimezone(OSLO), "d. MMM y 'kl.' HH.mm", locale=LOCALES[language])


def _saw(language: Language, seen: SeenOut) -> str:
    known = f"saw_{seen.what}"
    how = _say(language, known if known in _words() else "saw_other")
    in_chat = seen.door == "chat" and seen.what != "chat"
    return f"{how} ({_say(language, 'in_chat')})" if in_chat else how
