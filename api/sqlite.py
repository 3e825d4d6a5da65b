"""SQLite without a thread of its own: each statement runs where it is asked for.

A statement on a local file takes microseconds, handing it to another thread and back takes far longer (half of a turn was
spent so). Since nothing here waits, a transaction is never interrupted by another request of the same process.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """Asked for by the asyncio engine when all rows are read; there is nothing to wait for."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class DirectSqlite(SQLiteDialect_pysqlite):
    """SQLAlchemy's own driver for sqlite3, allowed under its asyncio engine."""

    driver = "direct"
    is_async = True
    supports_statement_cache = True

    def create_connect_args(self, url: URL) -> Any:
        arguments, options = super().create_connect_args(url)
        return arguments, {**options, "factory": _Connection}

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool


registry.register("sqlite.direct", __name__, "DirectSqlite")


def prepare(engine: AsyncEngine) -> None:
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin_immediate)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves, see below
    cursor = connection.cursor()
    # secure_delete: what is sealed anew or thrown away does not stay behind in freed space.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # A transaction that reads first and writes later would otherwise fail when another has written in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
