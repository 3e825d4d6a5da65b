"""The application with Teams set, before a cloud that is played and a bot whose far side is played too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.settings import Settings
from channels.app import create_app
from tests.channels.far_side import BotServer
from tests.login.people import enter
from tests.teams.cloud import APP_ID, SECRET, TENANT, FakeCloud, Sent

ISSUER = f"https://login.microsoftonline.com/{TENANT}/v2.0"
KARI = "4d5b7c1e-9a52-4f0e-8a11-3f1f6f1f0d01"  # the first demo teacher of Færder, who writes bokmål
ODD = "4d5b7c1e-9a52-4f0e-8a11-3f1f6f1f0d02"  # the second, who writes nynorsk
STRANGER = "4d5b7c1e-9a52-4f0e-8a11-3f1f6f1f0d09"


@dataclass
class Teams:
    """The application as Teams meets it."""

    app: FastAPI
    cloud: FakeCloud
    bot: BotServer
    client: httpx.AsyncClient

    async def send(self, activity: dict[str, Any], token: str | None = None) -> int:
        headers = {"Authorization": f"Bearer {token or self.cloud.sign()}", "Content-Type": "application/json"}
        body = json.dumps(activity)  # in ASCII: half a character is let through
        return (await self.client.post("/teams/messages", content=body, headers=headers)).status_code

    async def say(self, text: str, person: str = KARI, **other: Any) -> int:
        return await self.send(self.cloud.activity(person, text=text, **other))

    async def come(self, count: int, chat: str | None = None) -> list[Sent]:
        return await asyncio.to_thread(self.cloud.wait, count, chat)

    async def comes(self, words: str) -> Sent:
        return await asyncio.to_thread(self.cloud.wait_for, words)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Looks again and again whether something in the database has come about."""
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110  # it comes about in the application
            await asyncio.sleep(0.05)


@pytest.fixture
def cloud() -> Iterator[FakeCloud]:
    with FakeCloud() as one:
        yield one


def with_teams(settings: Settings, cloud: FakeCloud, **other: object) -> Settings:
    addresses = {"teams_metadata": cloud.settings["TEAMS_METADATA"], "teams_login": cloud.address}
    ids = {"teams_app_id": UUID(APP_ID), "teams_secret": SecretStr(SECRET), "teams_tenant": UUID(TENANT)}
    return settings.model_copy(update={**ids, **addresses, **other})


@asynccontextmanager
async def running(settings: Settings, cloud: FakeCloud, bot: BotServer | None = None) -> AsyncIterator[Teams]:
    """One process of the application; with the bot of another, if one is given."""
    app = create_app(settings)
    far = bot or BotServer(app, settings)
    if bot is None:
        await far.__aenter__()
    app.state.settings = settings.model_copy(update={"bot_url": far.url})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://api") as client,
        app.router.lifespan_context(app),
    ):
        yield Teams(app, cloud, far, client)
    if bot is None:
        await far.__aexit__(None, None, None)


async def known(app: FastAPI) -> None:
    await enter(app, ISSUER, KARI)
    await enter(app, ISSUER, ODD, "demo:faerder:2")


@pytest.fixture
async def teams(settings: Settings, cloud: FakeCloud) -> AsyncIterator[Teams]:
    async with running(with_teams(settings, cloud), cloud) as one:
        await known(one.app)
        yield one


@pytest.fixture
async def both_teams(both_settings: Settings, cloud: FakeCloud) -> AsyncIterator[Teams]:
    """As `teams`, on each kind of database."""
    async with running(with_teams(both_settings, cloud), cloud) as one:
        await known(one.app)
        yield one
