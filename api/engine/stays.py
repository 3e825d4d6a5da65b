"""Stays: which level a case is on, in which round, since when. Nothing stores this; it follows from the decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.engine.facts import Fact
from api.engine.schema import Outcome, Routine

Status = Literal["open", "closed", "monitoring"]


class Stay(BaseModel):
    """One period on a level. `entered_by` is the number of the fact that began it."""

    model_config = ConfigDict(frozen=True)

    level: str
    round: int
    since: date | None
    entered_by: int | None
    status: Status = "open"

    def of_round(self, facts: Sequence[Fact]) -> list[Fact]:
        return [fact for fact in facts if fact.level == self.level and fact.round == self.round]

    def of_level(self, facts: Sequence[Fact]) -> list[Fact]:
        return [fact for fact in facts if fact.level == self.level]


def outcome_of(routine: Routine, fact: Fact) -> Outcome | None:
    """The outcome a `decided` fact took, or None when the routine no longer has it."""
    decisions = [decision for level in routine.levels if level.id == fact.level for decision in level.decisions]
    for decision in decisions:
        if decision.id == fact.decision:
            return next((outcome for outcome in decision.outcomes if outcome.id == fact.outcome), None)
    return None


def present_stay(routine: Routine, facts: Sequence[Fact]) -> Stay:
    """The stay the case is in, from its live facts in order of happening."""
    first = facts[0] if facts else None
    begun = Stay(
        level=routine.levels[0].id,
        round=1,
        since=first.occurred_on if first else None,
        entered_by=first.number if first else None,
    )
    stays = [begun]
    for fact in facts:
        stays.append(_after(routine, stays, fact))
    return stays[-1]


def _after(routine: Routine, stays: Sequence[Stay], fact: Fact) -> Stay:
    stay = stays[-1]
    entered = {"since": fact.occurred_on, "entered_by": fact.number}
    if fact.kind == "closed":
        return stay.model_copy(update=entered | {"status": "closed"})
    if fact.kind == "reopened":
        return stay.model_copy(update=entered | {"status": "open", "round": stay.round + 1})
    outcome = outcome_of(routine, fact) if fact.kind == "decided" else None
    match outcome.does if outcome else None:
        case "close":
            return stay.model_copy(update=entered | {"status": "closed"})
        case "monitor" if outcome:
            begin = {"level": outcome.to, "round": _rounds(stays, outcome.to)} if outcome.to else {}
            return stay.model_copy(update=entered | {"status": "monitoring"} | begin)
        case "continue":
            return stay.model_copy(update=entered | {"status": "open", "round": fact.round + 1})
        case "go_to" if outcome:
            again = _rounds(stays, outcome.to) + 1
            return stay.model_copy(update=entered | {"status": "open", "level": outcome.to, "round": again})
        case _:
            return stay


def _rounds(stays: Sequence[Stay], level: str | None) -> int:
    """How many rounds the case has had on the level."""
    return max((stay.round for stay in stays if stay.level == level), default=0)
