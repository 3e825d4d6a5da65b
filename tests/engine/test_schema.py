"""What a routine file may hold: nothing unknown, nothing without its source, nothing half said."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from api.engine.schema import (
    Deadline,
    Form,
    Level,
    Limit,
    Measure,
    Outcome,
    Question,
    Role,
    Routine,
    Task,
    Text,
    Threshold,
)

from .small import (
    Piece,
    a_deadline,
    a_guide,
    a_level,
    a_measure_group,
    a_question,
    a_routine,
    a_task,
    an_anchor,
    an_outcome,
    text,
)


def test_a_sentence_is_given_in_the_language_asked_for() -> None:
    both = Text(nb="skole", nn="skule")
    assert (both.in_("nb"), both.in_("nn")) == ("skole", "skule")


@pytest.mark.parametrize("words", [{"nb": "skole"}, {"nb": "skole", "nn": "  "}, {"nb": "", "nn": "skule"}])
def test_a_sentence_is_never_in_one_language_only(words: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Text.model_validate(words)


@pytest.mark.parametrize(
    ("details", "ours"),
    [
        ({}, (False, False)),
        ({"name": text() | {"ours": True}}, (True, False)),
        ({"purpose": text() | {"ours": True}}, (False, True)),
        ({"clause": None, "ours": True}, (True, True)),
    ],
)
def test_a_level_may_have_a_name_or_a_purpose_that_the_source_has_not(details: Piece, ours: tuple[bool, bool]) -> None:
    level = Level.model_validate(a_level("1") | {"clause": "side 1", "ours": False} | details)
    assert (level.named_by_us, level.purpose_is_ours) == ours


@pytest.mark.parametrize("where", [{}, {"clause": "side 1", "ours": True}, {"ours": False}, {"clause": " "}])
def test_each_piece_says_where_it_comes_from_and_only_once(where: Piece) -> None:
    with pytest.raises(ValidationError):
        Form.model_validate({"id": "log", "name": text(), **where})


def test_the_clause_of_an_order_is_of_an_order_that_is_there() -> None:
    task, outcome = a_task("call", waits_clause="side 1"), an_outcome("stay", "wait") | {"needs_clause": "side 1"}
    with pytest.raises(ValidationError, match="there is no `waits_for`"):
        Task.model_validate(task)
    with pytest.raises(ValidationError, match="there are no `needs`"):
        Outcome.model_validate(outcome)
    assert Task.model_validate(task | {"waits_for": {"fact": "talk_held"}}).waits_clause == "side 1"
    assert Outcome.model_validate(outcome | {"needs": ["call"]}).needs_clause == "side 1"


@pytest.mark.parametrize("where", [{"clause": "side 1"}, {"ours": True}])
def test_a_piece_is_the_sources_or_ours(where: Piece) -> None:
    assert Form.model_validate({"id": "log", "name": text(), **where}).ours is where.get("ours", False)


@pytest.mark.parametrize("name", ["Log", "logg bok", "", "å", "_log", "x" * 61])
def test_an_id_is_plain(name: str) -> None:
    with pytest.raises(ValidationError):
        Form.model_validate({"id": name, "name": text(), "ours": True})


def test_an_unknown_key_is_refused_wherever_it_stands() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        a_routine(a_level("0", extra=1))


@pytest.mark.parametrize(
    ("kind", "amount", "details", "complaint"),
    [
        ("within", (), {}, "needs `amount` and `unit`"),
        ("after", (2,), {"unit": None}, "needs `amount` and `unit`"),
        ("recurring", (), {}, "needs `amount` and `unit`"),
        ("same_day", (1,), {}, "takes no `amount`"),
        ("none", (1,), {}, "takes no `amount`"),
        ("window", (2,), {}, "needs two numbers"),
        ("within", (0,), {}, "one positive number"),
        ("within", (3, 2), {}, "the smaller first"),
        ("within", (1,), {"anchor": None}, "needs `anchor` and `met_by`"),
        ("immediate", (), {"met_by": None}, "needs `anchor` and `met_by`"),
        ("within", (2, 3), {"obligation": "should"}, "with one number"),
        ("approx", (2,), {"obligation": "should"}, "with one number"),
        ("within", (1, 2, 3), {}, "amount"),
        ("soon", (1,), {}, "kind"),
    ],
)
def test_half_a_deadline_is_refused(kind: str, amount: tuple[int, ...], details: Piece, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        a_deadline(kind, *amount, **details)


@pytest.mark.parametrize(
    ("kind", "amount", "details"),
    [
        ("within", (1,), {}),
        ("within", (2, 3), {}),
        ("within", (2,), {"obligation": "should"}),
        ("window", (2, 3), {"obligation": "should"}),
        ("window", (2, 3), {}),
        ("same_day", (), {}),
        ("none", (), {"anchor": None, "met_by": None}),
        ("recurring", (2,), {"anchor": None, "met_by": None}),
        ("recurring", (2,), {"anchor": an_anchor("team_reported", pick="last"), "met_by": None}),
    ],
)
def test_a_whole_deadline_is_taken(kind: str, amount: tuple[int, ...], details: Piece) -> None:
    deadline: Deadline = a_deadline(kind, *amount, **details)
    assert (deadline.kind, deadline.amount) == (kind, amount or None)


@pytest.mark.parametrize(
    ("does", "to"), [("go_to", None), ("close", "1"), ("continue", "1"), ("wait", "1"), ("choose", "1")]
)
def test_only_going_on_names_a_level_and_it_always_does(does: str, to: str | None) -> None:
    with pytest.raises(ValidationError, match="go_to"):
        Outcome.model_validate(an_outcome("up", does, to))


@pytest.mark.parametrize(
    ("details", "complaint"),
    [
        ({"type": "choice"}, "options"),
        ({"type": "tick"}, "options"),
        ({"type": "scale", "scale": [1, 5], "options": [{"id": "often", "text": text()}]}, "options"),
        ({"type": "open", "options": [{"id": "often", "text": text()}]}, "options"),
        ({"type": "scale"}, "scale"),
        ({"type": "number", "scale": [1, 5]}, "scale"),
        ({"type": "scale", "scale": [5, 1]}, "the lower end, then the higher"),
        ({"type": "scale", "scale": [5, 5]}, "the lower end, then the higher"),
    ],
)
def test_a_question_has_what_its_type_needs_and_no_more(details: Piece, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Question.model_validate(a_question("u.sleep", **details))


OPTIONS: Piece = {"options": [{"id": "often", "text": text()}]}


@pytest.mark.parametrize(
    "details",
    [
        {"type": "choice", **OPTIONS},
        {"type": "tick", **OPTIONS},
        {"type": "scale", "scale": [1, 5]},
        {"type": "open"},
        {"type": "date"},
        {"type": "number"},
    ],
)
def test_a_question_of_each_type_is_taken(details: Piece) -> None:
    assert Question.model_validate(a_question("u.sleep", **details)).type == details["type"]


@pytest.mark.parametrize(
    ("find", "name"),
    [
        ("level", "1"),
        ("guide", "wonder"),
        ("role", "rektor"),
        ("form", "log"),
        ("system", "archive"),
        ("measure_group", "sleep"),
    ],
)
def test_pieces_are_found_by_their_id(find: str, name: str) -> None:
    named: Piece = {"name": text(), "ours": True}
    routine: Routine = a_routine(
        a_level("0"),
        a_level("1"),
        guides=[a_guide(a_question("u.sleep"))],
        roles=[{"id": "rektor", "name": text(), "definite": text()}],
        forms=[{"id": "log", **named}],
        systems=[{"id": "archive", "name": "Arkivet"}],
        measures=[a_measure_group("food"), a_measure_group("sleep")],
    )
    found: Any = getattr(routine, find)(name)
    assert found.id == name
    with pytest.raises(StopIteration):
        getattr(routine, find)("gone")


@pytest.mark.parametrize(("does", "to"), [("go_to", "1"), ("monitor", "1"), ("monitor", None), ("choose", None)])
def test_an_outcome_leads_where_it_may(does: str, to: str | None) -> None:
    outcome = Outcome.model_validate(an_outcome("way", does, to))
    assert (outcome.does, outcome.to) == (does, to)


@pytest.mark.parametrize(
    ("details", "complaint"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -3}, "amount"),
        ({"unit": "hours"}, "unit"),
        ({"unit": None}, "unit"),
        ({"period": "week"}, "period"),
        ({"hours": 3}, "hours"),
    ],
)
def test_a_limit_is_a_positive_number_of_days_or_percent(details: Piece, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Limit.model_validate({"amount": 3, "unit": "days", "period": "month", **details})


@pytest.mark.parametrize(
    ("limit", "period"),
    [({"amount": 3, "unit": "days", "period": "month"}, "month"), ({"amount": 7.5, "unit": "percent"}, None)],
)
def test_a_limit_may_leave_its_period_unsaid(limit: Piece, period: str | None) -> None:
    threshold = Threshold.model_validate({"id": "much", "ours": True, "text": text(), "limit": limit})
    assert threshold.limit is not None
    assert (threshold.limit.amount, threshold.limit.period) == (limit["amount"], period)


@pytest.mark.parametrize("sign", ["pattern", "lateness", "lessons", "not_in_class"])
def test_a_sign_is_one_of_those_known(sign: str) -> None:
    piece = {"id": "much", "ours": True, "text": text(), "sign": sign}
    assert Threshold.model_validate(piece).sign == sign
    with pytest.raises(ValidationError, match="sign"):
        Threshold.model_validate(piece | {"sign": "mood"})


def test_a_measure_names_no_source_of_its_own() -> None:
    """Its group does."""
    assert Measure.model_validate({"id": "walk", "text": text()}).id == "walk"
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Measure.model_validate({"id": "walk", "text": text(), "ours": True})


def test_a_school_calls_roles_what_it_likes_and_the_routine_stays_as_it_was() -> None:
    roles = [{"id": name, "name": text(name), "definite": text(name)} for name in ("rektor", "ppt")]
    routine = a_routine(a_level("0"), roles=roles)
    leader = Role.model_validate({"id": "rektor", "name": text("Virksomhetsleder"), "definite": text("lederen")})
    stranger = leader.model_copy(update={"id": "inspektor"})
    named = routine.naming({"rektor": leader, "inspektor": stranger})
    assert [role.name.nb for role in named.roles] == ["Virksomhetsleder", "ppt"]  # in place, and none added
    assert routine.role("rektor").name.nb == "rektor"
    assert routine.naming({}) == routine


@pytest.mark.parametrize(
    ("means", "meanings"),
    [
        (None, set()),
        ("cleared", {"cleared"}),
        (["cleared", "worried"], {"cleared", "worried"}),
    ],
)
def test_a_way_on_means_one_judgement_or_several(means: object, meanings: set[str]) -> None:
    assert Outcome.model_validate(an_outcome("up", "close", None) | {"means": means}).meanings == meanings


def test_only_a_date_sets_the_day_of_a_task() -> None:
    with pytest.raises(ValueError, match="`sets` belongs to `type: date`"):
        Question.model_validate(a_question("u.when", sets="review"))
