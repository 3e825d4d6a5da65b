"""All SQL about cases. Whatever somebody reads starts from the one statement that holds only the cases they may see.

The statements of every turn are built once: building one costs as much as running it. What lies sealed is opened here and sealed
here; what leaves is plain data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import BindParameter, Column, Executable, Row, RowMapping, Select, bindparam, inspect
from sqlalchemy import select as plain_select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import (
    AuditRow,
    Case,
    CaseMember,
    DueNotice,
    EntryRow,
    FactRow,
    GuideRun,
    KeptLonger,
    NoteRow,
    Reading,
)
from api.database import rows, utc_now
from api.engine.apply import Recorded
from api.engine.calendar import Calendar
from api.engine.casefile import CaseFile, Entry, Note, Run
from api.engine.facts import Fact
from api.engine.schema import Routine
from api.errors import NotFound
from api.keys.keyring import keyring
from api.keys.models import DataKey
from api.people.actor import Actor
from api.routines.models import RoutineVersion
from api.schools.models import School

_READABLE = (
    select(Case, DataKey)
    .join(CaseMember, col(CaseMember.case_id) == col(Case.id))
    .join(DataKey, col(DataKey.id) == col(Case.id))  # without its key a case is gone
    .where(
        col(CaseMember.person_id) == bindparam("person"),
        col(CaseMember.until).is_(None),
        col(Case.school_id) == bindparam("school"),
    )
    .execution_options(autoflush=False)  # see `_write_recorded`
)
_ONE = _READABLE.where(col(Case.id) == bindparam("case"))
_LOCKED: Executable = _ONE.with_only_columns(col(Case.revision)).with_for_update(of=Case)
_AGAIN = _ONE.execution_options(populate_existing=True)
_READABLE_IDS = _READABLE.with_only_columns(col(Case.id))
_BY_KEY = _READABLE.where(col(Case.key) == bindparam("key"))
_LIST = _READABLE.order_by(col(Case.created_at), col(Case.id))
_LABELS: Executable = _LIST.outerjoin(DueNotice, col(DueNotice.case_id) == col(Case.id)).with_only_columns(
    col(DataKey.id),
    col(DataKey.master),
    col(DataKey.wrapped),
    col(Case.sealed_label).label("sealed_label"),
    col(DueNotice.due_on),
    maintain_column_froms=True,
)
_PAGE = _LIST.limit(bindparam("limit")).offset(bindparam("offset"))
_AMONG = _READABLE.where(col(Case.id).in_(bindparam("cases", expanding=True)))


# Of a whole case the columns are read: making rows of them, to make the engine's own classes of those, took as long again.
_Fact, _Note, _Run, _Entry, _Member = (
    inspect(table).columns for table in (FactRow, NoteRow, GuideRun, EntryRow, CaseMember)
)
_OF_CASE: BindParameter[UUID] = bindparam("case")
_OF_CASES: BindParameter[UUID] = bindparam("cases", expanding=True)


def _columns(table: ReadOnlyColumnCollection[str, Column[Any]], recorded: type[BaseModel], *others: str) -> Select[Any]:
    """Those the engine's class has too, under its names, and others."""
    return plain_select(*(table[name].label(name) for name in (*recorded.model_fields, *others) if name in table))


_FACT = _columns(_Fact, Fact, "case_id", "run_id", "person_id")
_FACTS = _FACT.where(_Fact["case_id"] == _OF_CASE).order_by(_Fact["number"])
_FACTS_OF = _FACT.where(_Fact["case_id"].in_(_OF_CASES)).order_by(_Fact["case_id"], _Fact["number"])
_NOTE = _columns(_Note, Note, "id", "sealed_text", "sealed_value")
_NOTES = _NOTE.where(_Note["case_id"] == _OF_CASE).order_by(_Note["number"])
_RUN = _columns(_Run, Run, "ended_at")
_RUNS = _RUN.where(_Run["case_id"] == _OF_CASE).order_by(_Run["started_at"], _Run["id"])
_ENTRIES = _columns(_Entry, Entry).where(_Entry["case_id"] == _OF_CASE).order_by(_Entry["number"])
_MEMBER_IDS = plain_select(_Member["person_id"]).where(_Member["case_id"] == _OF_CASE, _Member["until"].is_(None))
_MEMBERS = select(CaseMember).where(col(CaseMember.case_id) == _OF_CASE, col(CaseMember.until).is_(None))


