"""The tables of 0017 come and go with people and cases in the database."""

from __future__ import annotations

import asyncio
from datetime import date
from uuid import UUID

from sqlalchemy.engine import Connection

from tests.api.migrating import at, everything, put
from tests.databases import alembic

PERSON = UUID("6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11")


def somebody(connection: Connection) -> None:
    put(connection, person=[{"id": PERSON, "name": "Lærer 1", "language": None}])


def reminded(connection: Connection) -> None:
    put(connection, reminding=[{"person_id": PERSON, "considered_on": date(2026, 8, 31)}])


async def test_reminders_come_and_go_and_people_stay(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0016")
    await at(empty_database, somebody)
    before = await at(empty_database, everything)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0017")
    await at(empty_database, reminded)
    assert len((await at(empty_database, everything))["reminding"]) == 1
    await asyncio.to_thread(alembic, empty_database, "downgrade 0016")
    assert await at(empty_database, everything) == before
