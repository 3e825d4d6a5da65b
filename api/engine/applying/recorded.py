"""What a command comes to: something recorded, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from api.engine.casefile import CaseFile, Entry, Note, Run
from api.engine.facts import Fact
from api.engine.schema import Question

Code = Literal[
    "case_closed",
    "already_closed",
    "already_open",
    "unknown_task",
    "unknown_decision",
    "unknown_deadline",
    "unknown_guide",
    "unknown_question",
    "unknown_run",
    "unknown_note",
    "unknown_entry",
    "in_future",
    "in_past",
    "needs_first",
    "not_done",
    "not_skippable",
    "not_an_answer",
    "nothing_to_take_back",
    "not_a_member",
    "last_member",
    "owner_stays",
    "owner_offers",
    "own_access",
    "own_last_day",
    "already_member",
    "not_offered",
    "needs_last_day",
]


@dataclass(frozen=True)
class Refusal:
    """Why nothing is recorded, and what would fit: the tasks to do first, the question with what it takes, or the ids there are."""

    code: Code
    tasks: tuple[str, ...] = ()
    question: Question | None = None
    known: tuple[str, ...] = ()


class Refused(Exception):
    """Ends a rule that refuses; `apply` gives the refusal."""

    def __init__(self, code: Code, **fits: Any) -> None:
        self.refusal = Refusal(code, **fits)
        super().__init__(code)


@dataclass(frozen=True)
class Recorded:
    """What a command comes to: new facts and notes, walks that are new or have changed, and who may see the case from now on."""

    facts: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()
    runs: tuple[Run, ...] = ()
    joined: frozenset[UUID] = frozenset()
    left: frozenset[UUID] = frozenset()
    label: str | None = None  # what the case is called from now on
    takes_back: int | None = None
    logged: bool = True  # False for what only moves about in a talk

    def added_to(self, case: CaseFile, entry: Entry | None = None) -> CaseFile:
        """The case afterwards, with the line of its log when there is one."""
        changed = {run.id: run for run in self.runs}
        runs = [changed.pop(run.id, run) for run in case.runs]
        return replace(
            case,
            facts=(*case.facts, *self.facts),
            notes=(*case.notes, *self.notes),
            runs=(*runs, *changed.values()),
            entries=case.entries if entry is None else (*case.entries, entry),
            members=(case.members | self.joined) - self.left,
            label=case.label if self.label is None else self.label,
        )
