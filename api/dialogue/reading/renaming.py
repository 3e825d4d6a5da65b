"""Whether a message says that the case is to be called something else: “saken skal hete SK7”, “det er feil navn på den”."""

from __future__ import annotations

import re

from api.dialogue.reading.labels import clean_label

_FIRST = r"(?:(?:nei|oi|å|ups|vent|men|og|beklager|sorry|kan du|du|ok|hei)\W+)*"
_IT = r"(?:saken|saka|eleven|den|dette|denne|han|ham|hun|ho|henne)"
_NAME = r"(?:navn|navnet|namn|namnet|kode|koden|initialer|initialene|initialar|initialane)"
_CALLED = re.compile(
    rf"{_FIRST}(?:"
    rf"{_IT} (?:skal|ska|må|bør|skulle) (?:hete|heite|heita|kalles|kallast|være|vere)"
    rf"|kall {_IT}"
    rf"|(?:bytt|byt|endre|endra|rett|forandre|skift) (?:{_NAME}|saken|saka)(?: på {_IT})?(?: til)?"
    rf"|(?:gi|gje|gjev) {_IT} {_NAME}"
    rf")(?: heller| i stedet| i staden| for)? (?P<label>\S{{1,14}})(?: heller| i stedet| i staden| takk)?"
    r"(?:,? (?:og |men )?(?:ikke|ikkje|itj|ikkj) \S+)?",
    re.IGNORECASE,
)
_WRONG = re.compile(
    rf"{_FIRST}(?:(?:det|dette) (?:er|e|var|vart|ble) )?(?:"
    rf"(?:feil|gal|galt|gale) {_NAME}(?: på (?:{_IT}))?"
    rf"|{_IT} (?:har|har fått|fikk|fekk) (?:feil|galt|gale) {_NAME}"
    rf"|(?:bytt|byt|endre|endra|rett|skift|nytt) {_NAME}(?: på {_IT})?"
    rf")",
    re.IGNORECASE,
)


def is_renaming(text: str) -> bool:
    said = _plain(text)
    return _CALLED.fullmatch(said) is not None or _WRONG.fullmatch(said) is not None


def new_name(text: str) -> str | None:
    """What it is to be called; None when that is not said."""
    found = _CALLED.fullmatch(_plain(text))
    return clean_label(found["label"]) if found else None


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .!?")
