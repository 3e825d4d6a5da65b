"""Whose it is that was told: a pupil nobody has spoken of yet, or one whose case there is.

The words wait on their turns. Left without an answer they stay there, and the case that is opened next takes them along.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.cases.service import OpenedCase
from api.dialogue import offers, quiet
from api.dialogue.acts import NoteKept, OfCase, Offer
from api.dialogue.payloads import Payload, WhosePupil
from api.dialogue.reading.judge import FEW, PLAIN, words
from api.dialogue.reading.labels import asked_label, names, same_label, told_label
from api.dialogue.reading.pupils import Introduces
from api.dialogue.scene import Scene, Standing, name_of
from api.dialogue.standings.label import begin, plainly_asks
from api.engine.commands import WriteNote
from api.errors import NotFound

_ANOTHER = re.compile(
    r"(?:(?:nei|ja|jo)\W+)?(?:det (?:er|e|gjelder|gjeld) )?(?:en |ein |ei )?(?:helt |heilt )?(?:ny|nye|annen|annan|anna)"
    r"(?: (?:elev|sak|gutt|gut|jente))?"
)


class WaitsForWhose(Standing):
    """`turns` told it. `noted` is an earlier turn whose note lies in the case spoken of, and would go along."""

    waits_for_words = True
    takes_any_words = True
    is_of_case = False
    left = "label_left"

    kind: Literal["whose"] = "whose"
    turns: list[UUID] = Field(default_factory=list)
    noted: UUID | None = None
    others: list[UUID] = Field(default_factory=list)

    async def ask(self, scene: Scene) -> None:
        if scene.case is None:  # lost meanwhile: the words are of somebody else all the same
            await self._new(scene)
            return
        scene.standing = self
        cases = [scene.opened, *[one for case in self.others if (one := await _readable(scene, case)) is not None]]
        about = self.noted or self.turns[0]
        new = Offer(title="new_pupil", payload=WhosePupil(whose=about))
        there = [Offer(title=name_of(one).label, payload=WhosePupil(whose=about, there=one.case.id)) for one in cases]
        kind: Literal["whose", "whose_note"] = "whose" if self.noted is None else "whose_note"
        scene.say(OfCase(kind=kind, case=scene.name, offers=(new, *there)))

    async def ask_again(self, scene: Scene) -> None:
        await self.ask(scene)

    def is_answered(self, scene: Scene) -> bool:
        if asked_label(scene.text) or _ANOTHER.fullmatch(scene.text.strip(" .!?").casefold()):
            return True
        few_of_a_command = scene.verdict.sure >= PLAIN and words(scene.text) <= FEW
        return not (plainly_asks(scene) or few_of_a_command)

    async def keep(self, scene: Scene) -> None:
        """With what is told already: it lies nowhere before it is said whose it is."""
        scene.standing = self.model_copy(update={"turns": [*self.turns, scene.turn.id]})

    async def take(self, scene: Scene) -> None:
        found = [one for one in await scene.cases.readable() if names(scene.text, one.label)]
        code = asked_label(scene.text)
        if len(found) == 1:
            await self._in(scene, found[0].id)
        elif _ANOTHER.fullmatch(scene.text.strip(" .!?").casefold()):
            await self._new(scene)
        elif code is not None and not found:
            await self._new(scene, code)
        else:
            await self.keep(scene)
            assert scene.standing is not None
            await scene.standing.ask_again(scene)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, WhosePupil) or payload.whose not in (self.noted, *self.turns):
            return False
        await (self._new(scene) if payload.there is None else self._in(scene, payload.there))
        return True

    def hears_pupils(self, brings_in: Introduces) -> bool:
        return False

    async def _new(self, scene: Scene, code: str | None = None) -> None:
        await begin(scene, self.turns, code or await self._told_code(scene), noted=self.noted)

    async def _told_code(self, scene: Scene) -> str | None:
        """The code the words told already, unless it is of a case there is."""
        known = [one.label for one in await scene.cases.readable()]
        for turn_id in self.turns:
            told = scene.turn if turn_id == scene.turn.id else await scene.records.earlier(turn_id)
            code = told_label(told.text) if told is not None else None
            if code is not None and not any(same_label(code, one) for one in known):
                return code
        return None

    async def _in(self, scene: Scene, case: UUID) -> None:
        """The words are of the pupil of this case, and lie there."""
        opened = await _readable(scene, case)
        if opened is None:
            await self.ask(scene)
            return
        origin = scene.case
        scene.speak_of(opened)
        scene.standing = None
        for turn_id in self.turns:
            told = scene.turn if turn_id == scene.turn.id else await scene.records.earlier(turn_id)
            if told is not None and not told.payload:
                await scene.do(WriteNote(text=told.text), of=told, once="whose")
        if self.noted is not None and origin is not None and origin.case.id != case:
            await scene.move_written(self.noted)
        if quiet.is_quiet(scene):
            quiet.offer(scene)
        else:
            scene.say(NoteKept(case=scene.name, offers=tuple(offers.next_steps(scene))))


async def _readable(scene: Scene, case: UUID) -> OpenedCase | None:
    if scene.case is not None and scene.case.case.id == case:
        return scene.case
    try:
        return await scene.load(case)
    except NotFound:
        return None


async def ask(scene: Scene, others: Sequence[OpenedCase] = ()) -> None:
    """Of what is told now."""
    own = scene.opened.case.id
    await WaitsForWhose(turns=[scene.turn.id], others=[one.case.id for one in others if one.case.id != own]).ask(scene)


async def ask_of_note(scene: Scene, noted: UUID, turns: Sequence[UUID]) -> None:
    """Of what was noted last."""
    own = scene.opened.case.id
    listed = [one.case.id for one in await scene.cases.list(scene.today) if one.plan.is_open and one.case.id != own]
    await WaitsForWhose(turns=list(turns), noted=noted, others=listed).ask(scene)
