"""The pages for a browser: one built document for every address of a page, and its files. What may be done is asked of the routes.

Addresses of pages are Norwegian, those of routes English, so none can hide another, and an address that is neither is 404 as before.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse

from api.errors import NotFound
from api.login.guard import login_of
from api.login.service import START
from api.settings import ROOT

DIST = ROOT / "web" / "dist"
ADDRESSES = ("/", "/chat", "/sak/{case}", "/sak/{case}/samtale/{guide}", "/skolen", "/innstillinger")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NAMED_BY_CONTENT = "public, max-age=31536000, immutable"
NOT_BUILT = "Sidene er ikke bygd. Kjør «make run» og se hva det sier. Chatten i terminalen virker: «make chat»."

router = APIRouter(include_in_schema=False)


def install(app: FastAPI, dist: Path = DIST) -> None:
    app.state.dist = dist
    app.include_router(router)


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


@router.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """A script, style or picture of the pages. Its name changes with what is in it."""
    file: Path = request.app.state.dist / "assets" / name
    if not file.is_file():
        raise NotFound
    return FileResponse(file, headers={"Cache-Control": NAMED_BY_CONTENT})
