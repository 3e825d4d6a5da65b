"""`plan()`: from a routine, the facts, the school's calendar and today to what is to be done now, by when, with whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.engine.calendar import Calendar, FreeReason
from api.engine.conditions import All, Condition, FactPresent, World, holds
from api.engine.deadlines import DeadlineState, stands
from api.engine.facts import BESIDE, Fact, live
from api.engine.schema import Decision, Gap, Level, Obligation, Participant, Routine, Task
from api.engine.stays import Stay, present_stay

TaskStanding = Literal[
    "not_yet", "blocked", "open", "due_soon", "due_today", "overdue", "done", "done_late", "skipped", "not_relevant"
]
FINISHED: frozenset[TaskStanding] = frozenset({"done", "done_late", "skipped", "not_relevant"})


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class TaskState(_Part):
    """A task, how it stands, the tasks it waits for, and the deadline it meets, if any. `by_facts` are the facts it follows from.

    `attempted_on` are the days it was tried without being reached, `planned_on` the day it is set to; the last one told counts.
    `planned_free` is why there is no school on that day.
    """

    task: Task
    state: TaskStanding
    done_on: date | None = None
    attempted_on: tuple[date, ...] = ()
    planned_on: date | None = None
    planned_free: FreeReason | None = None
    deadline: DeadlineState | None = None
    waits_for: tuple[Task, ...] = ()
    by_facts: tuple[int, ...] = ()

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def planned_late(self) -> bool:
        """Whether the day it is set to lies after the deadline it meets. What must not be done before a day is never late."""
        due = self.deadline.last_day if self.deadline and self.deadline.rule.kind not in ("after", "approx") else None
        return due is not None and self.planned_on is not None and self.planned_on > due


class PersonState(_Part):
    person: Participant
    involved: bool


class NextStep(_Part):
    """One thing to do now: tick a task, or make a decision."""

    kind: Literal["task", "decision"]
    id: str


class Plan(_Part):
    """Everything that follows from the facts on a day. `now` is in order of urgency; its first is the recommended next act."""

    routine: Routine
    stay: Stay
    level: Level
    today: date
    tasks: tuple[TaskState, ...]
    deadlines: tuple[DeadlineState, ...]
    decision: Decision | None  # the decision that is ready to be made
    now: tuple[NextStep, ...]
    people: tuple[PersonState, ...]
    gaps: tuple[Gap, ...]
    breaks_loaded: bool

    @property
    def is_open(self) -> bool:
        return self.stay.status == "open"

    def task(self, task_id: str) -> TaskState:
        return next(state for state in self.tasks if state.task.id == task_id)

    def deadline(self, deadline_id: str) -> DeadlineState:
        return next(state for state in self.deadlines if state.id == deadline_id)

    @property
    def next_task(self) -> TaskState | None:
        return next((self.task(act.id) for act in self.now if act.kind == "task"), None)

    @property
    def blockers(self) -> tuple[Task, ...]:
        """What must be in place before other open tasks can go on, each once, in the routine's order."""
        waited = {task.id for state in self.tasks if state.state == "blocked" for task in state.waits_for}
        return tuple(state.task for state in self.tasks if state.task.id in waited and not state.finished)


def fact_of(task: Task) -> FactPresent:
    """The condition that a ticked task makes true."""
    if task.records is None:
        return FactPresent(fact="task_done", task=task.id)
    return FactPresent(fact=task.records.fact, **{"with": task.records.with_})


def plan(
    routine: Routine,
    facts: Iterable[Fact],
    calendar: Calendar,
    today: date,
    answers: Mapping[str, str | int | float | bool] | None = None,
    stay: Stay | None = None,
) -> Plan:
    """`facts` in any order, superseded ones included; `answers` by question id. The plan is the same for the same input.

    It is that of the stay the case is in, unless an earlier `stay` is asked for.
    """
    counting = live(facts)
    stay = stay or present_stay(routine, counting)
    level = routine.level(stay.level)
    of_round = World(stay=stay.of_round(counting), case=counting, answers=answers or {}, today=today)
    of_level = of_round.model_copy(update={"stay": stay.of_level(counting)})

    deadlines = tuple(
        stands(rule, world=of_round if rule.each_round else of_level, calendar=calendar)
        for rule in level.deadlines
        if rule.applies is None or holds(rule.applies, of_round)
    )
    tasks = tuple(
        _with_what_is_told(
            _task_state(task, stay, level, deadlines, of_round, of_level),
            of_round if task.each_round else of_level,
            calendar,
        )
        for task in level.tasks
    )
    decision = _ready_decision(level, of_round) if stay.status == "open" else None
    return Plan(
        routine=routine,
        stay=stay,
        level=level,
        today=today,
        tasks=tasks,
        deadlines=deadlines,
        decision=decision,
        now=_now(tasks, decision) if stay.status == "open" else (),
        people=tuple(
            PersonState(person=person, involved=person.involved_by is not None and holds(person.involved_by, of_level))
            for person in level.people
        ),
        gaps=(*level.gaps, *routine.gaps),
        breaks_loaded=calendar.breaks is not None,
    )


