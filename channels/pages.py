"""The pages for a browser: one built document for every address of a page, and its files. What may be done is asked of the routes.

Addresses of pages are Norwegian, those of routes English, so none can hide another. An address that is neither is 404: as a page to
whoever looks for one, as a problem to a program.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse

from api import problems
from api.errors import ApiError, NotFound
from api.login import pages as plain
from api.login.guard import login_of
from api.login.service import START
from api.settings import ROOT
from channels.texts import text

DIST = ROOT / "web" / "dist"
ADDRESSES = ("/", "/chat", "/sak/{case}", "/sak/{case}/samtale/{guide}", "/skolen", "/innstillinger")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NAMED_BY_CONTENT = "public, max-age=31536000, immutable"
ASKED_ANEW = "no-cache, max-age=0"  # kept by nobody without asking whether it is still the same
# What lies beside the document, under names that stay: what the device keeps of the pages, and how they are installed.
BESIDE: dict[str, dict[str, str]] = {
    "index.html": {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"},
    "worker.js": {"Content-Security-Policy": "default-src 'none'; connect-src 'self'", "Cache-Control": ASKED_ANEW},
    "manifest.webmanifest": {"Content-Type": "application/manifest+json", "Cache-Control": ASKED_ANEW},
    "icon-192.png": {"Cache-Control": ASKED_ANEW},
    "icon-512.png": {"Cache-Control": ASKED_ANEW},
    "icon-maskable-512.png": {"Cache-Control": ASKED_ANEW},
    "apple-touch-icon.png": {"Cache-Control": ASKED_ANEW},
}
NOT_BUILT = "Sidene er ikke bygd. Kjør «make run» og se hva det sier. Chatten i terminalen virker: «make chat»."

router = APIRouter(include_in_schema=False)


def install(app: FastAPI, dist: Path = DIST) -> None:
    app.state.dist = dist
    app.include_router(router)
    for nowhere in (404, NotFound, RequestValidationError):
        app.add_exception_handler(nowhere, nothing_here)


async def nothing_here(request: Request, error: Exception) -> Response:
    """One and the same page whether there is nothing, an address is malformed, or this person may not see what is there."""
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        language = getattr(request.state, "language", None) or plain.language_of(request)
        way = plain.WayOn("/", text("to_cases", language))
        lines = [text("not_found_more", language)]
        return plain.page(text("not_found", language), language, lines=lines, links=[way], status=404)
    if isinstance(error, ApiError):
        return await problems.told(request, error)
    answer = problems.invalid if isinstance(error, RequestValidationError) else problems.unreached
    return await answer(request, error)


def page(request: Request) -> Response:
    """The document; to whoever is not logged in, the way to the login and back here."""
    if login_of(request) is None:
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{START}?back_to={quote(there)}", status_code=303)
    document: Path = request.app.state.dist / "index.html"
    if not document.is_file():
        return PlainTextResponse(NOT_BUILT, status_code=503)
    return FileResponse(document, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


for address in ADDRESSES:
    router.add_api_route(address, page, methods=["GET"])


def beside(request: Request) -> Response:
    """The same for everybody, and with nothing of anybody: no login is asked for."""
    name = request.url.path.removeprefix("/")
    file: Path = request.app.state.dist / name
    if not file.is_file():
        raise NotFound
    return FileResponse(file, headers=BESIDE[name])


for name in BESIDE:
    router.add_api_route(f"/{name}", beside, methods=["GET"])


@router.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """A script, style or picture of the pages. Its name changes with what is in it."""
    file: Path = request.app.state.dist / "assets" / name
    if not file.is_file():
        raise NotFound
    return FileResponse(file, headers={"Cache-Control": NAMED_BY_CONTENT})
