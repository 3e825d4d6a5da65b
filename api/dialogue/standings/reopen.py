"""A yes or no to opening a case again that was closed or is only followed."""

from __future__ import annotations

from typing import Literal

from api.dialogue import offers
from api.dialogue.acts import OfCase, Offer
from api.dialogue.payloads import Payload, ReopenCase
from api.dialogue.reading.agreeing import says_no, says_yes
from api.dialogue.scene import Scene, Standing
from api.engine.commands import Reopen


class WaitsForReopen(Standing):
    """Words that are neither yes nor no are dealt with as if it did not stand."""

    kind: Literal["reopen"] = "reopen"

    def ask(self, scene: Scene) -> None:
        scene.standing = self
        yes = Offer(title="reopen", payload=ReopenCase(reopen=True))
        no = Offer(title="let_rest", payload=ReopenCase(reopen=False))
        scene.say(OfCase(kind="confirm_reopen", case=scene.name, offers=(yes, no)))

    async def ask_again(self, scene: Scene) -> None:
        self.ask(scene)

    async def before_all(self, scene: Scene) -> bool:
        if scene.turn.payload is not None:
            return False
        scene.standing = None
        if not (says_yes(scene.text) or says_no(scene.text)):
            return False
        await _answered(scene, agreed=says_yes(scene.text))
        return True

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, ReopenCase):
            return False
        scene.standing = None
        await _answered(scene, agreed=payload.reopen)
        return True


async def _answered(scene: Scene, *, agreed: bool) -> None:
    if agreed:
        await open_again(scene)
    else:
        scene.say(OfCase(kind="left_closed", case=scene.name))


async def open_again(scene: Scene) -> None:
    """Opens the case spoken of again."""
    if await scene.do(Reopen()) is not None:
        scene.say(OfCase(kind="case_reopened", case=scene.name))
        offers.what_now(scene)
