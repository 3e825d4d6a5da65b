"""What came of a step, in the terms of an expectation: for the file that `JSON=` writes."""

from __future__ import annotations

from typing import Any

from api.wording.pieces import GapPiece
from hearing_report.came import Came
from hearing_report.topics import answered


def outline(came: Came) -> dict[str, Any]:
    standing, case = came.after.standing, came.case
    return {
        "kept": [f"{note.kind}: {note.text}" for one in came.after.cases for note in came.new_notes(one)],
        "proposed": list(map(str, came.proposed)),
        "answered": sorted(answered(came.routine, came.acts, came.pieces, came.level)),
        "gap": [piece.id for piece in came.pieces if isinstance(piece, GapPiece)],
        "asked": getattr(standing, "kind", "none"),
        "question": getattr(standing, "asked", None),
        "offered": came.payloads,
        "said": [act.kind for act in came.acts],
        "shown": [piece.kind for piece in came.pieces],
        "recorded": list(map(str, came.recorded)),
        "level": came.level,
        "status": case.plan(came.today).stay.status if case is not None else None,
        "done": came.done,
        "cases": [one.case.label for one in came.after.cases],
        "refused": came.refused,
    }
