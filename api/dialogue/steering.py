"""What is said in a talk about the talk itself: that it is to be left, where words belong, or that a task is done.

Tried before the words are taken as the answer of the question that stands. Nothing here closes a case.
"""

from __future__ import annotations

from api.dialogue import decisions, editing, guides
from api.dialogue.acts import GuideName, NoteKept, Offer, Phrase, TalkWaits
from api.dialogue.payloads import Belongs, CommandButton
from api.dialogue.reading.belonging import Belonging, belonging, continues
from api.dialogue.reading.judge import FEW, judge, words
from api.dialogue.reading.leaving import leaving
from api.dialogue.scene import Scene
from api.dialogue.standings.day import record_tick
from api.dialogue.standings.pick import WaitsForPick
from api.dialogue.standings.talk import InGuide
from api.engine.apply import joined
from api.engine.casefile import Note
from api.engine.commands import MoveNote
from api.engine.schema import Question
from api.engine.talk import Talk


async def steered(scene: Scene) -> bool:
    """Whether the words were about the talk that is led, and were followed."""
    standing = scene.standing
    if isinstance(standing, WaitsForPick) and leaving(scene.text) in ("left", "wrong"):
        await guides.pause(scene)
        return True
    if not isinstance(standing, InGuide) or not scene.plan.is_open:
        return False
    return await _left(scene, standing) or await _put(scene, standing) or await _ticked(scene, standing)


# leaving


async def _left(scene: Scene, standing: InGuide) -> bool:
    meant = leaving(scene.text)
    if meant in ("done", "no_more") and _is_last(standing.talk(scene)):
        await guides.skip(scene)
        return True
    if meant is None or meant == "no_more":
        return False
    kept = words(scene.text) > FEW
    if kept:
        await scene.note()
    run = standing.walk(scene)
    await guides.pause(scene)
    if kept:
        scene.say(NoteKept(case=scene.name))
    if meant == "wrong":
        others = tuple(one for one in guides.offered(scene) if getattr(one.payload, "guide", "") != run.guide_id)
        scene.say(Phrase(kind="which_guide", offers=others))
    return True


def _is_last(talk: Talk) -> bool:
    """Whether nothing else is open, and the question may be passed over."""
    question = talk.standing
    left = [one for one in talk.questions if one.id not in talk.given]
    return question is not None and question.skippable and left == [question]


# where words belong


async def _put(scene: Scene, standing: InGuide) -> bool:
    said = belonging(scene.text)
    if said is None:
        return await _goes_on(scene, standing)
    question = _meant(standing.talk(scene), said)
    if question is None or question.type != "open":
        return False
    if said.words is not None:
        await editing.add(scene, standing.walk(scene), question, said.words)
        return True
    return await _move_last(scene, standing, question)


def _meant(talk: Talk, said: Belonging) -> Question | None:
    if said.number is None:
        return talk.before(talk.standing.id if talk.standing else None)
    return talk.questions[said.number - 1] if 1 <= said.number <= len(talk.questions) else None


async def _move_last(scene: Scene, standing: InGuide, question: Question) -> bool:
    """What was answered last goes under the question, below what stands there; its own question is open again."""
    run = standing.walk(scene)
    last = await editing.told_last(scene, run)
    if last is None or last.question_id == question.id:
        return False
    there = scene.opened.file.note_of(run, question.id)
    before = there.text if there is not None and there.kind == "answer" else None
    if await scene.do(MoveNote(note=last.number, run=run.id, question=question.id)) is None:
        return False
    editing.say_corrected(scene, run, question, joined(before, last.text or ""))
    await standing.ask(scene, again=True)
    return True


async def _goes_on(scene: Scene, standing: InGuide) -> bool:
    """“Og så i gym”: more of the answer that was given in the turn before, with one tap if it answers what stands after all."""
    if not continues(scene.text) or scene.verdict.kind not in ("answer", "doubtful"):
        return False
    run = standing.walk(scene)
    last = await editing.told_last(scene, run)
    asked = standing.talk(scene).standing
    question = scene.opened.routine.questions.get(last.question_id or "") if last is not None else None
    if last is None or asked is None or question is None or question.id == asked.id:
        return False
    if (
        question.type != "open"
        or asked.type != "open"
        or standing.seen is not None
        or not await _just_told(scene, last)
    ):
        return False
    await editing.add(scene, run, question, scene.text)
    return True


async def _just_told(scene: Scene, note: Note) -> bool:
    turn = await scene.records.earlier(note.turn_id) if note.turn_id is not None else None
    return turn is not None and turn.number == scene.turn.number - 1 and turn.today == scene.today


# the words of a task's button


async def _ticked(scene: Scene, standing: InGuide) -> bool:
    """The same question stands again; one tap makes the words its answer after all."""
    task = decisions.named_task(scene)
    asked = standing.talk(scene).standing
    if task is None or asked is None or asked.type != "open" or scene.plan.task(task.id).finished:
        return False
    if task.asks_date:
        await decisions.tick(scene, task.id)
        return True
    await record_tick(scene, task.id, scene.today)
    await standing.ask(scene, again=True)
    doubt = standing.as_answer(scene)
    if doubt is not None:
        scene.offer_below(doubt)
    return True


# a question left open since another day


def is_of_another_day(scene: Scene) -> bool:
    """Whether something is told days after the question was asked: it may be news, and no answer."""
    standing = scene.standing
    if not isinstance(standing, InGuide) or standing.on is None or standing.on == scene.today:
        return False
    return scene.turn.payload is None and scene.verdict.kind in ("answer", "doubtful", "both")


def let_wait(scene: Scene) -> InGuide:
    """The talk waits in its case, and the words are heard as they would be outside of it."""
    standing = scene.standing
    assert isinstance(standing, InGuide)
    scene.standing = None
    scene.verdict = judge(scene.text, scene.turn.ranking, context="idle", parts=scene.turn.parts)
    return standing


def say_waits(scene: Scene, standing: InGuide) -> None:
    """That it waits, with one tap that puts the words there and goes on."""
    if scene.case is None or not scene.plan.is_open or not standing.is_there(scene.opened, scene.today):
        return
    run = standing.walk(scene)
    question = standing.talk(scene).standing
    if question is None:
        return
    number = standing.talk(scene).number(question.id)
    guide = scene.opened.routine.guide(run.guide_id)
    offers = [Offer(title="go_on", payload=CommandButton(command="resume"))]
    if any(note.turn_id == scene.turn.id and note.kind == "loose" for note in scene.opened.file.counting_notes()):
        offers.insert(
            0,
            Offer(
                title=editing.belongs_to(number),
                payload=Belongs(belongs=scene.turn.id, run=run.id, question=question.id),
            ),
        )
    scene.say(TalkWaits(guide=GuideName.of(guide), number=number, since=standing.on, offers=tuple(offers)))
