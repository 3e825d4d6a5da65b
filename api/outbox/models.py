"""What leaves by a channel that has to be called, and where to. Of words it holds none: a reply lies on its turn, sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now


class ChatReference(SQLModel, table=True):
    """Where a person is written to, from their last message: the `chat` at a service, and the accounts in it.

    `card` is what was sent last that waits for an answer and is changed in place. `last` counts what was put into the outbox.
    """

    __tablename__ = "chat_reference"
    __table_args__ = (UniqueConstraint("channel", "chat", "person_id", name="chat_reference_once"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    channel: str = Field(max_length=20)
    person_id: UUID = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    service_url: str = Field(max_length=400)
    chat: str = Field(max_length=400)
    bot: str = Field(max_length=200)
    account: str = Field(max_length=200)
    language: str = Field(max_length=2)
    last: int = 0
    card: str | None = Field(default=None, max_length=200)
    welcomed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Outgoing(SQLModel, table=True):
    """The `number`th thing that leaves for a place: the reply of a turn, or a sentence of the channel's own, by its name.

    `about` tells what it answers, so that it is there once. `replaces` is what was pressed, or is to be changed. Who sends it has
    claimed it until `claimed_until`; `unsure` counts how often nobody knew whether it had arrived. `sent_as` is its id there.
    """

    __table_args__ = (
        UniqueConstraint("reference_id", "number", name="outgoing_in_order"),
        UniqueConstraint("reference_id", "about", name="outgoing_once"),
        CheckConstraint("(turn_id IS NULL) <> (says IS NULL)", name="outgoing_says"),
        CheckConstraint("ended IN ('sent', 'refused', 'lost')", name="outgoing_ended"),
        Index(
            "outgoing_waits",
            "reference_id",
            "number",
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference_id: UUID = Field(foreign_key="chat_reference.id", ondelete="CASCADE")
    number: int
    about: str = Field(max_length=240)
    turn_id: UUID | None = Field(default=None, foreign_key="turn.id", index=True, ondelete="CASCADE")
    says: str | None = Field(default=None, max_length=40)
    replaces: str | None = Field(default=None, max_length=200)
    made_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = Field(default=None, max_length=36)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    unsure: int = 0
    ended: str | None = Field(default=None, max_length=10)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_as: str | None = Field(default=None, max_length=200)
