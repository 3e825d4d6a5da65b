"""Numbers in words, and which of the choices shown is meant."""

from __future__ import annotations

import re

import pytest

from api.dialogue.reading.numbers import NUMBER, chosen_number, value


@pytest.mark.parametrize(
    ("written", "number"),
    [("12", 12), ("1,5", 1.5), ("førtito", 42), ("fjorten", 14), ("éin", 1), ("fira", 4), ("sekstito", 62)],
)
def test_a_number(written: str, number: float) -> None:
    found = re.fullmatch(NUMBER, written)
    assert found is not None
    assert value(found[1]) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2,", 2),
        ("nr. 1", 1),
        ("nummer to", 2),
        ("den tredje", 3),
        ("den siste", 5),
        ("valg 4", 4),
        ("to", None),
        ("2 dager", None),
        ("den tredje dagen", None),
        ("første gang", None),
    ],
)
def test_which_choice_is_meant(typed: str, number: int | None) -> None:
    assert chosen_number(typed, 5) == number
