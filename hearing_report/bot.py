"""Stands where Rasa and the action server stand: what the trained model reads was asked for in one go, the words are the domain's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI

from api.conversations.scenes import for_the_bot
from api.conversations.schemas import Message, PartRead, Ranked, Understanding, WaitingTurn
from api.conversations.service import ConversationService
from api.database import transaction
from api.rendering.utterances import Button, Utterance
from api.retention.in_chat import KeptInChat
from channels.bot import ordered
from channels.core import clean
from local.environment import ROOT
from nlu_report.classify import Read, readings


def read_all(model: Path, texts: Sequence[str]) -> dict[str, Read]:
    """What the model reads of each typed message, as Rasa would be given it."""
    given = list(dict.fromkeys(for_the_bot(clean(text), None) for text in texts))
    return dict(zip(given, readings(model, given), strict=True))


class InProcessBot:
    """The part of `channels.bot.Bot` that the courier uses."""

    was_ready = True

    def __init__(self, app: FastAPI, read: dict[str, Read]) -> None:
        self._app = app
        self._read = read

    async def run(self, turn: WaitingTurn) -> list[Message]:
        async with transaction(self._app.state) as session:
            service = ConversationService(session, self._app.state.settings)
            words = await service.decide(turn.id, self._understood(turn), KeptInChat())
        return [ordered(_worded(utterance, turn.language)) for utterance in words.utterances]

    def _understood(self, turn: WaitingTurn) -> Understanding:
        if turn.text.startswith("/"):  # a button
            name = turn.text.removeprefix("/").partition("{")[0]
            return Understanding(conversation=turn.conversation, ranking=[Ranked(name=name, confidence=1)])
        ranking, parts = self._read[turn.text]
        return Understanding(
            conversation=turn.conversation,
            ranking=[Ranked(name=name, confidence=sure) for name, sure in ranking],
            parts=[
                PartRead(
                    start=part.start,
                    end=part.end,
                    ranking=list(part.ranking),
                    act=list(part.act),
                    status=list(part.status),
                )
                for part in parts
            ],
        )


def _worded(utterance: Utterance, language: str) -> Message:
    nynorsk, bokmal = _responses()[f"utter_{utterance.kind}"]
    said = nynorsk if language == "nn" else bokmal
    text = re.sub(r"\{(\w+)\}", lambda name: utterance.values.get(name[1], name[0]), said["text"])
    own = [Button.model_validate(button) for button in said.get("buttons", [])]
    return Message(text=text, buttons=[*own, *utterance.buttons])


@cache
def _responses() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file in (ROOT / "bot" / "domain").glob("*.yml"):
        found |= yaml.safe_load(file.read_text(encoding="utf-8")).get("responses", {})
    return found
