"""Where a new part of a message begins, so that each thing it tells or asks is read for itself.

Marks that end a sentence and new lines always part; what is quoted, and a date, is kept whole. Between the words of a sentence a linear
reader decides: it learns from short messages joined with a comma, with “og”, “men” or “så”, or with nothing, as one dictates.
"""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random
from typing import List, Match, NamedTuple, Sequence, Text

from numpy import array, float16, float32, ndarray, zeros
from scipy.special import expit

from bot.learning import learn
from bot.parts import QUOTED, Span, sentences
from bot.spelling import Spelling
from bot.terms import Terms, alone

CONNECTIVES = frozenset("og å men så samt også pluss for".split())
_PAIRS = frozenset("både begge enten verken hverken korkje".split())
_LEADS_ON = frozenset("uten utan for til te med ved om av at som hos mot enn eller".split())
_WORD = re.compile(r"\w+")
_WEEKDAY = r"(?:man|mån|tirs|tys|ons|tors|tos|fre|lør|laur|lau|søn|sun)da\w*"
_MONTH = r"(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)\w*"
# “Fredag 23. oktober kl. 14” is one thing, wherever a part might begin.
_WHEN = re.compile(
    rf"(?:\b{_WEEKDAY}\s+)?(?:den\s+)?\b\d{{1,2}}\.?\s?{_MONTH}|\b{_WEEKDAY}\s+(?:den\s+)?\d{{1,2}}(?:[./]\s?\d{{1,2}})?\b"
    rf"|\bkl(?:okk\w+)?\.?\s?\d{{1,2}}(?:[.:]\d\d)?|\b(?:uk|vek)\w*\s\d{{1,2}}\b",
    re.IGNORECASE,
)
_SHORT = 8  # words of a message that is joined with others for learning
_JOINTS = (", ", ", ", " ", " ", " ", " og ", " og ", " å ", " men ", ", og ", ", så ", " så ", ", men ")
_NOW_AND_THEN = 0.5  # of the sentences stand alone: most gaps part nothing


class _Joined(NamedTuple):
    text: Text
    begins: Sequence[int]  # where each part but the first begins, its connective counted in


class Boundaries:
    """`spans` are the parts of a text."""

    def __init__(self, spelling: Spelling, terms: Terms, weights: ndarray, constant: float, sure: float = 0.5) -> None:
        self._spelling = spelling
        self._terms = terms
        self.weights = weights.astype(float16).astype(float32)  # as the model keeps them
        self.constant = float(constant)
        self._sure = sure

    @property
    def terms(self) -> Terms:
        return self._terms

    @classmethod
    def none(cls) -> "Boundaries":
        return cls(Spelling([]), Terms(alone, [], zeros(0)), zeros(0), 0.0)

    @classmethod
    def learn(
        cls, spelling: Spelling, texts: Sequence[Text], *, joined: int, rounds: int, step: float, seed: int
    ) -> "Boundaries":
        chance = Random(seed)  # noqa: S311 - the same in each training
        rows: List[List[Text]] = []
        begins: List[int] = []
        examples = _joined(texts, joined, chance)
        read = spelling.plain(example.text for example in examples)
        for example, plain in zip(examples, read, strict=True):
            words = list(_WORD.finditer(example.text))
            for at in range(1, len(words)):
                rows.append(_features(example.text, words, plain, at))
                begins.append(int(words[at].start() in example.begins))
        terms, features = Terms.learn(alone, rows)
        weights, constant = learn(features, array(begins), rounds=rounds, step=step, seed=seed)
        return cls(spelling, terms, weights[:, 1] - weights[:, 0], constant[1] - constant[0])

    def spans(self, text: Text) -> List[Span]:
        """The parts in order, without the marks and connectives between them."""
        found: List[Span] = []
        for start, end in sentences(text):
            begins = [start, *self._begins(text, start, end), end]
            for first, last in pairwise(begins):
                found += _trimmed(text, first, last)
        return found

    def _begins(self, text: Text, start: int, end: int) -> List[int]:
        words = list(_WORD.finditer(text, start, end))
        if len(words) < 3 or not len(self.weights):
            return []
        plain = _plain(self._spelling, words)
        kept = [match.span() for what in (QUOTED, _WHEN) for match in what.finditer(text, start, end)]
        found = []
        for at in range(1, len(words)):
            if any(first < words[at].start() < last for first, last in kept) or _goes_on(plain, at):
                continue
            places, values = self._terms.row(_features(text, words, plain, at))
            if expit(values @ self.weights[places] + self.constant) >= self._sure:
                found.append(words[at].start())
        return found


