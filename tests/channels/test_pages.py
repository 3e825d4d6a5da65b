"""The pages as they are served: to whom, under which policy, and beside which routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.problems import MEDIA_TYPE
from api.settings import Settings
from channels import pages
from channels.app import create_app
from tests.api.test_actors import routes

FROM_US = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def served(settings: Settings, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """The application with a document and one script built."""
    app = create_app(settings)
    app.state.dist = tmp_path / "dist"
    (app.state.dist / "assets").mkdir(parents=True)
    (app.state.dist / "assets" / "main-abc.js").write_text("1", encoding="utf-8")
    for name in pages.BESIDE:
        (app.state.dist / name).write_text("<!doctype html>", encoding="utf-8")
    (app.state.dist / "secret.txt").write_text("not to be served", encoding="utf-8")
    yield app
    await app.state.engine.dispose()


@pytest.fixture
async def browser(served: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=served)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def log_in(browser: httpx.AsyncClient, back_to: str = "/") -> httpx.Response:
    form = {"subject": "demo:faerder:1", "back_to": back_to}
    return await browser.post("/login/local", data=form, headers=FROM_US)


async def test_without_a_session_every_page_leads_to_the_login_and_back(browser: httpx.AsyncClient) -> None:
    for address in pages.ADDRESSES:
        path = address.format(case="7d1d", guide="telefon_hjem")
        answer = await browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/login?back_to={path}"
        assert (await log_in(browser, path)).headers["Location"] == path
        browser.cookies.clear()


async def test_a_page_is_a_document_under_a_strict_policy_that_nobody_keeps(browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    for address in pages.ADDRESSES:
        answer = await browser.get(address.replace("{case}", "7d1d"))
        assert answer.text == "<!doctype html>"
        assert answer.headers["Cache-Control"] == "no-store"
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"


async def test_what_is_named_by_its_content_is_kept_for_good(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/assets/main-abc.js")
    assert answer.headers["Cache-Control"] == pages.NAMED_BY_CONTENT
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "script-src" not in answer.headers["Content-Security-Policy"]


async def test_what_the_device_keeps_of_the_pages_is_for_everybody_and_never_an_old_one(
    browser: httpx.AsyncClient,
) -> None:
    served = {name: await browser.get(f"/{name}") for name in pages.BESIDE}
    assert {answer.status_code for answer in served.values()} == {200}
    assert {name: answer.headers["Content-Type"].partition(";")[0] for name, answer in served.items()} == {
        "index.html": "text/html",
        "worker.js": "text/javascript",
        "manifest.webmanifest": "application/manifest+json",
        **dict.fromkeys((name for name in pages.BESIDE if name.endswith(".png")), "image/png"),
    }
    for name, answer in served.items():
        assert answer.headers["Cache-Control"] == ("no-store" if name == "index.html" else "no-cache, max-age=0")
    assert served["index.html"].headers["Content-Security-Policy"] == pages.POLICY
    assert served["worker.js"].headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"


async def test_what_is_not_built_beside_the_document_is_not_there(browser: httpx.AsyncClient, served: FastAPI) -> None:
    (served.state.dist / "worker.js").unlink()
    assert (await browser.get("/worker.js")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/nothing", "/cases/7d1d", "/sak", "/assets/", "/assets/other.js", "/assets/..%2Fsecret.txt", "/sak/1/2"]
)
async def test_what_is_neither_page_nor_route_stays_a_problem(path: str, browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    answer = await browser.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; base-uri")


A_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "nn,nb;q=0.9"}


async def test_a_browser_is_shown_one_page_for_what_is_not_there_and_for_what_it_may_not_see(
    browser: httpx.AsyncClient,
) -> None:
    await log_in(browser)
    opened = await browser.post("/cases", json={"label": "AB", "key": "1"}, headers=FROM_US)
    case = opened.json()["case"]
    browser.cookies.clear()
    await browser.post("/login/local", data={"subject": "demo:faerder:3", "back_to": "/"}, headers=FROM_US)
    paths = (f"/cases/{case}/export.html", f"/cases/{uuid4()}/export.html", "/cases/7d1d/export.html")
    shown = [await browser.get(path, headers=A_BROWSER) for path in paths]
    assert {(one.status_code, one.text) for one in shown} == {(404, shown[0].text)}
    assert "<h1>Finner ikke siden</h1>" in shown[0].text
    assert "AB" not in shown[0].text
    assert shown[0].headers["Cache-Control"] == "no-store"
    assert "script-src" not in shown[0].headers["Content-Security-Policy"]
    assert (await browser.get(paths[0])).headers["Content-Type"] == MEDIA_TYPE
    assert (await browser.get(paths[2])).status_code == 422
    nowhere = await browser.get("/nothing", headers=A_BROWSER)
    assert nowhere.status_code == 404
    assert '<html lang="nn">' in nowhere.text
    assert "<h1>Finn ikkje sida</h1>" in nowhere.text
    sent = await browser.post(f"/cases/{case}/commands", json={}, headers=FROM_US | A_BROWSER)
    assert sent.headers["Content-Type"] == MEDIA_TYPE


async def test_a_route_keeps_its_own_policy_and_answer(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/cases")
    assert answer.json() == []
    assert "script-src" not in answer.headers["Content-Security-Policy"]


async def test_what_is_not_built_says_what_to_do(browser: httpx.AsyncClient, served: FastAPI) -> None:
    await log_in(browser)
    (served.state.dist / "index.html").unlink()
    answer = await browser.get("/")
    assert (answer.status_code, answer.text) == (503, pages.NOT_BUILT)


def test_no_page_lies_where_a_route_is(served: FastAPI) -> None:
    described = {
        route.path for route in routes(served.routes) if isinstance(route, APIRoute) and route.include_in_schema
    }
    assert not described & set(pages.ADDRESSES)


@pytest.mark.parametrize(
    ("language", "title", "blank"),
    [
        ("nb", "Tilgjengelighetserklæring", "[ikke fylt ut av kommunen ennå]"),
        ("nn", "Tilgjengelegheitserklæring", "[ikkje fylt ut av kommunen enno]"),
    ],
)
async def test_the_accessibility_statement_is_for_anybody_and_shows_what_is_blank(
    language: str, title: str, blank: str, browser: httpx.AsyncClient
) -> None:
    answer = await browser.get("/tilgjengelighet", params={"maalform": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{title}</h1>" in answer.text
    assert answer.text.count(blank) == 3, "owner, contact, and the municipality's own statement"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert (await browser.get("/tilgjengelighet", headers={"Accept-Language": language})).text == answer.text


async def test_the_login_leads_to_the_accessibility_statement(browser: httpx.AsyncClient) -> None:
    assert 'href="/tilgjengelighet?maalform=nb"' in (await browser.get("/login")).text
