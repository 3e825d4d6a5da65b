"""How long a closed case is kept: whole months after its closing, as the school has chosen. Days in, days out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from api.engine.facts import Fact, live
from api.engine.schema import Routine
from api.engine.stays import present_stay

KEPT_MONTHS = 12  # our advice: through the same time of the next year, when the absence may come back
LONGEST_MONTHS = 120  # that a school may choose
UNTOUCHED_MONTHS = 6  # our advice: more than a summer
LONGER_MONTHS = 24  # that a member may ask for beyond the school's own time
REMINDED = timedelta(days=30)  # at the least, before anything is deleted


def closed_on(routine: Routine, facts: Iterable[Fact]) -> date | None:
    """The day of the last closing, if the case is closed. One that is only watched is not."""
    stay = present_stay(routine, live(facts))
    return stay.since if stay.status == "closed" else None


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def ends_on(closed: date, months: int, asked: Iterable[date] = ()) -> date:
    """The day a case closed then is deleted; `asked` are the days members asked for since, of which the last one counts."""
    until = list(asked)
    return max(months_after(closed, months), until[-1]) if until else months_after(closed, months)


def latest(closed: date, months: int) -> date:
    """The last day a member may ask for."""
    return months_after(closed, months + LONGER_MONTHS)
