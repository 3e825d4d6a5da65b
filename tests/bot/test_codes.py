"""What a pupil is called means nothing to the classifier, and no part of a message moves."""

from __future__ import annotations

import pytest

from api.dialogue.reading.labels import without_labels
from bot.codes import without_codes


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("evaluert med TØR i dag", "evaluert med XXX i dag"),
        ("DØR, 8. trinn", "XXX, 8. trinn"),
        ("OD7 og ILB", "XXX og XXX"),
        ("M.K. kom ikke", "XXXX kom ikke"),
        ("var det KA12?", "var det XXXX?"),
    ],
)
def test_codes_and_initials_become_a_neutral_word_of_the_same_length(text: str, read: str) -> None:
    assert without_codes(text) == read
    assert len(read) == len(text)
    assert without_labels(text) == read  # the table of alarms reads the same


@pytest.mark.parametrize(
    "text",
    [
        "meldt til PPT og BUP",
        "hent han NÅ",
        "han vil DØ",
        "FAR slår han",
        "TØR IKKE GÅ HJEM",
        "DØR",
        "går i 9B",
        "PC-en er ødelagt",
        "han tør ikke",
    ],
)
def test_words_stay(text: str) -> None:
    assert without_codes(text) == text
