"""Where a turn goes: a button does what it says, an answer is stored where it was asked for, a command is obeyed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import (
    absences,
    answering,
    cases,
    custody,
    decisions,
    due,
    editing,
    elsewhere,
    guides,
    handing,
    insights,
    languages,
    mending,
    naming,
    once,
    own_dates,
    quiet,
    reports,
    shared,
    siblings,
    smalltalk,
    steering,
    undoing,
)
from api.dialogue.acts import Alarm, CaseOutOfReach, Cited, InNoCase, LeadershipTold, NoteKept, Phrase
from api.dialogue.commands import obey, stand_again
from api.dialogue.payloads import read
from api.dialogue.pressing import press
from api.dialogue.reading.asking import asked
from api.dialogue.reading.captions import same
from api.dialogue.reading.days import no_such_day
from api.dialogue.reading.judge import FEW, LIKELY, QUESTIONS, STEERING, Verdict, judge, words
from api.dialogue.reading.pupils import beside_another, tells_of_a_pupil
from api.dialogue.reading.question import begins_as_a_question, purely_asks
from api.dialogue.reading.renaming import is_renaming
from api.dialogue.reading.undoing import is_undo
from api.dialogue.route import Route, brings_in, exactly, route
from api.dialogue.scene import Scene
from api.dialogue.standings import period, rename, undo, whose
from api.dialogue.standings.decision import WaitsForDecision
from api.dialogue.standings.label import WaitsForLabel
from api.dialogue.standings.lapses import Lapses
from api.dialogue.standings.talk import InGuide
from api.dialogue.standings.whose import WaitsForWhose
from api.dialogue.typed_late import press_what_was_typed
from api.wording.captions import captions_of


async def take(scene: Scene) -> None:
    """Leads the turn to its handler. Afterwards what stood before stands again, unless the handler changed it."""
    await press_what_was_typed(scene)
    before = scene.standing
    if before is None or not await before.before_all(scene):
        await _take(scene)
        if before is not None:
            await before.after_all(scene)
    await _keep_what_is_told(scene)
    await _what_waits(scene)
    if not scene.acts:  # a turn without a reply would be run again for ever
        await stand_again(scene)
    smalltalk.offer_a_case(scene)
    scene.unplaced = scene.unplaced or _is_unplaced(scene) or _says_so(scene)
    undoing.offer_undo(scene)
    await once.say_once(scene)
    await _cite(scene)
    smalltalk.ask_of_danger(scene)
    await smalltalk.hint_at_name(scene)
    if scene.out_of_reach:
        scene.say(CaseOutOfReach())
    await insights.tell(scene)
    await due.tell(scene)
    await handing.tell_offers(scene)


async def _keep_what_is_told(scene: Scene) -> None:
    """Whatever the message was taken for: what a part of it tells is written nowhere else."""
    is_typed = scene.turn.payload is None and scene.turn.text == scene.text
    of_whom = isinstance(scene.standing, WaitsForLabel | WaitsForWhose | rename.WaitsForRename)
    if not is_typed or of_whom or not scene.has_open_case or scene.recorded or purely_asks(scene.text):
        return
    if reports.tells_something(scene) or _says_more(scene):
        await scene.note()
        scene.say(NoteKept(case=scene.name))


def _says_more(scene: Scene) -> bool:
    """Whether it was obeyed as a command and is longer than one, and no question."""
    obeyed = scene.verdict.kind == "command" and scene.verdict.intent not in (*QUESTIONS, *_TELLS_NOBODY, "answer")
    return obeyed and words(scene.text) > FEW and not begins_as_a_question(scene.text) and exactly(scene) is None


async def _what_waits(scene: Scene) -> None:
    """What was asked before and waited behind something comes again when that is dealt with."""
    behind = scene.behind
    if behind is not None and (scene.standing is None or isinstance(scene.standing, WaitsForDecision)):
        scene.behind = None
        await behind.after_all(scene)


async def _take(scene: Scene) -> None:
    if scene.turn.payload is not None:
        await press(scene, read(scene.turn.payload))
    elif scene.verdict.kind == "acute":
        await _typed(scene)
    elif is_undo(scene.text):
        await undo.take_back_last(scene)
    elif await custody.heard(scene):
        return
    elif scene.standing is None and same(scene.text, *captions_of("not_now")):  # to what was asked before
        scene.say(Phrase(kind="let_be"))
    elif undoing.is_asked_again(scene.text):
        await undoing.again(scene)
    elif _is_renaming(scene):
        await rename.begin(scene)
    elif (switched := await cases.named_to_switch(scene)) is not None:
        await cases.speak_of(scene, switched)
    elif await elsewhere.opened_again(scene):
        return
    elif others := await elsewhere.was_of_another(scene):
        await _not_this_one(scene, others, first=others)
    elif await mending.heard(scene):
        return
    elif steering.is_of_another_day(scene):
        await _beside_a_talk(scene)
    elif not await steering.steered(scene) and not await _edits(scene):
        await _typed(scene)


def _is_renaming(scene: Scene) -> bool:
    waits = scene.standing is not None and scene.standing.takes_any_words
    return scene.case is not None and not waits and is_renaming(scene.text)


def _says_so(scene: Scene) -> bool:
    return any(isinstance(act, InNoCase) and not (act.refused or act.lapsed) for act in scene.acts)


_TELLS_NOBODY = frozenset("list_cases switch_case help greet goodbye thanks export reminder summary".split())


def _is_unplaced(scene: Scene) -> bool:
    """Whether something was told that no case has: none is spoken of, or it is not said yet whose it is."""
    if scene.turn.payload is not None:
        return False
    waits = isinstance(scene.standing, WaitsForLabel | WaitsForWhose)
    if isinstance(scene.standing, Lapses) and scene.stood is not None and scene.turn.id in scene.standing.turns:
        return True
    if scene.recorded or words(scene.turn.text) < quiet.FEWEST or _asks_as_leader(scene):
        return False
    verdict = scene.verdict
    is_command = verdict.intent in _TELLS_NOBODY and verdict.sure >= LIKELY
    return (scene.case is None or waits) and not (purely_asks(scene.turn.text) or is_command)


def _asks_as_leader(scene: Scene) -> bool:
    return any(isinstance(act, LeadershipTold) and act.leads for act in scene.acts)


async def _beside_a_talk(scene: Scene) -> None:
    waits = steering.let_wait(scene)
    await _typed(scene)
    steering.say_waits(scene, waits)


async def _cite(scene: Scene) -> None:
    """The reference the routine's owner asks for, when the reply shows its text and does not name a source already."""
    if not any(act.shows_routine for act in scene.acts) or any(act.names_source for act in scene.acts):
        return
    cite = (await scene.routine()).source.cite
    if cite is not None:
        scene.say(Cited(cite=cite))


