"""A case is closed, and opened again."""

from __future__ import annotations

from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Recorded, Refused


def close(ground: Ground) -> Recorded:
    if ground.plan.stay.status == "closed":
        raise Refused("already_closed")
    return Recorded(facts=(ground.fact("closed", ground.plan.stay),))


def reopen(ground: Ground) -> Recorded:
    if ground.plan.is_open:
        raise Refused("already_open")
    return Recorded(facts=(ground.fact("reopened", ground.plan.stay),))
