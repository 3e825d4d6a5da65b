"""All SQL about logins. The statements are built once: building one costs as much as running it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypedDict

from sqlalchemy import Boolean, and_, bindparam, delete, exists, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import UtcDateTime, insert_once, rows, run
from api.login.models import LoginAttempt, LoginSession, LogoutTaken
from api.people.models import Employment, Identity, Person
from api.people.repository import TODAY, employed_on
from api.schools.models import School

_WORKS = (
    exists()
    .where(col(Identity.issuer) == col(LoginSession.issuer), col(Identity.subject) == col(LoginSession.subject))
    .where(col(Employment.person_id) == col(Identity.person_id), employed_on(TODAY))
    .correlate(LoginSession)
)
_BEGUN, _SEEN = bindparam("begun_after", type_=UtcDateTime), bindparam("seen_after", type_=UtcDateTime)
_MINE = col(LoginSession.id_hash) == bindparam("which")
_LIVES = and_(col(LoginSession.begun_at) > _BEGUN, col(LoginSession.seen_at) > _SEEN, _WORKS).label("lives")
_FOUND = select(LoginSession.issuer, LoginSession.subject, LoginSession.seen_at, _LIVES).where(_MINE)
_TOUCH = update(LoginSession).where(_MINE).values(seen_at=bindparam("now", type_=UtcDateTime))
_END = delete(LoginSession).where(_MINE).returning(col(LoginSession.issuer), col(LoginSession.sealed_id_token))
# By the provider's own session where both know it, else by the person.
_END_THEIRS = delete(LoginSession).where(
    col(LoginSession.issuer) == bindparam("issuer"),
    or_(
        col(LoginSession.sid) == bindparam("sid"),
        (col(LoginSession.sid).is_(None) | bindparam("of_all", type_=Boolean))
        & (col(LoginSession.sub) == bindparam("sub")),
    ),
)
_DEAD = delete(LoginSession).where(
    or_(col(LoginSession.begun_at) <= _BEGUN, col(LoginSession.seen_at) <= _SEEN, ~_WORKS)
)
_TAKE = (
    delete(LoginAttempt)
    .where(col(LoginAttempt.state_hash) == bindparam("state"))
    .returning(*LoginAttempt.__table__.columns)  # type: ignore[attr-defined]
)
_OLD_ATTEMPTS = delete(LoginAttempt).where(col(LoginAttempt.begun_at) <= bindparam("before", type_=UtcDateTime))
_OLD_TOKENS = delete(LogoutTaken).where(col(LogoutTaken.until) <= bindparam("before", type_=UtcDateTime))
_OF_ISSUER = (
    select(Identity.subject, Person.name, School.name, Employment.role)
    .join(Person, col(Person.id) == col(Identity.person_id))
    .join(Employment, col(Employment.person_id) == col(Person.id))
    .join(School, col(School.id) == col(Employment.school_id))
    .where(col(Identity.issuer) == bindparam("issuer"))
    .order_by(col(School.name), col(Person.name))
)


class Living(TypedDict):
    """A session lives that was begun and used after these times, of somebody who works somewhere on this day."""

    begun_after: datetime
    seen_after: datetime
    today: date


class InUse(NamedTuple):
    issuer: str
    subject: str
    seen_at: datetime
    lives: bool


class Ended(NamedTuple):
    issuer: str
    sealed_id_token: bytes | None


class LoginRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def seen(self, id_hash: str, limits: Living) -> InUse | None:
        """The login behind a cookie. Not living: too old, left alone too long, or of somebody who works nowhere."""
        found = await rows(self.session, _FOUND, which=id_hash, **limits)
        return InUse(*found[0]) if found else None

    async def touch(self, id_hash: str, now: datetime) -> None:
        await run(self.session, _TOUCH, which=id_hash, now=now)

    async def end(self, id_hash: str) -> Ended | None:
        found = await rows(self.session, _END, which=id_hash)
        return Ended(*found[0]) if found else None

    async def end_theirs(self, issuer: str, *, sub: str | None, sid: str | None) -> None:
        await run(self.session, _END_THEIRS, issuer=issuer, sub=sub, sid=sid, of_all=sid is None)

    async def drop_dead(self, limits: Living, now: datetime) -> None:
        await run(self.session, _DEAD, **limits)
        await run(self.session, _OLD_TOKENS, before=now)

    async def drop_attempts(self, before: datetime) -> None:
        await run(self.session, _OLD_ATTEMPTS, before=before)

    async def take_attempt(self, state_hash: str) -> LoginAttempt | None:
        """Gives it once: who comes second finds nothing."""
        found = await rows(self.session, _TAKE, state=state_hash)
        return LoginAttempt(**found[0]._mapping) if found else None

    async def take_logout(self, taken: LogoutTaken) -> bool:
        """Whether this token comes for the first time."""
        return await insert_once(self.session, taken)

    async def known_at(self, issuer: str) -> Sequence[tuple[str, str, str, str]]:
        """Subject, name, school and role of everybody this issuer names, a line for each school."""
        return (await self.session.exec(_OF_ISSUER, params={"issuer": issuer})).all()
