"""How many cases are where, told only where they are many: few might be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from api.engine.plan import Plan
from api.engine.stays import Status

FEWEST = 5  # fewer cases than this are not told


class Figure(NamedTuple):
    level: str
    status: Status
    cases: int


def figures_of(plans: Iterable[Plan]) -> list[Figure]:
    counted = Counter((plan.level.id, plan.stay.status) for plan in plans)
    return [Figure(*where, count) for where, count in sorted(counted.items()) if count >= FEWEST]
