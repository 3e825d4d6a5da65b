"""`python -m channels`: starts the application, when its settings can be used and its keys open what lies in the database."""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser

import uvicorn

from api import logs, main
from api.settings import get_settings
from channels.app import create_app


def start() -> None:
    ArgumentParser(
        prog="python -m channels", description="Starts the application; its settings: docs/operations.md."
    ).parse_args()
    settings = get_settings()
    logs.configure()
    logs.last_words()
    asyncio.run(main.prove_keys(settings))
    uvicorn.run(
        create_app(settings),
        host=settings.bind,
        port=int(os.environ.get("NAERVAERSLOS_APP_PORT", "8000")),
        access_log=False,  # an address has ids in it, and what somebody looks for
        log_config=None,  # ours is set
        server_header=False,
    )


if __name__ == "__main__":
    start()
