"""Where a turn goes: a button does what it says, an answer is stored where it was asked for, a command is obeyed.

After a command the same question stands again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from api.dialogue import (
    absences,
    cases,
    decisions,
    editing,
    guides,
    keeping,
    languages,
    naming,
    plans,
    reports,
    shared,
    smalltalk,
)
from api.dialogue.acts import Alarm, Cited, NoteKept, OfCase, Phrase
from api.dialogue.payloads import (
    Answering,
    Belongs,
    ChooseOption,
    CloseCase,
    Command,
    DaysAgo,
    Decide,
    GoToQuestion,
    MoveNote,
    NamePeriod,
    OwnDay,
    Payload,
    PickEvery,
    Placed,
    RefuseConsent,
    ScaleStep,
    ShowMeasures,
    SpeakOf,
    StartGuide,
    Tick,
    TickOptions,
    WasAnswer,
    WasQuestion,
    read,
)
from api.dialogue.reading.judge import STEERING, asks_for
from api.dialogue.route import Route, is_sure, route, top
from api.dialogue.scene import Scene
from api.dialogue.standing import (
    InGuide,
    Standing,
    WaitsForClose,
    WaitsForDay,
    WaitsForDecision,
    WaitsForLabel,
    WaitsForPeriod,
    WaitsForPick,
    WaitsForReport,
)
from api.errors import NotFound

Handler = Callable[[Scene], Awaitable[None]]

COMMANDS: dict[str, Handler] = {
    "greet": smalltalk.greet,
    "goodbye": smalltalk.goodbye,
    "thanks": smalltalk.thanks,
    "help": smalltalk.help_,
    "off_topic": smalltalk.off_topic,
    "reminder": smalltalk.reminder,
    "export": smalltalk.export,
    "start_case": cases.start,
    "list_cases": cases.listing,
    "switch_case": cases.switch,
    "close_case": cases.ask_close,
    "reopen_case": cases.reopen,
    "whats_next": plans.whats_next,
    "ask_level": plans.ask_level,
    "ask_deadline": plans.ask_deadline,
    "ask_who": plans.ask_who,
    "ask_why": plans.ask_why,
    "ask_document": plans.ask_document,
    "ask_threshold": absences.ask_threshold,
    "ask_help_service": shared.ask_help_service,
    "start_guide": guides.start,
    "skip": guides.skip,
    "go_back": guides.go_back,
    "repeat_question": guides.resume,
    "pause": guides.pause,
    "resume": guides.resume,
    "edit_answer": editing.edit,
    "summary": guides.summary,
    "concern_confirmed": lambda scene: decisions.judged(scene, "concern_confirmed"),
    "concern_cleared": lambda scene: decisions.judged(scene, "concern_cleared"),
    "affirm": smalltalk.unclear,
    "deny": smalltalk.unclear,
    "answer": smalltalk.loose_note,
    "acute": smalltalk.acute,
}


async def take(scene: Scene) -> None:
    """Leads the turn to its handler. Afterwards what stood before stands again, unless the handler changed it."""
    before = scene.standing
    asked = before if isinstance(before, WaitsForReport) else None
    if asked is not None:
        if await reports.answered(scene, asked, _pressed(scene), typed=scene.turn.payload is None):
            await _cite(scene)
            return
        before = scene.standing = None  # whatever else it is, it is dealt with as if the question did not stand
    await _take(scene, before)
    if asked is not None:
        reports.remind(scene, asked)
    await _cite(scene)


async def _take(scene: Scene, before: Standing | None) -> None:
    if scene.turn.payload is not None:
        await _press(scene, _pressed(scene))
    elif scene.verdict.kind != "acute" and (named := await cases.named_to_switch(scene)) is not None:
        await cases.speak_of(scene, named)
    else:
        await _typed(scene, before)


async def _cite(scene: Scene) -> None:
    """The reference the routine's owner asks for, when the reply shows its text and does not name a source already."""
    if not any(act.shows_routine for act in scene.acts) or any(act.names_source for act in scene.acts):
        return
    cite = (await plans.routine_of(scene)).source.cite
    if cite is not None:
        scene.say(Cited(cite=cite))


def _pressed(scene: Scene) -> Payload | None:
    return read(scene.turn.payload) if scene.turn.payload is not None else None


