"""Deadlines in somebody's own calendar: one to save, and a feed of all their cases behind a secret address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.calendars.ics import DayDue, days_due, ics
from api.calendars.models import CalendarFeed
from api.calendars.repository import CalendarRepository
from api.cases.repository import CaseRepository
from api.cases.service import CaseService, OpenedCase
from api.database import utc_now
from api.errors import NotFound
from api.login.sessions import hashed, new_secret
from api.people.actor import Actor
from api.people.repository import PeopleRepository

NOTED_EVERY = timedelta(hours=24)  # a program asks often; a reading of each case is written down once in that time


class CalendarService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.calendars = CalendarRepository(session)

    async def make(self, actor: Actor) -> tuple[CalendarFeed, str]:
        """A feed and the secret of its address, which is told here and never again. The address before it leads nowhere."""
        if actor.is_admin:
            raise NotFound
        secret = new_secret()
        feed = CalendarFeed(person_id=actor.person.id, secret_hash=hashed(secret))
        await self.calendars.put(feed)
        return feed, secret

    async def feed_of(self, actor: Actor) -> CalendarFeed | None:
        return await self.calendars.of(actor.person.id, actor.day)

    async def revoke(self, actor: Actor) -> None:
        await self.calendars.remove(actor.person.id)

    async def whose(self, secret: str, today: date) -> UUID | None:
        """The person whose feed it is; None for a wrong address, one that was revoked, and one whose employment has ended."""
        feed = await self.calendars.by_secret(hashed(secret), today)
        return feed.person_id if feed else None

    async def read(self, person_id: UUID, today: date) -> bytes:
        """What is due in the cases this person follows at any school where they work."""
        person = await self.calendars.person(person_id)
        workplaces = await PeopleRepository(self.session).workplaces(person_id, today)
        if person is None or not workplaces:
            raise NotFound
        actors = [Actor(person, employment, school, today=today) for employment, school in workplaces]
        days = [day for actor in actors for day in await self._days(actor)]
        return ics(days, utc_now(), actors[0].language)

    async def _days(self, actor: Actor) -> Sequence[DayDue]:
        service = CaseService(self.session, actor)
        listed = await service.list(actor.day)
        moves = await service.cases.moves_of(one.case.id for one in listed)
        since = utc_now() - NOTED_EVERY
        for one in listed:
            if not await service.audit.has_seen(actor.person.id, one.case.id, "calendar", since):
                service.saw([one.case], "calendar")
        return [
            day
            for one in listed
            for day in days_due(
                one.case.id,
                one.case.label,
                one.plan,
                one.case.revision + moves.get(one.case.id, 0),
                actor.language,
            )
        ]

    async def one(self, opened: OpenedCase, deadline: str, actor: Actor, today: date) -> bytes:
        """A deadline of the case's plan, to save. Raises `NotFound` when it has no day, or is met."""
        plan, case = opened.plan(today), opened.case
        moves = await CaseRepository(self.session).moves_of([case.id])
        revision = case.revision + moves.get(case.id, 0)
        wanted = plan.model_copy(update={"deadlines": tuple(one for one in plan.deadlines if one.id == deadline)})
        days = list(days_due(case.id, case.label, wanted, revision, actor.language))
        if not days:
            raise NotFound
        return ics(days, utc_now(), actor.language)
