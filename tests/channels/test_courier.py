"""Exactly once and in order, whatever is away meanwhile. The api is the real one; the bot's far side is played."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import col, select

from api.conversations.models import Turn
from api.conversations.schemas import StoredTurn, TurnIn
from api.keys.keyring import keyring
from api.main import create_app
from api.people.actor import WEB, Origin
from api.settings import Settings
from channels.backend import Backend, NotStored, Stranger
from channels.bot import Bot
from channels.core import Courier, Delivery, Incoming
from tests.channels.far_side import BotServer
from tests.databases import sql

HELLO = Incoming(subject="demo:faerder:1", source=WEB, key="phone", message_id="m1", text="hei")
NEXT = replace(HELLO, message_id="m2", text="hva nå?")


@pytest.fixture
def bot_server(app: FastAPI, settings: Settings) -> BotServer:
    return BotServer(app, settings)


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


class Watched(Backend):
    """`both_stored` is set when a second message has been taken."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app)
        self.both_stored = asyncio.Event()
        self._stored = 0

    async def store(self, turn: TurnIn, source: Origin, address: str | None, holder: str) -> StoredTurn:
        stored = await super().store(turn, source, address, holder)
        self._stored += 1
        if self._stored == 2:
            self.both_stored.set()
        return stored


async def courier(
    closing: AsyncExitStack, app: FastAPI, settings: Settings, bot_url: str, backend: Backend | None = None
) -> Courier:
    """A courier as a fresh process has it."""
    bot = Bot([bot_url], settings.bot_token.get_secret_value())
    closing.push_async_callback(bot.aclose)
    return Courier(backend or Backend(app), bot)


async def stored_turns(app: FastAPI) -> list[Turn]:
    async with app.state.sessions() as session:
        turns = list((await session.exec(select(Turn).order_by(col(Turn.received_at)))).all())
        await keyring(session).open(*turns)
        return turns


def texts(delivery: Delivery) -> list[str]:
    return [message.text for message in delivery.messages]


