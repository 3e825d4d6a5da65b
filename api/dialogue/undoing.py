"""“Angre”: what was recorded last is taken back, in words or with the button on the reply that recorded it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import cases
from api.dialogue.acts import Offer, Phrase, Private, TakenBack, Undone, UndoneKind
from api.dialogue.payloads import Undo
from api.dialogue.scene import Scene
from api.dialogue.standings import decision
from api.dialogue.standings.talk import InGuide, has_run
from api.engine.casefile import NoteKind
from api.engine.commands import TakeBack
from api.engine.facts import Fact, FactKind
from api.engine.schema import Text
from api.engine.stays import outcome_of

_UNDO = re.compile(
    r"(?:oi |å |ups |nei |vent )*(?:angre|angra|angr|angre det(?: siste)?|angr det(?: siste)?|gjør om|gjer om|"
    r"(?:kan du )?(?:ta|tar|ta med) (?:det|dette|siste|det siste) (?:tilbake|attende|bort|vekk)|ta tilbake|"
    r"feil knapp|trykk(?:et|te|a)? feil|trykte feil|tasta feil|tastet feil)(?: (?:takk|igjen|att|da|du))?"
)


def is_asked(text: str) -> bool:
    """Said alone; a longer message may tell of what somebody else took back."""
    return _UNDO.fullmatch(" ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())) is not None


async def last(scene: Scene) -> None:
    """What this person recorded last in the case that is spoken of, and what came with it in the same turn."""
    if not await cases.need_case(scene):
        return
    file = scene.opened.file
    entry = file.last_entry(scene.actor.person.id)
    if entry is None:
        scene.say(Phrase(kind="nothing_to_undo"))
        return
    together = [one.number for one in file.entries if entry.turn_id is not None and one.turn_id == entry.turn_id]
    await _take_back(scene, {scene.opened.case.id: together or [entry.number]})


async def of_turn(scene: Scene, turn_id: UUID) -> bool:
    """What a turn recorded, in whichever cases; False when there is nothing left of it to take back."""
    if await scene.records.earlier(turn_id) is None:
        return False
    recorded = await scene.cases.recorded_in(turn_id)
    return bool(recorded) and await _take_back(scene, recorded)


async def _take_back(scene: Scene, recorded: Mapping[UUID, Sequence[int]]) -> bool:
    """By case, the newest first. What is said names each thing; what stands then follows from the case as it is now."""
    undone: list[Undone] = []
    own = scene.case
    for case_id, entries in recorded.items():
        opened = own if own is not None and own.case.id == case_id else await scene.load(case_id)
        scene.case = opened
        for number in sorted((one for one in entries if opened.file.counts(one)), reverse=True):
            what = list(_named(opened, number))
            if await scene.do(TakeBack(entry=number)) is not None:
                undone += what
    if own is not None and own.case.id in recorded:
        scene.case = own
    if not undone:
        return False
    scene.speak_of(scene.opened)
    scene.say(TakenBack(case=scene.name, what=tuple(undone)))
    await _stand(scene)
    return True


async def _stand(scene: Scene) -> None:
    """The question of the talk that is led, the decision that is ready, else what to do now."""
    standing = scene.standing
    scene.standing = None
    if isinstance(standing, InGuide) and scene.has_open_case and has_run(scene.opened, standing.run):
        await InGuide(run=standing.run).ask(scene, again=True)
    else:
        decision.ask_or_go_on(scene)


def offer_undo(scene: Scene) -> None:
    """On the reply to a turn that recorded something: one tap takes it back, unless that reply asks something else."""
    if (scene.standing is not None and not scene.standing.undo_beside) or not scene.acts or scene.case is None:
        return
    mine = [number for case_id, number in scene.recorded if case_id == scene.opened.case.id]
    if any(scene.opened.file.counts(number) for number in mine):
        again = any(isinstance(act, TakenBack) for act in scene.acts)
        scene.offer_below(Offer(title="redo" if again else "undo", payload=Undo(undo=scene.turn.id)))


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
    "task_skipped": "skipped",
    "withdrawn": "taking_back",
}
_BESIDE = ("went_on",)  # goes with the decision


def _named(opened: OpenedCase, number: int) -> Iterator[Undone]:
    """What an entry recorded, each thing as it is called in the routine or as it was written."""
    facts, notes = opened.file.recorded_by(number)
    for fact in facts:
        if fact.kind not in _BESIDE:
            yield Undone(kind=_kind(fact), text=_text(opened, fact), on=fact.on)
    for note in notes:
        if note.kind != "reason":
            yield Undone(
                kind=_NOTE_KINDS.get(note.kind, "note"), words=Private(private=note.text) if note.text else None
            )


def _kind(fact: Fact) -> UndoneKind:
    return (
        "tick"
        if fact.task and fact.kind not in ("attempted", "planned", "task_skipped")
        else _KINDS.get(fact.kind, "talk")
    )


_NOTE_KINDS: dict[NoteKind, UndoneKind] = {
    "answer": "answer",
    "skip": "skipped_question",
    "taken_back": "taking_back",
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
