"""The parts of a long message: teachers put the story first and the request last, or the alarming thing in the middle."""

from __future__ import annotations

import re
from typing import List, Text

LONG = 12  # words; up to here a message is read as a whole only
ENDING = 9  # words of an ending without a mark before it
_MARKS = re.compile(r"[.,;:!?–]+\s|\s[-–]\s|\s(?=(?:men|så|og|å|fordi)\s)|[.!?]+$", re.IGNORECASE)


def is_long(text: Text) -> bool:
    return len(text.split()) > LONG


def clauses(text: Text) -> List[Text]:
    """The pieces between marks and joining words, those of one word joined with the piece before."""
    joined: List[Text] = []
    for piece in filter(None, (part.strip() for part in _MARKS.split(text))):
        if joined and len(piece.split()) < 2:
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return joined


def ending(text: Text) -> Text:
    """The last piece, or its last words."""
    pieces = clauses(re.sub(r"\s(?:og|å|fordi)\s", " ", text))
    return " ".join(pieces[-1].split()[-ENDING:]) if pieces else text
