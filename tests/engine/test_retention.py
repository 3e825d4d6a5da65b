"""How long a closed case is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.engine.retention import REMINDED, closed_on, ends_on, latest, months_after

from .casework import a_school_routine
from .small import a_fact, day


def test_a_case_is_closed_since_its_last_closing_and_not_when_it_is_open() -> None:
    raised = a_fact(1, "concern_raised", "2026-08-24")
    closed = [raised, a_fact(2, "closed", "2026-09-01")]
    assert closed_on(a_school_routine(), [raised]) is None
    assert closed_on(a_school_routine(), closed) == day("2026-09-01")
    assert closed_on(a_school_routine(), [*closed, a_fact(3, "reopened", "2026-09-02")]) is None


def test_of_what_members_asked_for_the_last_counts_and_never_less_than_the_school_keeps() -> None:
    closed = date(2026, 8, 24)
    assert ends_on(closed, 12) == date(2027, 8, 24)
    assert ends_on(closed, 12, [date(2029, 1, 1), date(2028, 1, 1)]) == date(2028, 1, 1)
    assert ends_on(closed, 12, [date(2026, 9, 1)]) == date(2027, 8, 24)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 24), 12, date(2027, 8, 24)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_what_is_due_lies_within_the_days_that_are_searched(closed: date, months: int) -> None:
    today = ends_on(closed, months) - REMINDED
    assert closed <= months_after(today + REMINDED, -months) + timedelta(days=3)
    assert ends_on(closed, months, [closed]) == months_after(closed, months) < latest(closed, months)
