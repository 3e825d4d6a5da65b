"""`show`: the whole routine as a booklet to read and sign off."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.engine.schema import Language, Routine
from routine_tools.booklet import booklet_of
from routine_tools.found import InLanguage, Out, WhichRoutine, folder_of, put, routine_in
from routine_tools.words import word

Format = Literal["html", "markdown"]
TEMPLATES: dict[Format, str] = {"html": "booklet.html.j2", "markdown": "booklet.md.j2"}


def show(
    routine: WhichRoutine,
    language: InLanguage = "nb",
    format: Annotated[Format, typer.Option(help="html prints well on A4 and reads well on a phone.")] = "html",
    out: Out = None,
) -> None:
    """Make a booklet of everything in a routine, with a field to sign it off in."""
    put(shown(routine_in(folder_of(routine)), language, format), out)


def shown(routine: Routine, language: Language, format: Format) -> str:
    """The booklet as text in that format."""
    environment = Environment(
        loader=PackageLoader("routine_tools"),
        autoescape=select_autoescape(["html.j2"], default_for_string=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template(TEMPLATES[format])
    text = template.render(booklet=booklet_of(routine, language), word=lambda name: word(name, language))
    return re.sub(r"\n{3,}", "\n\n", text)
