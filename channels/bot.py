"""The channels' way to the bots: one turn in, its messages out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

import aiohttp
from pydantic import BaseModel, ValidationError

from api.conversations.schemas import Message, WaitingTurn

TIME_LIMIT = aiohttp.ClientTimeout(total=15, sock_connect=1)
RESTS = 3.0  # seconds
KEPT = 4  # seconds a connection is kept unused: Rasa closes it after five


class BotUnavailable(Exception):
    """The bot did not answer; the turn is stored and can be run again."""


class BotReply(BaseModel):
    messages: list[Message]


class _Unit:
    """A bot, which has an action server of its own. One that has failed is asked last for a while."""

    def __init__(self, url: str) -> None:
        self.door = f"{url}/webhooks/turn/"
        self.rests_until = 0.0

    @property
    def rests(self) -> bool:
        return time.monotonic() < self.rests_until


class Bot:
    """The bots: any of them runs any turn, since none remembers what counts.

    The turns of a conversation go to one of them as long as it is there.
    """

    def __init__(self, urls: Sequence[str], token: str) -> None:
        self._units = [_Unit(url) for url in urls]
        self.was_ready = False  # since the application started: until then the model may still be in training
        self._http = aiohttp.ClientSession(
            timeout=TIME_LIMIT,
            headers={"Authorization": f"Bearer {token}"},
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT),
            raise_for_status=True,
        )

    async def run(self, turn: WaitingTurn) -> list[Message]:
        """The messages of the first bot that has any. None has any for a turn that could not be decided."""
        body = {
            "conversation": str(turn.conversation),
            "turn": str(turn.id),
            "text": turn.text,
            "language": turn.language,
        }
        problem = BotUnavailable("no bot")
        for unit in self._in_order(turn.conversation):
            try:
                messages = await self._ask(unit, body)
            except BotUnavailable as unavailable:
                unit.rests_until, problem = time.monotonic() + RESTS, unavailable
            else:
                self.was_ready = True
                return messages
        raise problem

    def _in_order(self, conversation: UUID) -> list[_Unit]:
        first = conversation.int % len(self._units)
        return sorted(self._units[first:] + self._units[:first], key=lambda unit: unit.rests)

    async def _ask(self, unit: _Unit, body: dict[str, str]) -> list[Message]:
        try:
            async with self._http.post(unit.door, json=body) as response:
                reply = BotReply.model_validate_json(await response.read())
        except (aiohttp.ClientError, TimeoutError, ValidationError) as error:
            raise BotUnavailable(type(error).__name__) from None
        if not reply.messages:
            raise BotUnavailable("no messages")
        return [ordered(message) for message in reply.messages]

    async def are_ready(self) -> list[bool]:
        """Of each, in the order of the settings, whether it has its model and takes our token."""
        return list(await asyncio.gather(*map(self._is_ready, self._units)))

    async def _is_ready(self, unit: _Unit) -> bool:
        try:
            async with self._http.get(unit.door):
                self.was_ready = True
                return True
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def aclose(self) -> None:
        await self._http.close()


def ordered(message: Message) -> Message:
    """What answers the question comes before what steers the talk; Rasa puts a response's own buttons first."""
    buttons = sorted(message.buttons, key=lambda button: not button.payload.startswith("/press"))
    return Message(text=message.text.strip(), buttons=buttons)
