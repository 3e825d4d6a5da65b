"""Tasks: done, not done after all, left out, tried, set to a day."""

from __future__ import annotations

from api.engine import commands as do
from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Recorded, Refused
from api.engine.applying.taking_back import undone_beside, withdrawals
from api.engine.applying.telling import there, told
from api.engine.facts import FactKind
from api.engine.plan import Carried, Plan, TaskState
from api.engine.stays import Stay


def tick(ground: Ground, command: do.Tick) -> Recorded:
    plan = there(ground, command)
    carried = next((one for one in plan.carried if one.state.task.id == command.task), None)
    if carried is not None and command.corrects is None:
        return _tick_carried(ground, command, carried)
    state = _task(plan, command.task)
    task = state.task
    if command.corrects is None and state.state in ("done", "done_late"):
        return Recorded()
    kind: FactKind = task.records.fact if task.records else "task_done"
    whom = task.records.with_ if task.records else None
    return told(ground, command, kind, on=ground.past(command.on), task=task.id, with_=whom)


def _tick_carried(ground: Ground, command: do.Tick, carried: Carried) -> Recorded:
    """In the stay it was left open in."""
    task, on = carried.state.task, ground.past(command.on)
    kind: FactKind = task.records.fact if task.records else "task_done"
    whom = task.records.with_ if task.records else None
    stay = Stay(level=carried.level, round=carried.round, since=None, entered_by=None)
    return Recorded(facts=(ground.fact(kind, stay, occurred_on=on, task=task.id, with_=whom),))


def untick(ground: Ground, command: do.Untick) -> Recorded:
    ground.must_be_open()
    state = _task(ground.plan, command.task)
    if state.state not in ("done", "done_late", "skipped"):
        raise Refused("not_done")
    gone = [fact for fact in ground.case.facts if fact.number in state.by_facts]
    return undone_beside(ground, Recorded(facts=withdrawals(ground, gone)))


def skip(ground: Ground, command: do.SkipTask) -> Recorded:
    ground.must_be_open()
    state = _task(ground.plan, command.task)
    if state.finished:
        return Recorded()
    skipped = ground.fact("task_skipped", ground.plan.stay, task=state.task.id)
    return Recorded(facts=(skipped,), notes=(ground.note("reason", text=command.reason),))


def attempt(ground: Ground, command: do.Attempt) -> Recorded:
    on = ground.past(command.on)
    state = _task(there(ground, command), command.task)
    return told(ground, command, "attempted", on=on, task=state.task.id)


def plan_day(ground: Ground, command: do.PlanDay) -> Recorded:
    state = _task(there(ground, command), command.task)
    day = ground.coming(command.on)
    if command.corrects is None and state.planned_on == day:
        return Recorded()
    return told(ground, command, "planned", on=ground.today, task=state.task.id, day=day)


def _task(plan: Plan, task_id: str) -> TaskState:
    found = next((state for state in plan.tasks if state.task.id == task_id), None)
    if found is None:
        raise Refused("unknown_task", known=tuple(state.task.id for state in plan.tasks))
    return found
