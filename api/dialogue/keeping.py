"""Answer or command: what was kept may be taken back, what was obeyed may be kept."""

from __future__ import annotations

from uuid import UUID

from api.dialogue import fitting
from api.dialogue.acts import NoteKept, OfQuestion, Phrase
from api.dialogue.scene import Scene, TurnTaken
from api.dialogue.standings.talk import InGuide, say_unclear
from api.engine.casefile import Run
from api.engine.commands import Answer, GoToQuestion, TakeBack, WriteNote
from api.errors import NotFound


async def was_answer(scene: Scene, turn_id: UUID, run_id: UUID, question_id: str) -> None:
    """Stores what was obeyed as the answer to the question that stood then, once, and leads on from there."""
    turn = await scene.records.earlier(turn_id)
    run = await run_then(scene, run_id)
    if turn is None or run is None or not scene.plan.is_open:
        scene.say(Phrase(kind="nothing_to_steer"))
        return
    question = scene.opened.routine.questions.get(question_id)
    stored = any(note.turn_id == turn_id and note.kind in ("answer", "loose") for note in scene.opened.file.notes)
    if question is None or not run.is_open:
        if not stored:
            await _note(scene, turn)
        scene.say(NoteKept(case=scene.name))
        return
    talk = InGuide(run=run.id)
    fit = fitting.fitting(question, turn.text, scene.language, scene.today)
    if not stored and fit is None:  # the question asks for a number or a day
        await _note(scene, turn)
        say_unclear(scene, question)
        await talk.ask(scene)
        return
    if not stored and fit is not None:
        answer = Answer(run=run.id, question=question.id, text=fit.text, value=fit.value)
        await scene.do(answer, of=turn, once="was_answer")
    await scene.do(GoToQuestion(run=run.id))  # what was obeyed may have led elsewhere
    scene.say(OfQuestion(kind="noted", question=question.id, number=talk.talk(scene).number(question.id)))
    await talk.ask(scene)


async def _note(scene: Scene, turn: TurnTaken) -> None:
    await scene.do(WriteNote(text=turn.text), of=turn, once="was_answer")


async def run_then(scene: Scene, run_id: UUID) -> Run | None:
    """The walk that was led then; when another case is spoken of since, back to the case it belongs to."""
    here = scene.case.file.run(run_id) if scene.case else None
    case_id = None if here is not None else await scene.cases.case_of_run(run_id)
    if case_id is None:
        return here
    try:
        scene.speak_of(await scene.load(case_id))
    except NotFound:
        return None
    return scene.opened.file.run(run_id)


async def take_back(scene: Scene, entry: int) -> None:
    """The note was not meant as one: it is taken back and its question stands again."""
    if await scene.do(TakeBack(entry=entry)) is not None:
        scene.say(Phrase(kind="note_taken_back"))
