"""`apply()`: what a command comes to in a case, or why it is refused. Every rule of what may be done to a case is kept here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from api.engine import commands as do
from api.engine.answers import Misfit, Value, value_of
from api.engine.casefile import CaseFile, Entry, Note, Run
from api.engine.commands import AnyCommand
from api.engine.facts import CONSENT, Fact, FactKind, live
from api.engine.plan import Plan, TaskState, plan
from api.engine.schema import Guide, Question, Routine
from api.engine.stays import Stay

Code = Literal[
    "case_closed",
    "already_closed",
    "already_open",
    "unknown_task",
    "unknown_decision",
    "unknown_deadline",
    "unknown_guide",
    "unknown_question",
    "unknown_run",
    "unknown_note",
    "unknown_entry",
    "in_future",
    "in_past",
    "needs_first",
    "not_done",
    "not_skippable",
    "not_an_answer",
    "nothing_to_take_back",
    "not_a_member",
    "last_member",
]


Told = do.Tick | do.Decide | do.Consent | do.Attempt | do.PlanDay | do.SetOwnDate

# Said by no command that corrects: what opens, closes, leaves out and shares is taken back instead.
FIXED = ("concern_raised", "task_skipped", "went_on", "closed", "reopened", "handed_over", "unshared")


@dataclass(frozen=True)
class Refusal:
    """Why nothing is recorded, and what would fit: the tasks to do first, the question with what it takes, or the ids there are."""

    code: Code
    tasks: tuple[str, ...] = ()
    question: Question | None = None
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """What a command comes to: new facts and notes, walks that are new or have changed, and who may see the case from now on."""

    facts: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()
    runs: tuple[Run, ...] = ()
    joined: frozenset[UUID] = frozenset()
    left: frozenset[UUID] = frozenset()
    takes_back: int | None = None
    logged: bool = True  # False for what only moves about in a talk

    def added_to(self, case: CaseFile, entry: Entry | None = None) -> CaseFile:
        """The case afterwards, with the line of its log when there is one."""
        changed = {run.id: run for run in self.runs}
        runs = [changed.pop(run.id, run) for run in case.runs]
        return replace(
            case,
            facts=(*case.facts, *self.facts),
            notes=(*case.notes, *self.notes),
            runs=(*runs, *changed.values()),
            entries=case.entries if entry is None else (*case.entries, entry),
            members=(case.members | self.joined) - self.left,
        )


class _Refused(Exception):
    def __init__(self, code: Code, **fits: Any) -> None:
        self.refusal = Refusal(code, **fits)
        super().__init__(code)


def opening(routine: Routine, today: date) -> Recorded:
    """A new case: the concern, raised today on the routine's first level."""
    first = Fact(number=1, kind="concern_raised", level=routine.levels[0].id, occurred_on=today, entry=1)
    return Recorded(facts=(first,))


def apply(case: CaseFile, command: AnyCommand, today: date) -> Recorded | Refusal:
    """What the command comes to in the case on the day `today`. The case itself is not changed.

    What is already so is recorded as nothing, so that doing it twice is doing it once.
    """
    try:
        return _Case(case, today).take(command)
    except _Refused as refused:
        return refused.refusal


