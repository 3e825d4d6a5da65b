"""Keeping our own table of who works where: one at a time, and from a whole list."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import COMMAND, By
from api.audit.models import Door
from api.errors import NotFound
from api.people.models import Employment, Person
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.people.staff_file import FileProblem, StaffFileProblems, StaffLine


class StaffService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.people = PeopleRepository(session)
        self.service = PeopleService(session)

    async def add(
        self, name: str, issuer: str, subject: str, language: str | None = None, *, door: Door = "command"
    ) -> Person:
        """A person with a first identity; the one who has it already stays. Through a page they come in themselves."""
        person = await self.people.person(issuer, subject)
        if person is None:
            person = Person(name=name, language=language)
            self.session.add(person)
            await self.session.flush()
            by = COMMAND if door == "command" else By(person.id, door)
            await self.service.identify(person, issuer, subject, by=by)
        return person

    async def identify(self, person_id: UUID, issuer: str, subject: str) -> None:
        """One more way to log in. `NotFound` when there is no such person, or somebody else has the identity."""
        known = await self.people.person(issuer, subject)
        person = await self.session.get(Person, person_id)
        if person is None or person.removed_on is not None or (known is not None and known.id != person_id):
            raise NotFound
        if known is None:
            await self.service.identify(person, issuer, subject)

    async def leave(self, person_id: UUID, school_id: str) -> None:
        """Ends all access at once. What they did stays, and their cases are handed over by a leader."""
        employment = await self.people.employment(person_id, school_id)
        if employment is None:
            raise NotFound
        await self.service.end(employment)

    async def bring_in(self, lines: Sequence[StaffLine], *, remove_missing: bool = False) -> list[str]:
        """Brings the schools the list names in line with it, and says what changes. Who is missing leaves only when asked for."""
        changes: list[str] = []
        listed: set[tuple[UUID, str]] = set()
        for line in lines:
            person = await self._known(line)
            if person is None:
                person = await self.add(line.name, line.issuer, line.subject, line.language)
                changes.append(f"new person: {line.name} ({line.issuer} {line.subject})")
            elif person.name != line.name:
                changes.append(f"{person.name} is now called {line.name}")
                person.name = line.name
            person.language = person.language or line.language
            self.session.add(person)
            changes += await self._logins(person, line)
            listed.add((person.id, line.school))
            changes += await self._works(person, line)
        for school in sorted({line.school for line in lines}):
            for person, employment in await self.people.ever_at(school):
                if (person.id, school) not in listed:
                    changes += await self._missing(person, employment, remove=remove_missing)
        return changes

    async def _known(self, line: StaffLine) -> Person | None:
        """By any of the logins of the line. Raises `StaffFileProblems` when they are of two people."""
        found = [one for login in line.logins if (one := await self.people.person(*login)) is not None]
        if len({one.id for one in found}) > 1:
            raise StaffFileProblems(
                [FileProblem(line.number, "the two logins are of two people who are known already")]
            )
        return found[0] if found else None

    async def _logins(self, person: Person, line: StaffLine) -> list[str]:
        new = [login for login in line.logins if await self.people.person(*login) is None]
        for login in new:
            await self.service.identify(person, *login)
        return [f"{person.name} logs in as {issuer} {subject} too" for issuer, subject in new]

    async def _works(self, person: Person, line: StaffLine) -> list[str]:
        before = await self.people.employment(person.id, line.school)
        if before is not None and (before.role, before.last_day) == (line.role, line.last_day):
            return []
        until = f" to {line.last_day.isoformat()}" if line.last_day else ""
        what = "works" if before is None else f"was {before.role} and works"
        await self.service.employ(person.id, line.school, line.role, line.last_day)
        return [f"{person.name} {what} at {line.school} as {line.role}{until}"]

    async def _missing(self, person: Person, employment: Employment, *, remove: bool) -> list[str]:
        if not remove:
            return [f"not in the list, stays: {person.name} at {employment.school_id}"]
        await self.service.end(employment)
        return [f"{person.name} leaves {employment.school_id}"]
