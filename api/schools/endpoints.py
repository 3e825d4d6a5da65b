"""The school somebody acts for: its calendar, and who works there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api.actors import SignedIn
from api.database import SessionDep
from api.people.repository import PeopleRepository
from api.problems import OF_EVERY_ROUTE
from api.schools.models import StaffRole

router = APIRouter(prefix="/school", tags=["school"], responses=OF_EVERY_ROUTE)


class BreakOut(BaseModel):
    """Days without school, the first and the last included."""

    first: date
    last: date
    name: str


class SchoolCalendar(BaseModel):
    """Without its breaks `loaded`, no date knows of them; weekends and public holidays are known all the same."""

    school: str
    name: str
    loaded: bool
    breaks: list[BreakOut]


class Colleague(BaseModel):
    """Somebody at the school. A case is shared with a `person`."""

    person: UUID
    name: str
    role: StaffRole


@router.get("/calendar", operation_id="readCalendar")
async def read_calendar(actor: SignedIn) -> SchoolCalendar:
    """The breaks of the school that every date is reckoned with."""
    school = actor.school
    breaks = [BreakOut(first=first, last=last, name=name) for first, last, name in school.breaks or []]
    return SchoolCalendar(school=school.id, name=school.name, loaded=school.breaks is not None, breaks=breaks)


@router.get("/people", operation_id="listColleagues")
async def list_colleagues(actor: SignedIn, session: SessionDep) -> list[Colleague]:
    """Who works at the school, by name."""
    return [
        Colleague.model_validate({"person": person.id, "name": person.name, "role": employment.role})
        for person, employment in await PeopleRepository(session).at(actor.school.id)
    ]
