"""Rasa's memory of a conversation. It is no record (the api keeps that) and holds no text, so it may be fast instead of safe."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore


class TurnTrackerStore(SQLTrackerStore):
    """The SQL store with the index its own query needs, and without waiting for the disk on SQLite."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _do_not_wait)
            self.engine.dispose()
        event = self.SQLEvent.__table__
        sa.Index("turn_events", event.c.sender_id, event.c.type_name, event.c.timestamp).create(
            self.engine, checkfirst=True
        )


def _do_not_wait(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")
