"""Whether what was typed are the words of a button, or nearly: “fortsatt bekymra ja” for «Fortsatt bekymret»."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from api.dialogue.acts import plain_words
from api.engine.schema import Text

# What one says around the words of a button without meaning anything else by them.
_AROUND = frozenset("ja jo da då så no nå nok takk ok vi jeg eg æ e er vel bare berre det".split())
ALIKE = 0.75  # of the letters of each word: “bekymra” and “bekymret”, and a slip of the thumb
HEAD = 2  # letters that are the same: “bekreftet” is not “avkreftet”, nor “ubekymret” “bekymret”
LEAST = 2  # words: with one there is too little to go by
_DENIES = frozenset("ikke ikkje itj ittj ikkj kje inte nei aldri ingen uten utan".split())


def same(typed: str, *captions: str) -> bool:
    """Whether they are the words of one of the captions, whatever stands between them. A question is none that asks nothing."""
    return any(_asks(typed) <= _asks(one) and plain_words(typed) == plain_words(one) != "" for one in captions)


def nearly(typed: str, caption: str) -> bool:
    """The same words in the same order, each spelled alike; a number or a denial is never taken for another word."""
    said, meant = _telling(typed), _telling(caption)
    return _asks(typed) <= _asks(caption) and len(said) == len(meant) >= LEAST and all(map(_alike, said, meant))


def denies(typed: str, *captions: Text) -> bool:
    """Whether the words of a button are said not to hold: “bekymringen er ikke avkreftet”."""
    said = plain_words(typed).split()
    without = " ".join(word for word in said if word not in _DENIES)
    written = [words for caption in captions for words in (caption.nb, caption.nn)]
    return len(without.split()) < len(said) and any(nearly(without, one) for one in written)


def _asks(text: str) -> bool:
    return "?" in text


def _telling(text: str) -> list[str]:
    return [word for word in plain_words(text).split() if word not in _AROUND]


def _alike(one: str, other: str) -> bool:
    exact = one == other
    if exact or not (one.isalpha() and other.isalpha()) or {one, other} & _DENIES:
        return exact
    return one[:HEAD] == other[:HEAD] and SequenceMatcher(None, one, other).ratio() >= ALIKE


def only_near(typed: str, captions: Iterable[str]) -> int | None:
    """The number of the one caption that was nearly typed; None when there is none, or more than one."""
    near = [number for number, caption in enumerate(captions) if nearly(typed, caption)]
    return near[0] if len(near) == 1 else None
