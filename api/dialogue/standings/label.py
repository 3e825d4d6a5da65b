"""What to call the pupil. A label that a closed or watched case has is asked about: the same pupil, or another."""

from __future__ import annotations

import re
from itertools import count
from typing import Literal
from uuid import UUID

from api.cases.service import ListedCase, OpenedCase
from api.dialogue import misses, offers
from api.dialogue.acts import Caption, CaseOpened, LabelAsked, LabelRefused, NoteKept, OfCase, Offer, Phrase, Private
from api.dialogue.payloads import CallPupil, Payload, SamePupil, SpeakOf
from api.dialogue.reading.agreeing import says_yes
from api.dialogue.reading.judge import FEW, PLAIN, words
from api.dialogue.reading.labels import (
    asked_label,
    clean_label,
    is_no_name,
    only_names,
    plain_label,
    same_label,
    told_label,
)
from api.dialogue.reading.pupils import Introduces, introduces
from api.dialogue.reading.siblings import without_siblings
from api.dialogue.reading.telling import asks
from api.dialogue.scene import Scene, TurnTaken, name_of
from api.dialogue.standings.lapses import Lapses
from api.engine.commands import Reopen, WriteNote
from api.engine.topic_index import index_of
from api.privacy import LabelProblem, label_problem
from api.wording import choosing
from api.wording.pieces import LevelName

# What nobody is called: “hva nå?” is a question though each of its words is short enough for a label.
_PLAIN_QUESTIONS = frozenset("whats_next ask_level ask_deadline ask_who ask_why ask_document help list_cases".split())

MOST_WORDS = 2  # of a label
FEWEST_BESIDE = 3  # words beside the label: with fewer nothing is told

# One of these alone is a question that was begun, and would be hard to know again as a pupil.
_ASKING = re.compile(
    r"(?:hva|kva|ka|hvem|kven|kem|hvor|kor|kvar|når|hvorfor|kvifor|koffor|hvordan|korleis|hvilken|hvilke|kva for)",
    re.IGNORECASE,
)
_IS = r"(?:,? ?(?:det (?:er|e|stemmer)|er det)?)? ?"
_SAME = re.compile(rf"(?:ja|jo|jepp)?{_IS}(?:den |det )?(?:samme|same)?(?: elev\w*)?", re.IGNORECASE)
_ANOTHER = re.compile(rf"(?:nei|niks|næ)?{_IS}(?:en |ein |ei )?(?:annen|annan|anna|ny)?(?: elev\w*)?", re.IGNORECASE)


class WaitsForLabel(Lapses):
    """`turns` told of the worry and become its first notes; `noted` is a turn whose note lies in another case and is moved.

    `like` is the case that has the label which was said. `of_another` when none of it can be of the case spoken of.
    """

    kind: Literal["label"] = "label"
    noted: UUID | None = None
    like: UUID | None = None
    of_another: bool = False

    async def say_again(self, scene: Scene) -> None:
        like = await scene.load(self.like) if self.like is not None else None
        called = (await _called(scene),)
        scene.say(Phrase(kind="ask_label_again", offers=_same_or_another(scene, like) if like is not None else called))

    def is_worn(self, scene: Scene) -> bool:
        """Without a case that is spoken of there is nothing else the words could be of, and the question stays."""
        return scene.case is not None and super().is_worn(scene)

    def is_answered(self, scene: Scene) -> bool:
        if plain_label(scene.text) is not None or is_no_name(scene.text):
            return True
        label = clean_label(scene.text)
        if _ASKING.fullmatch(label) and "?" not in scene.text:
            return True
        problem = label_problem(label)
        is_a_name = problem == "name" and words(scene.text) <= MOST_WORDS and scene.verdict.sure < PLAIN
        return (problem is None or is_a_name) and not plainly_asks(scene)

    def hears_pupils(self, brings_in: Introduces) -> bool:
        return False

    async def let_go(self, scene: Scene) -> None:
        """What brought in nobody was of the pupil spoken of. The rest stays on its turns, for the case that is opened next."""
        if not scene.has_open_case or self.of_another:
            return
        told = [one for one in await self._told(scene) if introduces(one.text, [scene.opened.case.label]) is None]
        for one in told:
            await scene.do(WriteNote(text=one.text), of=one, once="let_go")
        if told:
            scene.say(NoteKept(case=scene.name))

    async def take(self, scene: Scene) -> None:
        """Opens the case when the label can be used; otherwise says why not and asks again. Long texts join the first note."""
        said = scene.text.strip(" .!?")
        if self.like is not None and (_SAME.fullmatch(said) or await self._names_open(scene, self.like)):
            await self._same(scene, self.like)
        elif self.like is not None and _ANOTHER.fullmatch(said):
            self._another(scene)
        elif self.like is not None and words(said) > FEW:  # more than that answer: it is of the worry that is told
            await self.keep_and_ask(scene)
        elif _goes_along(scene):
            scene.standing = self.put(scene)
            await self.say_again(scene)
        elif is_no_name(scene.text) or _ASKING.fullmatch(label := clean_label(scene.text)):
            await self._refuse(scene, "word")
        else:
            await self._answered(scene, label)

    async def _answered(self, scene: Scene, label: str) -> None:
        """What is told beside the label belongs to the worry."""
        among = plain_label(scene.text)
        if among is None and (asked_label(scene.text) is not None or words(label) > MOST_WORDS):
            await self.keep(scene)
            await self._refuse(scene, "too_long")
            return
        if among is None or same_label(among, label):
            await self.use(scene, label)
            return
        tells = words(scene.text) >= words(among) + FEWEST_BESIDE
        turns = [*self.turns, scene.turn.id] if tells else self.turns
        scene.standing = told = self.model_copy(update={"turns": turns})
        await told.use(scene, among)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        match payload:
            case SamePupil(as_in=case, same=same) if case == self.like:
                agreed = same
            case SpeakOf(case=case) if case == self.like:
                agreed = True
            case CallPupil(our_code=True):
                await self.use(scene, await _code(scene))
                return True
            case _:
                return False
        if agreed:
            await self._same(scene, case)
        else:
            self._another(scene)
        return True

    async def use(self, scene: Scene, label: str) -> None:
        problem = label_problem(label)
        if problem is not None:
            if problem == "too_long":
                await self.keep(scene)
            await self._refuse(scene, problem)
            return
        alike = [one for one in await scene.cases.list(scene.today) if same_label(one.case.label, label)]
        taken = next((one for one in alike if one.plan.is_open), None)
        if taken is not None:
            self._ask_whether_same(scene, taken, "label_taken")
        elif alike:
            self._ask_whether_same(scene, alike[-1], "label_of_quiet")
        else:
            await self._open(scene, label)

    async def _refuse(self, scene: Scene, problem: LabelProblem | Literal["word"]) -> None:
        """Says why it is asked again. One who tries a label is told why each time."""
        now = scene.standing if isinstance(scene.standing, WaitsForLabel) else self
        counts = problem in ("too_long", "word")
        if counts and now.is_worn(scene):
            await now.lapse(scene)
            return
        scene.standing = now.put(scene) if counts else now
        ways = (await _called(scene), *misses.WAYS_OUT) if misses.again(scene) else ()
        scene.say(LabelRefused(problem=problem, offers=ways))

    def _ask_whether_same(self, scene: Scene, like: ListedCase, kind: Literal["label_taken", "label_of_quiet"]) -> None:
        scene.cases.saw([like.case], "list")
        scene.standing = self.model_copy(update={"like": like.case.id, "put_on": scene.today})
        scene.say(OfCase(kind=kind, case=name_of(like), offers=_same_or_another(scene, like)))

    async def _names_open(self, scene: Scene, like: UUID) -> bool:
        """Whether the button of an open case is typed."""
        opened = await scene.load(like)
        return opened.plan(scene.today).is_open and only_names(scene.text, opened.case.label)

    def _another(self, scene: Scene) -> None:
        scene.standing = self.model_copy(update={"like": None})
        scene.say(Phrase(kind="ask_other_label"))

    async def _same(self, scene: Scene, case: UUID) -> None:
        """The case is taken up again, with what was told now."""
        scene.speak_of(await scene.load(case))
        scene.standing = None
        await self._write(scene, "loose")
        if scene.plan.is_open:
            scene.say(NoteKept(case=scene.name) if scene.recorded else OfCase(kind="now_speaking_of", case=scene.name))
        elif await scene.do(Reopen()) is not None:
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


