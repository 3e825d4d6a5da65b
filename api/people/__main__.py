"""For operators: `python -m api.people` keeps who works where. Access follows from it at once; see docs/access.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar
from uuid import UUID

import typer
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.clock import real_day
from api.commands import in_transaction, make_app
from api.engine.schema import Language
from api.people.models import Person
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.people.staff_file import LONGEST, StaffFileProblems, read_staff
from api.retention.removing import Forgotten, NobodyFollows, NotTaken, Removal, no_case_forgotten
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
Colleague = Annotated[
    UUID | None,
    typer.Option("--hand-over-to", help="A colleague who is let into the open cases that nobody else follows."),
]
ToLeadership = Annotated[
    bool,
    typer.Option("--to-leadership", help="Go on though nobody follows an open case then: the school's leaders see it."),
]
app = make_app()


class _Refused(Exception):
    """Nothing was done, and why."""


class _Done(NamedTuple):
    """What was done, the cases that were handed over, and those that nobody follows now."""

    said: str
    handed_over: Sequence[UUID] = ()
    forgotten: Sequence[Forgotten] = ()


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
    typer.echo(_run(lambda session, _: _identify(session, person, issuer, subject)))


@app.command()
def employ(
    person: Who,
    school: Where,
    role: Annotated[StaffRole, typer.Argument(help="What they are there.")],
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day, today or later.")] = None,
    to_leadership: ToLeadership = False,
) -> None:
    """The person works at the school, or goes on there in another role or to another day."""
    last_day = until.date() if until else None
    if last_day is not None and last_day < real_day():
        raise typer.BadParameter("that day has been: `leave` ends it now", param_hint="--until")
    told = _run(lambda session, _: _employ(session, person, school, role, last_day, to_leadership))
    _tell(told)


@app.command()
def leave(person: Who, school: Where, hand_over_to: Colleague = None, to_leadership: ToLeadership = False) -> None:
    """The person works at the school no longer. They see none of its cases from now on."""
    _tell(_run(lambda session, settings: _leave(session, settings, person, school, hand_over_to, to_leadership)))


@app.command()
def remove(person: Who, hand_over_to: Colleague = None, to_leadership: ToLeadership = False) -> None:
    """The person works nowhere any longer: all access and all sessions end. The name goes later, by itself; what they did stays."""
    _tell(_run(lambda session, settings: _remove(session, settings, person, hand_over_to, to_leadership)))


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
    to_leadership: ToLeadership = False,
) -> None:
    """Brings schools in line with a list of staff. When one line is wrong nothing is done."""
    known = issuers(get_settings())
    allowed = to_leadership or dry_run
    try:
        changes, forgotten = _run(
            lambda session, _: _import(
                session, file.read_bytes(), known, remove_missing=remove_missing, allowed=allowed
            ),
            dry_run,
        )
    except StaffFileProblems as wrong:
        typer.echo(f"Nothing was done.\n{wrong}", err=True)
        raise typer.Exit(1) from None
    for change in changes if known else [UNCHECKED, *changes]:
        typer.echo(change)
    _tell(_Done(f"{len(changes)} lines. {'Nothing was changed.' if dry_run else 'Done.'}", forgotten=forgotten))


@app.command()
def access(
    school: Where,
    leaders: Annotated[LeadersSee, typer.Option(help="What leaders see of cases they are no members of.")],
    advisers: Annotated[AdvisersSee, typer.Option(help="Whether advisers see as leaders do.")] = "own",
) -> None:
    """Settles what the school lets leadership and advisers see."""
    settings = AccessSettings(school_id=school, leaders_see=leaders, advisers_see=advisers)
    _run(lambda session, _: _settle(session, settings))
    typer.echo(f"{school}: leaders see {leaders}, advisers see {advisers}.")


def issuers(settings: Settings) -> frozenset[str]:
    """At which somebody can log in; none when no provider is in the settings yet."""
    providers = {one.issuer for one in settings.login_providers}
    channels = {one.issuer for one in settings.channels} | ({settings.teams.issuer} if settings.teams else set())
    return frozenset(providers | channels | ({LOCAL_ISSUER} if settings.is_local else set()) if providers else ())


async def _add(session: AsyncSession, name: str, issuer: str, subject: str, language: str | None) -> UUID:
    return (await StaffService(session).add(name, issuer, subject, language)).id


async def _identify(session: AsyncSession, person: UUID, issuer: str, subject: str) -> str:
    known = await _person(session, person)
    theirs = await PeopleRepository(session).person(issuer, subject)
    if theirs is not None and theirs.id != person:
        raise _Refused(f"somebody else has this login already: {theirs.id}")
    await StaffService(session).identify(person, issuer, subject)
    return f"{known.name} logs in as {issuer} {subject} too."


async def _employ(
    session: AsyncSession, person: UUID, school: str, role: StaffRole, last_day: date | None, to_leadership: bool
) -> _Done:
    known = await _person(session, person)
    await _school(session, school)
    async with no_case_forgotten(session, real_day(), allowed=to_leadership) as forgotten:
        await PeopleService(session).employ(person, school, role, last_day)
    return _Done(f"{known.name} works at {school} as {role}{f' to {last_day}' if last_day else ''}.", (), forgotten)


async def _leave(
    session: AsyncSession, settings: Settings, person: UUID, school: str, hand_over_to: UUID | None, to_leadership: bool
) -> _Done:
    known = await _person(session, person)
    await _school(session, school)
    if await PeopleRepository(session).employment(person, school) is None:
        raise _Refused(f"{known.name} does not work at {school}.")
    async with no_case_forgotten(session, real_day(), allowed=to_leadership) as forgotten:
        removal = Removal(session, settings, real_day())
        handed = await _handed(session, removal, person, hand_over_to, school)
        await StaffService(session).leave(person, school)
    return _Done(f"{known.name} works at {school} no longer, and sees none of its cases.", handed, forgotten)


async def _remove(
    session: AsyncSession, settings: Settings, person: UUID, hand_over_to: UUID | None, to_leadership: bool
) -> _Done:
    known = await _person(session, person)
    removal = Removal(session, settings, real_day())
    async with no_case_forgotten(session, real_day(), allowed=to_leadership):
        handed = await _handed(session, removal, person, hand_over_to)
        day = await removal.remove(person)
    said = (
        f"All access of {known.name} has ended. Name and logins go from {day.isoformat()} on, when no case is left that the "
        "person has written in. If the schools file names them, take them out there too."
    )
    return _Done(said, handed, await removal.still_forgotten(person))


async def _handed(
    session: AsyncSession, removal: Removal, person: UUID, colleague: UUID | None, school: str | None = None
) -> list[UUID]:
    if colleague is None:
        return []
    await _person(session, colleague)
    if colleague == person:
        raise _Refused("the colleague is the person who leaves.")
    return await removal.hand_over(person, colleague, school_id=school)


async def _person(session: AsyncSession, person: UUID) -> Person:
    known = await session.get(Person, person)
    if known is None:
        raise _Refused(f"there is no person {person}. `list SCHOOL` shows the ids.")
    if known.removed_on is not None:
        raise _Refused(f"the person {person} was removed, and the name is gone.")
    return known


async def _school(session: AsyncSession, school: str) -> None:
    if await session.get(School, school) is None:
        raise _Refused(f"there is no school {school!r}.")


async def _listed(session: AsyncSession, school: str) -> list[str]:
    await _school(session, school)
    return [
        f"{person.id}  {employment.role:10}  {employment.last_day or ''!s:10}  {person.name}"
        for person, employment in await PeopleRepository(session).ever_at(school)
    ] or ["None."]


async def _import(
    session: AsyncSession, content: bytes, issuers: Collection[str], *, remove_missing: bool, allowed: bool
) -> tuple[list[str], list[Forgotten]]:
    schools = set((await session.exec(select(School.id))).all())
    lines = read_staff(content, schools, real_day(), issuers)
    async with no_case_forgotten(session, real_day(), allowed=allowed) as forgotten:
        changes = await StaffService(session).bring_in(lines, remove_missing=remove_missing)
    return changes, forgotten


async def _settle(session: AsyncSession, settings: AccessSettings) -> None:
    await _school(session, settings.school_id)
    await SchoolService(session).settle_access(settings)


def _tell(done: _Done) -> None:
    typer.echo(done.said)
    for case in done.handed_over:
        typer.echo(f"Handed over: {case}")
    for one in done.forgotten:
        typer.echo(_nobody_follows(one))


def _nobody_follows(one: Forgotten) -> str:
    seen = "its leaders see it" if one.has_leader else "no leader works there: nobody sees it until one does"
    return f"Open, and followed by nobody: {one.case} at {one.school}; {seen}"


def _run(work: Callable[[AsyncSession, Settings], Awaitable[T]], dry_run: bool = False) -> T:
    """What is refused ends with a line and the code 1, and changes nothing."""
    try:
        return in_transaction(work, dry_run=dry_run)
    except NobodyFollows as alone:
        why = (
            "nobody else follows these open cases. Let a member or leader hand them over, name a colleague with --hand-over-to "
            "(leave, remove), or leave them to the school's leaders with --to-leadership.\n"
            + "\n".join(_nobody_follows(one) for one in alone.cases)
        )
    except NotTaken as refused:
        why = (
            f"the colleague cannot take case {refused.case}. They must work at its school, and not as a substitute or for "
            "the municipality."
        )
    except _Refused as refused:
        why = str(refused)
    typer.echo(f"Nothing was done: {why}", err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
