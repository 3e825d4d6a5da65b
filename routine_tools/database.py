"""The database the assistant uses: by the settings of the environment, else the local run's. It is never made here."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import typer
from alembic.runtime.migration import MigrationContext
from pydantic import ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import make_engine, make_sessions
from api.errors import Unreadable
from api.main import newest_migration
from api.settings import Settings, get_settings
from local.environment import ROOT, WrongSetting, local_environment
from routine_tools.found import errors

WRONG_USE = 2  # the exit code when there is nothing to work on


def settings() -> Settings:
    """Those of the environment when they are whole; else what is missing is taken from the local run."""
    try:
        return Settings()
    except ValidationError:
        folder = Path(os.environ.get("NAERVAERSLOS_VAR") or ROOT / "var")
    if not (folder / "secrets.env").is_file():
        stop(f"There are no settings in the environment, and no local run in {folder}. Start one first: make run")
    try:
        os.environ.update(local_environment())  # its keys are also what encrypted texts are read with
    except WrongSetting as wrong:
        stop(str(wrong))
    get_settings.cache_clear()
    try:
        return Settings()
    except ValidationError as error:
        names = sorted(
            {f"NAERVAERSLOS_{str(problem['loc'][0]).upper()}" for problem in error.errors() if problem["loc"]}
        )
        stop(f"These settings are missing or wrong: {', '.join(names) or 'see docs/operations.md'}.")


@asynccontextmanager
async def sessions_of(chosen: Settings) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Ends the command when the database is not there, cannot be used, or does not fit the program."""
    _check_file(chosen.database_url)
    engine = make_engine(chosen.database_url)
    try:
        if await _migration(engine) != newest_migration():
            stop("The database does not fit this version of the program. Start the assistant once: make run")
        yield make_sessions(engine)
    except Unreadable:
        stop("The texts in the database cannot be read with these keys: see NAERVAERSLOS_TEXT_KEYS.")
    except (DBAPIError, OSError) as error:
        stop(f"The database cannot be used just now ({type(error).__name__}).")
    finally:
        await engine.dispose()


def _check_file(database_url: str) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        stop(f"There is no database at {url.database}, and none was made. Start the assistant first: make run")


async def _migration(engine: AsyncEngine) -> str | None:
    """The newest migration in the database; None when there has been none."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda one: MigrationContext.configure(one).get_current_revision())


def stop(message: str) -> NoReturn:
    errors.print(message, style="bold red")
    raise typer.Exit(WRONG_USE)
