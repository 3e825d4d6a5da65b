"""Choosing some of a talk's questions beforehand. What is not chosen is left out of this walk, and can be taken up in the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.dialogue import misses, smalltalk
from api.dialogue.acts import GuideName, Offer, PickUnclear, QuestionName, QuestionsToPick
from api.dialogue.cases import run_of
from api.dialogue.fitting import numbers_in
from api.dialogue.payloads import PickEvery
from api.dialogue.scene import Scene
from api.dialogue.standing import WaitsForPick
from api.engine.casefile import Run
from api.engine.commands import PickQuestions
from api.engine.schema import Guide, Question

_ALL = re.compile(r"\b(?:alle|alt|alle sammen|alle saman|samtlige|heile|hele)\b")


def ask(scene: Scene, guide: Guide, run: Run) -> None:
    scene.standing = WaitsForPick(run=run.id)
    questions = [QuestionName.of(question, number) for number, question in enumerate(guide.questions, 1)]
    every = Offer(title="all_questions", payload=PickEvery(pick="all"))
    scene.say(QuestionsToPick(guide=GuideName.of(guide), questions=tuple(questions), offers=(every,)))


def names_questions(text: str) -> bool:
    return bool(_ALL.search(text.casefold()) or re.search(r"\d", text))


async def picked(scene: Scene, standing: WaitsForPick) -> bool:
    """Takes the numbers typed. False when they name no question; the text is then kept as a note and the question stays."""
    run = run_of(scene, standing)
    questions = scene.opened.routine.guide(run.guide_id).questions
    wanted = [number for number in numbers_in(scene.text) if 1 <= number <= len(questions)]
    if wanted:
        return await _pick(scene, run, [questions[number - 1] for number in wanted])
    if not _ALL.search(scene.text.casefold()):
        await smalltalk.keep(scene, standing)
        scene.say(PickUnclear(total=len(questions)))
        if misses.again(scene):
            ask(scene, scene.opened.routine.guide(run.guide_id), run)
        return False
    return await every(scene, standing)


async def every(scene: Scene, standing: WaitsForPick) -> bool:
    """Takes up all questions: chosen, too, so that nobody is asked again after a pause."""
    run = run_of(scene, standing)
    return await _pick(scene, run, scene.opened.routine.guide(run.guide_id).questions)


async def _pick(scene: Scene, run: Run, questions: Sequence[Question]) -> bool:
    chosen = tuple(question.id for question in questions)
    return await scene.do(PickQuestions(run=run.id, questions=chosen)) is not None
