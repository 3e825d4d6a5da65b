"""`plan()`: from a routine, the facts, the school's calendar and today to what is to be done now, by when, with whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.engine.calendar import Calendar, DayRemark
from api.engine.conditions import All, Condition, FactPresent, Not, World, holds
from api.engine.deadlines import DeadlineState, stands
from api.engine.facts import BESIDE, NO_NEWS, Fact, FactKind, live
from api.engine.schema import ALWAYS, Decision, Gap, Level, Participant, Routine, Task, Text
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
    `planned_remark` is what is worth saying of that day. `passed`: it was relevant here and no longer is, as what is prepared for
    a call that has been made; it can still be told that it was done.
    """

    task: Task
    state: TaskStanding
    done_on: date | None = None
    attempted_on: tuple[date, ...] = ()
    planned_on: date | None = None
    planned_remark: DayRemark | None = None
    deadline: DeadlineState | None = None
    waits_for: tuple[Task, ...] = ()
    by_facts: tuple[int, ...] = ()
    passed: bool = False

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def planned_late(self) -> bool:
        """Whether the day it is set to lies after the deadline it meets. What must not be done before a day is never late."""
        due = self.deadline.last_day if self.deadline and self.deadline.rule.can_be_late else None
        return due is not None and self.planned_on is not None and self.planned_on > due


class PersonState(_Part):
    person: Participant
    involved: bool


class OwnDate(_Part):
    """A day people have set themselves: of a task that is to be done then, or beside a date of the routine.

    `after` is the last day of the routine when it lies after that, `remark` what is worth saying of the day.
    """

    on: date
    text: Text
    task: str | None = None
    deadline: str | None = None
    after: date | None = None
    remark: DayRemark | None = None


class Carried(_Part):
    """A task that must be done and was not when the case left its level: it stands open in that stay."""

    level: str
    round: int
    state: TaskState


class NextStep(_Part):
    """One thing to do now: tick a task, or make a decision."""

    kind: Literal["task", "decision"]
    id: str


class Plan(_Part):
    """Everything that follows from the facts on a day.

    `now` begins with the recommended next act, then goes on in the order things are done; `own_dates` are in order of their days.
    """

    routine: Routine
    stay: Stay
    level: Level
    today: date
    tasks: tuple[TaskState, ...]
    deadlines: tuple[DeadlineState, ...]
    own_dates: tuple[OwnDate, ...]
    carried: tuple[Carried, ...]
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
    return FactPresent.model_validate({"fact": task.records.fact, "with": task.records.with_})


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
        own_dates=_own_dates(tasks, deadlines) if stay.status == "open" else (),
        carried=_carried(routine, stay, level, counting, today) if stay.status == "open" else (),
        decision=decision,
        now=_now(tasks, decision, today) if stay.status == "open" else (),
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
    if done and not _is_due_again(deadline):
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
        at_first = of_round.model_copy(update={"stay": ()})
        return TaskState(task=task, state="not_relevant", passed=holds(task.applies, at_first))
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


def _is_due_again(deadline: DeadlineState | None) -> bool:
    """What recurs goes on from the day it was done, and is to be done again when its date comes near."""
    pressing = ("due_soon", "due_today", "overdue")
    return deadline is not None and deadline.rule.kind == "recurring" and deadline.state in pressing


def _with_what_is_told(state: TaskState, world: World, calendar: Calendar) -> TaskState:
    """The state with the attempts at the task and the day it is set to, when it is not finished."""
    is_over = state.finished and state.state != "not_relevant"  # what is told before it may make a task relevant
    told = [] if is_over else [fact for fact in world.stay if fact.kind in BESIDE and fact.task == state.task.id]
    if not told:
        return state
    planned = [fact.on for fact in sorted(told, key=lambda fact: fact.number) if fact.kind == "planned"]
    attempts = tuple(fact.occurred_on for fact in told if fact.kind == "attempted")
    on = planned[-1] if planned else None
    remark = calendar.remark(on) if on else None
    return state.model_copy(update={"attempted_on": attempts, "planned_on": on, "planned_remark": remark})


_LASTING: frozenset[FactKind] = frozenset(
    ("leadership_informed", "consent_given", "minutes_sent", "team_reported", "coordinator_named")
)


def _carried(routine: Routine, stay: Stay, here: Level, facts: Sequence[Fact], today: date) -> tuple[Carried, ...]:
    """What must be done of the levels the case has left, and no later step has made moot: once for each task.

    A talk or a meeting that was not held there gives way to those of the present level, unless the case went on without it.
    """
    rounds: dict[str, int] = {}
    for fact in facts:
        rounds[fact.level] = max(rounds.get(fact.level, 0), fact.round)
    found: dict[str, Carried] = {}
    for level in routine.levels:
        if level.id == here.id or level.id not in rounds:
            continue
        left = Stay(level=level.id, round=rounds[level.id], since=None, entered_by=None)
        for state in _open_there(level, left, facts, today):
            if not any(_is_the_same(state.task, task) for task in here.tasks):
                found[state.task.id] = Carried(level=level.id, round=left.round, state=state)
    return tuple(found.values())


