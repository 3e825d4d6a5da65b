"""Who is entered where, and what lies in the tables of the login."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import SQLModel, delete, select

from api.database import transaction
from api.login.models import LoginSession
from api.people.models import LOCAL, Employment, Identity

FIRST = "demo:faerder:1"


async def person_of(app: FastAPI, subject: str = FIRST, issuer: str = LOCAL) -> UUID:
    async with transaction(app.state) as session:
        return (
            await session.exec(select(Identity.person_id).where(Identity.subject == subject, Identity.issuer == issuer))
        ).one()


async def enter(app: FastAPI, issuer: str, subject: str, whose: str = FIRST) -> None:
    """A demo teacher gets another way to log in."""
    person = await person_of(app, whose)
    async with transaction(app.state) as session:
        session.add(Identity(issuer=issuer, subject=subject, person_id=person))


async def leave(app: FastAPI, subject: str = FIRST) -> None:
    """Somebody works nowhere any longer."""
    person = await person_of(app, subject)
    async with transaction(app.state) as session:
        await session.exec(delete(Employment).where(Employment.person_id == person))  # type: ignore[arg-type]


async def employ(app: FastAPI, school: str, subject: str = FIRST) -> None:
    person = await person_of(app, subject)
    async with transaction(app.state) as session:
        session.add(Employment(person_id=person, school_id=school, role="teacher"))


async def all_of(app: FastAPI, table: type[SQLModel]) -> Sequence[SQLModel]:
    async with transaction(app.state) as session:
        return (await session.exec(select(table))).all()


async def sessions_of(app: FastAPI) -> list[LoginSession]:
    return [row for row in await all_of(app, LoginSession) if isinstance(row, LoginSession)]
