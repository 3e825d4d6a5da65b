"""What a deadline rule comes to on a given day: its dates, the school day to hold on to, and how it stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.engine.calendar import Calendar, DayRemark, FreeReason, add
from api.engine.conditions import DaysSince, FactPresent, World, holds, leaves
from api.engine.facts import Fact
from api.engine.schema import Deadline, Text

SOON = timedelta(days=3)  # ours: how long before the date "due soon" begins

FORWARD = (
    "after",
    "approx",
    "same_day",
    "immediate",
)  # the school day beside it is the one after a free day, not before it
AT_ONCE = ("same_day", "immediate")

# `reopened`: it counted from something before the case was opened again, and no routine says what then.
State = Literal["none", "waiting", "reopened", "early", "open", "due_soon", "due_today", "overdue", "met", "met_late"]


class DeadlineState(BaseModel):
    """A deadline with its dates.

    `due_on` is the routine's own date, `soft_on` the soft end or the opening before it, `school_day` the school day to hold
    on to when `due_on` falls on a free day (before it for what is due at the latest, after it for the others). `own_on` is the
    teacher's own date, never the routine's, `own_remark` what is worth saying of it. `late_days` counts from `due_on`.
    `known_to` is the last day the school's calendar is loaded for, when the date lies after it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    rule: Deadline
    text: Text
    state: State
    anchor_on: date | None = None
    soft_on: date | None = None
    due_on: date | None = None
    school_day: date | None = None
    free_reason: FreeReason | None = None
    met_on: date | None = None
    own_on: date | None = None
    own_remark: DayRemark | None = None
    known_to: date | None = None
    late_days: int = 0
    anchored_by: int | None = None

    @property
    def last_day(self) -> date | None:
        """The last day that is not late: past a free day when the date is moved forward."""
        return None if self.due_on is None else _last_day(self, self.due_on)

    @property
    def remind_on(self) -> date | None:
        """The date to act by: the school day when there is one, else the routine's date, else the teacher's own."""
        return self.school_day or self.due_on or self.own_on


def stands(deadline: Deadline, *, world: World, calendar: Calendar) -> DeadlineState:
    """`world.stay` holds the facts of the round (or of the level when the deadline is counted once)."""
    today = world.today
    own = [f.on for f in world.case if f.kind == "own_date_set" and f.deadline == deadline.id and f in world.stay]
    own_on = own[-1] if own else None
    base = DeadlineState(
        id=deadline.id,
        rule=deadline,
        text=deadline.text,
        state="none",
        own_on=own_on,
        own_remark=calendar.remark(own_on) if own_on else None,
    )
    if deadline.kind == "none" or (deadline.anchor is None and not _done_before(deadline, world)):
        return base  # of the other kinds only `recurring` may lack an anchor: it has a date once it has been done
    anchor = _anchor(deadline, world)
    if anchor is None:
        return base.model_copy(update={"state": "waiting"})
    reopened = _reopened(world)
    if reopened is not None and anchor.order < reopened.order:
        kept = _met_on(deadline, world)
        if kept is None or deadline.kind == "recurring":
            return base.model_copy(update={"state": "reopened", "anchor_on": reopened.occurred_on})
        if kept >= reopened.occurred_on:
            return base.model_copy(update={"state": "met", "met_on": kept})

    dated = _dated(base, deadline, anchor, calendar)
    due = dated.due_on or today
    met_on = None if deadline.kind == "recurring" else _met_on(deadline, world)
    if met_on is not None:
        late = deadline.can_be_late and met_on > _last_day(dated, due)
        return dated.model_copy(
            update={
                "state": "met_late" if late else "met",
                "met_on": met_on,
                "late_days": (met_on - due).days if late else 0,
            }
        )
    state = _open_state(deadline, dated, due, today)
    late_days = (today - due).days if state == "overdue" else 0
    return dated.model_copy(update={"state": state, "late_days": late_days})


def _done_before(deadline: Deadline, world: World) -> list[Fact]:
    """Each time that what recurs has been done."""
    again = deadline.met_by if deadline.kind == "recurring" else None
    if not isinstance(again, FactPresent):
        return []
    done = [fact for fact in (world.case if again.anywhere else world.stay) if again.matches(fact)]
    reopened = _reopened(world)
    if deadline.anchor is None and reopened is not None:  # it begins anew with the case
        return [fact for fact in done if fact.order > reopened.order]
    return done


def _anchor(deadline: Deadline, world: World) -> Fact | None:
    """The fact the date counts from; what recurs counts from the last time it was done, once it has been."""
    done, anchor = _done_before(deadline, world), deadline.anchor
    if anchor is None:
        return done[-1]
    event = anchor.event
    facts = world.case if event.anywhere else world.stay
    reopened = _reopened(world)
    if event.fact == "concern_raised" and reopened is not None:
        return max([reopened, *done], key=lambda fact: fact.order)  # the worry was raised anew
    found = [fact for fact in facts if event.matches(fact)]
    if done or not found:
        return done[-1] if done else None
    return found[0] if anchor.pick == "first" else found[-1]


def _reopened(world: World) -> Fact | None:
    return next((fact for fact in reversed(world.case) if fact.kind == "reopened"), None)


def _dated(base: DeadlineState, deadline: Deadline, anchor: Fact, calendar: Calendar) -> DeadlineState:
    amounts, unit = deadline.amount or (0,), deadline.unit or "days"
    due = add(anchor.occurred_on, amounts[-1], unit)
    free = calendar.free_reason(due)
    nearest = None
    if free and deadline.kind in FORWARD:
        nearest = calendar.on_or_after(due)
    elif free:
        before = calendar.on_or_before(due)
        nearest = before if before >= anchor.occurred_on else None  # no school between the anchor and the date
    return base.model_copy(
        update={
            "anchor_on": anchor.occurred_on,
            "anchored_by": anchor.number,
            "soft_on": add(anchor.occurred_on, amounts[0], unit) if len(amounts) == 2 else None,
            "due_on": due,
            "school_day": nearest,
            "free_reason": free,
            "known_to": calendar.known_to if calendar.is_past(due) else None,
        }
    )


def _met_on(deadline: Deadline, world: World) -> date | None:
    """The first day the condition held, when it holds; what happens later does not move it."""
    condition = deadline.met_by
    if condition is None or not holds(condition, world):
        return None
    days = {fact.occurred_on for fact in world.case}
    spans = [timedelta(part.days_since.days) for part in leaves(condition) if isinstance(part, DaysSince)]
    turns = sorted(days | {day + span for day in days for span in spans})  # only then can it begin to hold
    return next((day for day in turns if holds(condition, world.as_of(day))), world.today)


def _last_day(dated: DeadlineState, due: date) -> date:
    """A date moved forward past a free day is late only after the school day."""
    return max(due, dated.school_day or due)


def _open_state(deadline: Deadline, dated: DeadlineState, due: date, today: date) -> State:
    act_by = dated.school_day or due
    if deadline.kind == "after":
        return "early" if today < act_by else "open"
    if deadline.kind == "window" and dated.soft_on and today < dated.soft_on:
        return "early"
    if deadline.kind == "approx":
        return "open"
    if deadline.pace == "about":
        return "due_soon" if due - today <= SOON else "open"
    if today > _last_day(dated, due):
        return "overdue"
    if today in (act_by, due):
        return "due_today"
    return "due_soon" if act_by - today <= SOON else "open"
