"""All SQL about people. The statements are built once: building one costs as much as running it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, Date, String, bindparam, func, or_
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import rows
from api.people.actor import Actor
from api.people.models import Employment, Identity, Person
from api.schools.models import School


def employed_on(day: ColumnElement[date] | Mapped[date]) -> ColumnElement[bool]:
    """Whether the employment goes on that day."""
    return or_(col(Employment.last_day).is_(None), col(Employment.last_day) >= day)


TODAY: BindParameter[date] = bindparam("today", type_=Date)
_FIRST_SCHOOL = (
    select(func.min(Employment.school_id))
    .where(col(Employment.person_id) == col(Person.id), employed_on(TODAY))
    .correlate(Person)
    .scalar_subquery()
)


def acts_for(school: Mapped[str]) -> ColumnElement[bool]:
    """Whether this is the school somebody acts for: the one bound as `school`, else the first by id where they work."""
    return school == func.coalesce(bindparam("school", type_=String), _FIRST_SCHOOL)


_LOGGED_IN = (
    select(Person, Employment, School)
    .join(Identity, col(Identity.person_id) == col(Person.id))
    .join(Employment, col(Employment.person_id) == col(Person.id))
    .join(School, col(School.id) == col(Employment.school_id))
    .where(
        col(Identity.issuer) == bindparam("issuer"),
        col(Identity.subject) == bindparam("subject"),
        acts_for(col(Employment.school_id)),
        employed_on(TODAY),
    )
)
_WHOSE = select(Identity.person_id).where(
    col(Identity.issuer) == bindparam("issuer"), col(Identity.subject) == bindparam("subject")
)
_IDENTIFIED = (
    select(Person)
    .join(Identity, col(Identity.person_id) == col(Person.id))
    .where(col(Identity.issuer) == bindparam("issuer"), col(Identity.subject) == bindparam("subject"))
)


_NAMES = select(Person.id, Person.name).where(col(Person.id).in_(bindparam("people", expanding=True)))
_WORKPLACES = (
    select(Employment, School)
    .join(School, col(School.id) == col(Employment.school_id))
    .where(col(Employment.person_id) == bindparam("person"), employed_on(TODAY))
    .order_by(col(School.id))
)
_EVER_AT = (
    select(Person, Employment)
    .join(Employment, col(Employment.person_id) == col(Person.id))
    .where(col(Employment.school_id) == bindparam("school"))
    .order_by(col(Person.name), col(Person.id))
)
_AT = _EVER_AT.where(employed_on(TODAY))


class PeopleRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def actor(self, issuer: str, subject: str, school: str | None, today: date) -> Actor | None:
        who = {"issuer": issuer, "subject": subject, "school": school, "today": today}
        found = (await self.session.exec(_LOGGED_IN, params=who)).one_or_none()
        return Actor(*found, today=today) if found else None

    async def person(self, issuer: str, subject: str) -> Person | None:
        found = await self.session.exec(_IDENTIFIED, params={"issuer": issuer, "subject": subject})
        return found.one_or_none()

    async def person_id(self, issuer: str, subject: str) -> UUID | None:
        """Of whoever is named so, wherever they work."""
        found = await rows(self.session, _WHOSE, issuer=issuer, subject=subject)
        return found[0][0] if found else None

    async def subjects(self, person_id: UUID, issuer: str) -> Sequence[str]:
        """How this issuer names a person."""
        statement = select(Identity.subject).where(Identity.person_id == person_id, Identity.issuer == issuer)
        return (await self.session.exec(statement)).all()

    async def employment(self, person_id: UUID, school_id: str) -> Employment | None:
        """Also one that has ended on its day."""
        return await self.session.get(Employment, (person_id, school_id))

    async def names(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """What these people are called, also those who no longer work here."""
        found = await self.session.exec(_NAMES, params={"people": sorted(set(ids))})
        return {person: name for person, name in found.all()}  # noqa: C416  # rows of a result are no pairs to mypy

    async def workplaces(self, person_id: UUID, today: date) -> Sequence[tuple[Employment, School]]:
        """Where a person works, by the school's id."""
        return (await self.session.exec(_WORKPLACES, params={"person": person_id, "today": today})).all()

    async def actors_of(self, person_id: UUID, today: date) -> Sequence[Actor]:
        """The person at each school where they work, as if they had logged in; the first one they act for by themselves."""
        person = await self.session.get(Person, person_id)
        workplaces = await self.workplaces(person_id, today) if person is not None else ()
        return [Actor(person, *workplace, today=today) for workplace in workplaces if person is not None]

    async def at(self, school_id: str, today: date) -> Sequence[tuple[Person, Employment]]:
        """Who works at a school, by name."""
        return (await self.session.exec(_AT, params={"school": school_id, "today": today})).all()

    async def ever_at(self, school_id: str) -> Sequence[tuple[Person, Employment]]:
        """As `at`, with those whose last day has been."""
        return (await self.session.exec(_EVER_AT, params={"school": school_id})).all()

    async def employments(self, person_id: UUID) -> Sequence[Employment]:
        """Where a person works, by the school's id."""
        statement = select(Employment).where(Employment.person_id == person_id).order_by(col(Employment.school_id))
        return (await self.session.exec(statement)).all()
