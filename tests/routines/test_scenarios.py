"""Every scenario file against the engine and its words, and the scenario format against mistakes in a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from routine_tools.branches import branches, covered
from routine_tools.scenario import Scenario, read, routine_of, scenario_files

TOLD: dict[str, Any] = {
    "title": "Møtet skal holdes innen en uke",
    "breaks": [["2026-10-05", "2026-10-09", "høstferie"]],
    "opened": "2026-08-24",
    "events": [
        {"day": "2026-08-24", "tick": "talk_foresatte"},
        {"day": "2026-08-24", "decide": "go_on/worried"},
    ],
    "asked": [{"today": "2026-08-24", "level": "1"}],
}


def _told(*events: dict[str, Any], **asked: Any) -> Scenario:
    more = {"events": [*TOLD["events"], *events], "asked": [TOLD["asked"][0] | asked]}
    return Scenario.model_validate(TOLD | more)


@pytest.mark.parametrize("file", scenario_files(), ids=lambda file: f"{file.parent.parent.name}/{file.stem}")
def test_the_plan_is_what_the_scenario_says(file: Path) -> None:
    assert read(file).differences(routine_of(file.parent.parent.name)) == []


@pytest.mark.parametrize("routine_id", sorted({file.parent.parent.name for file in scenario_files()}))
def test_the_scenarios_go_through_every_branch_of_the_rules(routine_id: str) -> None:
    routine = routine_of(routine_id)
    files = scenario_files(routine_id)
    assert len(files) >= 12
    gone_through = set().union(*(covered(routine, read(file)) for file in files))
    assert branches(routine) - gone_through == set()


@pytest.mark.parametrize(
    ("expected", "reported"),
    [
        ({"level": "0"}, "level, round, status"),
        ({"round": 2}, "level, round, status"),
        ({"status": "closed"}, "level, round, status"),
        ({"next": ["do concretise"]}, "next"),
        ({"decision": "evaluation"}, "decision"),
        ({"blocked": ["hold_meeting"]}, "blocked"),
        ({"tasks": {"hold_meeting": "overdue"}}, "task hold_meeting"),
        ({"deadlines": {"faerder.1.meeting": {"state": "open"}}}, "deadline faerder.1.meeting"),
        ({"gaps": ["g2b.exit"]}, "gap g2b.exit"),
        ({"says": {"deadlines": [{"nb": "mandag 31. august", "nn": "måndag 1. august"}]}}, "deadlines lacks"),
        ({"never_says": {"deadlines": [{"nb": "mandag 31. august", "nn": "onsdag"}]}}, "deadlines has"),
    ],
)
def test_a_wrong_expectation_is_reported(expected: dict[str, Any], reported: str) -> None:
    found = _told(**expected).differences(routine_of("faerder"))
    assert len(found) == 1
    assert found[0].startswith(f"2026-08-24: {reported}")


def test_an_event_counts_from_the_day_it_is_told() -> None:
    late = _told({"day": "2026-09-07", "tick": "hold_meeting", "happened": "2026-08-31"})
    before, after = (late.plan(routine_of("faerder"), day) for day in (late.events[1].day, late.events[2].day))
    assert before.task("hold_meeting").state == "open"
    assert after.deadline("faerder.1.meeting").state == "met"


def test_a_correction_stays_in_the_stay_of_what_it_corrects() -> None:
    course = _told(
        {"day": "2026-08-31", "tick": "agree_measures", "name": "measures"},
        {"day": "2026-09-21", "decide": "evaluation/works_continue"},
        {"day": "2026-09-22", "tick": "agree_measures", "corrects": "measures"},
    )
    last = course.case(routine_of("faerder")).facts[-1]
    assert (last.kind, last.level, last.round, last.supersedes) == ("measures_agreed", "1", 1, 4)


def test_attempts_and_planned_days_are_told_of_a_task_of_the_level() -> None:
    tried = {"day": "2026-08-25", "attempt": "talk_pupil", "happened": "2026-08-24"}
    planned = {"day": "2026-08-25", "plan": "talk_pupil", "to": "2026-08-27"}
    course = Scenario.model_validate(
        {"title": "x", "breaks": [], "opened": "2026-08-24", "asked": TOLD["asked"]} | {"events": [tried, planned]}
    )
    state = course.plan(routine_of("faerder"), date(2026, 8, 25)).task("talk_pupil")
    assert (state.state, state.attempted_on, state.planned_on) == ("open", (date(2026, 8, 24),), date(2026, 8, 27))


@pytest.mark.parametrize(
    "slip",
    [
        {"note": "x"},
        {"events": [{"day": "2026-08-24", "ticks": "talk_pupil"}]},
        {"events": [{"day": "2026-08-24", "tick": "talk_pupil", "hold": "undring_elev"}]},
        {"events": [{"day": "2026-08-24", "tick": "talk_pupil", "happened": "2026-08-25"}]},
        {"events": [{"day": "2026-08-24", "own_date": "faerder.0.contact"}]},
        {"events": [{"day": "2026-08-24", "plan": "talk_pupil"}]},
        {"events": [{"day": "2026-08-24", "attempt": "talk_pupil", "to": "2026-08-26"}]},
        {"events": [{"day": "2026-08-23", "tick": "talk_pupil"}]},
        {"asked": [{"today": "2026-08-24", "level": "0", "deadline": {}}]},
        {"asked": [{"today": "2026-08-24", "level": "0", "deadlines": {"x": {"state": "open", "due": "2026-08-31"}}}]},
        {"asked": [{"today": "2026-08-24", "level": "0", "says": {"now": [{"nb": "bare bokmål"}]}}]},
        {"asked": [{"today": "2026-08-24", "level": "0", "says": {"weather": []}}]},
        {"asked": []},
    ],
)
def test_a_file_with_a_slip_is_refused(slip: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scenario.model_validate(TOLD | slip)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"tick": "name_coordinator"}, "there is no name_coordinator"),
        ({"tick": "talk_foresatte"}, "talk_foresatte is done already"),
        ({"decide": "wonder/happy"}, "there is no wonder/happy"),
        ({"own_date": "faerder.1.eval", "to": "2026-09-01"}, "there is no faerder.1.eval"),
        ({"attempt": "name_coordinator"}, "there is no name_coordinator"),
        ({"plan": "name_coordinator", "to": "2026-09-01"}, "there is no name_coordinator"),
    ],
)
def test_what_the_case_service_would_not_record_cannot_be_told(event: dict[str, Any], why: str) -> None:
    course = Scenario.model_validate(
        TOLD | {"events": [TOLD["events"][0], {"day": "2026-08-24", **event}], "asked": [TOLD["asked"][0]]}
    )
    with pytest.raises(ValueError, match=why):
        course.case(routine_of("faerder"))


def test_nothing_but_reopening_is_told_of_a_closed_case() -> None:
    closed = {"day": "2026-08-25", "case": "closed"}
    with pytest.raises(ValueError, match="the case is closed"):
        _told(closed, {"day": "2026-08-26", "tick": "hold_meeting"}).case(routine_of("faerder"))
    assert (
        _told(closed, {"day": "2026-08-26", "case": "reopened"}).case(routine_of("faerder")).facts[-1].kind
        == "reopened"
    )
