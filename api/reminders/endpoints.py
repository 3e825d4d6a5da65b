"""What is due in somebody's cases, and whether they are reminded of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.actors import CountedRoute, SignedIn
from api.database import SessionDep
from api.errors import NotFound
from api.people.actor import Actor
from api.problems import OF_EVERY_ROUTE
from api.reminders.service import RemindersService

router = APIRouter(route_class=CountedRoute, prefix="/reminders", tags=["reminders"], responses=OF_EVERY_ROUTE)


class DueLine(BaseModel):
    case: UUID
    label: str
    task: str
    text: str
    due_on: date


class Reminders(BaseModel):
    """`on`: messages are sent. `due`: what is due today or was before, and was not put off.

    `digest`: the school's lines are sent once a week; none for who is no leader there.
    """

    on: bool
    digest: bool | None
    due: list[DueLine]


class RemindersIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"on": True}]})

    on: bool


@router.get("", operation_id="readReminders")
async def read_reminders(actor: SignedIn, session: SessionDep) -> Reminders:
    """What is due in one's own cases, and whether messages about it are sent."""
    return await _reminders(actor, session)


@router.put("", operation_id="chooseReminders")
async def choose_reminders(chosen: RemindersIn, actor: SignedIn, session: SessionDep) -> Reminders:
    """Messages on school days, or none."""
    await RemindersService(session).reminders.switch(actor.person.id, on=chosen.on)
    return await _reminders(actor, session)


@router.put("/digest", operation_id="chooseDigest")
async def choose_digest(chosen: RemindersIn, actor: SignedIn, session: SessionDep) -> Reminders:
    """The lines of the school once a week, or not; for its leaders."""
    if not _leads(actor):
        raise NotFound
    await RemindersService(session).reminders.switch_digest(actor.person.id, actor.school.id, on=chosen.on)
    return await _reminders(actor, session)


def _leads(actor: Actor) -> bool:
    return actor.employment.role == "leader"


async def _reminders(actor: SignedIn, session: SessionDep) -> Reminders:
    service = RemindersService(session)
    due = await service.due(actor, actor.day, actor.day)
    return Reminders(
        on=await service.reminders.is_on(actor.person.id),
        digest=await service.reminders.wants_digest(actor.person.id, actor.school.id) if _leads(actor) else None,
        due=[
            DueLine(case=one.case, label=one.label, task=one.task, text=one.text.in_(actor.language), due_on=one.due_on)
            for one in due
        ],
    )