class _Case:
    """The case as the command finds it, with the numbers of what is recorded next."""

    def __init__(self, case: CaseFile, today: date) -> None:
        self.case, self.today = case, today
        self.plan: Plan = case.plan(today)
        self.entry = case.revision + 1

    def take(self, command: AnyCommand) -> Recorded:
        match command:
            case do.Tick():
                return self._tick(command)
            case do.Untick():
                return self._untick(command)
            case do.SkipTask():
                return self._skip_task(command)
            case do.Decide():
                return self._decide(command)
            case do.Consent():
                return self._consent(command)
            case do.Attempt():
                return self._told(command, "attempted", on=self._past(command.on), task=self._task(command).task.id)
            case do.PlanDay():
                return self._plan_day(command)
            case do.SetOwnDate():
                return self._own_date(command)
            case do.Close():
                return self._close()
            case do.Reopen():
                return self._reopen()
            case do.StartTalk():
                return self._start_talk(command)
            case do.EndTalk():
                run = self._run(command.run)
                self._must_be_open()
                return self._ended(run, self._past(command.on or self.today)) if run.is_open else Recorded()
            case do.PickQuestions():
                return self._pick(command)
            case do.GoToQuestion():
                return self._go_to(command)
            case do.Answer():
                return self._answer(command)
            case do.SkipQuestion():
                return self._skip_question(command)
            case do.WriteNote():
                return Recorded(notes=(self._note(command.kind, text=command.text),))
            case do.MoveNote():
                return self._move_note(command)
            case do.Share():
                return self._share(command.person)
            case do.Unshare():
                return self._unshare(command.person)
            case _:
                return self._take_back(command.entry)

    # what is recorded

    def _fact(self, kind: FactKind, after: int, stay: Stay | Fact | Run, **details: Any) -> Fact:
        """The fact that comes `after` so many others of this command, in the stay given."""
        where = {"level": stay.level, "round": stay.round}
        number = len(self.case.facts) + after + 1
        known = {"occurred_on": self.today, **where, **details}
        return Fact.model_validate({"number": number, "kind": kind, "entry": self.entry, **known})

    def _facts(self, kinds: Iterable[tuple[FactKind, dict[str, Any]]], stay: Stay | Fact | Run) -> tuple[Fact, ...]:
        return tuple(self._fact(kind, after, stay, **details) for after, (kind, details) in enumerate(kinds))

    def _note(self, kind: str, after: int = 0, **details: Any) -> Note:
        number = len(self.case.notes) + after + 1
        return Note.model_validate({"number": number, "kind": kind, "entry": self.entry, **details})

    def _told(
        self,
        command: Told,
        kind: FactKind,
        *,
        on: date,
        day: date | None = None,
        before: tuple[tuple[FactKind, dict[str, Any]], ...] = (),
        **details: Any,
    ) -> Recorded:
        """The fact a command tells, in the present stay or in that of what it corrects, with what is recorded `before` it."""
        old = self._corrected(command)
        if old is None:
            self._must_be_open()
        told = {"occurred_on": on, "on": day, **details, "supersedes": old.number if old else None}
        return Recorded(facts=self._facts((*before, (kind, told)), old or self.plan.stay))

    def _corrected(self, command: Told) -> Fact | None:
        """The fact that the command takes the place of, one of its own sort that counts; None when nothing is corrected."""
        if command.corrects is None:
            return None
        numbers = {fact.number for fact in self.case.facts if fact.entry == command.corrects}
        for fact in self.case.facts:  # corrected before: what took its place since is meant
            if fact.supersedes in numbers:
                numbers.add(fact.number)
        found = [fact for fact in live(self.case.facts) if fact.number in numbers and _corrects(command, fact)]
        if not found:
            raise _Refused("unknown_entry")
        return found[-1]

    def _there(self, command: Told) -> Plan:
        """The plan of the stay the command tells of: the present one, or that of what it corrects."""
        old = self._corrected(command)
        if old is None:
            self._must_be_open()
            return self.plan
        case = self.case
        return plan(case.routine, case.facts, case.calendar, self.today, case.answers(), _stay_of(old))

    # tasks

    def _task(self, command: do.Tick | do.Attempt | do.PlanDay | do.Untick | do.SkipTask) -> TaskState:
        if isinstance(command, do.Untick | do.SkipTask):
            self._must_be_open()
            there = self.plan
        else:
            there = self._there(command)
        found = next((state for state in there.tasks if state.task.id == command.task), None)
        if found is None:
            raise _Refused("unknown_task", known=tuple(state.task.id for state in there.tasks))
        return found

    def _tick(self, command: do.Tick) -> Recorded:
        state = self._task(command)
        task = state.task
        if command.corrects is None and state.state in ("done", "done_late"):
            return Recorded()
        kind: FactKind = task.records.fact if task.records else "task_done"
        whom = task.records.with_ if task.records else None
        return self._told(command, kind, on=self._past(command.on), task=task.id, with_=whom)

    def _untick(self, command: do.Untick) -> Recorded:
        state = self._task(command)
        if state.state not in ("done", "done_late", "skipped"):
            raise _Refused("not_done")
        gone = [fact for fact in self.case.facts if fact.number in state.by_facts]
        return self._undone_beside(Recorded(facts=self._withdrawals(gone)))

    def _skip_task(self, command: do.SkipTask) -> Recorded:
        state = self._task(command)
        if state.finished:
            return Recorded()
        skipped = self._fact("task_skipped", 0, self.plan.stay, task=state.task.id)
        return Recorded(facts=(skipped,), notes=(self._note("reason", text=command.reason),))

    # judgements and dates

    def _decide(self, command: do.Decide) -> Recorded:
        there, old = self._there(command), self._corrected(command)
        level = there.level
        decision = next((one for one in level.decisions if one.id == command.decision), None)
        outcome = next((one for one in decision.outcomes if one.id == command.outcome), None) if decision else None
        if decision is None or outcome is None:
            known = tuple(f"{one.id}/{way.id}" for one in level.decisions for way in one.outcomes)
            raise _Refused("unknown_decision", known=known)
        missing = tuple(task for task in outcome.needs if not there.task(task).finished)
        if missing and not command.anyway:
            raise _Refused("needs_first", tasks=missing)
        made: dict[str, Any] = {"decision": decision.id, "outcome": outcome.id}
        went_on: list[tuple[FactKind, dict[str, Any]]] = [("went_on", {**made, "task": task}) for task in missing]
        on = self._past(command.on or (old.occurred_on if old else self.today))
        if command.on and old is None and there.stay.since and on < there.stay.since:
            raise _Refused("in_past")  # before the case was there, it would move nothing
        recorded = self._told(command, "decided", on=on, before=tuple(went_on), **made)
        beside = [fact for fact in live(self.case.facts) if old and fact.entry == old.entry and fact.kind == "went_on"]
        reasons = (self._note("reason", text=command.reason),) if command.reason else ()
        facts = (*recorded.facts, *self._withdrawals(beside, len(recorded.facts)))
        return replace(recorded, facts=facts, notes=reasons)

    def _consent(self, command: do.Consent) -> Recorded:
        kind: FactKind = "consent_given" if command.given else "consent_refused"
        recorded = self._told(command, kind, on=self._past(command.on))
        said = [(fact.kind, fact.occurred_on) for fact in live(self.case.facts) if fact.kind in CONSENT]
        if command.corrects is None and said and said[-1] == (kind, command.on):
            return Recorded()
        return recorded

    def _plan_day(self, command: do.PlanDay) -> Recorded:
        state, day = self._task(command), self._coming(command.on)
        if command.corrects is None and state.planned_on == day:
            return Recorded()
        return self._told(command, "planned", on=self.today, task=state.task.id, day=day)

    def _own_date(self, command: do.SetOwnDate) -> Recorded:
        own = {state.id: state.own_on for state in self._there(command).deadlines}
        if command.deadline not in own:
            raise _Refused("unknown_deadline", known=tuple(own))
        day = self._coming(command.on)
        if command.corrects is None and own[command.deadline] == day:
            return Recorded()
        return self._told(command, "own_date_set", on=self.today, day=day, deadline=command.deadline)

    def _past(self, on: date) -> date:
        if on > self.today:
            raise _Refused("in_future")
        return on

    def _coming(self, on: date) -> date:
        if on < self.today:
            raise _Refused("in_past")
        return on

    # open and closed

    def _must_be_open(self) -> None:
        if not self.plan.is_open:
            raise _Refused("case_closed")

    def _close(self) -> Recorded:
        if self.plan.stay.status == "closed":
            raise _Refused("already_closed")
        return Recorded(facts=(self._fact("closed", 0, self.plan.stay),))

    def _reopen(self) -> Recorded:
        if self.plan.is_open:
            raise _Refused("already_open")
        return Recorded(facts=(self._fact("reopened", 0, self.plan.stay),))

    # talks

    def _guide(self, guide_id: str) -> Guide:
        guides = self.case.routine.guides
        found = next((guide for guide in guides if guide.id == guide_id), None)
        if found is None:
            raise _Refused("unknown_guide", known=tuple(guide.id for guide in guides))
        return found

    def _run(self, run_id: UUID) -> Run:
        run = self.case.run(run_id)
        if run is None or run.guide_id not in {guide.id for guide in self.case.routine.guides}:
            raise _Refused("unknown_run")
        return run

    def _start_talk(self, command: do.StartTalk) -> Recorded:
        self._must_be_open()
        guide = self._guide(command.guide)
        if self.case.run_of(guide, self.plan.stay, is_open=True) is not None:
            return Recorded()
        return Recorded(runs=(self._begun(guide, command.new_run),))

    def _begun(self, guide: Guide, run_id: UUID) -> Run:
        stay = self.plan.stay
        if self.case.run(run_id) is not None:
            raise _Refused("unknown_run")  # the id is that of another walk
        return Run(id=run_id, guide_id=guide.id, level=stay.level, round=stay.round)

    def _ended(self, run: Run, on: date) -> Recorded:
        """The talk was held, on the level and in the round it was begun in."""
        completes = self.case.routine.guide(run.guide_id).completes
        held = self._fact(completes.fact, 0, run, occurred_on=on, run=run.id, with_=completes.with_)
        return Recorded(facts=(held,), runs=(run.model_copy(update={"is_open": False, "cursor": None}),))

    def _pick(self, command: do.PickQuestions) -> Recorded:
        self._must_be_open()
        run = self._run(command.run)
        for question in command.questions:
            self._question(run, question)
        picked = run.model_copy(update={"picked": command.questions})
        return Recorded() if picked == run else Recorded(runs=(picked,))

    def _go_to(self, command: do.GoToQuestion) -> Recorded:
        run = self._run(command.run)
        if command.question is not None:
            self._question(run, command.question)
        moved = run.model_copy(update={"cursor": command.question})
        return Recorded(runs=() if moved == run else (moved,), logged=False)

    def _question(self, run: Run, question_id: str) -> Question:
        questions = self.case.routine.guide(run.guide_id).questions
        found = next((question for question in questions if question.id == question_id), None)
        if found is None:
            raise _Refused("unknown_question", known=tuple(question.id for question in questions))
        return found

    def _answer(self, command: do.Answer) -> Recorded:
        self._must_be_open()
        begun: tuple[Run, ...] = ()
        if command.run is not None:
            run = self._run(command.run)
        else:
            guide = self._guide(command.guide or "")
            known = self.case.run_of(guide, self.plan.stay, is_open=False)
            run = known or self._begun(guide, command.new_run)
            begun = () if known else (run,)
        question = self._question(run, command.question)
        text, value = self._fitting(run, question, command.text, command.value, command.seen)
        written = self._note("answer", text=text, value=value, run_id=run.id, question_id=question.id)
        return self._gone_on(Recorded(notes=(written,), runs=begun), run, question)

    def _fitting(
        self, run: Run, question: Question, text: str, value: Value | None, seen: int | None
    ) -> tuple[str, Value | None]:
        """The words and the value as they are kept; words go under what was written unseen, on another device."""
        try:
            typed = value_of(question, text, value)
        except Misfit:
            raise _Refused("not_an_answer", question=question) from None
        before = self.case.note_of(run, question.id)
        if question.type == "open" and before is not None and seen is not None and before.number > seen:
            text = joined(before.text, text)
        return text, typed

    def _skip_question(self, command: do.SkipQuestion) -> Recorded:
        self._must_be_open()
        run = self._run(command.run)
        question = self._question(run, command.question)
        if not question.skippable:
            raise _Refused("not_skippable", question=question)
        notes: tuple[Note, ...] = ()
        if self.case.note_of(run, question.id) is None:
            notes = (self._note("skip", run_id=run.id, question_id=question.id),)
        return self._gone_on(Recorded(notes=notes), run, question)

    def _gone_on(self, recorded: Recorded, run: Run, question: Question) -> Recorded:
        """After an answer or a skip: the talk goes on from its question, and ends when none is left."""
        if run.cursor == question.id:
            run = run.model_copy(update={"cursor": None})
            recorded = replace(recorded, runs=(run,))
        after = recorded.added_to(self.case)
        if not run.is_open or after.talk(after.run(run.id) or run, self.today).standing is not None:
            return recorded
        ended = self._ended(run, self.today)
        return replace(recorded, facts=ended.facts, runs=ended.runs)

    # notes

    def _move_note(self, command: do.MoveNote) -> Recorded:
        self._must_be_open()
        note = self._counting_note(command.note)
        run = self._run(command.run)
        question = self._question(run, command.question)
        if (note.run_id, note.question_id) == (run.id, question.id):
            return Recorded()
        text, value = self._fitting(run, question, command.text or note.text or "", command.value, 0)
        back = self._note_withdrawal(note, 0)
        written = self._note("answer", 1, text=text, value=value, run_id=run.id, question_id=question.id)
        return self._gone_on(Recorded(notes=(back, written)), run, question)

    def _counting_note(self, number: int) -> Note:
        """What was said and counts, with nothing written over it. A reason stays with what it is the reason of."""
        said = [note for note in self.case.counting_notes() if note.text and note.kind != "reason"]
        found = next((note for note in said if note.number == number), None)
        run = self.case.run(found.run_id) if found else None
        if found is None or (run is not None and self.case.note_of(run, found.question_id or "") != found):
            raise _Refused("unknown_note")
        return found

    # who sees the case

    def _share(self, person: UUID) -> Recorded:
        if person in self.case.members:
            return Recorded()
        told = self._fact("handed_over", 0, self.plan.stay, person=person)
        return Recorded(facts=(told,), joined=frozenset({person}))

    def _unshare(self, person: UUID) -> Recorded:
        if person not in self.case.members:
            raise _Refused("not_a_member")
        if len(self.case.members) == 1:
            raise _Refused("last_member")
        told = self._fact("unshared", 0, self.plan.stay, person=person)
        return Recorded(facts=(told,), left=frozenset({person}))

    # taking back

    def _take_back(self, number: int) -> Recorded:
        """Withdraws what the entry recorded. What it had taken the place of, or taken back itself, counts again."""
        entry = next((entry for entry in self.case.entries if entry.number == number), None)
        if entry is None:
            raise _Refused("unknown_entry")
        facts, notes = self.case.recorded_by(number)
        if not facts and not notes:
            raise _Refused("nothing_to_take_back")
        if any(fact.kind == "concern_raised" for fact in facts):  # without it there is no case: it is ended
            return replace(self._close(), takes_back=number)
        back = Recorded(
            facts=self._withdrawals(facts),
            notes=tuple(self._note_withdrawal(note, after) for after, note in enumerate(notes)),
            takes_back=number,
        )
        return self._undone_beside(back)

    def _withdrawals(self, facts: Iterable[Fact], after: int = 0) -> tuple[Fact, ...]:
        return tuple(
            self._fact("withdrawn", place, fact, supersedes=fact.number) for place, fact in enumerate(facts, after)
        )

    def _note_withdrawal(self, note: Note, after: int) -> Note:
        return self._note("taken_back", after, replaces=note.number, run_id=note.run_id, question_id=note.question_id)

    def _undone_beside(self, back: Recorded) -> Recorded:
        """With the walks that are open again or ended again, and the members that are no longer or are again."""
        before, after = self.case, back.added_to(self.case)
        counting = live(after.facts)
        changed = set(live(before.facts)) ^ set(counting)
        ended = {fact.run for fact in counting}
        runs = [
            self._opened(run, run.id not in ended) for run in before.runs if run.id in {fact.run for fact in changed}
        ]
        people = {fact.person for fact in changed if fact.person}
        joined = frozenset(person for person in people if _is_member(after, person))
        left = frozenset(people - joined)
        if left and not (before.members | joined) - left:
            raise _Refused("last_member")
        return replace(back, runs=tuple(runs), joined=joined, left=left)

    def _opened(self, run: Run, is_open: bool) -> Run:
        """The walk, open when it should be and no other walk through the guide is open on its stay."""
        same = [(one.guide_id, one.level, one.round) for one in self.case.runs if one.is_open and one.id != run.id]
        free = (run.guide_id, run.level, run.round) not in same
        return run.model_copy(update={"is_open": is_open and free})


def _is_member(case: CaseFile, person: UUID) -> bool:
    """By the last word on a person that counts; without one, as it was before the first was said."""
    counting = [fact for fact in live(case.facts) if fact.person == person]
    if counting:
        return max(counting, key=lambda fact: fact.number).kind == "handed_over"
    return next(fact for fact in case.facts if fact.person == person).kind == "unshared"


def _stay_of(fact: Fact) -> Stay:
    return Stay(level=fact.level, round=fact.round, since=None, entered_by=None)


def _corrects(command: Told, fact: Fact) -> bool:
    """Whether the command says the same sort of thing: a judgement, a consent, a date of one's own, or something of a task."""
    match command:
        case do.Decide():
            return fact.kind == "decided"
        case do.Consent():
            return fact.kind in CONSENT
        case do.SetOwnDate():
            return fact.kind == "own_date_set"
        case _:
            return fact.kind not in ("decided", "own_date_set", *FIXED)


def joined(before: str | None, text: str) -> str:
    """What is written under what stood before; the same words are not written twice."""
    return text if before is None or before.strip() == text.strip() else f"{before}\n{text}"
