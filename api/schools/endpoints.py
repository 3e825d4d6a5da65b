"""The school somebody acts for: its calendar, and who works there."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.actors import CountedRoute, SignedIn
from api.database import SessionDep
from api.errors import NotFound
from api.people.repository import PeopleRepository
from api.problems import OF_EVERY_ROUTE
from api.schools.models import AccessSettings, AdvisersSee, LeadersSee, StaffRole
from api.schools.service import SETTLE, SchoolService

router = APIRouter(route_class=CountedRoute, prefix="/school", tags=["school"], responses=OF_EVERY_ROUTE)


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


class AccessOut(BaseModel):
    """What the school lets leadership see of cases they are no member of: their `lines`, or `figures` alone.

    Advisers see their `own` cases, or `as_leaders`.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"leaders_see": "lines", "advisers_see": "own"}]}
    )

    leaders_see: LeadersSee
    advisers_see: AdvisersSee


@router.get("/access", operation_id="readAccess")
async def read_access(actor: SignedIn, session: SessionDep) -> AccessOut:
    """What the school lets leadership and advisers see; for leaders and the municipality."""
    if actor.employment.role not in SETTLE:
        raise NotFound
    return AccessOut.model_validate(await SchoolService(session).access(actor.school.id), from_attributes=True)


@router.put("/access", operation_id="changeAccess")
async def change_access(chosen: AccessOut, actor: SignedIn, session: SessionDep) -> AccessOut:
    """From now on. The municipality chooses; a leader may let leadership see less, and never more: 409 otherwise.

    What was seen before stands in the audit of each case.
    """
    settings = AccessSettings(school_id=actor.school.id, changed_by=actor.person.id, **chosen.model_dump())
    await SchoolService(session).settle_access(settings, cast("StaffRole", actor.employment.role))
    return chosen


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
        for person, employment in await PeopleRepository(session).at(actor.school.id, actor.day)
    ]
