"""What the assistant has asked and waits for. Only ids lie here; texts lie in the turns and notes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter


class WaitsForLabel(BaseModel):
    """What to call the pupil; `turns` told of the worry and become its first note."""

    kind: Literal["label"] = "label"
    turns: list[UUID] = []


class InGuide(BaseModel):
    """A talk is led. What is typed here answers the question that was `asked` here, wherever the talk has come on another phone.

    `seen` is the answer that was shown with it, to be written anew.
    """

    kind: Literal["guide"] = "guide"
    run: UUID
    asked: str | None = None
    seen: UUID | None = None


class WaitsForPick(BaseModel):
    """Which questions of a talk to take up."""

    kind: Literal["pick"] = "pick"
    run: UUID


class WaitsForPeriod(BaseModel):
    """The period an amount of absence was told for."""

    kind: Literal["period"] = "period"
    days: float | None = None
    percent: float | None = None


class WaitsForDecision(BaseModel):
    kind: Literal["decision"] = "decision"
    decision: str


class WaitsForDay(BaseModel):
    """The day a task was done, or the teacher's own date for a deadline."""

    kind: Literal["day"] = "day"
    task: str | None = None
    deadline: str | None = None


class WaitsForReport(BaseModel):
    """Whether what was told in passing shall be entered. What is asked follows: which task, which day, or a yes.

    `turn` told it, and `place` is the case, level and round it was told of; `reminded` when the question was put again once.
    """

    kind: Literal["report"] = "report"
    turn: UUID
    place: str
    what: Literal["done", "attempted", "planned"]
    tasks: list[str]
    on: date | None = None
    also: str | None = None
    reminded: bool = False


class WaitsForClose(BaseModel):
    """A yes or no to closing the case; `run` is the talk it was asked in."""

    kind: Literal["close"] = "close"
    run: UUID | None = None


Standing = Annotated[
    WaitsForLabel
    | InGuide
    | WaitsForPick
    | WaitsForPeriod
    | WaitsForDecision
    | WaitsForDay
    | WaitsForReport
    | WaitsForClose,
    Field(discriminator="kind"),
]

read_standing: TypeAdapter[Standing] = TypeAdapter(Standing)
