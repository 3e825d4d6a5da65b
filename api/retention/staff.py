"""What is kept of staff, and for how long: who left loses the name, invitations and the audit's beginning go when they are old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, literal, or_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import COMMAND, By, access_row
from api.audit.repository import AuditRepository
from api.cases.models import Case, EntryRow
from api.clock import real_day
from api.database import utc_now
from api.engine.retention import months_after
from api.outbox.models import ChatReference
from api.people.models import Employment, Identity, Invitation, MailAddress, Person
from api.people.repository import employed_on
from api.settings import MAIL_CHANNEL, Settings

NAMELESS = "Anonymisert person ({day:%d.%m.%Y})"  # the same in both languages


@dataclass(frozen=True)
class StaffRun:
    """What one run did of this, or would do."""

    nameless: Sequence[UUID] = field(default_factory=list)
    invitations: int = 0
    audit_rows: int = 0


class StaffRepository:
    """All SQL about what is kept of staff."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def mark_left(self, today: date) -> None:
        """Since when somebody works nowhere is seen by the first run that finds it so; whoever came back has not left."""
        works = _works(today)
        for where, day in (
            ((col(Person.left_on).is_(None), ~works), today),
            ((col(Person.left_on).is_not(None), works), None),
        ):
            await self.session.exec(update(Person).where(*where).values(left_on=day))
        left = select(Person.id).where(col(Person.left_on).is_not(None))  # nobody has asked them to be written to again
        by_mail = col(ChatReference.channel) == MAIL_CHANNEL
        await self.session.exec(delete(ChatReference).where(by_mail, col(ChatReference.person_id).in_(left)))
        await self.session.exec(delete(MailAddress).where(col(MailAddress.person_id).in_(left)))

    async def to_make_nameless(self, left_by: date, today: date) -> Sequence[Person]:
        """Who has worked nowhere since that day or before, and has written in no case that is still there."""
        wrote = or_(
            exists().where(col(EntryRow.recorded_by) == col(Person.id)),
            exists().where(col(Case.created_by) == col(Person.id)),
        )
        left = col(Person.left_on) <= left_by
        statement = select(Person).where(col(Person.removed_on).is_(None), left, ~_works(today), ~wrote)
        return (await self.session.exec(statement.order_by(col(Person.id)))).all()

    async def forget(self, person: Person, today: date) -> None:
        """The row stays: what they did refers to it. Their logins go, and with them any session, and where they were written to."""
        person.name, person.language = NAMELESS.format(day=today), None
        person.removed_on, person.left_on = today, person.left_on or today
        self.session.add(person)
        for table in (Identity, Employment, ChatReference, MailAddress):
            await self.session.exec(delete(table).where(col(table.person_id) == person.id))

    async def drop_invitations(self, before: datetime, *, dry: bool) -> int:
        """Those that were used, taken back or out of date by then."""
        over = or_(col(Invitation.ended_at) < before, col(Invitation.expires_at) < before)
        found = (await self.session.exec(select(Invitation.id).where(over))).all()
        if not dry:
            await self.session.exec(delete(Invitation).where(col(Invitation.id).in_(found)))
        return len(found)


def _works(today: date) -> ColumnElement[bool]:
    return exists().where(col(Employment.person_id) == col(Person.id), employed_on(literal(today)))


class KeptOfStaff:
    def __init__(self, session: AsyncSession, settings: Settings, today: date) -> None:
        self.settings, self.today = settings, today
        self.staff, self.audit = StaffRepository(session), AuditRepository(session)

    async def run(self, *, dry: bool = False) -> StaffRun:
        if not dry:
            await self.staff.mark_left(self.today)
        left_by = months_after(self.today, -self.settings.staff_months)
        people = await self.staff.to_make_nameless(left_by, self.today)
        for person in () if dry else people:
            await self.make_nameless(person, COMMAND)
        invited = utc_now() - timedelta(days=self.settings.login_trace_days)
        # By the real day: the database lets go of nothing that is young, whatever day local mode plays.
        oldest = datetime.combine(months_after(real_day(), -self.settings.audit_months), time(), UTC)
        return StaffRun(
            nameless=[person.id for person in people],
            invitations=await self.staff.drop_invitations(invited, dry=dry),
            audit_rows=await self.audit.cut(oldest, dry=dry),
        )

    async def make_nameless(self, person: Person, by: By) -> None:
        await self.staff.forget(person, self.today)
        self.audit.note(access_row("made_nameless", by, person.id))
