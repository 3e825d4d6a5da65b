"""Published versions of routines. A case is pinned to one; it moves to a newer one only by an explicit act."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now


class RoutineVersion(SQLModel, table=True):
    """`content` is the whole routine, guides and texts included; `hash` is over that content."""

    __tablename__ = "routine_version"

    hash: str = Field(primary_key=True, max_length=16)
    routine_id: str = Field(max_length=60, index=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    published_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
