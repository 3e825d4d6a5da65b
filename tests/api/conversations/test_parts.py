"""The parts of a message travel with its turn: kept beside the ranking, without a word of the message, and read the same again."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text as sql

from api.conversations.models import Turn
from api.conversations.scenes import taken
from tests.api.turns_by_hand import Hand, rows

TEXT = "/ringte hemmelig i går. Møtet er torsdag"
HEARD = TEXT.removeprefix("/")


def part(start: int, end: int, act: str, status: str) -> dict[str, Any]:
    return {"start": start, "end": end, "ranking": [["answer", 0.8]], "act": [[act, 0.9]], "status": [[status, 0.7]]}


PARTS = [part(0, 22, "called_home", "done"), part(23, len(HEARD), "met", "planned")]


async def decide(hand: Hand, turn: dict[str, Any], **understood: object) -> httpx.Response:
    body = {"conversation": turn["conversation"], "ranking": [{"name": "answer", "confidence": 0.9}], **understood}
    return await hand.client.post(f"/turns/{turn['id']}/outcome", json=body, headers=hand.actions)


async def test_a_turn_keeps_its_parts_where_they_stand_in_the_text_as_it_was_written(hand: Hand, app: FastAPI) -> None:
    turn = await hand.turn(TEXT)
    assert turn["text"] == HEARD
    assert (await decide(hand, turn, parts=PARTS)).status_code == 200
    (stored,) = await rows(app, Turn)
    read = taken(stored)
    assert [one.of(read.text) for one in read.parts] == ["ringte hemmelig i går.", "Møtet er torsdag"]
    assert [(one.act, one.status) for one in read.parts] == [
        ((("called_home", 0.9),), (("done", 0.7),)),
        ((("met", 0.9),), (("planned", 0.7),)),
    ]


async def test_a_turn_that_is_asked_again_keeps_the_parts_it_was_decided_by(hand: Hand, app: FastAPI) -> None:
    turn = await hand.turn(TEXT)
    first = await decide(hand, turn, parts=PARTS)
    again = await decide(hand, turn, parts=[part(0, 3, "none", "none")])
    assert again.json() == first.json()
    (stored,) = await rows(app, Turn)
    assert len(taken(stored).parts) == 2


async def test_no_word_of_the_message_lies_beside_its_parts(hand: Hand, app: FastAPI) -> None:
    await decide(hand, await hand.turn(TEXT), parts=PARTS)
    async with app.state.sessions() as session:
        kept = (await session.exec(sql("SELECT ranking, parts FROM turn"))).all()
    assert "called_home" in str(kept)
    assert not any(word in str(kept) for word in ("hemmelig", "torsdag", "ringte"))


async def test_a_turn_without_parts_has_none(hand: Hand, app: FastAPI) -> None:
    await decide(hand, await hand.turn("ringte mor"))
    (stored,) = await rows(app, Turn)
    assert taken(stored).parts == ()
    stored.parts = None  # as it was before messages were read in parts
    assert taken(stored).parts == ()


@pytest.mark.parametrize(
    "wrong", [{"start": -1}, {"act": [["x" * 61, 0.5]]}, {"status": [["done", 1.5]]}, {"act": 7 * [["met", 0.1]]}]
)
async def test_parts_that_are_none_are_refused(hand: Hand, wrong: dict[str, Any]) -> None:
    turn = await hand.turn("ringte mor")
    refused = await decide(hand, turn, parts=[PARTS[0] | wrong])
    assert refused.status_code == 422
