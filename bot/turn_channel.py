"""Rasa's only open door: takes a turn, understands its text in the process, and passes everything on but the text."""

from __future__ import annotations

import gc
import hmac
from asyncio import AbstractEventLoop
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import tuning

YOUNG_OBJECTS = (
    20_000  # Rasa makes thousands a turn that are gone with it: at the usual 700 they are searched dozens of times
)
RANKING_LENGTH = 13  # six intents, two chances of danger, three matters, two of the case itself


class Collector(OutputChannel):
    """Collects the replies whole. Rasa's own collector would split a text at each empty line."""

    def __init__(self) -> None:
        self.messages: List[Dict[Text, Any]] = []

    @classmethod
    def name(cls) -> Text:
        return "turn"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        self.messages.append({"text": message.get("text") or "", "buttons": message.get("buttons") or []})


class TurnChannel(InputChannel):
    """`POST /webhooks/turn/` with `{conversation, turn, text, language}` answers `{messages: [{text, buttons}]}`.

    The caller shows the shared secret as a bearer token; without it the door looks like no door (404). `language` travels as an
    entity that fills a slot before anything is said, so that the first sentence already is in the teacher's language.
    """

    def __init__(self, token: Text) -> None:
        if len(token) < 32:
            raise ValueError("NAERVAERSLOS_BOT_TOKEN must be set to a secret of at least 32 characters")
        self._token = token
        tuning.apply()

    @classmethod
    def name(cls) -> Text:
        return "turn"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> "TurnChannel":
        return cls(token=(credentials or {}).get("token") or "")

    def _is_ours(self, token: Text) -> bool:
        return hmac.compare_digest(token.encode(), self._token.encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        door = Blueprint("turn_channel")

        @door.after_server_start
        async def settled(app: Sanic, loop: AbstractEventLoop) -> None:
            gc.freeze()  # Rasa and the model stay: searching them for garbage would hold turns up
            gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])

        @door.get("/")
        async def ready(request: Request) -> HTTPResponse:
            if request.token is not None and not self._is_ours(request.token):
                return response.json({}, status=404)  # so that who shows another secret does not take it for ready
            agent = request.app.ctx.agent
            return response.json({}, status=200 if agent and agent.is_ready() else 503)

        @door.post("/")
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_ours(request.token or ""):
                return response.json({}, status=404)
            turn = request.json
            collector = Collector()
            parsed = await request.app.ctx.agent.parse_message(turn["text"])
            await on_new_message(
                UserMessage(
                    text="",
                    output_channel=collector,
                    sender_id=turn["conversation"],
                    parse_data=_without_text(parsed, turn["language"]),
                    input_channel=self.name(),
                    message_id=turn["turn"],
                    metadata={"turn": turn["turn"], "conversation": turn["conversation"]},
                )
            )
            return response.json({"messages": collector.messages})

        return door


def _without_text(parsed: Dict[Text, Any], language: Text) -> Dict[Text, Any]:
    intent = {key: parsed["intent"].get(key) for key in ("name", "confidence")}
    ranking = [{"name": i["name"], "confidence": round(i["confidence"], 4)} for i in parsed.get("intent_ranking") or []]
    return {
        "text": "",
        "intent": intent,
        "intent_ranking": ranking[:RANKING_LENGTH],
        "parts": [_rounded(part) for part in parsed.get("parts") or []],
        "entities": [{"entity": "language", "value": language}],
    }


def _rounded(part: Dict[Text, Any]) -> Dict[Text, Any]:
    """A part of the message: where it stands, and what is read of it."""
    read = {key: [[name, round(chance, 3)] for name, chance in part[key]] for key in ("ranking", "act", "status")}
    return {"start": part["start"], "end": part["end"], **read}
