"""What a command is asked about: routines by id or folder, schools, and where its answer goes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.engine.loader import RoutineProblems, load
from api.engine.schema import Language, Routine
from routine_tools.scenario import ROUTINES

ROOT = ROUTINES.parent
PROBLEMS = 1  # the exit code when something is wrong in what was looked at

WhichRoutine = Annotated[str, typer.Argument(metavar="ROUTINE", help="A routine's id, or the path of its folder.")]
InLanguage = Annotated[Language, typer.Option(help="nb is bokmål, nn is nynorsk.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this file, not to the screen.")]

console = Console(highlight=False, markup=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def routines_folder() -> Path:
    """Where the routines lie: where the setting says, as for the assistant itself."""
    setting = "NAERVAERSLOS_ROUTINES_FOLDER"
    folder = Path(os.environ.get(setting) or ROUTINES).resolve()
    if not folder.is_dir():
        raise typer.BadParameter(f"There is no folder {folder}. Write another one in {setting}, or leave it out.")
    return folder


def folders() -> list[Path]:
    """The folder of every routine there is."""
    found = sorted(file.parent for file in routines_folder().glob("*/routine.yaml"))
    if not found:
        raise typer.BadParameter(f"There is no routine in {routines_folder()}.")
    return found


def folder_of(name: str) -> Path:
    """The folder that an id or a path means."""
    for folder in (routines_folder() / name, Path(name)):
        if name and is_folder(folder):
            return folder.resolve()
    known = ", ".join(folder.name for folder in folders())
    raise typer.BadParameter(f"There is no routine `{name}`. Write one of: {known}; or the path of a folder.")


def common_of(folder: Path) -> Path:
    """What all routines share: beside the folder, or the project's own when the folder lies elsewhere."""
    beside = folder.parent / "common"
    return beside if beside.exists() else routines_folder() / "common"


def is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name longer than any can be
        return False


def routine_in(folder: Path) -> Routine:
    """The routine in the folder; ends the command when it has problems."""
    try:
        return load(folder, common_of(folder))
    except RoutineProblems as problems:
        errors.print(f"The routine {folder.name} has {counted(len(problems.problems), 'problem')}:", style="bold red")
        for problem in problems.problems:
            errors.print(f"  {problem}")
        raise typer.Exit(PROBLEMS) from None


def put(text: str, out: Path | None) -> None:
    """To the file, or to the screen as it is."""
    if out is None:
        typer.echo(text.rstrip("\n"))
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written: {error.strerror}.") from None
    errors.print(f"Written to {out}.")


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
