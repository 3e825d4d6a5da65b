"""The whole way through a real provider, and every way it must not end with somebody inside."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
from fastapi import FastAPI
from sqlmodel import select, update

from api.clock import real_day
from api.database import transaction, utc_now
from api.login.models import LoginAttempt
from api.login.sessions import ATTEMPT_LASTS
from api.main import create_app
from api.people.actor import Actor
from api.people.invitations import InvitationService
from api.people.models import Identity, Person
from api.people.repository import PeopleRepository
from api.settings import LoginProvider
from tests.login.browser import APP, FEIDE_NAMES, TENANT, TWO_FACTORS, Browser, ProviderAt, entra_claims, heading
from tests.login.people import all_of, enter, leave, sessions_of

STRANGER, WEAK, LOST = "Vi kjenner deg ikke ennå", "Du må logge inn med to trinn", "Innloggingen må begynne på nytt"
FAILED, ABORTED, AWAY = (
    "Innloggingen kunne ikke bekreftes",
    "Innloggingen ble avbrutt",
    "Får ikke kontakt med innloggingstjenesten",
)


@pytest.fixture(params=["feide", "entra"])
def provider(request: pytest.FixtureRequest) -> ProviderAt:
    chosen: ProviderAt = request.getfixturevalue(request.param)
    return chosen


def asked_for(answer: Any) -> dict[str, list[str]]:
    """What the application asked the provider for, on the way to this answer."""
    address = next(one.headers["Location"] for one in answer.history if "/login/" in str(one.url))
    return parse_qs(urlsplit(address).query)


async def nobody_is_inside(app: FastAPI, browser: Browser) -> bool:
    return (await browser.get("/me")).status_code == 401 and not await sessions_of(app)


async def test_somebody_logs_in_and_is_themselves(
    both_houses: FastAPI, both_browsers: Browser, provider: ProviderAt
) -> None:
    assert (await both_browsers.get("/me")).status_code == 401
    answer = await both_browsers.log_in(provider, back_to="/me?a=1")
    assert (answer.status_code, str(answer.url)) == (200, f"{APP}/me?a=1")
    assert answer.json()["name"] == "Kontaktlærer 1"
    [session] = await sessions_of(both_houses)
    assert (session.issuer, session.subject, session.sub) == (
        provider.issuer,
        "kari" if provider.kind == "feide" else "oid-of-kari",
        "kari",
    )
    assert await all_of(both_houses, LoginAttempt) == []


async def test_each_provider_is_asked_for_two_factors_in_its_own_way(browser: Browser, provider: ProviderAt) -> None:
    asked = asked_for(await browser.to_the_form(provider))
    assert asked["redirect_uri"] == [f"{APP}/login/{provider.kind}/callback"]
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    if provider.kind == "feide":
        assert asked["acr_values"] == [TWO_FACTORS]
        assert asked["scope"] == ["openid userid-feide"]
    else:
        assert json.loads(asked["claims"][0]) == {"id_token": {"acrs": {"essential": True, "value": "c1"}}}
        assert asked["scope"] == ["openid profile"]


@pytest.mark.parametrize(
    ("kind", "told", "refusal"),
    [
        ("feide", {"acr": None}, WEAK),
        ("feide", {"acr": "urn:mace:feide.no:auth:level:fad08:2"}, WEAK),
        ("feide", {"token": {"acr": [TWO_FACTORS]}}, WEAK),
        ("entra", {"claims": entra_claims(acrs=None)}, WEAK),
        ("entra", {"claims": entra_claims(acrs=["c2", "c10"])}, WEAK),
        ("entra", {"claims": entra_claims(acrs="c10")}, WEAK),
        ("entra", {"claims": entra_claims(tid="4c6d1f0e-6a55-4d5c-9a3f-1c7d1c1f8a99")}, STRANGER),
        ("entra", {"claims": entra_claims(tid=None)}, STRANGER),
        ("entra", {"claims": entra_claims(oid=None)}, FAILED),
        ("entra", {"claims": entra_claims(oid="somebody-else")}, STRANGER),
        ("feide", {"token": {"sub": "x" * 201}}, FAILED),
    ],
    ids=str,
)
async def test_who_is_not_proved_or_not_known_is_told_why(
    kind: str, told: dict[str, Any], refusal: str, house: FastAPI, browser: Browser, request: pytest.FixtureRequest
) -> None:
    provider: ProviderAt = request.getfixturevalue(kind)
    provider.tell(**told)
    answer = await browser.log_in(provider)
    assert (heading(answer), answer.status_code) == (refusal, 400 if refusal == FAILED else 403)
    assert await nobody_is_inside(house, browser)


async def test_acrs_may_be_one_word(browser: Browser, entra: ProviderAt) -> None:
    entra.tell(claims=entra_claims(acrs="c1"))
    assert (await browser.log_in(entra)).json()["name"] == "Kontaktlærer 1"


async def test_a_stranger_is_told_whom_to_ask_and_nobody_is_made_of_them(
    both_houses: FastAPI, feide: ProviderAt
) -> None:
    people = len(await all_of(both_houses, Person)), len(await all_of(both_houses, Identity))
    for asked, words in (("nb-NO,nb;q=0.9", "Spør ledelsen ved skolen"), ("nn-NO,nb;q=0.8", "Spør leiinga ved skulen")):
        async with Browser(both_houses, headers={"Accept-Language": asked}) as browser:
            answer = await browser.log_in(feide, "a stranger")
            assert answer.status_code == 403
            assert words in answer.text
            assert "a stranger" not in answer.text
            assert await nobody_is_inside(both_houses, browser)
    assert (len(await all_of(both_houses, Person)), len(await all_of(both_houses, Identity))) == people


async def test_somebody_who_works_nowhere_is_a_stranger(house: FastAPI, browser: Browser, feide: ProviderAt) -> None:
    await leave(house)
    assert heading(await browser.log_in(feide)) == STRANGER
    assert await nobody_is_inside(house, browser)


BAD_TOKENS: dict[str, dict[str, Any]] = {
    "changed after signing": {"key": "tampered", "token": {"sub": "kari", "name": "x"}},
    "signed by a stranger": {"key": "stranger"},
    "signed by a stranger with an unknown key": {"key": "stranger", "header": {"kid": "two"}},
    "not signed": {"key": "none"},
    "signed with the client's secret": {"key": "secret", "header": {"secret": "secret-of-the-client-at-feide"}},
    "of another issuer": {"token": {"iss": "https://evil.example"}},
    "of no issuer": {"token": {"iss": None}},
    "for another client": {"token": {"aud": "another"}},
    "for another client as well": {"token": {"aud": ["client-at-feide", "another"]}},
    "for another, asked for by us": {"token": {"aud": "another", "azp": "client-at-feide"}},
    "for nobody": {"token": {"aud": None}},
    "too old": {"token": {"iat": 1_700_000_000, "exp": 1_700_000_300}},
    "without an end": {"token": {"exp": None}},
    "from the future": {"token": {"iat": 4_000_000_000, "exp": 4_000_000_300}},
    "of another login": {"token": {"nonce": "another"}},
    "of no login": {"token": {"nonce": None}},
    "of nobody": {"token": {"sub": None}},
    "beside another access token": {"token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
}


@pytest.mark.parametrize("told", BAD_TOKENS.values(), ids=BAD_TOKENS)
async def test_a_token_that_does_not_hold_lets_nobody_in(
    told: dict[str, Any], house: FastAPI, browser: Browser, feide: ProviderAt
) -> None:
    feide.tell(**told)
    answer = await browser.log_in(feide)
    assert (heading(answer), answer.status_code) == (FAILED, 400)
    assert await nobody_is_inside(house, browser)
    feide.tell(token={"name": "signed anew, and nothing else"})
    assert (await browser.log_in(feide)).json()["name"] == "Kontaktlærer 1"


# what the browser brings back


def with_query(address: str, **other: str | None) -> str:
    parts = urlsplit(address)
    kept = {name: values[0] for name, values in parse_qs(parts.query).items()} | other
    query = "&".join(f"{name}={value}" for name, value in kept.items() if value is not None)
    return urlunsplit(parts._replace(query=query))


async def test_what_a_browser_brings_back_counts_once(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    back = await both_browsers.to_the_last_step(feide)
    cookies = {cookie.name: cookie.value or "" for cookie in both_browsers.cookies.jar if cookie.domain == "skole.test"}
    assert list(cookies) == ["__Host-login"]
    assert (await both_browsers.get(back)).json()["name"] == "Kontaktlærer 1"
    async with Browser(both_houses, cookies=cookies) as again:
        assert heading(await again.get(back)) == LOST
        assert (await again.get("/me")).status_code == 401
    assert len(await sessions_of(both_houses)) == 1


async def test_a_code_counts_once_at_the_provider_too(house: FastAPI, browser: Browser, feide: ProviderAt) -> None:
    code = parse_qs(urlsplit(await browser.to_the_last_step(feide)).query)["code"][0]
    async with Browser(house) as other:  # a code that was seen over a shoulder, in a login of one's own
        assert heading(await other.get(with_query(await other.to_the_last_step(feide), code=code))) == FAILED


@pytest.mark.parametrize("has_begun", [False, True])
async def test_another_browsers_login_goes_on_nowhere(
    has_begun: bool, house: FastAPI, browser: Browser, feide: ProviderAt
) -> None:
    back = await browser.to_the_last_step(feide)
    async with Browser(house) as other:
        if has_begun:
            await other.to_the_form(feide)  # one of its own
        assert heading(await other.get(back)) == LOST
        assert (await other.get("/me")).status_code == 401
    assert heading(await browser.get(back)) == LOST, "seen by another it is used up"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"state": "another"}, LOST),
        ({"state": None}, LOST),
        ({"iss": "https://evil.example"}, FAILED),
        ({"iss": None}, FAILED),
        ({"code": "another"}, FAILED),
        ({"code": None}, ABORTED),
        ({"error": "access_denied"}, ABORTED),
    ],
    ids=str,
)
async def test_what_does_not_belong_together_lets_nobody_in(
    changes: dict[str, str | None], refusal: str, house: FastAPI, browser: Browser, feide: ProviderAt
) -> None:
    answer = await browser.get(with_query(await browser.to_the_last_step(feide), **changes))
    assert heading(answer) == refusal
    assert await nobody_is_inside(house, browser)


async def test_a_login_of_one_provider_does_not_end_at_another(
    house: FastAPI, browser: Browser, feide: ProviderAt, entra: ProviderAt
) -> None:
    back = await browser.to_the_last_step(feide)
    assert heading(await browser.get(back.replace("/login/feide/", "/login/entra/"))) == LOST
    assert await nobody_is_inside(house, browser)


async def test_a_login_takes_ten_minutes_at_most(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    back = await both_browsers.to_the_last_step(feide)
    async with transaction(both_houses.state) as session:
        await session.exec(update(LoginAttempt).values(begun_at=utc_now() - ATTEMPT_LASTS - timedelta(seconds=1)))
    assert heading(await both_browsers.get(back)) == LOST
    async with transaction(both_houses.state) as session:
        session.add(
            LoginAttempt(
                state_hash="s",
                browser_hash="b",
                provider="feide",
                nonce="n",
                verifier="v",
                back_to="/",
                begun_at=utc_now() - timedelta(hours=1),
            )
        )
    async with Browser(both_houses) as another:
        await another.to_the_form(feide)
    assert len(await all_of(both_houses, LoginAttempt)) == 1, "old ones are cleared away"


async def test_breaking_off_is_no_failure(house: FastAPI, browser: Browser, feide: ProviderAt) -> None:
    answer = await browser.fill_in(await browser.to_the_form(feide), cancel="yes")
    assert (heading(answer), answer.status_code) == (ABORTED, 400)
    assert await nobody_is_inside(house, browser)


# Feide names


@pytest.mark.parametrize("where", ["in the ID token", "in the userinfo"])
async def test_somebody_entered_by_their_feide_name_is_known_by_sub_from_then_on(
    where: str, both_houses: FastAPI, feide: ProviderAt
) -> None:
    await enter(both_houses, feide.issuer, "feide:ola@kommune.example", "demo:faerder:2")
    names = {FEIDE_NAMES: ["nin:01011250013", "feide:ola@kommune.example"]}
    feide.tell(claims=names, **({"token": {FEIDE_NAMES: None}} if where == "in the userinfo" else {}))
    async with Browser(both_houses) as browser:
        assert (await browser.log_in(feide, "ola")).json()["name"] == "Kontaktlærar 2"
    feide.tell(claims={FEIDE_NAMES: ["feide:new.name@kommune.example"]})
    async with Browser(both_houses) as browser:
        assert (await browser.log_in(feide, "ola")).json()["name"] == "Kontaktlærar 2"
    feide.tell(claims=names)
    async with Browser(both_houses) as browser:
        assert heading(await browser.log_in(feide, "who has got the name after ola")) == STRANGER


async def test_two_names_of_two_people_are_nobody_and_a_personal_number_is_no_name(
    house: FastAPI, browser: Browser, feide: ProviderAt
) -> None:
    await enter(house, feide.issuer, "feide:a@kommune.example", "demo:faerder:2")
    await enter(house, feide.issuer, "feide:b@kommune.example", "demo:faerder:3")
    await enter(house, feide.issuer, "nin:01011250013", "demo:faerder:3")
    for names in (["feide:a@kommune.example", "feide:b@kommune.example"], ["nin:01011250013"], "x", [1], None):
        feide.tell(claims={FEIDE_NAMES: names})
        async with Browser(house) as other:
            assert heading(await other.log_in(feide, "somebody")) == STRANGER


# a provider that is not there


@pytest.fixture
async def misled(house: FastAPI, feide: ProviderAt) -> AsyncIterator[FastAPI]:
    """One provider does not answer, at the address of the other somebody else describes himself."""
    wrong = [
        feide.settings | {"id": "away", "issuer": "http://127.0.0.1:9"},
        feide.settings | {"id": "other", "issuer": f"{feide.issuer}/elsewhere"},
        feide.settings | {"id": "nothing", "issuer": f"{feide.issuer}/nothing"},
    ]
    chosen = [LoginProvider.model_validate(one) for one in wrong]
    app = create_app(house.state.settings.model_copy(update={"login_providers": chosen}))
    yield app
    await app.state.engine.dispose()


@pytest.mark.parametrize(("name", "refusal"), [("away", AWAY), ("nothing", AWAY), ("other", FAILED)])
async def test_a_provider_that_is_away_or_another_is_told(name: str, refusal: str, misled: FastAPI) -> None:
    async with Browser(misled) as browser:
        for _ in range(2):
            answer = await browser.get(f"/login/{name}")
            assert (heading(answer), answer.status_code) == (refusal, 503 if refusal == AWAY else 400)


async def test_a_provider_nobody_has_set_up_is_not_found(browser: Browser) -> None:
    for method, way in (("GET", ""), ("GET", "/callback"), ("POST", "/backchannel")):
        assert (await browser.request(method, f"/login/another{way}")).status_code == 404


def test_the_tenant_of_the_tests_is_one() -> None:
    told = {"id": "e", "profile": "entra", "client_id": "c", "client_secret": "s" * 16, "tenant": TENANT}
    assert LoginProvider.model_validate(told).issuer == f"https://login.microsoftonline.com/{TENANT}/v2.0"


async def test_an_invitation_lets_one_stranger_in_with_the_role_and_school_it_says(
    both_houses: FastAPI, both_browsers: Browser, provider: ProviderAt
) -> None:
    token = await invited_by_a_leader(both_houses)
    if provider.kind == "entra":
        provider.tell(claims=entra_claims(oid="oid-of-somebody", name="Lærer som er ny"))
    else:
        provider.tell(claims={FEIDE_NAMES: ["feide:ny@skole.test"]})
    start = await both_browsers.get("/login", params={"invitation": token, "back_to": "/me"})
    way_in = re.search(rf'href="(/login/{provider.kind}[^"]*)"', start.text)
    assert way_in is not None
    answer = await both_browsers.fill_in(await both_browsers.get(unescape(way_in[1])), login="somebody")
    me = answer.json()
    assert me["name"] == ("Lærer som er ny" if provider.kind == "entra" else "ny@skole.test")
    assert [(one["school"], one["role"]) for one in me["workplaces"]] == [("demo_faerder", "adviser")]
    async with Browser(both_houses) as another:
        provider.tell(claims=entra_claims(oid="oid-of-another") if provider.kind == "entra" else {})
        form = await another.get(f"/login/{provider.kind}", params={"invitation": token})
        assert heading(await another.fill_in(form, login="another")) == STRANGER


async def test_an_invitation_that_was_left_behind_in_a_browser_is_nobody_elses(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    token = await invited_by_a_leader(both_houses)
    await both_browsers.get("/login/feide", params={"invitation": token})  # and then goes home
    feide.tell(claims={FEIDE_NAMES: ["feide:next@skole.test"]})
    assert heading(await both_browsers.log_in(feide, "next in the same browser")) == STRANGER
    assert token not in [cookie.value for cookie in both_browsers.cookies.jar]


async def invited_by_a_leader(app: FastAPI) -> str:
    """A token for an adviser at the school of the first demo teacher, who leads it here."""
    async with transaction(app.state) as session:
        person = (await session.exec(select(Person).where(Person.name == "Kontaktlærer 1"))).first()
        assert person is not None
        workplaces = await PeopleRepository(session).workplaces(person.id, real_day())
        employment, school = workplaces[0]
        employment.role = "leader"
        session.add(employment)
        await session.flush()
        actor = Actor(person, employment, school)
        _, token = await InvitationService(session).invite(actor, "adviser")
    return token
