"""What the training does now, told on standard output for the progress bar of `make run` (local/model.py reads it)."""

from __future__ import annotations

from typing import Text

MARK = "progress: "


def say(doing: Text, done: int = 0, of: int = 1) -> None:
    """`done` of `of` equal steps of this are behind us."""
    print(f"{MARK}{done}/{of} {doing}", flush=True)
