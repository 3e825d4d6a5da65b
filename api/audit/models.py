"""Who saw or changed a case, how, when and through which door, and who changed who may: one chain of rows, which outlives them all."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now
from api.keys.models import SealedRow

# How somebody came to see a case, or that they changed it. What a change was, its facts and notes tell.
Reading = Literal[
    "list",
    "plan",
    "talks",
    "history",
    "audit",
    "members",
    "turns",
    "chat",
    "brief",
    "opened",
    "changed",
    "note_moved",
    "move_shown",
    "moved",
    "line",
    "insight",
    "insight_told",
    "offer",
    "offer_told",
    "handed",
    "exported",
    "paper",
    "calendar",
    "retention",
    "kept_longer",
    "due_told",
    "shredded",
]
CHANGES: frozenset[Reading] = frozenset(("opened", "changed", "note_moved"))
Door = Literal["chat", "page", "command"]


class AuditRow(SealedRow, table=True):
    """A link of the chain: `number` counts from 1 without holes, `previous` is the hash of the row before; see api/audit/chain.py.

    Never updated, and deleted only from the chain's beginning, when it is old enough. There is no foreign key: the row outlives the
    case and the person. Without a person it was the command line. `reason` is why a leader read what they are no member of, sealed
    under the case's key: the hash is of the seal, so that the chain holds when the key is thrown away. Rows about access are about no
    case: see api/audit/access.py for what stands in their `case_id` and `details`.
    """

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("number", name="audit_number_once"),
        CheckConstraint("person_id IS NOT NULL OR door = 'command'", name="audit_by_somebody"),
        CheckConstraint("door IN ('chat', 'page', 'command')", name="audit_door"),
    )
    SEALED: ClassVar = ("reason",)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))  # given when it is written
    case_id: UUID = Field(index=True)
    person_id: UUID | None = None
    what: str = Field(max_length=20)
    door: str = Field(default="page", max_length=10)
    at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    turn_id: UUID | None = None
    sealed_reason: bytes | None = Field(default=None, sa_column=Column("reason", LargeBinary))
    details: str | None = Field(default=None, sa_type=Text)
    previous: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)

    @property
    def reason(self) -> str | None:
        reason: str | None = self.value("reason")
        return reason


class AuditStart(SQLModel, table=True):
    """The last row that was deleted from the chain's beginning, when there is one: the chain begins after it."""

    __tablename__ = "audit_start"
    __table_args__ = (CheckConstraint("id = 1", name="audit_start_once"),)

    id: int = Field(default=1, primary_key=True)
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    hash: str = Field(max_length=64)
    cut_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