async def _press(scene: Scene, payload: Payload | None) -> None:
    before = scene.standing
    if isinstance(payload, Command):
        await _command(scene, payload.command, before)
    elif payload is None or not await _may_work(scene, payload, before):
        await _stand_again(scene, before)
    else:
        await _do(scene, payload, before)


async def _may_work(scene: Scene, payload: Payload, before: Standing | None) -> bool:
    """Whether the case is where a button was offered, and the question it answers is the one that stands."""
    if isinstance(payload, Placed) and payload.at is not None:
        return scene.case is not None and payload.at == scene.place
    if isinstance(payload, Answering) and payload.of is not None:
        return isinstance(before, InGuide) and await guides.asks(scene, before, payload.of)
    return True


async def _do(scene: Scene, payload: Payload, before: Standing | None) -> None:
    match payload:
        case Tick():
            await decisions.tick(scene, payload.tick, payload.then)
        case Decide():
            await decisions.decide(scene, payload.decide, payload.outcome, anyway=payload.anyway)
        case RefuseConsent():
            await decisions.consent_refused(scene)
        case StartGuide():
            await guides.start(scene, payload.guide)
        case SpeakOf():
            await _speak_of(scene, payload.case)
        case OwnDay():
            await decisions.own_day(scene, payload.own_day)
        case DaysAgo() if isinstance(before, WaitsForDay):
            await decisions.day_given(scene, before, days_ago=payload.days_ago)
        case ChooseOption() if isinstance(before, InGuide):
            await guides.choose_option(scene, before, payload.option)
        case ScaleStep() if isinstance(before, InGuide):
            await guides.choose_step(scene, before, payload.scale)
        case TickOptions() if isinstance(before, InGuide):
            await guides.tick_options(scene, before, payload.ticked)
        case ShowMeasures() if scene.case is not None:
            await guides.measures(scene, payload.measures)
            await _stand_again(scene, before)
        case PickEvery() if isinstance(before, WaitsForPick):
            await guides.pick(scene, before, every=True)
        case NamePeriod() if isinstance(before, WaitsForPeriod):
            await absences.period_given(scene, before, absences.PERIODS[payload.period])
        case GoToQuestion() if isinstance(before, InGuide):
            await guides.go_to(scene, payload.edit)
        case CloseCase() if isinstance(before, WaitsForClose):
            await _close(scene, before, agreed=payload.close)
        case Belongs():
            moved = await editing.move(scene, payload.belongs, payload.run, payload.question)
            await guides.ask(scene) if moved and isinstance(before, InGuide) else await _stand_again(scene, before)
        case MoveNote():
            if not await naming.move(scene, payload.move, payload.to):
                await _stand_again(scene, before)
        case WasAnswer():
            await keeping.was_answer(scene, payload.was_answer, payload.run, payload.question)
        case WasQuestion():
            await _was_question(scene, payload.was_question, before)
        case _:  # a button of an earlier reply: what stands now comes again
            await _stand_again(scene, before)


async def _speak_of(scene: Scene, case_id: UUID) -> None:
    try:
        opened = await cases.load(scene, case_id)
    except NotFound:
        await cases.listing(scene)
        return
    await cases.speak_of(scene, opened)


async def _was_question(scene: Scene, turn_id: UUID, before: Standing | None) -> None:
    """Takes the note of an earlier turn back and answers what it asked."""
    spoken_of = scene.case
    entry = await _entry_of_turn(scene, turn_id)
    if scene.case is not spoken_of:
        before = None  # what stood belongs to the other case
    if entry is None:
        await _stand_again(scene, before)
        return
    await keeping.take_back(scene, entry)
    asked = await _asked_in(scene, turn_id)
    await _command(scene, asked, before)


async def _entry_of_turn(scene: Scene, turn_id: UUID) -> int | None:
    """The entry that wrote the turn's note, while it counts; when another case is spoken of since, back to where it lies."""
    if await scene.earlier(turn_id) is None:
        return None
    written = [one for one in await scene.cases.written_in(turn_id) if one.kind in ("answer", "loose")]
    if written and (scene.case is None or scene.case.case.id != written[0].case_id):
        try:
            await cases.turn_to(scene, await cases.load(scene, written[0].case_id))
        except NotFound:
            return None
    counting = {note.entry for note in scene.case.file.counting_notes()} if scene.case else set()
    return next((one.entry for one in written if one.entry in counting), None)


