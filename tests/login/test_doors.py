"""What every request and every answer is held to: whose page asks, what may be sent, and where nobody is sent on to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.headers import NOTHING
from api.login.pages import POLICY
from api.login.service import START, own_path
from api.settings import Settings
from channels import pages
from channels.app import create_app
from tests.api.test_actors import routes
from tests.channels.far_side import BotServer
from tests.login.browser import APP, OWN_PAGE, Browser, ProviderAt, heading
from tests.login.conftest import outside
from tests.login.people import enter, leave, sessions_of

SCHOOL = {"language": "nn"}
DEMO = {"X-Demo-Teacher": "demo:faerder:2"}


@pytest.fixture
async def whole(settings: Settings, feide: ProviderAt) -> AsyncIterator[FastAPI]:
    """Channels too."""
    app = create_app(outside(settings, feide))
    await enter(app, feide.issuer, "kari")
    yield app
    await app.state.engine.dispose()


# which page asks

OTHER_PAGES: dict[str, dict[str, str]] = {
    "it does not say": {},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another site that says it is ours": {"Sec-Fetch-Site": "cross-site", "Origin": APP},
    "a neighbour": {"Sec-Fetch-Site": "same-site", "Origin": "https://andre.skole.test"},
    "nobody's page": {"Sec-Fetch-Site": "none"},
    "an old browser on another site": {"Origin": "https://evil.example"},
    "a longer name": {"Origin": f"{APP}.evil.example"},
    "another port": {"Origin": f"{APP}:8443"},
    "without TLS": {"Origin": "http://skole.test"},
    "no origin": {"Origin": "null"},
    "an empty one": {"Origin": ""},
}


@pytest.mark.parametrize("headers", OTHER_PAGES.values(), ids=OTHER_PAGES)
async def test_only_our_own_pages_change_anything(
    headers: dict[str, str], house: FastAPI, browser: Browser, feide: ProviderAt
) -> None:
    await browser.log_in(feide)
    answer = await browser.put("/me/language", json=SCHOOL, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_request")
    assert (await browser.get("/me", headers=headers)).json()["chosen"] is None
    for way in ("/logout", "/login/out"):
        assert (await browser.post(way, headers=headers)).status_code == 403
    assert len(await sessions_of(house)) == 1


@pytest.mark.parametrize("headers", [OWN_PAGE, {"Origin": APP}, OWN_PAGE | {"Origin": "null"}], ids=str)
async def test_our_own_pages_do(headers: dict[str, str], browser: Browser, feide: ProviderAt) -> None:
    await browser.log_in(feide)
    assert (await browser.put("/me/language", json=SCHOOL, headers=headers)).json()["chosen"] == "nn"


async def test_every_route_that_changes_something_is_held_to_it(whole: FastAPI, feide: ProviderAt) -> None:
    async with Browser(whole) as browser:
        await browser.log_in(feide)
        changing = [
            (method, route.path.format(**dict.fromkeys(route.param_convertors, "x")))
            for route in routes(whole.routes)
            for method in sorted((route.methods or set()) - {"GET", "HEAD", "OPTIONS"})
        ]
        assert len(changing) > 8
        for method, path in changing:
            answer = await browser.request(method, path, json={}, headers={"Sec-Fetch-Site": "cross-site"})
            assert (path, answer.status_code) == (path, 403)


@pytest.mark.parametrize(
    "content", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "xjson"]
)
async def test_only_json_is_taken(content: str, browser: Browser, feide: ProviderAt) -> None:
    await browser.log_in(feide)
    answer = await browser.put(
        "/me/language", content=b'{"language": "nn"}', headers=OWN_PAGE | {"Content-Type": content}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")
    json = OWN_PAGE | {"Content-Type": "application/json; charset=utf-8"}
    assert (await browser.put("/me/language", content=b'{"language": "nn"}', headers=json)).status_code == 200


# who gets in


async def test_in_production_headers_let_nobody_in_and_change_nobody(whole: FastAPI, feide: ProviderAt) -> None:
    async with Browser(whole) as browser:
        assert (await browser.get("/me", headers=DEMO)).status_code == 401
        assert (await browser.post("/chat/messages", json={"id": "1", "text": "hei"}, headers=DEMO)).status_code == 401
        assert (
            await browser.post("/login/local", data={"subject": "demo:faerder:1"}, headers=OWN_PAGE)
        ).status_code == 404
        assert "demo:faerder" not in (await browser.get("/login")).text
        await browser.log_in(feide)
        assert (await browser.get("/me", headers=DEMO)).json()["name"] == "Kontaktlærer 1"


async def test_a_session_of_local_mode_is_none_outside_it(settings: Settings, feide: ProviderAt) -> None:
    local = create_app(settings.model_copy(update={"hosts": ("skole.test",)}))
    async with Browser(local) as browser:
        await browser.post("/login/local", data={"subject": "demo:faerder:2"}, headers=OWN_PAGE)
        session_id = next(cookie.value for cookie in browser.cookies.jar) or ""
    later = create_app(outside(settings, feide))
    for name in ("__Host-session", "naervaerslos_session"):
        async with Browser(later, cookies={name: session_id}) as browser:
            assert (await browser.get("/me")).status_code == 401
    for app in (local, later):
        await app.state.engine.dispose()


async def test_the_chat_is_spoken_by_whoever_has_logged_in(settings: Settings, feide: ProviderAt, app: FastAPI) -> None:
    async with BotServer(app, settings) as bot:
        chosen = outside(settings, feide).model_copy(update={"bot_url": bot.url, "action_url": "http://127.0.0.1:9"})
        whole = create_app(chosen)
        await enter(whole, feide.issuer, "ola", "demo:faerder:2")
        message = {"id": "1", "text": "hei"}
        async with whole.router.lifespan_context(whole), Browser(whole) as browser:
            assert (await browser.post("/chat/messages", json=message, headers=DEMO)).status_code == 401
            await browser.log_in(feide, "ola")
            said = await browser.post("/chat/messages", json=message, headers=OWN_PAGE)
            assert (said.status_code, said.json()["language"]) == (200, "nn")
            assert (await browser.post("/chat/messages", json=message)).status_code == 403
            [conversation] = (await browser.get("/conversations")).json()
            assert conversation["turns"] == 1
            empty = await browser.post("/chat/messages", json={"id": "2", "text": " "}, headers=OWN_PAGE)
            assert (empty.status_code, empty.json()["language"]) == (422, "nn")
            await leave(whole, "demo:faerder:2")
            assert (await browser.post("/chat/messages", json=message, headers=OWN_PAGE)).status_code == 401


# local mode


@pytest.fixture
async def at_home(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


async def name_of(client: httpx.AsyncClient, **headers: str) -> Any:
    answer = await client.get("/me", headers=headers)
    return answer.json().get("name", answer.status_code)


async def test_in_local_mode_one_chooses_who_to_be(app: FastAPI, at_home: httpx.AsyncClient) -> None:
    page = await at_home.get("/login?back_to=/cases")
    for number, line in (
        (2, "Kontaktlærar 2, kontaktlærer ved Demoskolen i Færder"),
        (4, "Rektor, skoleledelse ved Demoskolen i Færder"),
        (5, "Vikar 1, vikar ved Demoskolen i Færder"),
        (6, "Rådgiver i kommunen, kommune (bare tall) ved Demoskolen i Færder"),
    ):
        assert f'value="demo:faerder:{number}">{line}<' in page.text
    assert 'name="back_to" value="/cases"' in page.text
    form = {"subject": "demo:faerder:2", "back_to": "/cases"}
    assert (await at_home.post("/login/local", data=form)).status_code == 403
    assert await sessions_of(app) == []
    answer = await at_home.post("/login/local", data=form, headers=OWN_PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/cases")
    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert (name.split("=")[0], sorted(attributes)) == ("naervaerslos_session", ["HttpOnly", "Path=/", "SameSite=lax"])
    assert await name_of(at_home) == "Kontaktlærar 2"
    again = await at_home.post("/login/local", data=form | {"subject": "demo:faerder:3"}, headers=OWN_PAGE)
    assert again.status_code == 303
    assert len(await sessions_of(app)) == 1
    assert (await at_home.post("/login/out", headers=OWN_PAGE)).status_code == 200
    assert (await sessions_of(app), await name_of(at_home)) == ([], "Kontaktlærer 1")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_in_local_mode_another_page_changes_nothing_without_a_cookie_either(
    site: str, at_home: httpx.AsyncClient, settings: Settings
) -> None:
    foreign, case = {"Sec-Fetch-Site": site}, {"label": "MK", "key": "one"}
    for headers in (foreign, foreign | DEMO):
        answer = await at_home.post("/cases", json=case, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_request")
    program = foreign | {"Authorization": f"Bearer {settings.channels[0].token.get_secret_value()}"}
    turn = {"subject": "demo:faerder:1", "key": "x", "message_id": "1", "text": "hei"}
    assert (await at_home.post("/turns", json=turn, headers=program)).status_code == 201
    assert (await at_home.get("/cases", headers=foreign)).json() == []
    for headers in ({}, OWN_PAGE):
        assert (await at_home.post("/cases", json=case, headers=headers)).status_code in (200, 201)


async def test_a_provider_may_tell_of_a_logout_whatever_its_request_says(browser: Browser) -> None:
    answer = await browser.post("/login/feide/backchannel", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/cases/", "/login/", "/chat/messages/"])
async def test_a_slash_too_many_leads_nowhere(path: str, whole: FastAPI) -> None:
    async with Browser(whole) as browser:
        assert (await browser.get(path, follow_redirects=False)).status_code == 404


async def test_what_a_page_sends_is_refused_once_somebody_else_has_logged_in_beside_it(
    at_home: httpx.AsyncClient,
) -> None:
    async def logs_in(subject: str) -> None:
        await at_home.post("/login/local", data={"subject": subject}, headers=OWN_PAGE)

    await logs_in("demo:faerder:2")
    page = {"X-Opened-By": (await at_home.get("/me")).json()["mark"], **OWN_PAGE}
    assert (await at_home.post("/cases", json={"label": "MK", "key": "one"}, headers=page)).status_code == 201
    await logs_in("demo:faerder:3")
    assert (await at_home.get("/cases", headers=page)).status_code == 401
    assert (await at_home.post("/cases", json={"label": "TR", "key": "two"}, headers=page)).status_code == 401
    assert (await at_home.get("/cases")).json() == []
    await logs_in("demo:faerder:2")  # the same person again: the page goes on
    assert len((await at_home.get("/cases", headers=page)).json()) == 1


async def test_a_page_that_somebody_has_logged_out_of_beside_it_is_nobody_s(at_home: httpx.AsyncClient) -> None:
    """Not the first demo teacher's, who speaks in local mode where nobody has logged in."""
    await at_home.post("/login/local", data={"subject": "demo:faerder:2"}, headers=OWN_PAGE)
    mark = (await at_home.get("/me")).json()["mark"]
    page = {"X-Opened-By": mark, **OWN_PAGE}
    assert (await at_home.get("/cases", headers=page)).status_code == 200
    assert (await at_home.post("/logout", headers=OWN_PAGE)).is_success
    assert await name_of(at_home) == "Kontaktlærer 1"
    assert (await at_home.get("/cases", headers=page)).status_code == 401
    assert (await at_home.get("/cases", params={"opened_by": mark})).status_code == 401
    assert (await at_home.post("/cases", json={"label": "MK", "key": "one"}, headers=page)).status_code == 401


