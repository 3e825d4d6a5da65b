"""What the routes about keeping and deleting send and get."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.reasons import LongReason


class DueOut(BaseModel):
    """A closed case that will be deleted. Without a `label` for leaders who may not see the case itself."""

    case: UUID
    label: str | None
    closed_on: date
    delete_on: date


class UntouchedOut(BaseModel):
    """A case that is not closed, in which nothing was recorded after the day `touched_on` for `months` or more. It is not deleted."""

    case: UUID
    label: str
    touched_on: date
    months: int


class LongerIn(BaseModel):
    """The case is to be kept until this day, and why. The reason is kept with the case."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"until": "2028-08-31", "reason": "Foresatte har bedt om innsyn."}]}
    )

    until: date
    reason: LongReason


class LongerOut(BaseModel):
    until: date
    reason: str
    by: UUID
    name: str | None
    at: datetime


class KeptOut(BaseModel):
    """How long a case is kept. All days are None for one that is not closed: it is not deleted.

    `due`: the members are told that it is near. `latest` is the last day that can be asked for. `longer` is what was asked for.
    """

    case: UUID
    months: int
    closed_on: date | None
    delete_on: date | None
    due: bool
    latest: date | None
    longer: list[LongerOut]
