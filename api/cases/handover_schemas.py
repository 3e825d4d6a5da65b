"""Handing a case over, and what leadership and the municipality see, as pages have it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.cases.history import HistoryOut, MemberOut
from api.cases.schemas import CaseLine, CommandId, PlanOut
from api.reasons import Reason

_PERSON = "0b9e6f7e-7d5c-4f6b-9a54-0a5c1a4f2b11"


class OfferedOut(BaseModel):
    """A case that is offered to the one who asks. With a `last_day` it is to stand in until then."""

    case: UUID
    label: str
    offered_by: UUID
    name: str | None
    offered_at: datetime
    last_day: date | None


class OfferOut(BaseModel):
    """To whom a case is offered."""

    person: UUID
    name: str | None
    offered_by: UUID
    offered_at: datetime
    last_day: date | None


class OfferIn(BaseModel):
    """`id` is the client's own of this offer: sent again, it is made once."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"id": "7d2a", "person": _PERSON, "last_day": "2026-12-18"}]}
    )

    id: CommandId
    person: UUID
    last_day: date | None = None


class WithdrawIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"id": "7d2b", "person": _PERSON}]})

    id: CommandId
    person: UUID


class AnswerIn(BaseModel):
    """`id` is the client's own of this answer: sent again, it is given once."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"id": "7d2c"}]})

    id: CommandId


class AnsweredOut(BaseModel):
    """The case as it is after the answer; None when it was a no."""

    plan: PlanOut | None


class LineOut(CaseLine):
    """A case as leadership sees it. `alone`: nobody who works here follows it any longer."""

    alone: bool


class InsightIn(BaseModel):
    """The reason is kept in the audit and shown to the members of the case."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Forberedelse til møte i ressursteamet."}]}
    )

    reason: Reason


class InsightOut(BaseModel):
    """All of a case, to somebody who is no member."""

    plan: PlanOut
    history: HistoryOut
    members: list[MemberOut]


class FigureOut(BaseModel):
    """How many cases are on a level with a status. So few that they might be known are not told, as if there were none."""

    level: str
    status: Literal["open", "closed", "monitoring"]
    cases: int
