"""What holds for every command in every routine: random commands on random days, each taken back and done again.

`COURSES` is how many of them for each routine; `make soak` takes more.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.engine import commands as do
from api.engine.apply import Recorded, Refusal, apply
from api.engine.casefile import CaseFile
from api.engine.commands import AnyCommand
from routine_tools.scenario import ROUTINES, routine_of
from tests.engine.casework import frozen, opened, recorded_in, stands
from tests.routines.commanding import command_of
from tests.routines.courses import CALENDAR, STARTS

IDS = sorted(file.parent.name for file in ROUTINES.glob("*/routine.yaml"))
walked = settings(
    max_examples=int(os.environ.get("COURSES", "30")), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
every_routine = pytest.mark.parametrize("routine_id", IDS)
COMMANDS = st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from([0, 0, 0, 1, 6])), max_size=25)

# Not an untick: one uncovers what the tick lay over, a task that was left out, and the next takes that back too.
TWICE_IS_ONCE = (
    do.Tick | do.SkipTask | do.Consent | do.PlanDay | do.SetOwnDate | do.Close | do.Reopen | do.StartTalk
    | do.EndTalk | do.PickQuestions | do.GoToQuestion | do.SkipQuestion | do.Share | do.Unshare
)  # fmt: skip


def _done(case: CaseFile, command: AnyCommand, today: date) -> CaseFile | Refusal:
    before = frozen(case)
    found = apply(case, command, today)
    assert frozen(case) == before
    return recorded_in(case, found, command.do) if isinstance(found, Recorded) else found


def _comes_and_goes(before: CaseFile, after: CaseFile, today: date) -> None:
    entry = len(after.entries)
    undone = _done(after, do.TakeBack(entry=entry), today)
    if isinstance(undone, Refusal):
        assert undone.code == "nothing_to_take_back"
        assert (len(after.facts), len(after.notes)) == (len(before.facts), len(before.notes))
        return
    assert _known(undone, before, today) == stands(before, today)
    again = _done(undone, do.TakeBack(entry=entry + 1), today)
    assert isinstance(again, CaseFile)
    assert stands(again, today) == stands(after, today)


def _known(case: CaseFile, before: CaseFile, today: date) -> dict[str, object]:
    """How the case stands, but for walks that had not begun before: a walk that was begun stays begun."""
    known = {run.id for run in before.runs}
    return stands(replace(case, runs=tuple(run for run in case.runs if run.id in known)), today)


def _is_whole(case: CaseFile) -> None:
    for listed in (case.facts, case.notes, case.entries):
        assert [one.number for one in listed] == list(range(1, len(listed) + 1))
    places = [(run.guide_id, run.level, run.round) for run in case.runs if run.is_open]
    assert len(places) == len(set(places))
    assert len({run.id for run in case.runs}) == len(case.runs)
    assert case.members


@every_routine
@walked
@given(start=STARTS, numbers=COMMANDS)
def test_whatever_is_commanded_the_case_stays_whole_and_everything_can_be_taken_back(
    routine_id: str, start: date, numbers: list[tuple[int, int]]
) -> None:
    case, today = opened(routine_of(routine_id), start, CALENDAR), start
    for number, days in numbers:
        today += timedelta(days=days)
        command = command_of(number, case, today)
        after = _done(case, command, today)
        if isinstance(after, Refusal):
            continue
        _is_whole(after)
        if len(after.entries) > len(case.entries):
            _comes_and_goes(case, after, today)
        if isinstance(command, TWICE_IS_ONCE) and getattr(command, "corrects", None) is None:
            twice = _done(after, command, today)
            assert isinstance(twice, Refusal) or stands(twice, today) == stands(after, today)
        case = after
