"""Schools and the people who work there."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


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


class Teacher(SQLModel, table=True):
    """`subject` is who the login says it is; `language` overrules the school's when the teacher has chosen."""

    __table_args__ = (UniqueConstraint("subject"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    school_id: str = Field(foreign_key="school.id", index=True)
    subject: str = Field(max_length=200)
    name: str = Field(max_length=120)
    role: str = Field(default="teacher", max_length=20)
    language: str | None = Field(default=None, max_length=2)
