"""A yes or no to closing the case."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from api.dialogue.acts import OfCase
from api.dialogue.payloads import CloseCase, Payload
from api.dialogue.reading.agreeing import says_no, says_yes
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings.talk import InGuide
from api.engine.commands import Close


class WaitsForClose(Standing):
    """`run` is the talk it was asked in."""

    kind: Literal["close"] = "close"
    run: UUID | None = None

    def ask(self, scene: Scene) -> None:
        scene.standing = self
        scene.say(OfCase(kind="confirm_close", case=scene.name))

    async def ask_again(self, scene: Scene) -> None:
        scene.say(OfCase(kind="confirm_close", case=scene.name))

    def is_answered(self, scene: Scene) -> bool:
        return says_yes(scene.text) or says_no(scene.text)

    def beside_undo(self) -> Standing | None:
        return self.beside()

    def beside(self) -> Standing | None:
        return InGuide(run=self.run) if self.run else None

    async def take(self, scene: Scene) -> None:
        """“Tja” is no yes."""
        if says_no(scene.text):
            await self._close(scene, agreed=False)
        elif says_yes(scene.text):
            await self._close(scene, agreed=True)
        else:
            await self.keep(scene)
            await self.ask_again(scene)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, CloseCase):
            return False
        await self._close(scene, agreed=payload.close)
        return True

    async def _close(self, scene: Scene, *, agreed: bool) -> None:
        """Closes the case, or leads back into the talk in which closing was asked for."""
        scene.standing = None
        if agreed:
            await _close(scene)
            return
        scene.say(OfCase(kind="kept_open", case=scene.name))
        if self.run is not None:
            await InGuide(run=self.run).ask(scene, again=True)


async def _close(scene: Scene) -> None:
    if not scene.plan.is_open:  # closed meanwhile, from another device
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
        return
    if await scene.do(Close()) is not None:
        scene.say(OfCase(kind="case_closed", case=scene.name))
