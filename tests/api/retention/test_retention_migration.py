"""Down to the version before and up again, with a case in the tables: nothing is lost, and what guards it is back."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from api.main import create_app
from tests.api.migrating import at, content, read
from tests.api.turns_by_hand import Hand
from tests.databases import alembic, sql

BEFORE = "0010"


@pytest.fixture
async def filled(both: FastAPI) -> str:
    transport = httpx.ASGITransport(app=both)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        hand = Hand(client, both.state.settings)
        await hand.open_case()
        await hand.say("mor ringte i dag")
        case = (await client.get("/cases")).json()[0]["id"]
        await client.get(f"/cases/{case}/export.json")
    await both.state.engine.dispose()
    url: str = both.state.settings.database_url
    return url


async def all_kept(url: str) -> dict[str, Any]:
    """All but how often somebody has asked of late, which goes with its table."""
    return {table: rows for table, rows in (await at(url, content)).items() if table != "request_count"}


async def test_a_case_comes_through_down_and_up_and_is_guarded_again(filled: str, both: FastAPI) -> None:
    before, chain = await all_kept(filled), await at(filled, links)
    url = both.state.settings.database_url
    await asyncio.to_thread(alembic, url, f"downgrade {BEFORE}")
    down = await at(filled, content)
    for kept in ("fact", "note", "entry", "turn", "data_key", "pupil_case"):
        assert down[kept] == before[kept], kept
    assert await at(filled, links) == chain, "and who changed access is in it still"
    assert "due_notice" not in down
    await asyncio.to_thread(alembic, url, "upgrade head", "check")
    assert await all_kept(filled) == before
    app = create_app(both.state.settings)
    for statement in (
        "DELETE FROM note",
        "UPDATE note SET kind = 'loose'",
        "DELETE FROM audit",
        "UPDATE audit SET what = 'x'",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            await sql(app, statement)
    await app.state.engine.dispose()


def links(connection: Connection) -> list[tuple[Any, ...]]:
    return read(connection, "audit", "number", "hash", "previous", "what")


async def test_there_is_no_way_back_for_a_case_that_is_kept_longer(filled: str, both: FastAPI) -> None:
    await sql(
        both,
        "INSERT INTO kept_longer (id, case_id, closed_on, until, reason, recorded_at, recorded_by) "
        "SELECT id, id, '2026-08-24', '2028-08-24', label, created_at, created_by FROM pupil_case",
    )
    await both.state.engine.dispose()
    before = await all_kept(filled)
    with pytest.raises(RuntimeError, match="asked for a case to be kept longer"):
        await asyncio.to_thread(alembic, filled, f"downgrade {BEFORE}")
    assert await all_kept(filled) == before, "nothing of it was done"


async def test_what_nobody_exported_or_shredded_stays_in_the_audit_of_the_version_before(
    filled: str, both: FastAPI
) -> None:
    await sql(
        both,
        "INSERT INTO audit (id, case_id, what, door, at, number, previous, hash) "
        "SELECT id, case_id, 'shredded', 'command', recorded_at, 1000 + number, 'x', 'y' FROM fact",
    )
    await both.state.engine.dispose()
    await asyncio.to_thread(alembic, filled, "downgrade 0009")
    assert await sql(both, "SELECT count(*) FROM audit WHERE person_id IS NULL AND what = 'moved'") == 1
