"""Runs migrations on the database of the settings, on SQLite and PostgreSQL alike."""

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

import api.audit.models
import api.calendars.models
import api.cases.models
import api.conversations.models
import api.keys.models
import api.limits.models
import api.login.models
import api.outbox.models
import api.people.models
import api.reminders.models
import api.routines.models
import api.schools.models  # noqa: F401  # the imports fill SQLModel.metadata
from api.database import ALONE, COMMAND_PATIENCE, UtcDateTime, make_engine
from api.settings import get_settings


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations name plain column types, so that an old one still runs when our types change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """SQLite changes most of a table by making it anew; what refers to it must not stop that, and is checked afterwards."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        sqlite3 = connection.connection.driver_connection
        assert sqlite3 is not None
        sqlite3.execute("PRAGMA foreign_keys=OFF")  # before the transaction: inside one it does nothing
    with connection.begin():
        if not is_sqlite:  # two at once: the second waits, and finds all done
            connection.execute(ALONE)
        # Inside the transaction, so that all migrations are this one: else SQLite gets one each, and others come in between.
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_item=render_item,
            render_as_batch=is_sqlite,
            compare_type=_same_type,
        )
        context.run_migrations()
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("a row refers to one that is not there")


def _same_type(
    _context: object, _inspected: object, _metadata: object, in_database: object, in_models: object
) -> bool | None:
    return False if isinstance(in_models, UtcDateTime) else None


async def run() -> None:
    engine = make_engine(get_settings().database_url, patience=COMMAND_PATIENCE)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


assert not context.is_offline_mode(), "migrations need a database to run on"
asyncio.run(run())
