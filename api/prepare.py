"""`python -m api.prepare`: what comes before a start. Migrates the database, publishes the routines, loads the schools,
and shreds again what a restored backup has brought back.

Run it as often as you like, also beside a running application and beside itself: whoever comes second finds all done.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog
import yaml
from alembic import command
from alembic.config import Config
from pydantic import ValidationError

from api import logs
from api.commands import database_in_a_line, make_app_of
from api.database import COMMAND_PATIENCE, make_engine, make_sessions
from api.engine.loader import RoutineProblems
from api.errors import CannotBegin
from api.people.service import PeopleService
from api.retention import shredding
from api.retention.shredded import ShreddedList
from api.routines.service import RoutineService
from api.schools.service import SchoolEntry, SchoolService, read_schools
from api.settings import DEMO_SCHOOLS, ROOT, Settings, get_settings

log = structlog.get_logger(__name__)


def main() -> None:
    """Makes the database ready for a start: migrates it, publishes the routines, loads the schools, and shreds again what a backup
    has brought back. It may run again, and beside a running application."""
    settings = get_settings()
    logs.configure()
    schools_of(settings)  # first: a file that cannot be used changes nothing
    with database_in_a_line():
        command.upgrade(Config(str(ROOT / "alembic.ini")), "head")
        try:
            asyncio.run(publish(settings))
        except RoutineProblems as refused:
            raise SystemExit(f"A routine cannot be used, and nothing was published.\n{refused}") from None
        asyncio.run(shred_again(settings))


def schools_of(settings: Settings) -> list[SchoolEntry]:
    """What the schools file says. Ends with a line for each thing that is wrong with it."""
    name = "NAERVAERSLOS_SCHOOLS_FILE"
    if not settings.is_local and settings.schools_file.resolve() == DEMO_SCHOOLS:
        raise CannotBegin(f"{name}: production needs a file of its own, and not the demo schools.")
    try:
        return read_schools(settings.schools_file.read_text(encoding="utf-8"))
    except ValidationError as error:
        said = error.errors(include_input=False, include_url=False, include_context=False)
        raise CannotBegin(*(f"{name}: {' '.join(map(str, one['loc']))}: {one['msg']}" for one in said)) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CannotBegin(f"{name}: line {line}: it is no YAML") from None
    except OSError as error:
        raise CannotBegin(f"{name}: it cannot be read: {error.strerror}") from None
    except (TypeError, ValueError, AttributeError):
        raise CannotBegin(f"{name}: it is no list of schools as docs/operations.md describes it") from None


async def publish(settings: Settings) -> None:
    """Publishes the routines in the folder and loads the schools, all or nothing. The database is migrated already.

    Outside local mode the file only brings in people who are new: who works where is kept in the database from then on.
    """
    schools = schools_of(settings)
    engine = make_engine(settings.database_url, patience=COMMAND_PATIENCE)
    try:
        async with make_sessions(engine)() as session, session.begin():
            for folder in sorted(path.parent for path in settings.routines_folder.glob("*/routine.yaml")):
                await _publish(RoutineService(session), folder)
            await SchoolService(session).load(schools)
            await PeopleService(session).load(schools, only_new=not settings.is_local)
    finally:
        await engine.dispose()


async def shred_again(settings: Settings) -> None:
    """A backup that was restored may hold cases that were shredded since it was taken: nobody is to see them again."""
    engine = make_engine(settings.database_url, patience=COMMAND_PATIENCE)
    try:
        returned = await shredding.shred_again(engine, ShreddedList(settings.shredded_file))
        if returned:
            await shredding.scrub(engine)
            log.warning("cases.shredded_again", count=len(returned))
    finally:
        await engine.dispose()


async def _publish(routines: RoutineService, folder: Path) -> None:
    """A routine that may not be published stays as it was published last; one without a version to use ends it all."""
    try:
        await routines.publish(folder)
    except RoutineProblems as refused:
        if folder.name not in await routines.ids():
            raise
        problems = [f"{problem.code} {problem.where}" for problem in refused.problems]
        log.error("routine.not_published", routine=folder.name, problems=problems)


if __name__ == "__main__":
    make_app_of(main)()
