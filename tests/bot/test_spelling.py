"""The ways a word is spelled become one, and a typing error the word it was meant for."""

from __future__ import annotations

from random import Random

import pytest
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.misspelling import misspelled
from bot.spelling import KNOWN, LONG, PLAIN, Spelling


def plain(spelling: Spelling, text: str) -> str:
    return " ".join(spelling.plain([text])[0])


LEARNT = ["hva er fristen for møtet på fredag", "ledelsen skal orienteres om fristen", "hva sier fristene"] * KNOWN


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Kva e fristen?", "hva er frist"),
        ("ka e fristen for møtet", "hva er frist for møte"),
        ("hva er frsiten", "hva er frist"),  # two letters swapped, then one spelling of all forms
        ("leddlsen orientres", "ledelsen orienteres"),  # a long word may hold two errors
        ("æ vett itj", "jeg vet ikke"),
        ("gymnastikk", "gymnastikk"),  # near to nothing that is known
        ("1234", "1234"),
        ("?! 🙂", ""),
    ],
)
def test_a_message_in_plain_spelling(written: str, expected: str) -> None:
    assert plain(Spelling.of(LEARNT), written) == expected


def test_only_words_seen_often_enough_are_corrected_to() -> None:
    assert plain(Spelling.of(["skoleveien"] * (KNOWN - 1)), "skolevien") == "skolevien"
    assert plain(Spelling.of(["skoleveien"] * KNOWN), "skolevien") == "skoleveien"


def test_between_equals_the_more_frequent_word_is_meant() -> None:
    assert plain(Spelling.of(["samtale"] * KNOWN + ["samtaler"] * (KNOWN + 1)), "samtalex") == "samtaler"


def test_what_is_stored_makes_the_same_spelling_again() -> None:
    learnt = Spelling.of(LEARNT)
    assert Spelling(learnt.words).plain(["leddlsen orientres"]) == learnt.plain(["leddlsen orientres"])


def test_plain_spelling_is_a_resting_place() -> None:
    spelling = Spelling.of(LEARNT)
    for text in LEARNT:
        assert plain(spelling, plain(spelling, text)) == plain(spelling, text)


def test_the_nearest_word_is_the_one_that_trying_them_all_finds() -> None:
    """The quick search leaves letters out of words; it must miss none that is near enough."""
    words = sorted({word for text in LEARNT for word in text.split() if len(word) > 3}, key=len)
    spelling = Spelling(words)
    chance = Random(1)
    for _ in range(2000):
        word = misspelled(misspelled(chance.choice(words), chance), chance)
        if len(word) < 4 or word in words or word in PLAIN:
            continue
        near = process.extractOne(word, words, scorer=OSA.distance, score_cutoff=1 if len(word) < LONG else 2)
        found = near[0] if near else word
        assert spelling.plain([word]) == [[PLAIN.get(found, found)]]
