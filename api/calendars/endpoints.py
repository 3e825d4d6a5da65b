"""What is due, in somebody's own calendar. The feed's address is all that opens it, so it is told once and can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response, status
from pydantic import BaseModel

from api.actors import CountedRoute, SettingsDep, SignedIn, Subscriber, Today
from api.calendars.ics import MEDIA_TYPE
from api.calendars.service import CalendarService
from api.cases.endpoints import Cases
from api.database import SessionDep
from api.problems import OF_EVERY_ROUTE

mine = APIRouter(route_class=CountedRoute, prefix="/me/calendar", tags=["calendar"], responses=OF_EVERY_ROUTE)
of_case = APIRouter(
    route_class=CountedRoute, prefix="/cases/{case_id}/deadlines", tags=["calendar"], responses=OF_EVERY_ROUTE
)
feed = APIRouter(route_class=CountedRoute, prefix="/calendar", tags=["calendar"], responses=OF_EVERY_ROUTE)
_ICS: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {}}}}


class FeedOut(BaseModel):
    """`made_at` is when the address was made; None while there is none that counts."""

    made_at: datetime | None


class NewFeed(BaseModel):
    """The `address` is the person's alone. It is told here and never again."""

    address: str
    made_at: datetime


@mine.get("", operation_id="readCalendarFeed")
async def read_feed(actor: SignedIn, session: SessionDep) -> FeedOut:
    """Whether the person has a calendar feed. Its address is not told again."""
    found = await CalendarService(session).feed_of(actor)
    return FeedOut(made_at=found.made_at if found else None)


@mine.put("", operation_id="makeCalendarFeed")
async def make_feed(actor: SignedIn, session: SessionDep, settings: SettingsDep, request: Request) -> NewFeed:
    """A new address for the person's feed. The one before leads nowhere from now on."""
    made, secret = await CalendarService(session).make(actor)
    here = settings.origin or str(request.base_url).rstrip("/")
    return NewFeed(address=f"{here}/calendar/{secret}.ics", made_at=made.made_at)


@mine.delete("", status_code=status.HTTP_204_NO_CONTENT, operation_id="revokeCalendarFeed")
async def revoke_feed(actor: SignedIn, session: SessionDep) -> None:
    """The address leads nowhere from now on. What a calendar has fetched before is out of reach."""
    await CalendarService(session).revoke(actor)


@feed.get("/{secret}.ics", operation_id="readFeedOfAddress", response_class=Response, responses=_ICS)
async def read_calendar(subscriber: Subscriber, session: SessionDep, today: Today) -> Response:
    """What is due in the cases of whoever made the address, for their calendar program. That it was read is noted once a day."""
    return Response(await CalendarService(session).read(subscriber, today), media_type=MEDIA_TYPE)


@of_case.get("/{deadline}.ics", operation_id="saveDeadline", response_class=Response, responses=_ICS)
async def save_deadline(
    case_id: UUID, deadline: Annotated[str, Path(max_length=60)], actor: SignedIn, service: Cases, today: Today
) -> Response:
    """One deadline of the plan, to put into a calendar. It is noted who got it."""
    opened = await service.get(case_id, reading="calendar")
    made = await CalendarService(service.session).one(opened, deadline, actor, today)
    name = f"naervaerslos-{opened.case.id.hex[:8]}-{deadline}.ics"
    return Response(made, media_type=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})
