"""Scenario files: a course of events in one case, and what the plan must come to at several todays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.engine.apply import Refusal, apply, opening
from api.engine.calendar import FIRST, LAST, Break, Calendar
from api.engine.casefile import CaseFile, Entry
from api.engine.commands import (
    AnyCommand,
    Attempt,
    Close,
    Consent,
    Decide,
    EndTalk,
    PlanDay,
    Reopen,
    SetOwnDate,
    StartTalk,
    TakeBack,
    Tick,
)
from api.engine.deadlines import State
from api.engine.loader import load
from api.engine.plan import Plan, TaskStanding
from api.engine.schema import Language, Routine, Text
from api.engine.stays import Status, Stay
from api.engine.yaml_files import read_yaml
from api.wording.plan import PlanWords

ROUTINES = Path(__file__).resolve().parents[1] / "routines"
PUPIL = "MK"
NOBODY = UUID(int=0)  # who records in a scenario
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
    anyway: bool = False  # decide though tasks it needs are not done
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
        if self.anyway and self.decide is None:
            raise ValueError("`anyway` belongs to `decide`, and only there")
        if self.decide is not None and not all(self.decide.partition("/")):
            raise ValueError("`decide` is written as decision/outcome")
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

    def steps(self, routine: Routine) -> Iterator[tuple[date, CaseFile]]:
        """The case on the day it is opened, and after each event on the event's day, as the engine records them.

        Raises `CannotHappen` for what the engine refuses.
        """
        case = opened(routine, self.calendar, self.opened)
        yield self.opened, case
        named: dict[str, int] = {}
        for number, event in enumerate(self.events):
            try:
                case = told(case, event, named)
            except ValueError as error:
                raise CannotHappen(number, str(error)) from None
            if event.name:
                named[event.name] = case.revision
            yield event.day, case

    def case(self, routine: Routine, until: date = date.max) -> CaseFile:
        """The case after all that was told by the day `until`."""
        *_, last = (case for day, case in self.steps(routine) if day <= until)
        return last

    def plan(self, routine: Routine, today: date) -> Plan:
        return self.case(routine, today).plan(today)

    def differences(self, routine: Routine) -> list[str]:
        return [line for asked in self.asked for line in asked.differences(self.plan(routine, asked.today))]


def read(path: Path) -> Scenario:
    return Scenario.model_validate(read_yaml(path).content)


def scenario_files(routine_id: str = "*") -> list[Path]:
    return sorted(ROUTINES.glob(f"{routine_id}/scenarios/*.yaml"))


@lru_cache
def routine_of(routine_id: str) -> Routine:
    return load(ROUTINES / routine_id)


def opened(routine: Routine, calendar: Calendar, day: date) -> CaseFile:
    """A new case."""
    begun = opening(routine, day)
    return begun.added_to(CaseFile(routine, calendar), Entry(number=1, do="open", command_id="1", recorded_by=NOBODY))


def told(case: CaseFile, event: Event, named: dict[str, int]) -> CaseFile:
    """The case after the event; raises ValueError for what the engine refuses or leaves unrecorded."""
    for command in _commands(case, event, named):
        recorded = apply(case, command, event.day)
        if isinstance(recorded, Refusal):
            raise ValueError(f"{event.day}: {_reason(case, event, recorded)}")
        if not (recorded.facts or recorded.runs):
            raise ValueError(f"{event.day}: {_about(event)} is done already, so nothing is recorded")
        number = case.revision + 1
        entry = Entry(
            number=number,
            do=command.do,
            command_id=str(number),
            recorded_by=NOBODY,
            takes_back=recorded.takes_back,
        )
        case = recorded.added_to(case, entry)
    return case


def _commands(case: CaseFile, event: Event, named: dict[str, int]) -> list[AnyCommand]:
    on = event.happened or event.day
    corrects = _entry_of(event, event.corrects, named) if event.corrects else None
    if event.tick:
        return [Tick(task=event.tick, on=on, corrects=corrects)]
    if event.attempt:
        return [Attempt(task=event.attempt, on=on, corrects=corrects)]
    if event.plan and event.to:
        return [PlanDay(task=event.plan, on=event.to, corrects=corrects)]
    if event.own_date and event.to:
        return [SetOwnDate(deadline=event.own_date, on=event.to, corrects=corrects)]
    if event.hold:
        run = uuid5(NOBODY, f"{event.hold} {case.revision}")
        return [StartTalk(guide=event.hold, new_run=run), EndTalk(run=run, on=on)]
    if event.decide:
        decision, _, outcome = event.decide.partition("/")
        return [Decide(decision=decision, outcome=outcome, anyway=event.anyway, on=on, corrects=corrects)]
    if event.take_back:
        return [TakeBack(entry=_entry_of(event, event.take_back, named))]
    match event.case:
        case "closed":
            return [Close()]
        case "reopened":
            return [Reopen()]
        case _:
            return [Consent(given=False, on=on, corrects=corrects)]


def _reason(case: CaseFile, event: Event, refusal: Refusal) -> str:
    if refusal.code in ("case_closed", "already_closed"):
        return f"the case is {case.plan(event.day).stay.status}, so nothing but reopening is recorded"
    if refusal.code == "needs_first":
        return f"{event.decide} needs first: {', '.join(refusal.tasks)}; or say `anyway: true`"
    if refusal.known:
        among = "among the guides" if event.hold else "on the level"
        return f"there is no {_about(event)} {among}; there are {', '.join(refusal.known)}"
    return f"refused: {refusal.code}"


def _entry_of(event: Event, name: str, named: dict[str, int]) -> int:
    if name not in named:
        raise ValueError(
            f"{event.day}: there is no {name} among the names of earlier events; there are {', '.join(named)}"
        )
    return named[name]


def _about(event: Event) -> str:
    """What the event's verb names."""
    return str(next(getattr(event, verb) for verb in VERBS if getattr(event, verb)))


def _of(stay: Stay) -> tuple[str, int, Status]:
    return stay.level, stay.round, stay.status


def _unlike(what: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{what}: expected {expected}, is {found}"


def _speak(words: PlanWords, topic: Topic) -> str:
    said = getattr(words, topic)()
    return said if isinstance(said, str) else "\n".join(said)
