"""The shape of a command, as it comes over any door."""

from __future__ import annotations

import json
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import ValidationError

from api.engine.commands import LONGEST_TEXT, AnyCommand, Decide, StartTalk, read_command

RUN = str(UUID(int=7))
DAY = "2026-08-24"

LEAST: list[dict[str, Any]] = [
    {"do": "tick", "task": "talk", "on": DAY},
    {"do": "untick", "task": "talk"},
    {"do": "skip_task", "task": "talk", "reason": "x"},
    {"do": "decide", "decision": "judge", "outcome": "up"},
    {"do": "consent", "given": True, "on": DAY},
    {"do": "attempt", "task": "talk", "on": DAY},
    {"do": "plan_day", "task": "talk", "on": DAY},
    {"do": "own_date", "deadline": "meeting", "on": DAY},
    {"do": "close"},
    {"do": "reopen"},
    {"do": "start_talk", "guide": "wonder"},
    {"do": "end_talk", "run": RUN},
    {"do": "pick_questions", "run": RUN, "questions": ["u.food"]},
    {"do": "go_to_question", "run": RUN},
    {"do": "answer", "question": "u.food", "text": "3"},
    {"do": "skip_question", "run": RUN, "question": "u.food"},
    {"do": "note", "text": "x"},
    {"do": "move_note", "note": 1, "run": RUN, "question": "u.food"},
    {"do": "rename", "label": "TL"},
    {"do": "share", "person": RUN},
    {"do": "unshare", "person": RUN},
    {"do": "offer", "person": RUN},
    {"do": "withdraw_offer", "person": RUN},
    {"do": "accept_offer", "person": RUN},
    {"do": "refuse_offer", "person": RUN},
    {"do": "take_back", "entry": 1},
]


@pytest.mark.parametrize("sent", LEAST, ids=lambda sent: sent["do"])
def test_a_command_is_read_by_its_name_and_comes_back_as_it_was(sent: dict[str, Any]) -> None:
    read = read_command.validate_json(json.dumps(sent))
    assert read.do == sent["do"]
    assert read_command.validate_json(read.model_dump_json()) == read


def test_every_command_is_told_here() -> None:
    names = [command.model_fields["do"].default for command in get_args(AnyCommand)]
    assert names == [sent["do"] for sent in LEAST]


@pytest.mark.parametrize("sent", LEAST, ids=lambda sent: sent["do"])
def test_nothing_is_missing_and_nothing_is_added(sent: dict[str, Any]) -> None:
    for name in sent:
        with pytest.raises(ValidationError):
            read_command.validate_python({key: value for key, value in sent.items() if key != name})
    with pytest.raises(ValidationError):
        read_command.validate_python(sent | {"teacher": "x"})


@pytest.mark.parametrize(
    "slip",
    [
        {"do": "burn"},
        {"do": "note", "text": ""},
        {"do": "note", "text": " \n\t"},
        {"do": "note", "text": "x" * (LONGEST_TEXT + 1)},
        {"do": "note", "text": "x", "kind": "taken_back"},
        {"do": "skip_task", "task": "talk", "reason": "  "},
        {"do": "tick", "task": "", "on": DAY},
        {"do": "tick", "task": "x" * 61, "on": DAY},
        {"do": "tick", "task": "talk", "on": "i går"},
        {"do": "tick", "task": "talk", "on": DAY, "corrects": 0},
        {"do": "pick_questions", "run": RUN, "questions": []},
        {"do": "answer", "question": "q", "text": "x", "value": True},
        {"do": "answer", "question": "q", "text": "x", "value": float("nan")},
        {"do": "answer", "question": "q", "text": "x", "value": float("inf")},
        {"do": "answer", "question": "q", "text": "x", "value": 1e12},
        {"do": "answer", "question": "q", "text": "x", "seen": -1},
        {"do": "answer", "question": "q", "text": "x", "run": "den første"},
        {"do": "move_note", "note": 0, "run": RUN, "question": "q"},
        {"do": "take_back", "entry": 0},
        {"do": "share", "person": "kollegaen"},
    ],
)
def test_what_no_case_could_take_is_refused(slip: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read_command.validate_python(slip)


def test_a_command_is_never_changed_and_each_walk_gets_its_own_id() -> None:
    command = Decide(decision="judge", outcome="up")
    with pytest.raises(ValidationError, match="frozen"):
        command.anyway = True  # type: ignore[misc]
    assert StartTalk(guide="wonder").new_run != StartTalk(guide="wonder").new_run


def test_the_words_somebody_wrote_are_told_apart_from_the_rest() -> None:
    written = {
        sent["do"]: read_command.validate_python(sent).words
        for sent in LEAST
        if read_command.validate_python(sent).words
    }
    assert written == {"skip_task": ["x"], "answer": ["3"], "note": ["x"], "rename": ["TL"]}
