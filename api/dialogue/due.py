"""A closed case that soon is deleted: said once to each who may see it, when they next write."""

from __future__ import annotations

from api.dialogue.acts import Alarm, DueToBeDeleted, Offer
from api.dialogue.payloads import AskLonger
from api.dialogue.scene import Scene, name_of


async def tell(scene: Scene) -> None:
    """Below everything else. Nothing comes beside danger: then it waits for the next message."""
    if any(isinstance(act, Alarm) for act in scene.acts):
        return
    for case_id, on in await scene.cases.due_untold():
        opened = await scene.cases.get_to_tell(case_id)
        if opened.plan(scene.today).stay.status != "closed":  # opened again in this very turn
            continue
        scene.cases.saw([opened.case], "due_told")
        offers = (Offer(title="keep_longer", payload=AskLonger(keep=case_id)),)
        scene.say(DueToBeDeleted(case=name_of(opened), on=on, offers=offers))
