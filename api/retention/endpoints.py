"""How long cases are kept: what is due to be deleted, and asking for a case to be kept longer."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.actors import CountedRoute, Today
from api.cases.endpoints import Cases
from api.problems import OF_EVERY_ROUTE
from api.retention import asking
from api.retention.schemas import DueOut, KeptOut, LongerIn, UntouchedOut

router = APIRouter(route_class=CountedRoute, prefix="/retention", tags=["retention"], responses=OF_EVERY_ROUTE)


@router.get("", operation_id="listDue")
async def list_due(service: Cases) -> list[DueOut]:
    """The closed cases that will be deleted, by the day: those the person may see, for leaders also those nobody follows, and all of
    the school, unnamed, where the school has chosen so."""
    return await asking.due(service)


@router.get("/untouched", operation_id="listUntouched")
async def list_untouched(service: Cases) -> list[UntouchedOut]:
    """The open cases in which nothing was recorded for as long as the school says: those the person follows, for leaders also those
    whose line they see. None is deleted by itself: close it, or go on with it."""
    return await asking.left_alone(service)


@router.get("/{case_id}", operation_id="readRetention")
async def read_retention(case_id: UUID, service: Cases) -> KeptOut:
    """How long the case is kept."""
    opened = await service.get(case_id, reading="retention")
    return await asking.kept(service.session, service.actor.school, opened)


@router.post("/{case_id}/longer", operation_id="keepLonger")
async def keep_longer(case_id: UUID, sent: LongerIn, service: Cases, today: Today) -> KeptOut:
    """Keep a closed case until a later day, for a reason."""
    return await asking.keep_longer(service, case_id, sent, today)
