"""What is taken away from a message before it is stored."""

from __future__ import annotations

import pytest

from channels.core import clean


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  hva nå? \n", "hva nå?"),
        ("to\nlinjer\tog tab", "to\nlinjer\tog tab"),
        ("vindus\r\nlinje", "vindus\nlinje"),
        ("a\x00b\x1b[31mc\x7f\x9b", "ab[31mc"),
        ("a\ue000b", "ab"),  # of no meaning to anybody
        ("a\u030a", "å"),  # one way to write each letter
        ("O\u0308YA", "ÖYA"),
        ("ikke\u00a0del", "ikke\u00a0del"),
        ("👨‍👩‍👧 heime 🙂", "👨‍👩‍👧 heime 🙂"),
        ("čáhppes guolli", "čáhppes guolli"),
    ],
)
def test_the_words_are_kept_and_the_control_characters_are_not(text: str, kept: str) -> None:
    assert clean(text) == kept


@pytest.mark.parametrize("text", ["", "   \n\t", "\x00\x07", "\u200b", "\ufeff\u200d \u00a0", "\u202e\u2066"])
def test_a_message_nobody_can_see_is_empty(text: str) -> None:
    assert clean(text) == ""


def test_a_half_character_is_dropped() -> None:
    assert clean("a\ud800b") == "ab"
