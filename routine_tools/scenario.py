"""Scenario files: a course of events in one case, and what the plan must come to at several todays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.engine.calendar import FIRST, LAST, Break, Calendar
from api.engine.deadlines import State
from api.engine.facts import Fact, FactKind
from api.engine.loader import load
from api.engine.plan import Plan, TaskStanding, plan
from api.engine.schema import Language, Level, Routine, Text
from api.engine.stays import Status, Stay
from api.engine.yaml_files import read_yaml
from api.wording.plan import PlanWords

T = TypeVar("T")

ROUTINES = Path(__file__).resolve().parents[1] / "routines"
PUPIL = "MK"
VERBS = ("tick", "attempt", "plan", "hold", "decide", "own_date", "case", "take_back")
LANGUAGES: tuple[Language, ...] = ("nb", "nn")

Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Topic = Literal["level", "now", "deadlines", "arrival", "who", "documentation", "gaps", "threshold", "line"]


class CannotHappen(ValueError):
    """An event that the case service would refuse, or leave unrecorded; `event` is its number in the file, from 0."""

    def __init__(self, event: int, why: str) -> None:
        self.event = event
        super().__init__(why)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Event(_Part):
    """What the teacher tells us on the day `day`, with exactly one of the verbs.

    `happened` is the day it took place when that is earlier. `name` lets a later event take this one back or correct it;
    a correction stays in the stay of what it corrects.
    """

    day: Day
    tick: str | None = None  # a task of the present level
    attempt: str | None = None  # a task of the present level, tried and not reached
    plan: str | None = None  # a task of the present level; `to` is the day it is set to
    hold: str | None = None  # a guide, to its end
    decide: str | None = None  # "decision/outcome" of the present level
    own_date: str | None = None  # a deadline of the present level; `to` is the teacher's date
    case: Literal["closed", "reopened", "consent_refused"] | None = None
    take_back: str | None = None  # the name of an earlier event
    to: Day | None = None
    happened: Day | None = None
    name: str | None = None
    corrects: str | None = None  # the name of an earlier event

    @model_validator(mode="after")
    def _has_one_verb(self) -> Event:
        if sum(getattr(self, verb) is not None for verb in VERBS) != 1:
            raise ValueError(f"an event has exactly one of: {', '.join(VERBS)}")
        if (self.own_date is None and self.plan is None) != (self.to is None):
            raise ValueError("`to` belongs to `own_date` and `plan`, and only there")
        if self.happened is not None and self.happened >= self.day:
            raise ValueError("`happened` is a day before `day`; leave it out when they are the same")
        return self


class Due(_Part):
    """A deadline. A date left out means that there must be none."""

    state: State
    soft_on: date | None = None
    due_on: date | None = None
    school_day: date | None = None
    own_on: date | None = None


class Asked(_Part):
    """What holds on the day `today`, after everything told by then.

    Level, round and status are always compared, the rest where it is written. `next` are the first acts in order, each
    "do task" or "decide decision"; `blocked` is the whole list; `gaps` must be among those shown; `decision: null` says
    that none is ready. `says` holds pieces of what PlanWords says, `never_says` pieces that must not be there.
    """

    today: Day
    level: str
    round: int = 1
    status: Status = "open"
    next: list[str] = []
    tasks: dict[str, TaskStanding] = {}
    deadlines: dict[str, Due] = {}
    decision: str | None = None
    blocked: list[str] = []
    gaps: list[str] = []
    says: dict[Topic, list[Text]] = {}
    never_says: dict[Topic, list[Text]] = {}

    def differences(self, found: Plan) -> list[str]:
        """Each thing that is not as expected, in a line."""
        return [f"{self.today}: {line}" for line in (*self._standing(found), *self._tasks(found), *self._words(found))]

    def _standing(self, found: Plan) -> Iterator[str]:
        stay = found.stay
        yield from _unlike("level, round, status", (self.level, self.round, self.status), _of(stay))
        acts = [f"{'do' if act.kind == 'task' else 'decide'} {act.id}" for act in found.now]
        yield from _unlike("next", self.next, acts[: len(self.next)])
        if "decision" in self.model_fields_set:
            yield from _unlike("decision", self.decision, found.decision.id if found.decision else None)
        shown = [gap.id for gap in found.gaps]
        yield from (f"gap {gap} is not among {shown}" for gap in self.gaps if gap not in shown)

    def _tasks(self, found: Plan) -> Iterator[str]:
        states = {state.task.id: state.state for state in found.tasks}
        for task, state in self.tasks.items():
            yield from _unlike(f"task {task}", state, states.get(task, "not on this level"))
        if "blocked" in self.model_fields_set:
            blocked = [state.task.id for state in found.tasks if state.state == "blocked"]
            yield from _unlike("blocked", self.blocked, blocked)
        dues = {state.id: Due.model_validate(state, from_attributes=True) for state in found.deadlines}
        for deadline, due in self.deadlines.items():
            yield from _unlike(f"deadline {deadline}", due, dues.get(deadline, "not on this level"))

    def _words(self, found: Plan) -> Iterator[str]:
        for language in LANGUAGES:
            words = PlanWords(found, language, PUPIL)
            for topic, pieces in self.says.items():
                said = _speak(words, topic)
                yield from (f"{topic} lacks “{p.in_(language)}”: {said}" for p in pieces if p.in_(language) not in said)
            for topic, pieces in self.never_says.items():
                said = _speak(words, topic)
                yield from (f"{topic} has “{p.in_(language)}”: {said}" for p in pieces if p.in_(language) in said)


class Scenario(_Part):
    """A case from the day it is opened. `breaks: null` means that the school's breaks are not loaded."""

    title: str
    breaks: list[tuple[Day, Day, str]] | None
    opened: Day
    events: list[Event] = []
    asked: list[Asked]

    @model_validator(mode="after")
    def _is_in_order(self) -> Scenario:
        days = [self.opened, *(event.day for event in self.events)]
        if days != sorted(days):
            raise ValueError("`events` stand in the order they are told, none before `opened`")
        if not self.asked:
            raise ValueError("a scenario asks at least once")
        return self

    @property
    def calendar(self) -> Calendar:
        return Calendar() if self.breaks is None else Calendar(breaks=tuple(Break(*period) for period in self.breaks))

    def facts(self, routine: Routine, until: date = date.max) -> list[Fact]:
        """The facts told by the day `until`, each in the stay the case was in then, as the case service records them."""
        level = routine.levels[0].id
        facts = [Fact(number=1, kind="concern_raised", level=level, occurred_on=self.opened)]
        named: dict[str, Fact] = {}
        for number, event in enumerate(self.events):
            if event.day > until:
                break
            try:
                fact = told(event, plan(routine, facts, self.calendar, event.day), len(facts) + 1, named)
            except ValueError as error:
                raise CannotHappen(number, str(error)) from None
            facts.append(fact)
            if event.name:
                named[event.name] = fact
        return facts

    def plan(self, routine: Routine, today: date) -> Plan:
        return plan(routine, self.facts(routine, today), self.calendar, today)

    def differences(self, routine: Routine) -> list[str]:
        return [line for asked in self.asked for line in asked.differences(self.plan(routine, asked.today))]