async def _edits(scene: Scene) -> bool:
    """“Spørsmål 2” and “det var torsdag, ikke tirsdag” are about an earlier answer, whatever they look like."""
    standing = scene.standing
    if (standing is None or standing.context != "idle") and await editing.go_by_number(scene):
        return True
    if not isinstance(standing, InGuide):
        return False
    may_correct = scene.verdict.kind in ("answer", "doubtful") or scene.verdict.intent == "edit_answer"
    return may_correct and await editing.corrected(scene, scene.opened.file.run(standing.run))


async def _typed(scene: Scene) -> None:
    standing = scene.standing
    every = await naming.named(scene) if standing is None or standing.is_of_case else []
    named = every if standing is None or standing.names_pupils(scene) else []
    if standing is not None and standing.yields(scene, naming.others(scene, named)):
        scene.standing = None
    spoken_of, told = scene.case, route(scene, named)
    taken = await elsewhere.led(scene, told, every, keeps=scene.standing is None and _keeps(scene, told))
    if taken is None:
        return
    if await _tells_of_the_first(scene, taken):
        taken = Route("command", "start_case")
    tells = scene.standing is None and _keeps(scene, taken)
    moves = await naming.to_where_the_note_lies(scene, named) if tells else []
    turned = scene.case is not spoken_of and taken.way != "acute"
    if turned and taken.way != "quiet" and (heard := reports.heard(scene, scene.standing)):
        taken = Route("report", told=heard)
    await _follow(scene, taken, named)
    if taken.way != "report":  # a note may be moved, what is entered with it may not
        naming.offer_moves(scene, moves)
    if not moves:
        await siblings.ask(scene)
    if any(isinstance(act, NoteKept) for act in scene.acts) and no_such_day(scene.text):
        scene.say(Phrase(kind="no_such_day"))


