"""For operators: `python -m api.keys prove` says whether the keys open what is stored, `rewrap` comes after a change of master key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database import make_engine
from api.keys import upkeep
from api.keys.keyring import master_keys
from api.settings import get_settings

T = TypeVar("T")
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


_DAMAGED = "The label of the newest case does not open with its key: the database is damaged."
_WRONG = "The label of the newest case does not open: its master key is not in the settings."


@app.command()
def rewrap() -> None:
    """Wraps all data keys under the first of NAERVAERSLOS_TEXT_KEYS. The application may run; it can be run again."""
    masters = master_keys()
    found = _on_database(lambda engine: upkeep.rewrap(engine, masters))
    typer.echo(f"{found.done} keys wrapped anew.")
    for master, count in (found.left or {}).items():
        typer.echo(f"{count} keys are under the master key {master}, which is not in the settings.", err=True)
    if found.left:
        raise typer.Exit(1)
    typer.echo(f"All keys are under the master key {masters.first}. The others are needed for older backups alone.")


@app.command()
def prove() -> None:
    """Tries whether NAERVAERSLOS_TEXT_KEYS opens what is stored: every data key, and a label. Changes nothing."""
    masters = master_keys()
    found = _on_database(lambda engine: upkeep.prove(engine, masters))
    typer.echo(f"{found.opened} data keys open.")
    for master, count in sorted(found.closed.items()):
        typer.echo(f"{count} data keys are under the master key {master} and do not open.", err=True)
    if found.sample is False:
        typer.echo(_WRONG if found.closed else _DAMAGED, err=True)
    if not found.is_whole:
        raise typer.Exit(1)
    typer.echo("No case is stored yet." if found.sample is None else "A stored label opens with its key.")


def _on_database(work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    async def run() -> T:
        engine = make_engine(get_settings().database_url)
        try:
            return await work(engine)
        finally:
            await engine.dispose()

    return asyncio.run(run())


if __name__ == "__main__":
    app()
