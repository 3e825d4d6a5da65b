"""“Angre”: what was recorded last is taken back, in words or with the button on the reply that recorded it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import cases
from api.dialogue.acts import Alarm, NoteKept, Offer, Phrase, Private, TakenBack, Undone, UndoneKind
from api.dialogue.payloads import Undo
from api.dialogue.reading.captions import same
from api.dialogue.scene import Scene
from api.dialogue.standings import decision
from api.dialogue.standings.talk import InGuide, has_run
from api.engine.casefile import Entry, NoteKind
from api.engine.commands import TakeBack
from api.engine.facts import Fact, FactKind
from api.engine.schema import Text
from api.engine.stays import outcome_of
from api.wording.captions import CaptionId, captions_of

FAR = 8  # entries: what is further back is named before it is taken back


def is_asked_again(text: str) -> bool:
    """The words of the button that lets it count again."""
    return same(text, *captions_of("redo"))


async def last(scene: Scene) -> tuple[UUID | None, Sequence[int]] | None:
    """Out of what is asked, when something is; else what this person recorded last, with what came in the same turn.

    What was not recorded just now is left as it is and returned, with the turn it came of: it is to be named first.
    """
    standing = scene.standing
    if standing is not None and not (standing.undo_beside or isinstance(standing, InGuide)):
        scene.standing = standing.beside_undo()
        scene.say(Phrase(kind="let_be"))
        await standing.let_go(scene)
        await _go_on(scene)
        return None
    if not await cases.need_case(scene):
        return None
    file = scene.opened.file
    entry = file.last_entry(scene.actor.person.id)
    if entry is None:
        scene.say(Phrase(kind="nothing_to_undo"))
        return None
    together = [one.number for one in file.entries if entry.turn_id is not None and one.turn_id == entry.turn_id]
    numbers = together or [entry.number]
    if not await _just_now(scene, entry):
        return entry.turn_id, numbers
    await take_back(scene, {scene.opened.case.id: numbers})
    return None


async def _just_now(scene: Scene, entry: Entry) -> bool:
    """Whether nothing came between but what this person recorded and took back."""
    if entry.do == "open":
        return False
    mine = [
        one for one in scene.opened.file.entries if one.number >= entry.number and one.recorded_by == entry.recorded_by
    ]
    return await _without_a_break(scene, mine)


async def _without_a_break(scene: Scene, entries: Sequence[Entry]) -> bool:
    """Whether every turn from that of the first entry to this one recorded one of them."""
    turns = [await scene.records.earlier(one.turn_id) if one.turn_id is not None else None for one in entries[-FAR:]]
    numbers = {turn.number for turn in turns if turn is not None}
    first = turns[0] if len(entries) <= FAR else None
    return first is not None and numbers >= set(range(first.number, scene.turn.number))


async def again(scene: Scene) -> None:
    """Lets count again what this person took back in the turn before; later it is left as it is, since nobody can see what is meant."""
    if not await cases.need_case(scene):
        return
    mine = [one for one in scene.opened.file.entries if one.recorded_by == scene.actor.person.id]
    if not mine or mine[-1].takes_back is None or not await _without_a_break(scene, mine[-1:]):
        scene.say(Phrase(kind="let_be"))
        await _go_on(scene)
        return
    same = [one.number for one in mine if one.takes_back and one.turn_id == mine[-1].turn_id]
    await take_back(scene, {scene.opened.case.id: same})


async def of_turn(scene: Scene, turn_id: UUID) -> bool:
    """What a turn recorded, in whichever cases; False when there is nothing left of it to take back."""
    if await scene.records.earlier(turn_id) is None:
        return False
    recorded = await scene.cases.recorded_in(turn_id)
    return bool(recorded) and await take_back(scene, recorded)


async def of_entry(scene: Scene, number: int) -> bool:
    return await take_back(scene, {scene.opened.case.id: [number]})


async def take_back(scene: Scene, recorded: Mapping[UUID, Sequence[int]]) -> bool:
    """By case, the newest first. What is said names each thing; what stands then follows from the case as it is now."""
    gone: list[Undone] = []
    restored: list[Undone] = []
    walks: list[UUID] = []
    own = scene.case
    for case_id, entries in recorded.items():
        opened = own if own is not None and own.case.id == case_id else await scene.load(case_id)
        scene.case = opened
        for number in sorted((one for one in entries if opened.file.counts(one)), reverse=True):
            what = list(_named(opened, number))
            walks += [note.run_id for note in opened.file.recorded_by(number)[1] if note.run_id is not None]
            if await scene.do(TakeBack(entry=number)) is not None:
                gone.extend(one for one, counts_again in what if not counts_again)
                restored.extend(one for one, counts_again in what if counts_again)
    if own is not None and own.case.id in recorded:
        scene.case = own
    if not (gone or restored):
        return False
    scene.speak_of(scene.opened)
    scene.say(TakenBack(case=scene.name, what=tuple(gone), again=tuple(restored)))
    await _stand(scene, walks)
    return True


async def _stand(scene: Scene, walks: Sequence[UUID]) -> None:
    """The question of the talk that is led, or whose answer was taken back; the decision that is ready; else what to do now."""
    led = [scene.standing.run] if isinstance(scene.standing, InGuide) else []
    scene.standing = None
    for run_id in (*led, *walks):
        run = scene.opened.file.run(run_id)
        if scene.has_open_case and run is not None and run.is_open and has_run(scene.opened, run_id):
            await InGuide(run=run_id).ask(scene, again=True)
            return
    await _go_on(scene)


async def _go_on(scene: Scene) -> None:
    if scene.standing is not None:
        await scene.standing.ask_again(scene)
    elif scene.case is not None:
        decision.ask_or_go_on(scene)


def offer_undo(scene: Scene) -> None:
    """On the reply to a turn that recorded something: one tap takes it back, unless that reply asks something else."""
    offer = way_back(scene)
    asks = scene.standing is not None and not scene.standing.undo_beside
    if offer is not None and not (asks and _taken_back(scene) is None):
        scene.offer_below(offer)


def way_back(scene: Scene) -> Offer | None:
    """The button that takes back what the turn recorded, whether the reply has room for it or not."""
    if not scene.acts or scene.case is None or _warns(scene):
        return None
    mine = [number for case_id, number in scene.recorded if case_id == scene.opened.case.id]
    if not any(scene.opened.file.counts(number) for number in mine):
        return None
    back = _taken_back(scene)
    title: CaptionId = "redo" if back is not None and back.what else "undo"
    return Offer(title=title, payload=Undo(undo=scene.turn.id))


def _taken_back(scene: Scene) -> TakenBack | None:
    return next((act for act in scene.acts if isinstance(act, TakenBack)), None)


def _warns(scene: Scene) -> bool:
    """Beside an alarm it stands under the line that says what was kept, else nowhere: other buttons come first."""
    return any(isinstance(act, Alarm) for act in scene.acts) and not isinstance(scene.acts[-1], NoteKept)


_KINDS: dict[FactKind, UndoneKind] = {
    "decided": "decision",
    "own_date_set": "date",
    "attempted": "attempt",
    "planned": "plan",
    "consent_given": "consent",
    "consent_refused": "consent_refused",
    "closed": "closed",
    "reopened": "reopened",
    "concern_raised": "opened",
    "handed_over": "shared",
    "unshared": "unshared",
    "taken_over": "shared",
    "handover_offered": "offered",
    "handover_refused": "offered",
    "handover_withdrawn": "offered",
    "task_skipped": "skipped",
}
_BESIDE = ("went_on",)  # goes with the decision


def named(opened: OpenedCase, numbers: Sequence[int]) -> list[Undone]:
    """What entries recorded that counts."""
    return [one for number in numbers for one, counts_again in _named(opened, number) if not counts_again]


def _named(opened: OpenedCase, number: int) -> Iterator[tuple[Undone, bool]]:
    """What an entry recorded, or took back, each thing as it is called in the routine or as it was written, and whether it comes
    to count again when the entry is taken back: it does when the entry took it back itself.
    """
    facts, notes = opened.file.recorded_by(number)
    known = {fact.number: fact for fact in opened.file.facts}
    written = {note.number: note for note in opened.file.notes}
    for fact in facts:
        told, counts_again = fact, False
        while told.kind == "withdrawn" and told.supersedes in known:
            told, counts_again = known[told.supersedes], not counts_again
        if told.kind not in _BESIDE:
            yield Undone(kind=_kind(told), text=_text(opened, told), on=told.on), counts_again
    for note in notes:
        was, counts_again = note, False
        while was.kind == "taken_back" and was.replaces in written:
            was, counts_again = written[was.replaces], not counts_again
        words = Private(private=was.text) if was.text else None
        yield Undone(kind=_NOTE_KINDS.get(was.kind, "note"), words=words), counts_again


def _kind(fact: Fact) -> UndoneKind:
    return (
        "tick"
        if fact.task and fact.kind not in ("attempted", "planned", "task_skipped")
        else _KINDS.get(fact.kind, "talk")
    )


_NOTE_KINDS: dict[NoteKind, UndoneKind] = {
    "answer": "answer",
    "skip": "skipped_question",
    "reason": "reason",
    "label": "label",
}


def _text(opened: OpenedCase, fact: Fact) -> Text | None:
    routine = opened.routine
    if fact.decision:
        outcome = outcome_of(routine, fact)
        return outcome.text if outcome else None
    if fact.task:
        tasks = [task for level in routine.levels if level.id == fact.level for task in level.tasks]
        named = next((task for task in tasks if task.id == fact.task), None)
        return None if named is None else named.done if _kind(fact) == "tick" else named.text
    if fact.deadline:
        rules = [rule for level in routine.levels for rule in level.deadlines]
        return next((rule.text for rule in rules if rule.id == fact.deadline), None)
    run = opened.file.run(fact.run) if fact.run else None
    return routine.guide(run.guide_id).name if run and run.guide_id in {g.id for g in routine.guides} else None
