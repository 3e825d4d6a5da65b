"""The tables of 0017 and 0019 come and go with people, schools and cases in the database."""

from __future__ import annotations

import asyncio
from datetime import date
from uuid import UUID

from sqlalchemy.engine import Connection

from tests.api.migrating import at, everything, put
from tests.databases import alembic

KEPT = {"retention_months": 12, "untouched_months": 6, "retention_tells_leaders": False}
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


def a_leader(connection: Connection) -> None:
    somebody(connection)
    put(connection, school=[{"id": "en", "name": "En skole", "routine_id": "faerder", "language": "nb"} | KEPT])


def wants_it(connection: Connection) -> None:
    put(connection, digest=[{"person_id": PERSON, "school_id": "en", "week": date(2026, 8, 31)}])


async def test_digests_come_and_go_and_schools_stay(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0018")
    await at(empty_database, a_leader)
    before = await at(empty_database, everything)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0019")
    await at(empty_database, wants_it)
    assert len((await at(empty_database, everything))["digest"]) == 1
    await asyncio.to_thread(alembic, empty_database, "downgrade 0018")
    assert await at(empty_database, everything) == before
