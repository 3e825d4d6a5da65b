"""Starts the action server on loopback. Its own error page would repeat the whole request; ours names the kind of error."""

from __future__ import annotations

import logging
import os
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.turn import ActionTurn

log = logging.getLogger("actions")


def build() -> Sanic[Any, Any]:
    executor = ActionExecutor()
    executor.register_action(ActionTurn())
    app: Sanic[Any, Any] = create_app(executor)
    app.error_handler.add(Exception, _failed)
    return app


async def _failed(_request: Request, error: Exception) -> HTTPResponse:
    log.error("a call failed: %s", type(error).__name__)
    return json({"error": type(error).__name__}, status=500)


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    host = os.environ.get("NAERVAERSLOS_ACTION_HOST", "127.0.0.1")
    port = int(os.environ.get("NAERVAERSLOS_ACTION_PORT", "5055"))
    build().run(host=host, port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