def _task_state(
    task: Task, stay: Stay, level: Level, deadlines: Sequence[DeadlineState], of_round: World, of_level: World
) -> TaskState:
    deadline = _deadline_of(task, deadlines, stay)
    world = of_round if task.each_round else of_level
    done = [
        fact
        for fact in world.stay
        if fact_of(task).matches(fact) or (fact.kind == "task_done" and fact.task == task.id)
    ]
    if done:
        late = deadline is not None and deadline.state == "met_late"
        return TaskState(
            task=task,
            state="done_late" if late else "done",
            done_on=done[-1].occurred_on,
            deadline=deadline,
            by_facts=tuple(fact.number for fact in done),
        )
    if skipped := _skipped(task, world):
        return TaskState(task=task, state="skipped", deadline=deadline, by_facts=tuple(fact.number for fact in skipped))
    if task.applies is not None and not holds(task.applies, of_round):
        return TaskState(task=task, state="not_relevant")
    if task.waits_for is not None and not holds(task.waits_for, of_round):
        return TaskState(task=task, state="blocked", deadline=deadline, waits_for=_opening(task.waits_for, level))
    if deadline is None:
        return TaskState(task=task, state="open")
    match deadline.state:
        case "waiting" if not _can_begin(deadline, level, of_round, of_level):
            return TaskState(task=task, state="open", deadline=deadline)
        case "waiting" | "early":
            return TaskState(task=task, state="not_yet", deadline=deadline)
        case "due_soon" | "due_today" | "overdue":
            return TaskState(task=task, state=deadline.state, deadline=deadline)
        case _:
            return TaskState(task=task, state="open", deadline=deadline)


def _with_what_is_told(state: TaskState, world: World, calendar: Calendar) -> TaskState:
    """The state with the attempts at the task and the day it is set to, when it is not finished."""
    told = [] if state.finished else [fact for fact in world.stay if fact.kind in BESIDE and fact.task == state.task.id]
    if not told:
        return state
    planned = [fact.on for fact in sorted(told, key=lambda fact: fact.number) if fact.kind == "planned"]
    attempts = tuple(fact.occurred_on for fact in told if fact.kind == "attempted")
    on = planned[-1] if planned else None
    free = calendar.free_reason(on) if on else None
    return state.model_copy(update={"attempted_on": attempts, "planned_on": on, "planned_free": free})


def _skipped(task: Task, world: World) -> list[Fact]:
    return [fact for fact in world.stay if fact.kind == "task_skipped" and fact.task == task.id]


def _can_begin(deadline: DeadlineState, level: Level, of_round: World, of_level: World) -> bool:
    """Whether the day it counts from can still come on this level; if it was left out on an earlier one it never does."""
    event = deadline.rule.anchor.event if deadline.rule.anchor else None
    if event is None or event.level not in (None, level.id):
        return False
    ahead = [task for task in level.tasks if not _skipped(task, of_round if task.each_round else of_level)]
    return any(_makes_true(task, event) for task in ahead)


def _deadline_of(task: Task, deadlines: Sequence[DeadlineState], stay: Stay) -> DeadlineState | None:
    """The deadline this task meets. One that is counted once binds a repeated task in the first round only."""
    for state in deadlines:
        met_by = state.rule.met_by
        if task.each_round and not state.rule.each_round and stay.round > 1:
            continue
        if isinstance(met_by, FactPresent) and _makes_true(task, met_by):
            return state
    return None


def _opening(condition: Condition, level: Level) -> tuple[Task, ...]:
    """The tasks of the level that would make the condition true."""
    parts = condition.all if isinstance(condition, All) else [condition]
    wanted = [part for part in parts if isinstance(part, FactPresent)]
    return tuple(task for task in level.tasks if any(_makes_true(task, part) for part in wanted))


def _makes_true(task: Task, condition: FactPresent) -> bool:
    """Whether ticking the task is what the condition asks for; one without `with` does not mind whom."""
    own = fact_of(task)
    return (condition.fact, condition.task) == (own.fact, own.task) and condition.with_ in (None, own.with_)


def _ready_decision(level: Level, world: World) -> Decision | None:
    """The last decision of the level that may be asked and is not yet settled in this round."""
    for decision in reversed(level.decisions):
        if holds(decision.asked_when, world) and not _settled(decision, world):
            return decision
    return None


def _settled(decision: Decision, world: World) -> bool:
    """A judgement to wait stands only until something more has happened; a choice stands for the round."""
    taken = [fact for fact in world.stay if fact.kind == "decided" and fact.decision == decision.id]
    if not taken:
        return False
    last = max(taken, key=lambda fact: fact.number)
    choices = [outcome.id for outcome in decision.outcomes if outcome.does == "choose"]
    happened = [fact.number for fact in world.stay if fact.kind not in BESIDE]
    return last.outcome in choices or max(happened) == last.number


_URGENCY: Mapping[TaskStanding, int] = {"overdue": 0, "due_today": 1, "due_soon": 2, "open": 3}
_WEIGHT: Mapping[Obligation, int] = {"must": 0, "should": 1, "must_when": 2, "may": 3, "if_needed": 3}


def _now(tasks: Sequence[TaskState], decision: Decision | None) -> tuple[NextStep, ...]:
    """A decision that is ready, then what is overdue or soon due by date, then what else is open, the musts first."""
    listed = [state for state in tasks if state.state in _URGENCY]
    pressing = sorted(
        (state for state in listed if state.state != "open"), key=lambda state: (_URGENCY[state.state], _due(state))
    )
    others = sorted(
        (state for state in listed if state.state == "open"), key=lambda state: _WEIGHT[state.task.obligation]
    )
    decide = (NextStep(kind="decision", id=decision.id),) if decision else ()
    return (*decide, *(NextStep(kind="task", id=state.task.id) for state in [*pressing, *others]))


def _due(state: TaskState) -> date:
    assert state.deadline is not None
    return state.deadline.remind_on or date.max
