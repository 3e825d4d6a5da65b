"""“Skriv nynorsk” and its kind: heard where it is plainly asked for, and nowhere else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from api.dialogue import languages
from api.dialogue.route import context
from api.dialogue.scene import Standing
from api.dialogue.standings.decision import WaitsForDecision
from api.dialogue.standings.label import WaitsForLabel
from api.dialogue.standings.talk import InGuide
from api.engine.schema import Language

TALK = InGuide(run=uuid4())


def asked_for(text: str, standing: Standing | None) -> Language | None:
    return languages.asked_for(text, in_talk=context(standing) == "talk")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("skriv nynorsk", "nn"),
        ("Skriv nynorsk!", "nn"),
        ("bytt til bokmål", "nb"),
        ("byt over til nynorsk no", "nn"),
        ("kan du snakke nynorsk", "nn"),
        ("Kan du svare meg på nynorsk i staden?", "nn"),
        ("kunne du skrevet nynorsk", None),
        ("bokmål takk", "nb"),
        ("på nynorsk, takk", "nn"),
        ("heller bokmål", "nb"),
        ("eg vil ha nynorsk", "nn"),
        ("jeg foretrekker bokmål", "nb"),
        ("skriv bokmaal", "nb"),
    ],
)
def test_a_plain_wish_is_heard_everywhere(text: str, language: Language | None) -> None:
    for standing in (None, TALK, WaitsForLabel(), WaitsForDecision(decision="d")):
        assert asked_for(text, standing) == language


@pytest.mark.parametrize("text", ["nynorsk", "Bokmål.", "på nynorsk"])
def test_in_a_talk_a_bare_word_is_an_answer(text: str) -> None:
    assert asked_for(text, TALK) is None
    assert asked_for(text, None) is not None
    assert asked_for(text, WaitsForDecision(decision="d")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "han skriver nynorsk",
        "skriver nynorsk",
        "nynorsk er verst",
        "ikke nynorsk",
        "nynorsk og gym",
        "mor snakkar bokmål",
    ],
)
def test_what_is_told_of_a_maalform_is_no_wish(text: str) -> None:
    assert asked_for(text, None) is None
    assert asked_for(text, TALK) is None
