"""Questions on an open case: dates of other levels, what is open and done, barnevern, and that a pure question is no note."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.dialogue.reading.progress import asked_of_progress
from api.dialogue.reading.question import purely_asks
from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand


async def test_a_date_of_another_level_claims_nothing_of_what_is_recorded(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    assert "ikke registrert" not in await chat.say("når holdes møte med elev og foresatte?", "ask_deadline")
    await chat.tick("talk_foresatte")
    await chat.decide("go_on", "worried")
    assert "mandag 31. august" in await chat.say("når holdes møte med elev og foresatte?", "ask_deadline")


async def test_the_label_of_the_case_is_no_word_of_the_question(hand: Hand) -> None:
    chat = Chat(hand, "nittedal")
    await chat.open(label="TB")
    assert "Evaluering av tiltakene: 3 uker etter" in await chat.say("når må TB evalueres?", "ask_deadline")


async def test_what_is_open_and_done_is_told_of_the_level_that_is_named(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    said = await chat.say("hva gjenstår her på trinn 2?", "answer")
    assert said.startswith("Trinn 2: Dette gjenstår:\n• Avtal møtet")
    await chat.tick("call_home")
    assert "Ring foresatte samme dag" in await chat.say("hei, hva har jeg huket av?", "answer")
    assert await notes(app) == []


@pytest.mark.parametrize("intent", ["whats_next", "answer", "ask_help_service"])
async def test_whether_barnevern_may_be_called_gets_the_duty_to_report(intent: str, hand: Hand) -> None:
    chat = Chat(hand, "alvoen")
    await chat.open()
    said = await chat.say("kan vi ringe barnevernet før foresatte vet om det?", intent)
    assert "uten unødig venting" in said
    assert "skal dette gjøres" not in said


async def test_where_a_service_has_advice_no_silence_is_claimed(hand: Hand) -> None:
    chat = Chat(hand, "hardanger", "nn")
    await chat.open()
    said = await chat.say("når skal vi kople inn BUP?", "ask_help_service")
    assert "BUP er aktuelt" in said
    assert "seier ikkje noko om når BUP" not in said


async def test_a_term_of_school_is_never_off_topic(hand: Hand) -> None:
    chat = Chat(hand, "nittedal")
    await chat.open()
    await chat.say("hva er en klassesirkel?", "off_topic")
    assert "off_topic" not in chat.kinds
    await chat.say("hvem vant kampen i går?", "off_topic")
    assert "off_topic" in chat.kinds


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("kva manglar vi no", "open"),
        ("hva har vi ikke fått gjort", "open"),
        ("hva er gjort på trinn 1", "done"),
        ("har jeg kontaktet rektor", "one"),
        ("hva mangler du", None),
        ("har eg lov til å vente", None),
        ("mangler bare svar fra mor", None),
    ],
)
def test_what_asks_of_the_checklist(text: str, which: str | None) -> None:
    progress = asked_of_progress(text)
    assert (progress.which if progress else None) == which


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("god morgen, hvem kaller inn", True),
        ("hei Kari, er det rektor som ringer", True),
        ("får barnevernet vite noe", True),
        ("får helsesøster bli med inn", True),
        ("god morgen, han sov til elleve i dag", False),
        ("får ikke sove om natta, sier mor", False),
    ],
)
def test_a_question_after_a_greeting_is_one(text: str, asks: bool) -> None:
    assert purely_asks(text) is asks
