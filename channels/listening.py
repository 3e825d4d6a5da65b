"""Hearing of replies: as a stream of events, or by asking now and then. Neither counts as using the login."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.actors import CountedRoute, SettingsDep, counted, school_asked_for
from api.clock import today_in_oslo
from api.database import transaction
from api.errors import ApiError, NotFound, Unauthenticated
from api.login.guard import login_of
from api.login.sessions import Login, Sessions, session_cookie
from api.people.service import PeopleService
from api.problems import OF_EVERY_ROUTE
from api.settings import Settings
from channels.news import Listener, News, Place, Watch, news_of

router = APIRouter(route_class=CountedRoute, prefix="/chat/events", tags=["chat"], responses=OF_EVERY_ROUTE)

CHECK_EVERY = 15.0  # seconds between two looks whether somebody may still listen


class Ear:
    """Somebody who listens. They may until their session ends, or their employment."""

    def __init__(self, request: Request, settings: Settings, login: Login, school: str | None, today: date) -> None:
        self._request = request
        self._settings = settings
        self._login = login
        self._school = school
        self._today = today

    async def place(self, device: str) -> Place:
        """Raises `NotFound` for a stranger, and for somebody who has no chat."""
        async with transaction(self._request.app.state) as session:
            people = PeopleService(session)
            actor = await people.actor(
                self._login.subject, issuer=self._login.issuer, school=self._school, today=self._today
            )
            if actor.is_admin or not await self._is_logged_in(Sessions(session, self._settings)):
                raise NotFound
        return Place(actor.person.id, actor.school.id, device)

    async def _is_logged_in(self, sessions: Sessions) -> bool:
        session_id = session_cookie(self._settings).of(self._request)
        if session_id is None or login_of(self._request) is None:  # local mode's own teachers have no session
            return True
        return await sessions.find(session_id, in_use=False) == login_of(self._request)

    async def still_listens(self, place: Place) -> bool:
        try:
            return await self.place(place.device) == place
        except ApiError:
            return False


async def _ear(
    request: Request,
    settings: SettingsDep,
    login: Annotated[Login, Depends(counted)],
    x_today: Annotated[date | None, Header()] = None,
) -> Ear:
    return Ear(request, settings, login, school_asked_for(request), today_in_oslo(settings, x_today))


EarDep = Annotated[Ear, Depends(_ear)]


async def _place(ear: EarDep, device: Annotated[str, Query(min_length=1, max_length=60)] = "web") -> Place:
    try:
        return await ear.place(device)
    except NotFound:
        raise Unauthenticated from None


PlaceDep = Annotated[Place, Depends(_place)]


async def _listener(request: Request, place: PlaceDep) -> AsyncIterator[Listener]:
    watch: Watch = request.app.state.watch
    with watch.listening(place) as listener:
        yield listener


@router.get("", operation_id="listenForReplies", response_class=EventSourceResponse)
async def listen(
    ear: EarDep,
    listener: Annotated[Listener, Depends(_listener)],
    last_event_id: Annotated[int, Header(ge=0, description="The last number that was heard")] = -1,
) -> AsyncIterable[ServerSentEvent]:
    """Events `replies`: up to which number the turns of the conversation have replies. Read them with `listTurns`.

    The first comes at once. The stream ends with the session or the employment; a comment comes every 15 seconds.
    """
    heard = last_event_id
    while not listener.is_over and await ear.still_listens(listener.place):
        news = await listener.later_than(heard, within=CHECK_EVERY)
        if news is not None:
            heard = news.answered
            yield ServerSentEvent(event="replies", id=str(heard), data=news)


@router.get("/latest", operation_id="readLatestReply")
async def latest(request: Request, place: PlaceDep) -> News | None:
    """What the stream would say now, for who cannot hear it. Nothing before the first message."""
    return (await news_of(request.app.state, {place.person})).get(place)
