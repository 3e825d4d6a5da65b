"""What holds for every routine, whatever happens in a case: walked by random courses through the real files."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.engine.calendar import Calendar
from api.engine.conditions import World
from api.engine.deadlines import DeadlineState, stands
from api.engine.facts import Fact
from api.engine.plan import Plan, plan
from api.engine.schema import Deadline, Routine
from api.wording.plan import PlanWords
from routine_tools.scenario import ROUTINES, routine_of
from tests.routines.courses import CALENDAR, MOVES, STARTS, Course

IDS = sorted(file.parent.name for file in ROUTINES.glob("*/routine.yaml"))
walked = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
every_routine = pytest.mark.parametrize("routine_id", IDS)


def course(routine_id: str, start: date, moves: list[int]) -> Course:
    made = Course(routine_of(routine_id), start)
    for number in moves:
        made.move(number)
    return made


def _has_a_way_on(found: Plan) -> bool:
    """Something to do now; or a date to wait for; or the level says itself that the source is silent."""
    dated = any(state.state == "not_yet" and state.deadline and state.deadline.due_on for state in found.tasks)
    silent = any(gap.about in ("exit", "other", "criteria") for gap in found.level.gaps)
    return bool(found.now) or dated or (silent and all(state.finished for state in found.tasks))


@every_routine
@walked
@given(start=STARTS, moves=MOVES)
def test_every_state_has_a_next_act_or_is_closed_or_is_a_declared_gap(
    routine_id: str, start: date, moves: list[int]
) -> None:
    made = Course(routine_of(routine_id), start)
    for number in moves:
        made.move(number)
        found = made.plan
        assert not found.is_open or _has_a_way_on(found), (found.stay, [s.state for s in found.tasks])


@every_routine
@walked
@given(start=STARTS, moves=MOVES, shuffler=st.randoms(use_true_random=False))
def test_the_order_facts_come_in_does_not_change_the_plan(
    routine_id: str, start: date, moves: list[int], shuffler: random.Random
) -> None:
    made = course(routine_id, start, moves)
    shuffled = list(made.facts)
    shuffler.shuffle(shuffled)
    assert plan(made.routine, shuffled, CALENDAR, made.today) == made.plan


@every_routine
@walked
@given(start=STARTS, moves=MOVES)
def test_what_is_done_stays_done_until_a_judgement_opens_a_new_round(
    routine_id: str, start: date, moves: list[int]
) -> None:
    made = Course(routine_of(routine_id), start)
    for number in moves:
        before, told = made.plan, len(made.facts)
        made.move(number)
        after = made.plan
        new = made.facts[told:]
        if (
            not new
            or new[0].kind == "reopened"
            or (after.stay.level, after.stay.round)
            != (
                before.stay.level,
                before.stay.round,
            )
        ):
            continue
        done = {state.task.id for state in before.tasks if state.state in ("done", "done_late")}
        still = {state.task.id for state in after.tasks if state.state in ("done", "done_late")}
        assert done <= still, (new[0], done - still)


@every_routine
@walked
@given(start=STARTS, moves=MOVES, language=st.sampled_from(["nb", "nn"]))
def test_everything_can_be_said_in_every_state(routine_id: str, start: date, moves: list[int], language: str) -> None:
    words = PlanWords(course(routine_id, start, moves).plan, "nn" if language == "nn" else "nb", "MK")
    for said in (words.now(), words.level(), words.deadlines(), words.who(), words.documentation(), words.arrival()):
        assert said.strip()
        assert "{" not in said
        assert "None" not in said


def _dated_rules() -> list[tuple[str, Deadline]]:
    rules = [
        (f"{routine_id}: {rule.id}", rule)
        for routine_id in IDS
        for level in routine_of(routine_id).levels
        for rule in level.deadlines
    ]
    return [(name, rule) for name, rule in rules if rule.anchor is not None]


def _anchored(rule: Deadline, on: date) -> Fact:
    assert rule.anchor is not None
    event = rule.anchor.event
    details = {"task": event.task, "decision": event.decision, "outcome": event.outcome, "with": event.with_}
    return Fact.model_validate(
        {"number": 1, "kind": event.fact, "level": event.level or "1", "occurred_on": on, **details}
    )


def _state(rule: Deadline, anchor: date, calendar: Calendar, today: date | None = None) -> DeadlineState:
    facts = [_anchored(rule, anchor)]
    return stands(rule, world=World(stay=facts, case=facts, today=today or anchor), calendar=calendar)


@pytest.mark.parametrize(("name", "rule"), _dated_rules(), ids=lambda value: value if isinstance(value, str) else "")
def test_dates_are_right_from_every_day_of_more_than_a_year(name: str, rule: Deadline) -> None:
    """400 starting days with weekends, holidays, breaks and Easter: dates follow their anchor and never run backwards."""
    before: DeadlineState | None = None
    for offset in range(400):
        day = date(2026, 8, 10) + timedelta(days=offset)
        found = _state(rule, day, CALENDAR)
        assert found.due_on is not None
        assert found.due_on >= day
        assert found.soft_on is None or day <= found.soft_on <= found.due_on
        if found.school_day is not None:
            assert CALENDAR.is_school_day(found.school_day)
            assert found.school_day >= day
        else:
            assert CALENDAR.is_school_day(found.due_on) or not _school_between(day, found.due_on)
        if before is not None and before.due_on is not None:
            assert found.due_on >= before.due_on
            if before.school_day and found.school_day:
                assert found.school_day >= before.school_day
        before = found


def _school_between(first: date, last: date) -> bool:
    return CALENDAR.school_days(first, last) > 0


def test_there_are_rules_to_judge() -> None:
    assert len(_dated_rules()) >= 20
    assert len(IDS) == 5


def _one_of_each(routine: Routine) -> set[str]:
    return {rule.kind for level in routine.levels for rule in level.deadlines}


def test_every_kind_of_deadline_is_used_by_a_routine() -> None:
    used = set().union(*(_one_of_each(routine_of(routine_id)) for routine_id in IDS))
    assert used == {"immediate", "same_day", "within", "after", "window", "approx", "recurring", "none"}
