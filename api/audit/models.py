"""Who saw or changed a case, how, when and through which door: one chain of rows, which outlives cases and people."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

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
    "offer",
    "offer_told",
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

    Never updated, never deleted. There is no foreign key: the row outlives the case and the person. Without a person it was the
    command line. `reason` is why a leader read what they are no member of, sealed under the case's key: the hash is of the seal,
    so that the chain holds when the key is thrown away.
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
    previous: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)

    @property
    def reason(self) -> str | None:
        reason: str | None = self.value("reason")
        return reason
