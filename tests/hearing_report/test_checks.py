"""Each term of an expectation holds of what really came, and does not hold of anything else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from hearing_report.came import Came
from hearing_report.checks import CHECKS, failures
from hearing_report.courses import Course, Step
from hearing_report.expected import RECORDS, Expected
from hearing_report.figures import counted, right, rows, terms, understood
from hearing_report.world import Played, World, world
from local.model import train

DAY = date(2026, 8, 24)
LOOKED = Expected()
TALKED = "æ prata me mora i dag"


def _course(course_id: str, *steps: Step) -> Course:
    return Course(course_id, "faerder", DAY, "nb", "dialect", steps)


def _say(text: str, expected: Expected = LOOKED) -> Step:
    return Step("here", say=text, expected=expected)


TOLD = _course(
    "told",
    _say("ny bekymring"),
    _say("GÅ1"),
    _say(TALKED),
    Step("here", press="Ja", expected=LOOKED),
    Step("here", day=date(2026, 8, 26)),
    _say("hva nå?"),
)
TALK = _course(
    "talk",
    _say("ny bekymring"),
    _say("GÅ1"),
    Step("here", press="Undring med foresatte", expected=LOOKED),
    _say("Hun trives best i gym."),
)
ASKED = _course("asked", _say("ny bekymring"), _say("GÅ1"), _say("Hvem tar over når jeg er borte?"))
ALARM = _course("alarm", _say("han blir slått av faren sin hjemme hver dag"))
NUMBER = _course("number", _say("ring meg på 91234567"))
GONE = _course("gone", Step("here", press="Ja"), _say("GÅ1"))
WRONG = _course(
    "wrong", _say("ny bekymring", Expected(asked=("day",))), _say("GÅ1", Expected(level="1", asked=("none",)))
)
ALL = (TOLD, TALK, ASKED, ALARM, NUMBER, GONE, WRONG)


@pytest.fixture(scope="module")
async def made(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("world")
    async with world(train(folder / "training.log"), ALL, folder) as one:
        yield one


@pytest.fixture(scope="module")
async def played(made: World) -> dict[str, list[Played]]:
    return {course.id: await made.play(course) for course in ALL}


# course, number of the step from 0, what holds, what does not
HOLD: list[tuple[str, int, dict[str, Any], dict[str, Any]]] = [
    ("told", 0, {"asked": "label"}, {"asked": "none"}),
    ("told", 0, {"cases": []}, {"cases": "GÅ1"}),
    ("told", 1, {"cases": "GÅ1"}, {"cases": ["GÅ1", "GÅ2"]}),
    ("told", 1, {"said": {"kind": "case_opened", "case": {"label": {"private": "GÅ1"}}}}, {"said": "ask_label"}),
    ("told", 1, {"not_said": "ask_label"}, {"not_said": "case_opened"}),
    ("told", 1, {"recorded": [{"fact": "concern_raised"}]}, {"recorded": []}),
    ("told", 1, {"speaks_of": "GÅ1"}, {"speaks_of": "none"}),
    ("told", 2, {"kept": True}, {"kept": False}),
    ("told", 2, {"kept": "note"}, {"kept": "answer"}),
    ("told", 2, {"kept_words": "mora i dag"}, {"kept_words": ["mora i dag", "faren"]}),
    ("told", 2, {"not_kept": "faren"}, {"not_kept": "mora"}),
    ("told", 2, {"kept_in": "GÅ1"}, {"kept_in": "GÅ2"}),
    ("told", 2, {"proposed": [{"task": "talk_foresatte"}]}, {"proposed": []}),
    (
        "told",
        2,
        {"proposed": [{"task": ["talk_pupil", "talk_foresatte"], "status": "done", "day": DAY}]},
        {"proposed": [{"task": "talk_foresatte", "status": "planned"}]},
    ),
    ("told", 2, {"may_propose": [{"task": "talk_foresatte"}]}, {"may_propose": [{"task": "talk_pupil"}]}),
    (
        "told",
        2,
        {"proposed": [], "may_propose": [{"task": "talk_foresatte"}]},
        {"proposed": [{"task": "talk_foresatte", "day": "asked"}]},
    ),
    ("told", 2, {"recorded": []}, {"recorded": [{"task": "talk_foresatte"}]}),
    ("told", 2, {"offered": {"agreed": "yes"}}, {"offered": {"agreed": "perhaps"}}),
    ("told", 2, {"offered": "report"}, {"offered": ["report", "guide"]}),
    ("told", 2, {"not_offered": "guide"}, {"not_offered": "report"}),
    ("told", 2, {"alarm": "none"}, {"alarm": "possible"}),
    ("told", 2, {"open": "talk_foresatte"}, {"done": "talk_foresatte"}),
    ("told", 3, {"done": "talk_foresatte"}, {"open": "talk_foresatte"}),
    (
        "told",
        3,
        {"recorded": [{"task": "talk_foresatte", "status": "done", "day": DAY}]},
        {"recorded": [{"task": "talk_foresatte", "day": date(2026, 8, 23)}]},
    ),
    ("told", 3, {"asked": ["day", "decision"]}, {"asked": "report"}),
    ("told", 4, {"level": "0", "status": "open"}, {"status": "closed"}),
    ("told", 4, {"level": "0"}, {"level": "1"}),
    ("told", 4, {"names_tasks": ["talk_pupil"]}, {"names_tasks": ["talk_pupil", "talk_foresatte"]}),
    ("told", 4, {"in_order": ["talk_pupil", "analyse"]}, {"in_order": ["analyse", "talk_pupil"]}),
    ("told", 4, {"shown": {"kind": "task", "id": "talk_pupil"}}, {"shown": {"kind": "task", "id": "talk_foresatte"}}),
    ("told", 4, {"not_shown": "absence"}, {"not_shown": ["absence", "task"]}),
    ("told", 4, {"planned": {}, "own_dates": {}}, {"planned": {"talk_pupil": DAY}}),
    ("told", 4, {"own_dates": {}}, {"own_dates": {"faerder.0.contact": DAY}}),
    ("told", 4, {"not_found": False}, {"not_found": True}),
    ("talk", 2, {"talk": "undring_foresatte", "question": "uf.trivsel"}, {"talk": "none"}),
    ("talk", 3, {"kept": "answer"}, {"kept": "note"}),
    ("talk", 3, {"kept_under": "uf.trivsel"}, {"kept_under": "uf.fravaer"}),
    ("talk", 3, {"question": "uf.fravaer"}, {"question": "uf.trivsel"}),
    ("talk", 3, {"answers": {"uf.trivsel": "best i gym"}}, {"answers": {"uf.trivsel": "i matte"}}),
    ("asked", 2, {"answered": ["gap:g.substitute", "duty"]}, {"answered": ["duty"]}),
    ("asked", 2, {"answered_each": [["duty", "gap:g.substitute"]]}, {"answered_each": ["duty", "gap:g.substitute"]}),
    ("asked", 2, {"not_answered": "duty"}, {"not_answered": "gap:g.substitute"}),
    ("asked", 2, {"gap": "g.substitute"}, {"gap": "none"}),
    ("alarm", 0, {"alarm": "sure", "missing": False}, {"missing": True}),
    ("alarm", 0, {"alarm": "sure"}, {"alarm": "none"}),
    ("number", 0, {"refused": "phone_number"}, {"refused": "identity_number"}),
    ("told", 2, {"any_of": [{"kept": False}, {"kept": True}]}, {"any_of": [{"kept": False}, {"kept": "answer"}]}),
]


@pytest.mark.parametrize(("course", "number", "holds", "fails"), HOLD, ids=lambda value: str(value)[:40])
def test_an_expectation_holds_of_what_came(
    played: dict[str, list[Played]], course: str, number: int, holds: dict[str, Any], fails: dict[str, Any]
) -> None:
    came = played[course][number].came
    assert isinstance(came, Came)
    assert failures(Expected.model_validate(holds), came) == []
    assert failures(Expected.model_validate(fails), came) != []


def test_each_term_is_checked_and_tried_here() -> None:
    tried = {term for _course, _number, holds, fails in HOLD for term in (*holds, *fails)}
    assert set(CHECKS) == set(Expected.model_fields) == tried
    assert set(CHECKS) > RECORDS


def test_a_button_that_is_not_there_ends_the_course_and_is_told(played: dict[str, list[Played]]) -> None:
    (step,) = played["gone"]
    assert step.came is None
    assert [failure.term for failure in step.failures] == ["press"]


def test_a_wrong_level_was_understood_all_the_same_and_anything_said_wrongly_was_not(
    played: dict[str, list[Played]],
) -> None:
    first, second = played["wrong"]
    assert (understood(first), right(first)) == (False, False)
    assert (understood(second), right(second)) == (True, False)


def test_the_figures_count_steps_and_whole_courses(played: dict[str, list[Played]]) -> None:
    found = counted([played["wrong"], played["talk"], played["gone"]])
    everything, routine, variety = rows(found)
    assert (everything.understood.hits, everything.understood.of) == (5, 7)
    assert (everything.right.hits, everything.courses.hits, everything.courses.of) == (4, 1, 3)
    assert (routine.name, variety.name) == ("faerder", "dialect")
    assert terms(found) == [("asked", 1, 2), ("level", 1, 1), ("press", 1, 1)]
