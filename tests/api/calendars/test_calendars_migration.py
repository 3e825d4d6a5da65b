"""The table of 0015 comes and goes with people in the database, and a person takes their feed along."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.engine import Connection

from tests.api.migrating import at, everything, put, tables_of
from tests.databases import alembic

PERSON = UUID("6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11")
WHEN = datetime(2026, 11, 30, 12, tzinfo=UTC)


def somebody(connection: Connection) -> None:
    put(connection, person=[{"id": PERSON, "name": "Lærer 1", "language": None}])


def subscribed(connection: Connection) -> None:
    put(connection, calendar_feed=[{"person_id": PERSON, "secret_hash": "h", "made_at": WHEN}])


def gone(connection: Connection) -> None:
    table = tables_of(connection)["person"]
    connection.execute(table.delete().where(table.c.id == PERSON))


async def test_feeds_come_and_go_and_people_stay(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0014")
    await at(empty_database, somebody)
    before = await at(empty_database, everything)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0015")
    await at(empty_database, subscribed)
    assert len((await at(empty_database, everything))["calendar_feed"]) == 1
    await asyncio.to_thread(alembic, empty_database, "downgrade 0014")
    assert await at(empty_database, everything) == before
    await asyncio.to_thread(alembic, empty_database, "upgrade 0015")
    await at(empty_database, subscribed)
    await at(empty_database, gone)
    assert (await at(empty_database, everything))["calendar_feed"] == []
