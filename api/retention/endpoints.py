"""How long cases are kept: what is due to be deleted, and asking for a case to be kept longer."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.actors import Today
from api.cases.endpoints import Cases
from api.problems import OF_EVERY_ROUTE
from api.retention import asking
from api.retention.schemas import DueOut, KeptOut, LongerIn

router = APIRouter(prefix="/retention", tags=["retention"], responses=OF_EVERY_ROUTE)


@router.get("", operation_id="listDue")
async def list_due(service: Cases) -> list[DueOut]:
    """The closed cases that will be deleted, by the day: those the person may see, for leaders also those nobody follows, and all of
    the school, unnamed, where the school has chosen so."""
    return await asking.due(service)


@router.get("/{case_id}", operation_id="readRetention")
async def read_retention(case_id: UUID, service: Cases) -> KeptOut:
    """How long the case is kept."""
    opened = await service.get(case_id, reading="retention")
    return await asking.kept(service.session, service.actor.school, opened)


@router.post("/{case_id}/longer", operation_id="keepLonger")
async def keep_longer(case_id: UUID, sent: LongerIn, service: Cases, today: Today) -> KeptOut:
    """Keep a closed case until a later day, for a reason."""
    return await asking.keep_longer(service, case_id, sent, today)
