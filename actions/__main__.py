"""Starts the action server on loopback. Its own error page would repeat the whole request; ours names the kind of error."""

from __future__ import annotations

import logging
import os
from argparse import ArgumentParser
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.client import settings_of_environment
from actions.turn import ActionTurn
from api import logs

log = logging.getLogger("actions")


class QuietErrors(ErrorHandler):
    """Logs and answers the kind of an error, never the request: the SDK's own handler repeats its whole body."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        log.error("a call failed: %s", type(exception).__name__)
        return json({"error": type(exception).__name__}, status=getattr(exception, "status_code", 500))


def _kind(record: logging.LogRecord) -> bool:
    """The SDK logs exceptions as messages, with the name of an action that somebody asked for."""
    record.msg = type(record.msg).__name__ if isinstance(record.msg, Exception) else record.msg
    return True


def build() -> Sanic[Any, Any]:
    executor = ActionExecutor()
    executor.register_action(ActionTurn())
    app: Sanic[Any, Any] = create_app(executor)
    app.error_handler = QuietErrors()
    return app


def main() -> None:
    ArgumentParser(
        prog="python -m actions", description="Starts the action server; its settings: docs/operations.md."
    ).parse_args()
    settings_of_environment()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logs.quiet()
    logging.getLogger("rasa_sdk.endpoint").addFilter(_kind)
    logs.last_words()
    host = os.environ.get("NAERVAERSLOS_ACTION_HOST", "127.0.0.1")
    port = int(os.environ.get("NAERVAERSLOS_ACTION_PORT", "5055"))
    build().run(host=host, port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
