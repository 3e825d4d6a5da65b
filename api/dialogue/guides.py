"""Leading a talk question by question: start, answer, skip, back, pause, resume, and what comes at its end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from api.dialogue import decisions, fitting, keeping, offers, picking, questions
from api.dialogue.acts import (
    EarlierAnswer,
    GuideElsewhere,
    GuideEnded,
    GuideEndedBefore,
    GuideName,
    GuideResumed,
    GuideStarted,
    MeasuresShown,
    NoSuchQuestion,
    NoteKept,
    OfCase,
    OfQuestion,
    Phrase,
    Private,
    ScaleUnclear,
    Summary,
    SummaryLine,
    plain_words,
)
from api.dialogue.cases import need_case, run_of, talk_of, write_answer
from api.dialogue.fitting import Fit
from api.dialogue.reading.mentions import AUDIENCES, TALKS, named
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, Standing, WaitsForDecision, WaitsForLabel, WaitsForPick
from api.engine.casefile import Note, Run
from api.engine.commands import EndTalk, GoToQuestion, SkipQuestion, StartTalk
from api.engine.schema import Guide, Level, Question, Text
from api.wording import choosing
from api.wording.pieces import LevelName

TELLING = 9  # letters: a word of a guide's name that no other talk is likely to share


async def start(scene: Scene, guide_id: str | None = None) -> None:
    """The talk the payload or the text names; when several fit, asks which."""
    if not await need_case(scene):
        return
    if not scene.plan.is_open:
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
        return
    fitting = [guide for guide in offers.level_guides(scene) if guide.id == guide_id] if guide_id else _fitting(scene)
    elsewhere = _elsewhere(scene) if not guide_id else []
    if elsewhere:
        _say_elsewhere(scene, elsewhere)
    elif not fitting:
        scene.say(Phrase(kind="no_guide", offers=tuple(offers.next_steps(scene))))
    elif len(fitting) > 1:
        choices = tuple(offers.guide_button(scene, guide) for guide in fitting)
        scene.say(Phrase(kind="which_guide", offers=choices))
    else:
        await _lead(scene, fitting[0])


def _fitting(scene: Scene) -> list[Guide]:
    """The level's talks that the text names by name, kind or audience; all of them when it names none."""
    guides = offers.level_guides(scene)
    by_name = [guide for guide in guides if _names(scene.text, guide)]
    if len(by_name) == 1:
        return by_name
    kinds, audiences = named(scene.text, TALKS), named(scene.text, AUDIENCES)
    of_kind = [guide for guide in guides if guide.kind in kinds]
    of_audience = [guide for guide in guides if guide.audience in audiences]
    of_both = [guide for guide in of_kind if guide in of_audience]
    return of_both or of_kind or of_audience or guides


def _elsewhere(scene: Scene) -> list[Level]:
    """The other levels that have the kind of talk the text names, when this one has none of the kind."""
    kinds = named(scene.text, TALKS)
    here = offers.level_guides(scene)
    if not kinds or any(guide.kind in kinds or _names(scene.text, guide) for guide in here):
        return []
    routine = scene.opened.routine
    return [
        level
        for level in routine.levels
        if any(routine.guide(guide).kind in kinds for guide in offers.guides_of(level))
    ]


def _say_elsewhere(scene: Scene, levels: list[Level]) -> None:
    here = LevelName(word=scene.plan.routine.level_word, id=scene.plan.level.id)
    choices = tuple(offers.guide_button(scene, guide) for guide in offers.level_guides(scene))
    there = tuple(level.id for level in levels)
    scene.say(GuideElsewhere(case=scene.name, here=here, levels=there, offers=choices))


def _names(text: str, guide: Guide) -> bool:
    """Whether the text holds the whole name of the guide, or a word of it that says enough by itself."""
    typed = plain_words(text)
    names = [plain_words(name) for name in (guide.name.nb, guide.name.nn)]
    telling = {word for name in names for word in name.split() if len(word) >= TELLING}
    return any(name in typed for name in names) or bool(telling & set(typed.split()))


