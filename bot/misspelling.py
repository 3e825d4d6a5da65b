"""Typing errors as thumbs make them, for training: letters swapped, left out, doubled, hit beside, and vowels dropped."""

from __future__ import annotations

from random import Random
from typing import Text

SHARE = 0.4  # of the words
_VOWELS = "aeiouyæøå"
_ROWS = ("qwertyuiopå", "asdfghjkløæ", "zxcvbnm")


def misspelled(text: Text, chance: Random) -> Text:
    return " ".join(_word(word, chance) if chance.random() < SHARE else word for word in text.split(" "))


def _word(word: Text, chance: Random) -> Text:
    if len(word) < 3 or not word.isalpha():
        return word
    kind, at = chance.random(), chance.randrange(1, len(word))
    if kind < 0.35:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    if kind < 0.65:
        return word[:at] + word[at + 1 :]
    if kind < 0.8:
        dropped = [place for place, letter in enumerate(word) if place > 0 and letter in _VOWELS][:2]
        return "".join(letter for place, letter in enumerate(word) if place not in dropped)
    if kind < 0.9:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _beside(word[at], chance) + word[at + 1 :]


def _beside(letter: Text, chance: Random) -> Text:
    """A key next to the letter's on a Norwegian keyboard."""
    for row in _ROWS:
        place = row.find(letter.lower())
        if place >= 0:
            near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            return chance.choice(near)
    return letter
