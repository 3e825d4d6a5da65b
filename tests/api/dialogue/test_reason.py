"""The message after “Gå videre likevel”: the reason when it can be one, else what it would be anywhere."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand


async def went_on(hand: Hand, routine: str = "alvoen") -> Chat:
    chat = Chat(hand, routine)
    await chat.open()
    await chat.tick("contact_home")
    await chat.say("Fortsatt bekymret, gå til rutine 3")
    await chat.press("Gå videre likevel")
    assert "ask_reason" in chat.kinds
    return chat


@pytest.mark.parametrize(
    "text",
    [
        "vi så ikke noe poeng i å vente",
        "Foreldra ville det slik",
        "det hastar, skulen byrjar snart att",
        "rakk ikke møtet på fredag",
        "fordi mor reiser bort på mandag",
        "leiinga ba om det",
    ],
)
async def test_what_can_be_the_reason_is_the_reason(hand: Hand, app: FastAPI, text: str) -> None:
    chat = await went_on(hand)
    await chat.say(text)
    assert await notes(app, "reason") == [text]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Ny prat med heimen blir torsdag 3. september", "answer"),
        ("vi hopper over samtalen med hjemmet", "answer"),
        ("jeg er ikke bekymret lenger", "concern_cleared"),
        ("hva skjer hvis foreldrene sier nei?", "answer"),
        ("han var borte to dager denne uka", "answer"),
        ("oi, det var feil, ta oss tilbake", "answer"),
    ],
)
async def test_what_is_something_of_its_own_goes_the_ordinary_way(
    hand: Hand, app: FastAPI, text: str, intent: str
) -> None:
    chat = await went_on(hand)
    await chat.say(text, intent)
    assert await notes(app, "reason") == []
    assert "?" in text or "oss tilbake" in text or text in await notes(app)  # a question and a request are no notes
    assert "ask_reason" not in chat.kinds


async def test_days_later_it_is_a_note(hand: Hand, app: FastAPI) -> None:
    chat = await went_on(hand)
    chat.today = "2026-08-27"
    await chat.say("mor virker sliten når vi møtes")
    assert await notes(app, "reason") == []
    assert "mor virker sliten når vi møtes" in await notes(app)
