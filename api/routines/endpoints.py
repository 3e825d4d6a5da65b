"""Reading routines as they are published."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from api.actors import CountedRoute, SignedIn
from api.database import SessionDep
from api.engine.schema import Routine
from api.errors import NotFound
from api.problems import OF_EVERY_ROUTE
from api.routines.service import RoutineService

router = APIRouter(route_class=CountedRoute, prefix="/routines", tags=["routines"], responses=OF_EVERY_ROUTE)


class RoutineLine(BaseModel):
    id: str
    version: str
    name: str


@router.get("", operation_id="listRoutines")
async def list_routines(_signed_in: SignedIn, session: SessionDep) -> list[RoutineLine]:
    """The newest version of each routine."""
    routines = RoutineService(session)
    lines = []
    for routine_id in await routines.ids():
        version = await routines.newest(routine_id)
        routine = await routines.routine(version.hash)
        lines.append(RoutineLine(id=routine_id, version=version.hash, name=routine.name.nb))
    return lines


@router.get("/{version}", operation_id="readRoutine")
async def read_routine(version: str, _signed_in: SignedIn, session: SessionDep) -> Routine:
    """A published routine, whole."""
    if not version.isalnum():  # no version is called so, and not every database takes every letter
        raise NotFound
    return await RoutineService(session).routine(version)
