"""Persons, how logins name them, and where they work."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now
from api.settings import LOCAL_ISSUER

LOCAL = LOCAL_ISSUER


class Person(SQLModel, table=True):
    """`language` overrules the school's when the person has chosen.

    `left_on` is the day from which they worked nowhere, once the daily run has seen it. From `removed_on` on the name is none: what
    they did stays.
    """

    __table_args__ = (CheckConstraint("language IN ('nb', 'nn')", name="person_language"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=120)
    language: str | None = Field(default=None, max_length=2)
    left_on: date | None = None
    removed_on: date | None = None


class Identity(SQLModel, table=True):
    """Who a login says it is. A person may have one at each issuer, or several."""

    issuer: str = Field(primary_key=True, max_length=200)
    subject: str = Field(primary_key=True, max_length=200)
    person_id: UUID = Field(foreign_key="person.id", index=True)


class Employment(SQLModel, table=True):
    """A person at a school. The role is ours: no login tells it.

    It ends by itself after `last_day`, or at once when the row is removed. What somebody was let into before `since` they are let
    into no longer: whoever comes back begins anew.
    """

    __table_args__ = (
        CheckConstraint("role IN ('teacher', 'substitute', 'adviser', 'leader', 'admin')", name="employment_role"),
    )

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    school_id: str = Field(foreign_key="school.id", primary_key=True, index=True)
    role: str = Field(default="teacher", max_length=20)
    since: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    last_day: date | None = None

    def goes_on(self, day: date) -> bool:
        return self.last_day is None or self.last_day >= day


InvitedRole = Literal["teacher", "adviser"]


class Invitation(SQLModel, table=True):
    """A leader's to somebody who is not known here yet. What is sent is a token, once; only its hash is kept.

    It ends when it is accepted, taken back, or `expires_at`.
    """

    __table_args__ = (
        UniqueConstraint("token_hash", name="invitation_token_once"),
        CheckConstraint("role IN ('teacher', 'adviser')", name="invitation_role"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(max_length=64)
    school_id: str = Field(foreign_key="school.id", index=True)
    role: str = Field(max_length=20)
    invited_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_by: UUID | None = Field(default=None, foreign_key="person.id")


class MailAddress(SQLModel, table=True):
    """Where somebody wants e-mail. Nothing but a code is sent there before `confirmed_at`, and nothing after `refused_at`.

    Of the code its hash is kept, and how often it was tried. `asked` codes were sent on the day `asked_on`: that is known also once
    the address was taken away.
    """

    __tablename__ = "mail_address"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    address: str | None = Field(default=None, max_length=254)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code_hash: str | None = Field(default=None, max_length=64)
    tries: int = 0
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_on: date | None = None
    asked: int = 0
