"""Talks: starting one, skipping and going back in it, leaving it and coming back, and what is written so far."""

from __future__ import annotations

from collections.abc import Iterable

from api.dialogue import offers
from api.dialogue.acts import (
    ExportOffered,
    GuideElsewhere,
    GuideName,
    GuideResumed,
    GuideStarted,
    MeasuresShown,
    NoteKept,
    OfCase,
    Offer,
    Phrase,
    Private,
    Summary,
    SummaryLine,
    plain_words,
)
from api.dialogue.cases import need_case
from api.dialogue.reading.captions import nearly
from api.dialogue.reading.judge import words
from api.dialogue.reading.mentions import AUDIENCES, TALKS, named
from api.dialogue.reading.question import purely_asks
from api.dialogue.scene import Scene
from api.dialogue.standings import decision as decisions
from api.dialogue.standings.pick import WaitsForPick
from api.dialogue.standings.talk import InGuide
from api.engine.casefile import Note, Run
from api.engine.commands import GoToQuestion, StartTalk
from api.engine.schema import Guide, Level, Text
from api.wording import choosing
from api.wording.captions import captions_of
from api.wording.pieces import LevelName

STEERS = 3  # words
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
        scene.say(Phrase(kind="no_guide", offers=tuple(offers.beside(scene))))
    elif len(fitting) > 1:
        choices = tuple(offers.guide_button(scene, guide) for guide in fitting)
        scene.say(Phrase(kind="which_guide", offers=choices))
    else:
        await _lead(scene, fitting[0])


def offered(scene: Scene) -> tuple[Offer, ...]:
    """The talks the text may mean, to be started with a tap."""
    return tuple(offers.guide_button(scene, guide) for guide in _fitting(scene))


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
        WaitsForPick(run=run.id).ask(scene)
    else:
        await InGuide(run=run.id).ask(scene)


def _cite(scene: Scene, guide: Guide) -> Text | None:
    """The reference the owner of the questions asks for, if any."""
    return guide.lender.cite if guide.lender else None if guide.ours else scene.opened.routine.source.cite


def measures(scene: Scene, group_id: str) -> None:
    """The measures that fit a question, to choose from; never a recommendation of one of them."""
    group = next((group for group in scene.opened.routine.measures if group.id == group_id), None)
    if group is not None:
        owner = group.lender or scene.opened.routine.source
        listed = tuple(measure.text for measure in group.measures)
        scene.say(MeasuresShown(group=group.id, name=group.name, measures=listed, cite=owner.cite))


async def skip(scene: Scene) -> None:
    standing = scene.standing
    if not isinstance(standing, InGuide):
        await _nothing_to_steer(scene)
        return
    question = standing.talk(scene).standing
    if question is not None and not question.skippable:
        scene.say(Phrase(kind="not_skippable"))
    elif question is not None:
        await standing.pass_over(scene, question)
    await standing.ask(scene)


async def _nothing_to_steer(scene: Scene) -> None:
    """“Gå videre likevel” where no talk is led: the judgement that leads on is asked for. More than a few words tell something."""
    ahead = scene.plan.level.decisions if scene.has_open_case else []
    if ahead and scene.turn.payload is None and any(nearly(scene.text, one) for one in captions_of("anyway")):
        decisions.ask(scene, scene.plan.decision or ahead[0])
    elif scene.has_open_case and scene.turn.payload is None and _tells(scene.text):
        await scene.note()
        scene.say(NoteKept(case=scene.name, offers=tuple(offers.beside(scene))))
    else:
        scene.say(Phrase(kind="nothing_to_steer"))


def _tells(text: str) -> bool:
    return words(text) > STEERS and not purely_asks(text)


async def go_back(scene: Scene) -> None:
    """To the question before. Nothing that was answered is undone."""
    standing = scene.standing
    if not isinstance(standing, InGuide):
        await pause(scene)
        return
    talk = standing.talk(scene)
    before = talk.before(talk.standing.id if talk.standing else None)
    if before is None:
        scene.say(Phrase(kind="first_question"))
    else:
        await scene.do(GoToQuestion(run=standing.run, question=before.id))
    await standing.ask(scene)


async def pause(scene: Scene) -> None:
    """Out of what stands. Everything is stored already; the place in a talk is kept by the notes themselves."""
    if scene.standing is None:
        await _nothing_to_steer(scene)
        return
    before, scene.standing = scene.standing, None
    scene.say(Phrase(kind=before.left))
    await before.let_go(scene)


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


async def export(scene: Scene) -> None:
    """Where everything in the case can be got. It is fetched on a page, where it is noted who got it."""
    if await need_case(scene):
        address = f"/cases/{scene.opened.case.id}/export"
        scene.say(ExportOffered(case=scene.name, page=f"{address}.html", data=f"{address}.json"))


def _latest(notes: Iterable[Note]) -> Iterable[Note]:
    """The notes with words; of each question of a walk the last."""
    latest: dict[tuple[object, object], Note] = {}
    for note in notes:
        if note.text and note.kind != "label":
            latest[(note.run_id, note.question_id or note.number)] = note
    return latest.values()


def _line(scene: Scene, note: Note) -> SummaryLine:
    question = scene.opened.routine.questions.get(note.question_id or "")
    asked = question.text if question else None
    text = Private(private=note.text or "")
    is_reason = note.kind == "reason"
    return SummaryLine(question=question.id if question else None, asked=asked, text=text, is_reason=is_reason)
