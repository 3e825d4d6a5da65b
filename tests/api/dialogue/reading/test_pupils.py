"""Whether a message brings in a pupil who was not spoken of, whatever it is taken for otherwise."""

from __future__ import annotations

import pytest

from api.dialogue.reading.pupils import Introduces, beside_another, introduces


@pytest.mark.parametrize(
    "text",
    [
        "ny bekymring",
        "Ny bekymring, jente i 7., borte fem timer i naturfag",
        "hei, ny uro: ein gut på femte",
        "ok da har vi en ny sak også",
        "eg vil leggje inn ei ny uro",
        "opprett sak på en jente i 3.",
        "må melde en ny elev",
        "kan vi starte på en ny elev",
        "registrer bekymring på AB",
        "startar ny sak på elev på 7.",
        "nysak",
    ],
)
def test_a_new_worry_is_begun(text: str) -> None:
    assert introduces(text) == "begins"


@pytest.mark.parametrize(
    "text",
    [
        "jeg har en elev til jeg lurer på, jente på 5. trinn, borte mye",
        "hei eg har ein ny ein, ei jente på tredje trinn ho har vore borte tre dagar",
        "har en til: KR i 10., kom for sent fire ganger",
        "æ har en te som æ e bekymra for",
        "Eg har fått ein annan elev eg er uroa for",
        "det gjelder en annen elev, hun er mye borte",
        "enda en elev med mye fravær, tredje trinn",
        "jeg har en elev jeg er bekymret for",
        "vi har ein gut i sjette som har vore vekke fem dagar",
    ],
)
def test_another_pupil_is_surely_brought_in(text: str) -> None:
    assert introduces(text) == "surely"


@pytest.mark.parametrize(
    "text",
    [
        "gutt i 6, borte tre dager i oktober",
        "ei på 4. trinn, og ho kjem for seint kvar dag",
        "jente, 8. trinn, ni dager siden august",
        "VR, 6. trinn, borte mye i det siste",
        "HN i 10., skulker norsken",
        "RE4 har vært borte fire dager",
        "RE4",
        "snakket med mor til RE4 i dag",
        "bekymra for ei jente på tredje",
        "ny bekymring: hun spiser ikke lenger",
    ],
)
def test_another_pupil_may_be_brought_in(text: str) -> None:
    assert introduces(text) == "maybe"


@pytest.mark.parametrize(
    "text",
    [
        "han har fått en ny venn, en gutt på 9. trinn",
        "mor har en gutt til på 4. trinn",
        "en gutt i klassen slo henne i går",
        "hun kranglet med en annen elev i friminuttet",
        "det er en gutt på åttende som plager henne",
        "vi har en jente i klassen som erter ham",
        "borte en dag til",
        "hun trenger en time til med helsesykepleier",
        "eleven er på 9. trinn",
        "han er borte igjen i dag",
        "ringte mor, hun er bekymret",
        "bekymra, ta oss til trinn 2",
        "ny dato er 4. september",
        "vi tar et nytt møte på 8. trinn",
        "ny klasse fra høsten, det hjalp ikke",
        "PPT, BUP og helsesykepleier er med",
        "møtet er på rom B12",
        "nytt møte i morgen",
        "Han har en bror på 6. trinn",
        "broren på 6. trinn hentet ham",
        "tiltak: en voksen på 1. trinn møter ham i porten",
        "har en ny plan for gutten",
        "en til en samtale med eleven",
        "SK7 var borte i dag",
        "ok",
        "",
    ],
)
def test_the_pupil_spoken_of_and_those_around_bring_in_nobody(text: str) -> None:
    assert introduces(text, known=("SK7",)) is None


def test_a_label_that_is_known_is_nobody_new() -> None:
    known: Introduces | None = introduces("RE4 har vært borte fire dager", known=("RE4",))
    assert known is None


@pytest.mark.parametrize(
    "text",
    [
        "nei, dette er en annen elev",
        "nei dette gjelder ein annan elev ikkje SK7",
        "nei det var den andre eleven som var borte",
        "feil elev",
        "det gjaldt ikke SK7",
        "nei, ikke SK7",
        "oi, det var feil sak",
        "eg meinte den andre jenta",
    ],
)
def test_the_note_before_was_of_another(text: str) -> None:
    assert beside_another(text, label="SK7") is not None


@pytest.mark.parametrize(
    "text",
    [
        "SK7 var ikke på skolen",
        "nei det var tirsdag",
        "hun var sammen med en annen elev",
        "den andre samtalen var bedre",
        "mor kunne ikke komme",
        "nei",
    ],
)
def test_what_denies_something_else(text: str) -> None:
    assert beside_another(text, label="SK7") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("ringte far til P7 i stad", "maybe"), ("P7 var borte igjen", "maybe"), ("møte i B12 klokka ni", None)],
)
def test_a_letter_and_a_number_is_a_pupil_but_where_it_is_a_place(text: str, found: str | None) -> None:
    assert introduces(text, ["TB"]) == found
