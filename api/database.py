"""The database: one engine for the process, one transaction for a request. Services never commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from sqlalchemy import DateTime, Executable, Row, event, inspect, make_url, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import State

from api import sqlite
from api.errors import DatabaseUnusable

log = structlog.get_logger(__name__)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, always aware and in UTC, also on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    return datetime.now(UTC)


COMMAND_PATIENCE = 300.0  # seconds: nobody waits for the answer of a command, and another one of its kind may take long


def make_engine(url: str, *, patience: float = sqlite.PATIENCE, lasting: bool = True) -> AsyncEngine:
    """What goes wrong in it is told without the values that were to be written.

    `patience`: how long a transaction waits on SQLite when another process writes.

    A `lasting` commit has outlived a power cut when it returns. Another has not: the last moments may be lost then, never half
    of a transaction, and not when a process ends. It is for what is made again when it is missing, and takes a millisecond less.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        settings = {} if lasting else {"server_settings": {"synchronous_commit": "off"}}
        return create_async_engine(address, connect_args=settings, hide_parameters=True)
    engine = create_async_engine(address.set(drivername="sqlite+direct"), hide_parameters=True)
    sqlite.prepare(engine, patience, lasting=lasting)
    return engine


Sessions = async_sessionmaker[AsyncSession]


def make_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


class OneAtATime:
    """SQLite has one writer. The requests of this process take turns at it, so that none of them wakes to find it taken."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        async with asyncio.timeout(sqlite.PATIENCE):
            await self._lock.acquire()

    async def __aexit__(self, *_error: object) -> None:
        self._lock.release()


def make_passing_sessions(engine: AsyncEngine) -> Sessions:
    """Sessions on the engine's database whose commits do not last, on connections that are given up with the engine's."""
    passing = make_engine(engine.url.render_as_string(hide_password=False), lasting=False)
    event.listen(engine.sync_engine, "engine_disposed", lambda _engine: passing.sync_engine.dispose())
    return make_sessions(passing)


def one_at_a_time(engine: AsyncEngine) -> AbstractAsyncContextManager[None]:
    """What a request goes through before its transaction."""
    return OneAtATime() if engine.dialect.name == "sqlite" else nullcontext()


@asynccontextmanager
async def transaction(state: State, sessions: Sessions | None = None) -> AsyncIterator[AsyncSession]:
    """A session of the application's, or of others to the same database, whose changes are committed at the end, or none of them.

    Raises `DatabaseUnusable` when the database is locked, full, read-only or away.
    """
    try:
        async with state.one_at_a_time, (sessions or state.sessions)() as session:
            yield session
            await session.commit()
    except Exception as error:
        if not (isinstance(error, OSError) or unusable(error)):
            raise
        log.error("database.unusable", error=type(getattr(error, "orig", error)).__name__)
        raise DatabaseUnusable from None  # what it says names what was to be stored


# How PostgreSQL's error codes begin: connection, read-only, rolled back, out of room, in use, shutting down, system.
_STATES = ("08", "25006", "40", "53", "55P03", "57", "58")


def unusable(error: BaseException) -> bool:
    """Whether it was the database that could not be used, and not the program that used it wrongly."""
    cause: BaseException | None = error
    while cause is not None:
        original = cause.orig if isinstance(cause, DBAPIError) and cause.orig is not None else cause
        if sqlite.unusable(original) or str(getattr(original, "sqlstate", "")).startswith(_STATES):
            return True
        if isinstance(cause, PoolTimeout) or (isinstance(cause, DBAPIError) and cause.connection_invalidated):
            return True
        cause = cause.__cause__ or cause.__context__  # taking back what was begun may have failed on top of it
    return False


async def rows(session: AsyncSession, statement: Executable, **which: object) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a statement about columns finds, past the session, which takes as long again: what waits in it is not written before."""
    return await session.run_sync(lambda plain: plain.connection().execute(statement, which).all())


async def run(session: AsyncSession, statement: Executable, *several: Mapping[str, object], **values: object) -> None:
    """Writes at once and past the session, as `rows` reads: one row by its `values`, or several of them."""
    await session.run_sync(lambda plain: plain.connection().execute(statement, several or values))


def in_columns(table: type[SQLModel], values: Mapping[str, object]) -> dict[str, object]:
    """Values of a row under the names of its columns, where they differ from those of the class."""
    names = _columns_of(table)
    return {names[name]: value for name, value in values.items()}


@lru_cache
def _columns_of(table: type[SQLModel]) -> Mapping[str, str]:
    return {name: column.key for name, column in inspect(table).columns.items()}


async def insert_once(session: AsyncSession, row: SQLModel) -> bool:
    """Inserts the row unless one with the same key is there: then False. Waits for who is inserting it just now."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    done = await session.exec(insert(type(row)).values(**row.model_dump()).on_conflict_do_nothing())
    return done.rowcount == 1


# The number of the lock is ours alone: any will do that nobody else in the database uses.
ALONE = text("SELECT pg_advisory_xact_lock(72026)")


async def alone(session: AsyncSession) -> None:
    """Until the end of the transaction nobody else gets past this point: what is read here is still so when it is written."""
    if session.get_bind().dialect.name == "postgresql":  # on SQLite every transaction is alone
        await (await session.connection()).execute(ALONE)


async def session_of(request: Request) -> AsyncIterator[AsyncSession]:
    async with transaction(request.app.state) as session:
        yield session


# scope="function": the commit comes before the answer is sent, so that what was confirmed is stored.
SessionDep = Annotated[AsyncSession, Depends(session_of, scope="function")]
