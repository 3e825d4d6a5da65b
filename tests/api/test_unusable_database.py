"""A database that is locked, full, read-only or away: nobody is held up, nothing is half-written, and it is said."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.exc import MissingGreenlet

from api import sqlite
from api.cases.models import Case
from api.conversations.models import Turn
from api.main import create_app, database_health, only_process
from api.settings import Settings
from tests.api.turns_by_hand import Hand, rows
from tests.databases import Postgres, sql

_HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def holder(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of the database until it is told to let go."""
    file = settings.database_url.removeprefix("sqlite:///")
    command = [sys.executable, "-c", _HOLDER, file]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


async def test_a_lock_of_another_process_holds_up_nobody_and_is_waited_for(
    holder: subprocess.Popen[str], hand: Hand, app: FastAPI
) -> None:
    waiting = asyncio.create_task(hand.store("hei", message_id="a"))
    for _ in range(200):  # far more than a statement needs; each lets the others go on
        await asyncio.sleep(0)
    assert not waiting.done()
    await asyncio.to_thread(holder.communicate, "\n")
    assert (await waiting).status_code == 201
    assert [turn.text for turn in await rows(app, Turn)] == ["hei"]


async def test_a_lock_that_is_not_let_go_is_told(holder: subprocess.Popen[str], hand: Hand, app: FastAPI) -> None:
    app.state.engine.dialect.patience = 0.1
    answer = await hand.store("garderoben", message_id="a")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unusable")
    assert "garderoben" not in answer.text
    assert await database_health(app) == {"database": False, "writable": False}
    holder.communicate("\n")
    assert (await hand.store("garderoben", message_id="a")).status_code == 201
    assert await database_health(app) == {"database": True, "writable": True}


async def test_health_asks_no_longer_than_its_time(holder: subprocess.Popen[str], app: FastAPI) -> None:
    begun = time.monotonic()
    assert await database_health(app) == {"database": False, "writable": False}
    assert time.monotonic() - begun < sqlite.PATIENCE


async def no_more_room(app: FastAPI) -> None:
    """The file may not grow any more."""
    await sql(app, f"PRAGMA max_page_count = {await sql(app, 'PRAGMA page_count')}")


async def room_again(app: FastAPI) -> None:
    await sql(app, "PRAGMA max_page_count = 1000000")


async def test_a_full_disk_keeps_what_was_and_says_so(settings: Settings) -> None:
    """The file may not grow: what needs room is refused as a whole, and fits when there is room again."""
    app = create_app(settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        hand = Hand(client, settings)
        await hand.open_case()
        before = len(await rows(app, Turn))

        await no_more_room(app)
        long = "et ord " * 2800
        stored = await hand.store(long, message_id="a")
        assert (stored.status_code, stored.json()["code"]) == (503, "database_unusable")
        assert await database_health(app) == {"database": True, "writable": False}
        assert len(await rows(app, Turn)) == before

        await room_again(app)
        assert (await hand.store(long, message_id="a")).status_code == 201
        assert await database_health(app) == {"database": True, "writable": True}
    await app.state.engine.dispose()


async def test_a_disk_that_fills_while_a_turn_is_decided_leaves_the_turn_to_be_run_again(
    hand: Hand, app: FastAPI
) -> None:
    await hand.open_case()
    turn = await hand.turn("mor fortalte " * 1000)
    await no_more_room(app)
    refused = await hand.decide(turn, "answer")
    assert (refused.status_code, refused.json()["code"]) == (503, "database_unusable")
    assert [t.outcome for t in await rows(app, Turn) if str(t.id) == turn["id"]] == [None]
    await room_again(app)
    assert (await hand.decide(turn, "answer")).status_code == 200


async def test_a_file_that_may_only_be_read_is_told(settings: Settings) -> None:
    file = settings.database_url.removeprefix("sqlite:///")
    app = create_app(settings.model_copy(update={"database_url": f"sqlite:///file:{file}?mode=ro&uri=true"}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        answer = await Hand(client, settings).store("hei")
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unusable")
    assert (await database_health(app))["writable"] is False
    await app.state.engine.dispose()


async def test_postgresql_that_may_only_be_read_is_told(postgres: Postgres, prepared_postgres: str) -> None:
    settings = Settings(database_url=postgres.fresh(prepared_postgres))
    app = create_app(settings)

    @event.listens_for(app.state.engine.sync_engine, "connect")
    def read_only(connection: sqlite3.Connection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("SET SESSION default_transaction_read_only = on")
        cursor.close()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        hand = Hand(client, settings)
        assert (await client.get("/cases")).status_code == 200
        answer = await hand.store("hei")
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unusable")
    assert await database_health(app) == {"database": True, "writable": False}
    assert await rows(app, Case) == []
    await app.state.engine.dispose()


async def test_a_row_that_would_load_itself_is_refused_on_sqlite_too(hand: Hand, app: FastAPI) -> None:
    await hand.store("hei")
    async with app.state.sessions() as session:
        (row,) = await rows(app, Turn)
        session.add(row)
        session.expire(row)
        with pytest.raises(MissingGreenlet):
            _ = row.number


def test_in_production_a_second_application_on_one_file_is_refused(settings: Settings) -> None:
    in_production = settings.model_copy(update={"mode": "production"})
    with only_process(in_production):
        with pytest.raises(sqlite.AnotherProcess), only_process(in_production):
            pass
        with only_process(settings):
            pass
    with only_process(in_production):
        pass