def _is_the_same(task: Task, other: Task) -> bool:
    """Whether the other does the same: by its id, or as the same fact."""
    return task.id == other.id or (task.records is not None and fact_of(task) == fact_of(other))


def _open_there(level: Level, stay: Stay, facts: Sequence[Fact], today: date) -> Iterator[TaskState]:
    of_round = World(stay=stay.of_round(facts), case=facts, answers={}, today=today)
    of_level = of_round.model_copy(update={"stay": stay.of_level(facts)})
    needed = {task for decision in level.decisions for outcome in decision.outcomes for task in outcome.needs}
    left_out = {fact.task for fact in of_round.stay if fact.kind == "went_on"}
    for task in level.tasks:
        happens = fact_of(task)
        is_duty = task.carries or happens.fact in _LASTING or (happens.fact == "task_done" and task.id in needed)
        if task.obligation != "must" or not (is_duty or task.id in left_out):
            continue
        state = _task_state(task, stay, level, (), of_round, of_level)
        if state.state in ("open", "blocked") and not any(happens.matches(fact) for fact in facts):
            yield state


def _own_dates(tasks: Sequence[TaskState], deadlines: Sequence[DeadlineState]) -> tuple[OwnDate, ...]:
    """The day a task is set to, else the own date of the deadline it meets: of one thing there is one day."""
    planned = [state for state in tasks if state.planned_on]
    told = {state.deadline.id for state in planned if state.deadline}
    found = [
        OwnDate(
            on=state.planned_on,
            text=state.task.text,
            task=state.task.id,
            after=state.deadline.due_on if state.planned_late and state.deadline else None,
            remark=state.planned_remark,
        )
        for state in planned
        if state.planned_on
    ]
    found += [
        OwnDate(on=state.own_on, text=state.text, deadline=state.id, remark=state.own_remark)
        for state in deadlines
        if state.own_on and state.state not in ("met", "met_late") and state.id not in told
    ]
    return tuple(sorted(found, key=lambda own: own.on))


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
    happened = [fact.number for fact in world.stay if fact.kind not in NO_NEWS]
    return last.outcome in choices or max(happened) == last.number


_OPEN = ("overdue", "due_today", "due_soon", "open")
_PRESSING: Mapping[TaskStanding, int] = {"overdue": 0, "due_today": 1, "due_soon": 2}
_LEADS_TO: Mapping[str, frozenset[str]] = {  # what is done first, whatever the dates are
    "meeting_held": frozenset(("meeting_planned", "invitation_sent")),
    "talk_held": frozenset(("meeting_planned", "invitation_sent")),
    "invitation_sent": frozenset(("meeting_planned",)),
}


def _now(tasks: Sequence[TaskState], decision: Decision | None, today: date) -> tuple[NextStep, ...]:
    """A decision that is ready, then what presses by date with what leads to it, then the rest in the order it is done.

    What is set to a day to come waits for that day, and what is not meant in every case comes last.
    """
    listed = [state for state in tasks if state.state in _OPEN]
    waits = [state for state in listed if state.planned_on and state.planned_on > today]
    ready = [state for state in listed if state not in waits]
    pressing = sorted((state for state in ready if state.state in _PRESSING), key=_urgency)
    first = [one for state in pressing for one in (*_leading_to(state, ready), state)]
    asked = [state for state in ready if state.task.obligation in ALWAYS]
    ordered = dict.fromkeys(state.task.id for state in (*first, *asked, *waits, *ready))
    decide = (NextStep(kind="decision", id=decision.id),) if decision else ()
    return (*decide, *(NextStep(kind="task", id=task) for task in ordered))


def _leading_to(state: TaskState, ready: Sequence[TaskState]) -> list[TaskState]:
    """The tasks before it that plan it or invite to it; before a call or an invitation, what is got ready for it."""
    before, happens = ready[: ready.index(state)], fact_of(state.task)
    if happens.fact not in _LEADS_TO:
        return [one for one in before if _prepares(one.task, state.task)]
    return [one for one in before if fact_of(one.task).fact in _LEADS_TO[happens.fact]]


def _prepares(task: Task, other: Task) -> bool:
    """Whether the task is meant in every case and falls away once the other is done."""
    ends = task.applies.not_ if isinstance(task.applies, Not) else None
    return isinstance(ends, FactPresent) and _makes_true(other, ends) and task.obligation in ALWAYS


def _urgency(state: TaskState) -> tuple[int, date]:
    due = state.deadline.due_on if state.deadline else None
    return (_PRESSING[state.state], due or date.max)
