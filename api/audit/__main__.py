"""For operators: `python -m api.audit verify` goes through the chain of the audit and names the first row that does not hold."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from api.audit.chain import Broken, Fault, Link
from api.audit.repository import AuditRepository
from api.database import make_engine, make_sessions
from api.settings import get_settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
_FAULTS: dict[Fault, str] = {
    "missing": "a row before it is missing",
    "cut": "it does not follow the row before it",
    "changed": "it is not as it was written",
    "lost": "it is not the row that was known",
}


@app.callback()
def _audit() -> None:
    """The audit: who saw or changed a case, how and when."""


@app.command()
def verify(
    known: Annotated[
        str | None, typer.Option(help="What an earlier run printed, NUMBER:HASH, and you have kept elsewhere.")
    ] = None,
) -> None:
    """Ends with 1 when the chain does not hold. Keep what it prints where nobody who can write the database can."""
    found = asyncio.run(_verify(_link(known) if known else None))
    if isinstance(found, Broken):
        typer.echo(f"The chain does not hold at row {found.number}: {_FAULTS[found.fault]}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"The chain holds: {found.number} rows. Its end is {found.number}:{found.hash}")


def _link(known: str) -> Link:
    number, _, hash_ = known.partition(":")
    if not number.isdigit() or len(hash_) != len(Link().hash):
        raise typer.BadParameter("NUMBER:HASH, as it was printed")
    return Link(int(number), hash_)


async def _verify(known: Link | None) -> Link | Broken:
    engine = make_engine(get_settings().database_url)
    try:
        async with make_sessions(engine)() as session:
            return await AuditRepository(session).verify(known)
    finally:
        await engine.dispose()


if __name__ == "__main__":
    app()
