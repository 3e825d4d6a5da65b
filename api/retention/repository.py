"""All SQL that deletes. What refers to a case is looked up in the database itself, so that no table is forgotten."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    MetaData,
    Row,
    String,
    Table,
    Uuid,
    cast,
    column,
    delete,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    table,
    update,
)
from sqlalchemy import select as sql_select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.models import AuditRow
from api.audit.repository import AuditRepository
from api.cases.models import (
    Case,
    CaseMember,
    DueNotice,
    EntryRow,
    FactRow,
    GuideRun,
    KeptLonger,
    NoteRow,
)
from api.cases.repository import CaseRepository
from api.conversations.models import Conversation, Turn
from api.conversations.touching import TURN, sealed_under
from api.database import insert_once, rows, utc_now
from api.engine.facts import Fact
from api.errors import Unreadable
from api.keys.keyring import keyring
from api.keys.models import DataKey
from api.keys.sealing import GONE, UNDER_ONE, keys_of
from api.people.models import Employment
from api.people.repository import employed_on
from api.schools.models import School

CASE = "pupil_case"
_NOBODY = keys_of(GONE)
BATCH = 500
_CONVERSATION = table("conversation", column("case_id", Uuid), column("standing", JSON))


class ShreddingRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.keyring = keyring(session)

    async def hold(self, case_id: UUID) -> Case | None:
        """The case, held until the end of the transaction: who writes in it waits, and then finds nothing."""
        statement = select(Case).where(col(Case.id) == case_id).with_for_update()
        return (await self.session.exec(statement)).one_or_none()

    async def names(self, case: Case) -> frozenset[str]:
        """What the pupil has been called in the case; nothing when its key is gone already."""
        statement = select(NoteRow).where(col(NoteRow.case_id) == case.id, col(NoteRow.kind) == "label")
        notes = (await self.session.exec(statement)).all()
        try:
            await self.keyring.open(case, *notes)
        except Unreadable:
            return frozenset()
        called = {case.label, *(note.text for note in notes), *(note.value("value") for note in notes)}
        return frozenset(str(name) for name in called if name)

    async def delete(self, case: Case) -> None:
        """All rows of the case; its key first, since only then the database lets go of facts, notes and entries."""
        runs = (await self.session.exec(select(GuideRun.id).where(col(GuideRun.case_id) == case.id))).all()
        AuditRepository(self.session).note(AuditRow(case_id=case.id, what="shredded", door="command"))
        await self.session.flush()
        self.session.expunge_all()
        await self._on_connection(partial(_delete, case_id=case.id, runs=runs))

    async def blank_touched(self, case_id: UUID) -> None:
        """What was said in the turns that touched the case, and what was answered. The empty turns keep their place.

        Where the case was only told of beside what a message was about, its words stay.
        """
        about, told = (sealed_under(case_id, self.session, names) for names in (("text", "payload"), Turn.SEALED))
        await self._on_connection(partial(_blank, where=about))
        await self._on_connection(partial(_blank_reply, where=told))

    async def blank_naming(self, case: Case, names: frozenset[str]) -> None:
        """Turns of whoever has seen the case that touched no case, but hold what the pupil was called."""
        said = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)
        found = [turn async for turn in self._of_no_case(case) if said.search(_words(turn))]
        for batch in (found[at : at + BATCH] for at in range(0, len(found), BATCH)):
            ids = [turn.id for turn in batch]
            await self._on_connection(partial(_blank, where=TURN.c.id.in_(ids)))

    async def _of_no_case(self, case: Case) -> AsyncIterator[Turn]:
        """The turns whose words are readable and lie under their conversation's key alone."""
        members = select(CaseMember.person_id).where(col(CaseMember.case_id) == case.id)
        saw = select(AuditRow.person_id).where(
            col(AuditRow.case_id) == case.id
        )  # leaders too, and to whom it was offered
        theirs = select(Conversation.id).where(
            or_(col(Conversation.person_id).in_(members), col(Conversation.person_id).in_(saw)),
            col(Conversation.school_id) == case.school_id,
        )
        for conversation in (await self.session.exec(theirs)).all():
            last = 0
            while turns := await self._turns(conversation, last):
                last = turns[-1].number
                for turn in turns:
                    if keys_of(turn.sealed_text) == {conversation} and await self._opens(turn):
                        yield turn
                    self.session.expunge(turn)

    async def _turns(self, conversation: UUID, after: int) -> Sequence[Turn]:
        statement = select(Turn).where(col(Turn.conversation_id) == conversation, col(Turn.number) > after)
        return (await self.session.exec(statement.order_by(col(Turn.number)).limit(BATCH))).all()

    async def _opens(self, turn: Turn) -> bool:
        try:
            await self.keyring.open_only(turn, *_of_conversation(turn))
        except Unreadable:
            return False
        return True

    async def shredded(self) -> Sequence[UUID]:
        """The cases the audit says were shredded."""
        return (await self.session.exec(select(AuditRow.case_id).where(col(AuditRow.what) == "shredded"))).all()

    async def there(self, ids: Sequence[UUID]) -> list[UUID]:
        """Those of these cases of which the database has a row or a key."""
        found = set[UUID]()
        for batch in (ids[at : at + BATCH] for at in range(0, len(ids), BATCH)):
            for key in (Case.id, DataKey.id):
                found |= set((await self.session.exec(select(key).where(col(key).in_(batch)))).all())
        return sorted(found)

    async def _on_connection(self, work: Callable[[Connection], None]) -> None:
        await (await self.session.connection()).run_sync(work)


