"""When the school has a break: its own calendar tells it, and no routine does."""

from __future__ import annotations

import re

from api.cases.service import calendar_of
from api.dialogue.reading.asking import asked
from api.dialogue.scene import Scene
from api.engine.calendar import Break
from api.engine.topic_index import kind_of
from api.wording import choosing
from api.wording.pieces import Pieces, RemarkPiece

_NAMED = re.compile(r"\b(\w*?)(?:ferie|friveke|friuke|fridag)\w*\b", re.IGNORECASE)
_SAME = {"haust": "høst", "sommar": "sommer", "jole": "jul", "jula": "jul", "juli": "jul", "vinters": "vinter"}
_LEAST = 3  # letters that a name shares from its beginning


def asks_when(text: str) -> bool:
    """“Når er høstferien?”, “kva dag begynner juleferien”; whether a break moves a deadline is of the routine."""
    put = asked(text)
    named = _NAMED.search(put.question) if put is not None else None
    if put is None or named is None or _OF_A_RULE.search(text):
        return False
    return kind_of(put.question) == "when" or _WHICH_DAY.match(put.question) is not None


_WHICH_DAY = re.compile(r"\s*(?:hvilke[nt]?|kva(?: for)?|ka) (?:dag|dato|uke|veke|tid)\b", re.IGNORECASE)
_OF_A_RULE = re.compile(
    r"\b(?:frist\w*|regn\w*|rekn\w*|tell\w*|tel|møt\w+|evaluer\w*|forleng\w*|utsett\w*)\b", re.IGNORECASE
)


def when(scene: Scene) -> Pieces:
    """The break that is asked for: the one that is now, the next one, or else the last one of that name."""
    breaks = calendar_of(scene.actor.school).breaks
    if breaks is None:
        return (RemarkPiece(of="no_breaks"),)
    coming_first = sorted(breaks, key=lambda one: (one.last < scene.today, abs(one.first - scene.today)))
    found = next((one for one in coming_first if _is_named(one, scene.text)), None)
    if found is None:
        return (RemarkPiece(of="no_such_break"),)
    return choosing.school_break(found)


def _is_named(one: Break, text: str) -> bool:
    """“Ferien” names any."""
    named = _NAMED.search(text)
    said = named[1].casefold() if named is not None else ""
    said = _SAME.get(said, said)
    return len(said) < _LEAST or one.name.casefold().startswith(said)
