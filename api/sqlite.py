"""SQLite without a thread of its own: each statement runs where it is asked for.

A statement on a local file takes microseconds, handing it to another thread and back takes far longer (half of a turn was
spent so). What may take long is another process that writes: for that a transaction waits at its beginning, between tries,
so that the process goes on meanwhile. Once begun, nothing in it waits.
"""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util.concurrency import await_only, in_greenlet

PATIENCE = 10.0  # seconds a request waits for another writer
PAUSE = 0.02  # seconds between two tries
# What another process, the disk or the operator has to mend.
_TAKEN = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))
_UNUSABLE = _TAKEN | {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


def unusable(error: BaseException) -> bool:
    """Whether the file could not be written to: locked, full, read-only or gone."""
    return _code(error) in _UNUSABLE


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _patiently(attempt: Callable[[], Any], patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            attempt()
        except sqlite3.OperationalError as error:
            if _code(error) not in _TAKEN or time.monotonic() > end:
                raise
            await_only(asyncio.sleep(PAUSE))
        else:
            return


class _Cursor(sqlite3.Cursor):
    def execute(self, *arguments: Any) -> Any:
        if not in_greenlet():  # a row that loads itself behind one's back works here only: PostgreSQL would refuse
            raise MissingGreenlet("a statement was run outside an awaited call")
        return super().execute(*arguments)

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
    patience = PATIENCE

    def create_connect_args(self, url: URL) -> Any:
        arguments, options = super().create_connect_args(url)
        return arguments, {**options, "factory": _Connection}

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def do_begin(self, dbapi_connection: Any) -> None:
        # A transaction that reads first and writes later would otherwise fail when another has written in between.
        _patiently(partial(dbapi_connection.execute, "BEGIN IMMEDIATE"), self.patience)


registry.register("sqlite.direct", __name__, "DirectSqlite")


class AnotherProcess(Exception):
    """The application runs already on this database."""


@contextmanager
def only_process(url: str) -> Iterator[None]:
    """Holds a file beside the database as long as the application runs; the system lets it go with the process."""
    with open(f"{make_url(url).database}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherProcess("SQLite is for one application process. For several use PostgreSQL.") from None
        yield


def fill_pages(connection: Connection) -> None:
    """Makes the file grow as far as the disk, in the transaction that is going on; to be rolled back."""
    for statement in (
        "PRAGMA cache_size = 1",  # so that it does not stay in memory
        "CREATE TABLE is_writable (pages BLOB)",
        "INSERT INTO is_writable VALUES (zeroblob(65536))",
    ):
        connection.exec_driver_sql(statement)


async def scrub(connection: sqlite3.Connection, patience: float) -> bool:
    """Writes the file anew without what was deleted, and empties the write-ahead log. Waits for others between tries.

    False when another process was in the way all the time: then the log, or the file, still holds pages as they were.
    """
    end = time.monotonic() + patience
    for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        while not _done(connection, statement):
            if time.monotonic() > end:
                return False
            await asyncio.sleep(PAUSE)
    return True


def _done(connection: sqlite3.Connection, statement: str) -> bool:
    try:
        found = connection.execute(statement).fetchone()
    except sqlite3.OperationalError as error:
        if _code(error) not in _TAKEN:
            raise
        return False
    return found is None or found[0] == 0  # a checkpoint says whether it was kept from its end


def prepare(engine: AsyncEngine, patience: float, *, lasting: bool) -> None:
    engine.dialect.patience = patience  # type: ignore[attr-defined]  # the dialect is ours
    event.listen(engine.sync_engine, "connect", partial(_set_pragmas, patience, "FULL" if lasting else "NORMAL"))


def _set_pragmas(patience: float, synchronous: str, connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves, see above
    # secure_delete: what is sealed anew or thrown away does not stay behind in freed space.
    waits = f"synchronous={synchronous}"
    for pragma in ("busy_timeout=0", "journal_mode=WAL", waits, "foreign_keys=ON", "secure_delete=ON"):
        _patiently(partial(connection.execute, f"PRAGMA {pragma}"), patience)
