"""Schools, and what each lets its leaders and advisers see."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, String
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now
from api.engine.retention import KEPT_MONTHS, UNTOUCHED_MONTHS

# What somebody is at a school. An admin is of the municipality and sees figures alone, at each school where they are employed.
StaffRole = Literal["teacher", "substitute", "adviser", "leader", "admin"]


class School(SQLModel, table=True):
    """`breaks` is a list of `[first, last, name]` with ISO dates, or None when the school's breaks are not loaded.

    `own_limit` is when the school itself finds absence worrying, in the form of a routine's `limit`; `role_names` is what the
    school calls roles the routine leaves open, by role id, in the form of a routine's roles.
    """

    id: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=120)
    routine_id: str = Field(max_length=60)
    language: str = Field(default="nb", max_length=2)
    breaks: list[Any] | None = Field(default=None, sa_column=Column(JSON))
    own_limit: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    role_names: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    barnevernvakt: str | None = Field(default=None, max_length=120)  # how to reach the local barnevernvakt
    retention_months: int = KEPT_MONTHS  # after a case is closed it is kept so long, then deleted
    untouched_months: int = UNTOUCHED_MONTHS  # an open case in which nothing was recorded for so long is told of
    retention_tells_leaders: bool = False  # leaders see which cases are due to be deleted, without what they are called


LeadersSee = Literal["figures", "lines"]
AdvisersSee = Literal["own", "as_leaders"]


class AccessSettings(SQLModel, table=True):
    """A school without a row has these defaults. `own` cases are those somebody is a member of."""

    __tablename__ = "access_settings"
    __table_args__ = (
        CheckConstraint("leaders_see IN ('figures', 'lines')", name="access_settings_leaders"),
        CheckConstraint("advisers_see IN ('own', 'as_leaders')", name="access_settings_advisers"),
    )

    school_id: str = Field(foreign_key="school.id", primary_key=True)
    leaders_see: LeadersSee = Field(default="lines", sa_column=Column(String(10), nullable=False))
    advisers_see: AdvisersSee = Field(default="own", sa_column=Column(String(10), nullable=False))
    changed_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    changed_by: UUID | None = Field(default=None, foreign_key="person.id")  # None: the command line
