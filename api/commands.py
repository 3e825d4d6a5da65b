"""What the commands on the server share: the database they work on, and a line and the code 2 when something is in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import COMMAND_PATIENCE, make_engine, make_sessions
from api.errors import CannotBegin
from api.settings import HOW_TO_LOAD, Settings, get_settings

T = TypeVar("T")
_UNUSABLE = (OperationalError, ProgrammingError, InterfaceError, OSError)


def make_app() -> typer.Typer:
    return typer.Typer(add_completion=False, no_args_is_help=True, epilog=HOW_TO_LOAD, pretty_exceptions_enable=False)


def make_app_of(command: Callable[..., object]) -> typer.Typer:
    """An app that is one command; its help is the command's own."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(epilog=HOW_TO_LOAD)(command)
    return app


def in_engine(work: Callable[[AsyncEngine, Settings], Awaitable[T]]) -> T:
    """Does the work on the database of the settings. Ends with a line when there is none, or none that can be used."""

    async def run() -> T:
        engine = make_engine(settings.database_url, patience=COMMAND_PATIENCE)
        try:
            return await work(engine, settings)
        finally:
            await engine.dispose()

    settings = get_settings()
    _is_there(settings)
    with database_in_a_line():
        return asyncio.run(run())


def in_transaction(work: Callable[[AsyncSession, Settings], Awaitable[T]], *, dry_run: bool = False) -> T:
    """As `in_engine`, in one transaction, which a dry run takes back."""

    async def run(engine: AsyncEngine, settings: Settings) -> T:
        async with make_sessions(engine)() as session, session.begin() as transaction:
            done = await work(session, settings)
            if dry_run:
                await transaction.rollback()
            return done

    return in_engine(run)


@contextmanager
def database_in_a_line() -> Iterator[None]:
    """A database that is away, or was never prepared, is told in a line that names the kind of error alone."""
    try:
        yield
    except _UNUSABLE as error:
        if isinstance(error, OSError) and error.filename:
            raise CannotBegin(f"{error.filename}: {error.strerror}") from None
        kind = type(getattr(error, "orig", None) or error).__name__
        raise CannotBegin(
            f"The database cannot be used ({kind}). Is it the one of NAERVAERSLOS_DATABASE_URL, can it be reached, "
            "and was python -m api.prepare run on it?"
        ) from None


def _is_there(settings: Settings) -> None:
    """SQLite would make a file where there is none."""
    address = make_url(settings.database_url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise CannotBegin(
            "NAERVAERSLOS_DATABASE_URL: there is no such file. python -m api.prepare makes the database, if it is the right one."
        )
