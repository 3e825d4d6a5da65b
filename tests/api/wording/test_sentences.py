"""The shared sentences: both languages, the same values, all of them used, and the code gives what they ask for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import yaml

from api.engine.schema import Language
from api.wording.texts import capital, day, listed, say

ROOT = Path(__file__).resolve().parents[3]
WORDING = ROOT / "api" / "wording"
SENTENCES: dict[str, dict[str, str]] = yaml.safe_load((WORDING / "sentences.yaml").read_text(encoding="utf-8"))
IN_CHAT: dict[str, dict[str, str]] = yaml.safe_load((WORDING / "chat_sentences.yaml").read_text(encoding="utf-8"))
# The rooms that say a sentence; `_say` names one in the wording, and a response of the dialogue model in the rendering.
SAYING = ("wording", "rendering", "conversations")
# What `**self._at(level)` brings, and what every sentence of a deadline is given.
AT, OF_RULE = {"at", "At", "word", "level"}, {"what", "due", "soft", "on", "amount", "every", "anchor"}


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in Formatter().parse(text) if name}


@cache
def words_in_the_code() -> frozenset[str]:
    """Every string of the wording, the rendering, the engine and the acts: a name of a sentence put together is made of these."""
    files = [
        *room_files("wording"),
        *room_files("rendering"),
        *room_files("engine"),
        ROOT / "api" / "dialogue" / "acts.py",
        ROOT / "api" / "audit" / "models.py",
    ]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in constants if isinstance(node.value, str) and node.value.isidentifier())


def room_files(room: str) -> list[Path]:
    return sorted((ROOT / "api" / room).glob("*.py"))


@cache
def calls() -> tuple[tuple[re.Pattern[str], set[str], bool], ...]:
    return tuple(found_calls())


def found_calls() -> Iterator[tuple[re.Pattern[str], set[str], bool]]:
    """Each call that says a sentence: a pattern for its name, the values it gives, and whether it gives any others' too."""
    for file in [file for room in SAYING for file in room_files(room)]:
        names = ("_say", "say", "_of_rule") if file.parent.name == "wording" else ("say",)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = node.func if isinstance(node, ast.Call) else None
            called = name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""
            ours = called in ("_say", "_of_rule") or isinstance(name, ast.Name)  # an attribute `say` says an act
            if isinstance(node, ast.Call) and called in names and ours:
                given = {keyword.arg for keyword in node.keywords if keyword.arg}
                spread = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg is None]
                given |= AT if any("_at(" in text for text in spread) else set()
                given |= OF_RULE if called == "_of_rule" else set()
                said = node.args[called == "_of_rule"]
                yield re.compile(pattern(said)), given, "values" in spread


def pattern(name: ast.expr) -> str:
    """What a name may be: itself, its fixed parts with words of the code between, or any of two."""
    if isinstance(name, ast.Constant):
        return re.escape(str(name.value))
    if isinstance(name, ast.IfExp):
        return f"(?:{pattern(name.body)}|{pattern(name.orelse)})"
    if isinstance(name, ast.JoinedStr):
        return "".join(pattern(part) for part in name.values)
    return f"(?:{'|'.join(sorted(map(re.escape, words_in_the_code())))}|)"


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_has_both_languages_with_the_same_values(name: str) -> None:
    assert set(SENTENCES[name]) == {"nb", "nn"}
    assert all(text.strip() == text != "" for text in SENTENCES[name].values())
    assert placeholders(SENTENCES[name]["nb"]) == placeholders(SENTENCES[name]["nn"])


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_is_said_somewhere_and_given_what_it_asks_for(name: str) -> None:
    saying = [given for asked, given, passed_on in calls() if not passed_on and asked.fullmatch(name)]
    assert saying, "nothing says it"
    assert any(placeholders(SENTENCES[name]["nb"]) <= given for given in saying)


def test_a_sentence_called_by_its_name_is_there_and_given_everything() -> None:
    named = [(asked.pattern, given) for asked, given, passed_on in calls() if not passed_on]
    plain = [(name, given) for name, given in named if re.fullmatch(r"\w+", name)]
    assert len(plain) > 20
    for name, given in plain:
        assert placeholders(SENTENCES[name]["nb"]) <= given, name


def test_only_the_chat_is_told_what_can_be_written_in_it() -> None:
    told = [text for pair in SENTENCES.values() for text in pair.values()]
    assert not [text for text in told if re.search(r"\bskriv «|\bsvar med num", text, re.IGNORECASE)]
    called = [
        node.args[0].value
        for file in [file for room in SAYING for file in room_files(room)]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "say_in_chat"
        if isinstance(node.args[0], ast.Constant)
    ]
    assert set(called) == set(IN_CHAT)
    assert all(set(pair) == {"nb", "nn"} for pair in IN_CHAT.values())


def test_saying_an_unknown_sentence_or_giving_too_little_raises() -> None:
    for name, values in [("no_such_sentence", {}), ("level", {"case": "MK"})]:
        with pytest.raises(KeyError):
            say(name, "nb", **values)


@pytest.mark.parametrize(
    ("when", "language", "words"),
    [
        (date(2026, 8, 31), "nb", "mandag 31. august"),
        (date(2026, 8, 31), "nn", "måndag 31. august"),
        (date(2026, 9, 5), "nn", "laurdag 5. september"),
        (date(2027, 1, 4), "nb", "mandag 4. januar 2027"),
        (date(2025, 12, 31), "nn", "onsdag 31. desember 2025"),
    ],
)
def test_a_day_is_said_with_the_year_when_it_is_another(when: date, language: Language, words: str) -> None:
    assert day(when, language, date(2026, 8, 24)) == words


@pytest.mark.parametrize(
    ("parts", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")]
)
def test_lists_are_said_with_and(parts: list[str], words: str) -> None:
    assert listed(parts, "nb") == listed(parts, "nn") == words


def test_only_the_first_letter_is_made_capital() -> None:
    assert (capital("årsak i PPT"), capital("")) == ("Årsak i PPT", "")
