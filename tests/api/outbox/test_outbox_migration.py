"""The tables of 0016 come and go with people in the database, and a person takes their place along."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.engine import Connection

from tests.api.migrating import at, everything, put, tables_of
from tests.databases import alembic

PERSON = UUID("6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11")
PLACE = UUID("6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c12")
WHEN = datetime(2026, 11, 30, 12, tzinfo=UTC)


def somebody(connection: Connection) -> None:
    put(connection, person=[{"id": PERSON, "name": "Lærer 1", "language": None}])


def owed(connection: Connection) -> None:
    place = {"id": PLACE, "channel": "teams", "person_id": PERSON, "service_url": "https://s", "chat": "a:1"}
    put(
        connection,
        chat_reference=[place | {"bot": "b", "account": "a", "language": "nb", "last": 1, "seen_at": WHEN}],
        outgoing=[
            {"id": PERSON, "reference_id": PLACE, "number": 1, "about": "welcome", "says": "welcome"}
            | {"made_at": WHEN, "tries": 0, "unsure": 0}
        ],
    )


def gone(connection: Connection) -> None:
    table = tables_of(connection)["person"]
    connection.execute(table.delete().where(table.c.id == PERSON))


async def test_the_outbox_comes_and_goes_and_people_stay(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0015")
    await at(empty_database, somebody)
    before = await at(empty_database, everything)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0016")
    await at(empty_database, owed)
    assert len((await at(empty_database, everything))["outgoing"]) == 1
    await asyncio.to_thread(alembic, empty_database, "downgrade 0015")
    assert await at(empty_database, everything) == before
    await asyncio.to_thread(alembic, empty_database, "upgrade 0016")
    await at(empty_database, owed)
    await at(empty_database, gone)
    left = await at(empty_database, everything)
    assert (left["outgoing"], left["chat_reference"]) == ([], [])
