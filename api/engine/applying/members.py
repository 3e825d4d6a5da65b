"""Who sees a case and works on it."""

from __future__ import annotations

from uuid import UUID

from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Recorded, Refused


def share(ground: Ground, person: UUID) -> Recorded:
    if person in ground.case.members:
        return Recorded()
    told = ground.fact("handed_over", ground.plan.stay, person=person)
    return Recorded(facts=(told,), joined=frozenset({person}))


def unshare(ground: Ground, person: UUID) -> Recorded:
    if person not in ground.case.members:
        raise Refused("not_a_member")
    if len(ground.case.members) == 1:
        raise Refused("last_member")
    told = ground.fact("unshared", ground.plan.stay, person=person)
    return Recorded(facts=(told,), left=frozenset({person}))
