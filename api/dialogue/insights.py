"""Somebody who does not follow a case has read it for a reason: said once to each who does, when they next write."""

from __future__ import annotations

from api.dialogue.acts import Alarm, InsightTold, Private
from api.dialogue.scene import Scene, name_of


async def tell(scene: Scene) -> None:
    """Below everything else. Nothing comes beside danger: then it waits for the next message."""
    if any(isinstance(act, Alarm) for act in scene.acts):
        return
    for read in await scene.cases.untold_insights():
        by, reason = Private(private=read.by), Private(private=read.reason)
        scene.say(InsightTold(case=name_of(read.case), by=by, at=read.at, reason=reason))
