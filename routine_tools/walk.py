"""The longest road through a routine, walked with the engine itself: every date used up, every decision leading onward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from api.engine.calendar import Calendar
from api.engine.conditions import Condition, DaysSince, FactPresent, leaves
from api.engine.deadlines import DeadlineState
from api.engine.plan import Plan, TaskState, fact_of
from api.engine.schema import ALWAYS, Decision, Outcome, Routine
from routine_tools.scenario import Event, opened, told

DATED = ("early", "open", "due_soon", "due_today", "overdue")  # a deadline that has its date and is not met
WORRY = ("worried", "not_enough", "unsure")  # what a judgement means when the worry goes on

Ending = Literal["last_level", "nothing_left", "days_used"]


@dataclass(frozen=True)
class Step:
    """One thing on one day: a level reached, a task done, a decision made, or a date that falls on this day.

    `met` are the deadlines that what is done meets, as they stood before it; `begun` those that got their date by it.
    """

    day: date
    kind: Literal["arrival", "done", "decided", "falls_due"]
    plan: Plan
    task: TaskState | None = None
    decision: Decision | None = None
    outcome: Outcome | None = None
    met: tuple[DeadlineState, ...] = ()
    begun: tuple[DeadlineState, ...] = ()


@dataclass
class Walk:
    """The steps, and where and why they ended."""

    steps: list[Step] = field(default_factory=list)
    ending: Ending = "days_used"
    last: Plan | None = None


def walk(routine: Routine, calendar: Calendar, first: date, days: int) -> Walk:
    return _Walker(routine, calendar, first).go(days)


class _Walker:
    def __init__(self, routine: Routine, calendar: Calendar, first: date) -> None:
        self.routine, self.calendar, self.first = routine, calendar, first
        self.case = opened(routine, calendar, first)
        self.taken: set[tuple[str, str, str]] = set()
        self.visited = {routine.levels[0].id}
        self.walk = Walk()

    def go(self, days: int) -> Walk:
        now = self._plan(self.first)
        self.walk.steps.append(Step(self.first, "arrival", now, begun=now.deadlines))
        for offset in range(days + 1):
            today = self.first + timedelta(offset)
            self._falls_due(today)
            if offset and not self.calendar.is_school_day(today):
                continue
            while self._act(today):
                pass
            now = self._plan(today)
            if not self._awaited(now):
                self.walk.ending = "nothing_left" if self._leads_further(now) else "last_level"
                break
        self.walk.last = self._plan(today)
        return self.walk

    def _plan(self, today: date) -> Plan:
        return self.case.plan(today)

    def _falls_due(self, today: date) -> None:
        """A date on a free day is kept on another; one that nothing left to do would meet just comes."""
        now = self._plan(today)
        for state in now.deadlines:
            if state.due_on == today and (state.free_reason or not self._doable(now, state)) and state.met_on != today:
                self.walk.steps.append(Step(today, "falls_due", now, met=(state,)))

    def _act(self, today: date) -> bool:
        """Does the next thing that is to be done today; False when there is none."""
        now = self._plan(today)
        wanted = next((state for state in now.tasks if self._wanted(now, state)), None)
        if wanted is not None:
            return self._do(now, wanted)
        if self._awaited(now):
            return False
        if now.decision is not None and not self._is_late_enough(now, now.decision):
            return False
        if now.decision is not None:
            outcome = self._onward(now, now.decision)
            return outcome is not None and self._decide(now, now.decision, outcome)
        spare = next((state for state in now.tasks if not state.finished and state.state != "blocked"), None)
        if spare is not None:
            return self._do(now, spare)  # by choice, when nothing else would lead on
        for decision in now.level.decisions:
            for outcome in decision.outcomes:
                if self._leads_on(outcome):
                    return self._decide(now, decision, outcome)  # nothing asks it, but it may be made
        return False

    def _wanted(self, now: Plan, state: TaskState) -> bool:
        """Whether the task is to be done today: on its last school day, or in its place when it has no date."""
        if state.finished or state.state == "blocked" or state.task.obligation not in ALWAYS:
            return False
        mine = self._meets(now, state)
        if mine:
            return all(one.state in DATED and _act_by(one) <= now.today for one in mine)
        tasks = list(now.tasks)
        before = tasks[: tasks.index(state)]
        held = [other for other in tasks if other in before or other.task.phase == state.task.phase]
        return state.state != "not_yet" and not any(self._is_held(now, other) for other in held)

    def _is_held(self, now: Plan, state: TaskState) -> bool:
        return (
            not state.finished
            and state.task.obligation in ALWAYS
            and any(one.state in DATED and _act_by(one) > now.today for one in self._meets(now, state))
        )

    def _meets(self, now: Plan, state: TaskState) -> list[DeadlineState]:
        """The deadlines, not met yet, that doing the task would help to meet."""
        return [one for one in now.deadlines if one.state in (*DATED, "waiting") and _helps(state, one)]

    def _doable(self, now: Plan, deadline: DeadlineState) -> bool:
        """Whether something is left on the level that would meet it."""
        tasks = any(_helps(state, deadline) for state in now.tasks if not state.finished)
        return tasks or any(leaf.fact == "decided" for leaf in _facts_of(deadline))

    def _awaited(self, now: Plan) -> bool:
        """Whether a date lies ahead that something is to be done by."""
        held = any(self._is_held(now, state) for state in now.tasks)
        late = now.decision is None or self._is_late_enough(now, now.decision)
        return held or not late or self._time_opens(now)

    def _time_opens(self, now: Plan) -> bool:
        """Whether a rule of the level only waits for days to pass."""
        rules = [decision.asked_when for decision in now.level.decisions]
        rules += [rule for state in now.tasks if not state.finished for rule in _rules_of(state)]
        spans = [leaf.days_since for rule in rules for leaf in leaves(rule) if isinstance(leaf, DaysSince)]
        last = {fact.kind: fact.occurred_on for fact in self.case.facts}
        return any(span.fact in last and (now.today - last[span.fact]).days < span.days for span in spans)

    def _is_late_enough(self, now: Plan, decision: Decision) -> bool:
        """Whether no date that the decision itself is to be made by lies ahead."""
        mine = (
            one
            for one in now.deadlines
            if one.state in DATED
            for leaf in _facts_of(one)
            if leaf.fact == "decided" and leaf.decision in (None, decision.id)
        )
        return all(_act_by(one) <= now.today for one in mine)

    def _onward(self, now: Plan, decision: Decision) -> Outcome | None:
        """The outcome by which the worry persists: a level not seen yet, else a judgement or a choice not made yet."""
        further = self._leads_further(now)
        open_ = [one for one in decision.outcomes if (now.level.id, decision.id, one.id) not in self.taken]
        ways = [
            [one for one in open_ if self._leads_on(one)],
            [one for one in open_ if one.does in ("wait", "choose") and one.means in WORRY],
            [one for one in open_ if one.does in ("wait", "choose") and one.means is None],
            [one for one in open_ if one.does == "continue" and further],
        ]
        return next((one for way in ways for one in way), None)

    def _leads_further(self, now: Plan) -> bool:
        return any(self._leads_on(outcome) for decision in now.level.decisions for outcome in decision.outcomes)

    def _leads_on(self, outcome: Outcome) -> bool:
        return outcome.does == "go_to" and outcome.to not in self.visited

    def _do(self, now: Plan, state: TaskState) -> bool:
        met = self._meets(now, state)
        self._tell(Event(day=now.today, tick=state.task.id))
        self.walk.steps.append(Step(now.today, "done", now, task=state, met=tuple(met), begun=self._begun(now)))
        return True

    def _decide(self, now: Plan, decision: Decision, outcome: Outcome) -> bool:
        needed = [state for state in now.tasks if state.task.id in outcome.needs and not state.finished]
        ready = next((state for state in needed if state.state != "blocked"), None)
        if ready is not None:
            return self._do(now, ready)
        self.taken.add((now.level.id, decision.id, outcome.id))
        self._tell(Event(day=now.today, decide=f"{decision.id}/{outcome.id}", anyway=True))
        after = self._plan(now.today)
        self.walk.steps.append(Step(now.today, "decided", now, decision=decision, outcome=outcome))
        if after.stay != now.stay:
            self.visited.add(after.level.id)
            self.walk.steps.append(Step(now.today, "arrival", after, begun=after.deadlines))
        return True

    def _tell(self, event: Event) -> None:
        self.case = told(self.case, event, {})

    def _begun(self, before: Plan) -> tuple[DeadlineState, ...]:
        """The deadlines that have a date now and had none, or another one, before."""
        had = {state.id: state.due_on for state in before.deadlines}
        return tuple(
            one for one in self._plan(before.today).deadlines if one.state in DATED and had.get(one.id) != one.due_on
        )


def _rules_of(state: TaskState) -> list[Condition]:
    return [rule for rule in (state.task.applies, state.task.waits_for) if rule is not None]


def _act_by(state: DeadlineState) -> date:
    """The last school day to hold on to."""
    return state.remind_on or date.min


def _facts_of(deadline: DeadlineState) -> Iterator[FactPresent]:
    return (leaf for leaf in leaves(deadline.rule.met_by) if isinstance(leaf, FactPresent))


def _helps(state: TaskState, deadline: DeadlineState) -> bool:
    own = fact_of(state.task)
    return any(
        (leaf.fact, leaf.task) == (own.fact, own.task) and leaf.with_ in (None, own.with_)
        for leaf in _facts_of(deadline)
    )
