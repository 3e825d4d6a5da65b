"""What a step of a course is expected to come to, as data: kept words, proposals, facts, answers, gaps, alarms. Never wording.

What a term means stands in docs/hearing-report.md; how it is checked in `checks/`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _listed(value: object) -> object:
    """One stands for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _named(value: object) -> object:
    """Level 1 is “1”."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[str, BeforeValidator(_named)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
Groups = Annotated[tuple[Names, ...], BeforeValidator(_listed)]
Pattern = str | dict[str, Any]  # a kind alone, or some of the fields
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_listed)]
Days = dict[str, date]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Data):
    """A task with what is told of it, an outcome, or a date of the teacher's own. What is left out may be anything.

    Of several tasks any will do. `day: asked` is one that is not known yet. `fact` names any other kind of fact.
    """

    task: Annotated[Names | None, Field()] = None
    status: Literal["done", "attempted", "planned", "skipped"] | None = None
    outcome: str | None = None
    deadline: str | None = None
    fact: str | None = None
    day: date | Literal["asked"] | None = None


Lines = tuple[Line, ...]


class Expected(_Data):
    # the words
    kept: bool | Literal["note", "answer"] | None = None
    kept_words: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    not_kept: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    kept_under: str | None = None
    kept_in: str | None = None
    # what is said back
    proposed: Lines = ()
    may_propose: Lines = ()
    answered: Names = ()
    answered_each: Groups = ()
    not_answered: Names = ()
    gap: Names = ()
    not_found: bool | None = None
    alarm: Literal["sure", "possible", "none"] | None = None
    missing: bool | None = None
    asked: Names = ()
    question: str | None = None
    talk: str | None = None
    offered: Patterns = ()
    not_offered: Patterns = ()
    said: Patterns = ()
    not_said: Patterns = ()
    shown: Patterns = ()
    not_shown: Patterns = ()
    names_tasks: Names = ()
    in_order: Names = ()
    speaks_of: str | None = None
    refused: str | None = None
    # what is recorded
    recorded: Lines = ()
    answers: dict[str, str] = {}
    level: Name | None = None
    status: Literal["open", "monitoring", "closed"] | None = None
    done: Names = ()
    open: Names = ()
    planned: Days = {}
    own_dates: Days = {}
    cases: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    any_of: tuple[Expected, ...] = ()


# What is left of a message in the case; the rest is what is understood of it.
RECORDS = frozenset(("recorded", "answers", "level", "status", "done", "open", "planned", "own_dates", "cases"))
