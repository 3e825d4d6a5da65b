"""Whether what is proposed, and what is recorded, are the lines that were expected."""

from __future__ import annotations

from collections.abc import Sequence

from hearing_report.came import Came, Said
from hearing_report.checks.common import Check, joined
from hearing_report.expected import Expected, Line, Lines

# What is recorded along with something else.
_ALONG = ("went_on", "closed", "withdrawn", "concern_raised")


def _proposed(wanted: Lines, came: Came, expected: Expected) -> str | None:
    return _lines(wanted, came.proposed, expected.may_propose)


def _may_propose(wanted: Lines, came: Came, expected: Expected) -> str | None:
    """Alone: nothing else."""
    return None if "proposed" in expected.model_fields_set else _lines((), came.proposed, wanted)


def _recorded(wanted: Lines, came: Came, expected: Expected) -> str | None:
    told = {line.fact for line in wanted}
    recorded = [one for one in came.recorded if not wanted or one.fact not in _ALONG or one.fact in told]
    return _lines(wanted, recorded, ())


def _lines(wanted: Lines, came: Sequence[Said], allowed: Lines) -> str | None:
    """Every line that is wanted is there, and no other that is not allowed."""
    left = list(came)
    missing = False
    for line in wanted:
        match = next((one for one in left if _fits(line, one)), None)
        if match is None:
            missing = True
        else:
            left.remove(match)
    over = [one for one in left if not any(_fits(line, one) for line in allowed)]
    return joined(came) if missing or over else None


def _fits(line: Line, said: Said) -> bool:
    return (
        (line.task is None or bool(set(line.task) & set(said.tasks)))
        and (line.status is None or line.status == said.status)
        and (line.outcome is None or line.outcome == said.outcome)
        and (line.deadline is None or line.deadline == said.deadline)
        and (line.fact is None or line.fact == said.fact)
        and (line.day is None or said.day == (None if line.day == "asked" else line.day))
    )


CHECKS: dict[str, Check] = {
    "proposed": _proposed,
    "may_propose": _may_propose,
    "recorded": _recorded,
}
