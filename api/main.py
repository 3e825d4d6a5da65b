"""The backend: cases, plans, turns. `create_app` builds it; `api.main:app` is not needed, the application mounts it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy import String, column, table
from sqlmodel import select

from api.cases.endpoints import router as cases
from api.conversations.endpoints import router as turns
from api.database import make_engine, make_sessions, one_at_a_time, transaction
from api.engine.loader import RoutineProblems
from api.errors import ApiError, RefusedText
from api.routines.endpoints import router as routines
from api.routines.service import RoutineService
from api.schools.service import SchoolService
from api.settings import Settings, get_settings

log = structlog.get_logger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    chosen = settings or get_settings()
    app = FastAPI(
        title="Nærværslos",
        version="1",
        description="Cases, plans and turns. Every answer about a level, a date or a person follows from facts and a published routine.",
        lifespan=_lifespan,
        openapi_url="/openapi.json" if chosen.is_local else None,  # the routes are described to nobody outside
    )
    app.state.settings = chosen
    app.state.engine = make_engine(chosen.database_url)
    app.state.sessions = make_sessions(app.state.engine)
    app.state.one_at_a_time = one_at_a_time(app.state.engine)
    app.include_router(turns)
    app.include_router(cases)
    app.include_router(routines)
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await prepare(app)
    yield
    await app.state.engine.dispose()


async def prepare(app: FastAPI) -> None:
    """Publishes the routines in the folder and loads the schools. The database is migrated before the start."""
    settings: Settings = app.state.settings
    schools = settings.schools_file.read_text(encoding="utf-8")
    async with app.state.sessions() as session, session.begin():
        for folder in sorted(path.parent for path in settings.routines_folder.glob("*/routine.yaml")):
            await _publish(RoutineService(session), folder)
        await SchoolService(session).load(schools)


async def _publish(routines: RoutineService, folder: Path) -> None:
    """A routine that may not be published stays as it was published last; without a version to use, there is no start."""
    try:
        await routines.publish(folder)
    except RoutineProblems as refused:
        if folder.name not in await routines.ids():
            raise
        problems = [f"{problem.code} {problem.where}" for problem in refused.problems]
        log.error("routine.not_published", routine=folder.name, problems=problems)


_VERSION = select(column("version_num", String)).select_from(table("alembic_version"))


async def is_migrated(app: FastAPI) -> bool:
    """True when the database can be reached and holds the newest schema."""
    try:
        async with transaction(
            app.state
        ) as session:  # in its turn: beside another one SQLite would hold up the whole process
            version = (await session.exec(_VERSION)).one_or_none()
    except Exception as error:
        log.warning("database.unreachable", error=type(error).__name__)
        return False
    return bool(version == newest_migration())


def newest_migration() -> str | None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from api.settings import ROOT

    return ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).get_current_head()


async def _api_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    body = {"code": error.code, "message": str(error)}
    if isinstance(error, RefusedText):
        body["reason"] = error.reason
    return JSONResponse(body, status_code=error.status)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Which fields are wrong, without what was in them."""
    assert isinstance(error, RequestValidationError)
    fields = [{"field": ".".join(str(part) for part in e["loc"]), "what": e["msg"]} for e in error.errors()]
    return JSONResponse(
        {"code": "invalid", "message": "Noe i forespørselen er feil utfylt.", "fields": fields}, status_code=422
    )


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request.failed", path=request.scope.get("route", request).__class__.__name__, error=type(error).__name__)
    return JSONResponse({"code": "unexpected", "message": "Noe gikk galt hos oss. Prøv igjen."}, status_code=500)
