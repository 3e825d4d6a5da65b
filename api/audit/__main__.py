"""For operators: `python -m api.audit` verifies the chain of the audit, and shows who saw one case and who changed who may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import AccessChange
from api.audit.chain import Broken, Fault, Link
from api.audit.models import AuditRow
from api.audit.repository import AuditRepository, Changed, Seen
from api.clock import OSLO
from api.commands import in_transaction, make_app
from api.people.models import Person
from api.people.repository import PeopleRepository
from api.schools.models import School

app = make_app()
REASONS = 1000
A_COMMAND = "a command on the server"
_FAULTS: dict[Fault, str] = {
    "missing": "a row before it is missing",
    "cut": "it does not follow the row before it",
    "changed": "it is not as it was written",
    "lost": "it is not the row that was known",
}


@app.callback()
def _audit() -> None:
    """The audit: who saw or changed a case, and who changed what somebody may see."""


@app.command()
def verify(
    known: Annotated[
        str | None, typer.Option(help="What an earlier run printed, NUMBER:HASH, and you have kept elsewhere.")
    ] = None,
) -> None:
    """Ends with 1 when the chain does not hold. Keep what it prints where nobody who can write the database can."""
    kept = _link(known) if known else None
    start, found = in_transaction(lambda session, _settings: _verified(session, kept))
    if kept is not None and kept.number < start.number:
        raise typer.BadParameter(f"row {kept.number} was deleted after its time: give what a later run printed")
    if isinstance(found, Broken):
        typer.echo(f"The chain does not hold at row {found.number}: {_FAULTS[found.fault]}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"The chain holds: rows {start.number + 1} to {found.number}. Its end is {found.number}:{found.hash}")
    if start.number:
        typer.echo(f"Those before row {start.number + 1} were deleted after their time.")


@app.command()
def show(case: Annotated[UUID, typer.Argument(help="The id of the case, in full.")]) -> None:
    """Who has seen or changed a case, how and when, and whether it was deleted. That it is looked up is noted too."""
    lines = in_transaction(lambda session, _settings: _shown(session, case))
    if not lines:
        typer.echo("The audit knows of no such case.", err=True)
        raise typer.Exit(1)
    for line in lines:
        typer.echo(line)


@app.command()
def access(
    school: Annotated[str | None, typer.Option(help="Only of this school, by its id.")] = None,
    person: Annotated[UUID | None, typer.Option(help="Only about this person, or done by them.")] = None,
) -> None:
    """Who changed what somebody may see: workplaces, logins, invitations and what a school lets its leaders see."""
    lines = in_transaction(lambda session, _settings: _known_changes(session, school, person))
    if isinstance(lines, str):
        typer.echo(lines, err=True)
        raise typer.Exit(2)
    for line in lines or ["None."]:
        typer.echo(line)


def _link(known: str) -> Link:
    number, _, hash_ = known.partition(":")
    if not number.isdigit() or len(hash_) != len(Link().hash):
        raise typer.BadParameter("NUMBER:HASH, as it was printed", param_hint="--known")
    return Link(int(number), hash_)


async def _verified(session: AsyncSession, known: Link | None) -> tuple[Link, Link | Broken]:
    audit = AuditRepository(session)
    return await audit.start(), await audit.verify(known)


async def _shown(session: AsyncSession, case: UUID) -> list[str]:
    audit = AuditRepository(session)
    seen, first = await audit.last_seen(case), await audit.first_seen(case)
    if first is None:
        return []
    audit.note(AuditRow(case_id=case, what="audit", door="command"))
    names = await PeopleRepository(session).names(one.person for one in seen if one.person)
    gone = [one.at for one in seen if one.what == "shredded"]
    reasons = await audit.reasons(case, REASONS)
    entries = await audit.commands_of(case)
    end = f"It was deleted for good {_time(max(gone))}." if gone else "It is still there."
    return [
        f"The case is in the audit from {_time(first)}. {end}",
        *_people(seen, names),
        *_said(reasons, names),
        *_commands(entries, names),
    ]


def _people(seen: Sequence[Seen], names: Mapping[UUID, str]) -> list[str]:
    """A line for each, the last one first: what they did, and when each was last done."""
    by_person = sorted(seen, key=lambda one: str(one.person))
    found = [(person, list(several)) for person, several in groupby(by_person, lambda one: one.person)]
    found.sort(key=lambda one: max(row.at for row in one[1]), reverse=True)
    return [
        f"{_called(person, names)}: " + ", ".join(f"{one.what} by {one.door} {_time(one.at)}" for one in several)
        for person, several in found
    ]


def _said(reasons: Sequence[AuditRow], names: Mapping[UUID, str]) -> list[str]:
    """Why somebody who does not follow the case read it."""
    return [f"Reason of {_called(row.person_id, names)}, {_time(row.at)}: {row.reason}" for row in reasons]


def _commands(entries: Sequence[Changed], names: Mapping[UUID, str]) -> list[str]:
    """What was changed, by its kind: never what was written."""
    return [f"Changed by {_called(one.by, names)}, {_time(one.at)}: {one.do}" for one in entries]


async def _known_changes(session: AsyncSession, school: str | None, person: UUID | None) -> list[str] | str:
    """The lines, or what is not known of what was asked for."""
    found = await _changes(session, school, person)
    if not found and school is not None and await session.get(School, school) is None:
        return f"There is no school {school!r}."
    if not found and person is not None and await session.get(Person, person) is None:
        return f"There is no person {person}."
    return found


async def _changes(session: AsyncSession, school: str | None, person: UUID | None) -> list[str]:
    changes = [
        one
        for one in await AuditRepository(session).changes_of_access()
        if school in (None, one.details.get("school")) and person in (None, one.about, one.by)
    ]
    named = {who for one in changes for who in (one.about, one.by) if who}
    names = await PeopleRepository(session).names(named)
    return [_change(one, names) for one in changes]


def _change(one: AccessChange, names: Mapping[UUID, str]) -> str:
    about = [_called(one.about, names)] if one.about else []
    details = [f"{name} {value}" for name, value in one.details.items()]
    return f"{one.number}  {_time(one.at)}  {one.what}: {', '.join([*about, *details])}; by {_called(one.by, names)}"


def _called(who: UUID | None, names: Mapping[UUID, str]) -> str:
    if who is None:
        return A_COMMAND
    return f"{names[who]} ({who})" if who in names else str(who)


def _time(at: datetime) -> str:
    return f"{at.astimezone(OSLO):%Y-%m-%d %H:%M %z}"


if __name__ == "__main__":
    app()
