"""Changing what was written: at a question named by number or words, or by a correction in passing. Earlier versions stay."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from api.dialogue import fitting
from api.dialogue.acts import (
    Caption,
    Corrected,
    NoteKept,
    OfCase,
    Offer,
    OfQuestion,
    Phrase,
    Private,
    QuestionName,
    WhichAnswer,
)
from api.dialogue.cases import need_case
from api.dialogue.fitting import Fit
from api.dialogue.payloads import Belongs, GoToButton
from api.dialogue.reading import finding
from api.dialogue.reading.corrections import may_correct, read_correction
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings import decision as decisions
from api.dialogue.standings.decision import WaitsForDecision
from api.dialogue.standings.talk import InGuide, say_unclear
from api.engine.apply import joined
from api.engine.casefile import Note, Run
from api.engine.commands import Answer, MoveNote
from api.engine.schema import Question
from api.engine.talk import Talk


async def edit(scene: Scene) -> None:
    """To the question the text names, or straight into its answer when it is told anew; else asks which."""
    if not await need_case(scene):
        return
    run = run_to_edit(scene)
    if run is None:
        scene.say(Phrase(kind="nothing_to_steer"))
        return
    if await corrected(scene, run):
        return
    talk = scene.opened.talk(run, scene.today)
    answered = _answered(scene, run, talk)
    names, tells = finding.parts(scene.text)
    named = await _named(scene, run, talk, names or scene.text, answered)
    if tells:  # nothing is put right where nothing was told
        named = [question for question in named if question in answered]
    led = _enter(scene, run)
    if len(named) == 1 and not tells:
        await led.go_to(scene, talk.number(named[0].id))
    elif named or answered:
        await _ask_which(scene, talk, named or answered, tells=bool(tells), run=run)
    else:
        scene.say(OfCase(kind="summary_empty", case=scene.name))
        await led.ask(scene)


def run_to_edit(scene: Scene) -> Run | None:
    """The walk that is open, else the last one of this stay: what was just ended may still be put right."""
    if scene.case is None or not scene.plan.is_open:
        return None
    stay = scene.plan.stay
    here = [run for run in scene.opened.file.runs if (run.level, run.round) == (stay.level, stay.round)]
    written = {note.run_id: note.number for note in scene.opened.file.notes}
    return scene.opened.file.open_run() or max(here, key=lambda run: written.get(run.id, 0), default=None)


def _enter(scene: Scene, run: Run) -> InGuide:
    """Into the talk, unless it is the one that is led."""
    standing = scene.standing
    if isinstance(standing, InGuide) and standing.run == run.id:
        return standing
    scene.standing = InGuide(run=run.id)
    return scene.standing


async def _named(scene: Scene, run: Run, talk: Talk, text: str, answered: Sequence[Question]) -> list[Question]:
    """The questions a text names: by number, as the last one, or by words; one that is answered sooner than any other."""
    number = finding.number(text)
    if number is not None:
        return talk.questions[number - 1 : number] if number else []
    found = finding.found(text, answered, lambda question: _answer(scene, run, question))
    if not found and finding.names_last(text):
        last = await told_last(scene, run)
        return [question for question in answered if last is not None and question.id == last.question_id]
    return found or finding.found(text, talk.questions, lambda _: "")


def _answered(scene: Scene, run: Run, talk: Talk) -> list[Question]:
    """The questions that were answered before this message came."""
    notes = {question.id: scene.opened.file.note_of(run, question.id) for question in talk.questions}
    return [
        question
        for question in talk.questions
        if (note := notes[question.id]) is not None and note.kind == "answer" and note.turn_id != scene.turn.id
    ]


def _answer(scene: Scene, run: Run, question: Question) -> str:
    note = scene.opened.file.note_of(run, question.id)
    return note.text or "" if note is not None else ""


async def _ask_which(scene: Scene, talk: Talk, among: Sequence[Question], *, tells: bool, run: Run) -> None:
    """Which of them; what was told anew is kept as a note until then, and moves to the one that is chosen."""
    if tells and not _is_kept(scene):
        await scene.note()
        scene.say(NoteKept(case=scene.name))
    named = [QuestionName.of(question, talk.number(question.id)) for question in among]
    offers = [
        Offer(
            title=one.text,
            number=one.number,
            payload=_belongs(scene, run, one.question) if tells else GoToButton(edit=one.number),
        )
        for one in named
    ]
    scene.say(WhichAnswer(questions=tuple(named), offers=tuple(offers)))


def _is_kept(scene: Scene) -> bool:
    """Whether the text lies in the case already: a long message that also asks for something is kept before it is obeyed."""
    return any(note.turn_id == scene.turn.id and note.kind in ("answer", "loose") for note in scene.opened.file.notes)


async def go_by_words(scene: Scene) -> bool:
    """“Tilbake til det om mobbing”: to that question. False when the text names none."""
    if not finding.goes_about(scene.text) or not await need_case(scene):
        return False
    run = run_to_edit(scene)
    if run is None:
        return False
    talk = scene.opened.talk(run, scene.today)
    passed = [question for question in talk.questions if question.id in talk.given]
    named = await _named(scene, run, talk, scene.text, passed)
    if not named:
        return False
    led = _enter(scene, run)
    if len(named) == 1:
        await led.go_to(scene, talk.number(named[0].id))
    else:
        await _ask_which(scene, talk, named, tells=False, run=run)
    return True


async def go_by_number(scene: Scene) -> bool:
    """“Spørsmål 2”, said alone: to that question. It is no answer, whatever the classifier thinks."""
    number, run = finding.goes_to(scene.text), run_to_edit(scene)
    if number is None or run is None:
        return False
    await _enter(scene, run).go_to(scene, number)
    return True


async def corrected(scene: Scene, run: Run | None) -> bool:
    """Adds a correction to the answer it is about: the one the text names, or the last one told here. False when it is none."""
    is_obeyed = scene.verdict.kind in ("command", "both")
    if run is None or not (is_obeyed or may_correct(scene.text)) or not scene.plan.is_open or _is_kept(scene):
        return False
    talk = scene.opened.talk(run, scene.today)
    answered = _answered(scene, run, talk)
    names, tells = finding.parts(scene.text)
    told = await told_last(scene, run)
    begins = read_correction(scene.text, "")
    edits = is_obeyed or begins is not None
    if edits and (finding.number(scene.text) is not None or (tells and finding.telling(names))):
        named = await _named(scene, run, talk, names, answered) if tells else []
        if len(named) != 1 or named[0] not in answered:
            return False
        await _add(scene, run, named[0], begins or tells)
        return True
    question = next((question for question in answered if told is not None and question.id == told.question_id), None)
    new = read_correction(scene.text, told.text or "") if told is not None else None
    if question is None or new is None:
        return False
    await _add(scene, run, question, new)
    return True


async def told_last(scene: Scene, run: Run) -> Note | None:
    """The answer that is shown to be written anew, else the last one told in this conversation."""
    standing = scene.standing
    counting = [note for note in scene.opened.file.counting_notes() if note.run_id == run.id and note.kind == "answer"]
    if isinstance(standing, InGuide) and standing.seen is not None:
        shown = next((note for note in counting if note.number == standing.seen), None)
        if shown is not None:
            return shown
    for note in reversed(counting):
        if note.turn_id and await scene.records.earlier(note.turn_id) is not None:
            return scene.opened.file.note_of(run, note.question_id or "")
    return None


async def add(scene: Scene, run: Run, question: Question, words: str) -> None:
    """Words of this message go under what stands there; the question that is asked stands again."""
    await _add(scene, run, question, words, words)


def belongs_to(number: int) -> Caption:
    return Caption(caption="belongs", number=number)


def say_corrected(scene: Scene, run: Run, question: Question, text: str, offers: tuple[Offer, ...] = ()) -> None:
    talk = scene.opened.talk(run, scene.today)
    named = QuestionName.of(question, talk.number(question.id))
    scene.say(Corrected(question=named, answer=Private(private=text), offers=offers))


async def _add(scene: Scene, run: Run, question: Question, new: str, words: str | None = None) -> None:
    """Words go under what stood there; a number, a day or a choice takes its place when the new words hold one."""
    standing = scene.standing
    asked = _asked(scene)
    before = scene.opened.file.note_of(run, question.id)
    fit: Fit | None = Fit(joined(before.text if before else None, words or scene.text), None)
    if question.type != "open":
        fit = fitting.exactly(question, new, scene.language, scene.today)
    if fit is None:
        await _ask_anew(scene, run, question)
        return
    await scene.do(Answer(run=run.id, question=question.id, text=fit.text, value=fit.value))
    talk = scene.opened.talk(run, scene.today)
    # the words of an earlier turn are none of this one, and cannot be moved with it
    others = (
        scene.asked_text is None
        and asked is not None
        and asked.id != question.id
        and fitting.fitting(asked, scene.text, scene.language, scene.today) is not None
    )
    offers: tuple[Offer, ...] = ()
    if others and asked is not None and isinstance(standing, InGuide):
        title = belongs_to(talk.number(asked.id))
        offers = (Offer(title=title, payload=_belongs(scene, standing.walk(scene), asked.id)),)
    say_corrected(scene, run, question, fit.text, offers)
    await _go_on(scene, standing, again=asked is None or asked.id != question.id)


async def _ask_anew(scene: Scene, run: Run, question: Question) -> None:
    """The correction holds no answer of the question's kind: kept as a note, and the question is asked again."""
    await scene.note()
    if question.options:
        scene.say(NoteKept(case=scene.name))
    else:
        say_unclear(scene, question)
    await _enter(scene, run).go_to(scene, scene.opened.talk(run, scene.today).number(question.id))