async def _asked_in(scene: Scene, turn_id: UUID) -> str:
    """The command the earlier turn most looked like; its text is what the question's words are searched in."""
    turn = await scene.earlier(turn_id)
    assert turn is not None
    scene.asked_text = turn.text
    return asks_for(turn.ranking or [])


_GOES = frozenset(("go_back", "repeat_question"))  # what “tilbake til det om lekser” may be taken for
_LEADS_ON = STEERING | {"edit_answer", "summary", "start_guide"}  # what may still be said to a talk at its end


async def _command(scene: Scene, name: str, before: Standing | None) -> None:
    """Obeys, then lets the same question stand again if it still does.

    A talk without a question left ends first: what is asked about the case is another afterwards.
    """
    if isinstance(before, InGuide) and name not in _LEADS_ON and await guides.is_at_its_end(scene, before):
        await guides.ask(scene)
        before = scene.standing
    if name in _GOES and await editing.go_by_words(scene):
        return
    if await _about_others(scene, name, before):
        return
    await COMMANDS.get(name, smalltalk.unclear)(scene)
    moved_on = name in (
        "skip",
        "go_back",
        "repeat_question",
        "pause",
        "resume",
        "edit_answer",
        "start_guide",
        "switch_case",
    )
    if before is not None and not moved_on and scene.standing == before and name not in ("close_case", "start_case"):
        await _stand_again(scene, before)


async def _about_others(scene: Scene, name: str, before: Standing | None) -> bool:
    """What is asked about a pupil that is not spoken of; True when it is answered. Where nothing stands it is spoken of from here."""
    if name not in naming.QUESTIONS | naming.DEEDS:
        return False
    found = await naming.named(scene)
    if not naming.others(scene, found):
        return False
    if name in naming.QUESTIONS and (before is not None or len(found) > 1):
        for one in found:
            await naming.answer_about(scene, one, COMMANDS[name])
        if before is not None:
            naming.say_whose(scene)
            await _stand_again(scene, before)
        return True
    if len(found) > 1:
        cases.ask_which(scene, found)
        return True
    await cases.turn_to(scene, found[0])
    return False


async def _stand_again(scene: Scene, standing: Standing | None) -> None:
    match standing:
        case InGuide():
            await guides.ask(scene, again=bool(scene.acts))
        case WaitsForDecision():
            decision = next((d for d in scene.plan.level.decisions if d.id == standing.decision), None)
            if decision is not None:
                decisions.ask(scene, decision)
            else:  # made meanwhile, from another device
                scene.standing = None
                await plans.whats_next(scene)
        case WaitsForDay():
            scene.say(Phrase(kind="ask_day"))
        case WaitsForPick():
            await guides.pick_again(scene, standing)
        case WaitsForPeriod():
            absences.ask_again(scene)
        case WaitsForLabel():
            scene.say(Phrase(kind="ask_label_again"))
        case WaitsForClose():
            scene.say(OfCase(kind="confirm_close", case=scene.name))
        case None:
            if not scene.acts:
                await plans.whats_next(scene)


async def _acute(scene: Scene, before: Standing | None) -> None:
    """The note is kept first; then the fixed text. The talk waits and is never blocked."""
    await smalltalk.keep(scene, before)
    await smalltalk.acute(scene)
    scene.acts.sort(key=lambda act: not isinstance(act, Alarm))  # before anything else that is said


async def _typed(scene: Scene, before: Standing | None) -> None:
    if scene.verdict.kind != "acute" and await _edits(scene, before):
        return
    may_tell = isinstance(before, WaitsForDecision | None) or (
        isinstance(before, InGuide) and scene.verdict.kind in ("command", "both")
    )
    named = await naming.named(scene) if may_tell else []
    if (
        isinstance(before, WaitsForDecision)
        and scene.verdict.kind in ("answer", "doubtful")
        and naming.others(scene, named)
    ):
        before = scene.standing = None  # it tells of another pupil: the judgement waits in its own case
    taken = route(scene, named)
    spoken_of = scene.case
    tells = before is None and _keeps(scene, taken)
    moves = await naming.to_where_the_note_lies(scene, named) if tells else []
    turned = scene.case is not spoken_of and taken.way != "acute"
    if turned and (told := reports.heard(scene, before)) is not None:
        taken = Route("report", told=told)
    await _follow(scene, taken, before)
    if taken.way != "report":  # a note may be moved, what is entered with it may not
        naming.offer_moves(scene, moves)


