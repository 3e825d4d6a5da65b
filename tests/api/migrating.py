"""Databases with data in them, as the versions of the program left them, read and filled past the models."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlalchemy.engine import Connection

from api.database import make_engine

KEY = os.environ["NAERVAERSLOS_TEXT_KEYS"].split(",")[0]


def encrypted(value: Any) -> bytes | None:
    """As texts lay before each case had a key."""
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return None if value is None else Fernet(KEY).encrypt(plain.encode())


def decrypted(stored: bytes | None) -> str | None:
    return None if stored is None else Fernet(KEY).decrypt(stored).decode()


async def at(address: str, do: Callable[[Connection], Any]) -> Any:
    """Does something with the database as it is."""
    engine = make_engine(address)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(do)
    finally:
        await engine.dispose()


def tables_of(connection: Connection) -> dict[str, sa.Table]:
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():  # SQLite does not say which columns hold ids and times
        for column in table.columns:
            if isinstance(column.type, sa.CHAR) and column.type.length == 32:
                column.type = sa.Uuid()
    return dict(metadata.tables)


def content(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows, in an order of their own; a row's columns by name."""
    found = {}
    for name, table in tables_of(connection).items():
        columns = sorted(table.columns, key=lambda column: column.name)
        found[name] = sorted(tuple(map(str, row)) for row in connection.execute(sa.select(*columns)))
    return found


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows but the one that says how far the database has come."""
    found = content(connection)
    found.pop("alembic_version")
    return found


def put(connection: Connection, **rows: list[dict[str, Any]]) -> None:
    tables = tables_of(connection)
    for name, several in rows.items():
        for row in several:
            connection.execute(tables[name].insert().values(row))


def read(connection: Connection, table: str, *names: str) -> list[tuple[Any, ...]]:
    of = tables_of(connection)[table].c
    columns = [of[name] for name in names]
    return [tuple(_same(value) for value in row) for row in connection.execute(sa.select(*columns).order_by(*columns))]


def _same(value: Any) -> Any:
    """A time as it was put in; SQLite keeps no zone."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
