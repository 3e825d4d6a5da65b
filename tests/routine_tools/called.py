"""The command line as it is called, and routines to change."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from typer.testing import CliRunner, Result

from api.engine.loader import load
from api.engine.schema import Routine
from routine_tools.__main__ import app
from routine_tools.scenario import ROUTINES

IDS = sorted(file.parent.name for file in ROUTINES.glob("*/routine.yaml"))


def called(*words: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(word) for word in words])


def copied(routine: str, into: Path, *changes: tuple[str, str]) -> Path:
    """The routine's folder, copied with all others, with each first text in its file replaced by the second."""
    shutil.copytree(ROUTINES, into, dirs_exist_ok=True)  # with the routines it borrows from
    folder = into / routine
    file = folder / "routine.yaml"
    content = file.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in content, f"{before} is not in {file}"
        content = content.replace(before, after)
    file.write_text(content, encoding="utf-8")
    return folder


@cache
def routine_of(routine: str) -> Routine:
    return load(ROUTINES / routine)
