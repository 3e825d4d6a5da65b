"""What came of a step, as data: the reply's acts and buttons, and what is new in the teacher's cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from api.cases.service import OpenedCase
from api.conversations.schemas import Message
from api.dialogue import acts
from api.dialogue.acts import Act
from api.dialogue.payloads import Payload, SetOwnDay, read
from api.dialogue.scene import Standing
from api.engine.casefile import Note
from api.engine.facts import Fact
from api.engine.schema import Routine
from api.wording.pieces import Piece

_acts: TypeAdapter[Act] = TypeAdapter(Act)
_BESIDE_TASKS = {"attempted": "attempted", "planned": "planned", "task_skipped": "skipped"}


@dataclass(frozen=True, repr=False)
class Seen:
    """What lies in the database for a teacher at one moment."""

    cases: tuple[OpenedCase, ...] = ()
    spoken_of: OpenedCase | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class Said:
    """A line of a proposal, or something recorded, in the terms of an expectation."""

    tasks: tuple[str, ...] = ()
    status: str | None = None
    outcome: str | None = None
    deadline: str | None = None
    fact: str | None = None
    day: date | None = None

    def __str__(self) -> str:
        what = self.outcome or self.deadline or "/".join(self.tasks) or self.fact
        return " ".join(filter(None, (what, self.status, self.day.isoformat() if self.day else None)))


@dataclass(frozen=True, repr=False)  # asyncio writes out what a run gives, whole routines with it: that took seconds
class Came:
    """`text` was typed, or is the caption that was pressed; `refused` is why nothing was stored."""

    text: str
    today: date
    routine: Routine
    messages: Sequence[Message]
    before: Seen
    after: Seen
    refused: str | None = None

    @property
    def acts(self) -> list[Act]:
        return [_acts.validate_python(message.act) for message in self.messages if message.act is not None]

    @property
    def buttons(self) -> dict[str, str]:
        return {button.title: button.payload for message in self.messages for button in message.buttons}

    @property
    def payloads(self) -> list[dict[str, Any]]:
        """What the buttons mean."""
        return [_plain(meant) for meant in map(read, self.buttons.values()) if meant is not None]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for act in self.acts for piece in _pieces_in(act)]

    @property
    def case(self) -> OpenedCase | None:
        return self.after.spoken_of

    @property
    def level(self) -> str:
        return self.case.plan(self.today).level.id if self.case is not None else ""

    @property
    def done(self) -> list[str]:
        """The tasks of the level that are done."""
        tasks = self.case.plan(self.today).tasks if self.case is not None else ()
        return [state.task.id for state in tasks if state.done_on is not None]

    def labelled(self, label: str) -> OpenedCase | None:
        return next((case for case in self.after.cases if case.case.label == label), None)

    # what is proposed and recorded

    @property
    def proposed(self) -> list[Said]:
        return [line for act in self.acts for line in self._lines(act)]

    def _lines(self, act: Act) -> Iterator[Said]:
        match act:
            case acts.Proposed(lines=lines):
                yield from map(_said, lines)
            case acts.ReportProposed():
                yield _said(acts.ReportLine(what=act.what, tasks=act.tasks, on=act.on, also=act.also))
            case acts.JudgementProposed(line=line):
                yield _said(line)
            case acts.OwnDateProposed(on=day):
                meant = [read(payload) for payload in self.buttons.values()]
                own = next((one.set_day for one in meant if isinstance(one, SetOwnDay)), None)
                yield Said(deadline=own, day=day)

    @property
    def recorded(self) -> list[Said]:
        return [_recorded(fact) for case in self.after.cases for fact in self._new_facts(case)]

    def _new_facts(self, case: OpenedCase) -> Sequence[Fact]:
        before = self._before(case)
        return case.file.facts[len(before.file.facts) if before is not None else 0 :]

    def new_notes(self, case: OpenedCase) -> Sequence[Note]:
        before = self._before(case)
        fresh = case.file.notes[len(before.file.notes) if before is not None else 0 :]
        counting = {note.number for note in case.file.counting_notes()}
        return [note for note in fresh if note.text and note.number in counting and note.kind != "skip"]

    def _before(self, case: OpenedCase) -> OpenedCase | None:
        return next((one for one in self.before.cases if one.case.id == case.case.id), None)


def _said(line: acts.ReportLine | acts.JudgementLine) -> Said:
    if isinstance(line, acts.JudgementLine):
        return Said(outcome=line.outcome)
    return Said(tasks=tuple(task.task for task in line.tasks), status=line.what, day=line.on)


def _recorded(fact: Fact) -> Said:
    if fact.task is not None and fact.kind != "went_on":
        day = fact.on if fact.kind == "planned" else fact.occurred_on
        return Said(tasks=(fact.task,), status=_BESIDE_TASKS.get(fact.kind, "done"), fact=fact.kind, day=day)
    day = fact.on if fact.kind == "own_date_set" else fact.occurred_on
    return Said(outcome=fact.outcome, deadline=fact.deadline, fact=fact.kind, day=day)


_KINDS = tuple(get_args(get_args(Piece)[0]))


def _pieces_in(value: object) -> Iterator[Piece]:
    """Every piece an act holds, in order."""
    if isinstance(value, BaseModel):
        if isinstance(value, _KINDS):
            yield value
        for name in type(value).model_fields:
            yield from _pieces_in(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _pieces_in(one)


def _plain(payload: Payload) -> dict[str, Any]:
    return payload.model_dump(mode="json", exclude_none=True)


def plain(values: Iterable[BaseModel]) -> list[dict[str, Any]]:
    return [value.model_dump(mode="json", exclude_none=True) for value in values]
