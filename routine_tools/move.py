"""`move`: shows what a newer version of its routine would change in each open case, and moves the cases when told to."""

from __future__ import annotations

from typing import Annotated

import typer

from routine_tools.found import PROBLEMS


def move(
    routine: Annotated[str | None, typer.Argument(help="The routine's id. Left out: all of them.")] = None,
    case: Annotated[
        str | None, typer.Option(metavar="ID-PREFIX", help="Only the case whose id begins so, as it is shown here.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Move the cases. Without it nothing is changed.")] = False,
) -> None:
    """Show what the newest version would change in every open case that is not on it; with --apply, move them."""
    from routine_tools.moving import move_all  # takes a second to load, and no other command needs it

    if not move_all(routine, case, apply=apply):
        raise typer.Exit(PROBLEMS)