def _asked(scene: Scene) -> Question | None:
    standing = scene.standing
    if not isinstance(standing, InGuide) or standing.asked is None:
        return None
    return scene.opened.routine.questions.get(standing.asked)


async def _go_on(scene: Scene, standing: Standing | None, *, again: bool) -> None:
    if isinstance(standing, InGuide):
        await standing.ask(scene, again=again)
    elif isinstance(standing, WaitsForDecision) and scene.plan.decision is not None:
        decisions.ask(scene, scene.plan.decision)


def _belongs(scene: Scene, run: Run, question_id: str) -> Belongs:
    """What was written in this turn belongs to that question."""
    return Belongs(belongs=scene.turn.id, run=run.id, question=question_id)


async def move(scene: Scene, turn_id: UUID, run_id: UUID, question_id: str) -> bool:
    """Puts what was written in a turn under another question, once. False when it is moved already or cannot be."""
    turn = await scene.records.earlier(turn_id)
    run = scene.case.file.run(run_id) if scene.case else None
    talk = scene.opened.talk(run, scene.today) if run else None
    question = next((one for one in talk.questions if one.id == question_id), None) if talk else None
    if turn is None or run is None or question is None:
        return False
    notes = [
        note
        for note in scene.opened.file.counting_notes()
        if note.turn_id == turn_id and note.kind in ("answer", "loose")
    ]
    if not notes or not scene.plan.is_open:
        return False
    (note,) = notes
    words = (note.text or "") if note.kind == "loose" else turn.text
    fit = fitting.fitting(question, words, scene.language, scene.today)
    if fit is None:
        return False
    to = MoveNote(note=note.number, run=run.id, question=question.id, text=fit.text, value=fit.value)
    if await scene.do(to) is None:
        return False
    number = scene.opened.talk(run, scene.today).number(question.id)
    scene.say(OfQuestion(kind="noted", question=question.id, number=number))
    return True
