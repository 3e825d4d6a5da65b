"""The application with a server of e-mail, which is real and on this machine."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from api.outbox.models import ChatReference
from api.settings import TEAMS_CHANNEL, Settings
from channels.app import create_app
from tests.api.commanding import send
from tests.mail.server import MailServer

ADDRESS = "kontaktlaerer@skole.example"
BEGUN, DUE = date(2026, 8, 24), date(2026, 8, 31)


@dataclass
class Post:
    """The application as somebody meets it who gets e-mail."""

    app: FastAPI
    server: MailServer
    client: httpx.AsyncClient

    async def come(self, count: int) -> list[EmailMessage]:
        return await asyncio.to_thread(self.server.wait, count)

    async def mail(self) -> dict[str, Any]:
        """How it stands with the address."""
        found: dict[str, Any] = (await self.client.get("/me/mail")).json()
        return found

    async def give(self, address: str = ADDRESS) -> httpx.Response:
        return await self.client.put("/me/mail", json={"address": address})

    async def tell(self, code: str) -> dict[str, Any]:
        told: dict[str, Any] = (await self.client.post("/me/mail/code", json={"code": code})).json()
        return told

    async def proved(self) -> None:
        """The first teacher's address, which they have proved, and reminders are asked for."""
        count = len(self.server.taken)
        assert (await self.give()).is_success
        assert (await self.tell(code_in((await self.come(count + 1))[-1])))["state"] == "confirmed"
        assert (await self.client.put("/reminders", json={"on": True})).is_success

    async def a_case(self) -> str:
        """One whose meeting is to be held by `DUE`."""
        headers = {"X-Today": str(BEGUN)}
        opened = await self.client.post("/cases", json={"label": "MK", "key": "k"}, headers=headers)
        case = str(opened.json()["case"])
        for decision in ("wonder", "go_on"):
            done = await send(
                self.client, case, "decide", headers=headers, decision=decision, outcome="worried", anyway=True
            )
            assert done.is_success, done.text
        return case


def written_to(person: UUID, channel: str, chat: str) -> ChatReference:
    """Where somebody is written to, as if they had been seen there."""
    of_teams = {"service_url": "https://s", "bot": "b", "account": "a"}
    place = of_teams if channel == TEAMS_CHANNEL else dict.fromkeys(of_teams, "")
    return ChatReference.model_validate(
        {"person_id": person, "channel": channel, "chat": chat, "language": "nb", **place}
    )


def code_in(message: EmailMessage) -> str:
    found = re.search(r"\b\d{6}\b", body_of(message))
    assert found is not None
    return found.group()


def body_of(message: EmailMessage) -> str:
    content: str = message.get_content()
    return content.replace("\r\n", "\n")


def with_mail(settings: Settings, server: MailServer, **other: object) -> Settings:
    """On the day something is due, at whatever hour."""
    usual = {"today": DUE, "reminders_from": 0, "reminders_until": 24}
    return settings.model_copy(update={**server.settings, **usual, **other})


@asynccontextmanager
async def running(settings: Settings, server: MailServer) -> AsyncIterator[Post]:
    """One process of the application."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://api") as client,
        app.router.lifespan_context(app),
    ):
        yield Post(app, server, client)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as one:
        yield one


@pytest.fixture
async def post(settings: Settings, server: MailServer) -> AsyncIterator[Post]:
    async with running(with_mail(settings, server), server) as one:
        yield one


@pytest.fixture
async def both_post(both_settings: Settings, server: MailServer) -> AsyncIterator[Post]:
    """As `post`, on each kind of database."""
    async with running(with_mail(both_settings, server), server) as one:
        yield one
