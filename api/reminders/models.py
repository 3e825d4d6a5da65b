"""Who is reminded, and what somebody does not want to be reminded of until a day. What is due lies nowhere: it follows from the facts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel


class Reminding(SQLModel, table=True):
    """Somebody who has asked to be reminded; without a row nobody is. `considered_on`: the last day it was done, or needless."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    considered_on: date | None = None


class Snoozed(SQLModel, table=True):
    """What is not told before the day `until`, as long as it is due on `due_on`: a date that moves is told again."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    case_id: UUID = Field(foreign_key="pupil_case.id", primary_key=True, index=True)
    task: str = Field(max_length=120, primary_key=True)
    due_on: date
    until: date


class Digest(SQLModel, table=True):
    """A leader who wants the lines of a school once a week; without a row nobody does. `week`: the Monday of the last week it was done."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    school_id: str = Field(foreign_key="school.id", primary_key=True, max_length=60)
    week: date | None = None
