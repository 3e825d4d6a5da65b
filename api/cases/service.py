"""Working on a case: opening it, recording what happened, writing notes, leading guides. The plan always follows from the facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import AuditRow, Case, CaseMember, FactRow, GuideRun, Note
from api.cases.repository import CaseRepository
from api.database import utc_now
from api.engine.calendar import Break, Calendar
from api.engine.conditions import World
from api.engine.facts import Fact, FactKind, live
from api.engine.plan import Plan, plan
from api.engine.schema import Guide, Outcome, Question, Role, Routine, Task
from api.engine.stays import outcome_of
from api.engine.talk import Given, Talk
from api.errors import CaseIsClosed, DoesNotFit, NotFound
from api.people.actor import Actor
from api.routines.service import RoutineService
from api.schools.models import School

ALLOWED_ON_CLOSED: frozenset[str] = frozenset({"reopened", "withdrawn", "handed_over"})


@dataclass
class OpenedCase:
    """A case with its routine and everything known about it, for one request."""

    case: Case
    routine: Routine
    calendar: Calendar
    facts: list[Fact]
    notes: list[Note]
    runs: list[GuideRun]
    _plans: dict[date, Plan] = field(default_factory=dict)

    def plan(self, today: date) -> Plan:
        if today not in self._plans:
            self._plans[today] = plan(self.routine, self.facts, self.calendar, today, self.answers())
        return self._plans[today]

    def answers(self) -> dict[str, str | int | float | bool]:
        """The values of the answers that count, by question id; of several walks through a guide the last."""
        questions = self.routine.questions
        return {
            note.question_id: _value(questions.get(note.question_id), note.text or "")
            for note in self.counting_notes()
            if note.kind == "answer" and note.question_id is not None
        }

    def note_of(self, run: GuideRun, question_id: str) -> Note | None:
        """The note that counts for a question of a run: the last one not taken back."""
        found = [note for note in self.counting_notes() if note.run_id == run.id and note.question_id == question_id]
        return found[-1] if found else None

    def counting_notes(self) -> list[Note]:
        taken_back = {note.replaces for note in self.notes if note.kind == "taken_back"}
        return [note for note in self.notes if note.kind != "taken_back" and note.id not in taken_back]

    def talk(self, run: GuideRun, today: date) -> Talk:
        """Where a walk through a guide stands."""
        guide = self.routine.guide(run.guide_id)
        given: dict[str, Given] = {}
        answers: dict[str, Any] = {}
        questions = {question.id: question for question in guide.questions}
        for note in self.counting_notes():
            if note.run_id != run.id or note.question_id is None:
                continue
            if note.kind == "answer":
                given[note.question_id] = "answered"
                answers[note.question_id] = _value(questions.get(note.question_id), note.text or "")
            else:
                given.setdefault(note.question_id, "skipped")
        counting = live(self.facts)
        stay = self.plan(today).stay
        world = World(stay=stay.of_round(counting), case=counting, answers=answers, today=today)
        picked = None if run.picked is None else frozenset(run.picked)
        return Talk(guide=guide, given=given, world=world, cursor=run.cursor, picked=picked)

    def run(self, run_id: UUID | None) -> GuideRun | None:
        return next((run for run in self.runs if run.id == run_id), None)

    def open_run(self) -> GuideRun | None:
        """The walk that has begun last and is not ended. One whose guide the routine no longer has is left behind."""
        guides = {guide.id for guide in self.routine.guides}
        return next((run for run in reversed(self.runs) if run.ended_at is None and run.guide_id in guides), None)


def _already_made(opened: OpenedCase, plan_now: Plan, decision_id: str, outcome_id: str) -> Outcome | None:
    """The outcome, when this judgement is the last thing recorded or what began the present stay."""
    counting = live(opened.facts)
    recent = [fact for fact in counting if fact.number in (plan_now.stay.entered_by, len(opened.facts))]
    same = [fact for fact in recent if (fact.decision, fact.outcome) == (decision_id, outcome_id)]
    return outcome_of(opened.routine, same[0]) if same else None


def _value(question: Question | None, text: str) -> str | float:
    """What conditions compare with: the option's id of a choice, the number of a scale, else the words."""
    if question is not None and question.options:
        return next((option.id for option in question.options if text in (option.text.nb, option.text.nn)), text)
    if question is not None and question.type in ("scale", "number"):
        number = re.search(r"-?\d+(?:[.,]\d+)?", text)
        return float(number[0].replace(",", ".")) if number else text
    return text


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


