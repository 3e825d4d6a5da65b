"""Structured logs. They carry ids, kinds and times; never a text anybody wrote.

What went wrong is told by its kind and its place in the program. The message of an exception is left out: a library repeats in it
what it was given, such as a statement's values, a header or a body.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

import structlog

# What a library prints beside its message often holds the request's body or the statement's values.
_SILENT = ("sqlalchemy", "httpx", "httpcore", "httpx2", "httpcore2", "authlib", "asyncio", "aiohttp")


def configure() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    quiet()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def quiet() -> None:
    """No library tells more than it should, whichever handler it brings along."""
    logging.Formatter.formatException = _format  # type: ignore[method-assign,assignment]  # that of every formatter
    logging.raiseExceptions = False  # it prints the arguments of a message that cannot be put together
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True  # addresses hold ids, and what somebody looks for
    logging.getLogger("asyncio").addFilter(_first_line)


def last_words() -> None:
    """Nor what ends the process or a thread of it. For a process that is ours from its first line."""
    sys.excepthook = _uncaught
    threading.excepthook = lambda of: _uncaught(of.exc_type, of.exc_value, of.exc_traceback)


def without_words(error: BaseException | None) -> str:
    """The kind of an exception, of what led to it, and where in the program; never what they say."""
    told: list[str] = []
    while error is not None and len(told) < 5:
        frames = [f"{frame.f_code.co_filename}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)]
        told.append(f"{type(error).__module__}.{type(error).__qualname__} at {' '.join(frames)}")
        error = error.__cause__ or error.__context__
    return "\n".join(told)


def _format(_formatter: logging.Formatter, info: Any) -> str:
    return without_words(info[1])


def _first_line(record: logging.LogRecord) -> bool:
    """The lines after it are the task or the callback, with its arguments and its exception."""
    record.msg, record.args = record.getMessage().partition("\n")[0], ()
    return True


def _uncaught(kind: type[BaseException], error: BaseException | None, _at: TracebackType | None) -> None:
    if kind is not KeyboardInterrupt:
        print(without_words(error), file=sys.stderr)
