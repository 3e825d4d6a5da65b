"""The longest road: which days it names, how free days move them, and when it ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.engine.calendar import Break, Calendar
from api.engine.loader import load
from routine_tools.timeline import rows
from routine_tools.walk import Step, Walk, walk
from tests.routine_tools.called import IDS, called, copied, routine_of

AUTUMN = Break(date(2026, 10, 5), date(2026, 10, 9), "høstferie")
MONDAY = date(2026, 8, 24)


def _walked(first: date, days: int = 200, *breaks: Break) -> Walk:
    return walk(routine_of("faerder"), Calendar(breaks=breaks), first, days)


def _done(walked: Walk, level: str, task: str) -> Step:
    return next(
        step for step in walked.steps if step.plan.level.id == level and step.task and step.task.task.id == task
    )


def test_every_date_is_used_up_and_every_decision_leads_onward() -> None:
    walked = _walked(MONDAY)
    assert [_done(walked, level, task).day for level, task in (("1", "hold_meeting"), ("1", "evaluate"))] == [
        date(2026, 8, 31),  # a week
        date(2026, 9, 21),  # three weeks after the meeting
    ]
    assert _done(walked, "2A", "evaluate").day == date(2026, 10, 12)  # the last of two to three weeks
    assert [step.plan.level.id for step in walked.steps if step.kind == "arrival"] == ["0", "1", "2A", "2B"]
    assert (walked.ending, walked.last and walked.last.level.id) == ("last_level", "2B")


def test_a_date_in_a_break_is_kept_on_the_last_school_day_before() -> None:
    walked = _walked(date(2026, 9, 30), 200, AUTUMN)  # the week ends on Wednesday in the break
    assert _done(walked, "1", "hold_meeting").day == date(2026, 10, 2)
    shown = [(step.day, step.met[0].id) for step in walked.steps if step.kind == "falls_due"]
    assert shown[0] == (date(2026, 10, 7), "faerder.1.meeting")


def test_with_no_school_before_the_date_it_is_kept_on_the_first_school_day_after() -> None:
    walked = _walked(date(2026, 10, 3), 30, AUTUMN)  # a Saturday; the break lasts until the date
    assert _done(walked, "1", "hold_meeting").day == date(2026, 10, 12)


def test_what_has_no_date_waits_for_what_comes_before_it() -> None:
    walked = _walked(MONDAY)
    assert _done(walked, "1", "agree_measures").day == _done(walked, "1", "hold_meeting").day


def test_what_an_outcome_needs_is_done_first() -> None:
    steps = _walked(MONDAY).steps
    consent = next(at for at, step in enumerate(steps) if step.task and step.task.task.id == "collect_consent")
    onward = next(at for at, step in enumerate(steps) if step.outcome and step.outcome.id == "interdisciplinary")
    assert consent < onward


def test_the_walk_stops_when_the_days_are_used_up() -> None:
    walked = _walked(MONDAY, 10)
    assert (walked.ending, walked.last and walked.last.today) == ("days_used", date(2026, 9, 3))


def test_a_decision_that_only_time_opens_is_waited_for(tmp_path: Path) -> None:
    asked = ("asked_when: {fact: evaluation_done}", "asked_when: {days_since: {fact: evaluation_done, days: 3}}")
    walked = walk(load(copied("faerder", tmp_path, asked)), Calendar(), MONDAY, 200)
    onward = next(step.day for step in walked.steps if step.outcome and step.outcome.id == "interdisciplinary")
    assert onward == date(2026, 9, 24)


@pytest.mark.parametrize("name", IDS)
def test_every_routine_is_walked_to_its_last_level(name: str) -> None:
    routine = routine_of(name)
    walked = walk(routine, Calendar(), MONDAY, 365)
    assert (walked.ending, walked.last and walked.last.level) == ("last_level", routine.levels[-1])


def test_a_row_says_day_level_and_how_the_date_was_moved() -> None:
    told = list(rows(_walked(date(2026, 9, 30), 30, AUTUMN), "nb"))
    assert told[0] == ("onsdag 30. september 2026", "0", "Saken er på nivå 0: undring.")
    said = [what for _, _, what in told]
    assert any(
        "frist: Møte" in what and "Onsdag 7. oktober er skolefri; siste skoledag før er" in what for what in said
    )
    assert "Rutinens dato: Møte med elev og foresatte: gjort fredag 2. oktober." in said


@pytest.mark.parametrize(
    ("language", "plain"),
    [
        ("nb", "den lengste veien: hver dato er brukt helt opp"),
        ("nn", "den lengste vegen: kvar dato er brukt heilt opp"),
    ],
)
def test_it_is_said_that_this_is_no_prediction(language: str, plain: str) -> None:
    found = called("timeline", "faerder", "--from", "2026-08-24", "--school", "demo_faerder", "--language", language)
    assert found.exit_code == 0
    assert plain in found.output


def test_days_off_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "breaks.yaml"
    file.write_text("- [2026-10-05, 2026-10-09, høstferie]\n", encoding="utf-8")
    words = ("timeline", "faerder", "--from", "2026-09-30")
    assert "Skoleruta er ikke lastet inn" in called(*words).output
    with_breaks = called(*words, "--breaks", file).output
    assert "Skoleruta er ikke lastet inn" not in with_breaks
    assert "fredag 2. oktober 2026" in with_breaks
