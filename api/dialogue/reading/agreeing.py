"""A plain yes or no to what was asked. What is more than that, or less, is neither."""

from __future__ import annotations

import re

_YES = re.compile(
    r"(?:ja|jepp|japp|jada|jo|joda|ok|okei|yes|stemmer|det stemmer|stemmer det|riktig|rett|korrekt|gjerne|gjør det|gjer det)"
    r"(?:,? (?:ja|takk|det|stemmer|gjør|gjer|er|riktig|rett|greit|fint|gjerne|du|alt|alle|alt sammen|alt saman))*"
)
_NO = re.compile(
    r"(?:nei|neida|nope|niks|næ|nei takk|ikke|ikkje)(?:,? (?:takk|det|stemmer|ikke|ikkje|er|feil|bare|berre|notat\w*|la|være|vere|du))*"
    r"|(?:bare|berre) (?:notat\w*|noter)|det stemmer (?:ikke|ikkje)|feil|ingen(?: av (?:dem|dei|disse|desse))?"
)


def says_yes(text: str) -> bool:
    return _YES.fullmatch(_plain(text)) is not None


def says_no(text: str) -> bool:
    return _NO.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[.!?«»\"]+", " ", text.casefold()).split()).strip(" ,")
