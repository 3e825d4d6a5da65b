"""The door Teams knocks at. Off where Teams is not set: then it is not there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import aiohttp
from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response

from api.errors import NotFound
from api.settings import TEAMS_CHANNEL, Settings
from channels.outgoing import Sender
from channels.teams.activities import Activity, read
from channels.teams.backend import TeamsBackend
from channels.teams.cloud import TIME_LIMIT, Cloud
from channels.teams.desk import Desk
from channels.teams.sending import Delivery
from channels.teams.tokens import Verifier

router = APIRouter(include_in_schema=False)  # only Microsoft calls it


@dataclass(frozen=True)
class _Open:
    verifier: Verifier
    desk: Desk


def install(app: FastAPI) -> None:
    app.state.teams = None
    app.include_router(router)


@asynccontextmanager
async def opened(app: FastAPI) -> AsyncIterator[list[Sender]]:
    """Takes and sends, where Teams is set, as long as it is entered; gives who sends. The courier is there already."""
    settings: Settings = app.state.settings
    if settings.teams is None:
        yield []
        return
    backend = TeamsBackend(app)
    async with aiohttp.ClientSession(timeout=TIME_LIMIT, trust_env=True) as http:
        cloud = Cloud(settings.teams, http)
        sender = Sender(backend, TEAMS_CHANNEL, Delivery(cloud, settings.origin))
        desk = Desk(settings.teams, backend, app.state.courier, cloud, sender)
        app.state.teams = _Open(Verifier(settings.teams, http), desk)
        sending = asyncio.create_task(sender.run())
        try:
            yield [sender]
        finally:
            app.state.teams = None
            await desk.close()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def from_teams(
    request: Request, authorization: Annotated[str | None, Header(max_length=10_000)] = None
) -> Activity:
    """An activity Microsoft vouches for. Raises `Unauthenticated` for any other, whatever is in it."""
    is_open: _Open | None = request.app.state.teams
    if is_open is None:
        raise NotFound
    try:
        content = json.loads(await request.body())
    except (ValueError, RecursionError):
        content = None
    activity = read(content)
    await is_open.verifier.verify(authorization, activity)
    return activity


@router.post("/teams/messages")
async def receive(
    activity: Annotated[Activity, Depends(from_teams)],
    request: Request,
    x_today: Annotated[date | None, Header()] = None,
) -> Response:
    """Answers when the message is stored: the reply leaves by itself."""
    return Response(status_code=await request.app.state.teams.desk.take(activity, x_today))
