"""Whether absence has reached a limit, with the working. A number that neither the routine nor the school gives is never used."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.engine.calendar import DAY, Calendar, add
from api.engine.schema import Limit, Period, Sign

Verdict = Literal["reached", "not_reached", "depends", "needs_period", "never_computed"]

MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "half_year": 6, "school_year": 12}


@dataclass(frozen=True)
class Span:
    """A period the teacher named, both days included."""

    first: date
    last: date


@dataclass(frozen=True)
class Absence:
    """What a teacher has told: days away, or a percentage someone else worked out, the period, and signs seen."""

    days: float | None = None
    percent: float | None = None
    span: Span | None = None
    signs: frozenset[Sign] = frozenset()

    @property
    def counted(self) -> bool:
        return self.days is not None or self.percent is not None


@dataclass(frozen=True)
class Finding:
    """What one limit comes to.

    `windows` is how many of the limit's periods the teacher's own covers, `at_least` the days one of them must hold,
    `school_days` and `percent` the working of a share.
    """

    limit: Limit
    verdict: Verdict
    windows: int | None = None
    at_least: int | None = None
    school_days: int | None = None
    percent: float | None = None


def judged(limit: Limit, absence: Absence, calendar: Calendar) -> Finding | None:
    """None when what was told has nothing to do with the limit."""
    if not absence.counted:
        return None
    if limit.unit == "percent":
        return _share(limit, absence, calendar)
    if absence.days is None:
        return None
    if limit.period is None:
        return Finding(limit, "never_computed")
    if absence.span is None:
        return Finding(limit, "not_reached" if absence.days < limit.amount else "needs_period")
    windows = _windows(absence.span, MONTHS[limit.period])
    at_least = math.ceil(absence.days / windows)  # so many days lie in one of the periods, however they are spread
    if at_least >= limit.amount:
        return Finding(limit, "reached", windows, at_least)
    return Finding(limit, "not_reached" if absence.days < limit.amount else "depends", windows, at_least)


def _windows(span: Span, months: int) -> int:
    windows = 1
    while _next_begins(span.first, months * windows) <= span.last:
        windows += 1
    return windows


def _next_begins(first: date, months: int) -> date:
    """The first day after so many months; a month from the 31st lasts through the last day of a shorter one."""
    end = add(first, months, "months")
    return end + DAY if end.day < first.day else end


def _share(limit: Limit, absence: Absence, calendar: Calendar) -> Finding:
    """The share of the period's school days; a period of the teacher's own when the source names none."""
    if absence.span is None:
        return Finding(limit, "needs_period")
    if absence.percent is not None:
        return Finding(limit, "reached" if absence.percent >= limit.amount else "not_reached", percent=absence.percent)
    assert absence.days is not None
    school_days = calendar.school_days(absence.span.first, absence.span.last)
    if school_days == 0:
        return Finding(limit, "needs_period")
    percent = 100 * absence.days / school_days
    verdict: Verdict = "reached" if percent >= limit.amount else "not_reached"
    return Finding(limit, verdict, school_days=school_days, percent=percent)


def school_start(calendar: Calendar, today: date) -> date | None:
    """The first school day after the latest summer break; None when the school's breaks are not loaded."""
    ended = [period.last for period in calendar.breaks or () if period.last < today and period.last.month in (7, 8)]
    return calendar.on_or_after(max(ended) + DAY) if ended else None
