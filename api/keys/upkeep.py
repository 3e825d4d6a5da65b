"""What an operator does with data keys: wrapping all of them under a new master key, and throwing one away."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, column, table, text
from sqlalchemy import select as plain_select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import make_sessions
from api.errors import NotFound, Unreadable
from api.keys.models import DataKey
from api.keys.sealing import MasterKeys

BATCH = 200
_CASES = plain_select(column("id", Uuid)).select_from(table("pupil_case"))


@dataclass
class Rewrapped:
    """How many keys were wrapped anew, and how many could not, by the name of the master key that is not in the settings."""

    done: int = 0
    left: dict[str, int] | None = None


async def rewrap(engine: AsyncEngine, masters: MasterKeys) -> Rewrapped:
    """Wraps every data key under the first master key. Stopped halfway, it goes on where it was when run again.

    A batch is one short transaction, so an application that is running meanwhile hardly waits. It reads under all its master
    keys all the time, and what it throws away meanwhile does not come back.
    """
    found = Rewrapped()
    last: UUID | None = None
    while True:
        async with make_sessions(engine)() as session, session.begin():
            statement = (
                select(DataKey).where(col(DataKey.master) != masters.first).order_by(col(DataKey.id)).limit(BATCH)
            )
            rows = (await session.exec(statement if last is None else statement.where(col(DataKey.id) > last))).all()
            for row in rows:
                found.done += await _wrap(session, row, masters)
        if not rows:
            break
        last = rows[-1].id
    async with make_sessions(engine)() as session:
        others = (await session.exec(select(DataKey.master).where(col(DataKey.master) != masters.first))).all()
    found.left = {name: others.count(name) for name in sorted(set(others))}
    return found


async def _wrap(session: AsyncSession, row: DataKey, masters: MasterKeys) -> bool:
    try:
        key = masters.unwrap(row.id, row.master, row.wrapped)
    except Unreadable:
        return False
    # By what was read: a key thrown away meanwhile stays away.
    mine = update(DataKey).where(col(DataKey.id) == row.id, col(DataKey.master) == row.master)
    await session.exec(mine.values(master=masters.first, wrapped=masters.wrap(row.id, key)))
    return True


async def shred(engine: AsyncEngine, case_id: UUID) -> None:
    """Throws the key of a case away for good, also from where the database would keep it for a while; `NotFound` when there is none."""
    async with make_sessions(engine)() as session, session.begin():
        thrown = await session.exec(delete(DataKey).where(col(DataKey.id) == case_id, col(DataKey.id).in_(_CASES)))
        if not thrown.rowcount:
            raise NotFound
    if engine.dialect.name == "sqlite":
        # Old pages are overwritten when they are freed (secure_delete); the write-ahead log still holds them as they were.
        raw = await engine.raw_connection()
        assert raw.driver_connection is not None
        raw.driver_connection.execute("PRAGMA busy_timeout=10000")
        raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
    else:
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("VACUUM data_key"))
