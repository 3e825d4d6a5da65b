"""Publishing routines and reading published ones. A published version never changes, so each is built once."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import utc_now
from api.engine.loader import content_hash, load
from api.engine.schema import Routine
from api.errors import NotFound
from api.routines.models import RoutineVersion

_built: dict[str, Routine] = {}  # by hash


class RoutineService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def publish(self, folder: Path) -> RoutineVersion:
        """Makes the content of `folder` the newest version; a known content is stored once. Raises `RoutineProblems` for a wrong one."""
        routine = load(folder)
        version = content_hash(routine)
        stored = await self.session.get(RoutineVersion, version)
        if stored is None:
            content = routine.model_dump(mode="json", by_alias=True)
            stored = RoutineVersion(hash=version, routine_id=routine.id, content=content)
        elif (await self.newest(routine.id)).hash != version:
            stored.published_at = utc_now()  # a routine taken back to an earlier content is the newest again
        self.session.add(stored)
        return stored

    async def newest(self, routine_id: str) -> RoutineVersion:
        statement = (
            select(RoutineVersion)
            .where(RoutineVersion.routine_id == routine_id)
            .order_by(col(RoutineVersion.published_at).desc())
            .limit(1)
        )
        found = (await self.session.exec(statement)).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def ids(self) -> list[str]:
        return sorted(set((await self.session.exec(select(RoutineVersion.routine_id))).all()))

    async def routine(self, version_hash: str) -> Routine:
        """The routine as it was published."""
        cached = _built.get(version_hash)
        if cached is None:
            version = await self.session.get(RoutineVersion, version_hash)
            if version is None:
                raise NotFound
            cached = _built[version_hash] = Routine.model_validate(version.content)
        return cached
