"""Whether absence has reached a limit, with the working. A number that neither the routine nor the school gives is never used."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from api.engine.calendar import DAY, Calendar, add
from api.engine.schema import Limit, LimitUnit, Period, Sign

# `between`: the lower figure told is under the limit, the higher one reaches it. `if_in_a_row`: only if they were days on end.
# `other_period`: a share of a week says nothing of the share of a half-year.
Verdict = Literal[
    "reached", "not_reached", "depends", "between", "if_in_a_row", "other_period", "needs_period", "never_computed"
]

MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "half_year": 6, "school_year": 12}


@dataclass(frozen=True)
class Span:
    """A period the teacher named, both days included. `named` is what they called it, such as this half-year so far."""

    first: date
    last: date
    named: Period | None = field(default=None, compare=False)

    def is_a(self, period: Period) -> bool:
        """By its name, else by its length, a week more or less."""
        if self.named is not None:
            return self.named == period
        return abs(_next_begins(self.first, MONTHS[period]) - DAY - self.last) <= 7 * DAY


@dataclass(frozen=True)
class Absence:
    """What a teacher has told: days away, or a percentage someone else worked out, the period, and signs seen.

    `lessons` are single lessons away and `late` times too late, each told without days; `in_a_row`: the days were on end.
    `most` is the higher end of “2 to 4 days”; `halves` are half days beside the whole ones, since no routine says how parts
    add up; `of` is how many days the teacher counted them among, `besides` the days away told of another time.
    """

    days: float | None = None
    percent: float | None = None
    span: Span | None = None
    signs: frozenset[Sign] = frozenset()
    most: float | None = None
    halves: int = 0
    of: float | None = None
    besides: float | None = None
    lessons: float | None = None
    late: float | None = None
    in_a_row: bool = False

    @property
    def counted(self) -> bool:
        """In days or percent, as most limits are."""
        return self.days is not None or self.percent is not None

    def told_in(self, unit: LimitUnit) -> float | None:
        """The amount told in what a limit counts; a share is counted in days."""
        if unit == "lessons":
            return self.lessons
        return self.late if unit == "late" else self.days

    @property
    def least(self) -> float:
        return (self.days or 0) + self.halves / 2

    @property
    def greatest(self) -> float:
        """With each half day as a day of absence."""
        return (self.days or 0 if self.most is None else self.most) + self.halves

    @property
    def cannot_be(self) -> bool:
        """More than all days."""
        return (self.percent or 0) > 100 or (self.of is not None and self.least > self.of)

    @property
    def share(self) -> float | None:
        """In percent, of the days it was counted among."""
        return 100 * self.least / self.of if self.of else None


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
    """None when what was told has nothing to do with the limit. By both ends of what was told, when they differ."""
    if limit.unit == "lessons" or limit.unit == "late":
        told = absence.told_in(limit.unit)
        if told is None:
            return None
        return Finding(limit, "never_computed") if limit.period is None else _days(limit, absence.span, told)
    if not absence.counted or (limit.unit == "days" and absence.days is None):
        return None
    if limit.in_a_row:
        return Finding(limit, _on_end(limit, absence, calendar))
    if limit.unit == "days" and limit.period is None:
        return Finding(limit, "never_computed")
    low = _found(limit, absence, absence.least, calendar)
    high = _found(limit, absence, absence.greatest, calendar)
    if low.verdict == "not_reached" and high.verdict in ("reached", "depends"):
        return Finding(limit, "between", low.windows, low.at_least, low.school_days, low.percent)
    return high if high.verdict == "needs_period" else low


def _found(limit: Limit, absence: Absence, days: float, calendar: Calendar) -> Finding:
    return _share(limit, absence, days, calendar) if limit.unit == "percent" else _days(limit, absence.span, days)


def _on_end(limit: Limit, absence: Absence, calendar: Calendar) -> Verdict:
    """Days on end are told as such, or fill the school days of their period."""
    if not limit.reached_by(absence.greatest):
        return "not_reached"
    span = absence.span
    fills = span is not None and calendar.school_days(span.first, span.last) == absence.least
    return "reached" if limit.reached_by(absence.least) and (absence.in_a_row or fills) else "if_in_a_row"


def _days(limit: Limit, span: Span | None, days: float) -> Finding:
    assert limit.period is not None
    if span is None:
        return Finding(limit, "needs_period" if limit.reached_by(days) else "not_reached")
    windows = _windows(span, MONTHS[limit.period])
    fullest = days / windows  # so many days lie in one of the periods, however they are spread
    at_least = math.ceil(fullest) if days == int(days) else int(fullest)
    if limit.reached_by(at_least):
        return Finding(limit, "reached", windows, at_least)
    return Finding(limit, "depends" if limit.reached_by(days) else "not_reached", windows, at_least)


def _windows(span: Span, months: int) -> int:
    windows = 1
    while _next_begins(span.first, months * windows) <= span.last:
        windows += 1
    return windows


def _next_begins(first: date, months: int) -> date:
    """The first day after so many months; a month from the 31st lasts through the last day of a shorter one."""
    end = add(first, months, "months")
    return end + DAY if end.day < first.day else end


def _share(limit: Limit, absence: Absence, days: float, calendar: Calendar) -> Finding:
    """The share of the days told, else of the period's school days; a period of the teacher's own when the source names none."""
    span = absence.span
    if span is None and (absence.of is None or limit.period is not None):
        return Finding(limit, "needs_period")
    if absence.percent is not None:
        return Finding(limit, _of_percent(limit, span, absence.percent), percent=absence.percent)
    of = absence.of or (calendar.school_days(span.first, span.last) if span else 0)
    if of == 0:
        return Finding(limit, "needs_period")
    percent = 100 * days / of
    school_days = None if absence.of else int(of)
    return Finding(limit, _of_percent(limit, span, percent), school_days=school_days, percent=percent)


def _of_percent(limit: Limit, span: Span | None, percent: float) -> Verdict:
    if limit.period is not None and not (span and span.is_a(limit.period)):
        return "other_period"
    return "reached" if limit.reached_by(percent) else "not_reached"


def together(before: Absence, now: Absence) -> Absence:
    """Both amounts of days as one: of two periods the one that holds both."""
    spans = [one.span for one in (before, now) if one.span is not None]
    span = Span(min(one.first for one in spans), max(one.last for one in spans)) if spans else None
    most = (
        None
        if before.most is None and now.most is None
        else (before.most or before.days or 0) + (now.most or now.days or 0)
    )
    days = (before.days or 0) + (now.days or 0)
    return Absence(days=days, span=span, most=most, halves=before.halves + now.halves)


def school_start(calendar: Calendar, today: date) -> date | None:
    """The first school day after the latest summer break; None when the school's breaks are not loaded."""
    ended = [period.last for period in calendar.breaks or () if period.last < today and period.last.month in (7, 8)]
    return calendar.on_or_after(max(ended) + DAY) if ended else None
