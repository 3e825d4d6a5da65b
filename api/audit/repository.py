"""All SQL about the audit. What is noted in a transaction is written in one go, the last thing before its commit.

The end of the chain is held from when it is read until the commit (on PostgreSQL by a lock, on SQLite every transaction is
alone), and by then the transaction holds all else it needs: so writers wait for each other briefly, and never in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Connection,
    Uuid,
    bindparam,
    column,
    delete,
    event,
    exists,
    func,
    insert,
    inspect,
    or_,
    table,
    text,
)
from sqlalchemy import select as plain_select
from sqlalchemy.orm import Session
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import CHANGES_OF_ACCESS, COMMAND, AccessChange, access_change, access_row
from api.audit.chain import Broken, Link, follow, link
from api.audit.models import AuditRow, AuditStart, Door, Reading
from api.database import UtcDateTime, rows
from api.errors import Unreadable
from api.keys.keyring import keyring

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_NOTED = "audit"
_BATCH = 1000
_ADD = insert(AuditRow.__table__)  # type: ignore[attr-defined]
_COLUMNS = {name: column.key for name, column in inspect(AuditRow).columns.items()}
_END = text("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
_END_HELD = text("SELECT number, hash FROM audit_end()")  # takes the lock first: see migration 0010
_OF_CASE = select(AuditRow).where(col(AuditRow.case_id) == bindparam("case")).order_by(col(AuditRow.number).desc())
_PAGE = _OF_CASE.limit(bindparam("limit")).offset(bindparam("offset"))
_REASONS = _OF_CASE.where(col(AuditRow.sealed_reason).is_not(None)).limit(bindparam("limit"))
_THESE = select(AuditRow).where(col(AuditRow.id).in_(bindparam("rows", expanding=True))).order_by(col(AuditRow.number))
_LAST_SEEN = (
    select(AuditRow.person_id, AuditRow.door, AuditRow.what, func.max(AuditRow.at))
    .where(col(AuditRow.case_id) == bindparam("case"))
    .group_by(col(AuditRow.person_id), col(AuditRow.door), col(AuditRow.what))
)
_FIRST_SEEN = select(func.min(AuditRow.at)).where(
    col(AuditRow.case_id) == bindparam("case"), col(AuditRow.what).not_in(CHANGES_OF_ACCESS)
)
_SEEN_SO = (
    select(AuditRow.id)
    .where(
        col(AuditRow.case_id) == bindparam("case"),
        col(AuditRow.person_id) == bindparam("person"),
        col(AuditRow.what) == bindparam("what"),
        col(AuditRow.at) >= bindparam("since"),
    )
    .limit(1)
)
_OF_ACCESS = select(AuditRow).where(col(AuditRow.what).in_(CHANGES_OF_ACCESS)).order_by(col(AuditRow.number))
_ENTRIES = table(
    "entry",
    column("case_id", Uuid),
    column("number"),
    column("recorded_by", Uuid),
    column("recorded_at", UtcDateTime),
    column("do"),
)
_COMMANDS = (
    plain_select(_ENTRIES.c.recorded_by, _ENTRIES.c.recorded_at, _ENTRIES.c.do)
    .where(_ENTRIES.c.case_id == bindparam("case", type_=Uuid))
    .order_by(_ENTRIES.c.number)
)
_CASES = table("pupil_case", column("id", Uuid))
_FIRST_KEPT = select(func.min(AuditRow.number)).where(
    or_(
        col(AuditRow.at) >= bindparam("before", type_=UtcDateTime),
        exists().where(_CASES.c.id == col(AuditRow.case_id)),
    )
)
_LAST_BEFORE = (
    select(AuditRow).where(col(AuditRow.number) < bindparam("first")).order_by(col(AuditRow.number).desc()).limit(1)
)
_AFTER = select(AuditRow).where(col(AuditRow.number) > bindparam("number")).order_by(col(AuditRow.number)).limit(_BATCH)


class Seen(NamedTuple):
    """When somebody saw a case last in one way through a door; without a person it was the command line."""

    person: UUID | None
    door: Door
    what: str
    at: datetime


class Changed(NamedTuple):
    """A command that was carried out on a case: its kind, not its words."""

    by: UUID
    at: datetime
    do: str


class AuditRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @property
    def _noted(self) -> list[AuditRow]:
        noted: list[AuditRow] = self.session.info.setdefault(_NOTED, [])
        return noted

    def note(self, row: AuditRow) -> None:
        """To be written before the commit."""
        self._noted.append(row)

    def forget(self) -> None:
        """What was noted has not happened: it was undone by a fault."""
        self._noted.clear()

    async def write(self) -> None:
        """Now, for who reads the audit in the same transaction and changes nothing afterwards."""
        await self.session.run_sync(_write)

    async def page(self, case_id: UUID, limit: int, offset: int) -> Sequence[AuditRow]:
        """Who saw the case, the last one first, with the reasons that were given."""
        found = (await self.session.exec(_PAGE, params={"case": case_id, "limit": limit, "offset": offset})).all()
        await keyring(self.session).open(*found)
        return found

    async def reasons(self, case_id: UUID, limit: int) -> Sequence[AuditRow]:
        """The last readings that a reason was given for."""
        found = (await self.session.exec(_REASONS, params={"case": case_id, "limit": limit})).all()
        try:
            await keyring(self.session).open(*found)
        except Unreadable:  # the case's key is gone
            return []
        return found

    async def commands_of(self, case_id: UUID) -> Sequence[Changed]:
        """What was changed in the case, the first one first; none when it is deleted."""
        return [Changed(*row) for row in await rows(self.session, _COMMANDS, case=case_id)]

    async def these(self, ids: Iterable[UUID]) -> Sequence[AuditRow]:
        """The rows with these ids, the first one first, with the reasons that were given."""
        found = (await self.session.exec(_THESE, params={"rows": sorted(ids)})).all()
        await keyring(self.session).open(*found)
        return found

    async def last_seen(self, case_id: UUID) -> Sequence[Seen]:
        """Who has seen the case, how and through which doors, the last one first; what this transaction does counts."""
        rows = [Seen(*row) for row in (await self.session.exec(_LAST_SEEN, params={"case": case_id})).all()]
        rows += [Seen(row.person_id, row.door, row.what, row.at) for row in self._noted if row.case_id == case_id]  # type: ignore[arg-type]  # a door of ours
        return sorted(rows, key=lambda one: one.at, reverse=True)

    async def first_seen(self, case_id: UUID) -> datetime | None:
        """Since when the audit knows of the case; None when it does not."""
        return (await self.session.exec(_FIRST_SEEN, params={"case": case_id})).one()

    async def has_seen(self, person_id: UUID, case_id: UUID, what: Reading, since: datetime = LONG_AGO) -> bool:
        if any((row.person_id, row.case_id, row.what) == (person_id, case_id, what) for row in self._noted):
            return True
        which = {"case": case_id, "person": person_id, "what": what, "since": since}
        return (await self.session.exec(_SEEN_SO, params=which)).first() is not None

    async def changes_of_access(self) -> Sequence[AccessChange]:
        """Who changed what somebody may see, the first one first."""
        return [access_change(row) for row in (await self.session.exec(_OF_ACCESS)).all()]

    async def start(self) -> Link:
        """After which row the chain begins."""
        found = await self.session.get(AuditStart, 1)
        return Link(found.number, found.hash) if found else Link()

    async def cut(self, before: datetime, *, dry: bool = False) -> int:
        """Deletes the beginning of the chain, as far as all of it is older than that and of no case that is still there; how many rows.

        The database itself lets go of none that is younger than a year.
        """
        first_kept = (await self.session.exec(_FIRST_KEPT, params={"before": before})).one()
        last = (await self.session.exec(_LAST_BEFORE, params={"first": first_kept})).one_or_none()
        start = await self.start()
        if first_kept is None or last is None or last.number <= start.number:
            return 0  # the newest row stays: the next one follows it
        if not dry:
            self.note(access_row("audit_cut", COMMAND, up_to=last.number, hash=last.hash))
            await self.session.merge(AuditStart(number=last.number, hash=last.hash))
            await self.session.flush()
            await self.session.exec(delete(AuditRow).where(col(AuditRow.number) <= last.number))
        return last.number - start.number

    async def verify(self, known: Link | None = None) -> Link | Broken:
        """Goes through the whole chain, from where it begins. `known` is a link printed earlier: it must still be there."""
        end = await self.start()
        if known is not None and known.number == end.number and known != end:
            return Broken(known.number, "lost")
        while rows := (await self.session.exec(_AFTER, params={"number": end.number})).all():
            found = follow(rows, end, known)
            if isinstance(found, Broken):
                return found
            end = found
            self.session.expunge_all()
        return Broken(known.number, "lost") if known is not None and known.number > end.number else end


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        _write(session)


def _write(session: Session) -> None:
    noted: list[AuditRow] = session.info.pop(_NOTED, [])
    if not noted:
        return
    session.flush()  # first, so that nothing else is waited for while the chain is held
    connection = session.connection()
    link(noted, _end(connection))
    connection.execute(_ADD, [{key: getattr(row, name) for name, key in _COLUMNS.items()} for row in noted])


def _end(connection: Connection) -> Link:
    statement = _END_HELD if connection.dialect.name == "postgresql" else _END
    found = connection.execute(statement).one_or_none()
    return Link(*found) if found else Link()
