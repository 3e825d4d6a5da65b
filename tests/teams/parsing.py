"""Whether cards are what Teams takes: by Microsoft's own parser, and by our rules, since that lets wrong values and names through."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api.settings import LOOPBACK
from channels.teams import submits

FOLDER = Path(__file__).parent / "parser"
BIN = Path(sys.executable).parent
LARGEST = 28 * 1024
ROW, BUTTON = (
    42,
    4,
)  # letters a row of buttons has room for 360 pixels wide, and the room round one: as the pictures show

_ELEMENT = {"type", "spacing"}
_INPUT = {"type", "id", "label", "isRequired", "errorMessage"}
_ACTION = {"type", "title"}
# Every type we use, with the properties it may have and those it must have.
KNOWN: dict[str, tuple[set[str], set[str]]] = {
    "AdaptiveCard": (
        {"type", "$schema", "version", "lang", "fallbackText", "body"},
        {"$schema", "version", "lang", "fallbackText", "body"},
    ),
    "RichTextBlock": (_ELEMENT | {"inlines"}, {"inlines"}),
    "TextRun": ({"type", "text", "weight", "size", "isSubtle", "color"}, {"text"}),
    "ActionSet": (_ELEMENT | {"actions"}, {"actions"}),
    "Action.Submit": (_ACTION | {"data", "associatedInputs", "style"}, {"title", "data"}),
    "Action.OpenUrl": (_ACTION | {"url"}, {"title", "url"}),
    "Input.Text": (_INPUT | {"placeholder", "isMultiline", "maxLength"}, _INPUT),
    "Input.Date": (_INPUT, _INPUT),
    "Input.Number": (_INPUT, _INPUT),
    "Input.ChoiceSet": (
        _INPUT | {"style", "wrap", "choices", "isMultiSelect", "value"},
        _INPUT | {"style", "wrap", "choices"},
    ),
}
VALUES: dict[str, set[Any]] = {
    "spacing": {"Small", "Medium"},
    "weight": {"Bolder"},
    "size": {"Small", "Medium"},
    "color": {"Attention"},
    "isSubtle": {True},
    "isRequired": {True},
    "isMultiline": {True},
    "isMultiSelect": {True},
    "wrap": {True},
    "style": {"expanded", "positive"},
    "associatedInputs": {"none"},
    "lang": {"nb", "nn"},
    "version": {"1.5"},
}


def parsed(cards: list[dict[str, Any]]) -> list[list[str]]:
    """Of each card, what Microsoft's parser says."""
    return _asked("parse.js", cards)


def valid_manifests(contents: list[dict[str, Any]]) -> list[list[str]]:
    """Of each manifest, or its words in a language, what Microsoft's schemas have against it."""
    return _asked("validate.js", contents)


def _asked(script: str, contents: list[dict[str, Any]]) -> list[list[str]]:
    install()
    node = [str(BIN / "node"), script]
    done = subprocess.run(node, cwd=FOLDER, input=json.dumps(contents), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told: list[list[str]] = json.loads(done.stdout)
    return told


def install() -> None:
    """The parser of package-lock.json, installed once for all tests."""
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    mark = FOLDER / "node_modules" / ".installed-from"
    with open(FOLDER / "package-lock.json") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # the other process of pytest-xdist
        if not mark.exists() or mark.read_text() != wanted:
            environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
            command = [str(BIN / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            mark.write_text(wanted)


def broken(card: dict[str, Any]) -> list[str]:
    """Which of our rules a card breaks."""
    ids = [one["id"] for one in _elements(card) if one["type"].startswith("Input.") and "id" in one]
    twice = [f"two fields are called {one}" for one in {*ids} if ids.count(one) > 1]
    large = ["it is too large"] if len(json.dumps(card).encode()) > LARGEST else []
    return [*twice, *large, *(problem for one in _elements(card) for problem in _of_one(one))]


def _elements(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "type" in content:
            yield content
        for name, inner in content.items():
            if name != "data":
                yield from _elements(inner)
    elif isinstance(content, list):
        for inner in content:
            yield from _elements(inner)


def _of_one(one: dict[str, Any]) -> Iterator[str]:
    kind = one["type"]
    if kind not in KNOWN:
        yield f"{kind} is not used"
        return
    may, must = KNOWN[kind]
    yield from (f"{kind} has {name}" for name in one.keys() - may)
    yield from (f"{kind} has no {name}" for name in must - one.keys())
    for name, value in one.items():
        if name in VALUES and (isinstance(value, dict | list) or value not in VALUES[name]):
            yield f"{kind}: {name} is {value!r}"
        if name in ("title", "text", "label", "id", "errorMessage", "fallbackText") and not (
            isinstance(value, str) and value.strip()
        ):
            yield f"{kind}: {name} is empty"
    if kind == "ActionSet" and not 1 <= len(one["actions"]) <= 3:
        yield "a row of buttons has one to three"
    if kind == "ActionSet" and sum(len(each["title"]) + BUTTON for each in one["actions"]) > ROW:
        yield "a row of buttons is wider than a narrow screen"
    if kind == "Input.ChoiceSet" and len({choice["value"] for choice in one["choices"]}) < len(one["choices"]):
        yield "two choices have one value"
    if kind == "Action.OpenUrl" and not _may_lead(one["url"]):
        yield f"a link leads to {one['url']}"
    if kind == "Action.Submit":
        yield from _of_data(one["data"])


def _may_lead(url: str) -> bool:
    """To a telephone, or by TLS; in local mode to this machine."""
    return urlsplit(url).scheme in ("https", "tel") or (urlsplit(url).scheme, urlsplit(url).hostname) == (
        "http",
        LOOPBACK,
    )


def _of_data(data: dict[str, Any]) -> Iterator[str]:
    filled = {"choice": next(iter(data.get("titles", {"": ""}))), "ticked": "1", "words": "ord", "day": "2026-09-14"}
    said = submits.read({**data, **filled}, "")
    if not (said.text or said.of_turn):
        yield f"what a button sends is not understood: {data}"
    if "msteams" in data:
        yield "data of Teams' own"
