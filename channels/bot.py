"""The channels' way to the bot: one turn in, its messages out."""

from __future__ import annotations

import httpx
from pydantic import BaseModel, ValidationError

from api.conversations.schemas import Message, WaitingTurn

TIME_LIMIT = httpx.Timeout(15.0, connect=1.0)


class BotUnavailable(Exception):
    """The bot did not answer; the turn is stored and can be run again."""


class BotReply(BaseModel):
    messages: list[Message]


class Bot:
    def __init__(self, base_url: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url, timeout=TIME_LIMIT, headers={"Authorization": f"Bearer {token}"}
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
            response = await self._http.post("/webhooks/turn/", json=body)
            response.raise_for_status()
            messages = [_ordered(message) for message in BotReply.model_validate_json(response.content).messages]
        except (httpx.HTTPError, ValidationError) as error:
            raise BotUnavailable(type(error).__name__) from None
        if not messages:
            raise BotUnavailable("no messages")
        return messages

    async def is_ready(self) -> bool:
        try:
            return (await self._http.get("/webhooks/turn/")).status_code == 200
        except httpx.HTTPError:
            return False

    async def aclose(self) -> None:
        await self._http.aclose()


def _ordered(message: Message) -> Message:
    """What answers the question comes before what steers the talk; Rasa puts a response's own buttons first."""
    buttons = sorted(message.buttons, key=lambda button: not button.payload.startswith("/press"))
    return Message(text=message.text.strip(), buttons=buttons)
