"""Anger at the assistant is told from anger in an answer by whole messages only."""

from __future__ import annotations

import pytest

from api.dialogue.reading.lexicon import AT_THE_MACHINE


@pytest.mark.parametrize(
    "text",
    [
        "dette er tull",
        "dette er jo bare tøv!!",
        "fy faen for et system",
        "du er ubrukelig",
        "du er heilt ubrukeleg",
        "dum robot",
        "for noe dritt",
        "for et jævla system",
        "denne appen virker ikke",
        "dette systemet er helt håpløst",
        "du skjønner jo ingenting",
        "Hold kjeft!",
    ],
)
def test_anger_at_the_assistant(text: str) -> None:
    assert AT_THE_MACHINE.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    [
        "han syns skolen er dritt",
        "det er tull hjemme",
        "det er tull mellom guttene",
        "det er dårlig med søvn",
        "dette er dårlig for henne",
        "mor sier dette er tull",
        "for lite søvn",
        "du er dum, sier broren til henne",
        "han sa hold kjeft til læreren",
        "dårlig",
    ],
)
def test_anger_that_is_told_of(text: str) -> None:
    assert not AT_THE_MACHINE.fullmatch(text)