async def test_in_local_mode_a_header_wins_then_a_session_then_the_first(at_home: httpx.AsyncClient) -> None:
    assert await name_of(at_home) == "Kontaktlærer 1"
    assert await name_of(at_home, **DEMO) == "Kontaktlærar 2"
    await at_home.post("/login/local", data={"subject": "demo:nittedal:1"}, headers=OWN_PAGE)
    assert (await at_home.get("/me")).json()["workplaces"][0]["school"] == "demo_nittedal"
    assert await name_of(at_home, **DEMO) == "Kontaktlærar 2"
    at_home.cookies.clear()
    at_home.cookies.set("naervaerslos_session", "one that is over")
    assert await name_of(at_home) == 401
    assert await name_of(at_home, **DEMO) == "Kontaktlærar 2"


@pytest.mark.parametrize(
    "content",
    [b"", b"subject=demo:nobody:1", b"subject=", b"\xff\xfe", b"subject=" + b"x" * 50_000, b"subject=%00"],
    ids=lambda content: str(content[:20]),
)
async def test_nobody_else_can_be_chosen(content: bytes, app: FastAPI, at_home: httpx.AsyncClient) -> None:
    form = OWN_PAGE | {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await at_home.post("/login/local", content=content, headers=form)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)
    assert await sessions_of(app) == []


