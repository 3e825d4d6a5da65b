"""The parts of a message by its marks: its sentences, and the pieces of a long one.

Teachers put the story first and the request last, or the alarming thing in the middle. Where a part begins within a sentence is
learnt: see bot/boundaries.py.
"""

from __future__ import annotations

import re
from typing import List, Match, Text, Tuple

Span = Tuple[int, int]

LONG = 12  # words; up to here a message is read as a whole only
ENDING = 9  # words of an ending without a mark before it
_MARKS = re.compile(r"[.,;:!?–]+\s|\s[-–]\s|\s(?=(?:men|så|og|å|fordi)\s)|[.!?]+$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_ABBREVIATION = re.compile(
    r"(?:\b(?:kl|ca|nr|tlf|f\.eks|bl\.a|dvs|jf|evt|mva|osv|o\.l|ang|vedr|\w)|\d)$", re.IGNORECASE
)
_MONTH = re.compile(r"\s*(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…]+(?=\s|$)|[;:](?=\s)|\n+\s*(?:[-–•*]\s+|\d{1,2}[.)]\s+)?|\s[-–]\s")


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


def sentences(text: Text) -> List[Span]:
    """What marks and new lines part. A full stop after a number or a short word ends nothing, unless a capital follows the number."""
    quoted = [match.span() for match in QUOTED.finditer(text)]
    found, start = [], 0
    for mark in _ENDS.finditer(text):
        inside = any(first < mark.start() < last - 1 for first, last in quoted)
        if inside or not _ends(text, mark):
            continue
        end = mark.end() if mark[0][0] in ".!?…" else mark.start()
        found.append((start, end))
        start = mark.end()
    found.append((start, len(text)))
    return [(first, last) for first, last in found if _WORD.search(text, first, last)]


def _ends(text: Text, mark: Match[Text]) -> bool:
    if mark[0] != ".":
        return True
    before, after = text[: mark.start()], text[mark.end() :]
    if not after.strip():
        return True
    short = _ABBREVIATION.search(before)
    if short is None:
        return True
    if before[-1:].isdigit():
        return after.lstrip()[:1].isupper() and _MONTH.match(after) is None
    return False
