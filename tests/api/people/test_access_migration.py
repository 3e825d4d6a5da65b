"""To a chained audit and to what ends on a day, and back, with data in the tables: nobody comes to see more."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from api.audit.chain import Link
from api.audit.repository import AuditRepository
from api.clock import real_day
from api.database import make_engine, make_sessions
from tests.api.migrating import at, put, read, tables_of
from tests.databases import alembic

OPENED, LET_IN, READ = (datetime(2026, 8, day, 9, 1, 2, 345678, tzinfo=UTC) for day in (24, 26, 27))
OWNER, SUBSTITUTE, ADMIN, CASE, TURN = (UUID(int=number) for number in range(1, 6))
ROWS = [UUID(int=number) for number in range(10, 14)]


def before(connection: Connection) -> None:
    put(
        connection,
        routine_version=[{"hash": "h", "routine_id": "r", "content": {}, "published_at": OPENED}],
        school=[{"id": "a", "name": "a", "routine_id": "r", "language": "nb"}],
        person=[{"id": one, "name": str(one.int), "language": None} for one in (OWNER, SUBSTITUTE, ADMIN)],
        employment=[
            {"person_id": one, "school_id": "a", "role": role}
            for one, role in ((OWNER, "teacher"), (SUBSTITUTE, "leader"), (ADMIN, "adviser"))
        ],
        pupil_case=[
            {
                "id": CASE,
                "key": "k",
                "school_id": "a",
                "routine_hash": "h",
                "label": b"MK",
                "revision": 1,
                "created_by": OWNER,
                "created_at": OPENED,
            }
        ],
        case_member=[
            {"id": UUID(int=20 + one.int), "case_id": CASE, "person_id": one, "role": role, "since": LET_IN}
            for one, role in ((OWNER, "owner"), (SUBSTITUTE, "member"), (ADMIN, "member"))
        ],
        audit=[
            {"id": row, "case_id": CASE, "person_id": person, "what": what, "at": when, "turn_id": turn}
            for row, person, what, when, turn in (
                (ROWS[2], SUBSTITUTE, "plan", READ, None),
                (ROWS[0], OWNER, "opened", OPENED, TURN),
                (ROWS[1], None, "moved", LET_IN, None),
                (ROWS[3], OWNER, "chat", READ, TURN),
            )
        ],
    )


async def verify(address: str) -> Any:
    engine = make_engine(address)
    try:
        async with make_sessions(engine)() as session:
            return await AuditRepository(session).verify()
    finally:
        await engine.dispose()


async def refused(address: str, statement: str) -> None:
    with pytest.raises(DBAPIError):
        await at(address, lambda connection: connection.execute(sa.text(statement)))


def told(connection: Connection) -> list[tuple[Any, ...]]:
    return read(connection, "audit", "number", "id", "door", "what", "at")


async def test_what_was_seen_before_is_in_the_chain_and_nobody_loses_a_case(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0008")
    await at(empty_database, before)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0010")
    assert await at(empty_database, told) == [
        (1, ROWS[0], "chat", "opened", OPENED),
        (2, ROWS[1], "command", "moved", LET_IN),
        (3, ROWS[2], "page", "plan", READ),
        (4, ROWS[3], "chat", "chat", READ),
    ]
    await asyncio.to_thread(alembic, empty_database, "upgrade head")
    found = await verify(empty_database)
    assert (type(found), found.number) == (Link, 4)
    for statement in ("UPDATE audit SET what = 'list'", "DELETE FROM audit"):
        await refused(empty_database, statement)
    since = await at(empty_database, lambda connection: read(connection, "employment", "since"))
    assert max(row[0] for row in since) < LET_IN, "whoever was a member is one still"


def since_then(connection: Connection) -> None:
    """A substitute to a day to come, a member who is of the municipality now, and what only this version knows."""
    tables = tables_of(connection)
    member, employment = tables["case_member"], tables["employment"]
    tomorrow = real_day() + timedelta(days=1)
    connection.execute(member.update().where(member.c.person_id == SUBSTITUTE).values(last_day=tomorrow))
    connection.execute(employment.update().where(employment.c.person_id == ADMIN).values(role="admin"))
    stay = {"case_id": CASE, "level": "0", "round": 1, "occurred_on": date(2026, 8, 24), "entry": 1}
    put(
        connection,
        entry=[
            {"case_id": CASE, "number": 1, "command_id": "c", "do": "offer", "recorded_at": READ, "recorded_by": OWNER}
        ],
        fact=[
            {"id": UUID(int=30 + n), "number": n, "kind": kind, "recorded_at": READ, "recorded_by": OWNER, **stay}
            for n, kind in enumerate(("concern_raised", "handover_offered", "taken_over"), 1)
        ],
        case_offer=[{"case_id": CASE, "person_id": ADMIN, "offered_by": OWNER, "offered_at": READ}],
        access_settings=[
            {"school_id": "a", "leaders_see": "figures", "advisers_see": "own", "changed_at": READ, "changed_by": OWNER}
        ],
    )


async def test_on_the_way_back_what_would_have_ended_ends_now(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0008")
    await at(empty_database, before)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0010")
    await at(empty_database, since_then)
    await asyncio.to_thread(alembic, empty_database, "downgrade 0008")
    members = await at(empty_database, lambda connection: read(connection, "case_member", "person_id", "until"))
    assert [(person, until is None) for person, until in members] == [
        (OWNER, True),
        (SUBSTITUTE, False),
        (ADMIN, False),
    ]
    roles = await at(empty_database, lambda connection: read(connection, "employment", "person_id", "role"))
    assert roles == [(OWNER, "teacher"), (SUBSTITUTE, "leader"), (ADMIN, "teacher")]
    kinds = await at(empty_database, lambda connection: read(connection, "fact", "number", "kind"))
    assert kinds == [(1, "concern_raised"), (2, "withdrawn"), (3, "handed_over")]
    await refused(empty_database, "UPDATE fact SET kind = 'closed'")
    await refused(empty_database, "DELETE FROM audit")
    assert len(await at(empty_database, lambda connection: read(connection, "audit", "id"))) == 4
    await asyncio.to_thread(alembic, empty_database, "upgrade head", "check")
    assert (await verify(empty_database)).number == 4
