"""What to call the pupil."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from api.dialogue import misses, offers
from api.dialogue.acts import CaseOpened, LabelAsked, LabelRefused, OfCase, Phrase
from api.dialogue.reading.judge import PLAIN, words
from api.dialogue.reading.labels import clean_label, same_label
from api.dialogue.scene import Scene, Standing, name_of
from api.engine.commands import WriteNote
from api.privacy import label_problem
from api.wording import choosing
from api.wording.pieces import LevelName

# What nobody is called: “hva nå?” is a question though each of its words is short enough for a label.
_PLAIN_QUESTIONS = frozenset("whats_next ask_level ask_deadline ask_who ask_why ask_document help list_cases".split())


class WaitsForLabel(Standing):
    """`turns` told of the worry and become its first notes."""

    waits_for_words = True
    takes_any_words = True
    is_of_case = False
    left = "label_left"

    kind: Literal["label"] = "label"
    turns: list[UUID] = Field(default_factory=list)

    async def ask_again(self, scene: Scene) -> None:
        scene.say(Phrase(kind="ask_label_again"))

    def is_answered(self, scene: Scene) -> bool:
        problem = label_problem(clean_label(scene.text))
        is_a_name = problem == "name" and words(scene.text) == 1 and scene.verdict.sure < PLAIN
        return (problem is None or is_a_name) and not _plainly_asks(scene)

    async def keep(self, scene: Scene) -> None:
        """With the worry that is being told."""
        scene.standing = WaitsForLabel(turns=[*self.turns, scene.turn.id])

    async def take(self, scene: Scene) -> None:
        """Opens the case when the label can be used; otherwise says why not and asks again. Long texts join the first note."""
        label = clean_label(scene.text)
        problem = label_problem(label)
        if problem is not None:
            if problem == "too_long":
                await self.keep(scene)
            scene.say(LabelRefused(problem=problem, offers=misses.WAYS_OUT if misses.again(scene) else ()))
            return
        every = await scene.cases.list(scene.today)
        taken = next((one for one in every if one.plan.is_open and same_label(one.case.label, label)), None)
        if taken is not None:
            scene.say(OfCase(kind="label_taken", case=name_of(taken), offers=offers.of_cases(scene, [taken])))
        else:
            await self._open(scene, label)

    async def _open(self, scene: Scene, label: str) -> None:
        scene.speak_of(await scene.cases.open(key=f"turn:{scene.turn.id}", label=label, today=scene.today))
        scene.standing = None
        for turn_id in self.turns:
            told = await scene.records.earlier(turn_id)
            if told is not None and not told.payload:
                await scene.do(WriteNote(text=told.text, kind="concern"), of=told, once="concern")
        plan = scene.plan
        at = LevelName(word=plan.routine.level_word, id=plan.level.id)
        scene.say(CaseOpened(case=scene.name, at=at, name=plan.level.name))
        scene.show(choosing.opening(plan), offers.next_steps(scene))


def _plainly_asks(scene: Scene) -> bool:
    verdict = scene.verdict
    is_phrase = words(scene.text) > 1 or scene.text.rstrip().endswith("?")
    return is_phrase and verdict.intent in _PLAIN_QUESTIONS and verdict.sure >= PLAIN


async def start(scene: Scene) -> None:
    """A new worry: what was told is kept and becomes the first note, and the pupil needs something to be called."""
    told = scene.standing.turns if isinstance(scene.standing, WaitsForLabel) else []
    scene.standing = WaitsForLabel(turns=[*told, scene.turn.id])
    routine = await scene.records.school_routine()
    scene.say(LabelAsked(rule=routine.thresholds[0].text if routine.thresholds else None))
