"""What a pupil is called means nothing: “TØR” is neither dry nor a door. Each code and each initials become the same neutral word.

Before anything is learnt or read, and as long as it was, so that no part of a message moves.
"""

from __future__ import annotations

import re
from typing import Match, Text

from bot.spelling import PLAIN

NEUTRAL = "X"
_CODE = re.compile(r"(?<![\w.-])(?:[A-ZÆØÅ]{1,3}\d{1,3}[A-ZÆØÅ]?|[A-ZÆØÅ]{2,3}|(?:[A-ZÆØÅ]\.){2,3})(?![\w-])")
# What teachers shorten, and short words they may shout. Those of the spellings that are known are words as well.
_WORDS = frozenset(
    "PP PPT BUP ABUP BTI SFO IOP NAV HMS SMS ADHD ADD FAU OT OBS ASK PC TV BV LK OK NB PS UU KRL RLE MS NAF GPS SOS IT "
    "JA NEI HEI DØ DAU RUS SLÅ SLO DA KI AI OM PÅ AV TIL MED UT INN NED OPP ALT HAN DET DEN BLI".split()
)


def without_codes(text: Text) -> Text:
    """A message all in capitals shouts, and names nobody so."""
    return _CODE.sub(_neutral, text) if any(letter.islower() for letter in text) else text


def _neutral(found: Match[Text]) -> Text:
    code = found[0]
    is_word = code in _WORDS or code.lower() in PLAIN
    return code if is_word else NEUTRAL * len(code)
