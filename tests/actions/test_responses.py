"""Everything that can be said has a response in both languages, and the code gives what the response asks for."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from api.dialogue.acts import ActKind
from api.dialogue.cases import _REFUSALS
from api.dialogue.dispatch import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
KINDS = sorted(get_args(ActKind))
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
def said() -> list[tuple[str, frozenset[str]]]:
    """Each `scene.say(kind, …)` of the dialogue with the values it gives."""
    found = []
    for file in sorted((ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg) - {"buttons"}
                found += [(kind, given) for kind in kinds_in(node.args[0])]
    return found


def kinds_in(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.Subscript):
        assert ast.unparse(argument.value) == "_REFUSALS", "a new table of kinds: tell this test of it"
        return list(_REFUSALS.values())
    branches = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    return [branch.value for branch in branches if isinstance(branch, ast.Constant) and isinstance(branch.value, str)]


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
    given = [values for said_kind, values in said() if said_kind == kind]
    assert given, "nothing says it"
    for values in given:
        assert placeholders(variations(kind)[0]["text"]) <= values


@pytest.mark.parametrize("kind", KINDS)
def test_a_button_of_a_response_means_something(kind: str) -> None:
    for button in variations(kind)[0].get("buttons", []):
        name, brace, data = button["payload"].removeprefix("/").partition("{")
        assert re.fullmatch(r"/[a-z_]+(\{.*\})?", button["payload"]), "channels take no other payload"
        assert name in COMMANDS or (name == "press" and json.loads(brace + data))


def test_the_bot_knows_the_commands_and_the_button_of_data() -> None:
    assert set(domain()["intents"]) == {*COMMANDS, "press"}
    assert domain()["actions"] == ["action_turn"]
