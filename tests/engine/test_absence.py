"""Absence against a limit: what is certain from the number told, what is not, and what is never computed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.engine.absence import Absence, Finding, Span, Verdict, judged, school_start, together
from api.engine.calendar import Break, Calendar
from api.engine.schema import Limit, Period

CALENDAR = Calendar(
    breaks=(Break(date(2026, 6, 20), date(2026, 8, 16), "sommer"), Break(date(2026, 10, 5), date(2026, 10, 9), "høst"))
)


def limit(amount: float, period: Period | None, unit: str = "days") -> Limit:
    return Limit.model_validate({"amount": amount, "unit": unit, "period": period})


def told(
    first: str | None, last: str = "2026-11-22", days: float | None = None, percent: float | None = None
) -> Absence:
    span = Span(date.fromisoformat(first), date.fromisoformat(last)) if first else None
    return Absence(days=days, percent=percent, span=span)


def found(rule: Limit, absence: Absence) -> Finding:
    finding = judged(rule, absence, CALENDAR)
    assert finding is not None
    return finding


@pytest.mark.parametrize(
    ("amount", "period", "days", "first", "verdict"),
    [
        (3, "month", 3, "2026-11-01", "reached"),
        (3, "month", 2, "2026-11-01", "not_reached"),
        (3, "month", 7, "2026-09-01", "reached"),  # seven days in three months: three of them lie in one
        (3, "month", 6, "2026-09-01", "depends"),
        (3, "month", 2, "2026-09-01", "not_reached"),
        (10, "quarter", 11, "2026-09-01", "reached"),
        (10, "quarter", 9, "2026-09-01", "not_reached"),
        (10, "quarter", 11, "2026-08-17", "depends"),  # more than three months
        (10, "quarter", 19, "2026-08-17", "reached"),
        (3, "month", 3, None, "needs_period"),
        (3, "month", 2, None, "not_reached"),
        (4, None, 9, "2026-11-01", "never_computed"),
    ],
)
def test_a_limit_in_days(
    amount: float, period: Period | None, days: float, first: str | None, verdict: Verdict
) -> None:
    assert found(limit(amount, period), told(first, days=days)).verdict == verdict


def test_a_month_may_be_a_calendar_month_or_thirty_days_back() -> None:
    assert found(limit(3, "month"), told("2026-10-23", days=3)).windows == 1
    assert found(limit(3, "month"), told("2026-10-22", days=3)).windows == 2


@given(days=st.integers(1, 92), months=st.integers(1, 6), spread=st.data())
def test_reached_means_that_no_way_of_spreading_the_days_stays_below(
    days: int, months: int, spread: st.DataObject
) -> None:
    """The days are put in the months at random; “reached” may never be contradicted by how they lie."""
    last = date(2026, 6, 30)
    first = date(2026, 7 - months, 1)
    finding = found(limit(3, "month"), Absence(days=days, span=Span(first, last)))
    held = [0] * months
    for _ in range(days):
        held[spread.draw(st.integers(0, months - 1))] += 1
    if finding.verdict == "reached":
        assert max(held) >= 3
    if finding.verdict == "not_reached":
        assert max(held) < 3


def test_a_share_is_of_the_school_days_of_the_period_told() -> None:
    finding = found(limit(10, None, "percent"), told("2026-09-01", "2026-10-30", days=4))
    assert finding.school_days == 39  # nine weeks less a day, and the autumn break taken out
    assert finding.percent == pytest.approx(10.26, abs=0.01)
    assert finding.verdict == "reached"


@pytest.mark.parametrize(
    ("absence", "verdict"),
    [
        (told(None, percent=12), "needs_period"),
        (told(None, days=4), "needs_period"),
        (told("2026-09-01", percent=10), "reached"),
        (told("2026-09-01", percent=9.9), "not_reached"),
        (told("2026-10-05", "2026-10-09", days=1), "needs_period"),  # no school in that week
    ],
)
def test_a_share_needs_a_period_with_school_days(absence: Absence, verdict: Verdict) -> None:
    assert found(limit(10, None, "percent"), absence).verdict == verdict


@pytest.mark.parametrize(
    ("absence", "verdict"),
    [
        (told("2026-09-07", "2026-09-10", days=1), "other_period"),  # a week
        (told("2026-09-01", "2026-11-30", percent=25), "other_period"),
        (Absence(days=1, of=4), "needs_period"),
        (told("2026-08-17", "2027-02-10", percent=25), "reached"),
        (told("2026-08-17", "2027-02-10", percent=19), "not_reached"),
        (Absence(percent=25, span=Span(date(2026, 8, 17), date(2026, 10, 1), "half_year")), "reached"),  # so far
        (Absence(percent=25, span=Span(date(2026, 8, 17), date(2027, 2, 10), "school_year")), "other_period"),
    ],
)
def test_a_share_of_one_period_says_nothing_of_another(absence: Absence, verdict: Verdict) -> None:
    assert found(limit(20, "half_year", "percent"), absence).verdict == verdict


def test_what_was_not_counted_is_not_judged() -> None:
    assert judged(limit(3, "month"), Absence(signs=frozenset({"pattern"})), CALENDAR) is None
    assert judged(limit(3, "month"), told("2026-11-01", percent=12), CALENDAR) is None


def test_school_starts_after_the_summer_break_that_is_loaded() -> None:
    assert school_start(CALENDAR, date(2026, 11, 22)) == date(2026, 8, 17)
    assert school_start(CALENDAR, date(2026, 8, 10)) is None
    assert school_start(Calendar(), date(2026, 11, 22)) is None


# parts, ranges and shares


@pytest.mark.parametrize(
    ("absence", "verdict"),
    [
        (Absence(days=2, most=4, span=Span(date(2026, 11, 1), date(2026, 11, 20))), "between"),
        (Absence(days=3, most=4, span=Span(date(2026, 11, 1), date(2026, 11, 20))), "reached"),
        (Absence(days=1, most=2), "not_reached"),
        (Absence(days=2, most=4), "needs_period"),
        (Absence(days=0, halves=2), "not_reached"),
        (Absence(days=2, halves=1, span=Span(date(2026, 11, 1), date(2026, 11, 20))), "between"),
        (Absence(days=6, halves=1, span=Span(date(2026, 10, 1), date(2026, 11, 22))), "reached"),
        (Absence(days=2, most=7, span=Span(date(2026, 9, 1), date(2026, 11, 22))), "between"),
    ],
)
def test_both_ends_of_what_was_told_are_judged(absence: Absence, verdict: Verdict) -> None:
    assert found(limit(3, "month"), absence).verdict == verdict


@pytest.mark.parametrize(("days", "of", "verdict"), [(5, 62, "not_reached"), (6, 57, "reached"), (3, 5, "reached")])
def test_a_share_of_the_days_that_were_told_needs_no_period(days: float, of: float, verdict: Verdict) -> None:
    finding = found(limit(10, None, "percent"), Absence(days=days, of=of))
    assert (finding.verdict, finding.school_days) == (verdict, None)
    assert finding.percent == pytest.approx(100 * days / of)


def test_more_than_all_days_cannot_be() -> None:
    assert [one.cannot_be for one in (Absence(percent=112), Absence(days=9, of=7), Absence(days=7, of=7))] == [
        True,
        True,
        False,
    ]
    assert (Absence(days=1).share, Absence(days=1, of=4).share) == (None, 25)


def test_two_amounts_together_lie_in_the_period_that_holds_both() -> None:
    before = Absence(days=2, span=Span(date(2026, 9, 1), date(2026, 9, 10)))
    now = Absence(days=1, halves=1, span=Span(date(2026, 9, 24), date(2026, 9, 24)))
    assert together(before, now) == Absence(days=3, halves=1, span=Span(date(2026, 9, 1), date(2026, 9, 24)))
    assert together(Absence(days=2, most=3), Absence(days=1)) == Absence(days=3, most=4)


BEYOND = Limit(amount=3, unit="days", period="month", beyond=True)
ON_END = Limit(amount=5, unit="days", in_a_row=True, beyond=True)


@pytest.mark.parametrize(
    ("rule", "absence", "verdict"),
    [
        (BEYOND, told("2026-11-01", days=3), "not_reached"),
        (BEYOND, told("2026-11-01", days=4), "reached"),
        (BEYOND, told(None, days=3), "not_reached"),
        (BEYOND, told(None, days=4), "needs_period"),
        (BEYOND, told("2026-09-01", days=9), "depends"),
        (BEYOND, told("2026-09-01", days=10), "reached"),  # four of ten days in three months lie in one
        (ON_END, Absence(days=5, in_a_row=True), "not_reached"),
        (ON_END, Absence(days=6, in_a_row=True), "reached"),
        (ON_END, Absence(days=6), "if_in_a_row"),
        (ON_END, Absence(days=5, halves=1, in_a_row=True), "reached"),
        (ON_END, Absence(days=5, most=7, in_a_row=True), "if_in_a_row"),
        (ON_END, told("2026-11-02", "2026-11-09", days=6), "reached"),  # all school days of the period
        (ON_END, told("2026-11-02", "2026-11-10", days=6), "if_in_a_row"),
        (Limit(amount=6, unit="lessons"), Absence(lessons=6), "never_computed"),
        (Limit(amount=6, unit="lessons", period="month"), Absence(lessons=6), "needs_period"),
        (Limit(amount=3, unit="late", period="month"), Absence(late=2), "not_reached"),
        (Limit(amount=3, unit="late", period="month", beyond=True), Absence(late=3), "not_reached"),
    ],
)
def test_more_than_a_number_days_on_end_lessons_and_times_too_late(
    rule: Limit, absence: Absence, verdict: Verdict
) -> None:
    assert found(rule, absence).verdict == verdict


def test_lessons_are_no_days_and_days_no_lessons() -> None:
    assert judged(Limit(amount=3, unit="lessons"), Absence(days=9), CALENDAR) is None
    assert judged(Limit(amount=3, unit="late"), Absence(lessons=9), CALENDAR) is None
    assert judged(ON_END, Absence(lessons=9), CALENDAR) is None
    assert judged(ON_END, Absence(percent=9), CALENDAR) is None


def test_a_limit_of_days_on_end_has_no_period() -> None:
    with pytest.raises(ValidationError, match="takes no `period`"):
        Limit(amount=5, unit="days", in_a_row=True, period="month")


def test_the_lowest_amount_that_reaches_a_limit() -> None:
    assert (BEYOND.least, ON_END.least, Limit(amount=2.5, unit="percent", beyond=True).least) == (4, 6, 3)
    assert Limit(amount=2.5, unit="percent").least == 2.5
