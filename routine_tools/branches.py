"""The branches of a routine's rules, and which of them a course of events goes through.

A branch is one way a rule can go: an outcome taken, a condition seen true or seen false, a state a deadline comes to, a
task done anew in a later round. Guides' questions are no branches: they are asked in a talk, not by the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from api.engine.conditions import Condition, FactPresent, World, holds, leaves
from api.engine.deadlines import DeadlineState
from api.engine.facts import Fact, live
from api.engine.plan import Plan
from api.engine.schema import Deadline, Level, Routine
from routine_tools.scenario import Scenario

STRICT = ("within", "same_day", "immediate", "window")  # kinds of deadlines that can be too late
_ANY_DAY = date(2026, 1, 1)
LATE, DATED = ("overdue", "met_late"), ("early", "open", "due_soon", "due_today", "overdue", "met", "met_late")


@dataclass(frozen=True, order=True)
class Branch:
    """`rule` is where it stands: "1.evaluation" or "2A.evaluate.waits_for"; `goes` is the way it goes there."""

    rule: str
    goes: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.goes}"


@dataclass(frozen=True)
class _Rule:
    """A condition of a level; `in_round` when it sees the present round only."""

    name: str
    condition: Condition
    in_round: bool = True


def branches(routine: Routine) -> set[Branch]:
    """Every branch there is."""
    return {branch for level in routine.levels for branch in _of_level(routine, level)}


def _of_level(routine: Routine, level: Level) -> Iterator[Branch]:
    for decision in level.decisions:
        yield from (_taken(level, decision.id, outcome.id) for outcome in decision.outcomes)
    for rule in _rules(level):
        yield from (Branch(rule.name, seen) for seen in ("true", "false"))
    for deadline in level.deadlines:
        yield from (Branch(f"{level.id}.{deadline.id}", state) for state in _states(routine, level, deadline))
    if _comes_back(routine, level):
        yield from (_again(level, task.id) for task in level.tasks if task.each_round)


def covered(routine: Routine, scenario: Scenario) -> set[Branch]:
    """The branches that the plan goes through after each event, and on each day that is asked about."""
    moments = [*scenario.steps(routine)]
    moments += [(asked.today, scenario.case(routine, asked.today)) for asked in scenario.asked]
    return {branch for day, case in moments for branch in _seen(routine, case.facts, case.plan(day))}


def _seen(routine: Routine, facts: Iterable[Fact], now: Plan) -> Iterator[Branch]:
    counting = live(facts)
    for fact in facts:
        if fact.kind == "decided":
            yield _taken(routine.level(fact.level), str(fact.decision), str(fact.outcome))
    if not now.is_open:
        return
    level = now.level
    of_round = World(stay=now.stay.of_round(counting), case=counting, today=now.today)
    of_level = of_round.model_copy(update={"stay": now.stay.of_level(counting)})
    for rule in _rules(level):
        yield Branch(rule.name, "true" if holds(rule.condition, of_round if rule.in_round else of_level) else "false")
    for state in now.deadlines:
        yield from (Branch(f"{level.id}.{state.id}", reached) for reached in _reached(state))
    if now.stay.round > 1:
        yield from (
            _again(level, one.task.id) for one in now.tasks if one.task.each_round and one.state != "not_relevant"
        )


def _taken(level: Level, decision: str, outcome: str) -> Branch:
    return Branch(f"{level.id}.{decision}", f"“{outcome}” taken")


def _again(level: Level, task: str) -> Branch:
    return Branch(f"{level.id}.{task}", "to be done in a later round")


def _rules(level: Level) -> Iterator[_Rule]:
    """The level's rules, and the parts of those that have parts."""
    for task in level.tasks:
        yield from _with_parts(f"{level.id}.{task.id}.applies", task.applies)
        yield from _with_parts(f"{level.id}.{task.id}.waits_for", task.waits_for)
    for person in level.people:
        yield from _with_parts(f"{level.id}.{person.role}.involved_by", person.involved_by, in_round=False)
    for decision in level.decisions:
        yield from _with_parts(f"{level.id}.{decision.id}.asked_when", decision.asked_when)
    for deadline in level.deadlines:
        yield from _with_parts(f"{level.id}.{deadline.id}.applies", deadline.applies)
        rules = _with_parts(f"{level.id}.{deadline.id}.met_by", deadline.met_by, in_round=deadline.each_round)
        yield from list(rules)[1:]  # the whole of it is the deadline's state


def _with_parts(name: str, condition: Condition | None, in_round: bool = True) -> Iterator[_Rule]:
    if condition is None:
        return
    yield _Rule(name, condition, in_round)
    parts = list(leaves(condition))
    if parts != [condition]:
        yield from (_Rule(f"{name} ({_short(part)})", part, in_round) for part in parts)


def _short(part: Condition) -> str:
    given = part.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    return ", ".join(f"{key}: {value}" for key, value in given.items())


def _states(routine: Routine, level: Level, deadline: Deadline) -> Iterator[str]:
    """The states its kind can come to that matter."""
    if deadline.anchor is None:
        return
    if not _anchored_on_arrival(routine, level, deadline):
        yield "waiting"
    yield "dated"
    if deadline.kind != "recurring":
        yield "met"
    if deadline.kind in STRICT:
        yield "too late"


def _reached(state: DeadlineState) -> Iterator[str]:
    if state.state == "waiting":
        yield "waiting"
    if state.state in DATED and state.anchor_on is not None:
        yield "dated"
    if state.state in ("met", "met_late"):
        yield "met"
    if state.state in LATE:
        yield "too late"


def _anchored_on_arrival(routine: Routine, level: Level, deadline: Deadline) -> bool:
    """Whether no case can be on the level without the fact that the deadline counts from."""
    assert deadline.anchor is not None
    event, first = deadline.anchor.event, routine.levels[0]
    if event.fact == "concern_raised":
        return event.anywhere or (level == first and not (deadline.each_round and _comes_back(routine, level)))
    if event.fact != "decided" or not event.anywhere or level == first:
        return False
    return level.id not in _reached_from(routine, first.id, without=event)


def _reached_from(routine: Routine, level: str, without: FactPresent | None = None) -> set[str]:
    """The levels that follow in one or more steps, by other outcomes than those `without` names."""
    ways = {
        one.id: {to for to, fact in _ways(one) if without is None or not without.matches(fact)}
        for one in routine.levels
    }
    ahead, been = list(ways[level]), set[str]()
    while ahead:
        here = ahead.pop()
        if here not in been:
            been.add(here)
            ahead += ways[here]
    return been


def _ways(level: Level) -> Iterator[tuple[str, Fact]]:
    """Where each outcome that does not close leads, with the fact of having chosen it."""
    for decision in level.decisions:
        for outcome in decision.outcomes:
            if outcome.does in ("go_to", "continue", "monitor"):
                chosen = Fact(
                    number=1,
                    kind="decided",
                    occurred_on=_ANY_DAY,
                    level=level.id,
                    decision=decision.id,
                    outcome=outcome.id,
                )
                yield outcome.to or level.id, chosen


def _comes_back(routine: Routine, level: Level) -> bool:
    """Whether the routine's own words lead to the level a second time."""
    return level.id in _reached_from(routine, level.id)
