"""What the words of a message are about: their classes, alone, denied, and near each other.

So “far deljer til henne” is known from “mor slår han”: a parent, a blow, a child.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import List, Sequence, Text, Tuple

import yaml

NEAR = 8  # words
NEGATION, DENIES = "negation", 3  # and how many words before it a “not” may stand


@lru_cache(maxsize=None)
def _classes() -> List[Tuple[Text, "re.Pattern[str]"]]:
    listed = yaml.safe_load((Path(__file__).parent / "word_classes.yaml").read_text(encoding="utf-8"))
    return [(name, _pattern(words)) for name, words in listed.items()]


def _pattern(words: Text) -> "re.Pattern[str]":
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split()))


@lru_cache(maxsize=50_000)
def _of(word: Text) -> Tuple[Text, ...]:
    return tuple(name for name, pattern in _classes() if pattern.fullmatch(word))


def class_terms(words: Sequence[Text]) -> List[Text]:
    """A term for each class of each word, once more when it is denied, and for each two near each other, in their order."""
    classes = [_of(word) for word in words]
    found: List[Text] = []
    for at, ours in enumerate(classes):
        near = [other for others in classes[at + 1 : at + 1 + NEAR] for other in others]
        found += ours
        found += [f"{one}>{other}" for one in ours for other in near]
        if _denied(classes, at):
            found += [f"not {one}" for one in ours if one != NEGATION]
    return found


def _denied(classes: Sequence[Tuple[Text, ...]], at: int) -> bool:
    around = [*classes[max(0, at - DENIES) : at], *classes[at + 1 : at + 2]]
    return any(NEGATION in of for of in around)
