"""Answer or command: what was kept may be taken back, what was obeyed may be kept, and some messages are both."""

from __future__ import annotations

from uuid import UUID

from api.cases.models import GuideRun, Note
from api.dialogue import guides, questions
from api.dialogue.acts import Button
from api.dialogue.cases import choose, talk_of, write_answer
from api.dialogue.route import PLAIN
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide
from api.engine.schema import Question
from api.errors import NotFound

_WAS_QUESTION = {"nb": "Det var et spørsmål", "nn": "Det var eit spørsmål"}


def was_question(scene: Scene) -> Button:
    return scene.button(_WAS_QUESTION[scene.language], was_question=str(scene.turn.id))


async def note_beside(scene: Scene, standing: InGuide, *, steers: bool) -> None:
    """Keeps a message that also asks for something: as the answer of the question that stands, or beside it.

    What steers the talk on is no answer, and what the question has no room for is none either: both become notes of the case.
    """
    talk = await talk_of(scene, standing)
    question = talk.standing
    words = questions.fitting(scene, question, scene.text) if question is not None and not steers else None
    if question is None or words is None:
        await scene.cases.write(scene.opened, "loose", scene.text, turn_id=scene.turn.id)
        scene.say("noted_loose", case=scene.words.case)
        return
    await write_answer(scene, standing, question, words)
    scene.say("noted_doubtful", number=talk.number(question.id), buttons=[was_question(scene)])


async def asked_now(scene: Scene, standing: InGuide) -> Question | None:
    return (await talk_of(scene, standing)).standing


_WAS_ANSWER = {"nb": "Det var et svar", "nn": "Det var eit svar"}


def offer_answer(scene: Scene, standing: InGuide, asked: Question | None) -> None:
    """After a command in a talk that may have been an answer: one tap stores it as that."""
    if asked is None or scene.verdict.sure >= PLAIN or not scene.acts:
        return
    button = scene.button(
        _WAS_ANSWER[scene.language], was_answer=str(scene.turn.id), run=str(standing.run), question=asked.id
    )
    scene.acts[-1].buttons.append(button)


async def was_answer(scene: Scene, turn_id: UUID, run_id: UUID, question_id: str) -> None:
    """Stores what was obeyed as the answer to the question that stood then, once, and leads on from there."""
    turn = await scene.earlier(turn_id)
    run = await run_then(scene, run_id)
    if turn is None or run is None or not scene.plan.is_open:
        scene.say("nothing_to_steer")
        return
    question = scene.opened.routine.questions.get(question_id)
    stored = any(note.turn_id == turn_id and note.kind in ("answer", "loose") for note in scene.opened.notes)
    if question is None or run.ended_at is not None:
        if not stored:
            await scene.cases.write(scene.opened, "loose", turn.text, turn_id=turn_id)
        scene.say("noted_loose", case=scene.words.case)
        return
    scene.standing = InGuide(run=run.id)
    words = questions.fitting(scene, question, turn.text)
    if not stored and words is None:  # the question asks for a number or a day
        await scene.cases.write(scene.opened, "loose", turn.text, turn_id=turn_id)
        guides.say_unclear(scene, question)
        await guides.ask(scene)
        return
    if not stored:
        await scene.cases.write(scene.opened, "answer", words, run=run, question=question, turn_id=turn_id)
    guides.move_on(scene, run)
    scene.say("noted", number=(await talk_of(scene, scene.standing)).number(question.id))
    await guides.ask(scene)


async def run_then(scene: Scene, run_id: UUID) -> GuideRun | None:
    """The walk that was led then; when another case is spoken of since, back to the case it belongs to."""
    here = scene.case.run(run_id) if scene.case else None
    run = here or await scene.cases.run(run_id)
    if run is None or here is not None:
        return here
    try:
        choose(scene, await scene.cases.get(run.case_id, reading="chat"))
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
    scene.say("note_taken_back")
