"""In a talk only what is nothing but a question to the assistant leads away from the question that stands."""

from __future__ import annotations

import pytest

from api.dialogue.reading.question import asks_us


@pytest.mark.parametrize(
    "text",
    [
        "kva no",
        "hvem skal være med på møtet",
        "kven tek kontakt med rektor?",
        "når er fristen",
        "må eg ha samtykke",
        "kan vi ta det på telefon?",
        "skal ledelsen være med",
        "er åtte prosent mye",
        "på kva trinn er vi",
        "finst det eit skjema",
        "hvr skrvr jeg refrat",
        "fristen?",
        "lurer på om vi må melde fra",
    ],
)
def test_a_question_and_nothing_else(text: str) -> None:
    assert asks_us(text)


@pytest.mark.parametrize(
    "text",
    [
        "15 dagar sidan skulestart",
        "15 dager?",
        "kven som helst",
        "hvem som helst av de voksne",
        "korleis dagen begynner",
        "kva lekser han skal gjere",
        "når han kommer inn",
        "kvar måndag",
        "hver gang det er svømming",
        "kvifor vil ho ikkje seie",
        "kan ikke stå opp",
        "er ofte sliten",
        "har ingen å vere med",
        "hvem han er med? stort sett to",
        "mor har lagt på. hva gjør jeg nå",
        "helsesjukepleiar",
    ],
)
def test_what_only_holds_words_of_a_question_is_none(text: str) -> None:
    assert not asks_us(text)
