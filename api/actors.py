"""Who is asking. Every route has an actor: a person, a channel, the action server, or (for health only) anybody."""

from __future__ import annotations

import hmac
from datetime import date
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.clock import today_in_oslo
from api.database import SessionDep
from api.errors import NotFound, Unauthenticated
from api.people.actor import Actor
from api.people.service import PeopleService
from api.settings import Settings

DEMO_TEACHER_HEADER = "X-Demo-Teacher"
SCHOOL_HEADER = "X-School"  # for whoever works at several
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


async def channel_service(settings: SettingsDep, credentials: Credentials) -> None:
    """A channel: it has authenticated the person and may say who is speaking."""
    if not _shows(credentials, settings.channel_token.get_secret_value()):
        raise Unauthenticated


async def action_service(settings: SettingsDep, credentials: Credentials) -> None:
    """The action server: it names a turn and its conversation; who is speaking is looked up here."""
    if not _shows(credentials, settings.action_token.get_secret_value()):
        raise Unauthenticated


async def asked_day(settings: SettingsDep, x_today: Annotated[date | None, Header()] = None) -> date:
    """Today in Oslo; in local mode a header or the settings may say another day."""
    return today_in_oslo(settings, x_today)


Today = Annotated[date, Depends(asked_day)]


async def signed_in(request: Request, session: SessionDep, settings: SettingsDep, today: Today) -> Actor:
    """The person at the other end. In local mode the demo teacher the header names (the first by default)."""
    if not settings.is_local:
        raise Unauthenticated  # OpenID Connect login is not built yet, so nobody gets in from outside
    subject = request.headers.get(DEMO_TEACHER_HEADER, FIRST_DEMO_TEACHER)
    try:
        actor = await PeopleService(session).actor(subject, school=request.headers.get(SCHOOL_HEADER), today=today)
    except NotFound:
        raise Unauthenticated from None
    request.state.language = actor.language  # for what is said when something goes wrong
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]
ACTORS = (channel_service, action_service, signed_in)
