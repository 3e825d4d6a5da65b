"""The columns and the table of 0012 come and go with conversations in the database."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, text

from tests.api.migrating import at
from tests.databases import alembic

PERSON, CONVERSATION = uuid4().hex, uuid4().hex
BEFORE = (
    f"INSERT INTO person (id, name) VALUES ('{PERSON}', 'Lærer 1')",  # noqa: S608  # our own words
    "INSERT INTO school (id, name, routine_id, language) VALUES ('s', 'Skolen', 'faerder', 'nb')",
    "INSERT INTO conversation (id, person_id, school_id, channel, key, misunderstood, last_turn) VALUES "  # noqa: S608
    + f"('{CONVERSATION}', '{PERSON}', 's', 'web', 'phone', 0, 3)",
)


def fill(connection: Connection) -> None:
    for statement in BEFORE:
        connection.execute(text(statement))


def held(connection: Connection) -> Any:
    return connection.execute(text("SELECT last_turn, held_by, held_until, held_to FROM conversation")).all()


def use(connection: Connection) -> None:
    connection.execute(text("UPDATE conversation SET held_by = 'x', held_to = 3"))
    connection.execute(text("INSERT INTO request_count (key, minute, count) VALUES ('k', 1, 1)"))


def last_turn(connection: Connection) -> Any:
    return connection.execute(text("SELECT last_turn FROM conversation")).scalar_one()


async def test_conversations_stay_as_they_were_up_and_down(empty_database: str) -> None:
    alembic(empty_database, "upgrade 0008")
    await at(empty_database, fill)
    alembic(empty_database, "upgrade 0012")
    assert await at(empty_database, held) == [(3, None, None, None)]
    await at(empty_database, use)
    alembic(empty_database, "downgrade 0008")
    assert await at(empty_database, last_turn) == 3
    alembic(empty_database, "upgrade 0012")
    assert await at(empty_database, held) == [(3, None, None, None)]
