"""The channels' way to the bot: one turn in, its messages out."""

from __future__ import annotations

import aiohttp
from pydantic import BaseModel, ValidationError

from api.conversations.schemas import Message, WaitingTurn

TIME_LIMIT = aiohttp.ClientTimeout(total=15, sock_connect=1)
KEPT = 4  # seconds a connection is kept unused: Rasa closes it after five


class BotUnavailable(Exception):
    """The bot did not answer; the turn is stored and can be run again."""


class BotReply(BaseModel):
    messages: list[Message]


class Bot:
    def __init__(self, base_url: str, token: str) -> None:
        self._door = f"{base_url}/webhooks/turn/"
        self.was_ready = False  # since the application started: until then the model may still be in training
        self._http = aiohttp.ClientSession(
            timeout=TIME_LIMIT,
            headers={"Authorization": f"Bearer {token}"},
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT),
            raise_for_status=True,
        )

    async def run(self, turn: WaitingTurn) -> list[Message]:
        """The bot's messages for a turn. No message at all means that the turn could not be decided."""
        body = {
            "conversation": str(turn.conversation),
            "turn": str(turn.id),
            "text": turn.text,
            "language": turn.language,
        }
        try:
            async with self._http.post(self._door, json=body) as response:
                reply = BotReply.model_validate_json(await response.read())
        except (aiohttp.ClientError, TimeoutError, ValidationError) as error:
            raise BotUnavailable(type(error).__name__) from None
        if not reply.messages:
            raise BotUnavailable("no messages")
        self.was_ready = True
        return [ordered(message) for message in reply.messages]

    async def is_ready(self) -> bool:
        try:
            async with self._http.get(self._door):
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
