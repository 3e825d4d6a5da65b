"""Real routines copied to be changed, as those who own them change them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT


def copied(tmp_path: Path, *, papers: bool = False) -> Path:
    """A folder with Færder's routine, Nittedal's that it borrows from, and what all routines share.

    Without `papers` levels, tasks and dates can be taken away that Færder's papers name.
    """
    routines = tmp_path / "routines"
    for name in ("common", "faerder", "nittedal"):
        shutil.copytree(ROOT / "routines" / name, routines / name)
    if not papers:
        (routines / "faerder" / "papers.yaml").unlink()
    return routines


def change(file: Path, how: Callable[[Any], object]) -> None:
    """Does `how` to the content of a YAML file."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    how(content)
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def drop(things: list[Any], name: str) -> None:
    """Takes the piece with this id out of the list."""
    things.remove(next(thing for thing in things if thing["id"] == name))


def named(things: list[Any], name: str) -> Any:
    return next(thing for thing in things if thing["id"] == name)
