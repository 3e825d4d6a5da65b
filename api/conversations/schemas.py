"""What channels and the action server send and get."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.rendering.cards import OnPage
from api.rendering.utterances import Button

LONGEST_TEXT = 20_000


class TurnIn(BaseModel):
    """A message as a channel hands it over. `message_id` is the channel's own id of the message: a repeat is the same turn.

    `subject` is who has logged in, as the channel's issuer names them.
    `payload` is a pressed button's; `text` is then the button's words. `today` counts in local mode only.
    `school` says which one somebody who works at several acts for; the first when it says nothing.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "demo:faerder:1",
                    "key": "phone",
                    "message_id": "0b9e6f7e-7d5c-4f6b-9a54-0a5c1a4f2b11",
                    "text": "hva nå?",
                }
            ]
        }
    )

    subject: str = Field(max_length=200)
    school: str | None = Field(default=None, max_length=60)
    key: str = Field(max_length=200)
    message_id: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    payload: str | None = Field(default=None, max_length=2000, pattern=r"^/[a-z_]+(\{.*\})?$")
    today: date | None = None


class Message(BaseModel):
    """One bubble of a reply: its words, as data the act they were made of, and how a page shows it.

    A reply that was kept before there were pages has words and buttons only.
    """

    text: str
    buttons: list[Button] = []
    act: dict[str, Any] | None = None
    page: OnPage | None = None


class Speaker(BaseModel):
    """Somebody who may speak here."""

    language: Literal["nb", "nn"]


class WaitingTurn(BaseModel):
    """A turn to run (again), the `number`th of its conversation.

    `text` is what the bot is to understand: the button's payload or the message.
    """

    id: UUID
    conversation: UUID
    number: int
    language: Literal["nb", "nn"]
    text: str


class StoredTurn(BaseModel):
    """A stored turn. `reply` is there when it has been answered before. `earlier_unanswered`: run those first.

    `held`: nothing else waits, and nobody else runs it.
    """

    turn: WaitingTurn
    earlier_unanswered: bool
    held: bool = False
    reply: list[Message] | None = None


class Ranked(BaseModel):
    name: str = Field(max_length=60)
    confidence: float = Field(ge=0, le=1)


Chance = Annotated[float, Field(ge=0, le=1)]
Readings = Annotated[list[tuple[Annotated[str, Field(max_length=60)], Chance]], Field(max_length=6)]


class PartRead(BaseModel):
    """One part of the message, by where it stands in what the classifier was given, and what it reads there, best first."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    ranking: Readings = []
    act: Readings = []
    status: Readings = []


class Understanding(BaseModel):
    """What the classifier made of a turn and of its parts, best first. The conversation must be the turn's own."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "conversation": "6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11",
                    "ranking": [{"name": "whats_next", "confidence": 0.97}, {"name": "ask_level", "confidence": 0.01}],
                }
            ]
        }
    )

    conversation: UUID
    ranking: list[Ranked] = Field(max_length=40)
    parts: list[PartRead] = Field(default=[], max_length=60)


class ReplyIn(BaseModel):
    """The reply as the bot worded it, with references where pupil text belongs."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"messages": [{"text": "⟦1⟧ er på nivå 0: Undring.", "buttons": []}]}]}
    )

    messages: list[Message]


class ReplyOut(BaseModel):
    """The reply as it is delivered."""

    messages: list[Message]
