"""Conversations and their turns. A turn is stored before the bot sees it and keeps its outcome and its reply."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.crypto import EncryptedJson, EncryptedText
from api.database import UtcDateTime, utc_now


class Conversation(SQLModel, table=True):
    """One person at one school in one place of one channel.

    `standing` says what the assistant has asked and waits for: see api/dialogue/standing.py. `offered` are the buttons of the
    last reply, so that typing a button's words does what the button does. `misunderstood` counts misses in a row.
    """

    __table_args__ = (UniqueConstraint("person_id", "school_id", "channel", "key", name="conversation_once"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    school_id: str = Field(foreign_key="school.id")
    channel: str = Field(max_length=20)
    key: str = Field(max_length=200)
    case_id: UUID | None = Field(default=None, foreign_key="pupil_case.id")
    standing: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    offered: list[Any] = Field(default_factory=list, sa_column=Column(EncryptedJson, nullable=False))
    misunderstood: int = 0
    last_turn: int = 0


class Turn(SQLModel, table=True):
    """One message and what came of it. `number` is its order in the conversation; `message_id` is the channel's own."""

    __table_args__ = (UniqueConstraint("conversation_id", "message_id"), UniqueConstraint("conversation_id", "number"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    number: int
    message_id: str = Field(max_length=200)
    text: str = Field(sa_column=Column(EncryptedText, nullable=False))
    payload: str | None = Field(default=None, sa_column=Column(EncryptedText))
    today: date
    received_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    ranking: list[Any] | None = Field(default=None, sa_column=Column(JSON))
    outcome: dict[str, Any] | None = Field(default=None, sa_column=Column(EncryptedJson))
    reply: list[Any] | None = Field(default=None, sa_column=Column(EncryptedJson))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
