"""What the turn relies on in Rasa 3.6.21, checked in the bot's own environment."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from local.environment import ROOT, local_environment


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    command = [str(ROOT / "bot" / ".venv" / "bin" / "python"), "-W", "ignore", "tests/bot/facts_about_rasa.py"]
    done = subprocess.run(command, cwd=ROOT, env=local_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    stated: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return stated


def test_the_version_is_the_one_that_was_measured(facts: dict[str, Any]) -> None:
    assert facts["version"] == "3.6.21"


def test_the_action_server_gets_a_small_request_without_the_domain(facts: dict[str, Any]) -> None:
    assert facts["domain sent"] == {}
    assert facts["small request, bytes"] < 4_000 < 25_000 < facts["whole request, bytes"]


def test_the_answer_of_the_action_server_is_checked_by_one_compiled_validator(facts: dict[str, Any]) -> None:
    assert facts["plugins"] == 1
    assert facts["validator is compiled once"]
    assert facts["wrong answer refused"]
    assert facts["wrong event refused"]
    assert facts["wrong response refused"]
    assert not facts["valid answer refused"]


def test_the_connection_to_the_action_server_is_kept(facts: dict[str, Any]) -> None:
    assert facts["connections of three calls"] == 1


def test_the_loop_stands_after_a_rotated_session(facts: dict[str, Any]) -> None:
    assert facts["loop after rotation"] == "action_turn"


def test_the_memory_of_a_long_conversation_stays_small_and_keeps_its_loop(facts: dict[str, Any]) -> None:
    assert facts["events of a long conversation"] < 4
    assert facts["loop of a long conversation"] == "action_turn"
    assert facts["conversations kept beyond the bound"] == 0


def test_messages_are_read_one_by_one_as_they_were_in_training(facts: dict[str, Any]) -> None:
    assert facts["difference of the two readings"] < 1e-6
    assert facts["what was learnt is understood"]


def test_danger_is_heard_in_words_of_the_same_class_and_less_where_it_is_denied(facts: dict[str, Any]) -> None:
    (sure, chance), (some, _) = facts["danger"]["stefar deljer til henne"]
    assert (sure, some) == ("alarm_sure/violence_home", "alarm_any/violence_home")
    assert chance > facts["danger"]["ingen deljer til henne"][0][1]
    assert chance > facts["danger"]["hva nå?"][1][1]


def test_a_training_can_be_repeated_and_the_model_says_what_was_learnt(facts: dict[str, Any]) -> None:
    assert facts["learning again gives the same"]
    assert facts["what is packed says the same"]


def test_a_message_is_read_in_parts_with_marks_and_without(facts: dict[str, Any]) -> None:
    each = [
        ["ringte mor i går", "called_home", "done"],
        ["møtet er torsdag", "met", "planned"],
        ["rektor er informert", "informed_leadership", "done"],
    ]
    with_marks, dictated, as_a_list = facts["parts"]
    assert with_marks == dictated == as_a_list == each
    assert facts["parts learnt again"] == facts["parts"]


def test_the_parts_are_passed_on_by_their_places_alone(facts: dict[str, Any]) -> None:
    (part,) = facts["parts passed on"]
    assert (part["start"], part["end"]) == (0, len("ringte hemmelig i går"))
    assert part["act"][0][0] == "called_home"
    assert not facts["text passed on"]


def test_the_training_sees_the_same_when_it_reads_quickly(facts: dict[str, Any]) -> None:
    assert facts["quick reading is the same"]


def test_work_beside_that_fails_fails_the_training(facts: dict[str, Any]) -> None:
    assert facts["failure beside"] in ("RuntimeError", "ValueError")


def test_rasa_starts_without_tensorflow_and_whoever_wants_it_is_told(facts: dict[str, Any]) -> None:
    assert facts["modules of TensorFlow"] == [
        *("tensorflow", "tensorflow.keras", "tensorflow.keras.callbacks", "tensorflow.keras.utils")
    ]
    assert "tensorflow.constant is not there: this process runs without TensorFlow" in facts["told by the stand-in"]


def test_the_language_is_passed_on_and_the_text_is_not(facts: dict[str, Any]) -> None:
    assert facts["entities passed on"] == [{"entity": "language", "value": "nn"}]
    assert not facts["text passed on"]
