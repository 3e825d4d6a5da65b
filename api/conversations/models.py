"""Conversations and their turns. A turn is stored before the bot sees it and keeps its outcome and its reply."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now
from api.keys.models import SealedRow
from api.keys.sealing import keys_of


class Conversation(SQLModel, table=True):
    """One person at one school in one place of one channel.

    `standing` says what the assistant has asked and waits for: see api/dialogue/standing.py. `misunderstood` counts misses in a row.
    `held_by` is the process that runs its turns up to the number `held_to`, and has the right to until `held_until`.
    """

    __table_args__ = (UniqueConstraint("person_id", "school_id", "channel", "key", name="conversation_once"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    school_id: str = Field(foreign_key="school.id")
    channel: str = Field(max_length=20)
    key: str = Field(max_length=200)
    case_id: UUID | None = Field(default=None, foreign_key="pupil_case.id")
    standing: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    misunderstood: int = 0
    last_turn: int = 0
    held_by: str | None = Field(default=None, max_length=36)
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_to: int | None = None


class Turn(SealedRow, table=True):
    """One message and what came of it. `number` is its order in the conversation; `message_id` is the channel's own.

    Undecided it is sealed under its conversation's key. Decided it is sealed under the keys of all cases it touched, if any; outcome
    and reply also under those of cases they tell of, whatever the message was about.
    """

    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id"),
        UniqueConstraint("conversation_id", "number"),
        Index(
            "turn_unanswered",
            "conversation_id",
            "number",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )
    SEALED: ClassVar = ("text", "payload", "outcome", "reply")

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    number: int
    message_id: str = Field(max_length=200)
    sealed_text: bytes = Field(default=None, sa_column=Column("text", LargeBinary, nullable=False))
    sealed_payload: bytes | None = Field(default=None, sa_column=Column("payload", LargeBinary))
    today: date
    received_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    ranking: list[Any] | None = Field(default=None, sa_column=Column(JSON))
    parts: list[Any] | None = Field(default=None, sa_column=Column(JSON))
    sealed_outcome: bytes | None = Field(default=None, sa_column=Column("outcome", LargeBinary))
    sealed_reply: bytes | None = Field(default=None, sa_column=Column("reply", LargeBinary))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def keys_of_words(self) -> frozenset[UUID]:
        """The keys of the cases the message was about, or its conversation's: outcome and reply may need more."""
        return keys_of(self.sealed_text)

    @property
    def text(self) -> str:
        text: str = self.value("text")
        return text

    @property
    def payload(self) -> str | None:
        payload: str | None = self.value("payload")
        return payload

    @property
    def outcome(self) -> dict[str, Any] | None:
        outcome: dict[str, Any] | None = self.value("outcome")
        return outcome

    @property
    def reply(self) -> list[Any] | None:
        reply: list[Any] | None = self.value("reply")
        return reply
