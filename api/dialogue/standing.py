"""What the assistant has asked and waits for. Only ids lie here; texts lie in the turns and notes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter


class _Standing(BaseModel):
    """`waits_for_words`: what is typed is taken word for word, so that a bare number picks no button."""

    waits_for_words: ClassVar[bool] = False


class WaitsForLabel(_Standing):
    """What to call the pupil; `turns` told of the worry and become its first note."""

    waits_for_words = True

    kind: Literal["label"] = "label"
    turns: list[UUID] = []


class InGuide(_Standing):
    """A talk is led. What is typed here answers the question that was `asked` here, wherever the talk has come on another phone.

    `seen` is the answer that was shown with it, to be written anew.
    """

    waits_for_words = True

    kind: Literal["guide"] = "guide"
    run: UUID
    asked: str | None = None
    seen: int | None = None


class WaitsForPick(_Standing):
    """Which questions of a talk to take up."""

    waits_for_words = True

    kind: Literal["pick"] = "pick"
    run: UUID


class WaitsForPeriod(_Standing):
    """The period an amount of absence was told for."""

    waits_for_words = True

    kind: Literal["period"] = "period"
    days: float | None = None
    percent: float | None = None


class WaitsForDecision(_Standing):
    kind: Literal["decision"] = "decision"
    decision: str


class WaitsForDay(_Standing):
    """The day a task was done, or the teacher's own date for a deadline."""

    waits_for_words = True

    kind: Literal["day"] = "day"
    task: str | None = None
    deadline: str | None = None


class WaitsForReport(_Standing):
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


class WaitsForClose(_Standing):
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
