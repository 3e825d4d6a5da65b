"""A yes or no to opening a case again that was closed or is only followed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from api.cases.service import OpenedCase
from api.dialogue import offers
from api.dialogue.acts import OfCase, Offer
from api.dialogue.payloads import Payload, ReopenCase
from api.dialogue.scene import Scene
from api.dialogue.standings.stays import YesOrNo
from api.engine.commands import Reopen
from api.wording import choosing


class WaitsForReopen(YesOrNo):
    kind: Literal["reopen"] = "reopen"

    async def put(self, scene: Scene) -> None:
        yes = Offer(title="reopen", payload=scene.placed(ReopenCase(reopen=True)))
        no = Offer(title="let_rest", payload=scene.placed(ReopenCase(reopen=False)))
        scene.say(OfCase(kind="confirm_reopen", case=scene.name, offers=(yes, no)))

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        return payload.reopen if isinstance(payload, ReopenCase) and payload.at in (None, place) else None

    def is_there(self, case: OpenedCase, today: date) -> bool:
        return not case.plan(today).is_open

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        if agreed:
            await open_again(scene)
        else:
            scene.say(OfCase(kind="left_closed", case=scene.name))


async def open_again(scene: Scene) -> None:
    """Opens the case spoken of again. A new round begins, and what was done in the one before is shown."""
    done = choosing.done_before(scene.plan)
    if await scene.do(Reopen()) is not None:
        scene.say(OfCase(kind="case_reopened", case=scene.name))
        if done:
            scene.show(done)
        offers.what_now(scene)
