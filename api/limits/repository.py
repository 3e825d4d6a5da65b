"""All SQL about how often somebody asks: one statement counts a request, whoever it is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, case
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import rows, run
from api.limits.models import RequestCount


def _counting(insert: Any, keys: int) -> Executable:
    """Counts each key once more in its minute, and tells how often that is by now."""
    new = insert(RequestCount).values(
        [{"key": bindparam(f"key_{one}"), "minute": bindparam("now"), "count": 1} for one in range(keys)]
    )
    same_minute = col(RequestCount.minute) == new.excluded.minute
    counted: Executable = new.on_conflict_do_update(
        index_elements=[col(RequestCount.key)],
        set_={
            "count": case((same_minute, col(RequestCount.count) + 1), else_=1),
            "minute": new.excluded.minute,
        },
    ).returning(col(RequestCount.key), col(RequestCount.count))
    return counted


_COUNT = {
    (dialect, keys): _counting(insert, keys)
    for dialect, insert in (("sqlite", sqlite_insert), ("postgresql", postgresql_insert))
    for keys in (1, 2)
}
_FORGET = delete(RequestCount).where(col(RequestCount.minute) < bindparam("before"))


class RequestCounts:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, minute: int, *keys: str) -> dict[str, int]:
        """In the order of the keys, so that two who count the same do not wait for each other in a circle."""
        statement = _COUNT[self.session.get_bind().dialect.name, len(keys)]
        named = {f"key_{number}": key for number, key in enumerate(sorted(keys))}
        return {row[0]: row[1] for row in await rows(self.session, statement, now=minute, **named)}

    async def forget(self, before: int) -> None:
        await run(self.session, _FORGET, before=before)
