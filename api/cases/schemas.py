"""Cases as a teacher's other screens see them: the checklist path writes the same facts and answers as the chat."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.engine.commands import Command
from api.engine.schema import Language


class CaseIn(BaseModel):
    """`key` is made by the client: sent again, it gives the case it opened the first time."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "M.K.", "key": "5e0b4a2e"}]})

    label: str = Field(min_length=1, max_length=40)
    key: str = Field(min_length=1, max_length=60)


class CommandIn(BaseModel):
    """A command with the client's own id of it: sent again, it is done once. `revision` is the case's as the client has seen it.

    With a `revision` nothing is done to a case that was changed meanwhile; without one the rules alone decide.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": "7d1c", "command": {"do": "tick", "task": "hold_meeting", "on": "2026-08-31"}, "revision": 4}
            ]
        }
    )

    id: str = Field(min_length=1, max_length=60)
    command: Command
    revision: int | None = Field(default=None, ge=0)


class CaseLine(BaseModel):
    id: UUID
    label: str
    level: str
    status: Literal["open", "closed", "monitoring"]
    revision: int
    line: str


class DeadlineOut(BaseModel):
    id: str
    state: str
    due_on: date | None
    soft_on: date | None
    school_day: date | None
    own_on: date | None
    anchor_assumed: bool
    sentence: str
    source: str


class TaskOut(BaseModel):
    id: str
    text: str
    obligation: Literal["must", "should", "if_needed"]
    state: str
    done_on: date | None
    attempted_on: list[date]
    planned_on: date | None
    source: str


class AnswerOut(BaseModel):
    question: str
    text: str | None


class PlanOut(BaseModel):
    """The plan in words and states, in the teacher's language. `now` is what “Hva nå?” says."""

    case: UUID
    label: str
    language: Language
    routine: str
    version: str
    revision: int
    level: str
    round: int
    status: Literal["open", "closed", "monitoring"]
    now: str
    next_acts: list[str]
    who: str
    documentation: str
    gaps: list[str]
    tasks: list[TaskOut]
    deadlines: list[DeadlineOut]
    answers: list[AnswerOut]
