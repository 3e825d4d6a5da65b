"""`compare`: the routines side by side, each held against one of them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from api.engine.loader import RoutineProblems, load
from api.engine.schema import Language, Routine
from routine_tools.found import PROBLEMS, InLanguage, common_of, console, counted, errors, folder_of, folders, put
from routine_tools.rows import Mark, mark, rows
from routine_tools.words import word

SIGNS: dict[Mark, tuple[str, str]] = {
    "base": ("", ""),
    "same": ("=", "dim"),
    "stricter": ("▲", "green"),
    "looser": ("▼", "red"),
    "missing": ("–", "yellow"),
    "different": ("≠", ""),
}


def compare(
    base: Annotated[str, typer.Option(help="The routine that the others are held against.")] = "faerder",
    format: Annotated[Literal["table", "markdown"], typer.Option(help="How to show it.")] = "table",
    language: InLanguage = "nb",
) -> None:
    """Show the routines side by side: what is the same, stricter, looser, missing or different."""
    first = folder_of(base)
    routines, refused = [], []
    for folder in [first, *(folder for folder in folders() if folder != first)]:
        try:
            routines.append(load(folder, common_of(folder)))
        except RoutineProblems as problems:
            refused.append(folder)
            errors.print(
                f"{folder.name} is left out: it has {counted(len(problems.problems), 'problem')}. "
                f"See them with: ./routine lint {folder.name if folder in folders() else folder}",
                style="bold red",
            )
    if first in refused:
        raise typer.Exit(PROBLEMS)
    if format == "markdown":
        put(markdown(routines, language), None)
    else:
        _print(routines, language)
    if refused:
        raise typer.Exit(PROBLEMS)


def cells(routines: list[Routine], language: Language) -> list[tuple[str, list[tuple[Mark, str]]]]:
    """Each row's name, and the cell of each routine; the first routine is the base."""
    table = []
    for name, row in rows(routines, language):
        found = [row(routine, language) for routine in routines]
        marks: list[Mark] = ["base", *(mark(cell, found[0]) for cell in found[1:])]
        said = [cell.text or word("not_said", language) for cell in found]
        table.append((name, list(zip(marks, said, strict=True))))
    return table


def _legend(language: Language) -> str:
    signs = [f"{sign} {word(f'mark_{name}', language)}" for name, (sign, _) in SIGNS.items() if sign]
    return " · ".join(signs)


def _print(routines: list[Routine], language: Language) -> None:
    """Words stay whole: no column is narrower than its longest word, however narrow the screen is."""
    table = Table(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
    lines = [
        (name, [Styled(f"{SIGNS[how][0]} {said}".strip(), style=SIGNS[how][1]) for how, said in row])
        for name, row in cells(routines, language)
    ]
    columns = [["", *(name for name, _ in lines)]]
    columns += [
        [routine.place.in_(language), *(row[at].plain for _, row in lines)] for at, routine in enumerate(routines)
    ]
    longest = [max(len(word) for text in column for word in text.split() or [""]) for column in columns]
    narrowest = sum(longest) + 3 * len(longest)  # with the blanks beside each column, and the line between
    spare = max(0, console.width - narrowest) // len(longest)
    for (heading, *_), length in zip(columns, longest, strict=True):
        table.add_column(heading, width=length + spare)
    for name, row in lines:
        table.add_row(name, *row)
    wide = Console(width=max(console.width, narrowest), highlight=False, markup=False)
    wide.print(table)
    console.print(_legend(language))


def markdown(routines: list[Routine], language: Language) -> str:
    head = ["", *(routine.place.in_(language) for routine in routines)]
    lines = [head, ["---"] * len(head)]
    for name, row in cells(routines, language):
        lines.append([name, *(f"{SIGNS[how][0]} {said}".strip().replace("|", "\\|") for how, said in row)])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n{_legend(language)}\n"
