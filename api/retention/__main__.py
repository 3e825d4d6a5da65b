"""For operators: `python -m api.retention run` every day, `python -m api.retention shred CASE` when one case is to be deleted now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api import logs
from api.clock import today_in_oslo
from api.commands import in_engine, make_app
from api.errors import NotFound
from api.retention import service, shredding
from api.retention.shredded import ShreddedList
from api.retention.staff import StaffRun
from api.settings import Settings

STILL_READ = "Another process was reading: the write-ahead log still holds what was deleted. Run the command again."
app = make_app()


@dataclass
class _Done:
    cases: service.DayRun
    staff: StaffRun
    untouched: dict[UUID, date] = field(default_factory=dict)


@app.callback()
def _retention() -> None:
    """Deletes what has been kept long enough, and tells of what soon will be."""
    logs.configure()


@app.command()
def run(
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """To be run every day, and after a backup is restored: closed cases, old messages, staff who left, old traces."""

    async def work(engine: AsyncEngine, settings: Settings) -> _Done:
        listed, today = ShreddedList(settings.shredded_file), today_in_oslo(settings)
        if not dry:
            await service.clear(engine, settings)
        cases = await service.run(engine, listed, today, dry=dry)
        staff = await service.of_staff(engine, settings, today, dry=dry)
        return _Done(cases, staff, await service.untouched_anywhere(engine, today))

    done = in_engine(work)
    _tell_cases(done.cases, "would be " if dry else "")
    _tell_staff(done.staff, "would be " if dry else "")
    for case, day in done.untouched.items():
        typer.echo(f"{case} is open and nothing was recorded in it after {day.isoformat()}: somebody has to decide")
    _tell_still_read(done.cases.clean)


@app.command()
def shred(case: Annotated[UUID, typer.Argument(help="The id of the case, in full.")]) -> None:
    """Deletes a case for good: its key, its rows, and all turns that touched it. Nobody can bring it back."""

    async def work(engine: AsyncEngine, settings: Settings) -> bool:
        await shredding.shred(engine, ShreddedList(settings.shredded_file), case)
        return await shredding.scrub(engine)

    try:
        clean = in_engine(work)
    except NotFound:
        typer.echo("No such case, or it was shredded before.", err=True)
        raise typer.Exit(1) from None
    typer.echo("The case is gone from this database. Copies of the database still hold it: see docs/retention.md.")
    _tell_still_read(clean)


def _tell_cases(done: service.DayRun, would: str) -> None:
    for case, day in done.due.items():
        typer.echo(f"{case} {would}due to be deleted on {day.isoformat()}")
    for case in done.returned:
        typer.echo(f"{case} {would}shredded again: a backup had brought it back")
    for case in done.shredded:
        typer.echo(f"{case} {would}shredded")
    typer.echo(f"{done.turns} messages of no case {would}deleted.")


def _tell_staff(done: StaffRun, would: str) -> None:
    for person in done.nameless:
        typer.echo(f"{person} {would}without a name: worked here long ago")
    if done.invitations:
        typer.echo(f"{done.invitations} old invitations {would}deleted.")
    if done.audit_rows:
        typer.echo(f"{done.audit_rows} rows at the beginning of the audit {would}deleted.")


def _tell_still_read(clean: bool) -> None:
    if not clean:
        typer.echo(STILL_READ, err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