def read(path: Path) -> Scenario:
    return Scenario.model_validate(read_yaml(path).content)


def scenario_files(routine_id: str = "*") -> list[Path]:
    return sorted(ROUTINES.glob(f"{routine_id}/scenarios/*.yaml"))


@lru_cache
def routine_of(routine_id: str) -> Routine:
    return load(ROUTINES / routine_id)


def told(event: Event, now: Plan, number: int, named: dict[str, Fact]) -> Fact:
    """The fact the event becomes; raises ValueError for what the case service would refuse or leave unrecorded."""
    earlier = event.corrects or event.take_back
    old = None if earlier is None else _named(event, earlier, named, "among the names of earlier events")
    if not now.is_open and event.case != "reopened" and not event.take_back:
        raise ValueError(f"{event.day}: the case is {now.stay.status}, so nothing but reopening is recorded")
    if not old and event.tick in [state.task.id for state in now.tasks if state.state in ("done", "done_late")]:
        raise ValueError(f"{event.day}: {event.tick} is done already, so nothing is recorded")
    level, kept_round = (old.level, old.round) if old else (now.stay.level, now.stay.round)
    kind, details = _recorded(event, now.routine, now.routine.level(level))
    return Fact(
        number=number,
        kind=kind,
        level=level,
        round=kept_round,
        occurred_on=event.happened or event.day,
        supersedes=old.number if old else None,
        **details,
    )


def _recorded(event: Event, routine: Routine, level: Level) -> tuple[FactKind, dict[str, Any]]:
    if event.tick:
        task = _named(event, event.tick, {task.id: task for task in level.tasks})
        whom = task.records.with_ if task.records else None
        return task.records.fact if task.records else "task_done", {"task": task.id, "with": whom}
    if event.attempt or event.plan:
        task = _named(event, event.attempt or event.plan or "", {task.id: task for task in level.tasks})
        return ("attempted", {"task": task.id}) if event.attempt else ("planned", {"task": task.id, "on": event.to})
    if event.hold:
        completes = _named(
            event, event.hold, {guide.id: guide for guide in routine.guides}, "among the guides"
        ).completes
        return completes.fact, {"with": completes.with_}
    if event.decide:
        outcomes = {f"{d.id}/{o.id}": (d.id, o.id) for d in level.decisions for o in d.outcomes}
        decision, outcome = _named(event, event.decide, outcomes)
        return "decided", {"decision": decision, "outcome": outcome}
    if event.own_date:
        deadline = _named(event, event.own_date, {deadline.id: deadline for deadline in level.deadlines})
        return "own_date_set", {"deadline": deadline.id, "on": event.to}
    return event.case or "withdrawn", {}


def _named(event: Event, name: str, among: dict[str, T], where: str = "on the level") -> T:
    if name not in among:
        raise ValueError(f"{event.day}: there is no {name} {where}; there are {', '.join(among) or 'none'}")
    return among[name]


def _of(stay: Stay) -> tuple[str, int, Status]:
    return stay.level, stay.round, stay.status


def _unlike(what: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{what}: expected {expected}, is {found}"


def _speak(words: PlanWords, topic: Topic) -> str:
    said = getattr(words, topic)()
    return said if isinstance(said, str) else "\n".join(said)
