"""Which question of a guide stands, whatever was answered, skipped, hidden or gone back to."""

from __future__ import annotations

import pytest

from api.engine.conditions import World
from api.engine.schema import Guide, Question
from api.engine.talk import Given, Talk

from .small import a_guide, a_question, day

ONLY_WHEN_TIRED = {"compare": {"question": "u.sleep", "is": "equal", "value": "badly"}}


def _talk(
    given: dict[str, Given] | None = None,
    *,
    sleep: str = "badly",
    cursor: str | None = None,
    picked: frozenset[str] | None = None,
) -> Talk:
    """Sleep, then why (only when sleep is bad), then food."""
    guide = Guide.model_validate(
        a_guide(a_question("u.sleep"), a_question("u.why", applies=ONLY_WHEN_TIRED), a_question("u.food"))
    )
    world = World(stay=[], case=[], answers={"u.sleep": sleep}, today=day("2026-08-24"))
    return Talk(guide=guide, given=given or {}, world=world, cursor=cursor, picked=picked)


def _id(question: Question | None) -> str | None:
    return question.id if question else None


def test_questions_that_do_not_apply_are_left_out() -> None:
    assert [question.id for question in _talk().questions] == ["u.sleep", "u.why", "u.food"]
    assert [question.id for question in _talk(sleep="well").questions] == ["u.sleep", "u.food"]


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        ({}, "u.sleep"),
        ({"u.sleep": "answered"}, "u.why"),
        ({"u.sleep": "answered", "u.why": "skipped"}, "u.food"),
        ({"u.food": "answered"}, "u.sleep"),  # by id, not by position
        ({"u.sleep": "answered", "u.why": "answered", "u.food": "skipped"}, None),
    ],
)
def test_the_first_question_not_yet_dealt_with_stands(given: dict[str, Given], standing: str | None) -> None:
    assert _id(_talk(given).standing) == standing


def test_a_question_in_hiding_does_not_stand_and_keeps_its_answer() -> None:
    given: dict[str, Given] = {"u.sleep": "answered", "u.why": "answered"}
    assert _id(_talk(given, sleep="well").standing) == "u.food"
    assert _id(_talk(given, sleep="badly").standing) == "u.food"
    assert _id(_talk({"u.sleep": "answered"}, sleep="well").standing) == "u.food"


def test_the_question_the_teacher_went_to_stands_even_when_answered() -> None:
    given: dict[str, Given] = {"u.sleep": "answered", "u.why": "answered"}
    assert _id(_talk(given, cursor="u.why").standing) == "u.why"


@pytest.mark.parametrize("cursor", ["u.why", "u.gone"])
def test_one_cannot_stay_at_a_question_that_does_not_apply(cursor: str) -> None:
    assert _id(_talk({"u.sleep": "answered"}, sleep="well", cursor=cursor).standing) == "u.food"


def test_questions_are_numbered_among_those_that_apply() -> None:
    assert [_talk().number(name) for name in ("u.sleep", "u.why", "u.food")] == [1, 2, 3]
    assert [_talk(sleep="well").number(name) for name in ("u.sleep", "u.food")] == [1, 2]


@pytest.mark.parametrize(
    ("sleep", "here", "before"),
    [
        ("badly", "u.food", "u.why"),
        ("well", "u.food", "u.sleep"),
        ("badly", "u.sleep", None),
        ("badly", None, "u.food"),
    ],
)
def test_back_is_the_question_before_or_the_last_when_the_talk_is_at_its_end(
    sleep: str, here: str | None, before: str | None
) -> None:
    assert _id(_talk(sleep=sleep).before(here)) == before


@pytest.mark.parametrize(
    ("picked", "sleep", "asked"),
    [
        (None, "badly", ["u.sleep", "u.why", "u.food"]),
        ({"u.food", "u.sleep"}, "badly", ["u.sleep", "u.food"]),  # in the guide's order
        ({"u.why", "u.food"}, "badly", ["u.why", "u.food"]),
        ({"u.why", "u.food"}, "well", ["u.food"]),  # picked, and still only when it applies
        ({"u.food", "u.gone"}, "badly", ["u.food"]),
        (set(), "badly", []),
    ],
)
def test_only_the_questions_picked_are_asked(picked: set[str] | None, sleep: str, asked: list[str]) -> None:
    talk = _talk(sleep=sleep, picked=None if picked is None else frozenset(picked))
    assert [question.id for question in talk.questions] == asked
    assert _id(talk.standing) == (asked[0] if asked else None)
    assert [talk.number(name) for name in asked] == list(range(1, len(asked) + 1))
    assert _id(talk.before(None)) == (asked[-1] if asked else None)


def test_a_talk_is_at_its_end_when_all_that_was_picked_is_dealt_with() -> None:
    picked = frozenset({"u.sleep", "u.food"})
    assert _talk({"u.sleep": "answered", "u.food": "skipped"}, picked=picked).standing is None
    assert _id(_talk({"u.why": "answered"}, picked=picked).standing) == "u.sleep"


def test_one_cannot_go_to_a_question_that_was_not_picked() -> None:
    picked = frozenset({"u.sleep", "u.food"})
    assert _id(_talk({"u.sleep": "answered"}, cursor="u.why", picked=picked).standing) == "u.food"
    assert _id(_talk(picked=picked).before("u.food")) == "u.sleep"
