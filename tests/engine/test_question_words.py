"""What a question asks for with its own words: the first word before any condition, whom before who, the level that is named."""

from __future__ import annotations

import pytest

from api.engine.schema import Outcome
from api.engine.topic_index import answers, index_of, kind_of, stems
from tests.engine.test_topics import IDS, best, routine_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hvor fort må vi møtes når fraværet ikke gir seg", "when"),
        ("kor lenge kan vi venta dersom mor ikkje svarar", "when"),
        ("kan foresatte straffes når barnet ikke er på skolen", "may"),
        ("hva gjør vi når mor ikke svarer", "what_if"),
        ("hvem sender vi meldingen til", "whom"),
        ("kven skal eg drøfta med", "whom"),
        ("hvem får tiltaksplanen", "whom"),
        ("hvem må få vite om dette", "whom"),
        ("hvem inviterer vi", "whom"),
        ("hvem sender meldingen", "who"),
        ("hvem har ansvaret", "who"),
        ("hvem skal være med", "who"),
        ("er det læreren eller avdelingsleder som ringer", "who"),
        ("kor mange dagar før Visma varslar", "much"),
        ("hva sier loven om ansvaret", "what"),
        ("skal eg byrja med å snakka om fråværet", "must"),
        ("hvilke spørsmål er det i malen", "content"),
    ],
)
def test_the_first_word_says_what_is_asked_for(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("in_a", "in_e"), [("vita", "vite"), ("liggja", "ligge"), ("senda", "sende"), ("kalla", "kalle")]
)
def test_an_infinitive_in_a_is_the_one_in_e(in_a: str, in_e: str) -> None:
    assert stems(in_a) == stems(in_e)


@pytest.mark.parametrize("word", ["saka", "mora", "foreldra", "veka"])
def test_a_noun_in_a_is_no_infinitive(word: str) -> None:
    assert stems(word) == stems(word.upper())
    assert not {"=vite", "=sende"} & set(stems(word))


@pytest.mark.parametrize(
    ("routine", "at", "text", "right"),
    [
        ("hardanger", None, "kor fort må vi møtast når fråværet ikkje gir seg", "2:deadline:hardanger.2.meeting"),
        ("hardanger", "2", "hvor fort må vi ha møtet når fraværet vedvarer", "2:deadline:hardanger.2.meeting"),
        (
            "nittedal",
            None,
            "hvor fort må jeg kalle inn foreldrene etter at jeg har ringt",
            "2:deadline:nittedal.2.invite",
        ),
        ("alvoen", None, "hvem er med på nærværsmøtet", "4:people"),
        ("alvoen", "5", "hvem er med på nærværsmøtet", "4:people"),
        ("hardanger", None, "kven skal eg senda bekymringsmeldinga til", "3:person:barnevern"),
        ("hardanger", None, "hvem skriver bekymringsmeldingen", "3:gap:g3.who"),
        ("hardanger", None, "kor skal referatet liggja", "1:task:minutes"),
        ("hardanger", "1", "hvem skal ha beskjed", "1:people"),
        ("hardanger", "0", "hvor skal referatet ligge", "1:task:minutes"),
        ("hardanger", "1", "når skal jeg snakke med eleven", "1:task:talk_pupil"),
        ("vennesla", "1", "må jeg snakke med eleven også", "1:task:talk_pupil"),
        ("alvoen", None, "kor fører vi fråvær", "1:document"),
        ("faerder", None, "hva er nivået etter 2B", "2B:gap:g2b.exit"),
        ("vennesla", "3", "hva kommer etter trinn 3", "3:outcome:evaluation/worried"),
        ("vennesla", None, "hvem sitter i nærværsteamet", "note:14"),
        ("nittedal", None, "hvem sitter i drøftingsteamet", "note:15"),
        ("alvoen", None, "hva gjør jeg aller først", "1:level"),
        ("faerder", None, "hvor begynner jeg", "0:level"),
        ("hardanger", None, "hvilken frist har vi på nivå 2", "2:deadline:hardanger.2.meeting"),
        ("hardanger", "0", "hvor lang tid har vi på nivå 2", "2:deadline:hardanger.2.meeting"),
        ("alvoen", None, "hvor kjapt må vi ha nærværsmøte i rutine 4", "4:deadline:alvoen.4.meeting"),
    ],
)
def test_what_is_asked_for_is_found(routine: str, at: str | None, text: str, right: str) -> None:
    assert best(routine, text, at) == right


@pytest.mark.parametrize("routine", IDS)
@pytest.mark.parametrize("text", ["hva om det ikke hjelper?", "hva gjør vi når det ikke blir bedre?"])
def test_that_it_was_not_enough_is_asked_for_alike_in_every_routine(routine: str, text: str) -> None:
    index = index_of(routine_of(routine))
    ways = [
        topic
        for topic in index.topics
        if isinstance(topic.piece, Outcome) and topic.piece.does == "go_to" and "not_enough" in topic.piece.meanings
    ]
    assert ways
    for way in ways:
        question = index.read(text)
        found = index.answer(question, way.level)[0]
        assert answers(found, question)
        assert found.topic.id == way.id


def test_a_tip_is_said_when_it_holds_nearly_all_that_is_asked() -> None:
    index = index_of(routine_of("hardanger"))
    question = index.read("skal eg begynne samtalen med fraværet")
    found = index.answer(question, None)[0]
    assert found.topic.id == "tip:samtale_elev/opening/0"
    assert answers(found, question)


@pytest.mark.parametrize("text", ["hva er neste nivå", "kva kjem etter det"])
def test_what_comes_next_is_of_no_piece_while_nobody_is_on_a_level(text: str) -> None:
    index = index_of(routine_of("faerder"))
    assert index.answer(index.read(text), None) == []
    assert index.answer(index.read(text), "1")
