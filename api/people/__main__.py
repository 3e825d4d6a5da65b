"""For operators: `python -m api.people` keeps who works where. Access follows from it at once; see docs/access.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.clock import real_day
from api.commands import in_transaction, make_app
from api.engine.schema import Language
from api.errors import NotFound
from api.people.models import Person
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.people.staff_file import LONGEST, StaffFileProblems, read_staff
from api.retention.removing import NotTaken, OnlyMember, Removal
from api.schools.models import AccessSettings, AdvisersSee, LeadersSee, School, StaffRole
from api.schools.service import SchoolService
from api.settings import LOCAL_ISSUER, Settings, get_settings

T = TypeVar("T")
UNCHECKED = "No login provider is in the settings, so it was not checked whether anybody can log in as the list says."


def _written(what: str) -> Callable[[str], str]:
    def check(said: str) -> str:
        if not said.strip() or not said.isprintable() or len(said) > LONGEST[what]:
            raise typer.BadParameter(f"is empty, longer than {LONGEST[what]}, or holds what cannot be printed")
        return said

    return check


def _known_issuer(issuer: str) -> str:
    known = issuers(get_settings())
    if known and issuer not in known:
        raise typer.BadParameter(f"nobody can log in there: the settings know {', '.join(sorted(known))}")
    return _written("issuer")(issuer)


Who = Annotated[UUID, typer.Argument(help="The id of the person, as `list` shows it.")]
Where = Annotated[str, typer.Argument(help="The id of the school.")]
Name = Annotated[str, typer.Argument(help="What the person is called.", callback=_written("name"))]
Issuer = Annotated[
    str, typer.Argument(help="Who vouches for the login: the address of Feide or Entra ID.", callback=_known_issuer)
]
Subject = Annotated[str, typer.Argument(help="What they call the person.", callback=_written("subject"))]
app = make_app()


@app.callback()
def _people() -> None:
    """Who works where, in which role, and how they log in. Access follows from it at once."""


@app.command()
def add(
    name: Name,
    issuer: Issuer,
    subject: Subject,
    language: Annotated[Language | None, typer.Option(help="For who has not chosen. Left out: the school's.")] = None,
) -> None:
    """A person and how their login names them. Prints the id; where they work is said by `employ`."""
    typer.echo(str(_run(lambda session, _: _add(session, name, issuer, subject, language))))


@app.command()
def identify(person: Who, issuer: Issuer, subject: Subject) -> None:
    """One more way for the person to log in."""
    _run(lambda session, _: StaffService(session).identify(person, issuer, subject))


@app.command()
def employ(
    person: Who,
    school: Where,
    role: Annotated[StaffRole, typer.Argument(help="What they are there.")],
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")] = None,
) -> None:
    """The person works at the school, or goes on there in another role or to another day."""
    _run(lambda session, _: _employ(session, person, school, role, until))


@app.command()
def leave(person: Who, school: Where) -> None:
    """The person works at the school no longer. They see none of its cases from now on."""
    _run(lambda session, _: StaffService(session).leave(person, school))


@app.command()
def remove(
    person: Who,
    hand_over_to: Annotated[
        UUID | None, typer.Option(help="A colleague who is let into the open cases that nobody else follows.")
    ] = None,
) -> None:
    """The person works nowhere any longer: all access and all sessions end. The name goes later, by itself; what they did stays."""
    try:
        day = _run(
            lambda session, settings: Removal(session, settings, real_day()).remove(person, hand_over_to=hand_over_to)
        )
    except OnlyMember as alone:
        typer.echo(
            "Nothing was done: nobody else follows these open cases. Let a leader hand them over, or name a colleague "
            "with --hand-over-to.\n" + "\n".join(str(case) for case in alone.cases),
            err=True,
        )
        raise typer.Exit(1) from None
    except NotTaken as refused:
        typer.echo(
            f"Nothing was done: the colleague cannot take case {refused.case}. They must work at its school, and not as a "
            "substitute or for the municipality.",
            err=True,
        )
        raise typer.Exit(1) from None
    typer.echo(
        f"All access has ended. Name and logins go from {day.isoformat()} on, when no case is left that the person has "
        "written in. If the schools file names them, take them out there too."
    )


@app.command("list")
def list_(school: Where) -> None:
    """Who works at the school, with roles and ids."""
    for line in _run(lambda session, _: _listed(session, school)):
        typer.echo(line)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="See docs/access.md.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    remove_missing: Annotated[
        bool, typer.Option("--remove-missing", help="The list is whole: who is not in it leaves the schools it names.")
    ] = False,
) -> None:
    """Brings schools in line with a list of staff. When one line is wrong nothing is done."""
    known = issuers(get_settings())
    try:
        changes = _run(
            lambda session, _: _import(session, file.read_bytes(), known, remove_missing=remove_missing), dry_run
        )
    except StaffFileProblems as wrong:
        typer.echo(f"Nothing was done.\n{wrong}", err=True)
        raise typer.Exit(1) from None
    for change in changes if known else [UNCHECKED, *changes]:
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
    _run(lambda session, _: _settle(session, settings))


def issuers(settings: Settings) -> frozenset[str]:
    """At which somebody can log in; none when no provider is in the settings yet."""
    providers = {one.issuer for one in settings.login_providers}
    channels = {one.issuer for one in settings.channels}
    return frozenset(providers | channels | ({LOCAL_ISSUER} if settings.is_local else set()) if providers else ())


async def _add(session: AsyncSession, name: str, issuer: str, subject: str, language: str | None) -> UUID:
    return (await StaffService(session).add(name, issuer, subject, language)).id


async def _employ(session: AsyncSession, person: UUID, school: str, role: StaffRole, until: datetime | None) -> None:
    known = await session.get(Person, person)
    if known is None or known.removed_on is not None or await session.get(School, school) is None:
        raise NotFound
    await PeopleService(session).employ(person, school, role, until.date() if until else None)


async def _listed(session: AsyncSession, school: str) -> list[str]:
    return [
        f"{person.id}  {employment.role:10}  {employment.last_day or ''!s:10}  {person.name}"
        for person, employment in await PeopleRepository(session).ever_at(school)
    ]


async def _import(
    session: AsyncSession, content: bytes, issuers: Collection[str], *, remove_missing: bool
) -> list[str]:
    schools = set((await session.exec(select(School.id))).all())
    lines = read_staff(content, schools, real_day(), issuers)
    return await StaffService(session).bring_in(lines, remove_missing=remove_missing)


async def _settle(session: AsyncSession, settings: AccessSettings) -> None:
    if await session.get(School, settings.school_id) is None:
        raise NotFound
    await SchoolService(session).settle_access(settings)


def _run(work: Callable[[AsyncSession, Settings], Awaitable[T]], dry_run: bool = False) -> T:
    try:
        return in_transaction(work, dry_run=dry_run)
    except NotFound:
        typer.echo("There is no such person or school, or somebody else has this login.", err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