# where one is sent on to

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "/a\r\nSet-Cookie: x=y",
    "javascript:alert(1)",
    "evil.example",
    "@evil.example",
    "/å",
    "/" + "x" * 600,
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE, ids=ascii)
async def test_nobody_is_sent_on_to_another_site(address: str, browser: Browser, feide: ProviderAt) -> None:
    assert own_path(address) == START
    if {"\n", "\r"} & set(address):  # no request with such a character comes so far
        assert (await browser.get("/login/feide", params={"back_to": address})).status_code == 422
        return
    answer = await browser.log_in(feide, back_to=address)
    assert str(answer.url) == f"{APP}/login"
    assert all(str(one.url).startswith((APP, feide.issuer)) for one in answer.history)


@pytest.mark.parametrize("path", ["/", "/me", "/cases?limit=2&after=a%2Fb", "/#/sak/1", "/a//b"])
def test_paths_of_our_own_are_kept(path: str) -> None:
    assert own_path(path) == path


async def test_the_address_of_the_request_decides_nothing(browser: Browser, feide: ProviderAt) -> None:
    answer = await browser.get("/login/feide", headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 421
    answer = await browser.get("/login/feide", headers={"Host": "localhost"}, follow_redirects=False)
    assert "redirect_uri=https%3A%2F%2Fskole.test%2Flogin%2Ffeide%2Fcallback" in answer.headers["Location"]


# what every answer says


def held(answer: httpx.Response, policy: str = NOTHING, kept: str = "no-store") -> None:
    headers = answer.headers
    assert headers["Content-Security-Policy"] == policy, answer.url
    assert "frame-ancestors 'none'" in policy or answer.url.path == "/worker.js"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == kept, answer.url
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=63072000"


async def test_every_answer_tells_the_browser_to_load_frame_and_keep_nothing(whole: FastAPI, feide: ProviderAt) -> None:
    whole.state.watch.end()  # who would listen for replies is let go at once
    async with Browser(whole) as browser:
        tried = 0
        for inside in (False, True):
            if inside:
                await browser.log_in(feide)
            for route in routes(whole.routes):
                path = route.path.format(**dict.fromkeys(route.param_convertors, "x"))
                for method in sorted(route.methods or ()):
                    if path in ("/health/ready", "/chat/messages") or (inside and path in ("/logout", "/login/out")):
                        continue
                    answer = await browser.request(method, path, json={}, headers=OWN_PAGE, follow_redirects=False)
                    is_page = inside and route.path in pages.ADDRESSES
                    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
                    policy = pages.POLICY if is_page else POLICY if is_html else NOTHING
                    beside = pages.BESIDE.get(path.removeprefix("/"), {}) if answer.status_code == 200 else {}
                    held(
                        answer,
                        beside.get("Content-Security-Policy", policy),
                        beside.get("Cache-Control", "no-store"),
                    )
                    tried += 1
        assert tried >= 50
        for method, path in (("GET", "/nowhere"), ("DELETE", "/cases"), ("OPTIONS", "/cases"), ("GET", "/%00")):
            held(await browser.request(method, path, headers=OWN_PAGE))


async def test_an_answer_about_a_fault_of_ours_says_it_too(
    house: FastAPI, browser: Browser, feide: ProviderAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.log_in(feide)

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("api.people.endpoints.Me.model_validate", breaks)
    answer = await browser.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    held(answer)
    await house.state.engine.dispose()
    monkeypatch.setattr(house.state, "sessions", breaks)
    answer = await browser.get("/me")
    held(answer)
    assert answer.status_code == 500


async def test_only_outside_local_mode_tls_is_demanded_for_good(at_home: httpx.AsyncClient) -> None:
    answer = await at_home.get("/me")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == NOTHING
    assert "cdn.jsdelivr.net" in (await at_home.get("/docs")).headers["Content-Security-Policy"]


async def test_a_database_that_is_away_is_told_as_everywhere(
    house: FastAPI, browser: Browser, feide: ProviderAt
) -> None:
    await browser.log_in(feide)
    house.state.sessions.configure(
        bind=create_app(outside(Settings(database_url="sqlite:////nowhere/x.db"))).state.engine
    )
    answer = await browser.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unusable")
    held(answer)


async def test_the_pages_are_plain_and_carry_nobodys_words(browser: Browser) -> None:
    answer = await browser.get("/login", params={"back_to": '/"><script>alert(1)</script>'})
    assert "<script" not in answer.text
    assert heading(answer) == "Logg inn"
    for language, words in (("nn", "Logg inn"), ("en", "Logg inn"), ("no", "Logg inn")):
        answer = await browser.get("/login", headers={"Accept-Language": language})
        assert f'<html lang="{"nn" if language == "nn" else "nb"}">' in answer.text
        assert words in answer.text
