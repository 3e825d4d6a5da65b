"""The tables of the login come and go with people in the database."""

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
    put(
        connection,
        person=[{"id": PERSON, "name": "Lærer 1", "language": None}],
        identity=[{"issuer": "https://login.example", "subject": "s", "person_id": PERSON}],
    )


def inside(connection: Connection) -> None:
    session = {"id_hash": "h", "issuer": "https://login.example", "subject": "s", "begun_at": WHEN, "seen_at": WHEN}
    attempt = {"state_hash": "h", "browser_hash": "b", "provider": "p", "nonce": "n", "verifier": "v", "back_to": "/"}
    put(
        connection,
        login_session=[session | {"sub": None, "sid": None, "sealed_id_token": None}],
        login_attempt=[attempt | {"begun_at": WHEN}],
        logout_taken=[{"id_hash": "h", "until": WHEN}],
    )


async def test_logins_come_and_go_and_people_stay(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0008")
    await at(empty_database, somebody)
    before = await at(empty_database, everything)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0009")
    await at(empty_database, inside)
    assert len((await at(empty_database, everything))["login_session"]) == 1
    await asyncio.to_thread(alembic, empty_database, "downgrade 0008")
    assert await at(empty_database, everything) == before
    await asyncio.to_thread(alembic, empty_database, "upgrade 0009")
    assert {"login_session", "login_attempt", "logout_taken"} <= set(await at(empty_database, tables_of))
    assert (await at(empty_database, everything))["login_session"] == []
