"""What an operator does with data keys: proving that they open, and wrapping all of them under a new master key."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, Uuid, column, table
from sqlalchemy import select as plain_select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import make_sessions
from api.errors import Unreadable
from api.keys.models import DataKey
from api.keys.sealing import DataKeys, MasterKeys

BATCH = 200
_CASE = table("pupil_case", column("id", Uuid), column("label", LargeBinary), column("created_at"))
_LABEL = plain_select(_CASE.c.id, _CASE.c.label).order_by(_CASE.c.created_at.desc()).limit(1)


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


@dataclass
class Proved:
    """How many data keys open under the master keys of the settings, and which do not; whether a stored label opens with its key."""

    opened: int = 0
    closed: dict[str, int] = field(default_factory=dict)  # by the name of the master key that wraps them
    sample: bool | None = None  # None: no case is stored

    @property
    def is_whole(self) -> bool:
        return not self.closed and self.sample is not False


async def prove(engine: AsyncEngine, masters: MasterKeys) -> Proved:
    """Tries every data key, and one label with its key. Changes nothing and keeps nothing."""
    found, keys = Proved(), DataKeys()
    async with make_sessions(engine)() as session:
        for row in (await session.exec(select(DataKey))).all():
            try:
                keys[row.id] = masters.unwrap(row.id, row.master, row.wrapped)
                found.opened += 1
            except Unreadable:
                found.closed[row.master] = found.closed.get(row.master, 0) + 1
        label = await (await session.connection()).run_sync(_newest_label)
    if label is not None:
        found.sample = _opens(keys, *label)
    return found


def _newest_label(connection: Connection) -> tuple[UUID, bytes] | None:
    row = connection.execute(_LABEL).first()
    return None if row is None else (row[0], row[1])


def _opens(keys: DataKeys, case_id: UUID, label: bytes) -> bool:
    try:
        keys.unseal(label, f"pupil_case.label/{case_id}")
    except Unreadable:
        return False
    return True


async def _wrap(session: AsyncSession, row: DataKey, masters: MasterKeys) -> bool:
    try:
        key = masters.unwrap(row.id, row.master, row.wrapped)
    except Unreadable:
        return False
    # By what was read: a key thrown away meanwhile stays away.
    mine = update(DataKey).where(col(DataKey.id) == row.id, col(DataKey.master) == row.master)
    await session.exec(mine.values(master=masters.first, wrapped=masters.wrap(row.id, key)))
    return True
