"""Whether what came is what was expected. Each term has a check, which gives what came instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hearing_report.came import Came
from hearing_report.checks import answers, cases, lines, replies, words
from hearing_report.checks.common import Check, joined, written
from hearing_report.expected import Expected


@dataclass(frozen=True)
class Failure:
    """One expectation that does not hold."""

    term: str
    expected: str
    came: str


def failures(expected: Expected, came: Came) -> list[Failure]:
    found = []
    for term in Expected.model_fields:
        if term in expected.model_fields_set:
            wanted = getattr(expected, term)
            instead = CHECKS[term](wanted, came, expected)
            if instead is not None:
                found.append(Failure(term, written(wanted), instead or "nothing"))
    return found


def _any_of(wanted: Sequence[Expected], came: Came, expected: Expected) -> str | None:
    """What the nearest of them lacks."""
    found = [failures(one, came) for one in wanted]
    if not all(found):
        return None
    return joined(f"{one.term}: {one.came}" for one in min(found, key=len))


CHECKS: dict[str, Check] = {
    **words.CHECKS,
    **lines.CHECKS,
    **answers.CHECKS,
    **replies.CHECKS,
    **cases.CHECKS,
    "any_of": _any_of,
}
