"""The figures: how many steps were understood at once, how many came out right, and which expectations did not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hearing_report.courses import VARIETIES
from hearing_report.expected import RECORDS
from hearing_report.names import routines
from hearing_report.world import Played
from nlu_report.figures import Share


def understood(step: Played) -> bool:
    """Everything that is said back, kept and proposed is as expected."""
    return step.came is not None and all(failure.term in RECORDS for failure in step.failures)


def right(step: Played) -> bool:
    """What lies in the case is, too."""
    return step.came is not None and not step.failures


@dataclass(frozen=True)
class Row:
    """The figures of some of the steps."""

    name: str
    understood: Share
    right: Share
    courses: Share


def counted(played: Iterable[Sequence[Played]]) -> list[list[Played]]:
    """The steps of each course that something is expected of."""
    return [steps for course in played if (steps := [step for step in course if step.counts])]


def rows(played: Sequence[Sequence[Played]]) -> list[Row]:
    """All, then by routine, then by variety."""
    found = [_row("all", played)]
    found += [_row(name, [one for one in played if one[0].course.routine == name]) for name in routines()]
    found += [_row(name, [one for one in played if one[0].course.variety == name]) for name in VARIETIES]
    return [row for row in found if row.courses.of]


def _row(name: str, played: Sequence[Sequence[Played]]) -> Row:
    steps = [step for course in played for step in course]
    return Row(
        name,
        Share(sum(map(understood, steps)), len(steps)),
        Share(sum(map(right, steps)), len(steps)),
        Share(sum(all(map(right, course)) for course in played), len(played)),
    )


def terms(played: Sequence[Sequence[Played]]) -> list[tuple[str, int, int]]:
    """Each kind of expectation that failed, with how often it was expected; the most frequent first."""
    steps = [step for course in played for step in course]
    failed = Counter(failure.term for step in steps for failure in step.failures)
    of = Counter(term for step in steps if step.step.expected for term in step.step.expected.model_fields_set)
    return [(term, number, max(of[term], number)) for term, number in failed.most_common()]