async def _lead(scene: Scene, guide: Guide) -> None:
    if await scene.do(StartTalk(guide=guide.id)) is None:
        return
    run = scene.opened.file.run_of(guide, scene.plan.stay, is_open=True)
    assert run is not None
    begun = _begun(scene, run)
    if begun:
        _say_resumed(scene, guide)
    else:
        _say_started(scene, guide)
    await _enter(scene, guide, run)


def _say_started(scene: Scene, guide: Guide) -> None:
    form = scene.opened.routine.form(guide.template) if guide.template else None
    scene.say(
        GuideStarted(
            case=scene.name,
            guide=GuideName.of(guide),
            label=guide.label,
            cite=_cite(scene, guide),
            form=form.url if form else None,
            before=(*guide.preparation, *guide.opening),
        )
    )


def _say_resumed(scene: Scene, guide: Guide) -> None:
    scene.say(GuideResumed(case=scene.name, guide=GuideName.of(guide), cite=_cite(scene, guide)))


def _begun(scene: Scene, run: Run) -> bool:
    return any(note.run_id == run.id for note in scene.opened.file.notes)


async def _enter(scene: Scene, guide: Guide, run: Run) -> None:
    """Into the talk; first to the choice of questions where the routine says to choose."""
    if guide.pick and run.picked is None and not _begun(scene, run):
        picking.ask(scene, guide, run)
        return
    scene.standing = InGuide(run=run.id)
    await ask(scene)


async def pick(scene: Scene, standing: WaitsForPick, *, every: bool = False) -> None:
    """Leads the questions that were chosen."""
    if await (picking.every(scene, standing) if every else picking.picked(scene, standing)):
        scene.standing = InGuide(run=standing.run)
        await ask(scene)


async def pick_again(scene: Scene, standing: WaitsForPick) -> None:
    run = run_of(scene, standing)
    picking.ask(scene, scene.opened.routine.guide(run.guide_id), run)


def _cite(scene: Scene, guide: Guide) -> Text | None:
    """The reference the owner of the questions asks for, if any."""
    return guide.lender.cite if guide.lender else None if guide.ours else scene.opened.routine.source.cite


async def ask(scene: Scene, *, again: bool = False) -> None:
    """The question that stands, or the end of the talk when none is left. `again` after something else was answered."""
    standing = scene.standing
    assert isinstance(standing, InGuide)
    run = run_of(scene, standing)
    talk = scene.opened.talk(run, scene.today)
    question = talk.standing
    if question is None:
        await _end(scene, standing)
        return
    before = scene.opened.file.note_of(run, question.id)
    written = before.text if before is not None and before.kind == "answer" else None
    scene.standing = InGuide(run=run.id, asked=question.id, seen=before.number if before is not None else None)
    scene.say(questions.asked(talk, question, again=again))
    if written:
        scene.say(EarlierAnswer(question=question.id, answer=Private(private=written)))


async def _end(scene: Scene, standing: InGuide) -> None:
    if not scene.plan.is_open:  # closed meanwhile, from another device: what was written stays
        scene.standing = None
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
        return
    run = run_of(scene, standing)
    guide = scene.opened.routine.guide(run.guide_id)
    scene.standing = None
    if run.is_open:
        await scene.do(EndTalk(run=run.id))
    if _ended_now(scene, run):
        scene.say(GuideEnded(guide=GuideName.of(guide), after=(*guide.closing, *guide.after)))
    else:
        scene.say(GuideEndedBefore(case=scene.name, guide=GuideName.of(guide)))
    decision = scene.plan.decision
    if decision is not None:
        scene.standing = WaitsForDecision(decision=decision.id)
        decisions.ask(scene, decision)
    else:
        offers.what_now(scene)


def _ended_now(scene: Scene, run: Run) -> bool:
    """Whether it ended in this turn, by its last answer or because nothing was left."""
    case_id = scene.opened.case.id
    return any(fact.run == run.id and (case_id, fact.entry) in scene.recorded for fact in scene.opened.file.facts)