_ASKED_OF_CASES = frozenset("list_cases switch_case reopen_case close_case export".split())


async def _tells_of_the_first(scene: Scene, taken: Route) -> bool:
    """Whether a worry or absence is told of somebody while there is no case it could be of."""
    if (
        scene.case is not None
        or scene.standing is not None
        or taken.way not in ("unclear", "command", "both", "absence")
    ):
        return False
    obeys = taken.intent in _ASKED_OF_CASES and scene.verdict.sure >= LIKELY
    if obeys or purely_asks(scene.text) or not tells_of_a_pupil(scene.text):
        return False
    return not any(one.plan.is_open for one in await scene.cases.list(scene.today))


def _keeps(scene: Scene, taken: Route) -> bool:
    """Whether the words become a note of a case."""
    is_note = taken == Route("command", "answer") or (taken.way == "absence" and period.keeps(scene))
    return is_note or taken.way == "acute"


async def _told_at_its_opening(scene: Scene) -> None:
    """What else the message told that a case was begun with: absence is held against the rule, the rest is proposed."""
    if scene.case is None or scene.standing is not None:
        return
    scene.verdict = Verdict("command", "answer", alarm=scene.verdict.alarm)
    told = reports.heard(scene, None)
    if (absence := period.told(scene)).counted:
        await period.answer(scene, absence)
    if told and scene.standing is None:
        reports.propose(scene, told)


async def _follow(scene: Scene, taken: Route, named: Sequence[OpenedCase] = ()) -> None:
    opens = scene.case is None and scene.turn.payload is None
    match taken.way:
        case "acute":
            await _acute(scene, named)
        case "ticked":
            await decisions.tick_each(scene, taken.name.split())
        case "decided" if (open_now := decisions.open_decision(scene)) is not None:
            await decisions.decide(scene, open_now.id, taken.name, anyway=False)
        case "consent_refused":
            await decisions.consent_refused(scene)
        case "report":
            await _report(scene, taken)
        case "language":
            languages.choose(scene, "nn" if taken.name == "nn" else "nb")
            await stand_again(scene)
        case "machine":
            await _angry(scene)
        case "both":
            await _both(scene, str(taken.intent))
        case "offered":
            await scene.note()
            scene.say(NoteKept(case=scene.name, offers=guides.offered(scene)))
        case "command":
            await _command(scene, str(taken.intent))
            if taken.intent == "start_case" and opens:
                await _told_at_its_opening(scene)
        case "given" if scene.standing is not None:
            await scene.standing.take(scene)
        case "absence":
            await _absence(scene)
        case "asked":
            await _asked(scene, taken)
        case "guarded":
            await answering.tell_rule(scene)
            if scene.standing is not None:
                scene.standing = scene.standing.beside()
            await _stand_again_if(scene)
        case "own_date" if (own := own_dates.heard(scene)) is not None:
            await own_dates.keep(scene, own)
        case "quiet":
            await quiet.keep(scene)
            if asked(scene.text) is not None:
                await _asked_of_quiet(scene)
        case "whose":
            await whose.ask(scene, named)
        case "not_this_one":
            await _not_this_one(scene, named)
        case "topic":
            if scene.has_open_case and not purely_asks(scene.text) and words(scene.text) > FEW:
                await scene.note()
                scene.say(NoteKept(case=scene.name))
            await shared.tell(scene, taken.name)
        case _:
            await smalltalk.unclear(scene)


async def _acute(scene: Scene, named: Sequence[OpenedCase]) -> None:
    """The note is kept first; then the fixed text. The talk waits and is never blocked.

    What may be of a pupil who was not spoken of is kept on its turn until it is said whose it is.
    """
    is_anothers = scene.standing is None and scene.case is not None and brings_in(scene, named) is not None
    if not is_anothers and not scene.recorded:
        await scene.keep()
    await smalltalk.acute(scene)
    if is_anothers:
        await whose.ask(scene)
    scene.acts.sort(key=lambda act: not isinstance(act, Alarm))  # before anything else that is said


async def _not_this_one(scene: Scene, named: Sequence[OpenedCase], first: Sequence[OpenedCase] = ()) -> None:
    """“Nei, dette er en annen elev”: the note of just now is offered to be moved; what else is told now goes with it."""
    scene.standing = None
    noted = await _noted_just_now(scene)
    tells = not first and words(beside_another(scene.text, scene.opened.case.label) or "") >= quiet.FEWEST
    if noted is not None:
        await whose.ask_of_note(scene, noted, [scene.turn.id] if tells else [], first)
    elif tells:
        await whose.ask(scene, await _other_open(scene))
    else:
        await cases.switch(scene)


