"""School days in Norway: public holidays, and the school's own breaks when they are loaded. Dates only, Europe/Oslo."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import holidays

DAY = timedelta(days=1)
HOLIDAYS = holidays.country_holidays("NO")  # fills in a year when it is first asked for
Unit = Literal["days", "weeks", "months"]
FreeReason = Literal["weekend", "holiday", "break"]
# What is remarked of a day people set themselves: no school, the last school day before a long break, or unknown to the calendar.
DayRemark = Literal["weekend", "holiday", "break", "term_end", "past_calendar"]
LONG_BREAK = 10  # days: what ends a term, and no week off within it
SCHOOL_YEAR_ENDS = 7  # the last month of it
FIRST, LAST = (
    date(1901, 1, 1),
    date(2099, 12, 31),
)  # outside these no public holidays are known, and dates would be wrong


@dataclass(frozen=True)
class Break:
    """A period without school, both days included."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Calendar:
    """The days a school is open. `breaks` is None when the school's breaks are not loaded, which is shown and never guessed."""

    breaks: tuple[Break, ...] | None = None

    @cached_property
    def _break_days(self) -> dict[date, str]:
        days: dict[date, str] = {}
        for period in self.breaks or ():
            for offset in range((period.last - period.first).days + 1):
                days[period.first + offset * DAY] = period.name
        return days

    def free_reason(self, day: date) -> FreeReason | None:
        """Why there is no school that day; None when there is."""
        if day.weekday() >= 5:
            return "weekend"
        if day in HOLIDAYS:
            return "holiday"
        return "break" if day in self._break_days else None

    @cached_property
    def known_to(self) -> date | None:
        """The last day of the last school year with breaks that are loaded; None when none are."""
        if not self.breaks:
            return None
        last = max(self.breaks, key=lambda one: one.last)
        year = last.first.year + (last.first.month > SCHOOL_YEAR_ENDS)
        return max(last.last, date(year, SCHOOL_YEAR_ENDS, 31))

    def is_past(self, day: date) -> bool:
        """Whether the day lies after the breaks that are loaded, so that nobody knows if there is school."""
        return self.known_to is not None and day > self.known_to

    def remark(self, day: date) -> DayRemark | None:
        """What is worth saying of a day people set themselves."""
        free = self.free_reason(day)
        if free is None and self.is_past(day):
            return "past_calendar"
        return "term_end" if free is None and self._ends_a_term(day) else free

    def _ends_a_term(self, day: date) -> bool:
        following = self.on_or_after(day + DAY)
        long = [one for one in self.breaks or () if (one.last - one.first).days + 1 >= LONG_BREAK]
        return any(day < one.first and one.last < following for one in long)

    def is_school_day(self, day: date) -> bool:
        return self.free_reason(day) is None

    def on_or_before(self, day: date) -> date:
        """The last school day not after `day`."""
        while not self.is_school_day(day):
            day -= DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The first school day not before `day`."""
        while not self.is_school_day(day):
            day += DAY
        return day

    def school_days(self, first: date, last: date) -> int:
        """How many school days lie from `first` to `last`, both included."""
        return sum(self.is_school_day(first + offset * DAY) for offset in range((last - first).days + 1))


def add(day: date, amount: int, unit: Unit) -> date:
    """`amount` calendar days, weeks or months after `day`; a month ends on the last day when it is shorter."""
    if unit == "days":
        return day + amount * DAY
    if unit == "weeks":
        return day + 7 * amount * DAY
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
