"""A full name in a note gets a gentle hint, once a day, and is kept as it was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.dialogue.reading.full_names import holds_full_name
from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand
from tests.databases import ROOT
from tests.engine.test_topics import routine_of

SAYS = f"ved Lillevik Skole. {routine_of('faerder').model_dump_json()}"


@pytest.mark.parametrize(
    "text",
    [
        "snakket med Kari Nordmann i dag",
        "mor heter Anne-Grete Nordmann",
        "Ola Hansen ringte",
        "Skrev brev. Møtte Per Østerud etterpå",
        "far (Per Nordmann) var med",
    ],
)
def test_two_capitals_in_a_row_look_like_a_name(text: str) -> None:
    assert holds_full_name(text)
    assert holds_full_name(text, lambda: SAYS)


@pytest.mark.parametrize(
    "text",
    [
        "lagt i Visma Sikker Sak",
        "Mor ringte. Rektor Hansen var med",
        "møte på Teams med PPT og BUP",
        "Bruk Tiltakssirkelen",
        "Lillevik Skole",
        "MK og AB trives",
        "Etter Nittedals rutine",
        "kari nordmann",
        "Mandag Tirsdag",
    ],
)
def test_places_services_and_the_beginning_of_a_sentence_do_not(text: str) -> None:
    assert not holds_full_name(text, lambda: SAYS)


def test_few_of_the_messages_the_assistant_is_trained_and_tested_on_are_taken_to_hold_one() -> None:
    found = [line for file in files() for line in file.read_text(encoding="utf-8").splitlines() if _hints(line)]
    assert len(found) <= 5, found


def files() -> list[Path]:
    return sorted((ROOT / "data").rglob("*.yml"))


def _hints(line: str) -> bool:
    message = re.match(r"\s+- (.+)", line)
    return message is not None and holds_full_name(message[1], lambda: SAYS)


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_it_is_said_once_a_day_beside_what_is_kept(hand: Hand, app: FastAPI, language: str) -> None:
    chat = Chat(hand, "faerder", language)  # type: ignore[arg-type]
    await chat.open()
    told = "jeg snakket med Kari Nordmann om hvordan det går hjemme"
    assert "initial" in await chat.say(told)
    assert "noted_loose" in chat.kinds
    assert "initial" not in await chat.say("og så snakket jeg med Per Nordmann om det samme")
    assert told in await notes(app)
    chat.today = "2026-08-25"
    assert "initial" in await chat.say("i dag snakket jeg med Kari Nordmann igjen om hvordan det går")


async def test_it_is_said_of_an_answer_too_and_not_of_a_question(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("hvem er Kari Nordmann?", "off_topic")
    assert "initial" not in chat.words
    await chat.lead("undring_elev")
    assert "initial" in await chat.say("liker best å være sammen med Kari Nordmann i friminuttet")
