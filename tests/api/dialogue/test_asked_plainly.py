"""Plain questions of a tired teacher: is a date broken, what is left from before, when is the school's break, show me all."""

from __future__ import annotations

import pytest

from api.engine.schema import Language
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand


async def opened(hand: Hand, routine: str, language: Language = "nb", today: str = "2026-08-24") -> Chat:
    chat = Chat(hand, routine, language, today)
    await chat.open()
    return chat


async def gone_on(hand: Hand) -> Chat:
    """On Alvøen's routine 3, with a task that must be done left open on routine 1."""
    chat = await opened(hand, "alvoen")
    await chat.tick("contact_home")
    await chat.decide("concern", "call_home")
    return chat


@pytest.mark.parametrize(
    "text", ["er fristen brutt?", "har fristen gått ut?", "er fristen broten?", "er fristen overskredet"]
)
async def test_whether_a_date_is_broken_is_told_by_the_dates(hand: Hand, text: str) -> None:
    chat = await opened(hand, "alvoen")
    said = await chat.say(text, "ask_deadline")
    assert "Telefon til foresatte" in said
    assert "Det finner jeg ikke" not in said


@pytest.mark.parametrize(
    "text",
    [
        "står det noe igjen fra tidligere rutiner?",
        "er det noko ope frå førre rutine?",
        "hva er ugjort fra de tidligere rutinene",
        "mangler det noe fra tidligere rutiner som står åpent?",
    ],
)
async def test_what_stands_open_from_before_is_shown_with_its_buttons(hand: Hand, text: str) -> None:
    chat = await gone_on(hand)
    said = await chat.say(text, "whats_next")
    assert "Åpent fra rutine 1: «Ta fraværet opp med eleven»" in said
    assert "Jeg har snakket med eleven" in chat.buttons


async def test_nothing_stands_open_from_before(hand: Hand) -> None:
    chat = await opened(hand, "alvoen")
    assert "Ingenting som skal gjøres" in await chat.say("er det noe igjen fra forrige rutine?", "off_topic")
    assert "noted_loose" not in chat.kinds


@pytest.mark.parametrize("text", ["er det noe igjen fra rutine 1?", "står det noko att på rutine 1?"])
async def test_what_is_left_of_a_level_that_is_named_is_listed(hand: Hand, text: str) -> None:
    chat = await gone_on(hand)
    said = await chat.say(text, "ask_level")
    assert "Rutine 1: Dette gjenstår" in said
    assert "Ta fraværet opp med eleven" in said


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("når er høstferien?", "nb", "Høstferie: fra mandag 5. oktober til og med fredag 9. oktober"),
        ("når er haustferien?", "nn", "Høstferie: frå måndag 5. oktober til og med fredag 9. oktober"),
        ("hvilken dag begynner juleferien?", "nb", "Juleferie: fra mandag 21. desember"),
        ("når er neste ferie", "nb", "Høstferie: fra mandag 5. oktober"),
        ("når var sommerferien?", "nb", "Sommerferie: fra"),
        ("når er oljeferien?", "nb", "Den ferien står ikke i skoleruta"),
    ],
)
async def test_when_the_school_has_a_break_is_told_by_its_calendar(
    hand: Hand, text: str, language: Language, told: str
) -> None:
    chat = await opened(hand, "faerder", language)
    assert told in await chat.say(text, "ask_deadline")


async def test_whether_a_break_moves_a_date_is_still_of_the_routine(hand: Hand) -> None:
    chat = await opened(hand, "faerder")
    assert "Høstferie: fra" not in await chat.say("når er fristen hvis den er i høstferien?", "ask_deadline")


@pytest.mark.parametrize(("routine", "language", "text"), [("alvoen", "nb", "vis alle"), ("alvoen", "nn", "Vis alle!")])
async def test_all_may_be_asked_for_without_their_number(
    hand: Hand, routine: str, language: Language, text: str
) -> None:
    chat = await opened(hand, routine, language)
    buttons = [button for said in chat.last["utterances"] for button in said["buttons"]]
    body = {"messages": [{"text": "svar", "buttons": buttons}]}
    await hand.client.put(f"/turns/{chat.last['turn']}/reply", json=body, headers=hand.channel)
    await chat.say(text, "list_cases")
    assert "cases" not in "".join(chat.kinds)
    assert "Vigilo" in chat.words