class RetentionRepository:
    """What the clock needs to know, whoever's it is."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.cases = CaseRepository(session)

    async def schools(self) -> Sequence[School]:
        return (await self.session.exec(select(School).order_by(col(School.id)))).all()

    async def shredded_since(self, ago: timedelta) -> Sequence[UUID]:
        shredded = select(AuditRow.case_id).where(col(AuditRow.what) == "shredded", col(AuditRow.at) > utc_now() - ago)
        return (await self.session.exec(shredded)).all()

    async def notices(self, school_id: str) -> dict[UUID, DueNotice]:
        statement = select(DueNotice).join(Case, col(Case.id) == col(DueNotice.case_id))
        found = await self.session.exec(statement.where(col(Case.school_id) == school_id))
        return {notice.case_id: notice for notice in found.all()}

    async def closed_or_decided(self, school_id: str, until: date) -> Sequence[Case]:
        """The cases in which something may have closed them on that day or before."""
        closing = exists().where(
            col(FactRow.case_id) == col(Case.id),
            col(FactRow.kind).in_(("closed", "decided")),
            col(FactRow.occurred_on) <= until,
        )
        statement = select(Case).where(col(Case.school_id) == school_id, closing)
        return (await self.session.exec(statement.order_by(col(Case.id)))).all()

    async def left_alone(self, school_id: str, since: datetime) -> Mapping[UUID, datetime]:
        """The cases in which nothing was recorded after that, with when something last was, the oldest first."""
        last = func.max(col(EntryRow.recorded_at))
        statement = (
            sql_select(col(EntryRow.case_id), last)
            .join(Case, col(Case.id) == col(EntryRow.case_id))
            .where(col(Case.school_id) == school_id)
            .group_by(col(EntryRow.case_id))
            .having(last < since)
        )
        found = await rows(self.session, statement.order_by(last, col(EntryRow.case_id)))
        return {row[0]: row[1] for row in found}

    async def cases_of(self, ids: Collection[UUID]) -> Sequence[Case]:
        return (await self.session.exec(select(Case).where(col(Case.id).in_(ids)))).all()

    async def facts(self, case: Case) -> Sequence[Fact]:
        return (await self.cases.facts_of([case])).get(case.id, ())

    async def asked(self, case_id: UUID, closed: date) -> Sequence[date]:
        """The days members asked for since the case was closed that day, the first one first."""
        statement = select(col(KeptLonger.until)).where(
            col(KeptLonger.case_id) == case_id, col(KeptLonger.closed_on) == closed
        )
        return (await self.session.exec(statement.order_by(col(KeptLonger.recorded_at)))).all()

    async def replace(self, notice: DueNotice | None, wanted: DueNotice | None) -> None:
        """Another run may be doing the same. One that stays as it is was told already."""
        if notice is not None and wanted is not None and same_notice(notice, wanted):
            return
        if wanted is not None and notice is None:
            await insert_once(self.session, wanted)
            return
        if notice is not None:
            mine = col(DueNotice.case_id) == notice.case_id
            new = None if wanted is None else wanted.model_dump(exclude={"case_id"})
            await self.session.exec(
                delete(DueNotice).where(mine) if new is None else update(DueNotice).where(mine).values(**new)
            )

    async def turns_of_no_case(self, school_id: str, before: date, *, dry: bool) -> int:
        """Deletes the turns of before that day that lie under no case's key; how many.

        One without a reply waits for it, unless who wrote it works there no longer.
        """
        last, count = UUID(int=0), 0
        while found := await self._old_turns(school_id, before, last):
            last = found[-1].id
            alone = [row.id for row in found if keys_of(row.header) <= {row.conversation_id, *_NOBODY}]
            count += len(alone)
            if not dry:
                await self.session.exec(delete(Turn).where(col(Turn.id).in_(alone)))
        return count

    async def _old_turns(self, school_id: str, before: date, after: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
        waits = exists().where(
            col(Employment.person_id) == col(Conversation.person_id),
            col(Employment.school_id) == col(Conversation.school_id),
            col(Employment.role) != "admin",
            employed_on(col(Turn.today)),
        )
        written = [exists().where(col(table.turn_id) == col(Turn.id)) for table in (FactRow, NoteRow, EntryRow)]
        statement = (
            sql_select(
                col(Turn.id), col(Turn.conversation_id), func.substr(Turn.sealed_text, 1, len(GONE)).label("header")
            )
            .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
            .where(
                col(Conversation.school_id) == school_id,
                col(Turn.today) < before,
                or_(col(Turn.answered_at).is_not(None), ~waits),
                col(Turn.id) > after,
                func.substr(Turn.sealed_text, 1, len(UNDER_ONE)) == UNDER_ONE,  # what needs more is of cases
                not_(or_(*written)),
            )
        )
        return await rows(self.session, statement.order_by(col(Turn.id)).limit(BATCH))


def same_notice(one: DueNotice, other: DueNotice) -> bool:
    return (one.closed_on, one.due_on) == (other.closed_on, other.due_on)


def of_case(connection: Connection) -> list[tuple[Table, Column[Any]]]:
    """The columns that refer to a case, in an order in which their rows can be deleted."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [
        (found, key.parent)
        for found in reversed(metadata.sorted_tables)
        for key in found.foreign_keys
        if key.column.table.name == CASE
    ]