async def load(session: AsyncSession, case: Case, school: School) -> OpenedCase:
    """Who may see the case has been settled before."""
    cases = CaseRepository(session)
    return OpenedCase(
        case=case,
        routine=named_by(school, await RoutineService(session).routine(case.routine_hash)),
        calendar=calendar_of(school),
        facts=[_as_fact(row) for row in await cases.facts(case)],
        notes=list(await cases.notes(case)),
        runs=list(await cases.runs(case)),
    )


class CaseService:
    def __init__(self, session: AsyncSession, actor: Actor) -> None:
        self.session = session
        self.actor = actor
        self.cases = CaseRepository(session)

    async def open(self, *, key: str, label: str, today: date, turn_id: UUID | None = None) -> OpenedCase:
        """A new case on the school's routine; the same `key` gives the case it opened the first time."""
        existing = await self.cases.by_key(self.actor, key)
        if existing is not None:
            return await self.load(existing)
        version = await RoutineService(self.session).newest(self.actor.school.routine_id)
        case = Case(
            key=key,
            school_id=self.actor.school.id,
            routine_hash=version.hash,
            label=label,
            created_by=self.actor.person.id,
        )
        self.session.add(case)
        await self.session.flush()
        self.session.add(CaseMember(case_id=case.id, person_id=self.actor.person.id, role="owner"))
        opened = await self.load(case)
        await self.record(opened, "concern_raised", occurred_on=today, today=today, turn_id=turn_id)
        return opened

    async def get(self, case_id: UUID, *, reading: str | None = None) -> OpenedCase:
        """The case, or `NotFound` when it is unknown or not this person's. `reading` goes into the audit log."""
        case = await self.cases.get(self.actor, case_id)
        if case is None:
            raise NotFound
        if reading:
            self.session.add(AuditRow(case_id=case.id, person_id=self.actor.person.id, what=reading))
        return await self.load(case)

    async def list(self) -> list[OpenedCase]:
        return [await self.load(case) for case in await self.cases.list(self.actor)]

    async def share(self, opened: OpenedCase, colleague: Actor, today: date) -> None:
        """Lets a colleague at the school see the case and work on it, such as a substitute. Sharing twice is sharing once."""
        if colleague.school.id != self.actor.school.id:
            raise NotFound
        if await self.cases.membership(opened.case, colleague.person.id) is None:
            self.session.add(CaseMember(case_id=opened.case.id, person_id=colleague.person.id))
            await self.record(opened, "handed_over", occurred_on=today, today=today)

    async def takes_over(self, opened: OpenedCase) -> bool:
        """Whether somebody else opened the case and this person has not been told of it yet. The telling is a reading."""
        is_own = opened.case.created_by == self.actor.person.id
        if is_own or await self.cases.has_read(self.actor, opened.case, "brief"):
            return False
        self.session.add(AuditRow(case_id=opened.case.id, person_id=self.actor.person.id, what="brief"))
        await self.session.flush()
        return True

    async def readable(self) -> Sequence[Case]:
        """The cases this person may see, without what lies in them."""
        return await self.cases.list(self.actor)

    async def notes_of_turn(self, turn_id: UUID) -> Sequence[Note]:
        """What a turn wrote."""
        return await self.cases.notes_of_turn(turn_id)

    async def run(self, run_id: UUID) -> GuideRun | None:
        """A walk through a guide, of any case."""
        return await self.session.get(GuideRun, run_id)

    async def load(self, case: Case) -> OpenedCase:
        return await load(self.session, case, self.actor.school)

    async def record(
        self,
        opened: OpenedCase,
        kind: FactKind,
        *,
        occurred_on: date,
        today: date,
        turn_id: UUID | None = None,
        **details: Any,
    ) -> Fact:
        """Appends a fact to the stay the case is in (or to the `level` and `round` given). Refuses what happens in the future."""
        plan_now = opened.plan(today)
        if not plan_now.is_open and kind not in ALLOWED_ON_CLOSED and opened.facts:
            raise CaseIsClosed
        if occurred_on > today:
            raise DoesNotFit("Dette har ikke skjedd ennå.")
        corrected = next((fact for fact in opened.facts if fact.number == details.get("supersedes")), None)
        details.setdefault("level", corrected.level if corrected else plan_now.stay.level)
        details.setdefault("round", corrected.round if corrected else plan_now.stay.round)
        row = FactRow(
            case_id=opened.case.id,
            number=len(opened.facts) + 1,
            kind=kind,
            occurred_on=occurred_on,
            recorded_by=self.actor.person.id,
            turn_id=turn_id,
            **details,
        )
        self.session.add(row)
        await self.session.flush()
        fact = _as_fact(row)
        opened.facts.append(fact)
        opened._plans.clear()
        return fact

    async def tick(
        self, opened: OpenedCase, task_id: str, *, occurred_on: date, today: date, turn_id: UUID | None = None
    ) -> Task:
        """Records the fact a task becomes when it is done. Ticking twice records it once."""
        state = next((state for state in opened.plan(today).tasks if state.task.id == task_id), None)
        if state is None:
            raise DoesNotFit
        if state.state not in ("done", "done_late"):
            task = state.task
            kind: FactKind = task.records.fact if task.records else "task_done"
            whom = task.records.with_ if task.records else None
            await self.record(
                opened, kind, occurred_on=occurred_on, today=today, turn_id=turn_id, task=task.id, with_=whom
            )
        return state.task

    async def decide(
        self, opened: OpenedCase, decision_id: str, outcome_id: str, *, today: date, turn_id: UUID | None = None
    ) -> Outcome:
        """Records a judgement people have made. The same one sent twice is recorded once."""
        plan_now = opened.plan(today)
        # A chat turn is decided once anyway; the same ids on another level are another judgement there.
        if turn_id is None and (plan_now.decision is None or plan_now.decision.id != decision_id):
            made = _already_made(opened, plan_now, decision_id, outcome_id)
            if made is not None:
                return made
        decision = next((d for d in plan_now.level.decisions if d.id == decision_id), None)
        outcome = next((o for o in decision.outcomes if o.id == outcome_id), None) if decision else None
        if outcome is None:
            raise DoesNotFit
        await self.record(
            opened, "decided", occurred_on=today, today=today, turn_id=turn_id, decision=decision_id, outcome=outcome_id
        )
        return outcome

    async def write(
        self,
        opened: OpenedCase,
        kind: str,
        text: str | None,
        *,
        run: GuideRun | None = None,
        question: Question | None = None,
        turn_id: UUID | None = None,
        replaces: UUID | None = None,
    ) -> Note:
        """Appends a note; what was written before stays."""
        note = Note(
            number=opened.notes[-1].number + 1 if opened.notes else 1,
            case_id=opened.case.id,
            run_id=run.id if run else None,
            question_id=question.id if question else None,
            kind=kind,
            text=text,
            replaces=replaces,
            turn_id=turn_id,
            recorded_by=self.actor.person.id,
        )
        self.session.add(note)
        await self.session.flush()
        opened.notes.append(note)
        opened._plans.clear()
        return note

    async def run_to_change(self, opened: OpenedCase, guide: Guide, today: date) -> GuideRun:
        """The last walk through a guide on this stay, also when it is ended; a new one when there is none."""
        stay = opened.plan(today).stay
        for run in reversed(opened.runs):
            if run.guide_id == guide.id and (run.level, run.round) == (stay.level, stay.round):
                return run
        return await self.start_run(opened, guide, today)

    async def start_run(self, opened: OpenedCase, guide: Guide, today: date) -> GuideRun:
        """A new walk through a guide, or the one that is still open on this stay."""
        stay = opened.plan(today).stay
        for run in reversed(opened.runs):
            if run.guide_id == guide.id and run.ended_at is None and (run.level, run.round) == (stay.level, stay.round):
                return run
        run = GuideRun(case_id=opened.case.id, guide_id=guide.id, level=stay.level, round=stay.round)
        self.session.add(run)
        await self.session.flush()
        opened.runs.append(run)
        return run

    async def end_run(self, opened: OpenedCase, run: GuideRun, today: date, turn_id: UUID | None = None) -> None:
        """Ends a walk and records the talk as held, on the level and round it was held."""
        run.ended_at, run.cursor = utc_now(), None
        self.session.add(run)
        completes = opened.routine.guide(run.guide_id).completes
        await self.record(
            opened,
            completes.fact,
            occurred_on=today,
            today=today,
            turn_id=turn_id,
            with_=completes.with_,
            level=run.level,
            round=run.round,
        )


def _as_fact(row: FactRow) -> Fact:
    data = row.model_dump(exclude={"id", "case_id", "turn_id", "recorded_by"})
    return Fact.model_validate(data | {"recorded_by": str(row.recorded_by)})
