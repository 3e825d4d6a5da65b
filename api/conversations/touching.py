"""The turns that touched a case: those sealed under its key, whose id stands in the header of what is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import LargeBinary, Table, func, literal, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel.ext.asyncio.session import AsyncSession

from api.conversations.models import Turn

TURN: Table = Turn.__table__  # type: ignore[attr-defined]


def sealed_under(key: UUID, session: AsyncSession, names: Sequence[str] = Turn.SEALED) -> ColumnElement[bool]:
    """Whether a turn, or these columns of it, need this key. Goes through all turns: for what is done seldom."""
    sought = literal(key.bytes, LargeBinary)
    on_sqlite = session.get_bind().dialect.name == "sqlite"

    def holds(sealed: ColumnElement[bytes]) -> ColumnElement[bool]:
        at: ColumnElement[int] = func.instr(sealed, sought) if on_sqlite else func.position(sought.op("IN")(sealed))
        return at > 0

    return or_(*(holds(TURN.c[name]) for name in names))
