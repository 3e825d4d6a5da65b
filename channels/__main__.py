"""`python -m channels`: starts the application, when its settings can be used and its keys open what lies in the database."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api import logs, main
from api.settings import get_settings
from channels.app import create_app

STARTUP_FAILURE = 3  # what uvicorn ends with when it could not start


def start() -> None:
    settings = get_settings()
    logs.configure()
    logs.last_words()
    asyncio.run(main.prove_keys(settings))
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.bind,
        port=int(os.environ.get("NAERVAERSLOS_APP_PORT", "8000")),
        access_log=False,  # an address has ids in it, and what somebody looks for
        log_config=None,  # ours is set
        server_header=False,
    )
    server = _Server(app, config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class _Server(uvicorn.Server):
    """Told to end, it waits for what is being answered; who only listens has no answer to wait for."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.state.watch.end()
        super().handle_exit(sig, frame)


if __name__ == "__main__":
    start()
