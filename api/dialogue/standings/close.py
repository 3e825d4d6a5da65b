"""A yes or no to closing the case."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue.acts import OfCase, Offer
from api.dialogue.payloads import CloseCase, Payload
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings.stays import YesOrNo
from api.dialogue.standings.talk import InGuide
from api.engine.commands import Close
from api.wording import choosing


class WaitsForClose(YesOrNo):
    """`run` is the talk it was asked in, which goes on when something else is said."""

    kind: Literal["close"] = "close"
    run: UUID | None = None

    async def put(self, scene: Scene) -> None:
        yes = Offer(title="close", payload=scene.placed(CloseCase(close=True)))
        no = Offer(title="keep_open", payload=scene.placed(CloseCase(close=False)))
        if self.reminded == 0 and (undone := choosing.undone(scene.plan)):
            scene.show(undone)
        scene.say(OfCase(kind="confirm_close", case=scene.name, offers=(yes, no)))

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        return payload.close if isinstance(payload, CloseCase) and payload.at in (None, place) else None

    def beside(self) -> Standing | None:
        return InGuide(run=self.run) if self.run else None

    def is_there(self, case: OpenedCase, today: date) -> bool:
        return case.plan(today).is_open

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        """Closes the case, or leads back into the talk in which closing was asked for."""
        if agreed:
            await close(scene)
            return
        scene.say(OfCase(kind="kept_open", case=scene.name))
        if self.run is not None:
            await InGuide(run=self.run).ask(scene, again=True)


async def close(scene: Scene) -> None:
    if not scene.plan.is_open:  # closed meanwhile, from another device
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
        return
    if await scene.do(Close()) is not None:
        scene.say(OfCase(kind="case_closed", case=scene.name))
