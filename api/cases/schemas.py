"""Cases as a teacher's other screens see them: the checklist path writes the same facts and answers as the chat."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.engine.schema import Language


class CaseIn(BaseModel):
    """`key` is made by the client: sent again, it gives the case it opened the first time."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "M.K.", "key": "5e0b4a2e"}]})

    label: str = Field(min_length=1, max_length=40)
    key: str = Field(min_length=1, max_length=60)


class MemberIn(BaseModel):
    """A colleague at the same school, by what the login calls them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subject": "demo:faerder:2"}]})

    subject: str = Field(max_length=200)


class TickIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"task": "hold_meeting", "occurred_on": "2026-08-31"}]})

    task: str = Field(max_length=60)
    occurred_on: date


class DecisionIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"decision": "wonder", "outcome": "worried"}]})

    decision: str = Field(max_length=60)
    outcome: str = Field(max_length=60)


class AnswerIn(BaseModel):
    """An answer to a question of a guide, word for word; the guide is begun if it is not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"guide": "undring_elev", "question": "ue.trivsel", "text": "Liker best kunst"}]
        }
    )

    guide: str = Field(max_length=60)
    question: str = Field(max_length=60)
    text: str = Field(min_length=1, max_length=20_000)


class CaseLine(BaseModel):
    id: UUID
    label: str
    level: str
    status: Literal["open", "closed", "monitoring"]
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