_DUE = select(DueNotice).where(col(DueNotice.case_id).in_(_OF_CASES))
_TOLD_DUE = (
    select(DueNotice.case_id)
    .join(AuditRow, col(AuditRow.case_id) == col(DueNotice.case_id))
    .where(
        col(DueNotice.case_id).in_(_OF_CASES),
        col(AuditRow.person_id) == bindparam("person"),
        col(AuditRow.what) == "due_told",
        col(AuditRow.at) >= col(DueNotice.made_at),
    )
    .distinct()
)
_LONGER = select(KeptLonger).where(col(KeptLonger.case_id) == _OF_CASE).order_by(col(KeptLonger.recorded_at))

_RECORDED = (Case, CaseMember, EntryRow, FactRow, GuideRun, NoteRow)


class Labelled(NamedTuple):
    """A case by what it is called, the day it is due to be deleted if that is near, and no more of it."""

    id: UUID
    label: str
    due_on: date | None = None


class Written(NamedTuple):
    """Where the note of a turn lies, without its words."""

    case_id: UUID
    entry: int
    kind: str


class CaseRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.keyring = keyring(session)

    async def get(self, actor: Actor, case_id: UUID) -> Case | None:
        return await self._one(_ONE, actor, case=case_id)

    async def lock(self, actor: Actor, case: Case) -> bool:
        """Holds the case until the end of the transaction: others who write wait, and what they have written is seen.

        False when this person may no longer see it.
        """
        await self._write_recorded()
        held = await rows(self.session, _LOCKED, **_who(actor), case=case.id)
        if held and held[0].revision != case.revision:
            return await self._one(_AGAIN, actor, case=case.id) is not None
        return bool(held)

    async def by_key(self, actor: Actor, key: str) -> Case | None:
        return await self._one(_BY_KEY, actor, key=key)

    async def labels(self, actor: Actor) -> Sequence[Labelled]:
        """What all cases are called, the oldest first. Read in every turn: as columns, since there may be many."""
        await self._write_recorded()
        return [self._labelled(row) for row in await rows(self.session, _LABELS, **_who(actor))]

    def _labelled(self, row: Row[*tuple[Any, ...]]) -> Labelled:
        self.keyring.take(row)
        label = Case.unsealed(self.keyring, row.id, label=row.sealed_label)["label"]
        return Labelled(row.id, label, row.due_on)

    async def list(self, actor: Actor) -> Sequence[Case]:
        await self._write_recorded()
        found = (await self.session.exec(_LIST, params=_who(actor))).all()
        return [self._opened(*row) for row in found]

    async def page(self, actor: Actor, limit: int, offset: int) -> Sequence[Case]:
        """Some of the list; `offset` from 0."""
        await self._write_recorded()
        found = (await self.session.exec(_PAGE, params={**_who(actor), "limit": limit, "offset": offset})).all()
        return [self._opened(*row) for row in found]

    async def _one(self, statement: object, actor: Actor, **which: object) -> Case | None:
        await self._write_recorded()
        found = (await self.session.exec(statement, params={**_who(actor), **which})).one_or_none()  # type: ignore[call-overload]
        return None if found is None else self._opened(*found)

    def _opened(self, case: Case, key: DataKey) -> Case:
        self.keyring.take(key)
        case.open(self.keyring)
        return case

    # a whole case

    async def file(self, case: Case, routine: Routine, calendar: Calendar) -> CaseFile:
        """Everything recorded of a case."""
        await self.keyring.load([case.id])
        await self._write_recorded()
        facts, notes, runs, entries, members = await self.session.run_sync(_rows_of, case.id)
        return CaseFile(
            routine=routine,
            calendar=calendar,
            facts=tuple(_fact(row) for row in facts),
            notes=tuple(self._note(row) for row in notes),
            runs=tuple(_run(row) for row in runs),
            entries=tuple(Entry(**row) for row in entries),
            members=frozenset(member["person_id"] for member in members),
            label=case.open(self.keyring).label,
        )

    async def _write_recorded(self) -> None:
        """What this transaction has recorded is read too. All else, such as who saw a case, can wait to be written in one go."""
        if any(isinstance(row, _RECORDED) for row in (*self.session.new, *self.session.dirty)):
            await self.session.flush()

    async def _read(self, statement: Select[Any], **which: object) -> Sequence[RowMapping]:
        """What is recorded, as columns by name."""
        found: Sequence[RowMapping] = (await self.session.exec(statement, params=which)).mappings().all()  # type: ignore[call-overload]
        return found

    def _note(self, row: RowMapping) -> Note:
        sealed = {"text": row["sealed_text"], "value": row["sealed_value"]}
        return Note(**row, **NoteRow.unsealed(self.keyring, row["id"], **sealed))

    async def facts_of(self, cases: Sequence[Case]) -> Mapping[UUID, tuple[Fact, ...]]:
        """The facts of several cases, in one statement."""
        found: defaultdict[UUID, list[Fact]] = defaultdict(list)
        for row in await self._read(_FACTS_OF, cases=[case.id for case in cases]):
            found[row["case_id"]].append(_fact(row))
        return {case_id: tuple(facts) for case_id, facts in found.items()}

    async def written_in(self, actor: Actor, turn_id: UUID) -> Sequence[Written]:
        statement = (
            select(NoteRow.case_id, NoteRow.entry, NoteRow.kind)
            .where(NoteRow.turn_id == turn_id, col(NoteRow.case_id).in_(_READABLE_IDS))
            .order_by(col(NoteRow.number))
        )
        return [Written(*row) for row in (await self.session.exec(statement, params=_who(actor))).all()]

    async def recorded_in(self, actor: Actor, turn_id: UUID) -> Mapping[UUID, Sequence[int]]:
        statement = (
            select(EntryRow.case_id, EntryRow.number)
            .where(EntryRow.turn_id == turn_id, col(EntryRow.case_id).in_(_READABLE_IDS))
            .order_by(col(EntryRow.number))
        )
        found: defaultdict[UUID, list[int]] = defaultdict(list)
        for case_id, number in (await self.session.exec(statement, params=_who(actor))).all():
            found[case_id].append(number)
        return found

    async def case_of_run(self, actor: Actor, run_id: UUID) -> UUID | None:
        statement = select(GuideRun.case_id).where(GuideRun.id == run_id, col(GuideRun.case_id).in_(_READABLE_IDS))
        return (await self.session.exec(statement, params=_who(actor))).one_or_none()

    async def audit(self, case: Case, limit: int, offset: int) -> Sequence[AuditRow]:
        """Who saw the case, the last one first."""
        statement = select(AuditRow).where(AuditRow.case_id == case.id)
        ordered = statement.order_by(col(AuditRow.at).desc(), col(AuditRow.id)).limit(limit).offset(offset)
        return (await self.session.exec(ordered)).all()

    async def members(self, case: Case) -> Sequence[CaseMember]:
        """Who may see the case now, the first one first."""
        found = (await self.session.exec(_MEMBERS, params={"case": case.id})).all()
        return sorted(found, key=lambda member: (member.since, member.person_id))

    async def readable_among(self, actor: Actor, ids: Iterable[UUID]) -> Sequence[Case]:
        """Those of these cases that this person may see."""
        await self._write_recorded()
        found = (await self.session.exec(_AMONG, params={**_who(actor), "cases": sorted(set(ids))})).all()
        return [self._opened(*row) for row in found]

    async def has_seen(self, actor: Actor, case: Case, what: Reading) -> bool:
        statement = select(AuditRow.id).where(
            AuditRow.case_id == case.id, AuditRow.person_id == actor.person.id, AuditRow.what == what
        )
        return (await self.session.exec(statement.limit(1))).first() is not None

    # how long it is kept

    async def due(self, cases: Iterable[UUID]) -> Mapping[UUID, DueNotice]:
        """Those of these cases that are due to be deleted."""
        found = await self.session.exec(_DUE, params={"cases": sorted(cases)})
        return {notice.case_id: notice for notice in found.all()}

    async def told_due(self, actor: Actor, cases: Iterable[UUID]) -> frozenset[UUID]:
        """Those of these cases of which this person has been told that they are due, since they are."""
        found = await self.session.exec(_TOLD_DUE, params={"cases": sorted(cases), "person": actor.person.id})
        return frozenset(found.all())

    async def kept_longer(self, case: Case) -> Sequence[KeptLonger]:
        """What members asked for, the first one first."""
        found = (await self.session.exec(_LONGER, params={"case": case.id})).all()
        await self.keyring.open(*found)
        return found

    def keep_longer(self, case: Case, reason: str, **values: Any) -> None:
        row = KeptLonger(case_id=case.id, **values)
        self.session.add(row.seal(self.keyring, [case.id], reason=reason))

    async def behind(self, routine_id: str, newest: str) -> Sequence[tuple[Case, School]]:
        """The cases of a routine on other versions than the newest, whoever's they are. For those who own the routine."""
        statement = (
            select(Case, School)
            .join(DataKey, col(DataKey.id) == col(Case.id))  # what cannot be read is not moved
            .join(RoutineVersion, col(RoutineVersion.hash) == col(Case.routine_hash))
            .join(School, col(School.id) == col(Case.school_id))
            .where(RoutineVersion.routine_id == routine_id, Case.routine_hash != newest)
            .order_by(col(Case.created_at), col(Case.id))
        )
        return (await self.session.exec(statement)).all()

    # writing

    async def open(self, case: Case, label: str) -> None:
        """A new case, under a new key of its own, for the one who opens it. Raises `IntegrityError` when its key is used."""
        self.keyring.make(case.id)
        case.seal(self.keyring, [case.id], label=label)
        self.session.add(case)
        await self.session.flush()
        self.session.add(CaseMember(case_id=case.id, person_id=case.created_by, role="owner"))
        await self.session.flush()

    async def keep(self, case: Case, recorded: Recorded, entry: Entry | None, by: UUID) -> None:
        """Writes what a command came to, with its line in the log. Numbers are unique in the database too."""
        if entry is not None:
            case.revision = entry.number
            self.session.add(case)
            self.session.add(
                EntryRow(
                    case_id=case.id,
                    number=entry.number,
                    command_id=entry.command_id,
                    do=entry.do,
                    takes_back=entry.takes_back,
                    recorded_by=by,
                    turn_id=entry.turn_id,
                )
            )
        if recorded.label is not None:
            self.session.add(case.seal(self.keyring, [case.id], label=recorded.label))
        for run in recorded.runs:
            await self._keep_run(case, run)
        if recorded.runs:
            await self.session.flush()  # notes refer to them
        turn_id = entry.turn_id if entry else None
        self.session.add_all(_fact_row(case, fact, by, turn_id) for fact in recorded.facts)
        for note in recorded.notes:
            row = _note_row(case, note)
            self.session.add(row.seal(self.keyring, [case.id], text=note.text, value=note.value))
        for person in recorded.joined:
            self.session.add(CaseMember(case_id=case.id, person_id=person))
        await self._end_memberships(case, recorded.left)

    async def _keep_run(self, case: Case, run: Run) -> None:
        row = await self.session.get(GuideRun, run.id)
        if row is not None and row.case_id != case.id:  # the client's own id of a new walk is that of another case's
            raise NotFound
        if row is None:
            row = GuideRun(id=run.id, case_id=case.id, guide_id=run.guide_id, level=run.level, round=run.round)
        if run.is_open != (row.ended_at is None):
            row.ended_at = None if run.is_open else utc_now()
        row.cursor, row.picked = run.cursor, None if run.picked is None else list(run.picked)
        self.session.add(row)

    async def _end_memberships(self, case: Case, left: frozenset[UUID]) -> None:
        if not left:
            return
        for member in (await self.session.exec(_MEMBERS, params={"case": case.id})).all():
            if member.person_id in left:
                member.until = utc_now()
                self.session.add(member)


def _rows_of(session: Session, case_id: UUID) -> list[Sequence[RowMapping]]:
    """In one go and past the session, which has no part in columns."""
    connection, statements = session.connection(), (_FACTS, _NOTES, _RUNS, _ENTRIES, _MEMBER_IDS)
    return [connection.execute(one, {"case": case_id}).mappings().all() for one in statements]


def _fact(row: RowMapping) -> Fact:
    by = str(row["recorded_by"])
    return Fact.model_validate({**row, "recorded_by": by, "run": row["run_id"], "person": row["person_id"]})


def _fact_row(case: Case, fact: Fact, by: UUID, turn_id: UUID | None) -> FactRow:
    data = fact.model_dump(exclude={"recorded_at", "recorded_by", "run", "person"})
    return FactRow(case_id=case.id, recorded_by=by, turn_id=turn_id, run_id=fact.run, person_id=fact.person, **data)


def _note_row(case: Case, note: Note) -> NoteRow:
    return NoteRow(case_id=case.id, **note.model_dump(exclude={"text", "value"}))


def _run(row: RowMapping) -> Run:
    return Run(**row, is_open=row["ended_at"] is None)


def _who(actor: Actor) -> dict[str, object]:
    return {"person": actor.person.id, "school": actor.school.id}
