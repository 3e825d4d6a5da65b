"""`publish`: makes what stands in the files the newest version."""

from __future__ import annotations

from typing import Annotated

import typer

from routine_tools.found import PROBLEMS


def publish(
    routines: Annotated[
        list[str] | None,
        typer.Argument(metavar="ROUTINE", help="Ids, or paths of folders. Left out: all of them."),
    ] = None,
) -> None:
    """Make the routines, as they stand in the files, the newest versions: new cases follow them, open ones do not."""
    from routine_tools.publishing import publish_all  # takes a second to load, and no other command needs it

    if not publish_all(routines or []):
        raise typer.Exit(PROBLEMS)
