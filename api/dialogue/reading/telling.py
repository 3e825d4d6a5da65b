"""Whether a message tells of a pupil or asks something, whatever command it looks like."""

from __future__ import annotations

from collections.abc import Sequence

from api.dialogue.reading.judge import ANOTHER_CASE, Verdict, words
from api.dialogue.reading.labels import begins_with
from api.dialogue.reading.lexicon import ASKS

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
