"""People: who has logged in, and keeping persons in line with the file that names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import COMMAND, By, access_row
from api.audit.repository import AuditRepository
from api.clock import real_day
from api.database import insert_once, utc_now
from api.errors import NotFound
from api.people.actor import Actor
from api.people.models import LOCAL, Employment, Identity, Person
from api.people.repository import PeopleRepository
from api.schools.models import StaffRole
from api.schools.service import SchoolEntry, TeacherEntry


class PeopleService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.people = PeopleRepository(session)
        self.audit = AuditRepository(session)

    async def actor(
        self, subject: str, *, issuer: str = LOCAL, school: str | None = None, today: date | None = None
    ) -> Actor:
        """Who has logged in as `subject`, at `school` or the first where they work; `NotFound` for a stranger there.

        `today` is the real day when left out.
        """
        found = await self.people.actor(issuer, subject, school, today or real_day())
        if found is None:
            raise NotFound
        return found

    async def recognise(self, issuer: str, subject: str, *, also: Sequence[str] = ()) -> bool:
        """Whether this login is of somebody who works here. Nobody is made of a stranger.

        `also` are names somebody may have been entered by before the first login. From then on it is `subject` that counts:
        whoever gets such a name after them is a stranger.
        """
        person = await self.people.person(issuer, subject)
        if person is None:
            person = await self._entered_as(issuer, also)
            if person is None:
                return False
            if await insert_once(self.session, Identity(issuer=issuer, subject=subject, person_id=person.id)):
                self.audit.note(access_row("identified", By(person.id, "page"), person.id, issuer=issuer))
        return bool(await self.people.workplaces(person.id, real_day()))

    async def _entered_as(self, issuer: str, names: Sequence[str]) -> Person | None:
        found = [person for name in names if (person := await self.people.person(issuer, name)) is not None]
        if len({person.id for person in found}) != 1:
            return None
        known_as = await self.people.subjects(found[0].id, issuer)
        return found[0] if set(known_as) <= set(names) else None

    async def load(self, schools: Sequence[SchoolEntry], *, only_new: bool = False) -> None:
        """Brings persons in line with what the schools' file says; nobody is removed.

        Somebody it names works where it says, and nowhere else. Of several entries of one person the last gives the name.
        With `only_new` those who are known already stay as they are: whoever has left since is not let in again.
        """
        entries = {person.subject: person for school in schools for person in school.teachers}
        works: dict[str, dict[str, StaffRole]] = defaultdict(dict)
        for school in schools:
            for one in school.teachers:
                works[one.subject][school.id] = one.role
        for subject, entry in entries.items():
            if only_new and await self.people.person(LOCAL, subject) is not None:
                continue
            person = await self._keep(entry)
            roles = works[subject]
            for employment in await self.people.employments(person.id):
                if employment.school_id not in roles:
                    await self.end(employment)
            for school_id, role in roles.items():
                await self.employ(person.id, school_id, role)

    async def employ(
        self, person_id: UUID, school_id: str, role: StaffRole, last_day: date | None = None, *, by: By = COMMAND
    ) -> Employment:
        """Somebody works at a school from now on, or goes on there in another role or until another day.

        After the last day, and after having seen figures alone, they begin anew: what they were let into before stays closed.
        """
        employment = await self.people.employment(person_id, school_id)
        if employment is not None and (employment.role, employment.last_day) == (role, last_day):
            return employment
        if employment is None:
            employment = Employment(person_id=person_id, school_id=school_id)
        elif not employment.goes_on(real_day()) or employment.role == "admin" != role:
            employment.since = utc_now()
        employment.role, employment.last_day = role, last_day
        self.session.add(employment)
        await self.session.flush()
        self.audit.note(access_row("employed", by, person_id, school=school_id, role=role, last_day=last_day))
        return employment

    async def end(self, employment: Employment, *, by: By = COMMAND) -> None:
        """All access that came with it ends at once."""
        await self.session.delete(employment)
        self.audit.note(access_row("left", by, employment.person_id, school=employment.school_id))

    async def identify(self, person: Person, issuer: str, subject: str, *, by: By = COMMAND) -> None:
        """One more way for the person to log in, which nobody has yet."""
        self.session.add(Identity(issuer=issuer, subject=subject, person_id=person.id))
        await self.session.flush()
        self.audit.note(access_row("identified", by, person.id, issuer=issuer))

    async def _keep(self, entry: TeacherEntry) -> Person:
        person = await self.people.person(LOCAL, entry.subject)
        if person is None:
            person = Person(name=entry.name)
            self.session.add(person)
            await self.session.flush()
            await self.identify(person, LOCAL, entry.subject)
        person.name, person.language = entry.name, person.language or entry.language
        self.session.add(person)
        return person
