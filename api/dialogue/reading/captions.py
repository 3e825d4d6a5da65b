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


# A caption that is said in other words, more or fewer of them: it is proposed, never taken.
ALIKE_ENOUGH, APART = 0.75, 0.15  # of the words that tell; and how far the next best is behind
LONGEST = 10  # words
_LITTLE = frozenset(
    "den det de d en ei ein et eit i på til te for av om med og eller så da då litt skal ska vil er e blir blei vere være "
    "ble har vi me jeg eg æ ja no nå".split()
)
_LETTERS = 4  # that two words share from their beginning: “virka” and “virker”


def likeness(typed: str, *captions: str) -> float:
    """How much of the words that tell is the same on both sides, from 0 to 1; 0 when one denies what the other does not."""
    said = plain_words(typed).split()
    if "?" in typed or len(said) > LONGEST:
        return 0.0
    return max(_likeness(said, plain_words(caption).split()) for caption in captions)


def _likeness(said: list[str], meant: list[str]) -> float:
    if bool({*said} & _DENIES) != bool({*meant} & _DENIES):
        return 0.0
    said, meant = ([word for word in words if word not in _LITTLE] for words in (said, meant))
    if not said or not meant:
        return 0.0
    found = sum(any(_kin(one, other) for other in said) for one in meant)
    told = sum(any(_kin(one, other) for other in meant) for one in said)
    return 2 * min(found, told) / (len(said) + len(meant))


def _kin(one: str, other: str) -> bool:
    """Two forms of one word."""
    stem = one[:_LETTERS] == other[:_LETTERS] and min(len(one), len(other)) >= _LETTERS
    return _alike(one, other) or (stem and one.isalpha() and other.isalpha())


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
