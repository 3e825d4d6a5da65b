"""The school's calendar: which days are free and why, the nearest school days, and counting in days, weeks and months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.engine.calendar import Break, Calendar, Unit, add

from .small import day

AUTUMN = Break(day("2026-10-05"), day("2026-10-09"), "høstferie")


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("2026-08-24", None),  # an ordinary Monday
        ("2026-08-29", "weekend"),
        ("2026-08-30", "weekend"),
        ("2026-04-01", None),  # the Wednesday before Easter, no breaks loaded
        ("2026-04-02", "holiday"),  # Maundy Thursday
        ("2026-04-03", "holiday"),
        ("2026-04-05", "weekend"),  # Easter Sunday
        ("2026-04-06", "holiday"),
        ("2026-04-07", None),
        ("2025-04-21", "holiday"),  # Easter Monday moves
        ("2027-03-29", "holiday"),
        ("2026-05-01", "holiday"),
        ("2026-05-17", "weekend"),  # a Sunday that year
        ("2027-05-17", "holiday"),
        ("2026-05-14", "holiday"),  # Ascension Day
        ("2026-05-25", "holiday"),  # Whit Monday
        ("2026-12-25", "holiday"),
        ("2027-01-01", "holiday"),
    ],
)
def test_a_day_is_free_for_its_reason(when: str, reason: str | None) -> None:
    calendar = Calendar()
    assert calendar.free_reason(day(when)) == reason
    assert calendar.is_school_day(day(when)) is (reason is None)


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("2026-10-02", None),
        ("2026-10-05", "break"),  # the first day
        ("2026-10-09", "break"),  # the last day
        ("2026-10-10", "weekend"),
        ("2026-10-12", None),
    ],
)
def test_a_break_holds_both_its_ends(when: str, reason: str | None) -> None:
    assert Calendar((AUTUMN,)).free_reason(day(when)) == reason


def test_breaks_that_are_not_loaded_are_not_guessed() -> None:
    autumn = day("2026-10-07")
    assert Calendar().breaks is None
    assert Calendar().is_school_day(autumn)
    assert Calendar(()).breaks == ()
    assert not Calendar((AUTUMN,)).is_school_day(autumn)


def test_a_weekend_in_a_break_is_a_weekend() -> None:
    christmas = Calendar((Break(day("2026-12-21"), day("2027-01-01"), "juleferie"),))
    reasons = [christmas.free_reason(day(when)) for when in ("2026-12-24", "2026-12-25", "2026-12-26")]
    assert reasons == ["break", "holiday", "weekend"]


def test_the_nearest_school_days_step_over_break_and_holiday() -> None:
    easter = Calendar((Break(day("2026-03-30"), day("2026-04-06"), "påskeferie"),))
    for when in ("2026-03-28", "2026-04-01", "2026-04-03", "2026-04-06"):
        assert easter.on_or_before(day(when)) == day("2026-03-27")
        assert easter.on_or_after(day(when)) == day("2026-04-07")


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_the_nearest_school_days_are_the_nearest(when: date) -> None:
    calendar = Calendar((AUTUMN,))
    before, after = calendar.on_or_before(when), calendar.on_or_after(when)
    assert before <= when <= after
    between = [before + timedelta(offset) for offset in range((after - before).days + 1)]
    assert {each for each in between if calendar.is_school_day(each)} == {before, after}


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2026-08-24", "2026-08-24", 1),
        ("2026-08-24", "2026-08-30", 5),
        ("2026-08-29", "2026-08-30", 0),
        ("2026-10-01", "2026-10-13", 4),  # the autumn break is taken out
        ("2026-04-01", "2026-04-07", 2),  # Easter
        ("2026-08-25", "2026-08-24", 0),
    ],
)
def test_school_days_are_counted_with_both_ends(first: str, last: str, count: int) -> None:
    assert Calendar((AUTUMN,)).school_days(day(first), day(last)) == count


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-08-24", 10, "days", "2026-09-03"),
        ("2026-08-24", 3, "weeks", "2026-09-14"),
        ("2026-03-23", 1, "weeks", "2026-03-30"),  # over the change to summer time
        ("2026-08-24", 1, "months", "2026-09-24"),
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2028-01-31", 1, "months", "2028-02-29"),
        ("2026-11-30", 1, "months", "2026-12-30"),
        ("2026-12-31", 2, "months", "2027-02-28"),
        ("2026-08-31", 13, "months", "2027-09-30"),
        ("2026-08-24", 0, "months", "2026-08-24"),
    ],
)
def test_amounts_are_calendar_days_weeks_and_months(start: str, amount: int, unit: Unit, end: str) -> None:
    assert add(day(start), amount, unit) == day(end)


SUMMER = Break(day("2027-06-21"), day("2027-08-17"), "sommerferie")


@pytest.mark.parametrize(
    ("breaks", "known_to"),
    [
        (None, None),
        ((), None),
        ((AUTUMN,), "2027-07-31"),
        ((AUTUMN, SUMMER), "2027-08-17"),
        ((Break(day("2027-02-22"), day("2027-02-26"), "vinterferie"),), "2027-07-31"),
    ],
)
def test_a_calendar_reaches_to_the_end_of_the_school_year_of_its_last_break(
    breaks: tuple[Break, ...] | None, known_to: str | None
) -> None:
    assert Calendar(breaks).known_to == (day(known_to) if known_to else None)
    assert not Calendar(breaks).is_past(day("2027-07-31"))


@pytest.mark.parametrize(
    ("when", "remark"),
    [
        ("2026-10-02", None),  # a week off ends no term
        ("2026-10-06", "break"),
        ("2026-10-11", "weekend"),
        ("2027-05-17", "holiday"),
        ("2027-06-17", None),
        ("2027-06-18", "term_end"),
        ("2027-08-18", "past_calendar"),
        ("2027-08-21", "weekend"),
    ],
)
def test_what_is_remarked_of_a_day(when: str, remark: str | None) -> None:
    assert Calendar((AUTUMN, SUMMER)).remark(day(when)) == remark
    assert Calendar().remark(day("2027-06-18")) is None
