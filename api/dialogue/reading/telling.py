"""Whether a message tells of a pupil, whatever command it looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.dialogue.reading.judge import ANOTHER_CASE, Verdict
from api.dialogue.reading.labels import begins_with
from api.dialogue.reading.lexicon import ASKS, REPORTED, words
from api.dialogue.reading.mentions import AUDIENCES, STAFF, named

# What tells of a pupil looks like any command by chance, most when it begins with the label.
LIKELY_FIRST = 0.75
FEW = 3  # words: “TL nå takk” switches, “TL er den beste vennen hans” tells


def asks(text: str) -> bool:
    return "?" in text or bool(ASKS.match(text))


def tells(text: str, verdict: Verdict, labels: Sequence[str]) -> bool:
    """Whether a message that begins with a label tells of the pupil."""
    if asks(text) or not any(begins_with(text, label) for label in labels):
        return False
    return verdict.sure < LIKELY_FIRST or (verdict.intent in ANOTHER_CASE and words(text) > FEW)


def is_anothers(text: str) -> bool:
    """Whether it may be somebody else's view: said by others, or somebody is named and the teacher does not speak of themselves."""
    somebody = named(text, {**AUDIENCES, **STAFF})
    return REPORTED.search(text) is not None or (bool(somebody) and not _I.search(text))


_I = re.compile(r"\b(?:jeg|eg|æ|e|vi|me|mi|meg|oss)\b", re.IGNORECASE)
