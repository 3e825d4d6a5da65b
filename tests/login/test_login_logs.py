"""A log tells that somebody has logged in, and never who, nor by what."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI

from api import logs
from api.people.models import Person
from tests.login.browser import OWN_PAGE, Browser, ProviderAt
from tests.login.people import all_of


async def test_nothing_of_a_login_reaches_a_log(
    house: FastAPI,
    browser: Browser,
    feide: ProviderAt,
    entra: ProviderAt,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    logs.configure()
    caplog.set_level(logging.INFO)
    back = await browser.to_the_last_step(feide)
    secrets = {values[0] for values in parse_qs(urlsplit(back).query).values()} - {feide.issuer}
    secrets |= {cookie.value or "" for cookie in browser.cookies.jar}
    assert (await browser.get(back)).status_code == 200
    out = await browser.post("/logout", headers=OWN_PAGE)
    secrets |= {values[0] for values in parse_qs(urlsplit(out.json()["continue_at"]).query).values()}
    secrets |= {cookie.value or "" for cookie in browser.cookies.jar}
    feide.tell(token={"nonce": "another-nonce", "name": "Ukjent Navnesen"})
    async with Browser(house) as other:
        await other.log_in(feide, "ukjent-innlogging")
    entra.tell(claims={"oid": "ukjent-oid", "tid": "x", "acrs": "c1"})
    async with Browser(house) as other:
        await other.log_in(entra, "ukjent-innlogging")
    written = capsys.readouterr()
    logged = written.out + written.err + caplog.text
    assert "login.done" in logged
    assert "login.refused" in logged
    assert "login.failed" in logged
    assert "Ukjent" not in logged
    assert "ukjent" not in logged
    for secret in {*secrets, feide.client_secret, "another-nonce", "kari", "oid-of-kari"} - {"", "client-at-feide"}:
        assert secret not in logged, secret[:4]
    assert not [
        person.name for person in await all_of(house, Person) if isinstance(person, Person) and person.name in logged
    ]
