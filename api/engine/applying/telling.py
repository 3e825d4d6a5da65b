"""Commands that tell something: a new fact in the present stay, or one that takes the place of an earlier one, in the stay of that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from api.engine import commands as do
from api.engine.applying.ground import Ground, Telling
from api.engine.applying.recorded import Recorded, Refused
from api.engine.facts import CONSENT, Fact, FactKind, live
from api.engine.plan import Plan, plan
from api.engine.stays import Stay

Told = do.Tick | do.Decide | do.Consent | do.Attempt | do.PlanDay | do.SetOwnDate

# Said by no command that corrects: what opens, closes, leaves out and shares is taken back instead.
OFFERS = ("handover_offered", "handover_refused", "handover_withdrawn", "taken_over")
FIXED = ("concern_raised", "task_skipped", "went_on", "closed", "reopened", "handed_over", "unshared", *OFFERS)


def told(
    ground: Ground,
    command: Told,
    kind: FactKind,
    *,
    on: date,
    day: date | None = None,
    before: Sequence[Telling] = (),
    **details: Any,
) -> Recorded:
    """The fact a command tells, in the present stay or in that of what it corrects, with what is recorded `before` it."""
    old = corrected(ground, command)
    if old is None:
        ground.must_be_open()
    said = {"occurred_on": on, "on": day, **details, "supersedes": old.number if old else None}
    if old is not None and old.run is not None:  # the walk it ended stays ended, by what stands in its place
        said["run"] = old.run
    return Recorded(facts=ground.facts((*before, (kind, said)), old or ground.plan.stay))


def there(ground: Ground, command: Told) -> Plan:
    """The plan of the stay the command tells of: the present one, or that of what it corrects."""
    old = corrected(ground, command)
    if old is None:
        ground.must_be_open()
        return ground.plan
    case = ground.case
    stay = Stay(level=old.level, round=old.round, since=None, entered_by=None)
    return plan(case.routine, case.facts, case.calendar, ground.today, case.answers(), stay)


def corrected(ground: Ground, command: Told) -> Fact | None:
    """The fact that the command takes the place of, one of its own sort that counts; None when nothing is corrected."""
    if command.corrects is None:
        return None
    facts = ground.case.facts
    numbers = {fact.number for fact in facts if fact.entry == command.corrects}
    for fact in facts:  # corrected before: what took its place since is meant
        if fact.supersedes in numbers:
            numbers.add(fact.number)
    found = [fact for fact in live(facts) if fact.number in numbers and _of_its_sort(command, fact)]
    if not found:
        raise Refused("unknown_entry")
    return found[-1]


def _of_its_sort(command: Told, fact: Fact) -> bool:
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
