"""The names a course may use of a routine: a misspelled one would be expected for ever."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from api.engine.loader import load
from api.engine.schema import Routine
from api.engine.topics import topics_of
from hearing_report.expected import Expected, Line
from local.environment import ROOT

Misnamed = tuple[tuple[str | int, ...], str]  # where, and what is wrong


def routines() -> list[str]:
    return sorted(file.parent.name for file in (ROOT / "routines").glob("*/routine.yaml"))


@cache
def routine(routine_id: str) -> Routine:
    return load(ROOT / "routines" / routine_id)


@cache
def _known(routine_id: str) -> dict[str, frozenset[str]]:
    of = routine(routine_id)
    decisions = [decision for level in of.levels for decision in level.decisions]
    gaps = [*of.gaps, *(gap for level in of.levels for gap in level.gaps)]
    return {
        "level": frozenset(level.id for level in of.levels),
        "task": frozenset(task.id for level in of.levels for task in level.tasks),
        "outcome": frozenset(outcome.id for decision in decisions for outcome in decision.outcomes),
        "deadline": frozenset(deadline.id for level in of.levels for deadline in level.deadlines),
        "gap": frozenset(gap.id for gap in gaps),
        "topic": frozenset(topic.id for topic in topics_of(of)),
        "guide": frozenset((*(guide.id for guide in of.guides), "none")),
        "question": frozenset(of.questions),
    }


_NAMES = {
    "level": "level",
    "answered": "topic",
    "answered_each": "topic",
    "not_answered": "topic",
    "gap": "gap",
    "talk": "guide",
    "question": "question",
    "kept_under": "question",
    "answers": "question",
    "names_tasks": "task",
    "in_order": "task",
    "done": "task",
    "open": "task",
    "planned": "task",
    "own_dates": "deadline",
}


def misnamed(expected: Expected, routine_id: str) -> Iterator[Misnamed]:
    """What the routine does not have."""
    known = _known(routine_id)
    for field in sorted(expected.model_fields_set):
        value = getattr(expected, field)
        if field == "any_of":
            for number, one in enumerate(value):
                yield from (((field, number, *where), what) for where, what in misnamed(one, routine_id))
        elif field in ("proposed", "may_propose", "recorded"):
            for number, line in enumerate(value):
                yield from (((field, number, *where), what) for where, what in _in_line(line, known))
        elif field in _NAMES and value is not None:
            names = tuple(_flat(value))
            kind = _NAMES[field]
            yield from (
                ((field,), f"no {kind} of {routine_id}: {name}") for name in names if not _is(kind, name, known)
            )


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | dict):
        for one in value:
            yield from _flat(one)


def _is(kind: str, name: str, known: dict[str, frozenset[str]]) -> bool:
    return name in known[kind] or (kind == "gap" and name == "none")


def _in_line(line: Line, known: dict[str, frozenset[str]]) -> Iterator[Misnamed]:
    for kind in ("task", "outcome", "deadline"):
        value = getattr(line, kind)
        names = (value,) if isinstance(value, str) else value or ()
        yield from (((kind,), f"no {kind} of the routine: {name}") for name in names if name not in known[kind])
