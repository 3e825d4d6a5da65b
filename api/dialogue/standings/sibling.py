"""Whether a brother or sister who is told of shall have a case of their own; what was noted of them alone goes there."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from api.dialogue.acts import OfCase, Offer, Phrase
from api.dialogue.payloads import Mend, Payload, StartOf
from api.dialogue.scene import Scene
from api.dialogue.standings import decision, label
from api.dialogue.standings.stays import YesOrNo


class WaitsForSibling(YesOrNo):
    """`turn` told of them."""

    kind: Literal["sibling"] = "sibling"
    turn: UUID

    async def put(self, scene: Scene) -> None:
        yes = Offer(title="sibling_case", payload=StartOf(start_of=self.turn))
        no = Offer(title="leave_it_here", payload=Mend(mend=self.turn, put_right=False))
        scene.say(OfCase(kind="sibling", case=scene.name, offers=(yes, no)))

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        if isinstance(payload, StartOf) and payload.start_of == self.turn:
            return True
        return False if isinstance(payload, Mend) and payload.mend == self.turn else None

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        if agreed:
            await label.start_of(scene, self.turn)
            return
        scene.say(Phrase(kind="let_be"))
        if scene.plan.is_open:
            decision.ask_or_go_on(scene)
