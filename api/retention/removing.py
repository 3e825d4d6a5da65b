"""Ending what somebody works at: all access ends now, the name goes when its time is over, and no open case is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import delete, exists
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import COMMAND, access_row
from api.audit.models import AuditRow, Reading
from api.cases.models import Case
from api.cases.repository import CaseRepository
from api.cases.service import CaseService, OpenedCase, load
from api.engine.apply import Refusal
from api.engine.commands import Share
from api.engine.retention import closed_on, months_after
from api.errors import NotFound
from api.login.models import LoginSession
from api.outbox.repository import OutboxRepository
from api.people.actor import Actor
from api.people.mail import MailAddresses
from api.people.models import Employment, Identity, Person
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.reminders.repository import RemindersRepository
from api.schools.models import School
from api.settings import Settings


class Forgotten(NamedTuple):
    """An open case that nobody follows. Without a leader at the school nobody sees it either."""

    case: UUID
    school: str
    has_leader: bool


class NobodyFollows(Exception):
    """These open cases would be followed by nobody. Nothing was done."""

    def __init__(self, cases: Sequence[Forgotten]) -> None:
        self.cases = cases
        super().__init__()


class NotTaken(Exception):
    """The colleague cannot take this case: they do not work at its school, or have cases to a day only. Nothing was done."""

    def __init__(self, case: UUID) -> None:
        self.case = case
        super().__init__()


@asynccontextmanager
async def no_case_forgotten(session: AsyncSession, today: date, *, allowed: bool) -> AsyncIterator[list[Forgotten]]:
    """Whatever is changed inside must leave no open case without anybody who follows it; raises `NobodyFollows`.

    When it is `allowed`, the list it gives holds those cases afterwards.
    """
    cases, forgotten = CaseRepository(session), list[Forgotten]()
    before = {case.id for case, _ in await cases.followed_by_nobody(today)}
    yield forgotten
    await session.flush()
    now = [one for one in await cases.followed_by_nobody(today) if one[0].id not in before]
    forgotten += [
        await _forgotten(session, opened, school, today) for opened, school in await _open(session, now, today)
    ]
    if forgotten and not allowed:
        raise NobodyFollows(forgotten)


async def _open(
    session: AsyncSession, cases: Sequence[tuple[Case, School]], today: date
) -> list[tuple[OpenedCase, School]]:
    loaded = [(await load(session, case, school, today), school) for case, school in cases]
    return [(one, school) for one, school in loaded if closed_on(one.routine, one.file.facts) is None]


async def _forgotten(session: AsyncSession, opened: OpenedCase, school: School, today: date) -> Forgotten:
    staff = await PeopleRepository(session).at(school.id, today)
    return Forgotten(opened.case.id, school.id, any(employment.role == "leader" for _, employment in staff))


class _OnTheServer(CaseService):
    """What is done here stands in the log under the person, who is not at the keyboard: so in the audit it is a command's.

    They may have left already; the case has been held since it was found.
    """

    def _row(self, case_id: UUID, reading: Reading) -> AuditRow:
        return AuditRow(case_id=case_id, what=reading, door="command")

    async def hold(self, opened: OpenedCase) -> None:
        pass


class Removal:
    def __init__(self, session: AsyncSession, settings: Settings, today: date) -> None:
        self.session, self.settings, self.today = session, settings, today
        self.people, self.service = PeopleRepository(session), PeopleService(session)

    async def hand_over(self, person_id: UUID, colleague: UUID, *, school_id: str | None = None) -> list[UUID]:
        """Lets the colleague into the open cases nobody but the person follows, and those nobody has followed since they left.

        At one school or all. Gives the cases; raises `NotTaken`, and `NotFound` for somebody unknown or removed.
        """
        person = await self._known(person_id)
        await self._known(colleague)
        if colleague == person_id:
            raise NotFound
        found = await CaseRepository(self.session).last_with(person_id, self.today)
        there = [(case, school) for case, school in found if school_id in (None, school.id)]
        taken = await _open(self.session, there, self.today)
        for opened, school in taken:
            await self._share(person, school, opened, colleague)
        return [opened.case.id for opened, _ in taken]

    async def remove(self, person_id: UUID) -> date:
        """Ends all access everywhere. Gives the first day on which the name may go; `NotFound` for somebody unknown or removed."""
        person = await self._known(person_id)
        await self._end_sessions(person)
        await OutboxRepository(self.session).forget_person(person.id)
        await RemindersRepository(self.session).forget_person(person.id)
        await MailAddresses(self.session).forget_person(person.id)
        for employment in await self.people.employments(person.id):
            await self.service.end(employment)
        person.left_on = person.left_on or self.today
        self.session.add(person)
        self.service.audit.note(access_row("removed", COMMAND, person.id))
        return months_after(person.left_on, self.settings.staff_months)

    async def still_forgotten(self, person_id: UUID) -> list[Forgotten]:
        """The open cases this person was let into and nobody follows."""
        found = await CaseRepository(self.session).last_with(person_id, self.today)
        opened = await _open(self.session, found, self.today)
        return [await _forgotten(self.session, one, school, self.today) for one, school in opened]

    async def _known(self, person_id: UUID) -> Person:
        person = await self.session.get(Person, person_id)
        if person is None or person.removed_on is not None:
            raise NotFound
        return person

    async def _share(self, person: Person, school: School, opened: OpenedCase, colleague: UUID) -> None:
        employment = await self.people.employment(person.id, school.id)
        actor = Actor(
            person, employment or Employment(person_id=person.id, school_id=school.id), school, today=self.today
        )
        service = _OnTheServer(self.session, actor)
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
