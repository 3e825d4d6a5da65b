"""Structured logs. They carry ids, kinds and times; never a text anybody wrote."""

from __future__ import annotations

import logging

import structlog

# What a library prints beside its message often holds the request's body or the statement's values.
_SILENT = ("sqlalchemy.engine", "httpx", "httpcore", "httpx2", "httpcore2", "authlib", "asyncio")


def configure() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
