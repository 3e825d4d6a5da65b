"""A plain yes, a plain no, and a yes with a day."""

from __future__ import annotations

import pytest

from api.dialogue.reading.agreeing import says_no, says_yes, says_yes_to_a_day, the_day_of


@pytest.mark.parametrize(
    "text",
    [
        "jau",
        "Ja da.",
        "jadå",
        "ja, det stemmer",
        "ja gjer det",
        "ja takk, alt",
        "ja, ta alt sammen",
        "jau, før det opp",
        "ok",
    ],
)
def test_a_yes_in_everyday_words(text: str) -> None:
    assert says_yes(text)
    assert not says_no(text)


@pytest.mark.parametrize(
    "text", ["ja men mor er uenig", "ja, eller kanskje ikkje", "ja hva nå", "jau han kom i dag", "nei"]
)
def test_more_than_a_yes_is_none(text: str) -> None:
    assert not says_yes(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ja, i går", "i går"),
        ("ja men det var tirsdag", "tirsdag"),
        ("jau det va i dag, ta den", "i dag"),
        ("ja, alt på onsdag", "på onsdag"),
        ("i går", "i går"),
        ("ja, det va torsdag, før det opp", "torsdag"),
    ],
)
def test_the_day_of_an_answer_stands_alone(text: str, day: str) -> None:
    assert the_day_of(text) == day
    assert says_yes_to_a_day(text) == text.startswith("ja")
