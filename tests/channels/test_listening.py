"""Hearing of replies: over a real connection, on both databases, with a second process that answers, and ended when it has to be."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.clock import real_day
from api.database import utc_now
from api.login.sessions import Login, Sessions
from api.people.models import LOCAL
from api.settings import Settings
from channels import listening, news
from channels.app import create_app
from tests.channels.far_side import BotServer
from tests.databases import sql

TEACHER = "demo:faerder:1"
OTHER = {"X-Demo-Teacher": "demo:faerder:2"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(listening, "CHECK_EVERY", 0.1)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """A whole application as one process of it is, and a browser before it."""
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server.serve([listener]))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=address, timeout=10) as client:
            yield app, client
        app.state.watch.end()
        server.should_exit = True
        await running


@pytest.fixture
async def answering(both: FastAPI, both_settings: Settings) -> AsyncIterator[Settings]:
    """Settings with a bot behind them."""
    async with BotServer(both, both_settings) as bot:
        yield both_settings.model_copy(update={"bot_url": bot.url, "action_url": "http://127.0.0.1:9"})


class Heard:
    """A stream that is read: each event as its number and its data."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def event(self) -> tuple[int, dict[str, object]]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line and "data" in fields:
                    assert fields["event"] == "replies"
                    return int(fields["id"]), json.loads(fields["data"])
                name, _, value = line.partition(": ")
                fields[name] = value
        raise EOFError

    async def up_to(self, number: int) -> dict[str, object]:
        """Reads on until the turns are answered to there: each number is heard once, and none twice."""
        heard = -1
        while heard < number:
            before, (heard, data) = heard, await self.event()
            assert before < heard <= number
        return data

    async def end(self) -> None:
        """Raises `TimeoutError` when the stream goes on."""
        async with asyncio.timeout(5):
            async for _line in self._lines:
                pass


@asynccontextmanager
async def stream(client: httpx.AsyncClient, **headers: str) -> AsyncIterator[Heard]:
    async with client.stream("GET", "/chat/events", headers=headers) as response:
        assert response.status_code == 200, response.status_code
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Heard(response)


async def say(client: httpx.AsyncClient, message: str, **headers: str) -> None:
    answer = await client.post("/chat/messages", json={"id": message, "text": "hei"}, headers=headers)
    assert answer.json()["status"] == "answered", answer.text


async def test_two_pages_at_two_processes_hear_of_each_reply_once_and_of_nobody_elses(
    answering: Settings,
) -> None:
    async with served(answering) as (_, one), served(answering) as (_, two), stream(one) as first, stream(two) as other:
        await say(one, "a")
        heard = [await page.up_to(1) for page in (first, other)]
        conversation = heard[0]["conversation"]
        assert heard == [{"conversation": conversation, "answered": 1}] * 2
        await say(one, "not theirs", **OTHER)
        await say(two, "b")
        assert [(await page.event())[0] for page in (first, other)] == [2, 2]
        turns = (await two.get(f"/conversations/{conversation}/turns", params={"after": 1})).json()
        assert [(turn["number"], turn["message_id"], turn["text"]) for turn in turns] == [(2, "b", "hei")]
        assert turns[0]["messages"][0]["page"]["language"] == "nb"


async def test_who_comes_back_hears_only_what_is_new_and_who_cannot_hear_may_ask(answering: Settings) -> None:
    async with served(answering) as (_, client):
        assert (await client.get("/chat/events/latest")).json() is None
        await say(client, "a")
        async with stream(client, **{"Last-Event-ID": "1"}) as page:
            await say(client, "b")
            assert (await page.event())[0] == 2
        assert (await client.get("/chat/events/latest")).json()["answered"] == 2
        assert (await client.get("/chat/events/latest", params={"device": "another"})).json() is None


async def test_a_reply_that_is_missing_is_heard_of_when_it_comes(
    both: FastAPI, answering: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.app.CATCH_UP_SECONDS", 0.1)
    async with BotServer(both, answering) as bot:
        settings = answering.model_copy(update={"bot_url": bot.url})
        async with served(settings) as (_, client), stream(client) as page:
            await say(client, "a")
            await page.up_to(1)
            await bot.__aexit__(None, None, None)
            sent = {"id": "b", "text": "hei"}
            assert (await client.post("/chat/messages", json=sent)).json()["status"] == "stored"
            await bot.__aenter__()
            assert (await page.event())[0] == 2


async def in_session(app: FastAPI) -> dict[str, str]:
    """A browser's cookie of a session."""
    async with app.state.sessions() as session, session.begin():
        session_id = await Sessions(session, app.state.settings).open(Login(LOCAL, TEACHER), before=None)
    return {"Cookie": f"naervaerslos_session={session_id}", "Sec-Fetch-Site": "same-origin"}


async def test_it_ends_when_the_session_does_and_keeps_none_alive(answering: Settings) -> None:
    async with served(answering) as (app, client):
        cookie = await in_session(app)
        long_ago = utc_now() - timedelta(minutes=20)
        await sql(
            app,
            "UPDATE login_session SET seen_at = :at",
            at=long_ago.replace(tzinfo=None) if _sqlite(app) else long_ago,
        )
        before = await sql(app, "SELECT seen_at FROM login_session")
        async with stream(client, **cookie) as page:
            await client.get("/chat/events/latest", headers=cookie)
            assert await sql(app, "SELECT seen_at FROM login_session") == before
            assert (await client.post("/logout", headers=cookie)).status_code == 200
            await page.end()
        assert (await client.get("/chat/events", headers=cookie)).status_code in (200, 401)


def _sqlite(app: FastAPI) -> bool:
    return bool(app.state.engine.dialect.name == "sqlite")


async def test_it_ends_with_the_employment_and_is_none_of_a_stranger_s(answering: Settings) -> None:
    async with served(answering) as (app, client):
        async with stream(client) as page:
            last_day = real_day() - timedelta(days=1)
            await sql(
                app,
                "UPDATE employment SET last_day = :day WHERE person_id = (SELECT person_id FROM identity WHERE subject = :who)",
                who=TEACHER,
                day=last_day,
            )
            await page.end()
        for headers in ({}, {"X-Demo-Teacher": "nobody"}):
            assert (await client.get("/chat/events", headers=headers)).status_code == 401


async def test_one_person_has_so_many_pages_and_no_more(answering: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST", 1)
    async with served(answering) as (_, client):
        async with stream(client):
            refused = await client.get("/chat/events")
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
            assert int(refused.headers["Retry-After"]) > 0
            async with stream(client, **OTHER):
                pass
        async with asyncio.timeout(5):
            while (await client.get("/chat/events/latest")).status_code != 200:
                pass
        for _ in range(50):
            async with client.stream("GET", "/chat/events") as again:
                if again.status_code == 200:
                    return
            await asyncio.sleep(0.02)
        pytest.fail("the place of a page that is gone is not given back")


async def test_a_process_that_is_to_end_does_not_wait_for_who_listens(answering: Settings) -> None:
    async with served(answering) as (app, client), stream(client) as page:
        app.state.watch.end()
        await page.end()