async def is_at_its_end(scene: Scene, standing: InGuide) -> bool:
    """Whether no question is left, though this device may still show one that was answered at another."""
    return scene.opened.talk(run_of(scene, standing), scene.today).standing is None


async def answer(scene: Scene, standing: InGuide, pressed: Fit | None = None) -> None:
    """Stores the answer word for word. What does not hold the number or day asked for is kept as a note, and it is asked again."""
    talk = await talk_of(scene, standing)
    question = talk.standing
    hidden = standing.asked is not None and question is not None and question.id != standing.asked
    if question is None or hidden:  # answered or made needless meanwhile, from another device
        if not scene.turn.payload:
            await scene.note()
            scene.say(NoteKept(case=scene.name))
        await ask(scene)
        return
    fit = fitting.fitting(question, scene.text, scene.language, scene.today) if pressed is None else pressed
    if fit is None:
        await scene.note()
        say_unclear(scene, question)
        await ask(scene)
        return
    elsewhere = await write_answer(scene, standing, question, fit)
    number = talk.number(question.id)
    if elsewhere is not None:
        kind: Literal["noted_beside", "noted_instead"] = "noted_beside" if question.type == "open" else "noted_instead"
        scene.say(OfQuestion(kind=kind, question=question.id, number=number))
    if scene.verdict.kind == "doubtful":
        doubt = (keeping.was_question(scene),)
        scene.say(OfQuestion(kind="noted_doubtful", question=question.id, number=number, offers=doubt))
    elif scene.verdict.kind == "acute":
        scene.say(OfQuestion(kind="noted", question=question.id, number=number))
    await ask(scene)


def say_unclear(scene: Scene, question: Question) -> None:
    if question.scale is not None:
        scene.say(ScaleUnclear(low=question.scale[0], high=question.scale[1]))
    else:
        unclear: dict[str, Literal["number_unclear", "date_unclear", "choice_unclear"]] = {
            "number": "number_unclear",
            "date": "date_unclear",
        }
        scene.say(Phrase(kind=unclear.get(question.type, "choice_unclear")))


async def choose_option(scene: Scene, standing: InGuide, option_id: str) -> None:
    question = (await talk_of(scene, standing)).standing
    option = next((option for option in question.options if option.id == option_id), None) if question else None
    if option is None:
        await ask(scene)  # a button from an earlier question: the one that stands comes again
        return
    await answer(scene, standing, Fit(option.text.in_(scene.language), option.id))


async def asks(scene: Scene, standing: InGuide, question_id: object) -> bool:
    question = (await talk_of(scene, standing)).standing
    return question is not None and question.id == question_id


async def choose_step(scene: Scene, standing: InGuide, step: int) -> None:
    question = (await talk_of(scene, standing)).standing
    if question is None or question.scale is None or not question.scale[0] <= step <= question.scale[1]:
        await ask(scene)
        return
    await answer(scene, standing, Fit(str(step), float(step)))


async def tick_options(scene: Scene, standing: InGuide, which: Literal["all", "none"]) -> None:
    question = (await talk_of(scene, standing)).standing
    if question is None or question.type != "tick":
        await ask(scene)
        return
    await answer(scene, standing, fitting.ticked(question, which, scene.language))


async def measures(scene: Scene, group_id: str) -> None:
    """The measures that fit a question, to choose from; never a recommendation of one of them."""
    group = next((group for group in scene.opened.routine.measures if group.id == group_id), None)
    if group is not None:
        owner = group.lender or scene.opened.routine.source
        listed = tuple(measure.text for measure in group.measures)
        scene.say(MeasuresShown(group=group.id, name=group.name, measures=listed, cite=owner.cite))


