"""What to call the pupil. A label that a closed or watched case has is asked about: the same pupil, or another."""

from __future__ import annotations

import re
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.cases.service import ListedCase
from api.dialogue import misses, offers
from api.dialogue.acts import CaseOpened, LabelAsked, LabelRefused, NoteKept, OfCase, Offer, Phrase
from api.dialogue.payloads import Payload, SamePupil
from api.dialogue.reading.judge import FEW, PLAIN, words
from api.dialogue.reading.labels import asked_label, clean_label, first_label, is_no_name, same_label, told_label
from api.dialogue.reading.pupils import Introduces, introduces
from api.dialogue.reading.siblings import without_siblings
from api.dialogue.reading.telling import asks
from api.dialogue.scene import Scene, Standing, TurnTaken, name_of
from api.engine.commands import Reopen, WriteNote
from api.privacy import label_problem
from api.wording import choosing
from api.wording.pieces import LevelName

# What nobody is called: “hva nå?” is a question though each of its words is short enough for a label.
_PLAIN_QUESTIONS = frozenset("whats_next ask_level ask_deadline ask_who ask_why ask_document help list_cases".split())

FEWEST_BESIDE = 3  # words beside the label: with fewer nothing is told

# One of these alone is a question that was begun, and would be hard to know again as a pupil.
_ASKING = re.compile(
    r"(?:hva|kva|ka|hvem|kven|kem|hvor|kor|kvar|når|hvorfor|kvifor|koffor|hvordan|korleis|hvilken|hvilke|kva for)",
    re.IGNORECASE,
)
_IS = r"(?:,? ?(?:det (?:er|e|stemmer)|er det)?)? ?"
_SAME = re.compile(rf"(?:ja|jo|jepp)?{_IS}(?:den |det )?(?:samme|same)?(?: elev\w*)?", re.IGNORECASE)
_ANOTHER = re.compile(rf"(?:nei|niks|næ)?{_IS}(?:en |ein |ei )?(?:annen|annan|anna|ny)?(?: elev\w*)?", re.IGNORECASE)


class WaitsForLabel(Standing):
    """`turns` told of the worry and become its first notes; `noted` is a turn whose note lies in another case and is moved.

    `like` is the quiet case that has the label which was said.
    """

    waits_for_words = True
    takes_any_words = True
    is_of_case = False
    left = "label_left"

    kind: Literal["label"] = "label"
    turns: list[UUID] = Field(default_factory=list)
    noted: UUID | None = None
    like: UUID | None = None

    async def ask_again(self, scene: Scene) -> None:
        scene.say(Phrase(kind="ask_label_again"))

    def is_answered(self, scene: Scene) -> bool:
        if first_label(scene.text) is not None or is_no_name(scene.text):
            return True
        label = clean_label(scene.text)
        if _ASKING.fullmatch(label) and "?" not in scene.text:
            return True
        problem = label_problem(label)
        is_a_name = problem == "name" and words(scene.text) == 1 and scene.verdict.sure < PLAIN
        return (problem is None or is_a_name) and not plainly_asks(scene)

    async def keep(self, scene: Scene) -> None:
        """With the worry that is being told."""
        scene.standing = self.model_copy(update={"turns": [*self.turns, scene.turn.id]})

    def hears_pupils(self, brings_in: Introduces) -> bool:
        return False

    async def let_go(self, scene: Scene) -> None:
        """What brought in nobody was of the pupil spoken of. The rest stays on its turns, for the case that is opened next."""
        if not scene.has_open_case:
            return
        told = [one for one in await self._told(scene) if introduces(one.text, [scene.opened.case.label]) is None]
        for one in told:
            await scene.do(WriteNote(text=one.text), of=one, once="let_go")
        if told:
            scene.say(NoteKept(case=scene.name))

    async def take(self, scene: Scene) -> None:
        """Opens the case when the label can be used; otherwise says why not and asks again. Long texts join the first note."""
        said = scene.text.strip(" .!?")
        if self.like is not None and _SAME.fullmatch(said):
            await self._same(scene, self.like)
        elif self.like is not None and _ANOTHER.fullmatch(said):
            self._another(scene)
        elif self.like is not None and words(said) > FEW:  # more than that answer: it is of the worry that is told
            scene.standing = self.model_copy(update={"turns": [*self.turns, scene.turn.id]})
            self._ask_again_whether_same(scene)
        elif is_no_name(scene.text) or _ASKING.fullmatch(label := clean_label(scene.text)):
            scene.say(LabelRefused(problem="word"))
        else:
            await self._answered(scene, label)

    async def _answered(self, scene: Scene, label: str) -> None:
        """What is told beside the label belongs to the worry."""
        among = asked_label(scene.text)
        if among is None or same_label(among, label):
            await self.use(scene, label)
            return
        tells = words(scene.text) >= words(among) + FEWEST_BESIDE
        turns = [*self.turns, scene.turn.id] if tells else self.turns
        scene.standing = told = self.model_copy(update={"turns": turns})
        await told.use(scene, among)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, SamePupil) or payload.as_in != self.like:
            return False
        if payload.same:
            await self._same(scene, payload.as_in)
        else:
            self._another(scene)
        return True

    async def use(self, scene: Scene, label: str) -> None:
        problem = label_problem(label)
        if problem is not None:
            if problem == "too_long":
                await self.keep(scene)
            scene.say(LabelRefused(problem=problem, offers=misses.WAYS_OUT if misses.again(scene) else ()))
            return
        alike = [one for one in await scene.cases.list(scene.today) if same_label(one.case.label, label)]
        taken = next((one for one in alike if one.plan.is_open), None)
        if taken is not None:
            scene.say(OfCase(kind="label_taken", case=name_of(taken), offers=offers.of_cases(scene, [taken])))
        elif alike:
            self._ask_whether_same(scene, alike[-1])
        else:
            await self._open(scene, label)

    def _ask_whether_same(self, scene: Scene, quiet: ListedCase) -> None:
        scene.cases.saw([quiet.case], "list")
        scene.standing = self.model_copy(update={"like": quiet.case.id})
        same = Offer(title="same_pupil", payload=SamePupil(as_in=quiet.case.id, same=True))
        another = Offer(title="another_pupil", payload=SamePupil(as_in=quiet.case.id, same=False))
        scene.say(OfCase(kind="label_of_quiet", case=name_of(quiet), offers=(same, another)))

    def _ask_again_whether_same(self, scene: Scene) -> None:
        assert self.like is not None
        same = Offer(title="same_pupil", payload=SamePupil(as_in=self.like, same=True))
        another = Offer(title="another_pupil", payload=SamePupil(as_in=self.like, same=False))
        scene.say(Phrase(kind="ask_label_again", offers=(same, another)))

    def _another(self, scene: Scene) -> None:
        scene.standing = self.model_copy(update={"like": None})
        scene.say(Phrase(kind="ask_other_label"))

    async def _same(self, scene: Scene, case: UUID) -> None:
        """The case is taken up again, with what was told now."""
        scene.speak_of(await scene.load(case))
        scene.standing = None
        await self._write(scene, "loose")
        if await scene.do(Reopen()) is not None:
            scene.say(OfCase(kind="case_reopened", case=scene.name))
        offers.what_now(scene)

    async def _open(self, scene: Scene, label: str) -> None:
        scene.speak_of(await scene.cases.open(key=f"turn:{scene.turn.id}", label=label, today=scene.today))
        scene.standing = None
        await self._write(scene, "concern")
        asked = any(asks(one.text) for one in await self._told(scene))
        plan = scene.plan
        at = LevelName(word=plan.routine.level_word, id=plan.level.id)
        scene.say(CaseOpened(case=scene.name, at=at, name=plan.level.name))
        scene.show(choosing.opening(plan), () if asked else offers.next_steps(scene))
        if asked:  # “hva gjør jeg?” beside the worry
            offers.what_now(scene)

    async def _write(self, scene: Scene, kind: Literal["concern", "loose"]) -> None:
        for told in await self._told(scene):
            await scene.do(WriteNote(text=told.text, kind=kind), of=told, once="concern")
        if self.noted is not None:
            await scene.move_written(self.noted)

    async def _told(self, scene: Scene) -> list[TurnTaken]:
        """The turns that were typed and can be read."""
        found = [scene.turn if one == scene.turn.id else await scene.records.earlier(one) for one in self.turns]
        return [one for one in found if one is not None and not one.payload]


