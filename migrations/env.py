"""Runs migrations on the database of the settings, on SQLite and PostgreSQL alike."""

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

import api.cases.models
import api.conversations.models
import api.routines.models
import api.schools.models  # noqa: F401  # the imports fill SQLModel.metadata
from api.crypto import EncryptedJson, EncryptedText
from api.database import ALONE, COMMAND_PATIENCE, UtcDateTime, make_engine
from api.settings import get_settings


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations name plain column types, so that an old one still runs when our types change."""
    if kind == "type" and isinstance(item, EncryptedText | EncryptedJson):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # two at once: the second waits, and finds all done
        connection.execute(ALONE)
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=_same_type,
    )
    with context.begin_transaction():
        context.run_migrations()


def _same_type(
    _context: object, _inspected: object, _metadata: object, in_database: object, in_models: object
) -> bool | None:
    return False if isinstance(in_models, EncryptedText | EncryptedJson | UtcDateTime) else None


async def run() -> None:
    engine = make_engine(get_settings().database_url, patience=COMMAND_PATIENCE)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


assert not context.is_offline_mode(), "migrations need a database to run on"
asyncio.run(run())
