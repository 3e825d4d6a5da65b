"""Before a route is reached: whose session the cookie is, and that whatever changes something was asked for by our own pages."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.database import transaction
from api.errors import ApiError
from api.login.sessions import Login, Sessions, session_cookie
from api.settings import Settings

CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")
LISTENS = "/chat/events"  # asked by a page that lies open, not by somebody who uses it
_TOLD = re.compile("/login/[^/]+/backchannel")


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


def _says_foreign(request: Request) -> bool:
    """Whether the browser says that another page asks. Programs with a token say what they like; a provider's server may ask too."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    is_program = "Authorization" in request.headers or _TOLD.fullmatch(request.url.path) is not None
    return site != "same-origin" and not is_program


class Guard:
    """Of a request with a session cookie our own pages have to be seen to ask; of any other a browser must not say the contrary.

    The look-up is a transaction of its own: what a route refuses, it keeps.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._cookie = session_cookie(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            session_id = self._cookie.of(request)
            try:
                self._check(request, session_id)
                if session_id is not None:
                    request.state.login = await self._found(scope, session_id)
            except ApiError as refused:
                await (await problems.told(request, refused))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, request: Request, session_id: str | None) -> None:
        if request.method in CHANGES_NOTHING:
            return
        if _says_foreign(request) if session_id is None else not same_origin(request.headers, self._settings):
            raise ForeignRequest

    async def _found(self, scope: Scope, session_id: str) -> Login | None:
        async with transaction(scope["app"].state) as session:
            in_use = not scope["path"].startswith(LISTENS)
            return await Sessions(session, self._settings).find(session_id, in_use=in_use)
