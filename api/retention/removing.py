"""Removing a person: all access ends now, the name goes when its time is over, and no open case is left without anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, exists
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import COMMAND, access_row
from api.audit.models import AuditRow, Reading
from api.cases.service import CaseService, OpenedCase, load
from api.engine.apply import Refusal
from api.engine.commands import Share
from api.engine.retention import closed_on, months_after
from api.errors import NotFound
from api.login.models import LoginSession
from api.people.actor import Actor
from api.people.models import Identity, Person
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.settings import Settings


class OnlyMember(Exception):
    """These open cases are followed by nobody else. Nothing was done."""

    def __init__(self, cases: Sequence[UUID]) -> None:
        self.cases = cases
        super().__init__()


class NotTaken(Exception):
    """The colleague cannot take this case: they do not work at its school, or have cases to a day only. Nothing was done."""

    def __init__(self, case: UUID) -> None:
        self.case = case
        super().__init__()


class _OnTheServer(CaseService):
    """What is done here stands in the log under the person, who is not at the keyboard: so in the audit it is a command's."""

    def _row(self, case_id: UUID, reading: Reading) -> AuditRow:
        return AuditRow(case_id=case_id, what=reading, door="command")


class Removal:
    def __init__(self, session: AsyncSession, settings: Settings, today: date) -> None:
        self.session, self.settings, self.today = session, settings, today
        self.people, self.service = PeopleRepository(session), PeopleService(session)

    async def remove(self, person_id: UUID, *, hand_over_to: UUID | None = None) -> date:
        """Gives the first day on which the name may go. `NotFound` for somebody unknown or removed before, or no colleague.

        Raises `OnlyMember` when a case would be left alone and nobody is named to take it, and `NotTaken`.
        """
        person = await self.session.get(Person, person_id)
        if person is None or person.removed_on is not None or hand_over_to == person_id:
            raise NotFound
        alone = [one async for one in self._followed_alone(person)]
        if alone and hand_over_to is None:
            raise OnlyMember([opened.case.id for _, opened in alone])
        for service, opened in alone:
            await self._share(service, opened, hand_over_to)
        await self._end_sessions(person)
        for employment in await self.people.employments(person.id):
            await self.service.end(employment)
        person.left_on = person.left_on or self.today
        self.session.add(person)
        self.service.audit.note(access_row("removed", COMMAND, person.id))
        return months_after(person.left_on, self.settings.staff_months)

    async def _followed_alone(self, person: Person) -> AsyncIterator[tuple[CaseService, OpenedCase]]:
        for employment, school in await self.people.workplaces(person.id, self.today):
            service = _OnTheServer(self.session, Actor(person, employment, school, today=self.today))
            for case in await service.cases.list(service.actor):
                opened = await load(self.session, case, school, self.today)
                if opened.file.members == {person.id} and closed_on(opened.routine, opened.file.facts) is None:
                    yield service, opened

    async def _share(self, service: CaseService, opened: OpenedCase, colleague: UUID | None) -> None:
        assert colleague is not None
        try:
            done = await service.do(opened, Share(person=colleague), today=self.today, command_id=f"removed:{uuid4()}")
        except NotFound:
            raise NotTaken(opened.case.id) from None
        if isinstance(done, Refusal):
            raise NotTaken(opened.case.id)

    async def _end_sessions(self, person: Person) -> None:
        theirs = exists().where(
            col(Identity.issuer) == col(LoginSession.issuer),
            col(Identity.subject) == col(LoginSession.subject),
            col(Identity.person_id) == person.id,
        )
        await self.session.exec(delete(LoginSession).where(theirs))
