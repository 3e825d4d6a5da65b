"""What an operator does with data keys: wrapping all of them under a new master key."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import make_sessions
from api.errors import Unreadable
from api.keys.models import DataKey
from api.keys.sealing import MasterKeys

BATCH = 200


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
