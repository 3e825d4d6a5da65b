"""What every answer says to a browser: what may be loaded, framed, sent on and kept. Nothing, but for what a page names itself."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The pages that describe the routes in local mode load their script from its publisher. They hold no data.
DESCRIPTION = (
    "default-src 'none'; script-src https://cdn.jsdelivr.net 'unsafe-inline'; style-src https://cdn.jsdelivr.net "
    "https://fonts.googleapis.com 'unsafe-inline'; font-src https://fonts.gstatic.com; img-src https://fastapi.tiangolo.com "
    "data:; worker-src blob:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STRICT_TRANSPORT = "max-age=63072000"  # two years


class SecurityHeaders:
    """Round everything, an answer about a fault of ours included. What a route has said itself stays."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._always = dict(HEADERS)
        self._described = {"/docs", "/redoc"} if settings.is_local else set()
        if not settings.is_local:
            self._always["Strict-Transport-Security"] = STRICT_TRANSPORT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = DESCRIPTION if scope["path"] in self._described else NOTHING

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("Cache-Control") == "no-cache":  # what FastAPI says of a stream
                    del headers["Cache-Control"]
                for name, value in {**self._always, "Content-Security-Policy": policy}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)
