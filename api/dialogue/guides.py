"""Leading a talk question by question: start, answer, skip, back, pause, resume, and what comes at its end."""

from __future__ import annotations

import re

from api.cases.models import GuideRun, Note
from api.dialogue import decisions, offers
from api.dialogue.acts import Button
from api.dialogue.cases import need_case, talk_of
from api.dialogue.mentions import AUDIENCES, TALKS, named
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, WaitsForDecision
from api.engine.schema import Guide, Question


async def start(scene: Scene, guide_id: str | None = None) -> None:
    """The talk the payload or the text names; when several fit, asks which."""
    if not await need_case(scene):
        return
    if not scene.plan.is_open:
        scene.say("case_is_closed", case=scene.words.case)
        return
    fitting = [guide for guide in offers.level_guides(scene) if guide.id == guide_id] if guide_id else _fitting(scene)
    if not fitting:
        scene.say("no_guide", buttons=offers.next_steps(scene))
    elif len(fitting) > 1:
        scene.say("which_guide", buttons=[offers.guide_button(scene, guide) for guide in fitting])
    else:
        await _lead(scene, fitting[0])


def _fitting(scene: Scene) -> list[Guide]:
    """The level's talks that the text names by kind or audience; all of them when it names none."""
    guides = offers.level_guides(scene)
    kinds, audiences = named(scene.text, TALKS), named(scene.text, AUDIENCES)
    of_kind = [guide for guide in guides if guide.kind in kinds]
    of_audience = [guide for guide in guides if guide.audience in audiences]
    of_both = [guide for guide in of_kind if guide in of_audience]
    return of_both or of_kind or of_audience or guides


async def _lead(scene: Scene, guide: Guide) -> None:
    run = await scene.cases.start_run(scene.opened, guide, scene.today)
    scene.standing = InGuide(run=run.id)
    begun = any(note.run_id == run.id for note in scene.opened.notes)
    if begun:
        scene.say("guide_resumed", case=scene.words.case, name=scene.in_words(guide.name))
    else:
        scene.say(
            "guide_started",
            case=scene.words.case,
            name=scene.in_words(guide.name),
            origin=_label(scene, guide),
            before="\n".join(f"• {scene.in_words(line)}" for line in [*guide.preparation, *guide.opening]),
        )
    await ask(scene)


def _label(scene: Scene, guide: Guide) -> str:
    """Whose questions these are, and where the routine's own template lies."""
    form = scene.opened.routine.form(guide.template) if guide.template else None
    parts = [f"({scene.in_words(guide.label)})"] if guide.label else []
    return "\n".join([*parts, form.url] if form and form.url else parts)


async def ask(scene: Scene, *, again: bool = False) -> None:
    """The question that stands, or the end of the talk when none is left. `again` after something else was answered."""
    standing = scene.standing
    assert isinstance(standing, InGuide)
    talk = await talk_of(scene, standing)
    question = talk.standing
    if question is None:
        await _end(scene, standing)
        return
    run = _run(scene, standing)
    before = scene.opened.note_of(run, question.id)
    scene.say(
        "question_again" if again else "question",
        number=talk.number(question.id),
        total=len(talk.questions),
        words=scene.in_words(question.text),
        buttons=_choices(scene, question),
    )
    if before is not None and before.kind == "answer" and before.text:
        scene.say("question_before", words=scene.secret(before.text))


def _choices(scene: Scene, question: Question) -> list[Button]:
    if question.scale is not None:
        return [scene.button(str(step), scale=step) for step in range(question.scale[0], question.scale[1] + 1)]
    return [scene.button(option.text, option=option.id) for option in question.options if not option.retired]


def _run(scene: Scene, standing: InGuide) -> GuideRun:
    return next(run for run in scene.opened.runs if run.id == standing.run)


async def _end(scene: Scene, standing: InGuide) -> None:
    if not scene.plan.is_open:  # closed meanwhile, from another device: what was written stays
        scene.standing = None
        scene.say("case_is_closed", case=scene.words.case)
        return
    run = _run(scene, standing)
    guide = scene.opened.routine.guide(run.guide_id)
    await scene.cases.end_run(scene.opened, run, scene.today, scene.turn.id)
    scene.standing = None
    scene.say("guide_ended", after="\n".join(f"• {scene.in_words(line)}" for line in guide.closing))
    decision = scene.plan.decision
    if decision is not None:
        scene.standing = WaitsForDecision(decision=decision.id)
        decisions.ask(scene, decision)
    else:
        scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))


async def answer(scene: Scene, standing: InGuide, text: str | None = None) -> None:
    """Stores the answer word for word; a scale that needs a number keeps the text as a loose note and asks again."""
    talk = await talk_of(scene, standing)
    question = talk.standing
    if question is None:
        await _end(scene, standing)
        return
    words = text if text is not None else scene.text
    run = _run(scene, standing)
    if question.type == "scale" and not _on_scale(question, words):
        await scene.cases.write(scene.opened, "loose", words, turn_id=scene.turn.id)
        assert question.scale is not None
        scene.say("scale_unclear", low=question.scale[0], high=question.scale[1])
        await ask(scene)
        return
    await scene.cases.write(scene.opened, "answer", words, run=run, question=question, turn_id=scene.turn.id)
    _move_on(scene, run)
    if scene.verdict.kind == "doubtful":
        scene.say("noted_doubtful", number=talk.number(question.id), buttons=[was_question(scene)])
    elif scene.verdict.kind == "acute":
        scene.say("noted", number=talk.number(question.id))
    await ask(scene)


def _on_scale(question: Question, text: str) -> bool:
    numbers = re.findall(r"\d+", text)
    assert question.scale is not None
    return len(numbers) == 1 and question.scale[0] <= int(numbers[0]) <= question.scale[1]


