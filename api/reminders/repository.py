"""All SQL about reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Table, delete, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import insert_once, rows
from api.reminders.models import Digest, Reminding, Snoozed

_REMINDING: Table = Reminding.__table__  # type: ignore[attr-defined]
_DIGEST: Table = Digest.__table__  # type: ignore[attr-defined]


class RemindersRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def is_on(self, person: UUID) -> bool:
        found = await self.session.exec(select(Reminding.person_id).where(Reminding.person_id == person))
        return found.first() is not None

    async def switch(self, person: UUID, *, on: bool) -> None:
        if on:
            await insert_once(self.session, Reminding(person_id=person))
        else:
            await self.session.exec(delete(Reminding).where(col(Reminding.person_id) == person))

    async def left(self, day: date) -> Sequence[UUID]:
        """Who is to be reminded and was not considered on this day."""
        before = or_(col(Reminding.considered_on).is_(None), col(Reminding.considered_on) < day)
        return (
            await self.session.exec(select(Reminding.person_id).where(before).order_by(col(Reminding.person_id)))
        ).all()

    async def consider(self, person: UUID, day: date) -> bool:
        """False when another has done so for this day. Whoever does it at the same time waits, and then sees that it is done."""
        statement = (
            update(_REMINDING)
            .where(_REMINDING.c.person_id == person)
            .where(or_(_REMINDING.c.considered_on.is_(None), _REMINDING.c.considered_on < day))
            .values(considered_on=day)
            .returning(_REMINDING.c.person_id)
        )
        return bool(await rows(self.session, statement))

    async def wants_digest(self, person: UUID, school: str) -> bool:
        return await self.session.get(Digest, (person, school)) is not None

    async def switch_digest(self, person: UUID, school: str, *, on: bool) -> None:
        if on:
            await insert_once(self.session, Digest(person_id=person, school_id=school))
        else:
            theirs = (col(Digest.person_id) == person, col(Digest.school_id) == school)
            await self.session.exec(delete(Digest).where(*theirs))

    async def digests_left(self, week: date) -> Sequence[tuple[UUID, str]]:
        """Who is to have the lines of which school, and was not told in the week of this Monday."""
        before = or_(col(Digest.week).is_(None), col(Digest.week) < week)
        found = await self.session.exec(
            select(Digest.person_id, Digest.school_id)
            .where(before)
            .order_by(col(Digest.person_id), col(Digest.school_id))
        )
        return found.all()

    async def take_week(self, person: UUID, school: str, week: date) -> bool:
        """False when another has done so. Whoever does it at the same time waits, and then sees that it is done."""
        statement = (
            update(_DIGEST)
            .where(_DIGEST.c.person_id == person, _DIGEST.c.school_id == school)
            .where(or_(_DIGEST.c.week.is_(None), _DIGEST.c.week < week))
            .values(week=week)
            .returning(_DIGEST.c.person_id)
        )
        return bool(await rows(self.session, statement))

    async def snooze(self, snoozed: Snoozed) -> None:
        await self.session.merge(snoozed)
        await self.session.flush()

    async def snoozed(self, person: UUID, day: date) -> Mapping[tuple[UUID, str], date]:
        """What is not told on this day, each by its case and task, and when it was due then."""
        found = await self.session.exec(select(Snoozed).where(Snoozed.person_id == person, Snoozed.until > day))
        return {(one.case_id, one.task): one.due_on for one in found.all()}

    async def forget_person(self, person: UUID) -> None:
        for table in (Reminding, Snoozed, Digest):
            await self.session.exec(delete(table).where(col(table.person_id) == person))
