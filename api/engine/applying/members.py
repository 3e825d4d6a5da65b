"""Who sees a case and works on it, and to whom it is handed over."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.engine import commands as do
from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Code, Recorded, Refused
from api.engine.casefile import CaseFile
from api.engine.facts import MEMBERSHIP, Fact, FactKind, live


def sees_until(case: CaseFile, person: UUID) -> date | None:
    """The last day a person follows the case, `date.max` for good; None when they do not."""
    if person not in case.members:
        return None
    said = case.membership_of(person)
    return said.on if said is not None and said.on is not None else date.max


def must_be_followed(before: CaseFile, after: CaseFile) -> None:
    """Who follows it for good goes only when another does: whoever has a last day leaves it with nobody."""
    for_good = [any(sees_until(case, one) == date.max for one in case.members) for case in (before, after)]
    if not after.members or for_good == [True, False]:
        raise Refused("last_member")


def objection(before: CaseFile, after: CaseFile, by: UUID, today: date, *, own: bool) -> Code | None:
    """Why somebody may not bring about what is changed in who has the case: the same whichever command would do it.

    Nobody gives themselves anything. The owner goes by themselves, and of those who follow the case they alone offer it on. Whoever
    has a last day gives nobody more than they have, and takes away only what was given by them: `own` says that what is taken back
    is. An offer that is answered is judged when made.
    """
    if before.owner not in (None, by, after.owner):
        return "owner_stays"
    limit = sees_until(before, by) or date.max  # a leader who hands it to others follows it not at all
    said = set(live(before.facts)) ^ set(live(after.facts))
    for person in {fact.person for fact in said if fact.person is not None and fact.kind in MEMBERSHIP}:
        had, has = (sees_until(case, person) or date.min for case in (before, after))
        if has > had:
            if wrong := _given_wrongly(has, limit, today, to_self=person == by):
                return wrong
        elif own or (person == by and has < had):
            continue
        elif person == by:  # nothing yet, but what is taken back next would give it
            return "own_access"
        elif limit < date.max:
            return "own_last_day"
    if own:  # one's own answer taken back leaves an offer as it was made
        return None
    made = {person: offer for person, offer in after.offers.items() if offer != before.offers.get(person)}
    if made and sees_until(before, by) is not None and before.owner not in (None, by):
        return "owner_offers"
    judged = (_given_wrongly(one.on or date.max, limit, today, to_self=whom == by) for whom, one in made.items())
    return next((wrong for wrong in judged if wrong is not None), None)


def _given_wrongly(last_day: date, limit: date, today: date, *, to_self: bool) -> Code | None:
    if to_self:
        return "own_access"
    if last_day > limit:
        return "own_last_day"
    return "in_past" if last_day < today else None


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
    recorded = Recorded(facts=(_told(ground, "unshared", person),), left=frozenset({person}))
    must_be_followed(ground.case, recorded.added_to(ground.case))
    return recorded


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
