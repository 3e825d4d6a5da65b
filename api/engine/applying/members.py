"""Who sees a case and works on it, and to whom it is handed over."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.engine import commands as do
from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Recorded, Refused
from api.engine.facts import Fact, FactKind


def share(ground: Ground, command: do.Share) -> Recorded:
    if command.person in ground.case.members:
        standing = ground.case.membership_of(command.person)
        if command.last_day != (standing.on if standing else None):
            raise Refused("already_member")  # another day is given by ending it and sharing anew
        return Recorded()
    if command.last_day is not None:
        ground.coming(command.last_day)
    told = _told(ground, "handed_over", command.person, on=command.last_day)
    return Recorded(facts=(told,), joined=frozenset({command.person}))


def unshare(ground: Ground, person: UUID) -> Recorded:
    if person not in ground.case.members:
        raise Refused("not_a_member")
    if len(ground.case.members) == 1:
        raise Refused("last_member")
    return Recorded(facts=(_told(ground, "unshared", person),), left=frozenset({person}))


def offer(ground: Ground, command: do.OfferCase) -> Recorded:
    """Who sees the case already can take it over, and needs nobody to stand in for a time."""
    person, last_day = command.person, command.last_day
    if person == ground.case.owner or (last_day is not None and person in ground.case.members):
        raise Refused("already_member")
    if last_day is not None:
        ground.coming(last_day)
    standing = ground.case.offers.get(person)
    if standing is not None and standing.on == last_day:
        return Recorded()
    return Recorded(facts=(_told(ground, "handover_offered", person, on=last_day),))


def withdraw(ground: Ground, person: UUID) -> Recorded:
    _standing(ground, person)
    return Recorded(facts=(_told(ground, "handover_withdrawn", person),))


def refuse(ground: Ground, person: UUID) -> Recorded:
    _standing(ground, person)
    return Recorded(facts=(_told(ground, "handover_refused", person),))


def accept(ground: Ground, person: UUID) -> Recorded:
    """Whoever had the case stays a member until they leave it."""
    offered = _standing(ground, person)
    kind: FactKind = "taken_over" if offered.on is None else "handed_over"
    return Recorded(facts=(_told(ground, kind, person, on=offered.on),), joined=frozenset({person}))


def _standing(ground: Ground, person: UUID) -> Fact:
    """The offer that waits for an answer; one whose last day has been does no longer."""
    offered = ground.case.offers.get(person)
    if offered is None or (offered.on is not None and offered.on < ground.today):
        raise Refused("not_offered")
    return offered


def _told(ground: Ground, kind: FactKind, person: UUID, on: date | None = None) -> Fact:
    return ground.fact(kind, ground.plan.stay, person=person, on=on)
