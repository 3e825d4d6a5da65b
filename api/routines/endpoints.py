"""Reading routines as they are published."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from api.actors import SignedIn
from api.database import SessionDep
from api.engine.schema import Routine
from api.routines.service import RoutineService

router = APIRouter(prefix="/routines", tags=["routines"])


class RoutineLine(BaseModel):
    id: str
    version: str
    name: str


@router.get("")
async def list_routines(_signed_in: SignedIn, session: SessionDep) -> list[RoutineLine]:
    """The newest version of each routine."""
    routines = RoutineService(session)
    lines = []
    for routine_id in await routines.ids():
        version = await routines.newest(routine_id)
        routine = await routines.routine(version.hash)
        lines.append(RoutineLine(id=routine_id, version=version.hash, name=routine.name.nb))
    return lines


@router.get("/{version}")
async def read_routine(version: str, _signed_in: SignedIn, session: SessionDep) -> Routine:
    """A published routine, whole."""
    return await RoutineService(session).routine(version)
