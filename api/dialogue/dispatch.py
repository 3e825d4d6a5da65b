"""Where a turn goes: a button does what it says, an answer is stored where it was asked for, a command is obeyed.

After a command the same question stands again.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from api.cases.models import Note
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
from api.dialogue.acts import Act
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
from api.wording.texts import say

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
    payload = _pressed(scene)
    asked = before if isinstance(before, WaitsForReport) else None
    if asked is not None:
        if await reports.answered(scene, asked, payload):
            await _cite(scene)
            return
        before = scene.standing = None  # whatever else it is, it is dealt with as if the question did not stand
    await _take(scene, payload, before)
    if asked is not None:
        reports.remind(scene, asked)
    await _cite(scene)


async def _take(scene: Scene, payload: dict[str, Any] | str | None, before: Standing | None) -> None:
    if payload is not None:
        await _press(scene, payload)
    elif scene.verdict.kind != "acute" and (named := await cases.named_to_switch(scene)) is not None:
        await cases.speak_of(scene, named)
    else:
        await _typed(scene, before)


# What shows text of the routine; questions of a talk stand under the reference given at its start.
_OF_THE_ROUTINE = frozenset(("sentences", "ask_decision", "needs_first", "outcome_noted", "case_list"))


async def _cite(scene: Scene) -> None:
    """The reference the routine's owner asks for, when the reply shows its text and does not name a source already."""
    if not any(act.kind in _OF_THE_ROUTINE for act in scene.acts):
        return
    cited = (await plans.routine_words(scene)).cited([])
    said = "\n".join(value for act in scene.acts for value in act.values.values())
    source = say("cite", scene.language, cite="").split(":")[0]
    if cited and f"{source}:" not in said:
        scene.acts.append(Act(kind="sentences", values={"words": cited[0]}))


def _pressed(scene: Scene) -> dict[str, Any] | str | None:
    """The meaning of a button of ours: its data, or the command it stands for."""
    if scene.turn.payload is None:
        return None
    name, brace, data = scene.turn.payload.partition("{")
    if name == "/press":
        pressed: dict[str, Any] = json.loads(brace + data)
        return pressed
    return name.removeprefix("/")


async def _press(scene: Scene, payload: dict[str, Any] | str) -> None:
    before = scene.standing
    if isinstance(payload, str):
        await _command(scene, payload, before)
        return
    if "at" in payload and (scene.case is None or payload["at"] != scene.place):
        await _stand_again(scene, before)  # offered in another case, or before the case moved on
        return
    if "of" in payload and not (isinstance(before, InGuide) and await guides.asks(scene, before, payload["of"])):
        await _stand_again(scene, before)  # the answer to another question than the one that stands
        return
    match payload:
        case {"tick": task, **rest}:
            await decisions.tick(scene, task, rest.get("then"))
        case {"decide": decision, "outcome": outcome, **rest}:
            await decisions.decide(scene, decision, outcome, anyway=bool(rest.get("anyway")))
        case {"consent": False}:
            await decisions.consent_refused(scene)
        case {"guide": guide}:
            await guides.start(scene, guide)
        case {"case": case_id}:
            await _speak_of(scene, UUID(case_id))
        case {"own_day": deadline}:
            await decisions.own_day(scene, deadline)
        case {"days_ago": days} if isinstance(before, WaitsForDay):
            await decisions.day_given(scene, before, days_ago=int(days))
        case {"option": option} if isinstance(before, InGuide):
            await guides.choose_option(scene, before, option)
        case {"scale": step} if isinstance(before, InGuide):
            await guides.choose_step(scene, before, str(step))
        case {"ticked": which} if isinstance(before, InGuide):
            await guides.tick_options(scene, before, str(which))
        case {"measures": group} if scene.case is not None:
            await guides.measures(scene, str(group))
            await _stand_again(scene, before)
        case {"pick": _} if isinstance(before, WaitsForPick):
            await guides.pick(scene, before, every=True)
        case {"period": named} if isinstance(before, WaitsForPeriod):
            await absences.period_given(scene, before, str(named))
        case {"edit": number} if isinstance(before, InGuide):
            await guides.go_to(scene, int(number))
        case {"close": agreed} if isinstance(before, WaitsForClose):
            await _close(scene, before, agreed=bool(agreed))
        case {"belongs": turn_id, "run": run, "question": question}:
            moved = await editing.move(scene, UUID(turn_id), UUID(run), str(question))
            await guides.ask(scene) if moved and isinstance(before, InGuide) else await _stand_again(scene, before)
        case {"move": turn_id, "to": case_id}:
            if not await naming.move(scene, UUID(turn_id), UUID(case_id)):
                await _stand_again(scene, before)
        case {"was_answer": turn_id, "run": run, "question": question}:
            await keeping.was_answer(scene, UUID(turn_id), UUID(run), str(question))
        case {"was_question": turn_id}:
            await _was_question(scene, UUID(turn_id), before)
        case _:  # a button of an earlier reply: what stands now comes again
            await _stand_again(scene, before)


async def _speak_of(scene: Scene, case_id: UUID) -> None:
    try:
        opened = await scene.cases.get(case_id, reading="chat")
    except NotFound:
        await cases.listing(scene)
        return
    await cases.speak_of(scene, opened)


async def _was_question(scene: Scene, turn_id: UUID, before: Standing | None) -> None:
    """Takes the note of an earlier turn back and answers what it asked."""
    spoken_of = scene.case
    note = await _note_of_turn(scene, turn_id)
    if scene.case is not spoken_of:
        before = None  # what stood belongs to the other case
    if note is None:
        await _stand_again(scene, before)
        return
    await keeping.take_back(scene, note)
    asked = await _asked_in(scene, turn_id)
    await _command(scene, asked, before)


async def _note_of_turn(scene: Scene, turn_id: UUID) -> Note | None:
    """The note that still counts; when another case is spoken of since, back to the case it lies in."""
    if await scene.earlier(turn_id) is None:
        return None
    written = await scene.cases.notes_of_turn(turn_id)
    notes = [note for note in written if note.kind in ("answer", "loose")]
    if notes and (scene.case is None or scene.case.case.id != notes[0].case_id):
        try:
            await cases.turn_to(scene, await scene.cases.get(notes[0].case_id, reading="chat"))
        except NotFound:
            return None
    counting = {note.id for note in scene.case.counting_notes()} if scene.case else set()
    return next((note for note in notes if note.id in counting), None)


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
            scene.say("ask_day")
        case WaitsForPick():
            await guides.pick_again(scene, standing)
        case WaitsForPeriod():
            absences.ask_again(scene)
        case WaitsForLabel():
            scene.say("ask_label_again")
        case WaitsForClose():
            scene.say("confirm_close", case=scene.words.case)
        case None:
            if not scene.acts:
                await plans.whats_next(scene)


async def _acute(scene: Scene, before: Standing | None) -> None:
    """The note is kept first; then the fixed text. The talk waits and is never blocked."""
    await smalltalk.keep(scene, before)
    await smalltalk.acute(scene)
    scene.acts.sort(key=lambda act: act.kind != "acute")  # before anything else that is said


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
    return may_correct and await editing.corrected(scene, scene.opened.run(before.run))


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
            scene.say("noted_loose", case=scene.words.case)
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
                scene.say("noted_loose", case=scene.words.case)
            else:
                scene.say("decision_unclear")
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
