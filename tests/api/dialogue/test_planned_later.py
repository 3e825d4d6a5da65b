"""A meeting with a day that a later level has is told where it belongs, and set as the day of nothing else."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow
from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand, rows


@pytest.mark.parametrize("contacted", [False, True])
async def test_a_meeting_of_the_next_level_is_said_where_it_belongs(
    hand: Hand, app: FastAPI, *, contacted: bool
) -> None:
    chat = Chat(hand, "nittedal", today="2026-08-31")
    await chat.open()
    if contacted:
        await chat.tick("contact_foresatte")
    told = "kartleggingssamtale fredag 4. september"
    said = await chat.say(told, "answer")
    assert "planned_later" in chat.kinds
    assert chat.act("planned_later")["level"] == "2"
    assert "fredag 4. september" in said
    assert told in await notes(app)
    await chat.say("ja", "affirm")
    assert not [fact for fact in await rows(app, FactRow) if fact.kind == "planned"]


@pytest.mark.parametrize("told", ["når er kartleggingssamtalen 4. september?", "kartleggingssamtale i går"])
async def test_what_is_asked_or_has_been_is_not_planned(hand: Hand, told: str) -> None:
    chat = Chat(hand, "nittedal", today="2026-08-31")
    await chat.open()
    await chat.say(told, "answer")
    assert "planned_later" not in chat.kinds


async def test_an_evaluation_is_said_to_come_with_its_level(hand: Hand) -> None:
    chat = Chat(hand, "alvoen", today="2026-08-31")
    await chat.open()
    await chat.decide("concern", "call_home")
    await chat.tick("call_home")
    await chat.decide("falling", "not_falling")
    await chat.say("evalueringsmøte 7. oktober", "answer")
    assert chat.act("planned_later")["level"] == "6"


async def test_a_meeting_of_the_next_level_that_was_held_is_said_where_it_belongs(hand: Hand, app: FastAPI) -> None:
    told = "hadde kartleggingssamtale med mor og far i går"
    chat = Chat(hand, "nittedal", today="2026-08-31")
    await chat.open()
    await chat.tick("contact_foresatte")
    await chat.say(told, "answer")
    assert chat.act("held_later")["level"] == "2"
    assert told in await notes(app)
    assert not [fact for fact in await rows(app, FactRow) if fact.task == "mapping_talk"]
    await chat.press("Bekymret eller litt i tvil, til trinn 2")
    assert "needs_first" in chat.kinds


@pytest.mark.parametrize("told", ["ringte mor i dag, hun tok den ikke", "skal ha møte med mor og far en gang"])
async def test_what_was_not_held_is_of_no_later_level(told: str, hand: Hand) -> None:
    chat = Chat(hand, "nittedal", today="2026-08-31")
    await chat.open()
    await chat.say(told, "answer")
    assert "held_later" not in chat.kinds


async def test_of_a_day_and_another_day_the_last_counts(hand: Hand) -> None:
    chat = Chat(hand, "nittedal", today="2026-08-31")
    await chat.open()
    said = await chat.say("møtet på torsdag blir flyttet til fredag", "answer")
    assert "torsdag" not in said
