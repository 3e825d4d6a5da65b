"""The printed page of a case: one file with everything in it, no script, and nothing it has to fetch."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, partial
from pathlib import Path

import yaml
from babel.dates import format_date, format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.cases.history import EntryOut, FactOut, NoteOut, SeenOut
from api.cases.schemas import DeadlineOut, PlanOut, TaskOut
from api.clock import OSLO
from api.engine.schema import Language, Routine, Text
from api.export.schemas import CaseExport
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
    named = _Named(routine, made.language)
    return _environment.get_template("page.html.j2").render(
        made=made,
        place=named.place(made.plan),
        dated=[one for one in made.plan.deadlines if one.own_on or one.due_on],
        due=named.due,
        stands=named.stands,
        say=partial(_say, made.language),
        date=partial(_date, made.language),
        moment=partial(_moment, made.language),
        done=named.done,
        told=named.told,
        asked=named.asked,
        question=named.question,
        saw=named.saw,
    )


def _say(language: Language, name: str, /, **values: object) -> str:
    return _words()[name].in_(language).format_map(values)


def _date(language: Language, day: date) -> str:
    return format_date(day, "d. MMMM y", locale=LOCALES[language])


def _moment(language: Language, at: datetime) -> str:
    return format_datetime(at.astimezone(OSLO), "d. MMM y 'kl.' HH.mm", locale=LOCALES[language])


class _Named:
    """What ids are called in the routine. What it no longer has is called by its id, so that nothing is left out."""

    def __init__(self, routine: Routine, language: Language) -> None:
        self._language = language
        self._questions = {id_: question.text.in_(language) for id_, question in routine.questions.items()}
        self._level_word = routine.level_word.in_(language)
        self._levels = {level.id: level for level in routine.levels}
        self._deadlines = {rule.id: rule.text for level in routine.levels for rule in level.deadlines}

    def place(self, plan: PlanOut) -> str:
        """Which level, and whether the case is open: to whoever reads it, and not to the teacher."""
        level = self._levels.get(plan.level)
        name = f"{self._level_word} {plan.level}" + (f", {level.name.in_(self._language)}" if level else "")
        return _say(self._language, f"stands_{plan.status}", level=name)

    def stands(self, task: TaskOut) -> str:
        if task.done_on:
            return _say(self._language, "task_done", day=_date(self._language, task.done_on))
        if task.planned_on:
            return _say(self._language, "task_planned", day=_date(self._language, task.planned_on))
        return _say(self._language, "task_skipped" if task.state == "skipped" else "task_open")

    def due(self, deadline: DeadlineOut) -> str:
        text = self._deadlines.get(deadline.id)
        return (text.in_(self._language) if text else deadline.id).rstrip(".")

    def done(self, entry: EntryOut) -> str:
        return self._or_other("do", entry.do)

    def saw(self, seen: SeenOut) -> str:
        how = self._or_other("saw", seen.what)
        in_chat = seen.door == "chat" and seen.what != "chat"
        return f"{how} ({_say(self._language, 'in_chat')})" if in_chat else how

    def question(self, question: str) -> str:
        return self._questions.get(question, question)

    def asked(self, note: NoteOut) -> str:
        return self.question(note.question) if note.question else ""

    def told(self, fact: FactOut) -> str:
        """What a fact says beside its entry: of what, with whom, and of which day."""
        what = self._of(fact)
        if not what and not fact.name:
            return ""
        days = dict.fromkeys((fact.occurred_on, fact.on) if fact.on else (fact.occurred_on,))
        return ", ".join(filter(None, (what, fact.name, *(_date(self._language, day) for day in days))))

    def _of(self, fact: FactOut) -> str:
        level = self._levels.get(fact.level)
        if fact.task:
            tasks = {task.id: task.text.in_(self._language) for task in level.tasks} if level else {}
            return tasks.get(fact.task, fact.task)
        if fact.decision:
            made = {one.id: one for one in level.decisions}.get(fact.decision) if level else None
            ways = {one.id: one.text.in_(self._language) for one in made.outcomes} if made else {}
            return ways.get(fact.outcome or "", fact.outcome or "")
        if fact.deadline:
            rule = self._deadlines.get(fact.deadline)
            return (rule.in_(self._language) if rule else None) or fact.deadline
        return ""

    def _or_other(self, kind: str, name: str) -> str:
        known = f"{kind}_{name}" if f"{kind}_{name}" in _words() else f"{kind}_other"
        return _say(self._language, known)