async def skip(scene: Scene) -> None:
    standing = scene.standing
    if not isinstance(standing, InGuide):
        scene.say(Phrase(kind="nothing_to_steer"))
        return
    talk = await talk_of(scene, standing)
    question, run = talk.standing, run_of(scene, standing)
    if question is not None:
        if not question.skippable:
            scene.say(Phrase(kind="not_skippable"))
        else:
            await scene.do(SkipQuestion(run=run.id, question=question.id))
            scene.say(OfQuestion(kind="skipped", question=question.id, number=talk.number(question.id)))
    await ask(scene)


async def go_back(scene: Scene) -> None:
    """To the question before. Nothing that was answered is undone."""
    standing = scene.standing
    if isinstance(standing, InGuide):
        talk = await talk_of(scene, standing)
        before = talk.before(talk.standing.id if talk.standing else None)
        if before is None:
            scene.say(Phrase(kind="first_question"))
        else:
            await _to(scene, standing, before)
        await ask(scene)
    elif standing is not None:
        leave(scene, standing)
    else:
        scene.say(Phrase(kind="nothing_to_steer"))


async def go_to(scene: Scene, number: int) -> None:
    """To a question by its number, to answer it again."""
    standing = scene.standing
    assert isinstance(standing, InGuide)
    run = run_of(scene, standing)
    talk = scene.opened.talk(run, scene.today)
    if 1 <= number <= len(talk.questions):
        await _to(scene, standing, talk.questions[number - 1])
    else:
        scene.say(NoSuchQuestion(total=len(talk.questions)))
    await ask(scene)


async def _to(scene: Scene, standing: InGuide, question: Question) -> None:
    await scene.do(GoToQuestion(run=standing.run, question=question.id))


async def pause(scene: Scene) -> None:
    """Everything is stored already; the place is kept by the notes themselves."""
    standing = scene.standing
    if standing is None:
        scene.say(Phrase(kind="nothing_to_steer"))
        return
    leave(scene, standing)


def leave(scene: Scene, standing: Standing) -> None:
    """Out of what stands. A worry without a label is in no case, so nothing may be said to be stored."""
    scene.standing = None
    scene.say(Phrase(kind="label_left" if isinstance(standing, WaitsForLabel) else "paused"))


async def resume(scene: Scene) -> None:
    """The talk that is open in this case, else the decision that waits, else what to do now."""
    if not await need_case(scene):
        return
    run = scene.opened.file.open_run()
    if run is not None and scene.plan.is_open:
        guide = scene.opened.routine.guide(run.guide_id)
        _say_resumed(scene, guide)
        await _enter(scene, guide, run)
        return
    if scene.plan.decision is not None:
        scene.standing = WaitsForDecision(decision=scene.plan.decision.id)
        decisions.ask(scene, scene.plan.decision)
        return
    scene.say(Phrase(kind="nothing_to_resume"))
    offers.what_now(scene)


async def summary(scene: Scene) -> None:
    """What is written so far: the first worry, the answers of each talk, and loose notes."""
    if not await need_case(scene):
        return
    lines = [_line(scene, note) for note in _latest(scene.opened.file.counting_notes())]
    told = choosing.told(scene.plan) if scene.plan.is_open else ()
    if not lines and not told:
        scene.say(OfCase(kind="summary_empty", case=scene.name))
        return
    of_routine = bool(told) or any(line.asked for line in lines)
    cite = scene.opened.routine.source.cite if of_routine else None
    scene.say(Summary(case=scene.name, lines=tuple(lines), told=told, cite=cite))


def _latest(notes: Iterable[Note]) -> Iterable[Note]:
    """The notes with words; of each question of a walk the last."""
    latest: dict[tuple[object, object], Note] = {}
    for note in notes:
        if note.text:
            latest[(note.run_id, note.question_id or note.number)] = note
    return latest.values()


def _line(scene: Scene, note: Note) -> SummaryLine:
    question = scene.opened.routine.questions.get(note.question_id or "")
    asked = question.text if question else None
    return SummaryLine(question=question.id if question else None, asked=asked, text=Private(private=note.text or ""))
