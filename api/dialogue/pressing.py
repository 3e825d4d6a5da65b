"""A button does what it says, where it was offered; any other lets what stands be seen again."""

from __future__ import annotations

from uuid import UUID

from api.dialogue import (
    answering,
    cases,
    decisions,
    editing,
    guides,
    handing,
    keeping,
    longer,
    members,
    naming,
    plans,
    reminders,
    smalltalk,
    undoing,
)
from api.dialogue.acts import OfCase, Phrase
from api.dialogue.commands import obey, stand_again
from api.dialogue.payloads import (
    Answering,
    AnswerOffer,
    AskLonger,
    AskMembers,
    AskTopic,
    Belongs,
    CloseCase,
    CommandButton,
    DecideButton,
    MoveNoteButton,
    NoLonger,
    OtherDay,
    OwnDay,
    Payload,
    PickMember,
    Placed,
    RefuseConsent,
    Remind,
    ReminderDone,
    ReopenCase,
    SetOwnDay,
    ShowAlarm,
    ShowAll,
    ShowMeasures,
    Snooze,
    SpeakOf,
    StartGuide,
    StartOf,
    TickButton,
    Undo,
    UndoEntry,
    WasAnswer,
    WasQuestion,
)
from api.dialogue.reading.judge import asks_for
from api.dialogue.scene import Scene
from api.dialogue.standings import label, reopen
from api.dialogue.standings.day import set_own_date
from api.dialogue.standings.talk import InGuide
from api.errors import NotFound


async def press(scene: Scene, payload: Payload | None) -> None:
    if isinstance(payload, CommandButton):
        await obey(scene, payload.command)
    elif payload is None or not _is_its_place(scene, payload):
        _say_why_not(scene, payload)
        await stand_again(scene)
    elif scene.standing is None or not await scene.standing.press(scene, payload):
        await _do(scene, payload)


def _say_why_not(scene: Scene, payload: Payload | None) -> None:
    """Why a button of an earlier reply does nothing now."""
    at = payload.at if isinstance(payload, Placed) else None
    if at is None or scene.case is None:
        return
    is_here = at.split(".")[0] == scene.place.split(".")[0]
    scene.say(OfCase(kind="button_moved" if is_here else "button_elsewhere", case=scene.name))


def _is_its_place(scene: Scene, payload: Payload) -> bool:
    """Whether the case is where the button was offered, and the question it answers is the one that stands."""
    if isinstance(payload, Placed) and payload.at is not None:
        return scene.case is not None and payload.at == scene.place
    if isinstance(payload, Answering) and payload.of is not None:
        return scene.standing is not None and scene.standing.is_asked(scene, payload.of)
    return True


async def _do(scene: Scene, payload: Payload) -> None:
    match payload:
        case TickButton():
            await decisions.tick(scene, payload.tick, payload.then)
        case DecideButton():
            await decisions.decide(scene, payload.decide, payload.outcome, anyway=payload.anyway)
        case RefuseConsent():
            await decisions.consent_refused(scene)
        case StartGuide():
            await guides.start(scene, payload.guide)
        case SpeakOf():
            await _speak_of(scene, payload.case)
        case OwnDay():
            await decisions.own_day(scene, payload.own_day)
        case OtherDay():
            await decisions.other_day(scene, payload.day_of)
        case SetOwnDay():
            await set_own_date(scene, payload.set_day, payload.on)
        case ShowAll():
            await plans.every_task(scene)
            await stand_again(scene)
        case ShowMeasures() if scene.case is not None:
            guides.measures(scene, payload.measures)
            await stand_again(scene)
        case AnswerOffer():
            await handing.answer(scene, payload)
        case AskMembers() if scene.case is not None:
            await members.begin(scene, payload.members)
        case PickMember() if scene.case is not None:
            await members.begin(scene, payload.change, payload.picked)
        case AskLonger():
            await longer.of_case(scene, payload.keep)
        case NoLonger():
            await longer.take_back(scene, payload)
        case ReminderDone():
            await reminders.done(scene, payload)
        case Snooze():
            await reminders.snooze(scene, payload)
        case Remind():
            await reminders.switch(scene, on=payload.remind)
        case ShowAlarm():
            smalltalk.what_to_do(scene, payload.danger)
            if scene.standing is not None:
                await scene.standing.ask_again(scene)
        case AskTopic():
            await answering.tell(scene, payload.topic)
        case StartOf():
            await label.start_of(scene, payload.start_of)
        case Belongs():
            await _belongs(scene, payload)
        case MoveNoteButton():
            if not await naming.move(scene, payload.move, payload.to):
                await stand_again(scene)
        case WasAnswer():
            await keeping.was_answer(scene, payload.was_answer, payload.run, payload.question)
        case WasQuestion():
            await _was_question(scene, payload.was_question)
        case UndoEntry() if scene.case is not None:
            if not await undoing.of_entry(scene, payload.entry):
                await stand_again(scene)
        case Undo():
            if not await undoing.of_turn(scene, payload.undo):
                await stand_again(scene)
        case CloseCase(close=True, at=str()):  # what was asked then is asked anew
            await cases.ask_close(scene)
        case ReopenCase(reopen=True, at=str()):
            await reopen.WaitsForReopen().ask(scene)
        case _:  # it answers what stands no more
            scene.say(Phrase(kind="button_past"))
            await stand_again(scene)


async def _speak_of(scene: Scene, case_id: UUID) -> None:
    try:
        opened = await scene.load(case_id)
    except NotFound:
        await cases.listing(scene)
        return
    await cases.speak_of(scene, opened)


async def _belongs(scene: Scene, payload: Belongs) -> None:
    moved = await editing.move(scene, payload.belongs, payload.run, payload.question)
    if moved and isinstance(scene.standing, InGuide):
        await scene.standing.ask(scene)
    elif moved and scene.standing is None and scene.opened.file.run(payload.run) == scene.opened.file.open_run():
        await InGuide(run=payload.run).ask(scene)  # the talk waited since another day
    else:
        await stand_again(scene)


async def _was_question(scene: Scene, turn_id: UUID) -> None:
    """Takes the note of an earlier turn back and answers what it asked."""
    turn = await scene.records.earlier(turn_id)
    entry = await _entry_of(scene, turn_id) if turn is not None else None
    if turn is None or entry is None:
        await stand_again(scene)
        return
    await keeping.take_back(scene, entry)
    scene.asked_text = turn.text  # in which the question's words are searched
    await obey(scene, asks_for(turn.ranking))


async def _entry_of(scene: Scene, turn_id: UUID) -> int | None:
    """The entry that wrote the turn's note, while it counts; when another case is spoken of since, back to where it lies."""
    written = [one for one in await scene.cases.written_in(turn_id) if one.kind in ("answer", "loose")]
    if written and (scene.case is None or scene.case.case.id != written[0].case_id):
        try:
            await cases.turn_to(scene, await scene.load(written[0].case_id))
        except NotFound:
            return None
    counting = {note.entry for note in scene.case.file.counting_notes()} if scene.case else set()
    return next((one.entry for one in written if one.entry in counting), None)
