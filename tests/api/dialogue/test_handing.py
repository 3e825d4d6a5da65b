"""A case that is offered is told to the receiver when they next write, once, with a yes and a no."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.cases.models import Case
from tests.api.chat_by_hand import Chat
from tests.api.commanding import TODAY, send
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import Hand, rows

YES, NO = "Ja, jeg tar saken", "Nei, ikke jeg"


@pytest.fixture
async def receiver(hand: Hand) -> Chat:
    chat = Chat(hand, "faerder")
    chat.subject = "demo:faerder:3"
    return chat


async def offer(hand: Hand, app: FastAPI, **more: Any) -> str:
    if not await rows(app, Case):
        await Chat(hand, "faerder").open()
    (case,) = await rows(app, Case)
    person = await person_of(app, "demo:faerder:3")
    assert (await send(hand.client, case.id, "offer", person=str(person), **more)).is_success
    return str(case.id)


async def test_it_is_told_once_and_a_yes_takes_the_case_over(
    receiver: Chat, hand: Hand, app: FastAPI, teacher: httpx.AsyncClient
) -> None:
    case = await offer(hand, app)
    assert "spør om du vil overta saken" in await receiver.say("hei", "greet")
    assert {YES, NO} <= receiver.buttons.keys()
    yes = receiver.buttons[YES]
    assert "spør om du vil overta" not in await receiver.say("hei", "greet")
    await receiver.say(YES, payload=yes)
    assert receiver.kinds[0] == "now_speaking_of"
    members = (await teacher.get(f"/cases/{case}/members", headers=TODAY)).json()
    assert {one["name"]: one["role"] for one in members}["Kontaktlærer 3"] == "owner"
    await receiver.say(YES, payload=yes)
    assert receiver.kinds[0] == "button_past", "answered already"


async def test_a_no_leaves_the_case_where_it_is(receiver: Chat, hand: Hand, app: FastAPI) -> None:
    case = await offer(hand, app, last_day="2026-08-28")
    assert "til og med fredag 28. august" in await receiver.say("hei", "greet")
    assert "Du har sagt nei" in await receiver.press(NO)
    await receiver.say("mine saker", "list_cases")
    assert receiver.kinds == ["case_list_empty"]
    await offer(hand, app)
    assert "spør om du vil overta" in await receiver.say("hei", "greet"), "a new offer is told anew"
    await send(hand.client, case, "withdraw_offer", person=str(await person_of(app, "demo:faerder:3")))
    await receiver.press(YES)
    assert receiver.kinds[0] == "button_past"


async def test_it_waits_while_something_is_asked(receiver: Chat, hand: Hand, app: FastAPI) -> None:
    await offer(hand, app)
    await receiver.say("borte hver mandag", "start_case")
    assert "ask_label" in receiver.kinds
    assert YES not in receiver.buttons
    await receiver.say("TL")
    assert YES in receiver.buttons


async def test_nobody_else_is_told_or_answers(receiver: Chat, hand: Hand, app: FastAPI) -> None:
    await offer(hand, app)
    other = Chat(hand, "faerder", "nn")
    assert "MK" not in await other.say("hei", "greet")
    assert not other.buttons.keys() & {YES, NO}
    await receiver.say("hei", "greet")
    await other.say("Ja", payload=receiver.buttons[YES])
    assert other.kinds[0] == "button_past"
