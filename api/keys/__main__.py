"""For operators: `python -m api.keys prove` says whether the keys open what is stored, `rewrap` comes after a change of master key."""

from __future__ import annotations

import typer

from api.commands import in_engine, make_app
from api.keys import upkeep
from api.keys.keyring import master_keys

app = make_app()
_DAMAGED = "The label of the newest case does not open with its key: the database is damaged."
_WRONG = "The label of the newest case does not open: its master key is not in the settings."


@app.callback()
def _keys() -> None:
    """The master keys of NAERVAERSLOS_TEXT_KEYS, and the data keys they wrap."""


@app.command()
def rewrap() -> None:
    """Wraps all data keys under the first of NAERVAERSLOS_TEXT_KEYS. The application may run; it can be run again."""
    masters = master_keys()
    found = in_engine(lambda engine, _settings: upkeep.rewrap(engine, masters))
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
    found = in_engine(lambda engine, _settings: upkeep.prove(engine, masters))
    typer.echo(f"{found.opened} data keys open.")
    for master, count in sorted(found.closed.items()):
        typer.echo(f"{count} data keys are under the master key {master} and do not open.", err=True)
    if found.sample is False:
        typer.echo(_WRONG if found.closed else _DAMAGED, err=True)
    if not found.is_whole:
        raise typer.Exit(1)
    typer.echo("No case is stored yet." if found.sample is None else "A stored label opens with its key.")


if __name__ == "__main__":
    app()
