"""What teachers ask with is looked over: it says something, stands once, is short, and finds the piece it stands at."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.engine.asked_phrases import LONGEST, found_elsewhere, unfit
from api.engine.loader import load
from api.engine.schema import Routine

VALID = Path(__file__).parent / "broken" / "valid"


def asking(*phrases: str, task: str = "call_home", also: Routine | None = None) -> Routine:
    routine = also or load(VALID)
    first, *rest = routine.levels
    tasks = [one.model_copy(update={"asked": list(phrases)}) if one.id == task else one for one in first.tasks]
    return routine.model_copy(update={"levels": [first.model_copy(update={"tasks": tasks}), *rest]})


@pytest.mark.parametrize(
    ("phrases", "what"),
    [
        (("hvor fort",), "says nothing"),
        (("ringe hjem", "Ringe hjem?"), "stands twice"),
        ((" ".join(["ringe"] * (LONGEST + 1)),), f"has {LONGEST + 1} words"),
    ],
)
def test_a_phrase_that_helps_nobody_is_a_problem(phrases: tuple[str, ...], what: str) -> None:
    (problem,) = unfit(asking(*phrases))
    assert (problem.code, problem.keys) == ("R016", "levels.0.call_home.asked")
    assert what in problem.what


def test_a_phrase_that_finds_another_piece_of_its_level_is_told() -> None:
    (problem,) = found_elsewhere(
        asking("telefon til foresatte, ringe hjem", task="write_log", also=asking("ringe hjem, telefon til foresatte"))
    )
    assert (problem.code, problem.keys) == ("R017", "0:task:write_log")
    assert "0:task:call_home" in problem.what


def test_good_phrases_are_no_problem() -> None:
    routine = asking("slå på tråden", "ringe hjem")
    assert [*unfit(routine), *found_elsewhere(routine)] == []
