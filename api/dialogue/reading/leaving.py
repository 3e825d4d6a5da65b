"""Whether a message in a talk says nothing but that it is to be left: it is over, it is the wrong one, there is no more time."""

from __future__ import annotations

import re
from typing import Literal

from api.dialogue.reading.judge import words
from api.dialogue.reading.lexicon import QUOTED, REPORTED

Leaving = Literal["left", "wrong", "done"]

LONGEST = 14  # words
_FIRST = r"\W*(?:(?:vent|nei|ok|okei|stopp|stop|beklager|beklagar|sorry|oi|oj|men|hei|du|altså)\W+)*"
_WE = r"(?:jeg|eg|æ|e|vi|me|mi)"
_NOW = r"(?:\s+(?:her|der|nå|no|litt|takk|da|då|for (?:nå|no|i dag|denne gang\w*)|i dag|alt|det|heile greia|hele greia))*"
_TALK = (
    r"(?:(?:denne|dette|den|det|heile|hele)\s+(?:her\s+)?)?(?:samtal\w*|møte\w*|prat\w*|guide\w*|gjennomgang\w*|evaluering\w*|"
    r"kartlegging\w*|mal\w*|spørsmål\w*|skjema\w*|opplegg\w*|plan\w*)"
)
_STOPS = (
    r"(?:stopp\w{0,2}|stans\w{0,2}|avbryt\w{0,2}|avslutt(?:e|er|ar)?|slutt(?:e|er|ar)?|lukk(?:e|er|ar)?|legg\w{0,2} (?:bort|ned|vekk)|"
    r"forlat\w{0,2}|(?:gå|komme|kome|kom|vekk|bort|hopp\w*)?\s*ut (?:av|or|frå|fra)|ut)"
)
_LEAVES = re.compile(
    rf"{_FIRST}(?:(?:kan|kan vi|skal|la oss|lat oss)\s+)?(?:{_WE}\s+(?:(?:vil|ville|må|skal|ønsk\w*|ynsk\w*|bør)\s+)?(?:bare\s+|berre\s+|gjerne\s+)?)?"
    rf"{_STOPS}(?:\s+(?:med\s+)?{_TALK})?{_NOW}\W*(?:[,.;–-].*)?",
    re.IGNORECASE | re.DOTALL,
)
_WRONG = re.compile(
    r"\b(?:feil|gal|galt|gale|rang|range)\s+(?:samtal\w*|møte\w*|guide\w*|skjema\w*|mal\w*|prat\w*|elev\w*|sak\w*)", re.IGNORECASE
)
_DONE = re.compile(
    rf"{_FIRST}(?:(?:{_WE}|det)\s+(?:er|e|var)\s+)?(?:(?:helt|heilt|alt)\s+)?(?:fer(?:dig|deg|di)(?:e|t)?|færdig\w*|alt|(?:ikke|ikkje|ingen|itj) (?:flere|fleire|fler)(?: tiltak)?)"
    rf"(?:\s+med\s+{_TALK})?{_NOW}\W*",
    re.IGNORECASE,
)
_DONE_FOR_NOW = re.compile(rf"{_FIRST}(?:{_WE}\s+(?:er|e)\s+)?fer(?:dig|deg)e?\s+for\s+(?:nå|no|i dag|denne gang\w*)\b.*", re.IGNORECASE | re.DOTALL)


def leaving(text: str) -> Leaving | None:
    """What others say of it is an answer, and so is a long text."""
    if words(text) > LONGEST or "?" in text or REPORTED.search(text) or QUOTED.search(text):
        return None
    if _WRONG.search(text):
        return "wrong"
    if _DONE.fullmatch(text.strip()):
        return "done"
    if _DONE_FOR_NOW.fullmatch(text.strip()) or _LEAVES.fullmatch(text.strip()):
        return "left"
    return None