async def _other_open(scene: Scene) -> list[OpenedCase]:
    listed = [one.case.id for one in await scene.cases.list(scene.today) if one.plan.is_open]
    return [await scene.load(one) for one in listed if one != scene.opened.case.id]


JUST_NOW = 3  # turns


async def _noted_just_now(scene: Scene) -> UUID | None:
    """The turn of this conversation that wrote the last note of the case spoken of, a moment ago."""
    for note in reversed(scene.opened.file.counting_notes()):
        turn = await scene.records.earlier(note.turn_id) if note.kind == "loose" and note.turn_id is not None else None
        if turn is not None:
            return turn.id if turn.number >= scene.turn.number - JUST_NOW else None
    return None


async def _angry(scene: Scene) -> None:
    doubt = scene.standing.as_answer(scene) if isinstance(scene.standing, InGuide) else None
    await smalltalk.off_topic(scene)
    await stand_again(scene)
    if doubt is not None:
        scene.offer_below(doubt)


async def _both(scene: Scene, intent: str) -> None:
    """Kept, and obeyed. What is told before a pause answers the question; other steering says that nothing did."""
    if isinstance(scene.standing, InGuide):
        await scene.standing.keep_beside(scene, steers=intent in STEERING - {"pause"})
        await obey(scene, intent)
        return
    await scene.keep()
    await obey(scene, intent)
    if not any(isinstance(act, NoteKept) for act in scene.acts):
        scene.say(NoteKept(case=scene.name))


async def _command(scene: Scene, intent: str) -> None:
    """Obeyed; when it may have been an answer, one tap stores it as that."""
    doubt = scene.standing.was_answer(scene) if scene.standing is not None else None
    if scene.standing is not None:
        scene.standing = scene.standing.beside()
    await obey(scene, intent)
    if doubt is not None and scene.acts:
        scene.offer_below(doubt)


async def _asked_of_quiet(scene: Scene) -> None:
    said = len(scene.acts)
    if (scene.verdict.intent != "whats_next" or answering.is_of_reporting(scene)) and await answering.answer(scene):
        scene.acts[said:] = [act for act in scene.acts[said:] if not isinstance(act, NoteKept)]
    else:
        quiet.show_if_taken_up(scene)


async def _asked(scene: Scene, taken: Route) -> None:
    """Answered from the routine's pieces; in a talk the same question stands again, and one tap stores the words after all."""
    if taken.told and not purely_asks(scene.text):  # the facts first
        await _report(scene, taken)
        return
    before = scene.standing
    doubt = before.was_answer(scene) if before is not None else None
    if before is not None:
        scene.standing = before.beside()
    if not await answering.answer(scene):
        await _command(scene, str(taken.intent))
        return
    await _stand_again_if(scene)
    if doubt is not None:
        scene.offer_below(doubt)


async def _report(scene: Scene, taken: Route) -> None:
    """What was told is kept and proposed; then the question that stands beside it is answered, without buttons of its own."""
    answering.say_rule(scene)
    await reports.begin(scene, taken.told)
    standing, verdict, whole = scene.standing, scene.verdict, scene.asked_text
    said = len(scene.acts)
    for question, ranking in reports.questions(scene):
        scene.standing = None
        scene.asked_text, scene.verdict = question, judge(question, ranking, context="idle")
        if not await answering.answer(scene, beside=True) and scene.verdict.intent in QUESTIONS:
            await obey(scene, str(scene.verdict.intent))
    scene.acts[said:] = [act.model_copy(update={"offers": ()}) for act in scene.acts[said:]]
    scene.standing, scene.verdict, scene.asked_text = standing, verdict, whole


async def _stand_again_if(scene: Scene) -> None:
    if scene.standing is not None:
        await scene.standing.ask_again(scene)


async def _absence(scene: Scene) -> None:
    before = scene.standing
    await absences.tell_or_answer(scene)
    if quiet.is_quiet(scene) and period.keeps(scene):
        quiet.offer(scene, is_absence=True)
    if before is not None and scene.standing == before:
        await before.ask_again(scene)
