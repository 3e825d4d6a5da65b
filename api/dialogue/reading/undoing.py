"""“Angre”, said alone; a longer message may tell of what somebody else took back."""

from __future__ import annotations

import re

_SORRY = r"(?:oi|å|ups|ops|nei|vent|men|beklager|beklagar|sorry|huff)"
_UNDOES = (
    r"(?:angre|angra|angr|angre det(?: siste)?|angr det(?: siste)?|gjør om|gjer om|"
    r"(?:kan du )?(?:ta|tar|ta med) (?:det|dette|siste|det siste) (?:tilbake|attende|bort|vekk)|ta tilbake|"
    r"(?:det var |dette var )?feil knapp|(?:jeg |eg |æ )?(?:trykk(?:et|te|a)? feil|trykte feil|tasta feil|tastet feil))"
)
_UNDO = re.compile(rf"(?:{_SORRY} )*{_UNDOES}(?: (?:{_SORRY} )?{_UNDOES})*(?: (?:takk|igjen|att|da|du))?")


def is_undo(text: str) -> bool:
    return _UNDO.fullmatch(" ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())) is not None


def begins_with_undo(text: str) -> bool:
    """“Nei angre det, ho kom ikkje i dag heller”: what was recorded last is meant, whatever is told after it."""
    head, mark, _ = text.partition(",")
    return bool(mark) and is_undo(head)
