"""Questions about what the case already holds: what is open, what is done, and whether one thing is done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from api.dialogue.reading.judge import words
from api.dialogue.reading.question import LEAD

Which = Literal["open", "done", "one", "carried"]
LONGEST = 12  # words

_WHAT = r"(?:hva|kva|ka|ke|hvilke[nt]?|kva for)"
_WE = r"(?:jeg|eg|æ|e|vi|me|mi|man|ein)"
_NOT = r"(?:ikke|ikkje|itj|ittj|itte)"
_DID = r"(?:gjort|huk\w*|kryss\w*|gjennomført|fullført|fått gjort|utført|registrert)"
_LEFT = r"(?:igjen|att|attende|åpent?|ope(?:n|nt)?|ugjort|uferdig|utestående|uteståande)"
_OF_BEFORE = (
    r"(?:tidl?[ei]g\w*|forrige|førre|før|eldre|gamle|lavere|lågare|der vi (?:var|kom) fra|frå før|(?:de|dei) andre)"
)
_IS_THERE = (
    rf"(?:er|e|står|ligger|ligg|finnes|finst|gjenstår|mangler|manglar|har {_WE}) (?:det |d |vi |me )?"
    r"(?:noe|noko|nokka|noen|nokon|mer|meir|ting)?"
)
_WRITTEN: tuple[tuple[Which, str], ...] = (
    ("carried", rf"(?:{_IS_THERE}|{_WHAT})\b.*\b{_LEFT}\b.*\b{_OF_BEFORE}\b(?! \w*møte)"),
    (
        "carried",
        rf"(?:{_IS_THERE}|{_WHAT})\b.*\b{_OF_BEFORE} (?:\w+ ){{0,2}}(?:rutin|nivå|trinn|steg)\w*\b.*\b{_LEFT}\b",
    ),
    ("open", rf"{_IS_THERE}\b ?(?:\w+ ){{0,2}}{_LEFT}\b"),
    ("open", rf"{_WHAT} (?:\w+ ){{0,3}}(?:mangl\w+|gjenst\w+)\b(?! (?:du|som|for å)\b)"),
    ("open", rf"{_WHAT} (?:\w+ ){{0,2}}(?:står|e|er|har {_WE}) (?:\w+ )?(?:igjen|att)\b"),
    ("open", rf"{_WHAT} (?:\w+ ){{0,2}}har {_WE} (?:\w+ )?{_NOT} (?:\w+ ){{0,2}}{_DID}"),
    ("open", rf"{_WHAT} (?:\w+ ){{0,2}}er (?:\w+ )?{_NOT} (?:\w+ ){{0,2}}{_DID}"),
    ("done", rf"{_WHAT} (?:\w+ ){{0,2}}har {_WE} (?:\w+ ){{0,2}}{_DID}"),
    ("done", rf"{_WHAT} (?:\w+ ){{0,2}}er (?:\w+ ){{0,2}}{_DID}"),
    ("done", rf"(?:hvor|kor|kvar) (?:langt|langt på vei) (?:er|e|har) (?:{_WE}|sak\w+)\b"),
    (
        "one",
        rf"har {_WE} (?:(?:alt|allerede|da|nå|no|egentlig) )?(?!lov\b|rett\b|plikt|ansvar|tid\b)\w+(?:et|t|dd|a|d|ngt)\b",
    ),
)
_PATTERNS = tuple((which, re.compile(rf"{LEAD}{pattern}", re.IGNORECASE)) for which, pattern in _WRITTEN)


@dataclass(frozen=True)
class Progress:
    """`about` is what a question about one thing names."""

    which: Which
    about: str = ""


def asked_of_progress(text: str) -> Progress | None:
    if words(text) > LONGEST:
        return None
    for which, pattern in _PATTERNS:
        if pattern.match(text):
            return Progress(which, text)
    return None
