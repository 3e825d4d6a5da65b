"""In a talk: leaving it, where words belong, and what is told days after the question was asked."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand

FIRST, SECOND = "Hun trives best ute", "Far tror det er kveldene"


async def talk(hand: Hand, guide: str = "undring_foresatte", *, answers: int = 0) -> Chat:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead(guide)
    for text in (FIRST, SECOND)[:answers]:
        await chat.say(text)
    return chat


@pytest.mark.parametrize(
    "text",
    [
        "stopp",
        "Avbryt",
        "avslutt samtalen",
        "me stoppar her",
        "eg vil ut or denne praten",
        "Ferdige for i dag, resten får vente til torsdag.",
        "oi, det her er feil samtale, det skulle vært eleven",
        "vent eg er i feil møte",
        "ferdig",
    ],
)
async def test_what_says_that_the_talk_is_over_leaves_it_and_closes_nothing(hand: Hand, text: str) -> None:
    chat = await talk(hand, answers=1)
    await chat.say(text)
    assert "paused" in chat.kinds
    assert list((await chat.answers()).values()) == [FIRST]
    assert (await chat.plan())["status"] == "open"


@pytest.mark.parametrize(
    "text",
    ["han vil slutte", "stoppe erting i garderoben", "ut på tur", "alt", "mor sa det var feil møte", "ingen flere"],
)
async def test_what_only_holds_a_word_of_it_is_the_answer(hand: Hand, text: str) -> None:
    chat = await talk(hand, answers=1)
    await chat.say(text)
    assert list((await chat.answers()).values()) == [FIRST, text]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("15 dagar sidan skulestart", "ask_threshold"),
        ("kvar gong ho ikkje veit kva som skjer", "whats_next"),
        ("når vikaren har timen", "ask_who"),
        ("neste fredag etter gym", "ask_deadline"),
    ],
)
async def test_what_only_looks_like_a_question_is_the_answer_with_the_way_back(
    hand: Hand, text: str, intent: str
) -> None:
    chat = await talk(hand, answers=1)
    await chat.say(text, intent)
    assert list((await chat.answers()).values()) == [FIRST, text]
    await chat.press("Det var et spørsmål")
    assert list((await chat.answers()).values()) == [FIRST]


async def test_the_wrong_talk_offers_the_one_that_was_meant(hand: Hand) -> None:
    chat = await talk(hand)
    await chat.say("nei dette var feil samtale, skulle hatt den med eleven")
    assert "Undring med eleven" in chat.buttons
    assert "Undring med foresatte" not in chat.buttons
    assert await chat.answers() == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Det hører til spørsmål 1: hun sover godt", "hun sover godt"),
        ("gløymde å skrive på den første at ho sover godt", "ho sover godt"),
        ("spm 1: hu søv godt", "hu søv godt"),
    ],
)
async def test_words_go_under_the_question_they_are_said_to_belong_to(hand: Hand, text: str, words: str) -> None:
    chat = await talk(hand, answers=2)
    await chat.say(text)
    assert list((await chat.answers()).values()) == [f"{FIRST}\n{words}", SECOND]


@pytest.mark.parametrize(
    "text", ["det siste hører til spørsmål 1", "Det eg skreiv no gjeld spm 1", "det skulle stått under den første"]
)
async def test_what_was_written_last_moves_and_its_question_is_open_again(hand: Hand, text: str) -> None:
    chat = await talk(hand, answers=2)
    await chat.say(text)
    assert list((await chat.answers()).values()) == [f"{FIRST}\n{SECOND}"]


async def test_an_addition_belongs_to_the_answer_before_with_one_tap_for_the_question_that_stands(hand: Hand) -> None:
    chat = await talk(hand, answers=1)
    await chat.say("og litt i musikktimane")
    assert list((await chat.answers()).values()) == [f"{FIRST}\nog litt i musikktimane"]
    await chat.press("Hører til spørsmål 2")
    assert list((await chat.answers()).values())[1] == "og litt i musikktimane"


async def test_ferdig_at_the_last_question_that_may_be_passed_over_ends_the_talk(hand: Hand) -> None:
    chat = await talk(hand)
    for number in range(6):
        await chat.say(f"svar {number} om hvordan det går")
    await chat.say("ferdig")
    assert "guide_ended" in chat.kinds
    assert len(await chat.answers()) == 6


@pytest.mark.parametrize(
    "text",
    ["Fekk endeleg snakka med far, han var på reise", "Mor ringte, de skal til lege på mandag", "han er mer trøtt nå"],
)
async def test_what_is_told_days_later_is_a_note_until_it_is_said_to_belong_there(
    hand: Hand, app: FastAPI, text: str
) -> None:
    chat = await talk(hand, answers=1)
    chat.today = "2026-08-27"
    await chat.say(text)
    assert text in await notes(app)
    assert list((await chat.answers()).values()) == [FIRST]
    await chat.press("Hører til spørsmål 2")
    assert list((await chat.answers()).values()) == [FIRST, text]


async def test_the_same_day_it_is_the_answer(hand: Hand) -> None:
    chat = await talk(hand, answers=1)
    await chat.say("Mor ringte, de skal til lege på mandag")
    assert len(await chat.answers()) == 2


async def test_the_words_of_a_tasks_button_tick_it_and_may_be_the_answer_after_all(hand: Hand) -> None:
    chat = await talk(hand)
    await chat.say("Jeg har snakket med eleven")
    done = {task["id"] for task in (await chat.plan())["tasks"] if task["done_on"]}
    assert done
    assert await chat.answers() == {}
    await chat.press("Det var et svar")
    assert list((await chat.answers()).values()) == ["Jeg har snakket med eleven"]


@pytest.mark.parametrize("intent", ["go_back", "edit_answer"])
async def test_what_asks_for_the_last_answer_shows_what_is_written_and_the_next_words_replace_nothing(
    hand: Hand, app: FastAPI, intent: str
) -> None:
    chat = await talk(hand, answers=2)
    await chat.say("ka va det siste eg svarte på?", intent)
    assert "summary" in chat.kinds
    await chat.say("Han sover dårlig")
    assert await notes(app, "answer") == [FIRST, SECOND, "Han sover dårlig"]
