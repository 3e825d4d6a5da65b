"""The application: api and channels in one process. A channel elsewhere would use the routes under /turns: the same steps."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import structlog
from fastapi import FastAPI, Response

from api import logs, main
from api.keys.proof import WrongKeys
from api.settings import Settings, get_settings
from channels import listening, pages, statement, web
from channels.backend import Backend, NotStored
from channels.bot import Bot
from channels.core import Courier
from channels.mail import door as mail
from channels.news import Watch
from channels.outgoing import OutboxBackend
from channels.reminding import keep_reminding
from channels.teams import door as teams

log = structlog.get_logger(__name__)
CATCH_UP_SECONDS = 3.0
LOOK_SECONDS = 1.0


def create_app(settings: Settings | None = None) -> FastAPI:
    chosen = settings or get_settings()
    logs.configure()
    app = main.create_app(chosen)
    app.include_router(web.router)
    app.include_router(listening.router)
    app.include_router(statement.router)
    app.state.watch = Watch(app.state)
    pages.install(app)
    teams.install(app)
    app.state.looking, app.state.looked_until = asyncio.Lock(), 0.0
    app.router.lifespan_context = _lifespan

    @app.get("/health/live", operation_id="isAlive", tags=["health"])
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/health/ready", operation_id="isReady", tags=["health"])
    async def ready(response: Response) -> dict[str, bool]:
        """200 when a Rasa has its model and its action server answers, the database can be written to, and the keys open it."""
        parts = {
            **await _best_unit(app),
            **await _database_of_late(app),
            "keys": await _keys_open(app),
        }
        response.status_code = 200 if all(parts.values()) else 503
        return parts

    return app


YOUNG_OBJECTS = (
    20_000  # a turn makes thousands that are gone with it: at the usual 700 they are searched dozens of times a turn
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    with main.only_process(settings):
        await main.keys_proved(app)
        bots = [bot for bot, _actions in settings.units]
        app.state.bot = Bot(bots, settings.bot_token.get_secret_value())
        backend, outbox = Backend(app), OutboxBackend(app)
        app.state.courier = Courier(backend, app.state.bot)
        if main.is_alone(settings):
            with suppress(NotStored):
                await backend.let_all_go()
                await outbox.let_outbox_go()
        gc.freeze()  # what was made up to here stays: searching it for garbage held up every hundredth turn by 0.1 s
        gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
        catching_up = asyncio.create_task(_keep_catching_up(app.state.courier))
        async with teams.opened(app) as by_teams, mail.opened(app) as by_mail:
            senders = [*by_teams, *by_mail]
            reminding = [asyncio.create_task(keep_reminding(outbox, senders))] if senders else []
            yield
            for task in reminding:
                task.cancel()
            await asyncio.gather(*reminding, return_exceptions=True)
        catching_up.cancel()
        with suppress(asyncio.CancelledError):
            await catching_up
        await app.state.bot.aclose()
        await app.state.engine.dispose()


async def _keep_catching_up(courier: Courier) -> None:
    """What a crash or an outage left unanswered is run again, now and from time to time."""
    while True:
        try:
            answered = await courier.catch_up()
            if answered:
                log.info("turns.caught_up", count=answered)
        except NotStored as error:
            log.warning("turns.wait", error=str(error))
        await asyncio.sleep(CATCH_UP_SECONDS)


async def _best_unit(app: FastAPI) -> dict[str, bool]:
    """Of the bots with their action servers the one that is readiest: one is enough."""
    bots, actions = await asyncio.gather(
        app.state.bot.are_ready(),
        asyncio.gather(*(_answers(f"{url}/health") for _bot, url in app.state.settings.units)),
    )
    bot, answers = max(zip(bots, actions, strict=True), key=lambda unit: (all(unit), *unit))
    return {"bot": bot, "actions": answers}


async def _database_of_late(app: FastAPI) -> dict[str, bool]:
    """As it was a moment ago: anybody may ask, and each look is a write."""
    async with app.state.looking:
        if time.monotonic() > app.state.looked_until:
            app.state.database_health = await main.database_health(app)
            app.state.looked_until = time.monotonic() + LOOK_SECONDS
        health: dict[str, bool] = app.state.database_health
        return health


async def _keys_open(app: FastAPI) -> bool:
    try:
        return await main.keys_proved(app)
    except WrongKeys as wrong:  # the database came after the start
        log.critical("keys.wrong", error=str(wrong))
        return False


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient(timeout=2.0) as http:
        try:
            return (await http.get(url)).status_code == 200
        except httpx.HTTPError:
            return False
