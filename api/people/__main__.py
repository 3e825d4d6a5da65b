"""For operators: `python -m api.people` keeps who works where. Access follows from it at once; see docs/access.md."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.clock import real_day
from api.database import COMMAND_PATIENCE, make_engine, make_sessions
from api.engine.schema import Language
from api.errors import NotFound
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.people.staff_file import StaffFileProblems, read_staff
from api.schools.models import AccessSettings, AdvisersSee, LeadersSee, School, StaffRole
from api.schools.service import SchoolService
from api.settings import get_settings

T = TypeVar("T")
Who = Annotated[UUID, typer.Argument(help="The id of the person, as `list` shows it.")]
Where = Annotated[str, typer.Argument(help="The id of the school.")]
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def add(name: str, issuer: str, subject: str, language: Annotated[Language | None, typer.Option()] = None) -> None:
    """A person and how their login names them. Prints the id; where they work is said by `employ`."""
    typer.echo(str(_run(lambda session: _add(session, name, issuer, subject, language))))


@app.command()
def identify(person: Who, issuer: str, subject: str) -> None:
    """One more way for the person to log in."""
    _run(lambda session: StaffService(session).identify(person, issuer, subject))


@app.command()
def employ(
    person: Who,
    school: Where,
    role: StaffRole,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")] = None,
) -> None:
    """The person works at the school, or goes on there in another role or to another day."""
    _run(lambda session: _employ(session, person, school, role, until))


@app.command()
def leave(person: Who, school: Where) -> None:
    """The person works at the school no longer. They see none of its cases from now on."""
    _run(lambda session: StaffService(session).leave(person, school))


@app.command("list")
def list_(school: Where) -> None:
    """Who works at the school, with roles and ids."""
    for line in _run(lambda session: _listed(session, school)):
        typer.echo(line)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    remove_missing: Annotated[
        bool, typer.Option("--remove-missing", help="The list is whole: who is not in it leaves the schools it names.")
    ] = False,
) -> None:
    """Brings schools in line with a list of staff. When one line is wrong nothing is done."""
    try:
        changes = _run(lambda session: _import(session, file.read_bytes(), remove_missing=remove_missing), dry_run)
    except StaffFileProblems as wrong:
        typer.echo(f"Nothing was done.\n{wrong}", err=True)
        raise typer.Exit(1) from None
    for change in changes:
        typer.echo(change)
    typer.echo(f"{len(changes)} lines. {'Nothing was changed.' if dry_run else 'Done.'}")


@app.command()
def access(
    school: Where,
    leaders: Annotated[LeadersSee, typer.Option(help="What leaders see of cases they are no members of.")],
    advisers: Annotated[AdvisersSee, typer.Option(help="Whether advisers see as leaders do.")] = "own",
) -> None:
    """Settles what the school lets leadership and advisers see."""
    settings = AccessSettings(school_id=school, leaders_see=leaders, advisers_see=advisers)
    _run(lambda session: _settle(session, settings))


async def _add(session: AsyncSession, name: str, issuer: str, subject: str, language: str | None) -> UUID:
    return (await StaffService(session).add(name, issuer, subject, language)).id


async def _employ(session: AsyncSession, person: UUID, school: str, role: StaffRole, until: datetime | None) -> None:
    known = await PeopleRepository(session).names([person])
    if not known or await session.get(School, school) is None:
        raise NotFound
    await PeopleService(session).employ(person, school, role, until.date() if until else None)


async def _listed(session: AsyncSession, school: str) -> list[str]:
    return [
        f"{person.id}  {employment.role:10}  {employment.last_day or ''!s:10}  {person.name}"
        for person, employment in await PeopleRepository(session).ever_at(school)
    ]


async def _import(session: AsyncSession, content: bytes, *, remove_missing: bool) -> list[str]:
    schools = set((await session.exec(select(School.id))).all())
    lines = read_staff(content, schools, real_day())
    return await StaffService(session).bring_in(lines, remove_missing=remove_missing)


async def _settle(session: AsyncSession, settings: AccessSettings) -> None:
    if await session.get(School, settings.school_id) is None:
        raise NotFound
    await SchoolService(session).settle_access(settings)


def _run(work: Callable[[AsyncSession], Awaitable[T]], dry_run: bool = False) -> T:
    async def run() -> T:
        engine = make_engine(get_settings().database_url, patience=COMMAND_PATIENCE)
        try:
            async with make_sessions(engine)() as session, session.begin() as transaction:
                done = await work(session)
                if dry_run:
                    await transaction.rollback()
                return done
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except NotFound:
        typer.echo("There is no such person or school, or somebody else has this login.", err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
