"""Taking back: what was recorded is withdrawn, and what it had taken the place of, or taken back itself, counts again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from api.engine import commands as do
from api.engine.applying.closing import close
from api.engine.applying.ground import Ground
from api.engine.applying.members import must_be_followed
from api.engine.applying.recorded import Recorded, Refused
from api.engine.casefile import CaseFile, Note, Run
from api.engine.facts import MEMBERSHIP, Fact, live


def take_back(ground: Ground, command: do.TakeBack) -> Recorded:
    case, number = ground.case, command.entry
    if number not in {entry.number for entry in case.entries}:
        raise Refused("unknown_entry")
    facts, notes = case.recorded_by(number)
    if not facts and not notes:
        raise Refused("nothing_to_take_back")
    if any(fact.kind == "concern_raised" for fact in facts):  # without it there is no case: it is ended
        return replace(close(ground), takes_back=number)
    back = Recorded(
        facts=withdrawals(ground, facts),
        notes=tuple(note_withdrawal(ground, note, after) for after, note in enumerate(notes)),
        takes_back=number,
    )
    return undone_beside(ground, back)


def withdrawals(ground: Ground, facts: Iterable[Fact], after: int = 0) -> tuple[Fact, ...]:
    """A withdrawal of each fact, the first one `after` so many other facts of this command."""
    placed = enumerate(facts, after)
    return tuple(ground.fact("withdrawn", fact, place, supersedes=fact.number) for place, fact in placed)


def note_withdrawal(ground: Ground, note: Note, after: int = 0) -> Note:
    return ground.note("taken_back", after, replaces=note.number, run_id=note.run_id, question_id=note.question_id)


def undone_beside(ground: Ground, back: Recorded) -> Recorded:
    """With the walks that are open again or ended again, and the members that are no longer or are again."""
    before, after = ground.case, back.added_to(ground.case)
    changed = set(live(before.facts)) ^ set(live(after.facts))
    joined, left = _membership(before, after, changed)
    if left or joined:
        must_be_followed(before, replace(after, members=(before.members | joined) - left))
    called = after.called() if any(note.kind == "taken_back" for note in back.notes) else before.label
    label = called if called != before.label else None
    return replace(back, label=label, runs=_walks(after, changed), joined=joined, left=left)


def _walks(case: CaseFile, changed: set[Fact]) -> tuple[Run, ...]:
    """The walks the changed facts ended, open where nothing that counts ends them: of those through a guide on a stay, one."""
    ended = {fact.run for fact in live(case.facts)}
    touched = {fact.run for fact in changed}
    taken = {_place(run) for run in case.runs if run.is_open and run.id not in touched}
    walks = []
    for run in reversed([run for run in case.runs if run.id in touched]):
        is_open = run.id not in ended and _place(run) not in taken
        if is_open:
            taken.add(_place(run))
        walks.append(run.model_copy(update={"is_open": is_open}))
    return tuple(reversed(walks))


def _place(run: Run) -> tuple[str, str, int]:
    return run.guide_id, run.level, run.round


def _membership(before: CaseFile, after: CaseFile, changed: set[Fact]) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Of those the changed facts are about, who sees the case afterwards and who does not."""
    people = {fact.person for fact in changed if fact.person}
    joined = frozenset(person for person in people if _is_member(after, person))
    left = frozenset(people - joined)
    return joined, left


def _is_member(case: CaseFile, person: UUID) -> bool:
    """By the last word on a person that counts; without one, as it was before the first was said."""
    counting = case.membership_of(person)
    if counting is not None:
        return counting.kind != "unshared"
    ever = [fact for fact in case.facts if fact.person == person and fact.kind in MEMBERSHIP]
    return ever[0].kind == "unshared" if ever else person in case.members
