"""What a deadline comes to: its dates, the school day to hold on to, and how it stands, for every kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.engine.calendar import Break, Calendar, Unit
from api.engine.conditions import World
from api.engine.deadlines import DeadlineState, stands
from api.engine.facts import Fact
from api.engine.schema import Deadline

from .small import Piece, a_deadline, a_fact, an_anchor, day

AUTUMN = Break(day("2026-10-05"), day("2026-10-09"), "høstferie")
MONDAY = "2026-08-24"

Case = tuple[str, tuple[int, ...], str]  # kind, amount, unit


def _stands(
    deadline: Deadline,
    facts: Sequence[Fact],
    today: str = MONDAY,
    *,
    breaks: tuple[Break, ...] | None = None,
    elsewhere: Sequence[Fact] = (),
) -> DeadlineState:
    """`facts` belong to the present stay, `elsewhere` to earlier ones."""
    world = World(stay=facts, case=[*elsewhere, *facts], today=day(today))
    return stands(deadline, world=world, calendar=Calendar(breaks))


def _raised(on: str = MONDAY) -> Fact:
    return a_fact(1, "concern_raised", on)


def _met(on: str) -> Fact:
    return a_fact(2, "meeting_held", on)


def _counted(case: Case) -> Deadline:
    kind, amount, unit = case
    return a_deadline(kind, *amount, **({"unit": unit} if amount else {}))


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


@pytest.mark.parametrize(
    ("case", "raised", "due", "soft", "held_to", "reason"),
    [
        (("within", (1,), "weeks"), MONDAY, "2026-08-31", None, None, None),
        (("within", (2, 3), "weeks"), MONDAY, "2026-09-14", "2026-09-07", None, None),
        (("within", (5,), "days"), MONDAY, "2026-08-29", None, "2026-08-28", "weekend"),
        (("within", (1,), "months"), "2026-01-31", "2026-02-28", None, "2026-02-27", "weekend"),
        (("within", (1,), "weeks"), "2026-03-26", "2026-04-02", None, "2026-04-01", "holiday"),  # Maundy Thursday
        (("within", (1,), "weeks"), "2026-03-30", "2026-04-06", None, "2026-04-01", "holiday"),  # Easter Monday
        (("within", (1,), "weeks"), "2026-04-24", "2026-05-01", None, "2026-04-30", "holiday"),
        (("within", (1,), "weeks"), "2027-05-10", "2027-05-17", None, "2027-05-14", "holiday"),
        (("within", (2,), "weeks"), "2026-05-03", "2026-05-17", None, "2026-05-15", "weekend"),  # Sunday that year
        (("window", (1, 2), "weeks"), MONDAY, "2026-09-07", "2026-08-31", None, None),
        (("window", (3, 6), "days"), MONDAY, "2026-08-30", "2026-08-27", "2026-08-28", "weekend"),
        (("after", (2,), "weeks"), MONDAY, "2026-09-07", None, None, None),
        (("after", (2,), "weeks"), "2026-03-23", "2026-04-06", None, "2026-04-07", "holiday"),
        (("approx", (1,), "weeks"), "2026-04-24", "2026-05-01", None, "2026-05-04", "holiday"),
        (("approx", (1, 2), "weeks"), MONDAY, "2026-09-07", "2026-08-31", None, None),
        (("same_day", (), ""), MONDAY, MONDAY, None, None, None),
        (("same_day", (), ""), "2026-08-29", "2026-08-29", None, "2026-08-31", "weekend"),
        (("immediate", (), ""), "2027-05-17", "2027-05-17", None, "2027-05-18", "holiday"),
        (("recurring", (2,), "weeks"), "2026-08-15", "2026-08-29", None, "2026-08-28", "weekend"),
    ],
)
def test_dates_follow_from_the_anchor(
    case: Case, raised: str, due: str, soft: str | None, held_to: str | None, reason: str | None
) -> None:
    state = _stands(_counted(case), [_raised(raised)])
    assert (_iso(state.due_on), _iso(state.soft_on), _iso(state.school_day)) == (due, soft, held_to)
    assert state.free_reason == reason
    assert (state.anchor_on, state.anchored_by) == (day(raised), 1)


@pytest.mark.parametrize(
    ("kind", "held_to"),
    [("within", "2026-10-02"), ("after", "2026-10-12"), ("approx", "2026-10-12"), ("recurring", "2026-10-02")],
)
def test_a_date_in_the_schools_break_is_moved_only_when_the_break_is_loaded(kind: str, held_to: str) -> None:
    deadline, facts = a_deadline(kind, 2), [_raised("2026-09-23")]
    unknown, known = _stands(deadline, facts), _stands(deadline, facts, breaks=(AUTUMN,))
    assert unknown.due_on == known.due_on == day("2026-10-07")
    assert (unknown.school_day, unknown.free_reason) == (None, None)
    assert (known.school_day, known.free_reason) == (day(held_to), "break")


@pytest.mark.parametrize(
    ("case", "today", "state", "late"),
    [
        (("within", (1,), "weeks"), "2026-08-27", "open", 0),
        (("within", (1,), "weeks"), "2026-08-28", "due_soon", 0),
        (("within", (1,), "weeks"), "2026-08-31", "due_today", 0),
        (("within", (1,), "weeks"), "2026-09-01", "overdue", 1),
        (("within", (1,), "weeks"), "2026-09-30", "overdue", 30),
        (("within", (1, 2), "weeks"), "2026-09-01", "open", 0),  # past the soft end, not the hard
        (("within", (1, 2), "weeks"), "2026-09-08", "overdue", 1),
        (("within", (6,), "days"), "2026-08-24", "open", 0),  # due on a Sunday, held to the Friday
        (("within", (6,), "days"), "2026-08-25", "due_soon", 0),
        (("within", (6,), "days"), "2026-08-28", "due_today", 0),
        (("within", (6,), "days"), "2026-08-29", "due_soon", 0),
        (("within", (6,), "days"), "2026-08-30", "due_today", 0),
        (("within", (6,), "days"), "2026-08-31", "overdue", 1),
        (("after", (1,), "weeks"), "2026-08-30", "early", 0),
        (("after", (1,), "weeks"), "2026-08-31", "open", 0),
        (("after", (1,), "weeks"), "2027-01-04", "open", 0),
        (("after", (5,), "days"), "2026-08-30", "early", 0),  # a Saturday, so not before the Monday
        (("after", (5,), "days"), "2026-08-31", "open", 0),
        (("window", (1, 2), "weeks"), "2026-08-30", "early", 0),
        (("window", (1, 2), "weeks"), "2026-08-31", "open", 0),
        (("window", (1, 2), "weeks"), "2026-09-04", "due_soon", 0),
        (("window", (1, 2), "weeks"), "2026-09-07", "due_today", 0),
        (("window", (1, 2), "weeks"), "2026-09-09", "overdue", 2),
        (("approx", (1,), "weeks"), "2026-08-31", "open", 0),
        (("approx", (1,), "weeks"), "2027-01-04", "open", 0),  # never red
        (("same_day", (), ""), "2026-08-24", "due_today", 0),
        (("same_day", (), ""), "2026-08-25", "overdue", 1),
        (("immediate", (), ""), "2026-08-24", "due_today", 0),
        (("immediate", (), ""), "2026-08-26", "overdue", 2),
        (("recurring", (2,), "weeks"), "2026-09-03", "open", 0),
        (("recurring", (2,), "weeks"), "2026-09-04", "due_soon", 0),
        (("recurring", (2,), "weeks"), "2026-09-08", "overdue", 1),
    ],
)
def test_an_unmet_deadline_stands_by_the_day(case: Case, today: str, state: str, late: int) -> None:
    found = _stands(_counted(case), [_raised()], today)
    assert (found.state, found.late_days) == (state, late)


@pytest.mark.parametrize(
    ("today", "state", "late"),
    [
        ("2026-08-29", "due_today", 0),
        ("2026-08-30", "due_soon", 0),
        ("2026-08-31", "due_today", 0),
        ("2026-09-01", "overdue", 3),
    ],
)
def test_what_is_found_on_a_free_day_is_due_the_next_school_day(today: str, state: str, late: int) -> None:
    found = _stands(a_deadline("same_day"), [_raised("2026-08-29")], today)
    assert (found.state, found.late_days) == (state, late)


@pytest.mark.parametrize(
    ("case", "met", "state", "late"),
    [
        (("within", (1,), "weeks"), "2026-08-26", "met", 0),
        (("within", (1,), "weeks"), "2026-08-31", "met", 0),
        (("within", (1,), "weeks"), "2026-09-02", "met_late", 2),
        (("within", (1, 2), "weeks"), "2026-09-02", "met", 0),
        (("within", (5,), "days"), "2026-08-29", "met", 0),  # on the routine's own date, a Saturday
        (("after", (1,), "weeks"), "2026-12-01", "met", 0),
        (("approx", (1,), "weeks"), "2026-12-01", "met", 0),
        (("window", (1, 2), "weeks"), "2026-08-25", "met", 0),
        (("window", (1, 2), "weeks"), "2026-09-08", "met_late", 1),
        (("same_day", (), ""), "2026-08-24", "met", 0),
        (("same_day", (), ""), "2026-08-25", "met_late", 1),
        (("immediate", (), ""), "2026-08-27", "met_late", 3),
    ],
)
def test_a_met_deadline_says_whether_it_was_late(case: Case, met: str, state: str, late: int) -> None:
    found = _stands(_counted(case), [_raised(), _met(met)], "2027-01-04")
    assert (found.state, found.late_days, found.met_on) == (state, late, day(met))


@pytest.mark.parametrize("deadline", [a_deadline("none"), a_deadline("recurring", 2, anchor=None, met_by=None)])
def test_a_deadline_without_dates_has_none_but_the_teachers_own(deadline: Deadline) -> None:
    own = a_fact(2, "own_date_set", MONDAY, deadline="meeting", on="2026-09-01")
    state = _stands(deadline, [_raised(), own])
    assert (state.state, state.due_on, state.anchor_on, state.school_day) == ("none", None, None, None)
    assert state.remind_on == state.own_on == day("2026-09-01")


def test_every_kind_of_deadline_is_tried_here() -> None:
    tried = {"within", "after", "window", "approx", "same_day", "immediate", "recurring", "none"}
    assert set(get_args(Deadline.model_fields["kind"].annotation)) == tried


def test_a_deadline_waits_for_its_anchor() -> None:
    state = _stands(a_deadline("within", 1), [_met("2026-08-20")])
    assert (state.state, state.due_on, state.met_on, state.remind_on) == ("waiting", None, None, None)


@pytest.mark.parametrize(("pick", "due"), [("first", "2026-08-31"), ("last", "2026-09-08")])
def test_the_anchor_is_the_first_or_the_last_of_its_kind(pick: str, due: str) -> None:
    facts = [_raised(), a_fact(2, "concern_raised", "2026-09-01")]
    assert _stands(a_deadline("within", 1, anchor=an_anchor("concern_raised", pick=pick)), facts).due_on == day(due)


@pytest.mark.parametrize(("anywhere", "state"), [(True, "open"), (False, "waiting")])
def test_an_anchor_of_an_earlier_stay_counts_only_when_the_rule_says_anywhere(anywhere: bool, state: str) -> None:
    deadline = a_deadline("within", 1, anchor=an_anchor("concern_raised", anywhere=anywhere))
    assert _stands(deadline, [], elsewhere=[_raised()]).state == state


@pytest.mark.parametrize(("anywhere", "state"), [(True, "met"), (False, "open")])
def test_a_deadline_is_met_in_an_earlier_stay_only_when_the_rule_says_anywhere(anywhere: bool, state: str) -> None:
    deadline = a_deadline("within", 1, met_by={"fact": "meeting_held", "anywhere": anywhere})
    earlier = a_fact(0, "meeting_held", "2026-08-20")
    assert _stands(deadline, [_raised()], elsewhere=[earlier]).state == state


@pytest.mark.parametrize("assumed", [True, False])
def test_an_assumed_anchor_counts_as_any_other_and_stays_marked(assumed: bool) -> None:
    deadline = a_deadline("within", 1, anchor=an_anchor("concern_raised", assumed=assumed))
    state = _stands(deadline, [_raised()])
    assert state.rule.anchor is not None
    assert (state.rule.anchor.assumed, state.due_on) == (assumed, day("2026-08-31"))


def test_the_last_own_date_stands_beside_the_routines_and_never_moves_it() -> None:
    own = [a_fact(n, "own_date_set", MONDAY, deadline="meeting", on=f"2026-09-0{n}") for n in (2, 3)]
    other = a_fact(4, "own_date_set", MONDAY, deadline="evaluation", on="2026-09-04")
    state = _stands(a_deadline("within", 1), [_raised(), *own, other], "2026-09-01")
    assert (state.own_on, state.due_on, state.remind_on) == (day("2026-09-03"), day("2026-08-31"), day("2026-08-31"))
    assert (state.state, state.late_days) == ("overdue", 1)


def test_an_own_date_of_an_earlier_round_is_not_this_rounds() -> None:
    own = a_fact(0, "own_date_set", "2026-08-03", deadline="meeting", on="2026-08-10")
    assert _stands(a_deadline("within", 1), [_raised()], elsewhere=[own]).own_on is None


def test_the_reminder_goes_by_the_school_day_before_a_free_day() -> None:
    assert _stands(a_deadline("within", 5, unit="days"), [_raised()]).remind_on == day("2026-08-28")


def test_a_deadline_with_several_conditions_is_met_when_the_last_of_them_is() -> None:
    both: Piece = {"all": [{"fact": "meeting_held"}, {"fact": "measures_agreed"}]}
    meeting, agreed = _met("2026-08-26"), a_fact(3, "measures_agreed", "2026-09-02")
    deadline = a_deadline("within", 1, met_by=both)
    assert _stands(deadline, [_raised(), meeting]).state == "open"
    state = _stands(deadline, [_raised(), meeting, agreed])
    assert (state.state, state.met_on, state.late_days) == ("met_late", day("2026-09-02"), 2)


def test_a_deadline_met_in_time_does_not_become_late_afterwards() -> None:
    both: Piece = {"all": [{"fact": "meeting_held"}, {"fact": "measures_agreed"}]}
    facts = [_raised(), _met("2026-08-26"), a_fact(3, "measures_agreed", "2026-08-27")]
    afterwards = a_fact(4, "contact_made", "2026-10-01")
    deadline = a_deadline("within", 1, met_by=both)
    assert _stands(deadline, facts).state == "met"
    assert _stands(deadline, [*facts, afterwards], "2026-10-01").state == "met"


def test_several_conditions_may_all_be_met_in_an_earlier_stay() -> None:
    met: Piece = {"fact": "meeting_held", "anywhere": True}
    deadline = a_deadline("within", 1, anchor=an_anchor("concern_raised", anywhere=True), met_by={"all": [met, met]})
    state = _stands(deadline, [], elsewhere=[_raised(), _met("2026-08-26")])
    assert (state.state, state.met_on) == ("met", day("2026-08-26"))


@pytest.mark.parametrize("kind", ["same_day", "immediate"])
def test_done_on_the_school_day_after_a_free_day_is_in_time(kind: str) -> None:
    saturday, monday = "2026-08-29", "2026-08-31"
    deadline = a_deadline(kind)
    assert _stands(deadline, [_raised(saturday)], monday).state == "due_today"
    assert _stands(deadline, [_raised(saturday), _met(monday)], monday).state == "met"


def test_there_is_no_school_day_before_the_date_when_the_anchor_lies_in_the_same_break() -> None:
    state = _stands(a_deadline("within", 2, unit="days"), [_raised("2026-10-06")], "2026-10-06", breaks=(AUTUMN,))
    assert state.due_on == day("2026-10-08")
    assert state.school_day is None


@pytest.mark.parametrize(
    ("done", "due", "state"),
    [
        ([], "2026-09-07", "overdue"),
        (["2026-09-03"], "2026-09-17", "due_soon"),
        (["2026-09-03", "2026-09-14"], "2026-09-28", "open"),
    ],
)
def test_what_recurs_comes_due_again_after_the_last_time(done: list[str], due: str, state: str) -> None:
    facts = [_raised(), *(a_fact(number, "meeting_held", on) for number, on in enumerate(done, start=2))]
    found = _stands(a_deadline("recurring", 2), facts, "2026-09-15")
    assert (found.due_on, found.state, found.met_on) == (day(due), state, None)
    assert found.anchored_by == len(facts)


days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
units: st.SearchStrategy[Unit] = st.sampled_from(["days", "weeks", "months"])
amounts = st.integers(1, 12)
breaks = st.lists(
    st.builds(lambda first, length: Break(first, first + timedelta(length), "ferie"), days, st.integers(0, 70)),
    max_size=4,
).map(tuple)


@given(
    kind=st.sampled_from(["within", "after", "approx", "recurring"]), amount=amounts, unit=units, one=days, other=days
)
def test_a_later_anchor_never_gives_an_earlier_date(
    kind: Literal["within", "after", "approx", "recurring"], amount: int, unit: Unit, one: date, other: date
) -> None:
    deadline = a_deadline(kind, amount, unit=unit)
    earlier, later = (_stands(deadline, [_raised(on.isoformat())]) for on in sorted([one, other]))
    assert earlier.due_on is not None
    assert later.due_on is not None
    assert min(one, other) < earlier.due_on <= later.due_on


@given(kind=st.sampled_from(["within", "window"]), amount=amounts, unit=units, raised=days, breaks=breaks)
def test_a_school_day_to_hold_on_to_is_never_after_the_routines_date(
    kind: str, amount: int, unit: Unit, raised: date, breaks: tuple[Break, ...]
) -> None:
    deadline = a_deadline(kind, amount, amount + 1, unit=unit)
    state = _stands(deadline, [_raised(raised.isoformat())], breaks=breaks)
    assert state.due_on is not None
    if Calendar(breaks).is_school_day(state.due_on):
        assert state.school_day is None
    assert raised <= (state.school_day or state.due_on) <= state.due_on


@given(kind=st.sampled_from(["after", "approx"]), amount=amounts, unit=units, raised=days, breaks=breaks)
def test_the_other_kinds_move_forward_to_a_school_day(
    kind: str, amount: int, unit: Unit, raised: date, breaks: tuple[Break, ...]
) -> None:
    state = _stands(a_deadline(kind, amount, unit=unit), [_raised(raised.isoformat())], breaks=breaks)
    assert state.due_on is not None
    expected = Calendar(breaks).on_or_after(state.due_on)
    assert (state.school_day or state.due_on) == expected


# A case opened again. Facts 1-3 lie before it, so the reopening has number 4 unless told.
AGREED = a_fact(2, "measures_agreed", "2026-08-26")
FROM_MEASURES = an_anchor("measures_agreed")


def _reopened(on: str = "2026-10-12", number: int = 4) -> Fact:
    return a_fact(number, "reopened", on)


@pytest.mark.parametrize(
    ("opened", "due", "by"),
    [
        ([], "2026-08-31", 1),
        ([_reopened()], "2026-10-19", 4),
        ([_reopened(), _reopened("2026-11-02", 5)], "2026-11-09", 5),  # the last time counts
    ],
)
def test_the_worry_counts_from_the_day_the_case_was_opened_again(opened: list[Fact], due: str, by: int) -> None:
    state = _stands(a_deadline("within", 1), [_raised(), *opened], "2026-11-03")
    assert (state.due_on, state.anchored_by) == (day(due), by)


def test_the_reopening_counts_though_it_was_written_in_the_stay_before() -> None:
    state = _stands(a_deadline("within", 1), [], "2026-10-13", elsewhere=[_raised(), _reopened()])
    assert (state.due_on, state.anchored_by) == (day("2026-10-19"), 4)


@pytest.mark.parametrize(
    ("today", "state", "late"),
    [("2026-10-12", "open", 0), ("2026-10-19", "due_today", 0), ("2026-10-21", "overdue", 2)],
)
def test_a_worry_raised_anew_has_its_dates_as_the_first_time(today: str, state: str, late: int) -> None:
    found = _stands(a_deadline("within", 1), [_raised(), _reopened()], today)
    assert (found.state, found.late_days, found.anchor_on) == (state, late, day("2026-10-12"))


@pytest.mark.parametrize(("held", "state", "late"), [("2026-10-16", "met", 0), ("2026-10-21", "met_late", 2)])
def test_a_worry_raised_anew_is_met_or_late_by_its_new_date(held: str, state: str, late: int) -> None:
    found = _stands(a_deadline("within", 1), [_raised(), _reopened(), a_fact(5, "meeting_held", held)], "2026-12-01")
    assert (found.state, found.late_days, found.met_on) == (state, late, day(held))


@pytest.mark.parametrize("kind", ["within", "after", "approx", "same_day", "immediate", "recurring"])
def test_what_counted_from_before_the_reopening_has_no_date_and_is_never_late(kind: str) -> None:
    amount = () if kind in ("same_day", "immediate") else (1,)
    deadline = a_deadline(kind, *amount, anchor=FROM_MEASURES)
    assert _stands(deadline, [_raised(), AGREED], "2026-10-13").due_on is not None
    state = _stands(deadline, [_raised(), AGREED, _reopened()], "2027-06-01")
    assert (state.state, state.anchor_on, state.late_days) == ("reopened", day("2026-10-12"), 0)
    assert (state.due_on, state.soft_on, state.school_day, state.anchored_by) == (None, None, None, None)
    assert state.remind_on is None


def test_a_reopened_deadline_keeps_the_teachers_own_date() -> None:
    own = a_fact(5, "own_date_set", "2026-10-13", deadline="meeting", on="2026-10-30")
    state = _stands(a_deadline("within", 1, anchor=FROM_MEASURES), [AGREED, _reopened(), own], "2026-10-14")
    assert (state.state, state.own_on, state.remind_on) == ("reopened", day("2026-10-30"), day("2026-10-30"))


@pytest.mark.parametrize("held", ["2026-10-12", "2026-10-14", "2027-05-03"])  # the day of the reopening, and after it
def test_what_is_done_after_the_reopening_is_met_without_the_old_date(held: str) -> None:
    facts = [AGREED, _reopened(), a_fact(5, "meeting_held", held)]
    state = _stands(a_deadline("within", 1, anchor=FROM_MEASURES), facts, "2027-06-01")
    assert (state.state, state.met_on, state.late_days) == ("met", day(held), 0)
    assert (state.due_on, state.anchor_on, state.anchored_by) == (None, None, None)


@pytest.mark.parametrize(
    ("held", "state", "late"), [("2026-09-01", "met", 0), ("2026-09-04", "met_late", 2), ("2026-10-11", "met_late", 39)]
)
def test_what_was_done_before_the_reopening_stays_as_it_was(held: str, state: str, late: int) -> None:
    deadline = a_deadline("within", 1, anchor=FROM_MEASURES)
    before = [AGREED, a_fact(3, "meeting_held", held)]
    found = _stands(deadline, [*before, _reopened()], "2026-12-01")
    assert found == _stands(deadline, before, "2026-12-01")
    assert (found.state, found.late_days, found.due_on) == (state, late, day("2026-09-02"))


def test_measures_agreed_anew_give_a_date_again() -> None:
    again = a_fact(5, "measures_agreed", "2026-10-14")
    deadline = a_deadline("within", 1, anchor=an_anchor("measures_agreed", pick="last"))
    state = _stands(deadline, [AGREED, _reopened(), again], "2026-10-15")
    assert (state.state, state.due_on, state.anchored_by) == ("open", day("2026-10-21"), 5)


@pytest.mark.parametrize(
    ("held", "state", "due"),
    [
        ([], "reopened", None),
        ([(3, "2026-09-30")], "reopened", None),  # the last time lies before the reopening too
        ([(3, "2026-09-30"), (5, "2026-10-14")], "open", "2026-10-28"),
    ],
)
def test_what_recurs_waits_for_the_first_time_after_the_reopening(
    held: list[tuple[int, str]], state: str, due: str | None
) -> None:
    facts = [a_fact(number, "meeting_held", on) for number, on in held]
    case = sorted([AGREED, _reopened(), *facts], key=lambda fact: fact.occurred_on)
    found = _stands(a_deadline("recurring", 2, anchor=FROM_MEASURES), case, "2026-10-15")
    assert (found.state, _iso(found.due_on)) == (state, due)


def test_what_recurs_from_the_worry_counts_from_the_last_time_after_a_reopening_too() -> None:
    held = a_fact(5, "meeting_held", "2026-10-20")
    state = _stands(a_deadline("recurring", 2), [_raised(), _reopened(), held], "2026-10-21")
    assert (state.due_on, state.anchored_by) == (day("2026-11-03"), 5)


def test_what_was_last_done_before_the_worry_was_raised_anew_no_longer_counts() -> None:
    held = a_fact(3, "meeting_held", "2026-10-01")
    state = _stands(a_deadline("recurring", 2), [_raised(), held, _reopened()], "2026-10-13")
    assert (state.due_on, state.anchor_on) == (day("2026-10-26"), day("2026-10-12"))


def test_a_correction_of_an_old_fact_does_not_bring_the_old_date_back() -> None:
    """The measures were agreed a day earlier than first written; that was put right after the reopening."""
    corrected = a_fact(5, "measures_agreed", "2026-08-25", supersedes=2)
    state = _stands(a_deadline("within", 1, anchor=FROM_MEASURES), [_raised(), corrected, _reopened()], "2026-10-13")
    assert (state.state, state.due_on) == ("reopened", None)


def test_what_recurs_from_no_start_counts_from_the_last_time_it_was_done() -> None:
    weekly = a_deadline("recurring", 1, anchor=None, met_by={"fact": "task_done", "task": "look"})
    done = [a_fact(2, "task_done", "2026-08-26", task="look"), a_fact(3, "task_done", "2026-09-01", task="look")]
    assert _stands(weekly, [_raised()]).state == "none"
    assert _stands(weekly, [_raised(), *done], "2026-09-01").due_on == day("2026-09-08")
    assert _stands(weekly, [_raised(), *done[:1]], "2026-09-03").state == "overdue"


def test_what_recurs_from_no_start_begins_anew_with_a_reopened_case() -> None:
    weekly = a_deadline("recurring", 1, anchor=None, met_by={"fact": "task_done", "task": "look"})
    before, after = a_fact(3, "task_done", "2026-09-01", task="look"), a_fact(5, "task_done", "2026-10-14", task="look")
    assert _stands(weekly, [_raised(), before, _reopened()], "2026-10-13").state == "none"
    assert _stands(weekly, [_raised(), before, _reopened(), after], "2026-10-15").due_on == day("2026-10-21")


@pytest.mark.parametrize(
    ("today", "state"), [("2026-09-01", "open"), ("2026-09-04", "due_soon"), ("2026-10-30", "due_soon")]
)
def test_what_recurs_about_so_often_is_never_late(today: str, state: str) -> None:
    rule = a_deadline("recurring", 2, pace="about")
    found = _stands(rule, [_raised()], today)
    assert (found.state, found.late_days, rule.can_be_late) == (state, 0, False)


def test_a_pace_belongs_to_what_recurs() -> None:
    with pytest.raises(ValueError, match="`pace` belongs to"):
        a_deadline("within", 2, pace="about")


@pytest.mark.parametrize(("raised", "known_to"), [("2026-10-05", None), ("2027-07-25", "2027-07-31")])
def test_a_date_past_the_loaded_calendar_says_so(raised: str, known_to: str | None) -> None:
    state = _stands(a_deadline("within", 1), [_raised(raised)], raised, breaks=(AUTUMN,))
    assert _iso(state.known_to) == known_to