def _goes_on(plain: Sequence[Text], at: int) -> bool:
    """After “uten” or “for” nothing new begins, and “både mor og far” is one thing."""
    pair = plain[at] == "og" and any(word in _PAIRS for word in plain[max(at - 4, 0) : at])
    return pair or plain[at - 1] in _LEADS_ON


def _trimmed(text: Text, start: int, end: int) -> List[Span]:
    """The span without blanks, commas and connectives at its beginning; nothing when no word is left."""
    while True:
        word = _WORD.search(text, start, end)
        if word is None:
            return []
        more = _WORD.search(text, word.end(), end)
        if word[0].lower() in CONNECTIVES and more is not None:
            start = word.end()
            continue
        break
    opening = text[start : word.start()]
    start = word.start() - (1 if opening.endswith(("«", "“", '"')) else 0)
    return [(start, start + len(text[start:end].rstrip(" ,\t\n-–")))]


def _plain(spelling: Spelling, words: Sequence[Match[Text]]) -> List[Text]:
    return spelling.plain([" ".join(word[0] for word in words)])[0]


def _features(text: Text, words: Sequence[Match[Text]], plain: Sequence[Text], at: int) -> List[Text]:
    """What is seen from the gap before the word `at`: the words around it, how they end, and the mark between them."""

    def word(offset: int) -> Text:
        place = at + offset
        return plain[place] if 0 <= place < len(plain) else "^" if place < 0 else "$"

    comma = "," if "," in text[words[at - 1].end() : words[at].start()] else "_"
    connective = word(0) in CONNECTIVES
    first, second = (1, 2) if connective else (0, 1)
    after = len(plain) - at - first
    return [
        f"joint {comma}{word(0) if connective else ''}",
        f"before {comma} {word(-1)}",
        f"before2 {word(-2)}",
        f"before3 {word(-3)}",
        f"ends {word(-1)[-3:]}",
        f"ends2 {word(-2)[-3:]}",
        f"first {word(first)}",
        f"first {comma}{connective} {word(first)}",
        f"second {word(second)}",
        f"third {word(second + 1)}",
        f"begins {word(first)[-3:]}",
        f"begins2 {word(second)[-3:]}",
        f"pair {word(first)} {word(second)}",
        f"over {word(-1)} {word(first)}",
        f"over {word(-1)[-2:]} {word(first)}",
        f"over2 {word(-2)} {word(-1)}",
        f"left {min(at, 4)}",
        f"right {min(after, 4)}",
        f"sides {comma}{connective} {min(at, 3)} {min(after, 3)}",
    ]


def _joined(texts: Sequence[Text], count: int, chance: Random) -> List[_Joined]:
    """Short sentences alone, and joined by twos and threes."""
    short = [
        text.strip(" .!?")
        for text in texts
        if 2 <= len(_WORD.findall(text)) <= _SHORT and not re.search(r"[.,;:!?]\s", text)
    ]
    made = []
    for _ in range(count):
        number = 1 if chance.random() < _NOW_AND_THEN else chance.choice((2, 2, 3))
        text, begins = chance.choice(short), []
        for _ in range(number - 1):
            joint = chance.choice(_JOINTS)
            word = _WORD.search(joint)
            begins.append(len(text) + (word.start() if word else len(joint)))
            text += joint + chance.choice(short)
        made.append(_Joined(text, begins))
    return made
