"""A person's calendar feed. The secret in its address does not lie here as it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now


class CalendarFeed(SQLModel, table=True):
    """One a person, by the SHA-256 of the secret in its address; another secret takes the place of the one before.

    It is none for an employment that began after `made_at`: whoever comes back to the school begins anew.
    """

    __tablename__ = "calendar_feed"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    secret_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
