"""Whether a message tells of a pupil or asks something, whatever command it looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.dialogue.reading.asking import IS_IT_A_RULE, LEAD, MAY, WONDERS
from api.dialogue.reading.judge import ANOTHER_CASE, Verdict, words
from api.dialogue.reading.labels import begins_with
from api.dialogue.reading.lexicon import ASKS, QUOTED, REPORTED
from api.dialogue.reading.mentions import AUDIENCES, STAFF, named

# What tells of a pupil looks like any command by chance, most when it begins with the label.
LIKELY_FIRST = 0.75
FEW = 3  # words: “TL nå takk” switches, “TL er den beste vennen hans” tells


# How a question begins: a question word, or a verb with its subject. “Har snakka med mor” and “når han kommer inn” tell.
_QUESTION_WORD = (
    r"(?:h?va|kva|ka|hvem|kven|kem|kæm|hvor|kor|kvar|hvorfor|kvifor|koffor|kiffor|hvordan|korleis|kossen|koss|åssen|hvilke[nt]?|"
    r"(?:innen |innan )?(?:når|nåt|tid) (?:er|e|må|skal|ska|kan|bør|blir|har|får))"
)
_SUBJECT = (
    r"(?:jeg|eg|æ|e|vi|me|mi|du|dere|de|dei|det|dette|den|han|hun|ho|hu|man|d|alle|begge|noen|nokon|eleven|gutten|guten|jenta|mor|far|"
    r"foreld\w*|fore?satte|føresette|rektor|ledels\w*|leiing\w*|\w*lærer\w*|\w*lærar\w*|ppt|bup|"
    r"møtet|saken|saka|helses\w*|barnevern\w*|faglær\w*|stefar|stemor|besteforeld\w*|vikar\w*|elevane|elevene|rutin\w+)"
)
_VERB = r"(?:er|e|skal|ska|må|kan|bør|burde|kunne|skulle|trenger|treng|får|har|rekker|rekk|gjelder|gjeld|holder|held|teller|tel)"
_MODAL = r"(?:skal|ska|må|kan|bør)"
_THING = r"(?!nesten|uten|utan|siden|sidan|liksom|noen|ingen)\w{3,}(?:en|et|a|ene|ane)"
_PUTS = re.compile(
    rf"{LEAD}(?:{_QUESTION_WORD}|{_VERB} {_SUBJECT}|{IS_IT_A_RULE}|{MAY}|{_MODAL} {_THING}|{WONDERS})\b",
    re.IGNORECASE,
)
_ASKS_WHAT = re.compile(rf"{LEAD}{_QUESTION_WORD}\b", re.IGNORECASE)
_LEAD = re.compile(LEAD, re.IGNORECASE)
_MORE = re.compile(r"[.!?;\n]\s*\w")
LONGEST_QUESTION, FEW_WORDS = 20, 8


def purely_asks(text: str) -> bool:
    """Whether the message is one question and nothing else. In doubt it tells something, and its words are kept."""
    if _MORE.search(_LEAD.sub("", text, count=1)) or QUOTED.search(text) or words(text) > LONGEST_QUESTION:
        return False
    short = text.rstrip().endswith("?") and "," not in text and words(text) <= FEW_WORDS
    return short or begins_as_a_question(text)


def begins_as_a_question(text: str) -> bool:
    return _PUTS.match(text) is not None


def begins_with_a_question_word(text: str) -> bool:
    """“Hva skal jeg ikke starte med” does, “kan vi starte nå” does not."""
    return _ASKS_WHAT.match(text) is not None


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
