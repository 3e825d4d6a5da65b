"""Long lists a page at a time: how much of one, and where the next page is."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

LIMIT = 100
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to leave out from the start")]


def link_next(request: Request, response: Response, **where: object) -> None:
    """Says where the next page is, in the header `Link`."""
    response.headers["Link"] = f'<{request.url.include_query_params(**where)}>; rel="next"'
