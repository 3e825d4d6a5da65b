"""Answer or command: what was kept may be taken back, what was obeyed may be kept, and some messages are both."""

from __future__ import annotations

from uuid import UUID

from api.dialogue import fitting, guides
from api.dialogue.acts import NoteKept, Offer, OfQuestion, Phrase
from api.dialogue.cases import choose, load, talk_of, write_answer
from api.dialogue.payloads import WasAnswer, WasQuestion
from api.dialogue.route import PLAIN
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide
from api.engine.casefile import Run
from api.engine.commands import Answer, TakeBack, WriteNote
from api.engine.schema import Question
from api.errors import NotFound


def was_question(scene: Scene) -> Offer:
    return Offer(title="was_question", payload=WasQuestion(was_question=scene.turn.id))


async def note_beside(scene: Scene, standing: InGuide, *, steers: bool) -> None:
    """Keeps a message that also asks for something: as the answer of the question that stands, or beside it.

    What steers the talk on is no answer, and what the question has no room for is none either: both become notes of the case.
    """
    talk = await talk_of(scene, standing)
    question = talk.standing
    heard = question is not None and not steers
    fit = fitting.fitting(question, scene.text, scene.language, scene.today) if heard and question else None
    if question is None or fit is None:
        await scene.note()
        scene.say(NoteKept(case=scene.name))
        return
    await write_answer(scene, standing, question, fit)
    number, doubt = talk.number(question.id), (was_question(scene),)
    scene.say(OfQuestion(kind="noted_doubtful", question=question.id, number=number, offers=doubt))


async def asked_now(scene: Scene, standing: InGuide) -> Question | None:
    return (await talk_of(scene, standing)).standing


def offer_answer(scene: Scene, standing: InGuide, asked: Question | None) -> None:
    """After a command in a talk that may have been an answer: one tap stores it as that."""
    if asked is None or scene.verdict.sure >= PLAIN or not scene.acts:
        return
    payload = WasAnswer(was_answer=scene.turn.id, run=standing.run, question=asked.id)
    offered = (*scene.acts[-1].offers, Offer(title="was_answer", payload=payload))
    scene.acts[-1] = scene.acts[-1].model_copy(update={"offers": offered})


async def was_answer(scene: Scene, turn_id: UUID, run_id: UUID, question_id: str) -> None:
    """Stores what was obeyed as the answer to the question that stood then, once, and leads on from there."""
    turn = await scene.earlier(turn_id)
    run = await run_then(scene, run_id)
    if turn is None or run is None or not scene.plan.is_open:
        scene.say(Phrase(kind="nothing_to_steer"))
        return
    question = scene.opened.routine.questions.get(question_id)
    stored = any(note.turn_id == turn_id and note.kind in ("answer", "loose") for note in scene.opened.file.notes)
    if question is None or not run.is_open:
        if not stored:
            await scene.do(WriteNote(text=turn.text), of=turn, once="was_answer")
        scene.say(NoteKept(case=scene.name))
        return
    scene.standing = InGuide(run=run.id)
    fit = fitting.fitting(question, turn.text, scene.language, scene.today)
    if not stored and fit is None:  # the question asks for a number or a day
        await scene.do(WriteNote(text=turn.text), of=turn, once="was_answer")
        guides.say_unclear(scene, question)
        await guides.ask(scene)
        return
    if not stored and fit is not None:
        answer = Answer(run=run.id, question=question.id, text=fit.text, value=fit.value)
        await scene.do(answer, of=turn, once="was_answer")
    number = (await talk_of(scene, scene.standing)).number(question.id)
    scene.say(OfQuestion(kind="noted", question=question.id, number=number))
    await guides.ask(scene)


async def run_then(scene: Scene, run_id: UUID) -> Run | None:
    """The walk that was led then; when another case is spoken of since, back to the case it belongs to."""
    here = scene.case.file.run(run_id) if scene.case else None
    case_id = None if here is not None else await scene.cases.case_of_run(run_id)
    if case_id is None:
        return here
    try:
        choose(scene, await load(scene, case_id))
    except NotFound:
        return None
    return scene.opened.file.run(run_id)


async def take_back(scene: Scene, entry: int) -> None:
    """The note was not meant as one: it is taken back and its question stands again."""
    if await scene.do(TakeBack(entry=entry)) is not None:
        scene.say(Phrase(kind="note_taken_back"))
