"""A free question gets the answer of the routine's own piece, its gap, or that it is not found; what is told beside it is kept."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.dialogue.reading.asking import asked, omits
from api.dialogue.reading.question import purely_asks
from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand


@pytest.mark.parametrize("intent", ["ask_who", "start_guide", "close_case", "concern_cleared", "answer"])
async def test_a_question_is_answered_whatever_command_it_looks_like(intent: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    said = await chat.say("Må vi ha samtykke før vi går til nivå 2A?", intent)
    assert "samtykke" in said
    assert "Kilde: Færder" in said
    assert (await chat.plan())["level"] == "0"
    assert await notes(app) == []


async def test_the_answer_says_the_weight_the_level_and_the_clause(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    said = await chat.say("må foresatte vite det før saken meldes til kompetanseteamet?", "ask_help_service")
    assert "På trinn 3 skal dette gjøres: Avklar med foresatte" in said
    assert "Kilde: Vennesla, trinn 3." in said


async def test_a_declared_silence_is_said_with_whom_to_ask(hand: Hand) -> None:
    chat = Chat(hand, "alvoen", "nn")
    await chat.open()
    said = await chat.say("treng vi tolk i møtet?", "ask_who")
    assert "Rutinen seier ikkje noko om dette: kven som skaffar tolk" in said
    assert "Spør avdelingsleiaren." in said


async def test_what_is_not_there_is_not_found_and_the_nearest_can_be_tapped(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    said = await chat.say("hva er lønna til nærværskontakten?", "ask_who")
    assert "Det finner jeg ikke i rutinen. Mener du noe av dette?" in said
    assert "Rutinen sier ikke noe" not in said
    first, *_ = chat.buttons
    assert "Nærværskontakten" in await chat.press(first)


async def test_a_short_fixed_question_keeps_its_answer(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    assert "Disse skal være med på nivå 0" in await chat.say("hvem må jeg ha med?", "ask_who")
    assert "Gjør dette nå" in await chat.say("hva nå?", "whats_next")
    assert "så snart du kan" in await chat.say("når er fristen?", "ask_deadline")


async def test_what_is_told_before_a_question_is_kept(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "hardanger", "nn")
    await chat.open()
    text = "Han byter skule til jul, kva skjer med saka då?"
    said = await chat.say(text, "whats_next")
    assert "kva som skjer med saka når eleven byter skule" in said
    assert text in await notes(app)


async def test_the_meaning_of_a_judgement_is_told_and_nothing_is_judged(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.tick("talk_foresatte")
    await chat.say("hva nå?", "whats_next")
    said = await chat.say("hva betyr avkreftet?", "concern_cleared")
    assert "Rutinen avslutter saken når undringen er avkreftet." in said
    assert "case_closed" not in chat.kinds


async def test_in_a_talk_a_question_is_answered_and_the_same_question_stands(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_foresatte")
    said = await chat.say("må jeg snakke med eleven også?", "ask_who")
    assert "På nivå 0 skal dette gjøres: Snakk undrende med eleven" in said
    assert chat.kinds[-1] == "question_again"
    assert not await chat.answers()


async def test_whose_the_questions_of_a_talk_are_is_told(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_foresatte")
    said = await chat.say("er disse spørsmålene fra kommunens mal?")
    assert "Dette er et tips fra Nærværslos, ikke fra rutinen." in said
    assert chat.kinds[-1] == "question_again"
    assert not await chat.answers()


async def test_another_municipalitys_list_is_shown_on_a_tap_and_under_its_name(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    said = await chat.say("Hva er tiltaksbanken på skolen?", "ask_document")
    assert "Tiltaksbank" not in said or "Nittedal" in said


async def test_a_question_before_there_is_a_case_is_answered_from_the_schools_routine(hand: Hand) -> None:
    chat = Chat(hand, "nittedal")
    said = await chat.say("må vi ha samtykke for å henvise?", "ask_document")
    assert "På trinn 5 skal dette gjøres: Hent inn samtykke til å henvise." in said


async def test_what_will_be_left_out_gets_its_rule_and_is_kept_as_a_note(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    text = "Jeg venter med å ringe hjem til over helga."
    said = await chat.say(text, "ask_deadline")
    assert "På trinn 1 skal dette gjøres: Ring foresatte samme dag." in said
    assert text in await notes(app)
    assert not any(task["done_on"] for task in (await chat.plan())["tasks"])


async def test_both_questions_of_a_message_are_answered(hand: Hand) -> None:
    chat = Chat(hand, "hardanger")
    await chat.open()
    said = await chat.say("hvem fyller ut henvisningen, og hvor skal referatet ligge?", "ask_who")
    assert "Fyll ut henvisninger sammen med foresatte" in said
    assert "legg det i elevmappa" in said.casefold()


async def test_a_question_that_names_its_matter_is_not_answered_about_what_was_told(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    text = "Møtet ble flyttet fordi mor var syk i høstferien. Må sosiallærer være med?"
    said = await chat.say(text, "ask_who")
    assert "Sosiallæreren" in said
    assert "ferie" not in said
    assert text in await notes(app)


async def test_a_service_does_not_hide_the_matter_it_is_named_with(hand: Hand) -> None:
    chat = Chat(hand, "nittedal")
    await chat.open()
    assert "samtykke" in await chat.say("må vi ha samtykke før saken sendes til PPT?", "ask_help_service")
    assert "Rutinen nevner PPT" in await chat.say("når skal PPT inn?", "ask_help_service")


async def test_what_may_just_as_well_be_meant_can_be_tapped(hand: Hand) -> None:
    chat = Chat(hand, "hardanger")
    await chat.open()
    said = await chat.say("skal jeg snakke med eleven før eller etter foresatte?", "ask_who")
    assert "Mente du dette i stedet?" in said
    (button, *_) = chat.buttons
    assert "Snakk med eleven etter samtalen med foresatte" in await chat.press(button)


@pytest.mark.parametrize(
    "text",
    [
        "æ lure på om vi må ha samtykke",
        "eg lurer på kven som kallar inn",
        "veit du kor eg skriv det",
        "e d greit at ppt e med",
        "ringer jeg hjem nå",
        "kan du si meg hvem som koordinerer",
        "burde vi hatt med sosiallærer",
    ],
)
def test_a_question_needs_no_mark(text: str) -> None:
    assert asked(text) is not None


@pytest.mark.parametrize(
    "text", ["jeg lurer på om han blir plaget", "mor lurer på om vi kan ringe", "Er bekymret for henne"]
)
def test_a_worry_or_what_others_wonder_is_no_question(text: str) -> None:
    assert asked(text) is None or not purely_asks(text)


def test_questions_are_told_apart() -> None:
    found = asked("Mor er syk. Hvem ringer hjem, og når må vi ha møtet? Må eleven være med?")
    assert found is not None
    assert found.told == "Mor er syk"
    assert (found.question, found.also) == ("Hvem ringer hjem", ("når må vi ha møtet?", "Må eleven være med?"))


@pytest.mark.parametrize(
    ("text", "told", "question"),
    [
        ("Hun bytter skole, hva skjer da?", "Hun bytter skole", "hva skjer da?"),
        ("hva gjør vi hvis mor ikke svarer", "", "hva gjør vi hvis mor ikke svarer"),
        ("jeg blir borte i høst hvem tar saken da", "jeg blir borte i høst", "hvem tar saken da"),
        ("Hvis far nekter, hva gjør vi da?", "", "Hvis far nekter, hva gjør vi da?"),
        ("kva gjer vi om føresette ikkje vil møte", "", "kva gjer vi om føresette ikkje vil møte"),
    ],
)
def test_a_question_is_cut_from_what_is_told_before_it(text: str, told: str, question: str) -> None:
    found = asked(text)
    assert found is not None
    assert (found.told, found.question) == (told, question)


@pytest.mark.parametrize(
    "text",
    [
        "har snakka med eleven",
        "skal ringe mor i morgen",
        "må vente til i morgen",
        "møtet er holdt",
        "mor spør hvorfor hun må komme",
        "«hvorfor må jeg på skolen?» sa han",
        "kan du starte undring med mor?",
        "kan vi åpne saken igjen?",
    ],
)
def test_what_is_told_reported_or_wanted_done_is_no_question(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Vi melder saken uten å spørre hjemme.", True),
        ("Jeg venter med å ringe.", True),
        ("Eg informerer ikkje leiinga enno.", True),
        ("Kan vi hoppe over skjemaet?", False),
        ("Mor kom ikke på møtet.", False),
        ("Vi ringte mor i går.", False),
    ],
)
def test_what_will_be_left_out(text: str, left_out: bool) -> None:
    assert omits(text) == left_out
