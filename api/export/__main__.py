"""For whoever answers a request for access: `python -m api.export CASE FOLDER` writes a case to print and as data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from api import logs
from api.clock import today_in_oslo
from api.commands import in_transaction, make_app_of
from api.errors import NotFound, Unreadable
from api.export.page import page
from api.export.schemas import CaseExport
from api.export.service import export_for_the_school, file_name
from api.routines.service import RoutineService
from api.settings import Settings


def main(
    case: Annotated[UUID, typer.Argument(help="The id of the case, in full.")],
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where the two files go; made if it is not there.")],
    language: Annotated[Literal["nb", "nn"] | None, typer.Option(help="Left out: the school's.")] = None,
) -> None:
    """Write everything that is kept of a case: a page to print, and JSON. The audit notes that it was done."""
    logs.configure()
    try:
        made, printed = in_transaction(lambda session, settings: _made(session, settings, case, language))
    except (NotFound, Unreadable):
        typer.echo("No such case, or it can no longer be read.", err=True)
        raise typer.Exit(1) from None
    for ending, content in (("json", made.model_dump_json(indent=2)), ("html", printed)):
        typer.echo(str(_written(folder / file_name(made, ending), content)))


async def _made(
    session: AsyncSession, settings: Settings, case: UUID, language: Literal["nb", "nn"] | None
) -> tuple[CaseExport, str]:
    made = await export_for_the_school(session, case, today_in_oslo(settings), language)
    return made, page(made, await RoutineService(session).routine(made.routine.version))


def _written(file: Path, content: str) -> Path:
    """Readable by whoever ran the command alone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(content)
    return file


if __name__ == "__main__":
    make_app_of(main)()