def plainly_asks(scene: Scene) -> bool:
    verdict = scene.verdict
    is_phrase = words(scene.text) > 1 or scene.text.rstrip().endswith("?")
    return is_phrase and verdict.intent in _PLAIN_QUESTIONS and verdict.sure >= PLAIN


async def start(scene: Scene) -> None:
    """A new worry: what was told is kept and becomes the first note, and the pupil needs something to be called.

    Whoever names the pupil in the same breath is not asked.
    """
    told = scene.standing.turns if isinstance(scene.standing, WaitsForLabel) else await _told_before(scene)
    label = None if scene.turn.payload else told_label(scene.text)
    await begin(scene, [*told, scene.turn.id], label)


async def _told_before(scene: Scene) -> list[UUID]:
    """What was told of nobody's case, the first one first: since a pupil was brought in last, or all when one is brought in now."""
    found = []
    for turn in reversed(await scene.records.unplaced()):
        if await scene.cases.written_in(turn.id):
            continue
        brings_in = introduces(turn.text) is not None
        if brings_in and scene.turn.payload is None and introduces(scene.text) in ("surely", "maybe"):
            break
        found.append(turn.id)
        if brings_in:
            break
    return found[::-1]


async def start_of(scene: Scene, turn_id: UUID) -> None:
    """A new case of what was told in an earlier turn, such as of a brother. What was noted of nobody else goes there."""
    told = await scene.records.earlier(turn_id)
    lies = any(one.kind == "loose" for one in await scene.cases.written_in(turn_id))
    moves = lies and told is not None and words(without_siblings(told.text)) < FEWEST_BESIDE
    await begin(scene, [] if moves else [turn_id], None, noted=turn_id if moves else None)


async def begin(scene: Scene, turns: list[UUID], label: str | None, *, noted: UUID | None = None) -> None:
    standing = scene.standing = WaitsForLabel(turns=turns, noted=noted)
    if label is not None and label_problem(label) is None:
        await standing.use(scene, label)
        return
    routine = await scene.records.school_routine()
    scene.say(LabelAsked(rule=routine.thresholds[0].text if routine.thresholds else None))
