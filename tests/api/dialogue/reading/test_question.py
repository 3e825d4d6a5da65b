"""In a talk only what is nothing but a question to the assistant leads away from the question that stands."""

from __future__ import annotations

import pytest

from api.dialogue.reading.asking import asked
from api.dialogue.reading.question import asks_us, purely_asks


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


@pytest.mark.parametrize(
    "text",
    [
        "KA har vore hjå lækjar i dag",
        "er det framleis mykje fråvær, han har vore vekke 4 dagar",
        "må vi melde dette, mor sier at hun ikke tør gå ut",
    ],
)
def test_what_is_told_in_the_form_of_a_question_is_no_pure_question(text: str) -> None:
    assert not purely_asks(text)


@pytest.mark.parametrize("text", ["ka har vi lov til", "KA gjør vi nå?", "KA HAR VI LOV TIL"])
def test_a_question_word_is_no_code(text: str) -> None:
    assert purely_asks(text)
    assert asked(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "hvis tiltakene ikke virker, hva da",
        "dersom mor ikkje vil, må eg melde",
        "skal jeg begynne samtalen med fraværet",
        "må hele fraværet være med i oversikten",
    ],
)
def test_what_asks_of_the_rule_is_heard_as_a_question(text: str) -> None:
    assert asked(text) is not None


@pytest.mark.parametrize("text", ["skal vi starte samtalen", "kan du begynne", "hvis mor ringer"])
def test_a_wish_and_a_condition_alone_ask_nothing(text: str) -> None:
    assert asked(text) is None
