"""Several processes on one database: a turn is run by one of them, in order, also when who ran it is gone. On both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from api.conversations import repository
from api.conversations.models import Conversation, Turn
from api.conversations.schemas import TurnIn
from api.main import create_app
from api.people.actor import WEB
from api.settings import Settings
from channels import core
from channels.backend import Backend
from channels.bot import Bot
from channels.core import Courier, Delivery, Incoming
from tests.api.statements import statements
from tests.api.turns_by_hand import rows
from tests.channels.far_side import BotServer

HELLO = Incoming(subject="demo:faerder:1", source=WEB, key="phone", message_id="m1", text="hei")
TURN = TurnIn(subject=HELLO.subject, key=HELLO.key, message_id=HELLO.message_id, text=HELLO.text)


class Clock:
    now = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(repository, "utc_now", made)
    return made


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def bots(both: FastAPI, closing: AsyncExitStack) -> list[BotServer]:
    return [await closing.enter_async_context(BotServer(both, both.state.settings)) for _ in range(2)]


async def process(closing: AsyncExitStack, settings: Settings, urls: list[str]) -> Courier:
    """An application process: an engine and a courier of its own."""
    app = create_app(settings)
    closing.push_async_callback(app.state.engine.dispose)
    bot = Bot(urls, settings.bot_token.get_secret_value())
    closing.push_async_callback(bot.aclose)
    backend = Backend(app)
    return Courier(backend, bot)


@pytest.fixture
async def two(both_settings: Settings, closing: AsyncExitStack, bots: list[BotServer]) -> list[Courier]:
    urls = [bot.url for bot in bots]
    return [await process(closing, both_settings, urls) for _ in range(2)]


async def died_while_running(app: FastAPI) -> UUID:
    """A process has stored a message, begun to run it, and is gone. The conversation."""
    stored = await Backend(app).store(TURN, WEB, None, "who died")
    assert stored.held
    return stored.turn.conversation


def first_words(delivery: Delivery) -> str:
    return delivery.messages[0].text.split(":")[0] if delivery.messages else delivery.status


async def numbered(app: FastAPI) -> list[str]:
    async with app.state.sessions() as session:
        ids = (await session.exec(select(Turn.id).order_by(col(Turn.number)))).all()
    by_id = {turn.id: turn.text for turn in await rows(app, Turn)}
    return [by_id[one] for one in ids]


async def test_messages_over_two_processes_are_run_once_each_in_the_order_they_were_stored(
    two: list[Courier], bots: list[BotServer], both: FastAPI
) -> None:
    sent = [replace(HELLO, message_id=f"m{number}", text=f"melding {number}") for number in range(12)]
    deliveries = await asyncio.gather(*(two[number % 2].deliver(message) for number, message in enumerate(sent)))
    assert [first_words(delivery) for delivery in deliveries] == [message.text for message in sent]
    assert [*bots[0].texts, *bots[1].texts] == await numbered(both), "one bot has run them all, one after the other"


async def test_the_first_message_sent_to_two_processes_at_once_is_run_once(
    two: list[Courier], bots: list[BotServer], both: FastAPI
) -> None:
    one, again = await asyncio.gather(*(courier.deliver(HELLO) for courier in two))
    assert one == again
    assert bots[0].texts + bots[1].texts == ["hei"]


async def test_what_a_dead_process_held_waits_and_is_then_run_by_another(
    two: list[Courier], bots: list[BotServer], both: FastAPI, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await died_while_running(both)
    assert await two[0].catch_up() == 0, "it may be alive"
    monkeypatch.setattr(core, "PATIENCE", 0.1)
    later = replace(HELLO, message_id="m2", text="hva nå?")
    assert (await two[0].deliver(later)).status == "stored"
    clock.now += repository.HELD_FOR
    assert first_words(await two[1].deliver(later)) == "hva nå?"
    assert first_words(await two[0].deliver(HELLO)) == "hei"
    assert bots[0].texts + bots[1].texts == ["hei", "hva nå?"]
    assert await Backend(both).take(conversation, "x") == []


async def test_who_runs_a_turn_for_long_keeps_it(
    two: list[Courier], bots: list[BotServer], both: FastAPI, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "HELD_AGAIN", 0.01)
    goes_on = asyncio.Event()
    decide = bots[0].answer

    async def slowly(turn: dict[str, Any]) -> tuple[int, bytes]:
        await goes_on.wait()
        return await decide(turn)

    for bot in bots:
        bot.answer = slowly
    running = asyncio.create_task(two[0].deliver(HELLO))
    while not bots[0].turns + bots[1].turns:  # noqa: ASYNC110  # it is told by nothing but what the bot was given
        await asyncio.sleep(0)
    for _ in range(4):
        clock.now += timedelta(seconds=4)
        held = asyncio.create_task(_held_until(both, clock.now + timedelta(seconds=5)))
        await asyncio.wait_for(held, 5)
        assert await two[1].catch_up() == 0
    goes_on.set()
    assert first_words(await running) == "hei"
    assert bots[0].texts + bots[1].texts == ["hei"]


async def _held_until(app: FastAPI, moment: datetime) -> None:
    while (await rows(app, Conversation))[0].held_until < moment:  # type: ignore[operator]  # noqa: ASYNC110  # as above
        await asyncio.sleep(0.005)


async def test_two_who_catch_up_at_once_run_each_turn_once(
    two: list[Courier], bots: list[BotServer], both: FastAPI, clock: Clock
) -> None:
    for number in range(6):
        turn = TURN.model_copy(update={"key": f"device {number}"})
        await Backend(both).store(turn, WEB, None, "who died")
    clock.now += repository.HELD_FOR
    caught = await asyncio.gather(*(courier.catch_up() for courier in two))
    assert sum(caught) == len(bots[0].turns) + len(bots[1].turns) == 6
    assert {turn["turn"] for bot in bots for turn in bot.turns} == {str(turn.id) for turn in await rows(both, Turn)}


async def test_a_turn_that_fails_is_free_at_once(two: list[Courier], bots: list[BotServer], both: FastAPI) -> None:
    decide = bots[0].answer

    async def broken(_turn: dict[str, Any]) -> tuple[int, bytes]:
        return 500, b""

    for bot in bots:
        bot.answer = broken
    assert (await two[0].deliver(HELLO)).status == "stored"
    for bot in bots:
        bot.answer = decide
    assert await two[1].catch_up() == 1


async def test_the_only_process_lets_go_what_the_one_before_it_held(two: list[Courier], both: FastAPI) -> None:
    await died_while_running(both)
    await Backend(both).let_all_go()
    assert await two[0].catch_up() == 1


async def test_holding_costs_a_turn_no_statement(two: list[Courier], both: FastAPI) -> None:
    await Backend(both).store(TURN, WEB, None, "x")
    turn = TURN.model_copy(update={"key": "laptop"})
    await Backend(both).store(turn, WEB, None, "x")
    with statements(both) as held:
        await Backend(both).store(turn.model_copy(update={"message_id": "m2"}), WEB, None, "x")
    with statements(both) as other:
        await Backend(both).again(turn.model_copy(update={"message_id": "m3"}), WEB)
    counting = [one for one in held if "request_count" in one or one.startswith("SELECT identity.person_id ")]
    assert len(held) - len(counting) == len(other)
    assert len(counting) == 2  # whose request it is, and that it came


# bots


async def test_when_one_bot_is_away_the_other_runs_the_turns_and_the_first_is_asked_again_later(
    two: list[Courier], bots: list[BotServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = two[0]
    assert first_words(await first.deliver(HELLO)) == "hei"
    asked = bots[0] if bots[0].turns else bots[1]
    await asked.__aexit__(None, None, None)
    for number in range(3):
        assert (
            first_words(await first.deliver(replace(HELLO, message_id=f"x{number}", text=f"x{number}"))) == f"x{number}"
        )
    monkeypatch.setattr("channels.bot.RESTS", 0.0)
    await asked.__aenter__()
    for unit in first._bot._units:
        unit.rests_until = 0.0
    await first.deliver(replace(HELLO, message_id="back", text="tilbake"))
    assert asked.texts == ["hei", "tilbake"]


async def test_a_bot_whose_actions_are_away_is_passed_over(two: list[Courier], bots: list[BotServer]) -> None:
    async def undecided(_turn: dict[str, Any]) -> tuple[int, bytes]:
        return 200, b'{"messages": []}'

    await two[0].deliver(HELLO)
    asked = bots[0] if bots[0].turns else bots[1]
    asked.answer = undecided
    delivery = await two[0].deliver(replace(HELLO, message_id="m2", text="hva nå?"))
    assert first_words(delivery) == "hva nå?"


async def test_bots_share_the_conversations(two: list[Courier], bots: list[BotServer]) -> None:
    for number in range(16):
        await two[number % 2].deliver(replace(HELLO, key=f"device {number}"))
    assert min(len(bot.turns) for bot in bots) > 0


def test_each_bot_has_its_actions() -> None:
    settings = Settings(bot_url="http://a:1, http://b:1", action_url="http://a:2,http://b:2")
    assert settings.units == [("http://a:1", "http://a:2"), ("http://b:1", "http://b:2")]
    with pytest.raises(ValueError, match="NAERVAERSLOS_BOT_URL"):
        Settings(bot_url="http://a:1,http://b:1")
