"""Whether the question that was asked is answered: by a piece of the routine, a gap, or that it is not found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from api.wording.pieces import GapPiece, RemarkPiece
from hearing_report.came import Came, plain
from hearing_report.checks.common import Check, joined
from hearing_report.expected import Expected
from hearing_report.topics import answered


def _topics(came: Came) -> set[str]:
    return answered(came.routine, came.acts, came.pieces, came.level)


def _answered(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    told = _topics(came)
    return None if told & set(wanted) or not (told or wanted) else joined(sorted(told))


def _answered_each(wanted: Sequence[Sequence[str]], came: Came, expected: Expected) -> str | None:
    told = _topics(came)
    return None if all(told & set(group) for group in wanted) else joined(sorted(told))


def _not_answered(unwanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    return joined(sorted(_topics(came) & set(unwanted))) or None


def _gap(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    gaps = {piece.id for piece in came.pieces if isinstance(piece, GapPiece)}
    holds = not gaps if wanted == ("none",) else bool(gaps & set(wanted))
    return None if holds else joined(sorted(gaps))


def _not_found(wanted: bool, came: Came, expected: Expected) -> str | None:
    said = any(isinstance(piece, RemarkPiece) and piece.of.startswith("not_found") for piece in came.pieces)
    return None if said is wanted else f"{said}"


def _names_tasks(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    """By what is said, and by the buttons that tick."""
    said = plain(came.acts)
    named = {*_ids("task", said), *_ids("tick", came.payloads), *(piece["id"] for piece in _tasks_shown(came))}
    texts = set(_ids("nb", said))
    tasks = [task for level in came.routine.levels for task in level.tasks]
    named |= {task.id for task in tasks if {task.text.nb, task.done.nb} & texts}
    return None if set(wanted) <= named else joined(sorted(named))


def _in_order(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    """Each is shown only after the one before it, unless that is done."""
    shown = [str(piece.get("task") or piece["id"]) for piece in plain(came.pieces) if piece["kind"] in ("task", "rule")]
    early = [
        later
        for before, later in pairwise(wanted)
        if later in shown and before not in came.done and before not in shown[: shown.index(later)]
    ]
    return joined(shown) if early or not {*shown, *came.done} & {*wanted} else None


def _tasks_shown(came: Came) -> list[dict[str, Any]]:
    return [piece for piece in plain(came.pieces) if piece["kind"] == "task"]


def _ids(key: str, value: object) -> Iterable[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name == key and isinstance(one, str):
                yield one
            yield from _ids(key, one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(key, one)


CHECKS: dict[str, Check] = {
    "answered": _answered,
    "answered_each": _answered_each,
    "not_answered": _not_answered,
    "gap": _gap,
    "not_found": _not_found,
    "names_tasks": _names_tasks,
    "in_order": _in_order,
}
