"""Inviting somebody who is not known here yet: a token that works once, for one school and one role, for a while."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import By, access_row
from api.audit.repository import AuditRepository
from api.clock import real_day
from api.database import utc_now
from api.errors import NotFound
from api.people.actor import Actor
from api.people.models import Invitation, InvitedRole, Person
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.people.staff import StaffService

VALID = timedelta(days=14)
LONGEST_NAME = 120


class Invited(NamedTuple):
    """The token is told once and kept nowhere."""

    invitation: Invitation
    token: str


class InvitationService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.audit = AuditRepository(session)

    async def invite(self, actor: Actor, role: InvitedRole) -> Invited:
        """By a leader, to the school they act for; `NotFound` for anybody else."""
        self._leads(actor)
        token = secrets.token_urlsafe(32)
        invitation = Invitation(
            token_hash=hash_of(token),
            school_id=actor.school.id,
            role=role,
            invited_by=actor.person.id,
            expires_at=utc_now() + VALID,
        )
        self.session.add(invitation)
        self.audit.note(
            access_row("invited", _by(actor), invitation.id, school=invitation.school_id, role=invitation.role)
        )
        return Invited(invitation, token)

    async def standing(self, actor: Actor) -> Sequence[Invitation]:
        """Those of the school that may still be accepted, the first one first."""
        self._leads(actor)
        statement = select(Invitation).where(
            Invitation.school_id == actor.school.id,
            col(Invitation.ended_at).is_(None),
            col(Invitation.expires_at) > utc_now(),
        )
        return (await self.session.exec(statement.order_by(col(Invitation.made_at), col(Invitation.id)))).all()

    async def take_back(self, actor: Actor, invitation_id: UUID) -> None:
        found = next((one for one in await self.standing(actor) if one.id == invitation_id), None)
        if found is None:
            raise NotFound
        found.ended_at = utc_now()
        self.session.add(found)
        self.audit.note(access_row("invitation_withdrawn", _by(actor), found.id, school=found.school_id))

    async def accept(self, token_hash: str, issuer: str, subject: str, name: str) -> Person:
        """Whoever has logged in with the token, and is not known yet, works at the school from now on.

        `token_hash` is that of the token. `NotFound` when it is unknown, used, taken back or too old, when who invited leads the school no
        longer, and when the login is known already.
        """
        found = await self._held(token_hash)
        called = " ".join(name.split())[:LONGEST_NAME]
        people = PeopleRepository(self.session)
        if found is None or not called or await people.person(issuer, subject) is not None:
            raise NotFound
        inviter = await people.employment(found.invited_by, found.school_id)
        if inviter is None or inviter.role != "leader" or not inviter.goes_on(real_day()):
            raise NotFound
        try:
            async with self.session.begin_nested():
                person = await StaffService(self.session).add(called, issuer, subject, door="page")
        except IntegrityError:  # the same login was made known just now
            raise NotFound from None
        role: InvitedRole = "adviser" if found.role == "adviser" else "teacher"
        by = By(person.id, "page")
        self.audit.note(access_row("invitation_accepted", by, found.id, school=found.school_id))
        await PeopleService(self.session).employ(person.id, found.school_id, role, by=by)
        found.ended_at, found.accepted_by = utc_now(), person.id
        self.session.add(found)
        await self.session.flush()
        return person

    async def _held(self, token_hash: str) -> Invitation | None:
        """Held until the end of the transaction: of two who accept at once the second finds it used."""
        statement = select(Invitation).where(
            Invitation.token_hash == token_hash,
            col(Invitation.ended_at).is_(None),
            col(Invitation.expires_at) > utc_now(),
        )
        return (await self.session.exec(statement.with_for_update())).one_or_none()

    @staticmethod
    def _leads(actor: Actor) -> None:
        if actor.employment.role != "leader":
            raise NotFound


def _by(actor: Actor) -> By:
    return By(actor.person.id, "page")


def hash_of(token: str) -> str:
    """SHA-256 as 64 hexadecimal digits: what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
