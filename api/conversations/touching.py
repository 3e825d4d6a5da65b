"""The turns that touched a case: those sealed under its key, whose id stands in the header of what is sealed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import LargeBinary, column, func, literal, or_, table
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel.ext.asyncio.session import AsyncSession

_SEALED = table("turn", *(column(name, LargeBinary) for name in ("text", "payload", "outcome", "reply")))


def sealed_under(key: UUID, session: AsyncSession) -> ColumnElement[bool]:
    """Whether a turn needs this key. Goes through all turns: for what is done seldom."""
    sought = literal(key.bytes, LargeBinary)
    on_sqlite = session.get_bind().dialect.name == "sqlite"

    def holds(sealed: ColumnElement[bytes]) -> ColumnElement[bool]:
        at: ColumnElement[int] = func.instr(sealed, sought) if on_sqlite else func.position(sought.op("IN")(sealed))
        return at > 0

    return or_(*map(holds, _SEALED.c))
