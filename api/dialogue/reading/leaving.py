"""Whether a message in a talk says nothing but that it is to be left: it is over, it is the wrong one, there is no more time."""

from __future__ import annotations

import re
from typing import Literal

from api.dialogue.reading.judge import words
from api.dialogue.reading.lexicon import QUOTED, REPORTED

Leaving = Literal["left", "wrong", "done", "no_more"]

LONGEST = 14  # words
_FIRST = r"\W*(?:(?:vent|nei|ok|okei|stopp|stop|beklager|beklagar|sorry|oi|oj|men|hei|du|altså|ferdig|ferdi)\W+)*"
_WE = r"(?:jeg|eg|æ|e|vi|me|mi)"
_NOW = (
    r"(?:\s+(?:her|der|nå|no|litt|takk|da|då|for (?:nå|no|i dag|denne gang\w*)|i dag|alt|det|heile greia|hele greia))*"
)
_TALK = (
    r"(?:(?:denne|dette|den|det|heile|hele)\s+(?:her\s+)?)?(?:samtal\w*|møte\w*|prat\w*|guide\w*|gjennomgang\w*|evaluering\w*|"
    r"kartlegging\w*|mal\w*|spørsmål\w*|skjema\w*|opplegg\w*|plan\w*)"
)
_READY = r"(?:fer(?:dig|deg|di)(?:e|t)?|færdig\w*)"
_STOPS = (
    r"(?:stopp\w{0,2}|stans\w{0,2}|avbryt\w{0,2}|avslutt(?:e|er|ar)?|slutt(?:e|er|ar)?|lukk(?:e|er|ar)?|legg\w{0,2} (?:bort|ned|vekk)|"
    r"forlat\w{0,2}|(?:ta |tar |tek )?pause|(?:gå|komme|kome|kom|vekk|bort|hopp\w*)?\s*ut (?:av|or|frå|fra))"
)
_WISH = rf"(?:{_WE}\s+(?:(?:vil|ville|må|skal|ønsk\w*|ynsk\w*|bør)\s+)?(?:bare\s+|berre\s+|gjerne\s+)?)?"
_LEAVES = re.compile(
    rf"{_FIRST}(?:(?:kan|skal|la oss|lat oss)\s+)?{_WISH}{_STOPS}(?:\s+(?:(?:med|på|i|frå|fra)\s+)?{_TALK})?{_NOW}\W*(?:[,.;–-].*)?",
    re.IGNORECASE | re.DOTALL,
)
# “Nå e møtet ferdig, æ rakk ikke resten”, “jeg tror det holder, avslutt samtalen”: one clause of it says so of the talk by its name.
_IS_OVER = re.compile(
    rf"{_FIRST}(?:(?:nå|no|då|da|så)\s+(?:er|e|va|var)\s+{_TALK}|{_TALK}\s+(?:er|e|va|var)(?:\s+(?:nå|no))?)\s+"
    rf"(?:{_READY}|over|slutt|omme){_NOW}\W*",
    re.IGNORECASE,
)
_STOPS_IT = re.compile(rf"{_FIRST}{_WISH}{_STOPS}\s+(?:(?:med|på|i)\s+)?{_TALK}{_NOW}\W*", re.IGNORECASE)
_WRONG = re.compile(
    r"\b(?:feil|gal|galt|gale|rang|range)\s+(?:samtal\w*|møte\w*|guide\w*|skjema\w*|mal\w*|prat\w*|elev\w*|sak\w*)",
    re.IGNORECASE,
)
_DONE = re.compile(
    rf"{_FIRST}(?:(?:{_WE}\s+(?:er|e)\s+)?(?:(?:helt|heilt)\s+)?{_READY}|det\s+(?:er|e|va|var)\s+alt)(?:\s+med\s+{_TALK})?{_NOW}\W*",
    re.IGNORECASE,
)
_NO_MORE = re.compile(
    rf"{_FIRST}(?:ikke|ikkje|ingen|itj)\s+(?:flere|fleire|fler)(?:\s+tiltak)?{_NOW}\W*", re.IGNORECASE
)
_DONE_FOR_NOW = re.compile(
    rf"{_FIRST}(?:{_WE}\s+(?:er|e)\s+)?{_READY}\s+for\s+(?:nå|no|i dag|denne gang\w*)\b.*", re.IGNORECASE | re.DOTALL
)


def leaving(text: str) -> Leaving | None:
    """`no_more` only ends a list. What others say of it is an answer, and so is a long text."""
    if words(text) > LONGEST or "?" in text or REPORTED.search(text) or QUOTED.search(text):
        return None
    if _WRONG.search(text):
        return "wrong"
    if _DONE.fullmatch(text.strip()):
        return "done"
    if _NO_MORE.fullmatch(text.strip()):
        return "no_more"
    if _DONE_FOR_NOW.fullmatch(text.strip()) or _LEAVES.fullmatch(text.strip()):
        return "left"
    clauses = re.split(r"[,.;–]\s", text.strip())
    return "left" if any(_IS_OVER.fullmatch(one) or _STOPS_IT.fullmatch(one) for one in clauses) else None
