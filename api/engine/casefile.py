"""A case as data: everything recorded of it, with the routine it follows. What stands and what counts follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.engine.answers import Value, compared, said_before
from api.engine.calendar import Calendar
from api.engine.conditions import World
from api.engine.deadlines import DeadlineState, stands
from api.engine.facts import MEMBERSHIP, Fact, live, undone
from api.engine.plan import Plan, plan
from api.engine.schema import Deadline, Guide, Question, Routine
from api.engine.stays import Stay, present_stay
from api.engine.talk import Given, Talk

NoteKind = Literal["answer", "skip", "concern", "loose", "reason", "label", "taken_back"]


class _Recorded(BaseModel):
    model_config = ConfigDict(frozen=True)


class Note(_Recorded):
    """Something written down, word for word; never changed. `number` is its order within the case, from 1.

    `kind` is `answer` (to a question of a talk, with its typed `value`), `skip`, `concern` (the first worry), `loose` (outside
    any question), `reason` (why something was left out or done all the same), `label` (what the case is called from then on; its
    `value` is what it was called before) or `taken_back` (the note `replaces` was not meant as one). The last one of a question counts.
    """

    number: int
    kind: NoteKind
    text: str | None = None
    value: Value | None = None
    run_id: UUID | None = None
    question_id: str | None = None
    replaces: int | None = None
    entry: int | None = None
    turn_id: UUID | None = None
    recorded_at: datetime | None = None
    recorded_by: UUID | None = None


class Run(_Recorded):
    """A walk through a guide, on the stay it was begun in; where it stands follows from the notes.

    `cursor` is the question the teacher went back to, `picked` the ids of the questions chosen beforehand, None for all.
    """

    id: UUID
    guide_id: str
    level: str
    round: int
    cursor: str | None = None
    picked: tuple[str, ...] | None = None
    is_open: bool = True


class Entry(_Recorded):
    """A line of the case's log: one command that was carried out. `command_id` is the client's own; it counts once."""

    number: int
    do: str
    command_id: str
    recorded_by: UUID
    recorded_at: datetime | None = None
    turn_id: UUID | None = None
    takes_back: int | None = None  # the number of an earlier entry


@dataclass(frozen=True)
class SettledTasks:
    """Tasks that the answers of a talk say are done, or set to a day, each with its day."""

    done: Mapping[str, date]
    planned: Mapping[str, date]


@dataclass(frozen=True)
class CaseFile:
    """`members` are the people who may see the case, `label` is what it is called.

    It never changes, so what follows from it is found once; what is recorded makes a new one, which remembers nothing.
    """

    routine: Routine
    calendar: Calendar
    facts: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()
    runs: tuple[Run, ...] = ()
    entries: tuple[Entry, ...] = ()
    members: frozenset[UUID] = frozenset()
    label: str = ""
    _plans: dict[date, Plan] = field(default_factory=dict, init=False, compare=False, repr=False)
    _talks: dict[tuple[Run, date], Talk] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def revision(self) -> int:
        """The number of the last entry."""
        return len(self.entries)

    def plan(self, today: date) -> Plan:
        if today not in self._plans:
            self._plans[today] = plan(self.routine, self.facts, self.calendar, today, self.answers())
        return self._plans[today]

    def plan_of(self, level: str, today: date) -> Plan:
        """The plan of any level, in the last round the case had there, the first of a level it never was on."""
        plan_now = self.plan(today)
        if level == plan_now.level.id:
            return plan_now
        return plan(self.routine, self.facts, self.calendar, today, self.answers(), self._stay_on(level))

    def deadline_of(self, level: str, rule: Deadline, today: date) -> DeadlineState:
        """A deadline of any level as the facts have it. Nothing is overdue where the case is not."""
        counting, stay = live(self.facts), self._stay_on(level)
        of_stay = stay.of_round(counting) if rule.each_round else stay.of_level(counting)
        world = World(stay=of_stay, case=counting, answers=self.answers(), today=today)
        state = stands(rule, world=world, calendar=self.calendar)
        return state.model_copy(update={"state": "open"}) if state.state == "overdue" else state

    def _stay_on(self, level: str) -> Stay:
        rounds = [fact.round for fact in live(self.facts) if fact.level == level]
        return Stay(level=level, round=max(rounds, default=1), since=None, entered_by=None)

    def answers(self) -> Mapping[str, str | float]:
        """What conditions compare with, by question id: the value, the words of an open question; of several walks the last."""
        return {
            note.question_id: self._compared(note)
            for note in self._counting_notes
            if note.kind == "answer" and note.question_id is not None
        }

    def _compared(self, note: Note) -> str | float:
        question = self._questions.get(note.question_id or "")
        value = note.value
        if value is None and question is not None:
            value = said_before(question, note.text or "")
        return note.text or "" if value is None else compared(value)

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return self.routine.questions

    def counting_notes(self) -> list[Note]:
        return list(self._counting_notes)

    @cached_property
    def _counting_notes(self) -> Sequence[Note]:
        gone = undone((note.number, note.replaces) for note in self.notes if note.kind == "taken_back")
        return [note for note in self.notes if note.kind != "taken_back" and note.number not in gone]

    @cached_property
    def offers(self) -> Mapping[UUID, Fact]:
        """The offers to take the case over that wait for an answer, by the person: the last word on each is that it was offered."""
        last = {fact.person: fact for fact in sorted(live(self.facts), key=lambda fact: fact.number) if fact.person}
        return {person: fact for person, fact in last.items() if fact.kind == "handover_offered"}

    def membership_of(self, person: UUID) -> Fact | None:
        """The last word on whether a person sees the case, that counts; None when nothing was said."""
        said = [fact for fact in live(self.facts) if fact.person == person and fact.kind in MEMBERSHIP]
        return max(said, key=lambda fact: fact.number, default=None)

    @property
    def owner(self) -> UUID | None:
        """Who took it over last, else who opened it; None when they see it no longer."""
        taken = [fact for fact in live(self.facts) if fact.kind == "taken_over" and fact.person in self.members]
        if taken:
            return max(taken, key=lambda fact: fact.number).person
        opener = self.entries[0].recorded_by if self.entries else None
        return opener if opener in self.members else None

    def called(self) -> str:
        """What the notes say it is called: the last one that counts, else what it was called before the first."""
        named = [note for note in self.notes if note.kind == "label"]
        counting = [note for note in self._counting_notes if note.kind == "label"]
        if counting:
            return counting[-1].text or self.label
        return str(named[0].value) if named else self.label

    def note_of(self, run: Run, question_id: str) -> Note | None:
        """The note that counts for a question of a walk: the last one not taken back."""
        found = [note for note in self._counting_notes if (note.run_id, note.question_id) == (run.id, question_id)]
        return found[-1] if found else None

    def run(self, run_id: UUID | None) -> Run | None:
        return next((run for run in self.runs if run.id == run_id), None)

    def run_of(self, guide: Guide, stay: Stay, *, is_open: bool) -> Run | None:
        """The last walk through a guide on a stay; with `is_open` the one that is not ended."""
        here = [run for run in self.runs if (run.guide_id, run.level, run.round) == (guide.id, stay.level, stay.round)]
        return next((run for run in reversed(here) if run.is_open or not is_open), None)

    def open_run(self) -> Run | None:
        """The walk that has begun last and is not ended. One whose guide the routine no longer has is left behind."""
        guides = {guide.id for guide in self.routine.guides}
        return next((run for run in reversed(self.runs) if run.is_open and run.guide_id in guides), None)

    def talk(self, run: Run, today: date) -> Talk:
        """Where a walk through a guide stands."""
        if (run, today) not in self._talks:
            self._talks[run, today] = self._talk(run, today)
        return self._talks[run, today]

    def _talk(self, run: Run, today: date) -> Talk:
        guide = self.routine.guide(run.guide_id)
        given: dict[str, Given] = {}
        answers: dict[str, str | float] = {}
        for note in self._counting_notes:
            if note.run_id != run.id or note.question_id is None:
                continue
            if note.kind == "answer":
                given[note.question_id] = "answered"
                answers[note.question_id] = self._compared(note)
            else:
                given.setdefault(note.question_id, "skipped")
        counting = live(self.facts)
        stay = present_stay(self.routine, counting)
        world = World(stay=stay.of_round(counting), case=counting, answers=answers, today=today)
        picked = None if run.picked is None else frozenset(run.picked)
        return Talk(guide=guide, given=given, world=world, cursor=run.cursor, picked=picked)

    def took_days(self, run: Run) -> bool:
        """Whether the walk was written on more days than one, so that nobody knows on which it was held."""
        return len({note.recorded_at.date() for note in self.notes if note.run_id == run.id and note.recorded_at}) > 1

    def settled_by(self, run: Run, today: date) -> SettledTasks:
        """What the answers of a walk say of tasks of the present level that are not done, on the day it was held."""
        held = next((fact.occurred_on for fact in reversed(live(self.facts)) if fact.run == run.id), today)
        open_tasks = {state.task.id for state in self.plan(today).tasks if not state.finished}
        done: dict[str, date] = {}
        planned: dict[str, date] = {}
        for question in self.routine.guide(run.guide_id).questions:
            note = self.note_of(run, question.id)
            if note is None or note.kind != "answer":
                continue
            done |= {task: held for task in question.settles if task in open_tasks}
            day = _day(note.value)
            if question.sets in open_tasks and day is not None and day >= today:
                planned[question.sets] = day
        return SettledTasks(done, planned)

    def last_entry(self, by: UUID, among: frozenset[UUID] | None = None) -> Entry | None:
        """The last thing this person recorded that still counts, taking back apart; `among` are the turns it may be from."""
        return next(
            (
                entry
                for entry in reversed(self.entries)
                if entry.recorded_by == by
                and (among is None or entry.turn_id in among)
                and entry.takes_back is None
                and self.counts(entry.number)
            ),
            None,
        )

    def counts(self, entry: int) -> bool:
        """Whether something the entry recorded still counts, so that it can be taken back."""
        facts, notes = self.recorded_by(entry)
        return bool(facts or notes)

    def recorded_by(self, entry: int) -> tuple[list[Fact], list[Note]]:
        """The entry's facts and notes that can be taken back: those that count, and the withdrawals that hold.

        None of a taking back after which the same was told anew: what was told last stands, and is not told twice.
        """
        withdrawals = [fact for fact in self.facts if fact.kind == "withdrawn"]
        gone = undone((fact.number, fact.supersedes) for fact in withdrawals)
        facts = {fact.number for fact in (*live(self.facts), *withdrawals)} - gone
        returns = [note for note in self.notes if note.kind == "taken_back"]
        back = undone((note.number, note.replaces) for note in returns)
        notes = {note.number for note in (*self._counting_notes, *returns)} - back
        own = [fact for fact in self.facts if fact.entry == entry and fact.number in facts]
        if own and all(fact.kind == "withdrawn" for fact in own) and self._told_anew(own):
            return [], []
        return (
            own,
            [note for note in self.notes if note.entry == entry and note.number in notes],
        )

    def _told_anew(self, withdrawals: list[Fact]) -> bool:
        """Whether something that would count again without the withdrawals has been told anew after them."""
        counting = live(self.facts)
        told_since = {_sort(fact) for fact in counting if fact.number > withdrawals[-1].number} - {None}
        facts = {fact.number: fact for fact in self.facts}
        for fact in withdrawals:
            taken: Fact | None = fact
            while taken is not None and taken.kind == "withdrawn":
                taken = facts.get(taken.supersedes or 0)  # none: a way back in the database keeps it so
            if taken is not None and taken not in counting and _sort(taken) in told_since:
                return True
        return False


def _sort(fact: Fact) -> tuple[object, ...] | None:
    """What is told once: the same of the same, in the same stay. None for what may well be said again: an attempt, who sees the case."""
    if fact.kind == "attempted" or fact.person is not None:
        return None
    return (fact.kind, fact.level, fact.round, fact.task, fact.decision, fact.with_, fact.deadline)


def _day(value: Value | None) -> date | None:
    """The value of a question of type `date`."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
