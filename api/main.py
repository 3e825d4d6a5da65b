"""The backend: cases, plans, turns. `create_app` builds it; `api.main:app` is not needed, the application mounts it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

import structlog
from fastapi import FastAPI
from sqlalchemy import Connection, String, column, make_url, table, text
from sqlmodel import select
from starlette.types import ASGIApp

from api import problems, sqlite
from api.calendars.endpoints import feed as calendar_feed
from api.calendars.endpoints import mine as my_calendar
from api.calendars.endpoints import of_case as deadlines
from api.cases.endpoints import router as cases
from api.cases.handover_endpoints import router as offers
from api.cases.leadership_endpoints import router as leadership
from api.conversations.endpoints import router as turns
from api.conversations.reading_endpoints import router as conversations
from api.database import make_engine, make_passing_sessions, make_sessions, one_at_a_time, transaction
from api.export.endpoints import router as exports
from api.export.endpoints import schema as export_schema
from api.gate import Gate
from api.headers import SecurityHeaders
from api.keys.keyring import master_keys
from api.keys.proof import prove
from api.limits import lockout
from api.login.endpoints import pages as login_pages
from api.login.endpoints import router as login
from api.login.guard import Guard
from api.login.provider import Provider
from api.papers.endpoints import router as papers
from api.people.endpoints import router as me
from api.people.invitation_endpoints import router as invitations
from api.people.mail_endpoints import router as my_mail
from api.reminders.endpoints import router as reminders
from api.retention.endpoints import router as retention
from api.routines.endpoints import router as routines
from api.schools.endpoints import router as school
from api.settings import Settings, get_settings

log = structlog.get_logger(__name__)


class Guarded(problems.Described):
    """Round every answer, one about a fault of ours included: what a browser may do with it."""

    def build_middleware_stack(self) -> ASGIApp:
        return SecurityHeaders(super().build_middleware_stack(), self.state.settings)


def create_app(settings: Settings | None = None) -> FastAPI:
    chosen = settings or get_settings()
    app = Guarded(
        title="Nærværslos",
        version="1",
        description="Cases, plans and turns. Every answer about a level, a date or a person follows from facts and a published routine.",
        lifespan=_lifespan,
        redirect_slashes=False,  # behind a proxy it would lead to an address of our own without TLS
        openapi_url="/openapi.json" if chosen.is_local else None,  # the routes are described to nobody outside
    )
    app.state.settings = chosen
    app.state.engine = make_engine(chosen.database_url)
    app.state.sessions = make_sessions(app.state.engine)
    app.state.passing = make_passing_sessions(app.state.engine)
    app.state.one_at_a_time = one_at_a_time(app.state.engine)
    app.state.providers = {one.id: Provider(one, chosen.origin or "") for one in chosen.login_providers}
    app.add_middleware(Guard, settings=chosen)
    of_cases = (turns, cases, offers, leadership, conversations, retention, exports, export_schema, papers, deadlines)
    for router in (
        *of_cases,
        routines,
        me,
        my_mail,
        reminders,
        my_calendar,
        calendar_feed,
        school,
        invitations,
        login,
        login_pages,
    ):
        app.include_router(router)
    problems.install(app)
    lockout.install(app)
    app.add_middleware(Gate, hosts=chosen.answers_to, forms="/login/")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    with only_process(app.state.settings):
        await keys_proved(app)
        yield
        await app.state.engine.dispose()


def only_process(settings: Settings) -> AbstractContextManager[None]:
    """In production a second application on the same SQLite file is refused; PostgreSQL takes as many as you like."""
    refused = is_alone(settings) and not settings.is_local
    return sqlite.only_process(settings.database_url) if refused else nullcontext()


def is_alone(settings: Settings) -> bool:
    """Whether this is the only process on the database. On SQLite it is, or is meant to be."""
    return make_url(settings.database_url).get_backend_name() == "sqlite"


async def keys_proved(app: FastAPI) -> bool:
    """Whether the master keys open what lies in the database now. Raises `WrongKeys` when they do not: they may have been changed there."""
    try:
        async with transaction(app.state) as session:
            await prove(session, master_keys())
    except Exception as error:
        log.warning("keys.not_proved", error=type(error).__name__)  # no database yet, or none that is migrated
        return False
    return True


async def prove_keys(settings: Settings) -> None:
    """As `keys_proved`, before there is an application."""
    app = create_app(settings)
    try:
        await keys_proved(app)
    finally:
        await app.state.engine.dispose()


_VERSION = select(column("version_num", String)).select_from(table("alembic_version"))
_HEALTH_WITHIN = 2.0  # seconds; who asks waits not much longer
_TOUCH = text("UPDATE alembic_version SET version_num = version_num RETURNING version_num")


async def database_health(app: FastAPI) -> dict[str, bool]:
    """`database`: it can be reached and holds the newest schema. `writable`: a write was tried, and taken back."""
    version, written = None, False
    try:
        # In its turn: beside another transaction SQLite would have to wait.
        async with asyncio.timeout(_HEALTH_WITHIN), transaction(app.state) as session:
            version = (await session.exec(_VERSION)).one_or_none()
            await (await session.connection()).run_sync(_touch)
            await session.rollback()
            written = True
    except Exception as error:
        log.warning("database.unreachable", error=type(error).__name__)
    return {"database": bool(version == newest_migration()), "writable": written}


def _touch(connection: Connection) -> None:
    connection.execute(_TOUCH)
    if connection.dialect.name == "sqlite":
        sqlite.fill_pages(connection)


def newest_migration() -> str | None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from api.settings import ROOT

    return ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).get_current_head()