_WAS_QUESTION = {"nb": "Det var et spørsmål", "nn": "Det var eit spørsmål"}


def was_question(scene: Scene) -> Button:
    return scene.button(_WAS_QUESTION[scene.language], was_question=str(scene.turn.id))


def _move_on(scene: Scene, run: GuideRun) -> None:
    if run.cursor is not None:
        run.cursor = None
        scene.session.add(run)


async def choose_option(scene: Scene, standing: InGuide, option_id: str) -> None:
    question = (await talk_of(scene, standing)).standing
    option = next((option for option in question.options if option.id == option_id), None) if question else None
    if option is None:
        await ask(scene)  # a button from an earlier question: the one that stands comes again
        return
    await answer(scene, standing, scene.in_words(option.text))


async def take_back(scene: Scene, note: Note) -> None:
    """The note was not meant as one: it is taken back and its question stands again."""
    await scene.cases.write(
        scene.opened,
        "taken_back",
        None,
        run=next((run for run in scene.opened.runs if run.id == note.run_id), None),
        question=_question(scene, note),
        turn_id=scene.turn.id,
        replaces=note.id,
    )
    scene.say("note_taken_back")


def _question(scene: Scene, note: Note) -> Question | None:
    every = (question for guide in scene.opened.routine.guides for question in guide.questions)
    return next((question for question in every if question.id == note.question_id), None)


async def skip(scene: Scene) -> None:
    standing = scene.standing
    if not isinstance(standing, InGuide):
        scene.say("nothing_to_steer")
        return
    talk = await talk_of(scene, standing)
    question, run = talk.standing, _run(scene, standing)
    if question is not None:
        if not question.skippable:
            scene.say("not_skippable")
        else:
            if question.id not in talk.given:
                await scene.cases.write(scene.opened, "skip", None, run=run, question=question, turn_id=scene.turn.id)
            _move_on(scene, run)
            scene.say("skipped", number=talk.number(question.id))
    await ask(scene)


async def go_back(scene: Scene) -> None:
    """To the question before. Nothing that was answered is undone."""
    standing = scene.standing
    if isinstance(standing, InGuide):
        talk = await talk_of(scene, standing)
        before = talk.before(talk.standing.id if talk.standing else None)
        if before is None:
            scene.say("first_question")
        else:
            run = _run(scene, standing)
            run.cursor = before.id
            scene.session.add(run)
        await ask(scene)
    elif standing is not None:
        scene.standing = None
        scene.say("paused", case=scene.words.case if scene.case else "")
    else:
        scene.say("nothing_to_steer")


async def go_to(scene: Scene, number: int) -> None:
    """To a question by its number, to answer it again."""
    standing = scene.standing
    assert isinstance(standing, InGuide)
    talk = await talk_of(scene, standing)
    if 1 <= number <= len(talk.questions):
        run = _run(scene, standing)
        run.cursor = talk.questions[number - 1].id
        scene.session.add(run)
    await ask(scene)


async def pause(scene: Scene) -> None:
    """Everything is stored already; the place is kept by the notes themselves."""
    standing = scene.standing
    if standing is None:
        scene.say("nothing_to_steer")
        return
    scene.standing = None
    scene.say("paused", case=scene.words.case if scene.case else "")


async def resume(scene: Scene) -> None:
    """The talk that is open in this case, else the decision that waits, else what to do now."""
    if not await need_case(scene):
        return
    run = scene.opened.open_run()
    if run is not None and scene.plan.is_open:
        guide = scene.opened.routine.guide(run.guide_id)
        scene.standing = InGuide(run=run.id)
        scene.say("guide_resumed", case=scene.words.case, name=scene.in_words(guide.name))
        await ask(scene)
        return
    if scene.plan.decision is not None:
        scene.standing = WaitsForDecision(decision=scene.plan.decision.id)
        decisions.ask(scene, scene.plan.decision)
        return
    scene.say("nothing_to_resume")
    scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))


async def edit(scene: Scene) -> None:
    """To the question the text names by number; else asks which, with what was answered so far."""
    if not await need_case(scene):
        return
    run = scene.opened.open_run()
    if run is None:
        scene.say("nothing_to_steer")
        return
    scene.standing = InGuide(run=run.id)
    talk = scene.opened.talk(run, scene.today)
    number = re.search(r"\b(\d{1,2})\b", scene.text)
    if number and 1 <= int(number[1]) <= len(talk.questions):
        await go_to(scene, int(number[1]))
        return
    answered = [question for question in talk.questions if talk.given.get(question.id) == "answered"]
    if not answered:
        scene.say("summary_empty", case=scene.words.case)
        await ask(scene)
        return
    lines = [f"{talk.number(question.id)}. {scene.in_words(question.text)}" for question in answered]
    buttons = [
        Button(title=f"{talk.number(q.id)}", payload=scene.button("x", edit=talk.number(q.id)).payload)
        for q in answered
    ]
    scene.say("which_answer", words="\n".join(lines), buttons=buttons)


async def summary(scene: Scene) -> None:
    """What is written so far: the first worry, the answers of each talk, and loose notes."""
    if not await need_case(scene):
        return
    lines: list[str] = []
    questions = {question.id: question for guide in scene.opened.routine.guides for question in guide.questions}
    latest: dict[tuple[object, object], Note] = {}
    for note in scene.opened.counting_notes():
        if note.text:
            latest[(note.run_id, note.question_id or note.id)] = note
    for note in latest.values():
        question = questions.get(note.question_id or "")
        text = scene.secret(note.text or "")
        lines.append(f"• {scene.in_words(question.text)}\n  {text}" if question else f"• {text}")
    if not lines:
        scene.say("summary_empty", case=scene.words.case)
        return
    scene.say("summary", case=scene.words.case, words="\n".join(lines))
