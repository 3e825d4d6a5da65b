"""Answer or command: what was kept may be taken back, what was obeyed may be kept."""

from __future__ import annotations

from uuid import UUID

from api.cases.models import GuideRun, Note
from api.dialogue import questions
from api.dialogue.acts import NoteKept, OfQuestion, Phrase
from api.dialogue.scene import Scene, TurnTaken
from api.dialogue.standings.talk import InGuide, say_unclear
from api.engine.schema import Question
from api.errors import NotFound


async def was_answer(scene: Scene, turn_id: UUID, run_id: UUID, question_id: str) -> None:
    """Stores what was obeyed as the answer to the question that stood then, once, and leads on from there."""
    turn = await scene.records.earlier(turn_id)
    run = await run_then(scene, run_id)
    if turn is None or run is None or not scene.plan.is_open:
        scene.say(Phrase(kind="nothing_to_steer"))
        return
    question = scene.opened.routine.questions.get(question_id)
    stored = any(note.turn_id == turn_id and note.kind in ("answer", "loose") for note in scene.opened.notes)
    if question is None or run.ended_at is not None:
        if not stored:
            await scene.cases.write(scene.opened, "loose", turn.text, turn_id=turn_id)
        scene.say(NoteKept(case=scene.name))
        return
    await _put(scene, turn, InGuide(run=run.id), question, stored=stored)


async def _put(scene: Scene, turn: TurnTaken, talk: InGuide, question: Question, *, stored: bool) -> None:
    words = questions.fitting(scene, question, turn.text)
    if not stored and words is None:  # the question asks for a number or a day
        await scene.cases.write(scene.opened, "loose", turn.text, turn_id=turn.id)
        say_unclear(scene, question)
        await talk.ask(scene)
        return
    run = talk.walk(scene)
    if not stored:
        await scene.cases.write(scene.opened, "answer", words, run=run, question=question, turn_id=turn.id)
    run.cursor = None
    scene.say(OfQuestion(kind="noted", question=question.id, number=talk.talk(scene).number(question.id)))
    await talk.ask(scene)


async def run_then(scene: Scene, run_id: UUID) -> GuideRun | None:
    """The walk that was led then; when another case is spoken of since, back to the case it belongs to."""
    here = scene.case.run(run_id) if scene.case else None
    run = here or await scene.cases.run(run_id)
    if run is None or here is not None:
        return here
    try:
        scene.speak_of(await scene.cases.get(run.case_id, reading="chat"))
    except NotFound:
        return None
    return scene.opened.run(run_id)


async def take_back(scene: Scene, note: Note) -> None:
    """The note was not meant as one: it is taken back and its question stands again."""
    await scene.cases.write(
        scene.opened,
        "taken_back",
        None,
        run=scene.opened.run(note.run_id),
        question=scene.opened.routine.questions.get(note.question_id or ""),
        turn_id=scene.turn.id,
        replaces=note.id,
    )
    scene.say(Phrase(kind="note_taken_back"))
