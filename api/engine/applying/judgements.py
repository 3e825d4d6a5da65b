"""What people judged or agreed on: a decision and what it needs first, consent, a date of one's own for a deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from api.engine import commands as do
from api.engine.applying.ground import Ground, Telling
from api.engine.applying.recorded import Recorded, Refused
from api.engine.applying.taking_back import withdrawals
from api.engine.applying.telling import corrected, there, told
from api.engine.facts import CONSENT, Fact, FactKind, live
from api.engine.plan import Plan
from api.engine.schema import Level, Outcome


def decide(ground: Ground, command: do.Decide) -> Recorded:
    plan, old = there(ground, command), corrected(ground, command)
    outcome = _outcome(plan.level, command)
    missing = tuple(task for task in outcome.needs if not plan.task(task).finished)
    if missing and not command.anyway:
        raise Refused("needs_first", tasks=missing)
    made: dict[str, Any] = {"decision": command.decision, "outcome": outcome.id}
    went_on: list[Telling] = [("went_on", {**made, "task": task}) for task in missing]
    on = _decided_on(ground, command, plan, old)
    recorded = told(ground, command, "decided", on=on, before=went_on, **made)
    beside = [fact for fact in live(ground.case.facts) if old and fact.entry == old.entry and fact.kind == "went_on"]
    facts = (*recorded.facts, *withdrawals(ground, beside, len(recorded.facts)))
    reasons = (ground.note("reason", text=command.reason),) if command.reason else ()
    return replace(recorded, facts=facts, notes=reasons)


def _outcome(level: Level, command: do.Decide) -> Outcome:
    ways = {(decision.id, way.id): way for decision in level.decisions for way in decision.outcomes}
    found = ways.get((command.decision, command.outcome))
    if found is None:
        raise Refused("unknown_decision", known=tuple("/".join(way) for way in ways))
    return found


def _decided_on(ground: Ground, command: do.Decide, plan: Plan, old: Fact | None) -> date:
    on = ground.past(command.on or (old.occurred_on if old else ground.today))
    if command.on and old is None and plan.stay.since and on < plan.stay.since:
        raise Refused("in_past")  # before the case was there, it would move nothing
    return on


def consent(ground: Ground, command: do.Consent) -> Recorded:
    kind: FactKind = "consent_given" if command.given else "consent_refused"
    recorded = told(ground, command, kind, on=ground.past(command.on))
    said = [(fact.kind, fact.occurred_on) for fact in live(ground.case.facts) if fact.kind in CONSENT]
    if command.corrects is None and said and said[-1] == (kind, command.on):
        return Recorded()
    return recorded


def own_date(ground: Ground, command: do.SetOwnDate) -> Recorded:
    own = {state.id: state.own_on for state in there(ground, command).deadlines}
    if command.deadline not in own:
        raise Refused("unknown_deadline", known=tuple(own))
    day = ground.coming(command.on)
    if command.corrects is None and own[command.deadline] == day:
        return Recorded()
    return told(ground, command, "own_date_set", on=ground.today, day=day, deadline=command.deadline)
