"""Which level a case is on, in which round and since when, as it follows from the decisions."""

from __future__ import annotations

import pytest

from api.engine.facts import Fact, live
from api.engine.schema import Routine
from api.engine.stays import Stay, outcome_of, present_stay

from .small import a_decision, a_fact, a_level, a_routine, an_outcome, day


def _routine() -> Routine:
    ways = [
        ("up", "go_to", "1"),
        ("again", "continue", None),
        ("end", "close", None),
        ("watch", "monitor", None),
        ("watch_up", "monitor", "1"),
        ("pick", "choose", None),
    ]
    down = a_decision("review", an_outcome("down", "go_to", "0"), an_outcome("watch_down", "monitor", "0"))
    return a_routine(
        a_level("0", decisions=[a_decision("judge", *(an_outcome(*way) for way in ways))]),
        a_level("1", decisions=[down]),
    )


def _decided(number: int, on: str, outcome: str, **details: object) -> Fact:
    return a_fact(number, "decided", on, **{"decision": "judge", "outcome": outcome, **details})


RAISED = a_fact(1, "concern_raised", "2026-08-24")


def test_a_case_without_facts_is_on_the_first_level_since_no_day() -> None:
    assert present_stay(_routine(), []) == Stay(level="0", round=1, since=None, entered_by=None)


def test_a_case_is_on_the_first_level_from_its_first_fact() -> None:
    talk = a_fact(2, "talk_held", "2026-08-26")
    expected = Stay(level="0", round=1, since=day("2026-08-24"), entered_by=1)
    assert present_stay(_routine(), [RAISED, talk]) == expected


@pytest.mark.parametrize(
    ("outcome", "level", "round_", "status"),
    [
        ("up", "1", 1, "open"),
        ("again", "0", 2, "open"),
        ("end", "0", 1, "closed"),
        ("watch", "0", 1, "monitoring"),
    ],
)
def test_a_decision_moves_the_case(outcome: str, level: str, round_: int, status: str) -> None:
    stay = present_stay(_routine(), [RAISED, _decided(2, "2026-09-01", outcome)])
    assert (stay.level, stay.round, stay.status) == (level, round_, status)
    assert (stay.since, stay.entered_by) == (day("2026-09-01"), 2)


@pytest.mark.parametrize(
    "details",
    [{"outcome": "stay"}, {"outcome": "pick"}, {"outcome": "retired"}, {"decision": "retired"}, {"outcome": None}],
)
def test_waiting_choosing_or_an_outcome_that_is_no_longer_there_moves_nothing(details: dict[str, str | None]) -> None:
    fact = a_fact(2, "decided", "2026-09-01", **{"decision": "judge", "outcome": "up", **details})
    assert present_stay(_routine(), [RAISED, fact]) == present_stay(_routine(), [RAISED])


def test_a_round_follows_the_one_it_was_decided_in() -> None:
    facts = [RAISED, _decided(2, "2026-09-01", "again"), _decided(3, "2026-09-20", "again", round=2)]
    stay = present_stay(_routine(), facts)
    assert (stay.level, stay.round, stay.since) == ("0", 3, day("2026-09-20"))


def test_a_level_begins_with_its_first_round() -> None:
    facts = [RAISED, _decided(2, "2026-09-01", "again"), _decided(3, "2026-09-20", "up", round=2)]
    assert (present_stay(_routine(), facts).level, present_stay(_routine(), facts).round) == ("1", 1)


def test_a_closed_case_is_closed_where_it_stood_and_opens_in_a_new_round() -> None:
    up, closed = _decided(2, "2026-09-01", "up"), a_fact(3, "closed", "2026-09-10", level="1")
    opened = a_fact(4, "reopened", "2026-10-01", level="1")
    shut = present_stay(_routine(), [RAISED, up, closed])
    assert shut == Stay(level="1", round=1, since=day("2026-09-10"), entered_by=3, status="closed")
    again = present_stay(_routine(), [RAISED, up, closed, opened])
    assert again == Stay(level="1", round=2, since=day("2026-10-01"), entered_by=4, status="open")


@pytest.mark.parametrize("outcome", ["end", "watch"])
def test_a_case_that_was_ended_by_a_decision_can_be_opened_again(outcome: str) -> None:
    stay = present_stay(_routine(), [RAISED, _decided(2, "2026-09-01", outcome), a_fact(3, "reopened", "2026-10-01")])
    assert (stay.status, stay.round) == ("open", 2)


def test_a_decision_taken_back_moved_nothing() -> None:
    facts = [RAISED, _decided(2, "2026-09-01", "up"), a_fact(3, "withdrawn", "2026-09-02", supersedes=2)]
    assert present_stay(_routine(), live(facts)).level == "0"


def test_a_stay_knows_its_own_facts() -> None:
    first, second = a_fact(1, "talk_held", "2026-08-24"), a_fact(2, "talk_held", "2026-09-24", round=2)
    elsewhere = a_fact(3, "talk_held", "2026-10-24", level="1", round=2)
    stay = Stay(level="0", round=2, since=None, entered_by=None)
    assert stay.of_round([first, second, elsewhere]) == [second]
    assert stay.of_level([first, second, elsewhere]) == [first, second]


def test_the_outcome_of_a_decision_is_found_on_the_level_it_was_made() -> None:
    found = outcome_of(_routine(), a_fact(1, "decided", "2026-09-01", level="1", decision="review", outcome="down"))
    assert found is not None
    assert found.to == "0"
    assert outcome_of(_routine(), _decided(1, "2026-09-01", "up", level="1")) is None


def test_a_decision_on_a_level_the_routine_no_longer_has_has_no_outcome() -> None:
    assert outcome_of(_routine(), _decided(2, "2026-09-01", "up", level="9")) is None


def test_coming_back_to_a_level_is_a_new_round_on_it() -> None:
    back = a_fact(3, "decided", "2026-10-01", level="1", decision="review", outcome="down")
    facts = [RAISED, _decided(2, "2026-09-01", "up"), back]
    stay = present_stay(_routine(), facts)
    assert stay.level == "0"
    assert stay.of_round(facts) == []


def test_a_case_watched_from_another_level_begins_there_with_its_first_round() -> None:
    watched = [RAISED, _decided(2, "2026-09-01", "watch_up")]
    stay = present_stay(_routine(), watched)
    assert (stay.level, stay.status, stay.since, stay.entered_by) == ("1", "monitoring", day("2026-09-01"), 2)
    assert stay.of_round(watched) == []
    again = present_stay(_routine(), [*watched, a_fact(3, "reopened", "2026-10-01", level="1")])
    assert again == Stay(level="1", round=1, since=day("2026-10-01"), entered_by=3)


@pytest.mark.parametrize(("rounds_before", "expected"), [(1, 2), (2, 3)])
def test_a_case_watched_from_a_level_it_has_been_on_begins_there_in_a_new_round(
    rounds_before: int, expected: int
) -> None:
    again = [_decided(2, "2026-08-30", "again")] if rounds_before == 2 else []
    up = _decided(3, "2026-09-01", "up", round=rounds_before)
    down = a_fact(4, "decided", "2026-09-10", level="1", decision="review", outcome="watch_down")
    watched = [RAISED, *again, up, down]
    assert present_stay(_routine(), watched).level == "0"
    assert present_stay(_routine(), watched).status == "monitoring"
    stay = present_stay(_routine(), [*watched, a_fact(5, "reopened", "2026-10-01")])
    assert (stay.level, stay.round, stay.status) == ("0", expected, "open")
