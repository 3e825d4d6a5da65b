"""All SQL about cases. Whatever somebody reads starts from the one statement that holds only the cases they may see.

The statements of every turn are built once: building one costs as much as running it. What lies sealed is opened here and sealed
here; what leaves is plain data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID, uuid4

from pydantic import BaseModel
from sqlalchemy import (
    BindParameter,
    Column,
    Executable,
    Row,
    RowMapping,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    inspect,
    or_,
    update,
)
from sqlalchemy import select as plain_select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.models import AuditRow
from api.cases.models import (
    Case,
    CaseMember,
    CaseOffer,
    DueNotice,
    EntryRow,
    FactRow,
    GuideRun,
    KeptLonger,
    NoteRow,
    UntoldInsight,
    VersionMove,
)
from api.clock import real_day
from api.database import in_columns, rows, run, utc_now
from api.engine.apply import Recorded
from api.engine.calendar import Calendar
from api.engine.casefile import CaseFile, Entry, Note, Run
from api.engine.facts import Fact
from api.engine.schema import Routine
from api.errors import NotFound
from api.keys.keyring import keyring
from api.keys.models import DataKey
from api.people.actor import Actor
from api.people.models import Employment, Person
from api.people.repository import TODAY, employed_on
from api.routines.models import RoutineVersion
from api.schools.models import AccessSettings, School

# What anybody may have to do with a case starts here: they work at its school on this day, and not for the municipality.
_AT_SCHOOL = (
    select(Case, DataKey)
    .join(DataKey, col(DataKey.id) == col(Case.id))  # without its key a case is gone
    .join(Employment, col(Employment.school_id) == col(Case.school_id))
    .where(
        col(Case.school_id) == bindparam("school"),
        col(Employment.person_id) == bindparam("person"),
        col(Employment.role) != "admin",
        employed_on(TODAY),
    )
    .execution_options(autoflush=False)  # see `_write_recorded`
)
# A membership ends when it is ended, after its last day, and with the employment it was given under.
_GOES_ON = and_(
    col(CaseMember.until).is_(None),
    or_(col(CaseMember.last_day).is_(None), col(CaseMember.last_day) >= TODAY),
    col(CaseMember.since) >= col(Employment.since),
)
# The one statement that says who may read a case, with what is written in it.
_READABLE = _AT_SCHOOL.join(
    CaseMember,
    and_(col(CaseMember.case_id) == col(Case.id), col(CaseMember.person_id) == col(Employment.person_id), _GOES_ON),
)
_Follower = aliased(Employment)
_Own = aliased(CaseMember)
_LEADS = or_(
    col(Employment.role) == "leader",
    and_(col(Employment.role) == "adviser", col(AccessSettings.advisers_see) == "as_leaders"),
)


def _alone(besides: BindParameter[UUID] | None = None) -> ColumnElement[bool]:
    """Whether nobody who works at the school follows the case, or nobody but this person."""
    follows = (
        col(CaseMember.case_id) == col(Case.id),
        col(CaseMember.until).is_(None),
        or_(col(CaseMember.last_day).is_(None), col(CaseMember.last_day) >= TODAY),
        col(CaseMember.person_id) == col(_Follower.person_id),
        col(_Follower.school_id) == col(Case.school_id),
        col(_Follower.role) != "admin",
        col(_Follower.since) <= col(CaseMember.since),
        or_(col(_Follower.last_day).is_(None), col(_Follower.last_day) >= TODAY),
    )
    return ~exists().where(*follows, *(() if besides is None else (col(_Follower.person_id) != besides,)))


_ALONE = _alone()
# The cases of all schools that nobody follows, and those that nobody but one person was let into. For the server's commands alone.
_FOLLOWED_BY_NOBODY = (
    select(Case, DataKey, School)
    .join(DataKey, col(DataKey.id) == col(Case.id))
    .join(School, col(School.id) == col(Case.school_id))
    .where(_ALONE)
    .order_by(col(Case.created_at), col(Case.id))
)
_LAST_WITH = (
    select(Case, DataKey, School)
    .join(DataKey, col(DataKey.id) == col(Case.id))
    .join(School, col(School.id) == col(Case.school_id))
    .join(_Own, col(_Own.case_id) == col(Case.id))
    .where(
        col(_Own.person_id) == bindparam("person"),
        col(_Own.until).is_(None),
        or_(col(_Own.last_day).is_(None), col(_Own.last_day) >= TODAY),
        _alone(besides=bindparam("person")),
    )
    .order_by(col(Case.id))
    .with_for_update(of=Case)
)
# Who may see of which case that it is there, where it stands and when something is due: leadership, by the school's settings, and
# a case nobody follows any longer, whatever the settings say.
_LINES = _AT_SCHOOL.outerjoin(AccessSettings, col(AccessSettings.school_id) == col(Case.school_id)).where(
    _LEADS,
    or_(
        func.coalesce(col(AccessSettings.leaders_see), "lines") == "lines",
        and_(col(Employment.role) == "leader", _ALONE),
    ),
)
# To whom a case is offered, as long as the offer stands: as a membership, it ends with the employment it was made under.
_OFFERED = _AT_SCHOOL.join(
    CaseOffer,
    and_(
        col(CaseOffer.case_id) == col(Case.id),
        col(CaseOffer.person_id) == col(Employment.person_id),
        or_(col(CaseOffer.last_day).is_(None), col(CaseOffer.last_day) >= TODAY),
        col(CaseOffer.offered_at) >= col(Employment.since),
    ),
)
Relation = Literal["member", "line", "offered"]
_BY: dict[Relation, Any] = {"member": _READABLE, "line": _LINES, "offered": _OFFERED}
_ONE_BY = {by: statement.where(col(Case.id) == bindparam("case")) for by, statement in _BY.items()}
_LOCKED: dict[Relation, Executable] = {
    by: one.with_only_columns(col(Case.revision)).with_for_update(of=Case) for by, one in _ONE_BY.items()
}
_AGAIN = {by: one.execution_options(populate_existing=True) for by, one in _ONE_BY.items()}
_IN_LINES = _LINES.add_columns(_ALONE.label("alone")).order_by(col(Case.created_at), col(Case.id))
_OFFERS = _OFFERED.add_columns(CaseOffer).order_by(col(CaseOffer.offered_at), col(Case.id))
_FIGURES = (
    select(Case)
    .join(DataKey, col(DataKey.id) == col(Case.id))
    .join(Employment, col(Employment.school_id) == col(Case.school_id))
    .where(
        col(Case.school_id) == bindparam("school"),
        col(Employment.person_id) == bindparam("person"),
        col(Employment.role).in_(("leader", "admin")),
        employed_on(TODAY),
    )
    .execution_options(autoflush=False)
)
_READABLE_IDS = _READABLE.with_only_columns(col(Case.id))
_BY_KEY = _READABLE.where(col(Case.key) == bindparam("key"))
_LIST = _READABLE.order_by(col(Case.created_at), col(Case.id))
_LABELS: Executable = _LIST.outerjoin(DueNotice, col(DueNotice.case_id) == col(Case.id)).with_only_columns(
    col(DataKey.id),
    col(DataKey.master),
    col(DataKey.wrapped),
    col(Case.sealed_label).label("sealed_label"),
    col(DueNotice.due_on),
    exists()
    .where(col(UntoldInsight.case_id) == col(Case.id), col(UntoldInsight.person_id) == col(Employment.person_id))
    .label("was_read"),
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
_OF_STAFF = (
    select(CaseMember)
    .join(Case, col(Case.id) == col(CaseMember.case_id))
    .join(
        Employment,
        and_(col(Employment.person_id) == col(CaseMember.person_id), col(Employment.school_id) == col(Case.school_id)),
    )
    .where(col(CaseMember.case_id) == _OF_CASE, _GOES_ON, employed_on(TODAY), col(Employment.role) != "admin")
    .execution_options(autoflush=False)
)
_MEMBER_IDS = _OF_STAFF.with_only_columns(col(CaseMember.person_id))
_MEMBERS = select(CaseMember).where(col(CaseMember.case_id) == _OF_CASE, col(CaseMember.until).is_(None))


# What every command writes: as columns too.
_CASES = cast(Table, inspect(Case).local_table)
_ADD_ENTRY, _ADD_FACTS, _ADD_NOTES = (
    insert(cast(Table, inspect(table).local_table)) for table in (EntryRow, FactRow, NoteRow)
)
_COUNT = update(_CASES).where(_CASES.c.id == _OF_CASE).values(revision=bindparam("number"))

_WAITING = (
    select(CaseOffer, Person.name)
    .join(Person, col(Person.id) == col(CaseOffer.person_id))
    .where(
        col(CaseOffer.case_id).in_(_OF_CASES),
        or_(col(CaseOffer.last_day).is_(None), col(CaseOffer.last_day) >= TODAY),
    )
    .order_by(col(CaseOffer.offered_at))
)
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
_MOVES = (
    plain_select(col(VersionMove.case_id), func.count())
    .where(col(VersionMove.case_id).in_(_OF_CASES))
    .group_by(col(VersionMove.case_id))
)
_LONGER = select(KeptLonger).where(col(KeptLonger.case_id) == _OF_CASE).order_by(col(KeptLonger.recorded_at))

_RECORDED = (Case, CaseMember, EntryRow, FactRow, GuideRun, NoteRow)


class Labelled(NamedTuple):
    """A case by what it is called, the day it is due to be deleted if that is near, and no more of it.

    `was_read`: with a reason, by somebody who does not follow it, and this person has not been told.
    """

    id: UUID
    label: str
    due_on: date | None = None
    was_read: bool = False


class Written(NamedTuple):
    """Where the note of a turn lies, without its words."""

    case_id: UUID
    entry: int
    kind: str


class CaseRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.keyring = keyring(session)

    async def get(self, actor: Actor, case_id: UUID, by: Relation = "member") -> Case | None:
        return await self._one(_ONE_BY[by], actor, case=case_id)

    async def lock(self, actor: Actor, case: Case, by: Relation = "member") -> bool:
        """Holds the case until the end of the transaction: others who write wait, and what they have written is seen.

        False when this person may no longer see it.
        """
        await self._write_recorded()
        held = await rows(self.session, _LOCKED[by], **_who(actor), case=case.id)
        if held and held[0].revision != case.revision:
            return await self._one(_AGAIN[by], actor, case=case.id) is not None
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
        return Labelled(row.id, label, row.due_on, row.was_read)

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

    async def file(self, case: Case, routine: Routine, calendar: Calendar, today: date | None = None) -> CaseFile:
        """Everything recorded of a case, with who is a member on the day."""
        await self.keyring.load([case.id])
        await self._write_recorded()
        facts, notes, runs, entries, members = await self.session.run_sync(_rows_of, case.id, today or real_day())
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

    async def moves_of(self, cases: Iterable[UUID]) -> Mapping[UUID, int]:
        """How often each was moved to another version of its routine."""
        return {row[0]: row[1] for row in await rows(self.session, _MOVES, cases=list(cases))}

    async def written_in(self, actor: Actor, turn_id: UUID) -> Sequence[Written]:
        statement = (
            select(NoteRow.case_id, NoteRow.entry, NoteRow.kind)
            .where(NoteRow.turn_id == turn_id, col(NoteRow.case_id).in_(_READABLE_IDS))
            .order_by(col(NoteRow.number))
        )
        return [Written(*row) for row in (await self.session.exec(statement, params=_who(actor))).all()]

    async def is_written(self, turn_id: UUID) -> bool:
        """Whether what a turn said lies in any case, whoever may see it."""
        return (
            await self.session.exec(select(NoteRow.id).where(NoteRow.turn_id == turn_id).limit(1))
        ).first() is not None

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

    async def members(self, case: Case, today: date) -> Sequence[CaseMember]:
        """Who may see the case on the day, the first one first."""
        found = (await self.session.exec(_OF_STAFF, params={"case": case.id, "today": today})).all()
        return sorted(found, key=lambda member: (member.since, member.person_id))

    async def lines(self, actor: Actor) -> Sequence[tuple[Case, bool]]:
        """The cases of the school as leadership may see them, the oldest first, with whether nobody follows them any longer."""
        await self._write_recorded()
        found = (await self.session.exec(_IN_LINES, params=_who(actor))).all()  # type: ignore[call-overload]
        return [(self._opened(case, key), alone) for case, key, alone in found]

    async def counted(self, actor: Actor) -> Sequence[Case]:
        """The cases of the school, to be counted: nothing that is sealed in them is opened."""
        return (await self.session.exec(_FIGURES, params=_who(actor))).all()

    async def offered(self, actor: Actor) -> Sequence[tuple[Case, CaseOffer]]:
        """The cases that are offered to this person, the first one first."""
        await self._write_recorded()
        found = (await self.session.exec(_OFFERS, params=_who(actor))).all()  # type: ignore[call-overload]
        return [(self._opened(case, key), offer) for case, key, offer in found]

    async def offers_of(self, case: Case) -> Sequence[CaseOffer]:
        """To whom the case is offered."""
        statement = select(CaseOffer).where(CaseOffer.case_id == case.id).order_by(col(CaseOffer.offered_at))
        return (await self.session.exec(statement)).all()

    async def waiting(self, cases: Iterable[UUID], today: date) -> Mapping[UUID, Sequence[tuple[CaseOffer, str]]]:
        """To whom each of these cases is offered, with their names: the offers that can still be answered."""
        found = await self.session.exec(_WAITING, params={"cases": sorted(cases), "today": today})
        waiting = defaultdict[UUID, list[tuple[CaseOffer, str]]](list)
        for offer, name in found.all():
            waiting[offer.case_id].append((offer, name))
        return waiting

    async def readable_among(self, actor: Actor, ids: Iterable[UUID]) -> Sequence[Case]:
        """Those of these cases that this person may see."""
        await self._write_recorded()
        found = (await self.session.exec(_AMONG, params={**_who(actor), "cases": sorted(set(ids))})).all()
        return [self._opened(*row) for row in found]

    # for the server's commands: whoever's they are

    async def followed_by_nobody(self, today: date) -> Sequence[tuple[Case, School]]:
        """The cases that nobody who works at their school follows, closed ones too, the oldest first."""
        found = (await self.session.exec(_FOLLOWED_BY_NOBODY, params={"today": today})).all()
        return [(self._opened(case, key), school) for case, key, school in found]

    async def last_with(self, person_id: UUID, today: date) -> Sequence[tuple[Case, School]]:
        """The cases this person was let into and nobody else follows, closed ones too, whether they still work there or not.

        They are held until the end of the transaction.
        """
        found = (await self.session.exec(_LAST_WITH, params={"person": person_id, "today": today})).all()
        return [(self._opened(case, key), school) for case, key, school in found]

    # who has read it for a reason

    async def tell_of(self, case: Case, reading: UUID, reader: UUID, today: date) -> None:
        """Each who may see the case that day is to be told of the reading, but not the one who read it."""
        for member in await self.members(case, today):
            if member.person_id != reader:
                self.session.add(UntoldInsight(case_id=case.id, person_id=member.person_id, reading=reading))

    async def untold_readings(self, case_id: UUID, person_id: UUID) -> Sequence[UUID]:
        """Those this person has not been told of, which they are now: of two turns at once only one is given them."""
        told = delete(UntoldInsight).where(
            col(UntoldInsight.case_id) == case_id, col(UntoldInsight.person_id) == person_id
        )
        return (await self.session.exec(told.returning(col(UntoldInsight.reading)))).scalars().all()

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
        if recorded.label is not None:
            self.session.add(case.seal(self.keyring, [case.id], label=recorded.label))
        for run_of_talk in recorded.runs:
            await self._keep_run(case, run_of_talk)
        await self._write_recorded()  # notes refer to runs
        if entry is not None:
            await self._log(case, entry, by)
        turn_id = entry.turn_id if entry else None
        if recorded.facts:
            await run(self.session, _ADD_FACTS, *(_fact_row(case, fact, by, turn_id) for fact in recorded.facts))
        if recorded.notes:
            await run(self.session, _ADD_NOTES, *(self._note_row(case, note) for note in recorded.notes))

    async def _log(self, case: Case, entry: Entry, by: UUID) -> None:
        await run(self.session, _ADD_ENTRY, {"case_id": case.id, "recorded_by": by, **_entry_row(entry)})
        await run(self.session, _COUNT, {"case": case.id, "number": entry.number})
        set_committed_value(case, "revision", entry.number)

    def _note_row(self, case: Case, note: Note) -> dict[str, object]:
        row, data = uuid4(), note.model_dump(exclude={"text", "value"})
        sealed = NoteRow.sealed(self.keyring, row, [case.id], text=note.text, value=note.value)
        return in_columns(NoteRow, {"id": row, "case_id": case.id, **data, **sealed})

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

    async def keep_members(self, case: Case, recorded: Recorded, after: CaseFile) -> None:
        """Brings the memberships in line with what was recorded. What has ended by itself is ended before it begins anew."""
        members = (await self.session.exec(_MEMBERS, params={"case": case.id})).all()
        for member in members:
            if member.person_id in recorded.left | recorded.joined:
                member.until = max(utc_now(), member.since)
            member.role = "owner" if member.person_id == after.owner else "member"
            self.session.add(member)
        await self.session.flush()
        for person in recorded.joined:
            said = after.membership_of(person)
            role = "owner" if person == after.owner else "member"
            last_day = said.on if said is not None else None
            self.session.add(CaseMember(case_id=case.id, person_id=person, role=role, last_day=last_day))

    async def keep_offers(self, case: Case, after: CaseFile, by: UUID) -> None:
        """Brings the offers in line with what was recorded."""
        standing = {offer.person_id: offer for offer in await self.offers_of(case)}
        for person, offer in standing.items():
            if person not in after.offers:
                await self.session.delete(offer)
        for person, fact in after.offers.items():
            if person not in standing or standing[person].last_day != fact.on:
                row = standing.get(person) or CaseOffer(case_id=case.id, person_id=person, offered_by=by)
                row.offered_by, row.offered_at, row.last_day = by, utc_now(), fact.on
                self.session.add(row)


def _rows_of(session: Session, case_id: UUID, today: date) -> list[Sequence[RowMapping]]:
    """In one go and past the session, which has no part in columns."""
    connection = session.connection()
    found = [connection.execute(one, {"case": case_id}).mappings().all() for one in (_FACTS, _NOTES, _RUNS, _ENTRIES)]
    return [*found, connection.execute(_MEMBER_IDS, {"case": case_id, "today": today}).mappings().all()]


def _fact(row: RowMapping) -> Fact:
    by = str(row["recorded_by"])
    return Fact.model_validate({**row, "recorded_by": by, "run": row["run_id"], "person": row["person_id"]})


def _fact_row(case: Case, fact: Fact, by: UUID, turn_id: UUID | None) -> dict[str, object]:
    data = fact.model_dump(exclude={"recorded_at", "recorded_by", "run", "person"})
    signed = {"recorded_at": utc_now(), "recorded_by": by, "turn_id": turn_id}
    walk = {"run_id": fact.run, "person_id": fact.person}
    return in_columns(FactRow, {"id": uuid4(), "case_id": case.id, **walk, **data, **signed})


def _entry_row(entry: Entry) -> dict[str, object]:
    return entry.model_dump(include={"number", "command_id", "do", "takes_back", "recorded_at", "turn_id"})


def _run(row: RowMapping) -> Run:
    return Run(**row, is_open=row["ended_at"] is None)


def _who(actor: Actor) -> dict[str, object]:
    return {"person": actor.person.id, "school": actor.school.id, "today": actor.day}
