"""A brother or sister in a message: what is told of them is nothing of the pupil's."""

from __future__ import annotations

import re

from api.dialogue.reading.lexicon import REPORTED

_SIBLING = (
    r"(?:(?:lille|store|vesle|små|tvilling)?(?:bror(?:en)?|brødr\w+|søster\w*|syster\w*)"
    r"|søstr\w+|systr\w+|søsken\w*|sysken\w*|tvilling\w*)"
)
ABOUT = re.compile(rf"\b{_SIBLING}\b", re.IGNORECASE)
_WHOSE = r"(?:(?:hans|hennes|hennar|sin|den|ein|en|ei|eldre|yngre|veslebror|eldste|yngste|to|begge)\s+)*"
# From where it is the subject to the end of the sentence, or to where the pupil is the subject again.
_TOLD_OF = re.compile(
    rf"(?:^|(?<=[.!?;,:\n–-])|\b(?:og|men|at|for|fordi|så|også|òg))\s*{_WHOSE}{_SIBLING}\b"
    r"(?:(?!\b(?:hun|han|ho|hu|hn|hen|eleven)\b)(?:[^.!?;\n]|(?<=\d)\.))*",
    re.IGNORECASE,
)


def without_siblings(text: str) -> str:
    """What is left for the pupil. What a brother says is not told of him."""
    return _TOLD_OF.sub(lambda told: told[0] if REPORTED.search(told[0]) else " ", text)


def tells_of_siblings(text: str) -> bool:
    return without_siblings(text) != text
