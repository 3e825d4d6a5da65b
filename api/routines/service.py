"""Publishing routines and reading published ones. A published version never changes, so each is built once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import alone, utc_now
from api.engine.compatibility import refusals
from api.engine.loader import RoutineProblems, content_hash, load
from api.engine.schema import Routine
from api.errors import NotFound
from api.routines.models import RoutineVersion

_built: dict[str, Routine] = {}  # by hash


class RoutineService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def publish(self, folder: Path) -> RoutineVersion:
        """Makes the content of `folder` the newest version; a known content is stored once.

        Raises `RoutineProblems` for a wrong content and for one that may not follow the versions published earlier.
        """
        routine = load(folder)
        await alone(self.session)
        versions = await self._versions(routine.id)
        earlier = [await self.routine(version.hash) for version in versions]
        problems = refusals(earlier, routine)
        if problems:
            raise RoutineProblems(problems)
        # By content and not by hash alone: a newer program may hash what it says otherwise.
        same = [version for version, old in zip(versions, earlier, strict=True) if old == routine]
        stored = same[-1] if same else None
        if stored is None:
            content = routine.model_dump(mode="json", by_alias=True)
            stored = RoutineVersion(hash=content_hash(routine), routine_id=routine.id, content=content)
            stored.published_at = _after(versions)
        elif stored != versions[-1]:
            stored.published_at = _after(versions)  # a routine taken back to an earlier content is the newest again
        self.session.add(stored)
        return stored

    async def newest(self, routine_id: str) -> RoutineVersion:
        """Without its content, which is long: `routine` has it, built."""
        statement = (
            select(RoutineVersion)
            .options(defer(RoutineVersion.content, raiseload=True))  # type: ignore[arg-type]  # an attribute of the class is a column
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
            statement = select(RoutineVersion.content).where(RoutineVersion.hash == version_hash)
            content = (await self.session.exec(statement)).one_or_none()
            if content is None:
                raise NotFound
            cached = _built[version_hash] = Routine.model_validate(content)
        return cached

    async def _versions(self, routine_id: str) -> Sequence[RoutineVersion]:
        """All versions, the one that was made the newest last at the end."""
        statement = select(RoutineVersion).where(RoutineVersion.routine_id == routine_id)
        return (await self.session.exec(statement.order_by(col(RoutineVersion.published_at)))).all()


def _after(versions: Sequence[RoutineVersion]) -> datetime:
    """Now, or just after the newest version when the clock has been put back since."""
    now = utc_now()
    return max(now, versions[-1].published_at + timedelta(microseconds=1)) if versions else now
