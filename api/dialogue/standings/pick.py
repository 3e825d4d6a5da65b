"""Which questions of a talk to take up. What is not chosen is left out of this walk, and can be taken up in the next."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import misses
from api.dialogue.acts import GuideName, Offer, PickUnclear, QuestionName, QuestionsToPick
from api.dialogue.fitting import numbers_in
from api.dialogue.payloads import Payload, PickEvery
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings.talk import InGuide, has_run
from api.engine.commands import PickQuestions
from api.engine.schema import Guide

_ALL = re.compile(r"\b(?:alle|alt|alle sammen|alle saman|samtlige|heile|hele)\b")


class WaitsForPick(Standing):
    waits_for_words = True

    kind: Literal["pick"] = "pick"
    run: UUID

    def is_there(self, case: OpenedCase, today: date) -> bool:
        return has_run(case, self.run)

    def ask(self, scene: Scene) -> None:
        scene.standing = self
        guide = self._guide(scene)
        questions = [QuestionName.of(question, number) for number, question in enumerate(guide.questions, 1)]
        every = Offer(title="all_questions", payload=PickEvery(pick="all"))
        scene.say(QuestionsToPick(guide=GuideName.of(guide), questions=tuple(questions), offers=(every,)))

    async def ask_again(self, scene: Scene) -> None:
        self.ask(scene)

    def is_answered(self, scene: Scene) -> bool:
        return bool(_ALL.search(scene.text.casefold()) or re.search(r"\d", scene.text))

    async def take(self, scene: Scene) -> None:
        """Takes the numbers typed. Words that name no question are kept as a note, and it is asked again."""
        questions = self._guide(scene).questions
        wanted = [number for number in numbers_in(scene.text) if 1 <= number <= len(questions)]
        if wanted:
            await self._lead(scene, [questions[number - 1].id for number in wanted])
        elif _ALL.search(scene.text.casefold()):
            await self._every(scene)
        else:
            await self.keep(scene)
            scene.say(PickUnclear(total=len(questions)))
            if misses.again(scene):
                self.ask(scene)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, PickEvery):
            return False
        await self._every(scene)
        return True

    async def _every(self, scene: Scene) -> None:
        """Chosen, too, so that nobody is asked again after a pause."""
        await self._lead(scene, [question.id for question in self._guide(scene).questions])

    async def _lead(self, scene: Scene, picked: list[str]) -> None:
        if await scene.do(PickQuestions(run=self.run, questions=tuple(picked))) is not None:
            await InGuide(run=self.run).ask(scene)

    def _guide(self, scene: Scene) -> Guide:
        run = scene.opened.file.run(self.run)
        assert run is not None
        return scene.opened.routine.guide(run.guide_id)
