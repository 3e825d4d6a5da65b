"""The ways a word is spelled become one, and a typing error the word it was meant for."""

from __future__ import annotations

import pytest

from bot.spelling import KNOWN, Spelling

LEARNT = ["hva er fristen for møtet på fredag", "ledelsen skal orienteres om fristen", "hva sier fristene"] * KNOWN


@pytest.mark.parametrize(
    ("written", "plain"),
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
def test_a_message_in_plain_spelling(written: str, plain: str) -> None:
    assert Spelling.of(LEARNT).plain(written) == plain


def test_only_words_seen_often_enough_are_corrected_to() -> None:
    assert Spelling.of(["skoleveien"] * (KNOWN - 1)).plain("skolevien") == "skolevien"
    assert Spelling.of(["skoleveien"] * KNOWN).plain("skolevien") == "skoleveien"


def test_between_equals_the_more_frequent_word_is_meant() -> None:
    assert Spelling.of(["samtale"] * KNOWN + ["samtaler"] * (KNOWN + 1)).plain("samtalex") == "samtaler"


def test_what_is_stored_makes_the_same_spelling_again() -> None:
    learnt = Spelling.of(LEARNT)
    assert Spelling(learnt.words).plain("leddlsen orientres") == learnt.plain("leddlsen orientres")


def test_plain_spelling_is_a_resting_place() -> None:
    spelling = Spelling.of(LEARNT)
    for text in LEARNT:
        assert spelling.plain(spelling.plain(text)) == spelling.plain(text)
