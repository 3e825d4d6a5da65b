"""What the action server says: a response by its name, with the values that fill it and its buttons."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel


class Button(BaseModel):
    """What is pressed sends `payload`. A number stands before the words and may be typed in place of them."""

    title: str
    payload: str
    number: int | None = None


class Utterance(BaseModel):
    """One bubble of a reply. A value that holds words about a pupil is a reference such as `⟦1⟧`."""

    kind: str
    values: dict[str, str] = {}
    buttons: list[Button] = []


class Spoken(BaseModel):
    """A reply without the words about pupils; `private` holds what the references stand for, and stays in the api."""

    utterances: list[Utterance]
    private: dict[str, str]


class TurnWords(BaseModel):
    """What came of a turn, and whether the assistant now waits for something."""

    utterances: list[Utterance]
    listening: bool
    number: int


_REFERENCE = re.compile(r"⟦(\d+)⟧")


def reference(number: str) -> str:
    return f"⟦{number}⟧"


def fill(text: str, private: dict[str, str]) -> str:
    """The text with its references replaced, in one pass: what a teacher wrote is never read as a reference."""
    return _REFERENCE.sub(lambda match: private.get(match[1], match[0]), text)


def spoken_before(outcome: dict[str, Any]) -> Spoken | None:
    """The reply of a turn that was decided when outcomes were kept in words; None of any other."""
    if "private" not in outcome:
        return None
    return Spoken(utterances=outcome["acts"], private=outcome["private"])
