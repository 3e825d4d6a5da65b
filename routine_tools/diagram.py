"""`diagram`: the way through a routine as a drawing."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.engine.schema import Language, Routine
from api.wording.texts import capital
from routine_tools.flow import flow_of
from routine_tools.found import InLanguage, Out, WhichRoutine, folder_of, put, routine_in
from routine_tools.mermaid import mermaid
from routine_tools.svg import svg
from routine_tools.words import word

Format = Literal["mermaid", "svg"]


def diagram(
    routine: WhichRoutine,
    language: InLanguage = "nb",
    format: Annotated[
        Format, typer.Option(help="svg is a picture; mermaid is text that GitHub and others draw.")
    ] = "svg",
    out: Out = None,
) -> None:
    """Draw the levels, their dates, the decisions and where each answer leads."""
    put(drawn(routine_in(folder_of(routine)), language, format), out)


def drawn(routine: Routine, language: Language, format: Format) -> str:
    flow = flow_of(routine, language)
    if format == "mermaid":
        return mermaid(flow)
    title = word("drawing", language, name=capital(routine.name.in_(language)))
    return svg(flow, language, title, word("drawing_ours", language), word("asked_again", language))
