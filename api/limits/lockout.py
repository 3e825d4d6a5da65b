"""What is answered to somebody who is not let in: 401, and 429 to an address from which wrong credentials keep coming.

Right credentials pass all the time. A school is one address: a pupil there who shows wrong ones must not lock its teachers out, and
nobody guesses secrets as long as ours, however often they try.
"""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from api.errors import ApiError, Unauthenticated
from api.limits.service import TooMany, count_refused
from api.problems import of_error

log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    app.add_exception_handler(Unauthenticated, _not_let_in)


async def _not_let_in(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    if "authorization" in request.headers or "cookie" in request.headers:
        try:
            await count_refused(request.app.state, address_of(request))
        except TooMany as too_many:
            return of_error(request, too_many)
        except ApiError:
            log.warning("refused.not_counted")  # no database: nobody gets in anyway
    return of_error(request, error)


def address_of(request: Request) -> str:
    """Where a request comes from. Behind a proxy uvicorn has put the address in that a trusted one names."""
    return request.client.host if request.client is not None else "unknown"
