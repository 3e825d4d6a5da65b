"""A yes or no to taking back what was recorded last, a while ago."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import undoing
from api.dialogue.acts import Offer, Phrase, UndoProposed
from api.dialogue.payloads import Mend, Payload, Undo, UndoEntry
from api.dialogue.reading.undoing import is_undo
from api.dialogue.scene import Scene
from api.dialogue.standings import decision
from api.dialogue.standings.stays import YesOrNo
from api.dialogue.standings.talk import InGuide


class WaitsForUndo(YesOrNo):
    """`entries` are what is meant, of the log of the case; they came of the turn `of`, if any of this conversation. `turn` asked for it."""

    kind: Literal["undo"] = "undo"
    turn: UUID
    entries: tuple[int, ...]
    of: UUID | None = None

    def is_there(self, case: OpenedCase, today: date) -> bool:
        return any(case.file.counts(entry) for entry in self.entries)

    async def put(self, scene: Scene) -> None:
        back = Undo(undo=self.of) if self.of is not None else scene.placed(UndoEntry(entry=self.entries[0]))
        no = Offer(title="let_stand", payload=Mend(mend=self.turn, put_right=False))
        what = tuple(undoing.named(scene.opened, self.entries))
        scene.say(UndoProposed(case=scene.name, what=what, offers=(Offer(title="undo", payload=back), no)))

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        match payload:
            case Undo(undo=of) if of == self.of:
                return True
            case UndoEntry(entry=entry) if entry in self.entries:
                return True
            case Mend(mend=turn) if turn == self.turn:
                return False
            case _:
                return None

    def typed(self, scene: Scene) -> bool | None:
        return True if is_undo(scene.text) else super().typed(scene)

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        if agreed and self.of is not None and await undoing.of_turn(scene, self.of):
            return
        if agreed and await undoing.take_back(scene, {scene.opened.case.id: self.entries}):
            return
        scene.say(Phrase(kind="let_be"))
        decision.ask_or_go_on(scene)


async def take_back_last(scene: Scene) -> None:
    """What was recorded a while ago is named first. In a talk its button does it, and the question stands for what is typed."""
    far = await undoing.last(scene)
    if far is None:
        return
    of, entries = far
    asked = WaitsForUndo(turn=scene.turn.id, entries=tuple(entries), of=of)
    await (asked.put(scene) if isinstance(scene.standing, InGuide) else asked.ask(scene))
