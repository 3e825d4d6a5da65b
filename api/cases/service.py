"""Working on a case: opening it, reading it, and carrying out commands. What may be done, and what follows, the engine says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.models import CHANGES, AuditRow, Door, Reading
from api.audit.repository import AuditRepository
from api.cases.models import Case, CaseOffer
from api.cases.repository import CaseRepository, Labelled, Relation, Written
from api.database import utc_now
from api.engine.apply import Recorded, Refusal, apply, opening
from api.engine.applying.members import objection, sees_until
from api.engine.calendar import Break, Calendar
from api.engine.casefile import CaseFile, Entry, Run
from api.engine.commands import (
    AcceptOffer,
    AnyCommand,
    OfferCase,
    RefuseOffer,
    Rename,
    Share,
    TakeBack,
    Unshare,
    WithdrawOffer,
    WriteNote,
)
from api.engine.plan import Plan
from api.engine.schema import Language, Role, Routine
from api.engine.talk import Talk
from api.errors import ApiError, NotFound
from api.people.actor import Actor
from api.people.repository import PeopleRepository
from api.privacy import checked_label, checked_text, same_label
from api.routines.service import RoutineService
from api.schools.models import AccessSettings, School
from api.schools.service import SchoolService


class StaleRevision(ApiError):
    """The case was changed since the client read it; `revision` is the present one."""

    status = 409
    code = "stale_revision"
    message = "Saken er endret siden du så den."

    def __init__(self, revision: int) -> None:
        self.revision = revision
        super().__init__()

    def fits(self, language: Language) -> dict[str, object]:
        return {"revision": self.revision}


class CommandIdUsed(ApiError):
    status = 409
    code = "command_id_used"
    message = "Id-en er brukt for noe annet i saken."


class LabelTaken(ApiError):
    """The person may see a case with this label already; `known` holds its id, the last one opened first."""

    status = 409
    code = "label_taken"
    message = "Det finnes en sak med denne koden."

    def __init__(self, cases: Sequence[UUID]) -> None:
        self.cases = cases
        super().__init__()

    def fits(self, language: Language) -> dict[str, object]:
        return {"known": [str(one) for one in self.cases]}


@dataclass
class OpenedCase:
    """A case with everything recorded of it, for one request. What is recorded in it takes the place of `file`."""

    case: Case
    file: CaseFile
    read_at: int  # the case's revision before the file was read: others may have written while it was read
    by: Relation = "member"  # what lets this person have to do with it

    @property
    def routine(self) -> Routine:
        return self.file.routine

    def plan(self, today: date) -> Plan:
        return self.file.plan(today)

    def talk(self, run: Run, today: date) -> Talk:
        return self.file.talk(run, today)


@dataclass(frozen=True)
class ListedCase:
    """A case in a list: its label and its plan, without what is written in it. `alone`: nobody follows it any longer."""

    case: Case
    plan: Plan
    alone: bool = False


def named_by(school: School, routine: Routine) -> Routine:
    """The routine with roles called what the school calls them."""
    if not school.role_names:
        return routine
    return routine.naming({role: Role(id=role, **names) for role, names in school.role_names.items()})


def calendar_of(school: School) -> Calendar:
    if school.breaks is None:
        return Calendar()
    return Calendar(
        breaks=tuple(
            Break(date.fromisoformat(first), date.fromisoformat(last), name) for first, last, name in school.breaks
        )
    )


@dataclass(frozen=True)
class PersonSeen:
    """Somebody who has seen a case: when last, and through which doors, the one used last first. Without a person: an operator.

    `only_line`: not what is written in it. `handed`: offered it to somebody, took that back, or answered an offer, without following it.
    `reasons` are those a leader gave for reading it all the same.
    """

    person: UUID | None
    name: str | None
    at: datetime
    doors: tuple[Door, ...]
    only_line: bool
    handed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ReadWithReason:
    """Somebody who does not follow a case has read all of it: who, when, and the reason they gave."""

    case: OpenedCase
    by: str
    at: datetime
    reason: str


class StaffMember(NamedTuple):
    """Somebody at the school, and until when they follow the case that is asked about, if that ends."""

    person: UUID
    name: str
    role: str
    last_day: date | None = None


class OfferedCase(NamedTuple):
    """A case that is offered: what it is called, by whom, and the last day if it is for a time."""

    case: UUID
    label: str
    by: str
    last_day: date | None


WITHOUT_NOTES: frozenset[Reading] = frozenset(("line", "offer", "offer_told", "handed", "insight_told"))
REASONS = 20  # of a case, the last ones, where they are told beside its readers


def place_of(case_id: UUID, plan: Plan) -> str:
    """Which case, level and round this is; a button from elsewhere must not work here."""
    return f"{case_id.hex[:12]}.{plan.stay.level}.{plan.stay.round}"


async def load(session: AsyncSession, case: Case, school: School, today: date | None = None) -> OpenedCase:
    """Who may see the case has been settled before. `today`: the day by which memberships end, else the real one."""
    routine = named_by(school, await RoutineService(session).routine(case.routine_hash))
    read_at = case.revision
    file = await CaseRepository(session).file(case, routine, calendar_of(school), today)
    return OpenedCase(case, file, read_at)


class CaseService:
    """`turn_id` is the turn of the chat it all happens in; it goes into the audit and onto what is recorded.

    `touched` collects the cases that are read: what is said afterwards may show something of each. `told` collects those that are
    only told of in a reply, whatever the message was about.
    """

    def __init__(
        self, session: AsyncSession, actor: Actor, turn_id: UUID | None = None, touched: set[UUID] | None = None
    ) -> None:
        self.session = session
        self.actor = actor
        self.turn_id = turn_id
        self.touched = set() if touched is None else touched
        self.told: set[UUID] = set()
        self.cases = CaseRepository(session)
        self.audit = AuditRepository(session)
        self._seen: set[tuple[UUID, Reading]] = set()
        self._readable: Sequence[Labelled] | None = None
        self._to_tell: Sequence[Labelled] | None = None

    # reading

    async def get(self, case_id: UUID, *, reading: Reading, by: Relation = "member") -> OpenedCase:
        """The case, or `NotFound` when it is unknown or not this person's. `reading` goes into the audit."""
        case = await self.cases.get(self.actor, case_id, by)
        if case is None:
            raise NotFound
        self.saw([case], reading)
        opened = await self._load(case)
        opened.by = by
        return opened

    async def get_to_tell(self, case_id: UUID) -> OpenedCase:
        """As `get`, to tell of a case that the message was not about: what is told is noted when it is."""
        case = await self.cases.get(self.actor, case_id)
        if case is None:
            raise NotFound
        self.told.add(case.id)
        return await load(self.session, case, self.actor.school, self.actor.day)

    async def insight(self, case_id: UUID, reason: str) -> OpenedCase:
        """A case leadership is no member of, with all that is written in it. The reason stands in the audit, for its members too."""
        checked_text(reason)
        case = await self.cases.get(self.actor, case_id, "line")
        if case is None:
            raise NotFound
        row = self._row(case.id, "insight")
        self.audit.note(row.seal(self.cases.keyring, [case.id], reason=reason))
        await self.cases.tell_of(case, row.id, self.actor.person.id, self.actor.day)
        opened = await self._load(case)
        opened.by = "line"
        return opened

    def saw(self, cases: Iterable[Case], reading: Reading) -> None:
        """Writes down that this person is shown the cases: a row for each, since it is asked who has seen one child's.

        In one request or turn the same is written down once, and a list shows no more of a case that was read already.
        """
        self.saw_ids([case.id for case in cases], reading)

    def saw_ids(self, cases: Iterable[UUID], reading: Reading) -> None:
        """As `saw`, of cases that are only named by their ids."""
        read = {case_id for case_id, _ in self._seen}
        for case_id in cases:
            if (case_id, reading) not in self._seen and not (reading == "list" and case_id in read):
                self._seen.add((case_id, reading))
                self.audit.note(self._row(case_id, reading))

    def _row(self, case_id: UUID, reading: Reading) -> AuditRow:
        door: Door = "page" if self.turn_id is None else "chat"
        who = self.actor.person.id
        return AuditRow(case_id=case_id, person_id=who, what=reading, door=door, turn_id=self.turn_id)

    async def seen_by(self, opened: OpenedCase) -> list[PersonSeen]:
        """Who has seen the case, the last one first."""
        seen = await self.audit.last_seen(opened.case.id)
        people = dict.fromkeys(one.person for one in seen)
        names = await PeopleRepository(self.session).names(person for person in people if person)
        reasons = await self.audit.reasons(opened.case.id, REASONS)
        return [
            PersonSeen(
                person=person,
                name=names.get(person) if person else None,
                at=next(one.at for one in seen if one.person == person),
                doors=tuple(dict.fromkeys(one.door for one in seen if one.person == person)),
                only_line=all(one.what in WITHOUT_NOTES for one in seen if one.person == person),
                handed=any(one.what == "handed" for one in seen if one.person == person),
                reasons=tuple(row.reason for row in reasons if row.person_id == person and row.reason),
            )
            for person in people
        ]

    async def colleagues(self) -> Sequence[StaffMember]:
        """Who works at the school and may follow a case, by name, without this person."""
        staff = await PeopleRepository(self.session).at(self.actor.school.id, self.actor.day)
        here = ((person, employment) for person, employment in staff if employment.role != "admin")
        return [
            StaffMember(person.id, person.name, employment.role)
            for person, employment in here
            if person.id != self.actor.person.id
        ]

    async def followers(self, opened: OpenedCase) -> Sequence[StaffMember]:
        """Who may see the case on this day, the first one first, this person among them."""
        members = await self.cases.members(opened.case, self.actor.day)
        staff = await PeopleRepository(self.session).at(self.actor.school.id, self.actor.day)
        known = {person.id: (person.name, employment.role) for person, employment in staff}
        return [
            StaffMember(member.person_id, *known[member.person_id], member.last_day)
            for member in members
            if member.person_id in known
        ]

    async def access(self) -> AccessSettings:
        """What the school lets its leadership see."""
        return await SchoolService(self.session).access(self.actor.school.id)

    async def readable(self) -> Sequence[Labelled]:
        """What the cases this person may see are called. Read once in a turn, until something is written in it."""
        if self._readable is None:
            self._readable = await self.cases.labels(self.actor)
            self._to_tell = self._readable
        return self._readable

    async def _load(self, case: Case) -> OpenedCase:
        self.touched.add(case.id)
        return await load(self.session, case, self.actor.school, self.actor.day)

    async def list(self, today: date, *, limit: int | None = None, offset: int = 0) -> Sequence[ListedCase]:
        """The cases this person may see with their plans, the oldest first; without what is written in them."""
        cases = await (self.cases.list(self.actor) if limit is None else self.cases.page(self.actor, limit, offset))
        self.touched.update(case.id for case in cases)
        return await self._listed(cases, today)

    async def lines(self, today: date, *, shows: bool = True) -> Sequence[ListedCase]:
        """The cases of the school as its settings let leadership see them: no more than their line. When it `shows` them, that is noted."""
        found = await self.cases.lines(self.actor)
        if shows:
            self.saw([case for case, _ in found], "line")
        listed = await self._listed([case for case, _ in found], today)
        return [replace(one, alone=alone) for one, (_, alone) in zip(listed, found, strict=True)]

    async def offered(self) -> Sequence[tuple[Case, CaseOffer]]:
        """The cases that are offered to this person. They are shown what each is called, and no more."""
        found = await self.cases.offered(self.actor)
        self.saw([case for case, _ in found], "offer")
        return found

    async def untold_offers(self) -> Sequence[OfferedCase]:
        """Those that this person was not told of in a conversation. The telling is a reading."""
        told = []
        for case, offer in await self.cases.offered(self.actor):
            if not await self.audit.has_seen(self.actor.person.id, case.id, "offer_told", offer.offered_at):
                self.saw([case], "offer_told")
                self.told.add(case.id)
                names = await PeopleRepository(self.session).names([offer.offered_by])
                told.append(OfferedCase(case.id, case.label, names.get(offer.offered_by, ""), offer.last_day))
        return told

    async def sees_again(self, ids: Set[UUID], told: Set[UUID]) -> bool:
        """Whether this person may still see all of these cases; those only `told` of may also be offered. If so, it is noted."""
        readable = await self.cases.readable_among(self.actor, ids | told) if ids | told else ()
        offered = await self.cases.offered(self.actor) if self.actor.is_offered else ()
        shown = [case for case, _ in offered if case.id in told - ids]
        if not ids | told <= {case.id for case in (*readable, *shown)}:
            return False
        self.saw(readable, "turns")
        self.saw(shown, "offer")
        return True

    async def figures(self, today: date) -> Sequence[Plan]:
        """The plans of the school's cases, to be counted: without labels and ids. For leadership and the municipality."""
        return [one.plan for one in await self._listed(await self.cases.counted(self.actor), today)]

    async def _listed(self, cases: Sequence[Case], today: date) -> Sequence[ListedCase]:
        facts = await self.cases.facts_of(cases)
        listed = []
        for case in cases:
            routine = named_by(self.actor.school, await RoutineService(self.session).routine(case.routine_hash))
            file = CaseFile(routine, calendar_of(self.actor.school), facts=facts.get(case.id, ()))
            listed.append(ListedCase(case, file.plan(today)))
        return listed

    async def due_untold(self) -> Sequence[tuple[UUID, date]]:
        """The cases that are due to be deleted, with the day, of which this person has not been told yet."""
        due = {one.id: one.due_on for one in await self._there() if one.due_on is not None}
        told = await self.cases.told_due(self.actor, due) if due else ()
        return [(case_id, on) for case_id, on in due.items() if case_id not in told]

    async def untold_insights(self) -> Sequence[ReadWithReason]:
        """The readings with a reason of cases this person may see, which they were not told of. The telling is a reading."""
        told = []
        for case_id in [one.id for one in await self._there() if one.was_read]:
            readings = await self.cases.untold_readings(case_id, self.actor.person.id)
            opened = await self.get_to_tell(case_id)
            rows = await self.audit.these(readings)
            names = await PeopleRepository(self.session).names(row.person_id for row in rows if row.person_id)
            self.saw([opened.case], "insight_told")
            told += [
                ReadWithReason(opened, names.get(row.person_id, ""), row.at, row.reason or "")
                for row in rows
                if row.person_id is not None
            ]
        return told

    async def _there(self) -> Sequence[Labelled]:
        """The cases this person may see, as they were when the list was read in this turn: enough to find what is to be told."""
        if self._to_tell is None:
            await self.readable()
        return self._to_tell or ()

    async def takes_over(self, opened: OpenedCase) -> bool:
        """Whether somebody else opened the case and this person has not been told of it yet. The telling is a reading."""
        is_own = opened.case.created_by == self.actor.person.id
        if is_own or await self.audit.has_seen(self.actor.person.id, opened.case.id, "brief"):
            return False
        self.saw([opened.case], "brief")
        return True

    async def written_in(self, turn_id: UUID) -> Sequence[Written]:
        """What a turn wrote down in the cases this person may see."""
        return await self.cases.written_in(self.actor, turn_id)

    async def is_written(self, turn_id: UUID) -> bool:
        """Whether a turn wrote something down in a case, also one this person may see no longer."""
        return await self.cases.is_written(turn_id)

    async def recorded_in(self, turn_id: UUID) -> Mapping[UUID, Sequence[int]]:
        """The entries a turn made, by case, in the cases this person may see."""
        return await self.cases.recorded_in(self.actor, turn_id)

    async def case_of_run(self, run_id: UUID) -> UUID | None:
        return await self.cases.case_of_run(self.actor, run_id)

    # writing

    async def open(self, *, key: str, label: str, today: date, another_pupil: bool = False) -> OpenedCase:
        """A new case on the school's routine; the same `key` gives the case it opened the first time, also sent at once.

        Two cases with one label are the same pupil until somebody says that it is `another_pupil`: else `LabelTaken`.
        """
        if self.actor.is_admin:
            raise NotFound
        label = checked_label(label)
        # Read before the key is looked for: a case that is opened with it meanwhile is then found by it.
        alike = [one.id for one in await self.cases.labels(self.actor) if same_label(one.label, label)]
        existing = await self.cases.by_key(self.actor, key)
        if existing is not None:
            self.saw([existing], "opened")
            return await self._load(existing)
        if alike and not another_pupil:
            raise LabelTaken(alike[::-1])
        version = await RoutineService(self.session).newest(self.actor.school.routine_id)
        person, school = self.actor.person.id, self.actor.school.id
        case = Case(key=key, school_id=school, routine_hash=version.hash, created_by=person)
        try:
            async with self.session.begin_nested():
                await self.cases.open(case, label)
        except IntegrityError:  # another request has opened it just now
            opened_meanwhile = await self.cases.by_key(self.actor, key)
            if opened_meanwhile is None:
                raise
            self.saw([opened_meanwhile], "opened")
            return await self._load(opened_meanwhile)
        opened = await self._load(case)
        self.saw([case], "opened")
        await self._keep(opened, opening(opened.routine, today), "open", f"open:{key}", self.turn_id)
        return opened

    async def move_note(
        self, origin: OpenedCase, entry: int, target: OpenedCase, *, today: date, command_id: str
    ) -> bool:
        """Takes back what an entry wrote and writes it in another case; False when there is nothing left to move."""
        words = [note.text for note in origin.file.counting_notes() if note.entry == entry and note.text]
        if len(words) != 1:
            return False
        for opened in sorted(
            (origin, target), key=lambda one: one.case.id
        ):  # in one order, so that two never wait for each other
            await self.hold(opened)
        both: tuple[tuple[OpenedCase, AnyCommand], ...] = (
            (origin, TakeBack(entry=entry)),
            (target, WriteNote(text=words[0])),
        )
        for opened, command in both:
            done = await self.do(opened, command, today=today, command_id=command_id)
            if isinstance(done, Refusal):
                return False
        return True

    async def move(self, origin: OpenedCase, note: int, target: OpenedCase, *, today: date, command_id: str) -> bool:
        """As `move_note`, by the number of the note; done once. False when there is no such note to move."""
        known = [any(one.command_id == command_id for one in opened.file.entries) for opened in (origin, target)]
        if any(known):
            if not all(known):
                raise CommandIdUsed
            return True
        said = [
            one for one in origin.file.counting_notes() if one.number == note and one.kind not in ("reason", "label")
        ]
        if not said or said[0].entry is None:
            return False
        return await self.move_note(origin, said[0].entry, target, today=today, command_id=command_id)

    async def do(
        self,
        opened: OpenedCase,
        command: AnyCommand,
        *,
        today: date,
        command_id: str,
        turn_id: UUID | None = None,
        revision: int | None = None,
    ) -> Recorded | Refusal:
        """Carries out a command, or says why not. `command_id` is the client's own: the second time nothing more is recorded.
        `turn_id` is the turn whose words it is about, when that is an earlier one.

        The case is held until the end of the transaction, and what others have recorded meanwhile is read before.
        Raises `StaleRevision` when the case is not at the `revision` the client has seen, if it says one.
        """
        for words in command.words:
            checked_text(words)
        if isinstance(command, Rename):
            command = Rename(label=checked_label(command.label))
        if not self._may(opened, command):
            raise NotFound
        await self.hold(opened)
        known = next((entry for entry in opened.file.entries if entry.command_id == command_id), None)
        if known is not None and known.do != command.do:
            raise CommandIdUsed
        if known is not None:
            return Recorded()
        if revision is not None and revision != opened.case.revision:
            raise StaleRevision(opened.case.revision)
        outcome = await self._meets_colleague(opened, command) or apply(opened.file, command, today)
        if isinstance(outcome, Recorded):
            outcome = await self._objects(opened, command, outcome, today) or outcome
        if isinstance(outcome, Recorded):
            await self._keep(opened, outcome, command.do, command_id, turn_id or self.turn_id)
        return outcome

    def _may(self, opened: OpenedCase, command: AnyCommand) -> bool:
        """What somebody has to do with a case says what they may do to it; an offer is answered by nobody else."""
        if isinstance(command, AcceptOffer | RefuseOffer):
            return opened.by == "offered" and command.person == self.actor.person.id
        if opened.by == "member":
            return True
        # A leader hands a case to others; taken themselves it would be read without the reason that is asked for.
        is_offer = isinstance(command, OfferCase | WithdrawOffer) and command.person != self.actor.person.id
        return opened.by == "line" and is_offer

    async def _meets_colleague(self, opened: OpenedCase, command: AnyCommand) -> Refusal | None:
        """A case is shared within the school only; whoever works elsewhere looks like nobody. A substitute has it until a day."""
        if isinstance(command, Unshare) and command.person in opened.file.members:
            return None
        if not isinstance(command, Share | Unshare | OfferCase):
            return None
        people, school = PeopleRepository(self.session), opened.case.school_id
        colleague = await people.employment(command.person, school)
        if colleague is None or colleague.role == "admin" or not colleague.goes_on(self.actor.day):
            raise NotFound
        for_good = isinstance(command, Share | OfferCase) and command.last_day is None
        return Refusal("needs_last_day") if colleague.role == "substitute" and for_good else None

    async def _objects(
        self, opened: OpenedCase, command: AnyCommand, recorded: Recorded, today: date
    ) -> Refusal | None:
        """Of what it would change in who has the case, whichever command changes it: taking back is giving and ending too."""
        if isinstance(command, AcceptOffer | RefuseOffer) or not any(
            fact.person or fact.kind == "withdrawn" for fact in recorded.facts
        ):
            return None
        file, by = opened.file, self.actor.person.id
        after = recorded.added_to(file)
        taken = [entry for entry in file.entries if entry.number == recorded.takes_back]
        wrong = objection(file, after, by, today, own=bool(taken) and taken[0].recorded_by == by)
        if wrong is not None:
            return Refusal(wrong)
        if isinstance(command, TakeBack):
            given = {one for one in after.members if sees_until(file, one) != sees_until(after, one)}
            offered = {one for one, offer in after.offers.items() if offer != file.offers.get(one)}
            for person, last_day in (
                *((one, after.membership_of(one)) for one in given),
                *((one, after.offers[one]) for one in offered),
            ):
                again = Share(person=person, last_day=last_day.on if last_day is not None else None)
                if refused := await self._meets_colleague(opened, again):
                    return refused
        return None

    async def hold(self, opened: OpenedCase) -> None:
        """Until the end of the transaction; what others have recorded meanwhile is read. Raises `NotFound`."""
        if not await self.cases.lock(self.actor, opened.case, opened.by):
            raise NotFound
        if opened.case.revision != opened.read_at:
            day = self.actor.day
            opened.file = await self.cases.file(opened.case, opened.file.routine, opened.file.calendar, day)
            opened.read_at = opened.case.revision

    async def _keep(
        self, opened: OpenedCase, recorded: Recorded, done: str, command_id: str, turn_id: UUID | None
    ) -> None:
        by = self.actor.person.id
        entry = None
        if recorded.logged:
            entry = Entry(
                number=opened.file.revision + 1,
                do=done,
                command_id=command_id,
                recorded_by=by,
                recorded_at=utc_now(),
                turn_id=turn_id,
                takes_back=recorded.takes_back,
            )
            signed = {"recorded_by": by, "recorded_at": entry.recorded_at, "turn_id": turn_id}
            recorded = replace(recorded, notes=tuple(note.model_copy(update=signed) for note in recorded.notes))
        await self.cases.keep(opened.case, recorded, entry, by)
        after = recorded.added_to(opened.file, entry)
        if recorded.joined or recorded.left or (done != "open" and after.owner != opened.file.owner):
            await self.cases.keep_members(opened.case, recorded, after)
        if after.offers != opened.file.offers:
            await self.cases.keep_offers(opened.case, after, by)
        if opened.by != "member":
            self.saw([opened.case], "handed")  # they have not read it
        elif not any((opened.case.id, change) in self._seen for change in CHANGES):
            self.saw([opened.case], "changed")
        self._readable = None
        opened.file = after
        opened.read_at = opened.case.revision
