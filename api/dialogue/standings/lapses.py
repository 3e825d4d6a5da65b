"""What is asked of words that wait on their turns: put twice, of one day. Then it lapses, which is said, and the words lie in no case.

What is plainly of a case is dealt with as if it did not stand, and then it is put again.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, PrivateAttr

from api.dialogue.acts import Alarm, InNoCase
from api.dialogue.reading.judge import FEW, judge, words
from api.dialogue.reading.labels import may_be_told_of, names, only_names, plain_label
from api.dialogue.reading.pupils import introduces
from api.dialogue.reading.undoing import is_undo
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings.decision import WaitsForDecision

MOST = 2  # times that it is put


class Lapses(Standing):
    """`turns` told what waits. `put_on` is the day it was put last."""

    waits_for_words: ClassVar[bool] = True
    takes_any_words: ClassVar[bool] = True
    is_of_case: ClassVar[bool] = False
    left: ClassVar[Literal["paused", "label_left"]] = "label_left"

    turns: list[UUID] = Field(default_factory=list)
    put_on: date | None = None
    puts: int = 0
    _let: Literal["day", "case"] | None = PrivateAttr(default=None)  # why other words were dealt with first

    def put(self, scene: Scene) -> Self:
        """As it stands once it has been put."""
        return self.model_copy(update={"put_on": scene.today, "puts": self.puts + 1})

    async def say_again(self, scene: Scene) -> None:
        raise NotImplementedError

    def is_worn(self, scene: Scene) -> bool:
        """Whether it was put often enough. In another language it is put once more, as it was."""
        return self.puts >= MOST and all(act.kind != "language_chosen" for act in scene.acts)

    async def ask_again(self, scene: Scene) -> None:
        if self.is_worn(scene):
            await self.lapse(scene)
        else:
            scene.standing = self.put(scene)
            await self.say_again(scene)

    async def lapse(self, scene: Scene) -> None:
        scene.standing = self.beside_undo()
        scene.say(InNoCase(lapsed=True))
        scene.unplaced = scene.turn.id in self.turns
        if scene.standing is not None:
            await scene.standing.ask_again(scene)

    async def keep(self, scene: Scene) -> None:
        """With what is told already."""
        scene.standing = self.model_copy(update={"turns": [*self.turns, scene.turn.id]})

    async def keep_and_ask(self, scene: Scene) -> None:
        kept = scene.standing = self.model_copy(update={"turns": [*self.turns, scene.turn.id]})
        await kept.ask_again(scene)

    def still_answered(self, scene: Scene) -> bool:
        """Whether the words answer it on another day too."""
        return False

    async def before_all(self, scene: Scene) -> bool:
        if scene.turn.payload is not None or is_undo(scene.text):
            return False
        if self.put_on not in (None, scene.today):
            self._let = None if await self._is_answered_late(scene) else "day"
        elif scene.verdict.kind != "acute" and self.beside_undo() is None and await _is_of_a_case(scene):
            self._let = "case"
        if self._let is not None:
            scene.standing = self.beside_undo()
            if scene.standing is not None:
                context = scene.standing.context
                scene.verdict = judge(scene.text, scene.turn.ranking, context=context, parts=scene.turn.parts)
        return False

    async def _is_answered_late(self, scene: Scene) -> bool:
        known = any(only_names(scene.text, one.label) for one in await scene.cases.readable())
        return not known and (plain_label(scene.text) is not None or self.still_answered(scene))

    async def after_all(self, scene: Scene) -> None:
        if self._let is None:
            return
        nothing_stands = scene.standing is None or isinstance(scene.standing, WaitsForDecision)
        if self._let == "case" and nothing_stands and self.puts < MOST:
            await self.ask_again(scene)
            return
        first = isinstance(scene.acts[0], Alarm) if scene.acts else False
        scene.acts.insert(len(scene.acts) if nothing_stands else int(first), InNoCase(lapsed=True))


async def _is_of_a_case(scene: Scene) -> bool:
    """“Snakket med MK i dag …”: it tells of the pupil of one case, and brings in nobody."""
    found = [one.label for one in await scene.cases.readable() if names(scene.text, one.label)]
    if len(found) != 1 or only_names(scene.text, found[0]):
        return False
    tells = words(scene.text) > FEW or plain_label(scene.text) is None
    return tells and may_be_told_of(scene.text, found[0]) and introduces(scene.text, found) is None
