"""The table of 0018 comes and goes with people in the database; what waits for an address goes with it, and nothing else."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.engine import Connection

from tests.api.migrating import at, everything, put
from tests.databases import alembic

PERSON = UUID("6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11")
PLACE = {"service_url": "", "bot": "", "account": "", "language": "nb", "last": 1}
NOW = datetime(2026, 8, 31, 8, tzinfo=UTC)


def _reference(channel: str, number: int) -> dict[str, object]:
    return {"id": UUID(int=number), "channel": channel, "person_id": PERSON, "chat": channel, "seen_at": NOW, **PLACE}


def _owed(number: int) -> dict[str, object]:
    one = {"id": UUID(int=number + 10), "reference_id": UUID(int=number), "number": 1, "about": "due:2026-08-31"}
    return {**one, "says": "due", "made_at": NOW, "tries": 0, "unsure": 0}


def in_teams(connection: Connection) -> None:
    put(
        connection,
        person=[{"id": PERSON, "name": "Lærer 1", "language": None}],
        chat_reference=[_reference("teams", 1)],
        outgoing=[_owed(1)],
    )


def by_mail(connection: Connection) -> None:
    put(
        connection,
        mail_address=[{"person_id": PERSON, "address": "en@skole.example", "tries": 0, "asked": 1}],
        chat_reference=[_reference("mail", 2)],
        outgoing=[_owed(2)],
    )


async def test_addresses_come_and_go_and_people_stay(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0017")
    await at(empty_database, in_teams)
    before = await at(empty_database, everything)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0018")
    await at(empty_database, by_mail)
    assert len((await at(empty_database, everything))["mail_address"]) == 1
    await asyncio.to_thread(alembic, empty_database, "downgrade 0017")
    assert await at(empty_database, everything) == before
