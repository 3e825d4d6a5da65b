"""A talk is left by its name, also in one clause of a message; what others say of it is an answer."""

from __future__ import annotations

import pytest

from api.dialogue.reading.leaving import leaving


@pytest.mark.parametrize(
    "text",
    [
        "pause samtalen",
        "slutt på samtalen",
        "nå e møtet ferdig, æ rakk ikke resten",
        "jeg tror det holder, avslutt samtalen",
        "samtalen er over",
    ],
)
def test_it_is_left(text: str) -> None:
    assert leaving(text) == "left"


@pytest.mark.parametrize(
    "text", ["når samtalen er ferdig blir han sliten", "mor sluttet på møtet", "hun tar pause ofte"]
)
def test_it_goes_on(text: str) -> None:
    assert leaving(text) is None
