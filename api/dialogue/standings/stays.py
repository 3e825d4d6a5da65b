"""What stands until it is answered or withdrawn: whatever else is said is dealt with first, and then it is put again.

Something else that is begun meanwhile, such as a talk, goes before it; it waits behind that, which is said once.
"""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from api.dialogue.acts import DecisionAsked, NoteKept, Phrase
from api.dialogue.payloads import Payload, read
from api.dialogue.reading.agreeing import lets_lie, only_withdraws, says_no, says_yes, withdraws
from api.dialogue.reading.judge import FEW, LIKELY, judge, words
from api.dialogue.reading.undoing import is_undo
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings.decision import WaitsForDecision

AGAIN = 2  # times that a question is put again; then it waits unsaid
# After these another question would be one too many.
_ASKS_OR_PARTS = frozenset(
    ("goodbye", "paused", "off_topic", "acute", "danger_asked", "which_case", "which_guide", "which_answer")
)


class Stays(Standing):
    """`seen_on` is the day it was put last, of `case`. What was not put today takes no bare yes: it is shown first."""

    case: UUID | None = None
    seen_on: date | None = None
    reminded: int = 0  # how often it was put again

    def here(self, scene: Scene) -> Self | None:
        """As it can still be answered; None when it cannot, such as when another case is spoken of."""
        return self if self.is_its_case(scene) and self.is_there(scene.opened, scene.today) else None

    def is_its_case(self, scene: Scene) -> bool:
        return scene.case is not None and self.case in (None, scene.case.case.id)

    def put_now(self, scene: Scene) -> Self:
        """As it stands once it has been put."""
        return self.model_copy(update={"seen_on": scene.today, "case": scene.opened.case.id})

    async def put_again(self, scene: Scene) -> None:
        await self.ask_again(scene)

    def begun_anew(self) -> Self:
        """As if it was not put again yet: what waits behind something is promised to come back."""
        return self.model_copy(update={"reminded": 0})

    async def after_all(self, scene: Scene) -> None:
        here = self.here(scene)
        if here is None:
            return
        if scene.standing is not None and not isinstance(scene.standing, WaitsForDecision):
            if scene.standing != here and not isinstance(scene.standing, Stays):
                scene.behind = here.begun_anew()
                scene.say(Phrase(kind="offer_waits"))
            return
        if scene.verdict.alarm is not None or any(act.kind in _ASKS_OR_PARTS for act in scene.acts):
            scene.standing = here.model_copy(update={"seen_on": None})  # a yes may be to what was asked since
        else:
            _drop_decision(scene)
            await here.put_again(scene)


def _drop_decision(scene: Scene) -> None:
    """A decision that is ready is asked once this is answered; one that was asked because of what was told stays to be seen."""
    if scene.recorded and scene.acts and isinstance(scene.acts[-1], DecisionAsked) and len(scene.acts) > 1:
        scene.acts.pop()


class YesOrNo(Stays):
    """`put` says it with its buttons, `answered` carries the answer out."""

    async def ask(self, scene: Scene) -> None:
        scene.standing = self.put_now(scene)
        await self.put(scene)

    async def ask_again(self, scene: Scene) -> None:
        await self.ask(scene)

    async def put_again(self, scene: Scene) -> None:
        again = self.model_copy(update={"reminded": self.reminded + 1})
        if self.reminded < AGAIN or self.seen_on not in (None, scene.today):
            await again.ask(scene)
        else:
            scene.standing = again.model_copy(update={"seen_on": None})

    async def put(self, scene: Scene) -> None:
        raise NotImplementedError

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        raise NotImplementedError

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        """What a button answers; None for one of another question."""
        raise NotImplementedError

    def typed(self, scene: Scene) -> bool | None:
        if says_yes(scene.text) or says_no(scene.text):
            return says_yes(scene.text)
        left = is_undo(scene.text) or lets_lie(scene.text) or withdraws(scene.text) or self._is_withdrawn(scene)
        return False if left else None

    def _is_withdrawn(self, scene: Scene) -> bool:
        verdict = scene.verdict
        pauses = verdict.kind == "command" and verdict.intent == "pause" and verdict.sure >= LIKELY
        return pauses and words(scene.text) <= FEW and self.beside() is None

    def beside(self) -> Standing | None:
        return None

    async def before_all(self, scene: Scene) -> bool:
        payload = scene.turn.payload
        if payload is None and scene.verdict.kind == "acute":
            agreed = None
        else:
            agreed = self.typed(scene) if payload is None else self.pressed(read(payload), scene.place)
        if agreed and payload is None and self.seen_on != scene.today:
            await self.ask(scene)
            return True
        scene.standing = self.beside()
        if agreed is not None:
            scene.standing = None
            if agreed is False and payload is None and withdraws(scene.text) and not only_withdraws(scene.text):
                await scene.note()  # “vent med det, mor skal til lege”
                scene.say(NoteKept(case=scene.name))
            await self.answered(scene, agreed=agreed)
        elif scene.standing is not None and payload is None:
            context = scene.standing.context
            scene.verdict = judge(scene.text, scene.turn.ranking, context=context, parts=scene.turn.parts)
        return agreed is not None