def _keeps(scene: Scene, taken: Route) -> bool:
    """Whether the words become a note of a case."""
    is_note = taken == Route("command", "answer") or (taken.way == "absence" and absences.keeps(scene))
    return is_note or taken.way == "acute"


async def _edits(scene: Scene, before: Standing | None) -> bool:
    """“Spørsmål 2” and “det var torsdag, ikke tirsdag” are about an earlier answer, whatever they look like."""
    if isinstance(before, InGuide | WaitsForDecision | None) and await editing.go_by_number(scene):
        return True
    if not isinstance(before, InGuide):
        return False
    may_correct = scene.verdict.kind in ("answer", "doubtful") or scene.verdict.intent == "edit_answer"
    return may_correct and await editing.corrected(scene, scene.opened.file.run(before.run))


async def _follow(scene: Scene, taken: Route, before: Standing | None) -> None:
    match taken.way:
        case "acute":
            await _acute(scene, before)
        case "ticked":
            await decisions.tick(scene, taken.name)
        case "report" if taken.told is not None:
            await reports.begin(scene, taken.told)
        case "language":
            languages.choose(scene, "nn" if taken.name == "nn" else "nb")
            await _stand_again(scene, before)
        case "machine":
            asked = await keeping.asked_now(scene, before) if isinstance(before, InGuide) else None
            await smalltalk.off_topic(scene)
            await _stand_again(scene, before)
            if isinstance(before, InGuide):
                keeping.offer_answer(scene, before, asked)
        case "both" if not isinstance(before, InGuide):
            await smalltalk.keep(scene, before)
            await _command(scene, str(taken.intent), before)
            scene.say(NoteKept(case=scene.name))
        case "both":
            assert isinstance(before, InGuide)
            # What is told before a pause answers the question; other steering says that nothing did.
            await keeping.note_beside(scene, before, steers=taken.intent in STEERING - {"pause"})
            await _command(scene, str(taken.intent), before)
        case "command":
            await _obey(scene, str(taken.intent), before)
        case "given" if before is not None:
            await _given(scene, before)
        case "absence":
            await absences.told(scene)
            if before is not None and scene.standing == before:
                await _stand_again(scene, before)
        case "topic":
            await shared.tell(scene, taken.name)
        case _:
            await smalltalk.unclear(scene)


async def _obey(scene: Scene, intent: str, before: Standing | None) -> None:
    match before:
        case InGuide():
            asked = await keeping.asked_now(scene, before)
            await _command(scene, intent, before)
            keeping.offer_answer(scene, before, asked)
        case WaitsForPeriod():
            scene.standing = None
            await _command(scene, intent, None)
        case WaitsForClose():
            scene.standing = InGuide(run=before.run) if before.run else None
            await _command(scene, intent, scene.standing)
        case _:
            await _command(scene, intent, before)


async def _given(scene: Scene, before: Standing) -> None:
    """What stood gets its answer."""
    match before:
        case InGuide():
            await guides.answer(scene, before)
        case WaitsForLabel():
            await cases.label_given(scene, before)
        case WaitsForDay():
            await decisions.day_given(scene, before)
        case WaitsForPick():
            await guides.pick(scene, before)
        case WaitsForPeriod():
            await absences.period_given(scene, before, scene.text)
        case WaitsForClose():
            await _yes_or_no(scene, before)
        case WaitsForDecision():
            kept = top(scene) not in ("affirm", "deny")
            if kept:
                await smalltalk.keep(scene, before)
            if kept and scene.verdict.kind == "answer":
                scene.say(NoteKept(case=scene.name))
            else:
                scene.say(Phrase(kind="decision_unclear"))
            await _stand_again(scene, before)


async def _yes_or_no(scene: Scene, before: WaitsForClose) -> None:
    said = top(scene)
    if said == "deny" or (said in ("affirm", "close_case") and is_sure(scene)):
        await _close(scene, before, agreed=said != "deny")
    else:
        await smalltalk.keep(scene, before)
        await _stand_again(scene, before)


async def _close(scene: Scene, before: WaitsForClose, *, agreed: bool) -> None:
    """Closes the case, or leads back into the talk in which closing was asked for."""
    await cases.close(scene, agreed=agreed)
    if not agreed and before.run is not None:
        scene.standing = InGuide(run=before.run)
        await guides.ask(scene, again=True)
