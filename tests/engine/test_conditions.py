"""The rule vocabulary: what each word means, and that there are no others."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from api.engine.conditions import All, Compare, Condition, FactPresent, Not, World, holds, leaves
from api.engine.conditions import Any as AnyOf

from .small import Piece, a_fact, day

RULES: TypeAdapter[Condition] = TypeAdapter(Condition)

Answers = dict[str, str | int | float | bool]


def _holds(rule: Piece, *, today: str = "2026-08-24", answers: Answers | None = None) -> bool:
    """Judged where the pupil was talked with on level 1 now, and the family on level 0 before."""
    pupil = a_fact(2, "talk_held", "2026-08-20", level="1", **{"with": "pupil"})
    family = a_fact(1, "talk_held", "2026-08-03", **{"with": "foresatte"})
    done = a_fact(3, "task_done", "2026-08-21", level="1", task="call")
    decided = a_fact(4, "decided", "2026-08-22", level="1", decision="go_on", outcome="worried")
    case = [family, pupil, done, decided]
    return holds(RULES.validate_python(rule), World(stay=case[1:], case=case, answers=answers or {}, today=day(today)))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"fact": "talk_held"}, True),
        ({"fact": "meeting_held"}, False),
        ({"fact": "talk_held", "with": "pupil"}, True),
        ({"fact": "talk_held", "with": "foresatte"}, False),
        ({"fact": "talk_held", "with": "foresatte", "anywhere": True}, True),
        ({"fact": "task_done", "task": "call"}, True),
        ({"fact": "task_done", "task": "share"}, False),
        ({"fact": "decided", "decision": "go_on", "outcome": "worried"}, True),
        ({"fact": "decided", "decision": "go_on", "outcome": "cleared"}, False),
        ({"fact": "decided", "decision": "wonder"}, False),
        ({"fact": "talk_held", "level": "1"}, True),
        ({"fact": "talk_held", "level": "0"}, False),
        ({"fact": "talk_held", "level": "0", "anywhere": True}, True),
    ],
)
def test_a_fact_is_present_with_the_details_asked_for(rule: Piece, expected: bool) -> None:
    assert _holds(rule) is expected


@pytest.mark.parametrize(
    ("today", "expected"), [("2026-08-26", False), ("2026-08-27", True), ("2026-08-28", True), ("2026-08-19", False)]
)
def test_days_count_from_the_last_fact_of_the_kind(today: str, expected: bool) -> None:
    assert _holds({"days_since": {"fact": "talk_held", "days": 7}}, today=today) is expected


def test_no_days_have_passed_since_what_never_happened() -> None:
    assert not _holds({"days_since": {"fact": "meeting_held", "days": 0}})


@pytest.mark.parametrize("answer", ["ja", "", 0, False])
def test_any_answer_is_an_answer(answer: str | int | bool) -> None:
    assert _holds({"answered": "u.sleep"}, answers={"u.sleep": answer})
    assert not _holds({"answered": "u.sleep"}, answers={"u.food": answer})


@pytest.mark.parametrize(
    ("relation", "value", "given", "expected"),
    [
        ("equal", "often", "often", True),
        ("equal", "often", "never", False),
        ("not_equal", "often", "never", True),
        ("not_equal", "often", "often", False),
        ("equal", True, True, True),
        ("at_least", 3, 3, True),
        ("at_least", 3, 2, False),
        ("at_most", 3, 3, True),
        ("at_most", 3, 4, False),
        ("at_least", 10, 9, False),
        ("at_most", 2.5, 2, True),
    ],
)
def test_an_answer_is_compared(relation: str, value: Any, given: Any, expected: bool) -> None:
    rule = {"compare": {"question": "u.times", "is": relation, "value": value}}
    assert _holds(rule, answers={"u.times": given}) is expected


def test_every_relation_is_tried_here() -> None:
    tried = {"equal", "not_equal", "at_least", "at_most"}
    assert set(get_args(Compare.Comparison.model_fields["is_"].annotation)) == tried


@pytest.mark.parametrize("relation", ["equal", "not_equal", "at_least", "at_most"])
def test_nothing_is_said_of_a_question_without_answer(relation: str) -> None:
    assert not _holds({"compare": {"question": "u.times", "is": relation, "value": 1}})


@pytest.mark.parametrize("relation", ["at_least", "at_most"])
@pytest.mark.parametrize(("value", "given"), [(3, "mange ganger"), ("often", 3), ("often", "often")])
def test_words_are_neither_more_nor_less(relation: str, value: Any, given: Any) -> None:
    rule = {"compare": {"question": "u.times", "is": relation, "value": value}}
    assert not _holds(rule, answers={"u.times": given})


YES: Piece = {"fact": "talk_held"}
NO: Piece = {"fact": "meeting_held"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"all": [YES, YES]}, True),
        ({"all": [YES, NO]}, False),
        ({"any": [NO, YES]}, True),
        ({"any": [NO, NO]}, False),
        ({"not": NO}, True),
        ({"not": YES}, False),
        ({"all": [YES, {"any": [NO, {"not": {"all": [YES, NO]}}]}]}, True),
    ],
)
def test_rules_are_joined(rule: Piece, expected: bool) -> None:
    assert _holds(rule) is expected


def test_rules_made_in_code_are_the_rules_read_from_a_file() -> None:
    talk, meeting = FactPresent(fact="talk_held"), FactPresent(fact="meeting_held")
    made = All(all=[talk, AnyOf(any=[meeting, Not.model_validate({"not": meeting})])])
    assert made == RULES.validate_python({"all": [YES, {"any": [NO, {"not": NO}]}]})


@pytest.mark.parametrize(
    "rule",
    [
        {"expression": "days > 3"},
        {},
        "fact",
        {"fact": "talk_held", "python": "1"},
        {"fact": "dreamt"},
        {"fact": "talk_held", "all": [{"fact": "talk_held"}]},
        {"all": []},
        {"any": []},
        {"days_since": {"fact": "talk_held", "days": -1}},
        {"compare": {"question": "u.times", "is": "like", "value": 1}},
    ],
)
def test_the_vocabulary_is_closed(rule: object) -> None:
    with pytest.raises(ValidationError):
        RULES.validate_python(rule)


def test_an_unknown_word_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(ValidationError, match="fact, days_since, answered, compare, all, any, not"):
        RULES.validate_python({"when": "always"})


def test_the_leaves_of_a_rule_are_its_parts_that_join_nothing() -> None:
    since, answered = {"days_since": {"fact": "talk_held", "days": 3}}, {"answered": "u.sleep"}
    compared = {"compare": {"question": "u.times", "is": "equal", "value": 1}}
    rule = {"all": [YES, {"any": [since, {"not": answered}]}, {"not": {"all": [compared, NO]}}]}
    expected = [RULES.validate_python(part) for part in (YES, since, answered, compared, NO)]
    assert list(leaves(RULES.validate_python(rule))) == expected
    assert list(leaves(None)) == []
