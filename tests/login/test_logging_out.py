"""Logging out here and at the provider, and being logged out by the provider."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from joserfc.jwk import RSAKey

from api.login.models import LogoutTaken
from api.login.provider import LOGOUT_EVENT
from tests.login.browser import APP, OWN_PAGE, Browser, ProviderAt, Providers, entra_claims, heading
from tests.login.people import all_of, enter, sessions_of


async def test_logging_out_ends_it_here_and_at_the_provider(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    had = both_browsers.session_id or ""
    out = await both_browsers.post("/logout", headers=OWN_PAGE)
    assert (out.status_code, both_browsers.session_id) == (200, None)
    assert await sessions_of(both_houses) == []
    async with Browser(both_houses, cookies={"__Host-session": had}) as late:
        assert (await late.get("/me")).status_code == 401
    there = out.json()["continue_at"]
    asked = parse_qs(urlsplit(there).query)
    assert there.startswith(feide.issuer)
    assert (asked["post_logout_redirect_uri"], asked["client_id"]) == ([f"{APP}/login"], ["client-at-feide"])
    assert len(asked["id_token_hint"][0].split(".")) == 3
    back = await both_browsers.confirm_logout(there)
    assert (back.status_code, back.url.path) == (200, "/login")
    assert "<form" in (await both_browsers.to_the_form(feide)).text, "the provider asks again"


async def test_our_own_page_logs_out_too(house: FastAPI, browser: Browser, feide: ProviderAt) -> None:
    await browser.log_in(feide)
    assert (await browser.post("/login/out")).status_code == 403, "only when asked by itself"
    out = await browser.post("/login/out", data={}, headers=OWN_PAGE)
    assert (heading(out), await sessions_of(house), browser.session_id) == ("Du er logget ut", [], None)
    assert (await browser.confirm_logout(out.headers["Refresh"].removeprefix("0;url="))).url.path == "/login"
    again = await browser.post("/login/out", headers=OWN_PAGE)
    assert (again.status_code, "Refresh" in again.headers) == (200, False)


async def test_without_a_session_there_is_nothing_to_log_out_of(browser: Browser) -> None:
    assert (await browser.post("/logout")).json() == {"continue_at": None}
    browser.cookies.set("__Host-session", "unknown", domain="skole.test")
    assert (await browser.post("/logout", headers=OWN_PAGE)).json() == {"continue_at": None}


# by the provider


@pytest.fixture
async def listening(both_houses: FastAPI, providers: Providers) -> AsyncIterator[None]:
    """The application where the provider can reach it."""
    server = uvicorn.Server(uvicorn.Config(both_houses, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[providers.back.dup()]))
    yield
    server.should_exit = True
    await serving


@pytest.mark.usefixtures("listening")
async def test_who_logs_out_at_entra_is_logged_out_here(
    both_houses: FastAPI, both_browsers: Browser, entra: ProviderAt, feide: ProviderAt
) -> None:
    await both_browsers.log_in(entra)
    [session] = await sessions_of(both_houses)
    async with Browser(both_houses) as phone, Browser(both_houses) as by_feide:
        await phone.log_in(entra)
        await by_feide.log_in(feide)
        await both_browsers.confirm_logout(f"{entra.issuer}/session/end")
        assert (await both_browsers.get("/me")).status_code == 401
        assert (await by_feide.get("/me")).status_code == 200
        left = await sessions_of(both_houses)
        assert session.id_hash not in {one.id_hash for one in left}
        assert session.sid is not None
        assert (await phone.get("/me")).status_code == 200, "another session of theirs goes on"


def logout(entra: ProviderAt, **other: Any) -> dict[str, Any]:
    """What a logout token says, with changes; None leaves a claim out."""
    now = int(time.time())
    usual = {
        "iss": entra.issuer,
        "aud": entra.client_id,
        "iat": now,
        "exp": now + 120,
        "jti": f"jti-{time.monotonic_ns()}",
        "sub": "kari",
        "events": {LOGOUT_EVENT: {}},
    }
    return {name: value for name, value in (usual | other).items() if value is not None}


async def tell(browser: Browser, token: str, at: str = "entra") -> int:
    async with Browser(browser.application) as server:  # without the browser's cookies
        answer = await server.post(f"{APP}/login/{at}/backchannel", data={"logout_token": token})
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code


@pytest.mark.parametrize("key", ["a good one", "with its type named"])
async def test_a_good_logout_token_ends_all_sessions_of_the_person_there(
    key: str, both_houses: FastAPI, both_browsers: Browser, entra: ProviderAt, feide: ProviderAt
) -> None:
    header = {"typ": "logout+jwt"} if key == "with its type named" else {}
    await enter(both_houses, entra.issuer, "oid-of-ola", "demo:faerder:2")
    async with Browser(both_houses) as phone, Browser(both_houses) as other, Browser(both_houses) as by_feide:
        await both_browsers.log_in(entra)
        await phone.log_in(entra)
        await by_feide.log_in(feide)
        entra.tell(claims=entra_claims(oid="oid-of-ola"))
        await other.log_in(entra, "ola")
        token = entra.sign(logout(entra), **header)
        assert await tell(both_browsers, token) == 200
        for browser, status in ((both_browsers, 401), (phone, 401), (by_feide, 200), (other, 200)):
            assert (await browser.get("/me")).status_code == status
        entra.tell()
        await both_browsers.log_in(entra)
        assert await tell(both_browsers, token) == 400, "the same one again"
        assert (await both_browsers.get("/me")).status_code == 200
    assert len(await all_of(both_houses, LogoutTaken)) == 1


async def test_a_session_is_named_by_sid(both_houses: FastAPI, both_browsers: Browser, entra: ProviderAt) -> None:
    entra.tell(token={"sid": "here"})
    await both_browsers.log_in(entra)
    entra.tell(token={"sid": "there"})
    async with Browser(both_houses) as phone:
        await phone.log_in(entra)
        assert await tell(both_browsers, entra.sign(logout(entra, sid="there"))) == 200
        assert (await both_browsers.get("/me")).status_code == 200
        assert (await phone.get("/me")).status_code == 401
    assert await tell(both_browsers, entra.sign(logout(entra, sid="here", sub=None))) == 200
    assert (await both_browsers.get("/me")).status_code == 401


BAD: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://evil.example"},
    "for another client": {"aud": "another"},
    "for nobody": {"aud": None},
    "of nobody": {"sub": None},
    "of no name": {"sub": 1},
    "with an empty session": {"sid": "", "sub": None},
    "without an id": {"jti": None},
    "without a time": {"iat": None},
    "without an end": {"exp": None},
    "too old": {"iat": 1_700_000_000, "exp": 1_700_000_120},
    "from the future": {"iat": 4_000_000_000, "exp": 4_000_000_120},
    "without events": {"events": None},
    "about something else": {"events": {"http://schemas.openid.net/event/other": {}}},
    "with an event that is no object": {"events": {LOGOUT_EVENT: True}},
    "with events that are a list": {"events": [LOGOUT_EVENT]},
    "with a nonce": {"nonce": "n"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD)
async def test_a_logout_token_that_does_not_hold_ends_nothing(
    changes: dict[str, Any], browser: Browser, entra: ProviderAt
) -> None:
    await browser.log_in(entra)
    assert await tell(browser, entra.sign(logout(entra, **changes))) == 400
    assert (await browser.get("/me")).status_code == 200
    assert await tell(browser, entra.sign(logout(entra))) == 200, "but for that it would have"


@pytest.mark.parametrize("key", ["stranger", "none", "secret"])
async def test_a_logout_token_signed_by_somebody_else_ends_nothing(
    key: str, browser: Browser, entra: ProviderAt
) -> None:
    await browser.log_in(entra)
    token = entra.sign(logout(entra), key, secret=entra.client_secret)
    for given in (token, "", "x", "a.b.c", "æ" * 30_000, token + "x"):
        assert await tell(browser, given) == 400
    assert await tell(browser, entra.sign(logout(entra)), at="feide") == 400, "of another provider"
    assert (await browser.get("/me")).status_code == 200


async def test_tokens_with_keys_nobody_knows_do_not_set_us_on_the_provider(browser: Browser, entra: ProviderAt) -> None:
    await browser.log_in(entra)
    before = entra.keys_asked()
    for number in range(5):
        assert await tell(browser, entra.sign(logout(entra), "stranger", kid=f"unknown-{number}")) == 400
    assert entra.keys_asked() <= before + 1
    assert await tell(browser, entra.sign(logout(entra))) == 200


async def test_a_key_the_provider_has_changed_is_fetched(browser: Browser, entra: ProviderAt, house: FastAPI) -> None:
    old = RSAKey.generate_key(2048, {"kid": "old"}).as_dict(private=False)
    metadata = await house.state.providers["entra"].load_server_metadata()
    metadata["jwks"] = {"keys": [old]}  # as fetched before
    assert (await browser.log_in(entra)).status_code == 200


async def test_an_id_token_is_no_logout_token(browser: Browser, entra: ProviderAt) -> None:
    await browser.log_in(entra)
    out = await browser.post("/logout", headers=OWN_PAGE)
    token = parse_qs(urlsplit(out.json()["continue_at"]).query)["id_token_hint"][0]
    await browser.log_in(entra)
    assert await tell(browser, token) == 400
    assert (await browser.get("/me")).status_code == 200
