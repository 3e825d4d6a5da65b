"""The pieces of an Adaptive Card we use, each in the one shape we use it in. Words are runs: nothing a teacher wrote is markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from channels.teams import submits

Element = dict[str, Any]
VERSION = "1.5"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CARD = "application/vnd.microsoft.card.adaptive"
LONGEST_RUN = 2000  # characters; longer lines are cut into several
IN_A_ROW = 3  # buttons beside each other, at most
# How many letters of buttons a screen of 360 pixels has room for in a row, and how many the room round one takes.
ROW, BUTTON = 42, 4
LONGEST_TITLE = 37

Look = Literal["plain", "title", "aside", "line", "alarm"]
_LOOKS: dict[str, Element] = {
    "plain": {},
    "line": {},
    "title": {"weight": "Bolder", "size": "Medium"},
    "aside": {"isSubtle": True, "size": "Small"},
    "alarm": {"weight": "Bolder", "size": "Medium", "color": "Attention"},
}


def words(text: str, look: Look = "plain") -> list[Element]:
    """A block for each line of a text."""
    lines = [part for line in text.splitlines() if line.strip() for part in _cut(line.rstrip())]
    spacing = ["Small" if look == "line" else "Medium"] + ["Small"] * len(lines)
    return [
        {"type": "RichTextBlock", "spacing": spacing[at], "inlines": [{"type": "TextRun", "text": line} | _LOOKS[look]]}
        for at, line in enumerate(lines)
    ]


def _cut(line: str) -> Iterator[str]:
    yield from (line[at : at + LONGEST_RUN] for at in range(0, len(line), LONGEST_RUN))


def press(title: str, payload: str) -> Element:
    """A button that needs nothing that was filled in."""
    data = {"do": "press", "title": title, "payload": payload}
    return {"type": "Action.Submit", "title": title, "data": data, "associatedInputs": "none"}


def use_edit(title: str, turn: UUID) -> Element:
    data = {"do": "use", "turn": str(turn)}
    return {"type": "Action.Submit", "title": title, "data": data, "associatedInputs": "none"}


def submit(title: str, data: Mapping[str, Any]) -> Element:
    return {"type": "Action.Submit", "title": title, "data": dict(data), "style": "positive"}


def later(title: str, payload: str, any_day: str) -> Element:
    """A button that needs the day that is chosen above it."""
    data = {"do": "later", "title": title, "payload": payload, "any_day": any_day}
    return {"type": "Action.Submit", "title": title, "data": data}


def link(title: str, url: str) -> Element:
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def buttons(*actions: Element) -> list[Element]:
    """Rows of buttons, as many beside each other as a narrow screen has room for.

    A title that is longer than the screen is cut off by Teams: it is read in full above its button.
    """
    rows: list[Element] = []
    for row in _rows(actions):
        title = row[0]["title"]
        if len(title) > LONGEST_TITLE:
            rows += words(title, "line" if rows else "plain")
            row = [row[0] | {"title": f"{title[: LONGEST_TITLE - 1].rstrip()}…"}]
        rows.append({"type": "ActionSet", "spacing": "Small" if rows else "Medium", "actions": row})
    return rows


def _rows(actions: Sequence[Element]) -> list[list[Element]]:
    rows: list[list[Element]] = []
    for one in actions:
        beside = [*rows[-1], one] if rows else []
        if beside and len(beside) <= IN_A_ROW and sum(len(each["title"]) + BUTTON for each in beside) <= ROW:
            rows[-1] = beside
        else:
            rows.append([one])
    return rows


def written(label: str, hint: str, missing: str) -> Element:
    field = {"type": "Input.Text", "id": submits.WORDS, "label": label, "placeholder": hint, "isMultiline": True}
    return field | {"maxLength": 15_000, "isRequired": True, "errorMessage": missing}


def a_day(label: str, missing: str) -> Element:
    return {
        "type": "Input.Date",
        "id": submits.DAY,
        "label": label,
        "isRequired": True,
        "errorMessage": missing,
    }


def a_number(label: str, missing: str) -> Element:
    return {"type": "Input.Number", "id": submits.NUMBER, "label": label, "isRequired": True, "errorMessage": missing}


def one_of(label: str, choices: Sequence[tuple[str, str]], missing: str) -> Element:
    """A list of which one is chosen: words and value of each."""
    return _choices(submits.CHOICE, label, choices, missing)


def some_of(label: str, choices: Sequence[tuple[str, str]], missing: str, *, ticked: bool = False) -> Element:
    """A list to tick; all of it is ticked from the beginning, or nothing."""
    made = _choices(submits.TICKED, label, choices, missing) | {"isMultiSelect": True}
    return made | ({"value": ",".join(value for _, value in choices)} if ticked else {})


def _choices(name: str, label: str, choices: Sequence[tuple[str, str]], missing: str) -> Element:
    return {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "style": "expanded",
        "wrap": True,
        "isRequired": True,
        "errorMessage": missing,
        "choices": [{"title": title, "value": value} for title, value in choices],
    }


def card(body: Sequence[Element], language: str, in_words: str) -> Element:
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "lang": language,
        "fallbackText": in_words,
        "body": list(body),
    }
