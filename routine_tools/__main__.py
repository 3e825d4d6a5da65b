"""`./routine`: every command is one function in a module of its own, and is registered here."""

from __future__ import annotations

import typer

from routine_tools.compare import compare
from routine_tools.diagram import diagram
from routine_tools.lint import lint
from routine_tools.move import move
from routine_tools.publish import publish
from routine_tools.show import show
from routine_tools.simulate import simulate
from routine_tools.timeline import timeline

COMMANDS = (lint, show, diagram, timeline, simulate, compare, publish, move)

app = typer.Typer(
    help="Check, read, draw, walk and compare the routines. Each exits with 0 when all is well, 1 when it found problems, "
    "2 when it was asked in a wrong way.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in COMMANDS:
    app.command()(command)


if __name__ == "__main__":
    app(prog_name="./routine")
