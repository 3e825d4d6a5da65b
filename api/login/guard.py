"""Before a route is reached: whose session the cookie is, and that whatever changes something was asked for by our own pages."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.database import transaction
from api.errors import ApiError
from api.login.sessions import Login, Sessions, session_cookie
from api.settings import Settings

CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")


class ForeignRequest(ApiError):
    status = 403
    code = "foreign_request"
    message = "Forespørselen kom ikke fra våre egne sider."


def same_origin(headers: Headers, settings: Settings) -> bool:
    """Whether our own pages ask, as the browser says it; of one that says neither nobody knows."""
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return settings.origin is not None and headers.get("Origin") == settings.origin


def login_of(request: Request) -> Login | None:
    """Whose session the request shows; None for none, and for one that is over."""
    login: Login | None = getattr(request.state, "login", None)
    return login


class Guard:
    """Looks at requests with a session cookie only. The look-up is a transaction of its own: what a route refuses, it keeps."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._cookie = session_cookie(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            session_id = self._cookie.of(request)
            if session_id is not None:
                try:
                    self._check(request)
                    request.state.login = await self._found(scope, session_id)
                except ApiError as refused:
                    await (await problems.told(request, refused))(scope, receive, send)
                    return
        await self._app(scope, receive, send)

    def _check(self, request: Request) -> None:
        if request.method in CHANGES_NOTHING:
            return
        if not same_origin(request.headers, self._settings):
            raise ForeignRequest

    async def _found(self, scope: Scope, session_id: str) -> Login | None:
        async with transaction(scope["app"].state) as session:
            return await Sessions(session, self._settings).find(session_id)
