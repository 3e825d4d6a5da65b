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
from api.dialogue import keeping, offers, quiet
from api.dialogue.acts import InNoCase, NoteKept, OfCase, Offer, Phrase
from api.dialogue.payloads import Payload, StartOf, WhosePupil
from api.dialogue.reading.agreeing import opens_none, says_both
from api.dialogue.reading.judge import FEW, PLAIN, words
from api.dialogue.reading.labels import only_names, plain_label, same_label, told_label
from api.dialogue.reading.pupils import Introduces, introduces
from api.dialogue.scene import Scene, Standing, name_of
from api.dialogue.standings.label import begin, plainly_asks
from api.dialogue.standings.lapses import Lapses
from api.dialogue.standings.talk import InGuide
from api.engine.commands import WriteNote
from api.errors import NotFound

_ANOTHER = re.compile(
    r"(?:(?:nei|ja|jo)\W+)?(?:det (?:er|e|gjelder|gjeld) )?(?:en |ein |ei )?(?:helt |heilt )?(?:ny|nye|annen|annan|anna)"
    r"(?: (?:elev|sak|gutt|gut|jente))?"
)


class WaitsForWhose(Lapses):
    """`turns` told it. `noted` is an earlier turn whose note lies in the case spoken of, and would go along.

    `named` when the first of the others was named by its code. `run` and `question` are those of a talk it was told in.
    """

    kind: Literal["whose"] = "whose"
    noted: UUID | None = None
    others: list[UUID] = Field(default_factory=list)
    named: bool = False
    run: UUID | None = None
    question: str | None = None

    async def ask(self, scene: Scene) -> None:
        if scene.case is None:  # lost meanwhile: the words are of somebody else all the same
            await self._new(scene)
            return
        scene.standing = self.put(scene)
        others = [one for case in self.others if (one := await _readable(scene, case)) is not None]
        cases = [*others, scene.opened] if self.named else [scene.opened, *others]
        about = self.noted or self.turns[0]
        new = Offer(title="new_pupil", payload=WhosePupil(whose=about))
        there = [Offer(title=name_of(one).label, payload=WhosePupil(whose=about, there=one.case.id)) for one in cases]
        kind: Literal["whose", "whose_named", "whose_note"] = "whose_named" if self.named else "whose"
        offered = (*there, new) if self.named else (new, *there)
        scene.say(OfCase(kind="whose_note" if self.noted is not None else kind, case=scene.name, offers=offered))

    async def ask_again(self, scene: Scene) -> None:
        await (self.lapse(scene) if self.is_worn(scene) else self.ask(scene))

    def still_answered(self, scene: Scene) -> bool:
        return _says_another(scene.text)

    def is_answered(self, scene: Scene) -> bool:
        if _code(scene.text) or _says_another(scene.text):
            return True
        few_of_a_command = scene.verdict.sure >= PLAIN and words(scene.text) <= FEW
        return not (plainly_asks(scene) or few_of_a_command)

    def beside_undo(self) -> Standing | None:
        return InGuide(run=self.run) if self.run is not None else None

    async def take(self, scene: Scene) -> None:
        found = [one for one in await scene.cases.readable() if only_names(scene.text, one.label)]
        code = _code(scene.text)
        if says_both(scene.text):
            scene.say(Phrase(kind="only_one"))
            await self.ask(scene)
        elif len(found) == 1:
            await self._in(scene, found[0].id)
        elif opens_none(scene.text):
            await self._nowhere(scene)
        elif _says_another(scene.text):
            await self._new(scene)
        elif code is not None and not found:
            await self._new(scene, code)
        elif introduces(scene.text) == "begins" and words(scene.text) <= FEW:  # “lag sak på søsteren også”
            await self._new(scene)
        else:
            await self.keep_and_ask(scene)

    async def _nowhere(self, scene: Scene) -> None:
        """No case is wanted: the words stay on their turns, which are shown with the teacher's cases."""
        scene.standing = self.beside_undo()
        if self.turns:
            scene.say(
                InNoCase(offers=(Offer(title="case_of_this", payload=StartOf(start_of=self.turns[0])),), refused=True)
            )
        else:
            scene.say(Phrase(kind="let_be"))
        if scene.standing is not None:
            await scene.standing.ask_again(scene)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, WhosePupil) or payload.whose not in (self.noted, *self.turns):
            return False
        await (self._new(scene) if payload.there is None else self._in(scene, payload.there))
        return True

    def hears_pupils(self, brings_in: Introduces) -> bool:
        return False

    async def _new(self, scene: Scene, code: str | None = None) -> None:
        await begin(scene, self.turns, code or await self._told_code(scene), noted=self.noted, of_another=True)

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
        if self.run is not None and self.question is not None and origin is not None and origin.case.id == case:
            await self._as_answer(scene, self.run, self.question)
            return
        scene.speak_of(opened)
        scene.standing = None
        for turn_id in self.turns:
            told = scene.turn if turn_id == scene.turn.id else await scene.records.earlier(turn_id)
            if told is not None and not told.payload:
                await scene.do(WriteNote(text=told.text), of=told, once="whose")
        if self.noted is not None and origin is not None and origin.case.id != case:
            await scene.move_written(self.noted)
        if self.run is not None and origin is not None:
            scene.say(NoteKept(case=scene.name))
            scene.speak_of(origin)
            await InGuide(run=self.run).ask(scene, again=True)
        elif quiet.is_quiet(scene):
            quiet.offer(scene)
        else:
            scene.say(NoteKept(case=scene.name, offers=tuple(offers.beside(scene))))

    async def _as_answer(self, scene: Scene, run: UUID, question: str) -> None:
        """It was told of the pupil spoken of after all: the first words answer what was asked, the rest lies beside it."""
        scene.standing = None
        first, *more = self.turns
        for turn_id in more:
            told = scene.turn if turn_id == scene.turn.id else await scene.records.earlier(turn_id)
            if told is not None and not told.payload:
                await scene.do(WriteNote(text=told.text), of=told, once="whose")
        await keeping.was_answer(scene, first, run, question)


def _says_another(text: str) -> bool:
    return _ANOTHER.fullmatch(text.strip(" .!?").casefold()) is not None


def _code(text: str) -> str | None:
    return plain_label(text) if words(text) <= FEW else None


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


async def ask_of_named(scene: Scene, others: Sequence[OpenedCase], talk: InGuide | None) -> None:
    """Of what is told now and names a pupil of another case; a talk it was told in stands again afterwards."""
    asked = talk.talk(scene).standing if talk is not None else None
    standing = WaitsForWhose(turns=[scene.turn.id], others=[one.case.id for one in others], named=True)
    if talk is not None and asked is not None:
        standing = standing.model_copy(update={"run": talk.run, "question": asked.id})
    await standing.ask(scene)


async def ask_of_note(scene: Scene, noted: UUID, turns: Sequence[UUID], named: Sequence[OpenedCase] = ()) -> None:
    """Of what was noted last. Who was named comes first."""
    own = scene.opened.case.id
    first = [one.case.id for one in named if one.case.id != own]
    listed = [one.case.id for one in await scene.cases.list(scene.today) if one.plan.is_open and one.case.id != own]
    others = [*first, *(one for one in listed if one not in first)]
    await WaitsForWhose(turns=list(turns), noted=noted, others=others, named=bool(first)).ask(scene)
