"""What the words of a message are about: their classes, alone, denied, and near each other.

So “far deljer til henne” is known from “mor slår han”: a parent, a blow, a child.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import DefaultDict, Dict, List, NamedTuple, Sequence, Text, Tuple

import yaml

NEAR = 8  # words
SHORTEST = 2  # letters of a beginning or an ending
NEGATION, DENIES = "negation", 3  # and how many words before it a “not” may stand


class _Listed(NamedTuple):
    """Which classes a word has, by the whole of it, by how it begins (`slag*`) and by how it ends (`*åring`)."""

    whole: Dict[Text, List[Text]]
    begins: Dict[Text, List[Text]]
    ends: Dict[Text, List[Text]]


@lru_cache(maxsize=1)
def _listed() -> _Listed:
    read: Dict[Text, Text] = yaml.safe_load((Path(__file__).parent / "word_classes.yaml").read_text(encoding="utf-8"))
    whole, begins, ends = (_none() for _ in range(3))
    for name, words in read.items():
        for word in dict.fromkeys(words.split()):
            where = begins if word.endswith("*") else ends if word.startswith("*") else whole
            where[word.strip("*")].append(name)
    return _Listed(whole, begins, ends)


def _none() -> DefaultDict[Text, List[Text]]:
    return defaultdict(list)


def _of(word: Text) -> Tuple[Text, ...]:
    """Looked up anew each time: no word that somebody typed is remembered."""
    whole, begins, ends = _listed()
    found = [
        *whole.get(word, ()),
        *(name for end in range(SHORTEST, len(word) + 1) for name in begins.get(word[:end], ())),
        *(name for start in range(len(word) - SHORTEST + 1) for name in ends.get(word[start:], ())),
    ]
    return tuple(dict.fromkeys(found))


def class_terms(words: Sequence[Text]) -> List[Text]:
    """A term for each class of each word, once more when it is denied, and for each two near each other, in their order."""
    return _terms([_of(word) for word in words])


def class_terms_of_all(messages: Sequence[Sequence[Text]]) -> List[List[Text]]:
    """As `class_terms` of each message. What stands in several is looked up once."""
    classes = {word: _of(word) for word in set(chain.from_iterable(messages))}
    return [_terms([classes[word] for word in words]) for words in messages]


def _terms(classes: Sequence[Tuple[Text, ...]]) -> List[Text]:
    found: List[Text] = []
    for at, ours in enumerate(classes):
        if not ours:
            continue
        near = [other for others in classes[at + 1 : at + 1 + NEAR] for other in others]
        found += ours
        found += [f"{one}>{other}" for one in ours for other in near]
        if _denied(classes, at):
            found += [f"not {one}" for one in ours if one != NEGATION]
    return found


def _denied(classes: Sequence[Tuple[Text, ...]], at: int) -> bool:
    around = [*classes[max(0, at - DENIES) : at], *classes[at + 1 : at + 2]]
    return any(NEGATION in of for of in around)
