"""The database: one engine for the process, one transaction for a request. Services never commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import DateTime, make_url
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.types import TypeDecorator
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import State

from api import sqlite


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


def make_engine(url: str) -> AsyncEngine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address)
    engine = create_async_engine(address.set(drivername="sqlite+direct"))
    sqlite.prepare(engine)
    return engine


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


def one_at_a_time(engine: AsyncEngine) -> AbstractAsyncContextManager[Any]:
    """What a request goes through before its transaction. SQLite has one writer: a second one would block the process."""
    return asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()


@asynccontextmanager
async def transaction(state: State) -> AsyncIterator[AsyncSession]:
    """A session of the application's whose changes are committed at the end, or none of them."""
    async with state.one_at_a_time, state.sessions() as session, session.begin():
        yield session


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    async with transaction(request.app.state) as session:
        yield session


# scope="function": the commit comes before the answer is sent, so that what was confirmed is stored.
SessionDep = Annotated[AsyncSession, Depends(_session, scope="function")]
