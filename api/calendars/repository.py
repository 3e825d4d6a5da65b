"""All SQL about calendar feeds. One that counts belongs to somebody who has worked at a school ever since it was made."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.calendars.models import CalendarFeed
from api.people.models import Employment, Person
from api.people.repository import TODAY, employed_on

_COUNTING = (
    select(CalendarFeed)
    .join(Employment, col(Employment.person_id) == col(CalendarFeed.person_id))
    .where(
        employed_on(TODAY),
        col(Employment.role) != "admin",
        col(Employment.since) <= col(CalendarFeed.made_at),
    )
    .distinct()
)
_BY_SECRET = _COUNTING.where(col(CalendarFeed.secret_hash) == bindparam("secret_hash"))
_BY_PERSON = _COUNTING.where(col(CalendarFeed.person_id) == bindparam("person"))


class CalendarRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_secret(self, secret_hash: str, today: date) -> CalendarFeed | None:
        which = {"secret_hash": secret_hash, "today": today}
        return (await self.session.exec(_BY_SECRET, params=which)).one_or_none()

    async def of(self, person_id: UUID, today: date) -> CalendarFeed | None:
        return (await self.session.exec(_BY_PERSON, params={"person": person_id, "today": today})).one_or_none()

    async def put(self, feed: CalendarFeed) -> None:
        """In place of the one before, whether it counts or not. Two at once: the last one is the one there is."""
        await self.session.exec(select(Person.id).where(Person.id == feed.person_id).with_for_update())
        await self.remove(feed.person_id)
        self.session.add(feed)

    async def remove(self, person_id: UUID) -> None:
        await self.session.exec(delete(CalendarFeed).where(col(CalendarFeed.person_id) == person_id))

    async def person(self, person_id: UUID) -> Person | None:
        return await self.session.get(Person, person_id)
