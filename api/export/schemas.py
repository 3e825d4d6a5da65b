"""A whole case as data. The JSON schema of `CaseExport` is docs/export-schema.json; another form gets another number."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.cases.history import HistoryOut, SeenOut
from api.cases.schemas import PlanOut
from api.cases.talks import TalkOut
from api.engine.schema import Language
from api.retention.schemas import KeptOut

SCHEMA: Literal["urn:naervaerslos:export:2"] = "urn:naervaerslos:export:2"


class RoutineFollowed(BaseModel):
    """The routine and the version of it that the case follows."""

    id: str
    version: str
    name: str


class MovedTo(BaseModel):
    """The case was moved from one version of its routine to another."""

    from_version: str
    to_version: str
    at: datetime


class Membership(BaseModel):
    """Somebody who may see the case, or might: `until` is None while nobody has ended it. It goes no further than `last_day`."""

    person: UUID
    name: str | None
    role: str
    since: datetime
    until: datetime | None
    last_day: date | None


class TurnExported(BaseModel):
    """A message in the chat that touched the case, and the reply. Without one that tells of another pupil's case.

    `left_out`: it touched another pupil's case too, or was about something else and the reply told of this case beside it, so that
    its words are not given out here. `unreadable`: it cannot be opened.
    """

    id: UUID
    by: UUID
    name: str | None
    at: datetime
    status: Literal["given", "left_out", "unreadable"]
    text: str | None
    reply: list[str]


class CaseExport(BaseModel):
    """Everything that is kept of one case, on the day `made_on`."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    format: Literal["urn:naervaerslos:export:2"] = SCHEMA
    made_at: datetime
    made_on: date
    case: UUID
    label: str
    language: Language
    school: str
    opened_at: datetime
    opened_by: str | None
    routine: RoutineFollowed
    moves: list[MovedTo]
    members: list[Membership]
    kept: KeptOut
    plan: PlanOut
    history: HistoryOut
    talks: list[TalkOut]
    turns: list[TurnExported]
    audit: list[SeenOut]


def json_schema() -> dict[str, Any]:
    """What a file of this form holds (JSON Schema 2020-12)."""
    described = CaseExport.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **described}
