"""`lint`: all problems of one routine, or of all, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.engine.asked_phrases import found_elsewhere
from api.engine.loader import PROBLEM_CODES, read
from api.engine.problems import Problem
from routine_tools.found import PROBLEMS, common_of, console, counted, folder_of, folders


def lint(
    routine: Annotated[
        str | None, typer.Argument(help="A routine's id, or the path of its folder. Left out: all of them.")
    ] = None,
) -> None:
    """List every problem: its code, its place, what is wrong, and what to write instead."""
    asked = folders() if routine is None else [folder_of(routine)]
    found = {folder: _problems(folder) for folder in asked}
    for folder, problems in found.items():
        console.print(
            f"{folder.name}: {counted(len(problems), 'problem') if problems else 'no problems'}",
            style="bold red" if problems else "green",
        )
        for problem in problems:
            console.print(f"  {problem.code} {problem.where}", style="bold")
            console.print(f"       {problem.what} {problem.write}")
    codes = sorted({problem.code for problems in found.values() for problem in problems})
    for code in codes:
        console.print(f"{code}: {PROBLEM_CODES[code]}", style="dim")
    if codes:
        raise typer.Exit(PROBLEMS)


def _problems(folder: Path) -> list[Problem]:
    """Those that stop a routine, and else those of what teachers ask with."""
    routine, problems = read(folder, common_of(folder))
    return problems or (sorted(found_elsewhere(routine)) if routine is not None else [])
