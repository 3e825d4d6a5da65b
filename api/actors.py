"""Who is asking. Every route has an actor: a person, a channel, the action server, or (for health only) anybody."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Path, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.calendars.service import CalendarService
from api.clock import today_in_oslo
from api.database import SessionDep, session_of, transaction
from api.errors import NotFound, Unauthenticated
from api.limits.lockout import address_of
from api.limits.service import TooMany, count_refused, count_request, count_subscriber
from api.login.guard import login_of
from api.login.sessions import Login, session_cookie
from api.people.actor import Actor, Origin
from api.people.models import LOCAL
from api.people.service import PeopleService
from api.settings import Settings

DEMO_TEACHER_HEADER = "X-Demo-Teacher"
OPENED_BY_HEADER = "X-Opened-By"  # the mark of whoever the page was opened by
OPENED_BY = "opened_by"  # the same in an address: a stream of events is asked for without headers
SCHOOL_HEADER = "X-School"  # for whoever works at several
SCHOOL = "school"  # the same in an address: pictures, files and streams are asked for without headers
FIRST_DEMO_TEACHER = "demo:faerder:1"

_bearer = HTTPBearer(auto_error=False)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def get_settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings_of)]


def _shows(credentials: HTTPAuthorizationCredentials | None, secret: str) -> bool:
    given = credentials.credentials if credentials else ""
    return hmac.compare_digest(given.encode(), secret.encode())


async def channel_service(settings: SettingsDep, credentials: Credentials) -> Origin:
    """A channel elsewhere. Which one is told by what it shows alone: it speaks in its own name, for persons of its own issuer."""
    shown = [one for one in settings.channels if _shows(credentials, one.token.get_secret_value())]
    if not shown:
        raise Unauthenticated
    return Origin(shown[0].name, shown[0].issuer)


async def action_service(settings: SettingsDep, credentials: Credentials) -> None:
    """The action server: it names a turn and its conversation; who is speaking is looked up here."""
    if not _shows(credentials, settings.action_token.get_secret_value()):
        raise Unauthenticated


async def asked_day(settings: SettingsDep, x_today: Annotated[date | None, Header()] = None) -> date:
    """Today in Oslo; in local mode a header or the settings may say another day."""
    return today_in_oslo(settings, x_today)


Today = Annotated[date, Depends(asked_day)]


async def speaker(request: Request, settings: SettingsDep) -> Login:
    """How a login names the person at the other end. A page that was opened by somebody else is nobody's: another has logged in since."""
    login = _login(request, settings)
    opened_by = request.headers.get(OPENED_BY_HEADER) or request.query_params.get(OPENED_BY)
    if opened_by is not None and opened_by != login.mark:
        raise Unauthenticated
    return login


def _login(request: Request, settings: Settings) -> Login:
    """The demo teacher a header names, else whose session it is.

    Local mode alone has demo teachers, and one who shows no session is the first of them.
    """
    if settings.is_local and (demo := request.headers.get(DEMO_TEACHER_HEADER)) is not None:
        return Login(LOCAL, demo)
    if session_cookie(settings).of(request) is None and settings.is_local:
        return Login(LOCAL, FIRST_DEMO_TEACHER)
    login = login_of(request)
    if login is None:
        raise Unauthenticated
    return login


async def counted(request: Request, login: Annotated[Login, Depends(speaker)]) -> Login:
    """The speaker, whose request has been counted. Raises `TooMany`."""
    try:
        await count_request(request.app.state, *login, address_of(request))
    except TooMany:
        await _in_their_language(request, login)
        raise
    return login


def school_asked_for(request: Request) -> str | None:
    return request.headers.get(SCHOOL_HEADER) or request.query_params.get(SCHOOL)


async def _in_their_language(request: Request, login: Login) -> None:
    school = school_asked_for(request)
    with suppress(NotFound):
        async with transaction(request.app.state) as session:
            actor = await PeopleService(session).actor(login.subject, issuer=login.issuer, school=school)
            request.state.language = actor.language


async def signed_in(
    request: Request,
    login: Annotated[Login, Depends(counted)],  # before the session: what is counted has a transaction of its own
    session: SessionDep,
    today: Today,
) -> Actor:
    """The person at the other end, acting for the school the request names or the first where they work."""
    try:
        school, people = school_asked_for(request), PeopleService(session)
        actor = await people.actor(login.subject, issuer=login.issuer, school=school, today=today)
    except NotFound:
        raise Unauthenticated from None
    request.state.language = actor.language  # for what is said when something goes wrong
    return actor


def counts_before_its_session(route: APIRoute) -> bool:
    """A request is counted in a transaction of its own: on SQLite it would wait for itself if the request's had begun before."""
    order = list(_in_order(route.dependant))
    return counted not in order or session_of not in order or order.index(counted) < order.index(session_of)


def _in_order(dependant: Dependant) -> Iterator[object]:
    """What FastAPI calls for a route, in order: what a dependency needs, and then itself."""
    for needed in dependant.dependencies:
        yield from _in_order(needed)
    yield dependant.call


class CountedRoute(APIRoute):
    """A route cannot be made whose session stands before who is signed in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not counts_before_its_session(self):
            raise TypeError(f"{self.path}: who is signed in stands before the session among its parameters")


async def subscriber(
    request: Request, secret: Annotated[str, Path(description="The secret of the address")], today: Today
) -> UUID:
    """The person whose calendar feed the address names. Wrong, revoked and ended look alike: not there."""
    state, address = request.app.state, address_of(request)
    async with transaction(state) as session:
        person = await CalendarService(session).whose(secret, today)
    if person is None:
        await count_refused(state, address)
        raise NotFound
    await count_subscriber(state, person, address)
    return person


FromChannel = Annotated[Origin, Depends(channel_service)]
Speaker = Annotated[Login, Depends(speaker)]
SignedIn = Annotated[Actor, Depends(signed_in)]
Subscriber = Annotated[UUID, Depends(subscriber)]
ACTORS = (channel_service, action_service, speaker, signed_in, subscriber)
