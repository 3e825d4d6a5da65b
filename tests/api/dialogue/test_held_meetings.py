"""A meeting that was set to a day and is told as held is proposed as held: it is no other day for anything recorded."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat
from tests.api.dialogue.test_told_parts import tell
from tests.api.turns_by_hand import Hand

SET, HELD = ("met", "planned", "answer"), ("met", "done", "answer")


async def done(chat: Chat) -> dict[str, str]:
    return {task["id"]: task["done_on"] for task in (await chat.plan())["tasks"] if task["done_on"]}


async def planned(chat: Chat) -> dict[str, str]:
    return {task["id"]: task["planned_on"] for task in (await chat.plan())["tasks"] if task.get("planned_on")}


async def at_the_meeting(hand: Hand) -> Chat:
    chat = Chat(hand, "alvoen", today="2026-08-31")
    await chat.open()
    for decision, outcome in (("concern", "call_home"), ("falling", "not_falling")):
        await chat.decide(decision, outcome)
    await tell(chat, "møtet er satt til lørdag 5. september", SET)
    await chat.say("ja", "affirm")
    assert await planned(chat) == {"hold_meeting": "2026-09-05"}
    return chat


@pytest.mark.parametrize(
    ("told", "on"),
    [
        ("møtet ble holdt i dag", "2026-09-07"),
        ("vi holdt møtet på lørdag", "2026-09-05"),
        ("møtet ble holdt 4. september", "2026-09-04"),
    ],
)
async def test_a_meeting_that_was_held_on_another_day_is_not_set_to_it(hand: Hand, told: str, on: str) -> None:
    chat = await at_the_meeting(hand)
    chat.today = "2026-09-07"
    said = await tell(chat, told, HELD)
    assert "Nærværsmøtet er holdt" in said
    await chat.say("ja", "affirm")
    assert (await done(chat))["hold_meeting"] == on


async def test_a_later_meeting_that_was_held_does_not_change_the_day_it_was_agreed(hand: Hand) -> None:
    chat = Chat(hand, "hardanger", today="2026-09-24")
    await chat.open()
    await chat.decide("concern", "worried")
    for task in ("talk_foresatte", "agree_next"):
        await chat.tick(task)
    await tell(chat, "nytt møte er avtalt til 30. september", SET)
    await chat.say("ja", "affirm")
    assert await planned(chat) == {"new_meeting": "2026-09-30"}
    chat.today = "2026-10-01"
    said = await tell(chat, "møtet vart halde i går", HELD)
    assert "Det nye møtet er holdt" in said
    await chat.say("ja", "affirm")
    days = await done(chat)
    assert (days["new_meeting"], days["agree_next"]) == ("2026-09-30", "2026-09-24")


@pytest.mark.parametrize("told", ["møtet ble ikke holdt", "ble møtet holdt i dag?", "mor sier at møtet ble holdt"])
async def test_what_is_denied_asked_or_said_by_others_is_not_held(hand: Hand, app: FastAPI, told: str) -> None:
    chat = await at_the_meeting(hand)
    chat.today = "2026-09-07"
    assert "Nærværsmøtet er holdt\n" not in await chat.say(told, "answer")
