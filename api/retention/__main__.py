"""For operators: `python -m api.retention run` every day, `python -m api.retention shred CASE` when one case is to be deleted now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api import logs
from api.clock import today_in_oslo
from api.database import COMMAND_PATIENCE, make_engine
from api.errors import NotFound
from api.retention import service, shredding
from api.retention.shredded import ShreddedList
from api.settings import Settings, get_settings

T = TypeVar("T")
STILL_READ = "Another process was reading: the write-ahead log still holds what was deleted. DayRun the command again."
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def _logs() -> None:
    logs.configure()


@app.command()
def run(
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Deletes what has been kept long enough, and tells of what soon will be. To be run every day, and after a backup is restored."""

    async def work(engine: AsyncEngine, settings: Settings) -> service.DayRun:
        listed, today = ShreddedList(settings.shredded_file), today_in_oslo(settings)
        if not dry:
            await service.clear(engine, settings)
        return await service.run(engine, listed, today, dry=dry)

    done = _on_database(work)
    would = "would be " if dry else ""
    for case, day in done.due.items():
        typer.echo(f"{case} {would}due to be deleted on {day.isoformat()}")
    for case in done.returned:
        typer.echo(f"{case} {would}shredded again: a backup had brought it back")
    for case in done.shredded:
        typer.echo(f"{case} {would}shredded")
    typer.echo(f"{done.turns} messages of no case {would}deleted.")
    _tell_still_read(done.clean)


@app.command()
def shred(case: Annotated[UUID, typer.Argument(help="The id of the case, in full.")]) -> None:
    """Deletes a case for good: its key, its rows, and all turns that touched it. Nobody can bring it back."""

    async def work(engine: AsyncEngine, settings: Settings) -> bool:
        await shredding.shred(engine, ShreddedList(settings.shredded_file), case)
        return await shredding.scrub(engine)

    try:
        clean = _on_database(work)
    except NotFound:
        typer.echo("No such case, or it was shredded before.", err=True)
        raise typer.Exit(1) from None
    typer.echo("The case is gone from this database. Copies of the database still hold it: see docs/retention.md.")
    _tell_still_read(clean)


def _tell_still_read(clean: bool) -> None:
    if not clean:
        typer.echo(STILL_READ, err=True)
        raise typer.Exit(1)


def _on_database(work: Callable[[AsyncEngine, Settings], Awaitable[T]]) -> T:
    async def run() -> T:
        settings = get_settings()
        engine = make_engine(settings.database_url, patience=COMMAND_PATIENCE)
        try:
            return await work(engine, settings)
        finally:
            await engine.dispose()

    return asyncio.run(run())


if __name__ == "__main__":
    app()
