"""Whether a message says that something recorded is to go or was wrong, in the teacher's own words. What is meant is found elsewhere.

It reads; nothing follows from it but a question that names what stands recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.dialogue.reading.days import read_day
from api.dialogue.reading.happened import is_held
from api.dialogue.reading.judge import words
from api.dialogue.reading.lexicon import QUOTED, REPORTED
from api.dialogue.reading.undoing import begins_with_undo

Sign = Literal["back", "wrong", "denied", "day", "case", "pupil"]

LONGEST = 20  # words: a longer message is a story
SHORT = 8
_SORRY = r"(?:å nei|nei|næ|oi|oj|ops|ups|oops|obs|hov|sorry|beklager|beklagar|unnskyld|orsak|vent|feil|huff|æsj|men|du|forresten)"
_FIRST = rf"\W*(?:{_SORRY}\W+)*"
_WE = r"(?:jeg|eg|æ|æg|e|vi|me|mi|du)"
NOT = r"(?:ikke|ikkje|ikkj|itj|ittj|kje|inte|itte|ikk|aldri)"
_AWAY = r"(?:bort|vekk|vekke|tilbake|attende|tebake|ut igjen|ut att)"
_WISH = (
    rf"(?:(?:kan|må|vil|skal|bør|lar|får|kunne)\s+(?:{_WE}\s+)?"
    rf"|{_WE}\s+(?:må|vil|skal|kan|bør|ønsker|vil gjerne)\s+(?:å\s+)?)?(?:få\s+)?"
)
_BACK = re.compile(
    rf"{_FIRST}{_WISH}(?:ta|tar du|tek du|flytt|sett|send|gå|kom)\b(?:\s+\w+){{0,6}}?\s+{_AWAY}\b"
    rf"|{_FIRST}{_WISH}(?:fjern|slett|stryk|angr|opphev|tilbakekall|nullstill|gjør om|gjer om)(?:e|a)?\b"
    rf"|\b(?:kan|bør|må|skal)\b(?:\s+\w+){{1,6}}?\s+"
    rf"(?:(?:tas|takast)(?!\s+(?:på|over|opp|med)\b)|bli tatt|bli teke|fjernes|fjernast|slettes|slettast|strykes|strykast)\b"
    rf"|\b(?:ta|tar|tek|før|sett)\s+(?:oss|meg|det|saken|saka|den)\s+{_AWAY}\b"
    rf"|\b{_WE}\s+angr(?:er|ar|a|et)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:trykk(?:et|te|a)?|trykt\w*|tast(?:et|a|e)?|skr[ei]e?i?v|skrevet|skrive|førte?|ført|kryss(?:et|a|te)|huk(?:et|a)|haket|haka|val(?:gte|de|te))"
    r"\s+(?:\w+\s+){0,2}?feil\b"
    r"|\bfeil\s+(?:knapp\w*|dag\w*|dato\w*|elev\w*|sak\w*|person\w*|tast\w*|trykk\w*|valg|val|kryss|hake|barn|gutt?|jente)\b"
    r"|\b(?:det|dette|den|d)\s+(?:var|va|er|e|ble|blei|vart)\s+(?:\w+\s+)?(?:feil|gal[te]?)\b"
    rf"|\b(?:det|dette|den|d)\s+stemm(?:er|e|te)\s+{NOT}"
    r"|\b(?:ved en|ved ein|et|eit|med et|med eit)\s+(?:feil|uhell|mistak\w*|misforståelse|glipp)\b"
    rf"|\b{_WE}\s+(?:ville|skulle|mente|meinte)\s+{NOT}\s+(?:\w+\s+){{0,2}}?(?:til|gå|videre|vidare|opp|ha|avslutte|lukke|føre)\b"
    rf"|\bskulle\s+{NOT}\s+(?:vært|vore|ha|ha vært|stått|vere|være)\b"
    r"|\b(?:skulle|skull|sku)\s+(?:det\s+)?(?:ha\s+)?(?:stå|stått|vært|vore)\b(?!\s+(?:med|på sk))|\bskal\s+(?:det\s+)?stå\b"
    r"|\bdato\w*\s+(?:skal|skulle|er|var|ble|vart|må)\b",
    re.IGNORECASE,
)
_STILL = r"(?:likevel|alligevel|likavel|enno|ennå|enda|endå|ikke noe av|ikkje noko av|avlyst)"
_STILL_NOT = re.compile(
    rf"(?=.*\b{NOT}\b)(?=.*\b{_STILL}\b)|\W*(?:{_SORRY}\W+)+(?=.*\b(?:{NOT}|avlyst|utsatt|utsett)\b)",
    re.IGNORECASE | re.DOTALL,
)
_OWN_NOT = re.compile(
    rf"\b(?:{_WE}\s+(?:har|hadde|fikk|fekk|rakk|ha)\s+(?:\w+\s+)?{NOT}|har\s+{_WE}\s+{NOT})\b", re.IGNORECASE
)
_CASE = re.compile(
    rf"\b(?:skulle|burde|trengte)\s+{NOT}\s+(?:\w+\s+)?(?:vært|vore|være|vere|blitt|ha vært)\s+"
    r"(?:noen |nokon |noe |noko |en |ei |ein )?(?:egen |eiga )?sa[kg]\w*"
    rf"|{_FIRST}{_WISH}(?:slett|fjern|ta bort|ta vekk)\w*\s+(?:hele |heile )?(?:denne |den )?sa(?:ken|ka)\b",
    re.IGNORECASE,
)
_DAY_WORD = (
    r"(?:i\s+(?:dag|går|gaar|forgårs|morges|morgon)|(?:på\s+)?(?:man|mån|tirs|tys|ons|tors|fre|lør|laur|søn|sun)da\w*"
    r"|den\s+\d+\.?(?:\s+\w+)?|\d{1,2}\.\s?\w+)"
)
_NOT_DAY = re.compile(rf"\b{NOT}\s+{_DAY_WORD}", re.IGNORECASE)
_THEN = re.compile(
    rf"{_FIRST}(?:(?:det|dette|den|d|dato\w*|møtet|samtalen|samtala)\s+)?(?:var|va|er|ble|blei|vart|skal|skulle|var nok)\b"
    rf"|\W*(?:{_SORRY}\W+)+|\bdato",
    re.IGNORECASE,
)
_ITS_OWN = re.compile(
    r"\b(?:tick\w*|hak\w+|kryss\w*|avkryss\w*|notat\w*|siste|sist|dato\w*|vurdering\w*|avgjør\w*|avgjer\w*|val\w*|valg\w*|feil\w*|oppføring\w*|"
    r"registrering\w*|oss|saken|saka|merking\w*|markering\w*)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:det|dette|den|d)\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b(?:rutine\w*|nivå\w*|trinn\w*|steg\w*|vidare|videre|oss)\b", re.IGNORECASE)
_NOTE = re.compile(r"\b(?:notat\w*|noter\w*|skreiv|skrev|skrevet|skrive)\b", re.IGNORECASE)
_TICK = re.compile(r"\b(?:hak\w+|kryss\w*|avkryss\w*|huk\w*|merking\w*|markering\w*)\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:siste|sist|nettopp|nylig|nyleg)\b", re.IGNORECASE)
_ABOUT = re.compile(
    rf"{_FIRST}(?:(?:det|dette|den|d)\s+)?(?:(?:siste|sist|forrige|førre|notat\w*|her)\s+)*(?:{_WE}\s+(?:skrev|skreiv|sa|noterte)\s+)?(?:nå\s+|no\s+)?"
    r"(?:gjaldt|galdt|gjald|gjeld|gjelder|handla|handlet|hørte|høyrde|hører|høyrer|skulle)\b",
    re.IGNORECASE,
)
_WRONG_PUPIL = re.compile(r"\bfeil\s+(?:elev\w*|sak\w*|barn|gutt?\w*|jente\w*|person\w*)\b", re.IGNORECASE)
_PUPIL = re.compile(
    r"\b(?:gjald\w*|gjeld\w*|galdt|handla|handlet|hører|høyrer|var)\b.*\b(?:ikke|ikkje|itj)\b"
    r"|\b(?:flytt\w*|skal|skulle)\b.*\b(?:til|på|hos|i|under)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mending:
    """`is_command` when nothing is told beside it; the others say what kind of thing is spoken of, if any."""

    sign: Sign
    day: date | None = None
    is_command: bool = False
    of_level: bool = False
    of_note: bool = False
    of_tick: bool = False
    last: bool = False
    tells_held: bool = False  # that something was held, and not that it was on another day than is recorded
    plainly: bool = False  # it can be about nothing but what is recorded


def mending(text: str, today: date) -> Mending | None:
    if words(text) > LONGEST or QUOTED.search(text):
        return None
    sign = _sign(text, today)
    if sign is None or REPORTED.search(text):
        return None
    its_own = bool(_ITS_OWN.search(text))
    if begins_with_undo(text):
        return Mending(sign="back", last=True)
    return Mending(
        sign=sign,
        day=_day(text, today) if sign in ("wrong", "day") else None,
        is_command=sign in ("back", "pupil") and words(text) <= SHORT + 2,
        of_level=bool(_LEVEL.search(text)),
        of_note=bool(_NOTE.search(text)),
        of_tick=bool(_TICK.search(text)),
        last=bool(_LAST.search(text)),
        tells_held=is_held(text.casefold()) and not _NOT_DAY.search(text),
        plainly=sign in ("back", "wrong") and (its_own or words(text) <= (SHORT if _IT.search(text) else FEW)),
    )


FEW = 3


def _sign(text: str, today: date) -> Sign | None:
    if _CASE.search(text):
        return "case"
    if _BACK.search(text):
        return "back"
    if "?" in text:
        return None
    if _day(text, today) is not None and (_NOT_DAY.search(text) or (_THEN.match(text) and words(text) <= SHORT + 4)):
        return "day"
    if _WRONG.search(text):
        return "wrong"
    if _ABOUT.match(text) and words(text) <= SHORT + 4:
        return "pupil"
    return "denied" if _STILL_NOT.match(text) or _OWN_NOT.search(text) else None


def _day(text: str, today: date) -> date | None:
    return read_day(_NOT_DAY.sub(" ", text), today, side="past") or read_day(
        _NOT_DAY.sub(" ", text), today, side="future"
    )


def of_another_pupil(text: str) -> bool:
    return _PUPIL.search(text) is not None or _ABOUT.match(text) is not None


def of_the_wrong_pupil(text: str) -> bool:
    return _WRONG_PUPIL.search(text) is not None


def replaced_figure(text: str, before: str) -> str | None:
    """The words of before with the only figure of this text in place of their only one."""
    new, old = re.findall(r"\d+(?:[.,]\d+)?", text), re.findall(r"\d+(?:[.,]\d+)?", before)
    if len(new) != 1 or len(old) != 1 or new == old:
        return None
    return before.replace(old[0], new[0], 1)
