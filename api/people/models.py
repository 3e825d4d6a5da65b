"""Persons, how logins name them, and where they work."""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from api.settings import LOCAL_ISSUER

LOCAL = LOCAL_ISSUER


class Person(SQLModel, table=True):
    """`language` overrules the school's when the person has chosen."""

    __table_args__ = (CheckConstraint("language IN ('nb', 'nn')", name="person_language"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=120)
    language: str | None = Field(default=None, max_length=2)


class Identity(SQLModel, table=True):
    """Who a login says it is. A person may have one at each issuer, or several."""

    issuer: str = Field(primary_key=True, max_length=200)
    subject: str = Field(primary_key=True, max_length=200)
    person_id: UUID = Field(foreign_key="person.id", index=True)


class Employment(SQLModel, table=True):
    """A person at a school. The role is ours: no login tells it."""

    __table_args__ = (CheckConstraint("role IN ('teacher', 'leader', 'adviser')", name="employment_role"),)

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    school_id: str = Field(foreign_key="school.id", primary_key=True, index=True)
    role: str = Field(default="teacher", max_length=20)
