"""Absence read out of what teachers write."""

from __future__ import annotations

from datetime import date

import pytest

from api.dialogue.reading.amounts import read_absence
from api.dialogue.reading.periods import read_span
from api.engine.calendar import Break, Calendar

TODAY = date(2026, 11, 23)
CALENDAR = Calendar(breaks=(Break(date(2026, 6, 20), date(2026, 8, 16), "sommer"),))


@pytest.mark.parametrize(
    ("text", "days", "percent", "first", "last"),
    [
        ("borte 3 dager denne måneden", 3, None, "2026-11-01", "2026-11-23"),
        ("11 dager siden september", 11, None, "2026-09-01", "2026-11-23"),
        ("12 %", None, 12, None, None),
        ("tolv prosent i høst", None, 12, "2026-08-17", "2026-11-23"),
        ("fråværet er 9,5% dette halvåret", None, 9.5, "2026-08-17", "2026-11-23"),
        ("vore vekke fem dagar dei siste 14 dagane", 5, None, "2026-11-10", "2026-11-23"),
        ("de siste 30 dagene", None, None, "2026-10-25", "2026-11-23"),
        ("10 dager siste tre måneder", 10, None, "2026-08-24", "2026-11-23"),
        ("3 dagar på ein månad", 3, None, "2026-10-24", "2026-11-23"),
        ("borte 4 dager i oktober", 4, None, "2026-10-01", "2026-10-31"),
        ("hun har vært borte 6 dager siden 1. september", 6, None, "2026-09-01", "2026-11-23"),
        ("to heile dagar denne veka", 2, None, "2026-11-23", "2026-11-23"),
        ("8 skoledager dette kvartalet", 8, None, "2026-08-24", "2026-11-23"),
        ("6 dager siden desember", 6, None, "2025-12-01", "2026-11-23"),
        ("hun er lei seg", None, None, None, None),
    ],
)
def test_amount_and_period(
    text: str, days: float | None, percent: float | None, first: str | None, last: str | None
) -> None:
    absence = read_absence(text, TODAY, CALENDAR)
    span = (absence.span.first.isoformat(), absence.span.last.isoformat()) if absence.span else (None, None)
    assert (absence.days, absence.percent, *span) == (days, percent, first, last)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("bare mandager", "pattern"),
        ("han er alltid vekke på fredagar", "pattern"),
        ("kommer for sent nesten hver dag", "lateness"),
        ("ho kjem for seint", "lateness"),
        ("mange enkelttimer", "lessons"),
        ("er på skolen men ikke i timen", "not_in_class"),
    ],
)
def test_signs(text: str, sign: str) -> None:
    assert sign in read_absence(text, TODAY, CALENDAR).signs


def test_the_school_start_is_not_guessed() -> None:
    assert read_span("siden skolestart", TODAY, Calendar()) is None


def test_a_period_to_come_is_none() -> None:
    assert read_span("siden 1. desember 2026", TODAY, CALENDAR) is None