async def test_a_message_is_stored_run_and_answered(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        delivery = await (await courier(closing, app, settings, bot_server.url)).deliver(
            replace(HELLO, text=" hei\x00 ")
        )
    assert (delivery.status, delivery.reason, texts(delivery)) == ("answered", None, ["hei: greeting"])
    (turn,) = await stored_turns(app)
    assert turn.text == "hei"
    assert bot_server.turns == [
        {"conversation": str(turn.conversation_id), "turn": str(turn.id), "text": "hei", "language": "nb"}
    ]
    assert bot_server.tokens == {f"Bearer {settings.bot_token.get_secret_value()}"}


async def test_the_same_message_again_gets_the_same_answer_and_the_bot_is_not_asked(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        first = await (await courier(closing, app, settings, bot_server.url)).deliver(HELLO)
        again = await (await courier(closing, app, settings, bot_server.url)).deliver(HELLO)
    assert first == again
    assert len(bot_server.turns) == len(await stored_turns(app)) == 1


async def test_messages_sent_at_once_are_run_in_the_order_they_were_stored(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
        sent = [replace(HELLO, message_id=f"m{number}", text=f"melding {number}") for number in range(4)]
        deliveries = await asyncio.gather(*map(carrying.deliver, sent))
    in_order = [turn.text for turn in sorted(await stored_turns(app), key=lambda turn: turn.number)]
    assert bot_server.texts == in_order
    assert sorted(in_order) == [message.text for message in sent]
    for message, delivery in zip(sent, deliveries, strict=True):
        assert (delivery.status, texts(delivery)[0].split(":")[0]) == ("answered", message.text)


async def test_the_same_message_twice_at_once_is_run_once(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    backend, decide = Watched(app), bot_server.answer

    async def slowly(turn: dict[str, Any]) -> tuple[int, bytes]:
        await asyncio.wait_for(backend.both_stored.wait(), 5)
        return await decide(turn)

    bot_server.answer = slowly
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url, backend)
        first, again = await asyncio.gather(carrying.deliver(HELLO), carrying.deliver(HELLO))
    assert (first.status, texts(first)) == ("answered", ["hei: greeting"])
    assert first == again
    assert bot_server.texts == ["hei"]


async def test_a_bot_that_was_never_there_is_starting_and_one_that_was_is_away(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
        other = await courier(closing, app, settings, bot_server.url)
        assert (await carrying.deliver(HELLO)).status == "answered"
    assert (await carrying.deliver(NEXT)).reason == "stored"
    assert (await other.deliver(NEXT)).reason == "starting"


async def test_what_came_while_the_bot_was_away_is_answered_later_exactly_once(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    carrying = await courier(closing, app, settings, bot_server.url)
    for message in (HELLO, NEXT):
        delivery = await carrying.deliver(message)
        assert (delivery.status, delivery.reason, delivery.messages) == ("stored", "starting", ())
    assert [turn.reply for turn in await stored_turns(app)] == [None, None]
    async with bot_server:
        after_a_crash = await courier(closing, app, settings, bot_server.url)
        assert [await after_a_crash.catch_up(), await after_a_crash.catch_up()] == [2, 0]
        assert texts(await after_a_crash.deliver(NEXT)) == ["hva nå?: sentences, no_case"]
    assert bot_server.texts == ["hei", "hva nå?"]


async def test_a_new_message_lets_those_that_waited_go_first(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
    await carrying.deliver(HELLO)
    async with bot_server:
        delivery = await carrying.deliver(NEXT)
        assert (await carrying.catch_up(), texts(delivery)) == (0, ["hva nå?: sentences, no_case"])
    assert bot_server.texts == ["hei", "hva nå?"]


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (404, b"{}"),
        (200, b'{"messages": []}'),
        (200, b"<html>"),
        (200, b"{}"),
    ],
)
async def test_an_answer_of_the_bot_that_is_none_leaves_the_turn_to_be_run_again(
    answer: tuple[int, bytes], bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async def broken(_turn: dict[str, Any]) -> tuple[int, bytes]:
        return answer

    decide = bot_server.answer
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
        bot_server.answer = broken
        assert (await carrying.deliver(HELLO)).status == "stored"
        bot_server.answer = decide
        assert texts(await carrying.deliver(HELLO)) == ["hei: greeting"]


async def test_one_conversation_that_fails_does_not_hold_up_the_others(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
    await carrying.deliver(replace(HELLO, text="vond"))
    await carrying.deliver(replace(NEXT, key="laptop"))
    decide = bot_server.answer

    async def choosy(turn: dict[str, Any]) -> tuple[int, bytes]:
        return (500, b"") if turn["text"] == "vond" else await decide(turn)

    bot_server.answer = choosy
    async with bot_server:
        assert await carrying.catch_up() == 1


async def test_a_clock_that_was_put_back_does_not_change_the_order(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
    await carrying.deliver(HELLO)
    await carrying.deliver(NEXT)
    async with app.state.sessions() as session, session.begin():
        for turn in (await session.exec(select(Turn))).all():
            turn.received_at -= timedelta(seconds=30 * turn.number)
    async with bot_server:
        assert await carrying.catch_up() == 2
    assert bot_server.texts == ["hei", "hva nå?"]


async def test_a_turn_that_cannot_be_read_holds_up_neither_its_conversation_nor_others(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
    for message in (HELLO, NEXT, replace(HELLO, key="laptop")):
        await carrying.deliver(message)
    await sql(app, "UPDATE turn SET text = :damage WHERE number = 1 AND message_id = 'm1'", damage=b"damaged")
    later = replace(NEXT, message_id="m3", text="hei")
    async with bot_server:
        assert texts(await carrying.deliver(later)) == ["hei: greeting"]
        assert await carrying.catch_up() == 0
        assert texts(await carrying.deliver(HELLO)) == [
            "Jeg får ikke lest denne meldingen. Skriv den på nytt hvis den fortsatt gjelder."
        ]
    assert bot_server.texts == ["hva nå?", "hei"]


async def test_when_the_database_is_away_nothing_is_said_to_be_stored(
    bot_server: BotServer, closing: AsyncExitStack, settings: Settings, tmp_path: Path
) -> None:
    broken = create_app(settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'nowhere' / 'to.db'}"}))
    closing.push_async_callback(broken.state.engine.dispose)
    async with bot_server:
        delivery = await (await courier(closing, broken, settings, bot_server.url)).deliver(HELLO)
    assert delivery == Delivery("not_stored", "nb", reason="not_stored")
    assert bot_server.turns == []


async def test_what_cannot_be_committed_is_not_said_to_be_stored(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    def full(_connection: object) -> None:
        raise OSError("the disk is full")

    event.listen(app.state.engine.sync_engine, "commit", full)
    async with bot_server:
        delivery = await (await courier(closing, app, settings, bot_server.url)).deliver(HELLO)
    assert delivery.status == "not_stored"
    assert bot_server.turns == []
    assert await stored_turns(app) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\u200b \x00", "empty"),
        ("å" * 20_001, "too_long"),
        ("ring 912 34 567", "phone_number"),
        ("fnr 01011250013", "identity_number"),
        ("noe annet", "message_id_used"),
    ],
)
async def test_what_is_refused_is_not_stored_and_the_reason_is_told(
    text: str, reason: str, bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    async with bot_server:
        carrying = await courier(closing, app, settings, bot_server.url)
        await carrying.deliver(HELLO)
        nynorsk = reason in ("empty", "too_long")
        other = replace(HELLO, text=text, subject="demo:faerder:2") if nynorsk else replace(HELLO, text=text)
        delivery = await carrying.deliver(other)
    assert delivery == Delivery("refused", "nn" if nynorsk else "nb", reason=reason)
    assert [turn.text for turn in await stored_turns(app)] == bot_server.texts == ["hei"]


async def test_the_reply_of_an_unknown_turn_is_not_stored(app: FastAPI) -> None:
    with pytest.raises(NotStored):
        await Backend(app).note_reply(uuid4(), [])


async def test_a_stranger_is_told_nothing(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    carrying = await courier(closing, app, settings, bot_server.url)
    for text in ("hei", ""):
        with pytest.raises(Stranger):
            await carrying.deliver(replace(HELLO, subject="demo:nobody:1", text=text))
    assert await stored_turns(app) == []


async def test_buttons_that_answer_come_before_buttons_that_steer(
    bot_server: BotServer, closing: AsyncExitStack, app: FastAPI, settings: Settings
) -> None:
    titles = [("Hopp over", "/skip"), ("Pause", "/pause"), ("1", '/press{"scale":1}'), ("2", '/press{"scale":2}')]
    buttons = [{"title": title, "payload": payload} for title, payload in titles]
    decide = bot_server.answer

    async def with_buttons(turn: dict[str, Any]) -> tuple[int, bytes]:
        await decide(turn)
        return 200, json.dumps({"messages": [{"text": " a\n\n b ", "buttons": buttons}]}).encode()

    bot_server.answer = with_buttons
    async with bot_server:
        delivery = await (await courier(closing, app, settings, bot_server.url)).deliver(HELLO)
    (message,) = delivery.messages
    assert message.text == "a\n\n b"
    assert [button.title for button in message.buttons] == ["1", "2", "Hopp over", "Pause"]
    assert UUID(bot_server.turns[0]["turn"])
