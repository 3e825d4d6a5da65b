"""What happened in a case and who has seen it: its log, its audit and who may see it, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from api.audit.models import AuditRow, Door, Reading
from api.cases.models import CaseMember
from api.cases.service import OpenedCase, PersonSeen
from api.engine.answers import Value
from api.engine.casefile import Note, NoteKind
from api.engine.facts import Fact, FactKind
from api.engine.schema import Language
from api.wording.log import LogWords


class FactOut(BaseModel):
    """Something that happened. `counts`: it is not corrected or taken back. `told` is it in words: of what, with whom, which day."""

    number: int
    kind: FactKind
    level: str
    round: int
    occurred_on: date
    task: str | None
    decision: str | None
    outcome: str | None
    with_whom: str | None
    deadline: str | None
    on: date | None
    run: UUID | None
    person: UUID | None
    name: str | None
    supersedes: int | None
    counts: bool
    told: str


class NoteOut(BaseModel):
    """Something written down. `taken_back` has no words: it says that the note `replaces` was not meant as one."""

    number: int
    kind: NoteKind
    text: str | None
    value: Value | None
    run: UUID | None
    question: str | None
    asked: str | None  # the question in words
    replaces: int | None
    counts: bool


class EntryOut(BaseModel):
    """A line of the log: a command that was carried out, by whom and when, and what it recorded.

    `counts`: something of it still counts, so that the command `take_back` can be given for it. `takes_back` is the number of
    the entry it took back.
    """

    number: int
    do: str
    did: str  # the same in words
    by: UUID
    name: str | None
    at: datetime | None
    takes_back: int | None
    counts: bool
    facts: list[FactOut]
    notes: list[NoteOut]


class HistoryOut(BaseModel):
    """The whole log, the first line first."""

    revision: int
    entries: list[EntryOut]


class SeenOut(BaseModel):
    """A row of the audit: who saw or changed the case, how, when and through which door. Without a person it was the command line.

    `reason` is what a leader who is no member gave for reading it.
    """

    number: int
    person: UUID | None
    name: str | None
    what: Reading
    at: datetime
    door: Door
    reason: str | None


class SeenByOut(BaseModel):
    """Somebody who has seen the case: when last and through which doors, the one used last first.

    `only_line`: they saw the line in a list, not what is written. `handed`: they offered it to somebody, took that back,
    or answered an offer, without following it. `reasons` are those a leader gave for reading it all the same.
    """

    person: UUID | None
    name: str | None
    at: datetime
    doors: list[Door]
    only_line: bool
    handed: bool
    reasons: list[str]


class MemberOut(BaseModel):
    """Somebody who may see the case, until the `last_day` if there is one. The owner opened it or has taken it over."""

    person: UUID
    name: str | None
    role: str
    since: datetime
    last_day: date | None


def history_out(opened: OpenedCase, names: Mapping[UUID, str], language: Language) -> HistoryOut:
    words = LogWords(opened.routine, language)
    return HistoryOut(
        revision=opened.case.revision,
        entries=[_entry(opened, number, names, words) for number in range(opened.file.revision)],
    )


def people_of(opened: OpenedCase) -> set[UUID]:
    """Everybody the case's log names."""
    file = opened.file
    named = {fact.person for fact in file.facts if fact.person}
    return named | {entry.recorded_by for entry in file.entries} | {n.recorded_by for n in file.notes if n.recorded_by}


def seen_out(rows: Sequence[AuditRow], names: Mapping[UUID, str]) -> list[SeenOut]:
    return [
        SeenOut.model_validate(
            {
                "number": row.number,
                "person": row.person_id,
                "name": names.get(row.person_id) if row.person_id else None,
                "what": row.what,
                "at": row.at,
                "door": row.door,
                "reason": row.reason,
            }
        )
        for row in rows
    ]


def seen_by_out(seen: Iterable[PersonSeen]) -> list[SeenByOut]:
    return [SeenByOut.model_validate(one, from_attributes=True) for one in seen]


def members_out(members: Sequence[CaseMember], names: Mapping[UUID, str]) -> list[MemberOut]:
    return [
        MemberOut(
            person=one.person_id, name=names.get(one.person_id), role=one.role, since=one.since, last_day=one.last_day
        )
        for one in members
    ]


def _entry(opened: OpenedCase, place: int, names: Mapping[UUID, str], words: LogWords) -> EntryOut:
    file = opened.file
    entry = file.entries[place]
    facts, notes = file.recorded_by(entry.number)
    counting = {fact.number for fact in facts}, {note.number for note in notes}
    return EntryOut(
        number=entry.number,
        do=entry.do,
        did=words.did(entry.do),
        by=entry.recorded_by,
        name=names.get(entry.recorded_by),
        at=entry.recorded_at,
        takes_back=entry.takes_back,
        counts=bool(facts or notes),
        facts=[_fact(fact, counting[0], names, words) for fact in file.facts if fact.entry == entry.number],
        notes=[_note(note, counting[1], words) for note in file.notes if note.entry == entry.number],
    )


def _fact(fact: Fact, counting: set[int], names: Mapping[UUID, str], words: LogWords) -> FactOut:
    shared = fact.model_dump(exclude={"recorded_at", "recorded_by", "with_", "reached", "entry"})
    return FactOut.model_validate(
        {
            **shared,
            "with_whom": fact.with_,
            "name": (name := names.get(fact.person) if fact.person else None),
            "told": words.told(fact, name),
            "counts": fact.number in counting,
        }
    )


def _note(note: Note, counting: set[int], words: LogWords) -> NoteOut:
    return NoteOut(
        number=note.number,
        kind=note.kind,
        text=note.text,
        value=note.value,
        run=note.run_id,
        question=note.question_id,
        asked=words.question(note.question_id) if note.question_id else None,
        replaces=note.replaces,
        counts=note.number in counting,
    )