def _same_or_another(scene: Scene, like: ListedCase | OpenedCase) -> tuple[Offer, ...]:
    """Whether it is the pupil of this case; an open one is gone to."""
    plan = like.plan if isinstance(like, ListedCase) else like.plan(scene.today)
    same = Offer(title="same_pupil", payload=SamePupil(as_in=like.case.id, same=True))
    another = Offer(title="another_pupil", payload=SamePupil(as_in=like.case.id, same=False))
    return (*(offers.of_cases(scene, [like]) if plan.is_open else (same,)), another)


async def _called(scene: Scene) -> Offer:
    """For who has no code at hand; it can be another later."""
    title = Caption(caption="call_pupil", case=Private(private=await _code(scene)))
    return Offer(title=title, payload=CallPupil(our_code=True))


async def _code(scene: Scene) -> str:
    """The first of ours that no case has."""
    known = [one.label for one in await scene.cases.readable()]
    codes = (f"E{number}" for number in count(1))
    return next(code for code in codes if not any(same_label(code, one) for one in known))


def _goes_along(scene: Scene) -> bool:
    """“Ja, byrj ei sak”: that a case is wanted; what the pupil is called it does not say."""
    begins = scene.verdict.intent in ("affirm", "start_case") and says_yes(scene.text.split(" ")[0])
    says_so = says_yes(scene.text) or begins or (scene.verdict.intent == "affirm" and scene.verdict.sure >= PLAIN)
    return says_so and words(scene.text) <= FEW and plain_label(scene.text) is None


def plainly_asks(scene: Scene) -> bool:
    verdict = scene.verdict
    is_phrase = words(scene.text) > 1 or scene.text.rstrip().endswith("?")
    return is_phrase and verdict.intent in _PLAIN_QUESTIONS and verdict.sure >= PLAIN


async def start(scene: Scene) -> None:
    """A new worry: what was told is kept and becomes the first note, and the pupil needs something to be called.

    Whoever names the pupil in the same breath is not asked.
    """
    told = scene.standing.turns if isinstance(scene.standing, WaitsForLabel) else await _told_before(scene)
    label = None if scene.turn.payload else told_label(scene.text) or asked_label(scene.text)
    if label is not None and any(same_label(label, code) for code in index_of(await scene.routine()).codes):
        label = None
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


async def begin(
    scene: Scene, turns: list[UUID], label: str | None, *, noted: UUID | None = None, of_another: bool = False
) -> None:
    standing = scene.standing = WaitsForLabel(turns=turns, noted=noted, of_another=of_another).put(scene)
    if label is not None and label_problem(label) is None:
        await standing.use(scene, label)
        return
    routine = await scene.records.school_routine()
    rules = routine.thresholds
    scene.say(
        LabelAsked(rule=rules[0].text if len(rules) == 1 else None)
    )  # one of several is not the rule; all are told next
