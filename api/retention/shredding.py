"""Shredding: one child's case made unreadable everywhere, and its rows gone. The audit stays and tells that it was there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from api import sqlite
from api.cases.models import Case
from api.database import COMMAND_PATIENCE, make_sessions
from api.errors import NotFound
from api.retention.repository import CASE, ShreddingRepository, of_case
from api.retention.shredded import ShreddedList

# Beside those that refer to a case.
_REWRITTEN = ("data_key", "turn", "conversation", CASE)


OnlyIf = Callable[[AsyncSession, Case], Awaitable[bool]]


async def shred(engine: AsyncEngine, listed: ShreddedList, case_id: UUID, *, only_if: OnlyIf | None = None) -> bool:
    """Deletes the case in one transaction and writes it on the list; `NotFound` when nothing of it is there.

    `only_if` is asked when the case is held, so that nobody changes it any more; False when it said no. What the database keeps of
    deleted rows goes with `scrub`, once after all.
    """
    sessions = make_sessions(engine)
    async with sessions() as session, session.begin():
        repository = ShreddingRepository(session)
        case = await repository.hold(case_id)
        if case is None:
            raise NotFound
        if only_if is not None and not await only_if(session, case):
            return False
        names = await repository.names(case)
        await repository.blank_touched(case_id)
        if names:
            await repository.blank_naming(case, names)
        await repository.delete(case)
    listed.add([case_id])
    await blank_late(engine, case_id)
    return True


async def blank_late(engine: AsyncEngine, case_id: UUID) -> None:
    """A turn that was being decided meanwhile may have been sealed under the key after it was gone."""
    async with make_sessions(engine)() as session, session.begin():
        await ShreddingRepository(session).blank_touched(case_id)


async def shred_again(engine: AsyncEngine, listed: ShreddedList, *, dry: bool = False) -> list[UUID]:
    """Shreds what a restored backup has brought back, and completes the list from the audit. Returns what was shredded."""
    async with make_sessions(engine)() as session, session.begin():
        repository = ShreddingRepository(session)
        audited = await repository.shredded()
        returned = await repository.there(sorted(listed.ids() | set(audited)))
    if not dry:
        listed.add(audited)
        for case_id in returned:
            with suppress(NotFound):  # another run was first
                await shred(engine, listed, case_id)
    return returned


async def scrub(engine: AsyncEngine) -> bool:
    """Takes what was deleted out of the database's own files, as far as it lets us: see docs/retention.md.

    On SQLite False when another process was reading all the time: the write-ahead log still holds old pages then.
    """
    if engine.dialect.name != "sqlite":
        await _rewrite(engine)
        return True
    raw: Any = await engine.raw_connection()
    try:
        return await sqlite.scrub(raw.driver_connection, COMMAND_PATIENCE)
    finally:
        raw.close()


async def _rewrite(engine: AsyncEngine) -> None:
    """Each table into a new file; nobody can use it meanwhile, which takes a moment."""
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in await connection.run_sync(_to_rewrite):
            await connection.execute(text(f'VACUUM (FULL) "{name}"'))


def _to_rewrite(connection: Connection) -> Sequence[str]:
    return sorted({*_REWRITTEN, *(found.name for found, _ in of_case(connection))})