def _delete(connection: Connection, case_id: UUID, runs: Sequence[UUID]) -> None:
    connection.execute(delete(DataKey).where(col(DataKey.id) == case_id))
    standing = cast(_CONVERSATION.c.standing, String)
    named = [str(case_id), f"{case_id.hex[:12]}.", *map(str, runs)]
    spoken_of = or_(_CONVERSATION.c.case_id == case_id, *(standing.contains(name) for name in named))
    connection.execute(update(_CONVERSATION).where(spoken_of).values(standing=null()))
    for found, key in of_case(connection):
        here = table(found.name, column(key.name, Uuid))
        mine = here.c[key.name] == case_id
        connection.execute(
            update(here).where(mine).values({key.name: None}) if key.nullable else delete(here).where(mine)
        )
    connection.execute(delete(table(CASE, column("id", Uuid))).where(column("id", Uuid) == case_id))


def _blank(connection: Connection, where: ColumnElement[bool]) -> None:
    """A turn that waited for its answer is answered by this, so that nothing runs it again."""
    answered = func.coalesce(TURN.c.answered_at, literal(utc_now(), TURN.c.answered_at.type))
    gone = {"text": GONE, "payload": None, "outcome": GONE, "reply": GONE, "ranking": null(), "parts": null()}
    connection.execute(update(TURN).where(where).values(**gone, answered_at=answered))


def _blank_reply(connection: Connection, where: ColumnElement[bool]) -> None:
    answered = func.coalesce(TURN.c.answered_at, literal(utc_now(), TURN.c.answered_at.type))
    connection.execute(update(TURN).where(where).values(outcome=GONE, reply=GONE, answered_at=answered))


def _of_conversation(turn: Turn) -> tuple[str, ...]:
    """Of a turn that was about no case: what it holds beside what tells of one."""
    return Turn.SEALED if turn.keys == {turn.conversation_id} else ("text", "payload")


def _words(turn: Turn) -> str:
    return "\n".join(str(turn.value(name)) for name in _of_conversation(turn))
