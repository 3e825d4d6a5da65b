"""What is counted in a message, and how telling each of it is (tf-idf): the more messages hold it, the less it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import Callable, DefaultDict, Dict, Iterable, List, Optional, Sequence, Text, Tuple

from numpy import (
    arange,
    array,
    bincount,
    concatenate,
    cumsum,
    diff,
    float32,
    fromiter,
    full,
    int32,
    log,
    maximum,
    ndarray,
    ones,
    repeat,
    sqrt,
)
from scipy.sparse import csr_matrix

LEAST = 2  # messages: what stands in one alone teaches nothing

OfWord = Callable[[Text], Sequence[Text]]


class Terms:
    """The terms of one kind that were learnt, and how telling each is.

    A message comes as its words; `of_word` gives the terms of a word, and is asked once for each word of all messages.
    """

    def __init__(self, of_word: OfWord, terms: Sequence[Text], telling: ndarray) -> None:
        self.terms = list(terms)
        self.telling = telling.astype(float32)
        self._of_word = of_word
        self._columns = {term: at for at, term in enumerate(self.terms)}

    @classmethod
    def learn(cls, of_word: OfWord, messages: Iterable[Sequence[Text]]) -> Tuple["Terms", csr_matrix]:
        """The terms of the messages, and their rows as `rows` gives them."""
        columns = _numbering()
        counts = _counts(messages, of_word, columns.__getitem__, columns)
        held_by = dict(zip(columns, bincount(counts.indices, minlength=len(columns)), strict=True))
        terms = sorted(term for term, times in held_by.items() if times >= LEAST)
        telling = log((1 + counts.shape[0]) / (1 + array([held_by[term] for term in terms]))) + 1
        learnt = cls(of_word, terms, telling)
        return learnt, learnt._weighed(_only(counts, [columns[term] for term in terms]))

    def rows(self, messages: Sequence[Sequence[Text]]) -> csr_matrix:
        """A row of length one for each message. A term that comes again counts for less each time."""
        return self._weighed(_counts(messages, self._of_word, self._columns.get, self._columns))

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        counts.sort_indices()
        counts.data = (1 + log(counts.data)) * self.telling[counts.indices]
        length = sqrt(counts.multiply(counts).sum(axis=1).A1)
        counts.data /= repeat(maximum(length, 1e-9), diff(counts.indptr)).astype(float32)
        return counts

    def row(self, message: Sequence[Text]) -> Tuple[ndarray, ndarray]:
        """The places in a message's row that are not zero, and what stands there: the quick way for one message."""
        counts = Counter(term for word in message for term in self._of_word(word) if term in self._columns)
        places = fromiter(map(self._columns.__getitem__, counts), dtype=int32, count=len(counts))
        values = (1 + log(fromiter(counts.values(), dtype=float32, count=len(counts)))) * self.telling[places]
        return places, values / maximum(sqrt(values @ values), 1e-9)


def _counts(
    messages: Iterable[Sequence[Text]],
    of_word: OfWord,
    column_of: Callable[[Text], Optional[int]],
    columns: Dict[Text, int],
) -> csr_matrix:
    """How often each term stands in each message: the words of the messages, times the terms of the words."""
    words = _numbering()
    in_messages = [[words[word] for word in message] for message in messages]
    in_words = [[at for at in map(column_of, of_word(word)) if at is not None] for word in words]
    return _matrix(in_messages, len(words)) @ _matrix(in_words, len(columns))


def _only(counts: csr_matrix, columns: Sequence[int]) -> csr_matrix:
    """These columns of the counts, in this order."""
    place = full(counts.shape[1], -1, dtype=int32)
    place[columns] = arange(len(columns))
    kept = place[counts.indices] >= 0
    ends = concatenate([[0], cumsum(kept)])[counts.indptr].astype(int32)
    return csr_matrix((counts.data[kept], place[counts.indices][kept], ends), shape=(counts.shape[0], len(columns)))


def _numbering() -> DefaultDict[Text, int]:
    """Gives each new key the next number."""
    numbers: DefaultDict[Text, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _matrix(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """Ones at the places named, in each row; a place named twice is two."""
    ends = cumsum([0, *map(len, rows)], dtype=int32)
    places = _joined(rows)
    return csr_matrix((ones(len(places), dtype=float32), places, ends), shape=(len(rows), width))


def _joined(rows: Iterable[Sequence[int]]) -> ndarray:
    return fromiter(chain.from_iterable(rows), dtype=int32)


def alone(word: Text) -> List[Text]:
    return [word]


def pieces(word: Text, shortest: int, longest: int) -> List[Text]:
    """All runs of so many letters, the word's beginning and end counted as letters; a shorter word is one piece."""
    whole = f" {word} "
    found = []
    for length in range(shortest, longest + 1):
        found += [whole[at : at + length] for at in range(max(len(whole) - length, 0) + 1)]
        if len(whole) <= length:
            break
    return found
