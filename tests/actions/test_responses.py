"""Everything that can be said has a response in both languages, and the code gives what the response asks for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.dialogue.commands import COMMANDS
from api.dialogue.payloads import read
from api.rendering.chat import render
from api.rendering.utterances import Utterance
from tests.api.acts_by_hand import DAY, EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
NYNORSK = [{"type": "slot", "name": "language", "value": "nn"}]


@cache
def domain() -> dict[str, Any]:
    """The domain files as Rasa joins them; no response may stand in two of them."""
    joined: dict[str, Any] = {"responses": {}}
    for file in sorted((ROOT / "bot" / "domain").glob("*.yml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        responses = content.pop("responses", {})
        assert not joined["responses"].keys() & responses.keys(), file.name
        joined["responses"].update(responses)
        joined.update(content)
    return joined


def variations(kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The bokmål and the nynorsk variation of a response."""
    nynorsk, bokmal = domain()["responses"][f"utter_{kind}"]
    return bokmal, nynorsk


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@cache
def said() -> list[Utterance]:
    """What is said of every kind of act, in each of its ways."""
    return render(EXAMPLES, "nb", DAY).utterances


KINDS = sorted({utterance.kind for utterance in said()})


def test_each_kind_of_act_has_one_response_and_each_response_a_kind() -> None:
    assert [f"utter_{kind}" for kind in KINDS] == sorted(domain()["responses"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_response_says_the_same_in_both_languages(kind: str) -> None:
    bokmal, nynorsk = variations(kind)
    assert nynorsk["condition"] == NYNORSK
    assert "condition" not in bokmal, "bokmål is what is said when no language is known"
    assert bokmal["text"].strip()
    assert nynorsk["text"].strip()
    assert placeholders(bokmal["text"]) == placeholders(nynorsk["text"])
    assert [b["payload"] for b in bokmal.get("buttons", [])] == [b["payload"] for b in nynorsk.get("buttons", [])]
    for variation in (bokmal, nynorsk):
        titles = [button["title"] for button in variation.get("buttons", [])]
        assert len({title.casefold() for title in titles}) == len(titles), "typed words must choose one button"


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_gives_every_value_a_response_asks_for(kind: str) -> None:
    for utterance in said():
        if utterance.kind == kind:
            assert placeholders(variations(kind)[0]["text"]) <= utterance.values.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_button_of_a_response_means_something(kind: str) -> None:
    for button in variations(kind)[0].get("buttons", []):
        assert re.fullmatch(r"/[a-z_]+(\{.*\})?", button["payload"]), "channels take no other payload"
        assert read(button["payload"]) is not None


def test_the_bot_knows_the_commands_and_the_button_of_data() -> None:
    assert set(domain()["intents"]) == {*COMMANDS, "press"}
    assert domain()["actions"] == ["action_turn"]
