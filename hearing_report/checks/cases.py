"""Whether what lies in the case, and which cases there are, is as expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hearing_report.came import Came
from hearing_report.checks.common import Check, joined, squeezed, written
from hearing_report.expected import Expected


def _level(wanted: str, came: Came, expected: Expected) -> str | None:
    return None if came.level == wanted else came.level


def _status(wanted: str, came: Came, expected: Expected) -> str | None:
    status = came.case.plan(came.today).stay.status if came.case is not None else ""
    return None if status == wanted else status


def _done(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    return None if set(wanted) <= set(came.done) else joined(came.done)


def _open(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    return joined(sorted(set(came.done) & set(wanted))) or None


def _planned(wanted: dict[str, date], came: Came, expected: Expected) -> str | None:
    tasks = came.case.plan(came.today).tasks if came.case is not None else ()
    return _days(wanted, {state.task.id: state.planned_on for state in tasks})


def _own_dates(wanted: dict[str, date], came: Came, expected: Expected) -> str | None:
    deadlines = came.case.plan(came.today).deadlines if came.case is not None else ()
    return _days(wanted, {state.id: state.own_on for state in deadlines})


def _days(wanted: dict[str, date], there: dict[str, date | None]) -> str | None:
    holds = all(there.get(name) == day for name, day in wanted.items())
    return None if holds else joined(f"{name} {day}" for name, day in there.items() if day is not None)


def _answers(wanted: dict[str, str], came: Came, expected: Expected) -> str | None:
    notes = came.case.file.counting_notes() if came.case is not None else []
    latest = {note.question_id or "": note.text or "" for note in notes if note.kind == "answer"}
    holds = all(squeezed(words) in squeezed(latest.get(question, "")) for question, words in wanted.items())
    return None if holds else written(latest)


def _cases(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    there = sorted(
        f"{case.case.label} {status}" if (status := case.plan(came.today).stay.status) != "open" else case.case.label
        for case in came.after.cases
    )
    return None if there == sorted(wanted) else joined(there)


CHECKS: dict[str, Check] = {
    "level": _level,
    "status": _status,
    "done": _done,
    "open": _open,
    "planned": _planned,
    "own_dates": _own_dates,
    "answers": _answers,
    "cases": _cases,
}
