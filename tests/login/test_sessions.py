"""How long a session lasts, whose it is, and what ends it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import delete, update

from api.database import transaction, utc_now
from api.login.models import LoginAttempt, LoginSession, LogoutTaken
from api.login.sessions import hashed
from api.main import create_app
from api.people.models import Identity
from tests.login.browser import APP, OWN_PAGE, Browser, ProviderAt
from tests.login.people import all_of, employ, leave, person_of, sessions_of

MINUTE = timedelta(minutes=1)


async def set_back(app: FastAPI, **times: timedelta) -> None:
    """As if that much time had gone by since."""
    async with transaction(app.state) as session:
        await session.exec(update(LoginSession).values({name: utc_now() - ago for name, ago in times.items()}))


async def test_the_cookie_is_out_of_reach_and_of_this_host_alone(browser: Browser, feide: ProviderAt) -> None:
    form = await browser.to_the_form(feide)
    answer = await browser.fill_in(form, login="kari")
    [set_by] = [one for one in answer.history if "/callback" in str(one.url)]
    cookies = [value.split("; ") for value in set_by.headers.get_list("Set-Cookie")]
    [session] = [parts for parts in cookies if parts[0].startswith("__Host-session=")]
    assert sorted(session[1:]) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]
    assert len(session[0]) - len("__Host-session=") >= 43, "256 bits"
    [begun] = [one.headers["Set-Cookie"].split("; ") for one in form.history if "/login/feide?" in str(one.url)]
    assert (begun[0].split("=")[0], sorted(begun[1:])) == (
        "__Host-login",
        ["HttpOnly", "Path=/", "SameSite=lax", "Secure"],
    )
    assert [cookie.name for cookie in browser.cookies.jar if cookie.domain == "skole.test"] == ["__Host-session"]


async def test_each_login_has_a_row_and_an_id_of_its_own(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    ids = []
    for _ in range(3):
        await both_browsers.log_in(feide)
        ids.append(both_browsers.session_id)
        assert len(await sessions_of(both_houses)) == 1, "the one this browser had has ended"
    async with Browser(both_houses) as another:
        await another.log_in(feide)
        ids.append(another.session_id)
    assert len(set(ids)) == 4
    assert {one.id_hash for one in await sessions_of(both_houses)} == {hashed(ids[2] or ""), hashed(ids[3] or "")}
    for old in ids[:2]:
        async with Browser(both_houses, cookies={"__Host-session": old or ""}) as late:
            assert (await late.get("/me")).status_code == 401


async def test_an_id_somebody_else_chose_is_not_taken_over(house: FastAPI, feide: ProviderAt) -> None:
    async with Browser(house) as browser:
        browser.cookies.set("__Host-session", "chosen-by-another", domain="skole.test")
        await browser.log_in(feide)
        assert browser.session_id not in (None, "chosen-by-another")
    async with Browser(house, cookies={"__Host-session": "chosen-by-another"}) as another:
        assert (await another.get("/me")).status_code == 401


async def test_what_lies_in_the_database_lets_nobody_in(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    [session] = await sessions_of(both_houses)
    assert session.id_hash == hashed(both_browsers.session_id or "")
    assert session.sealed_id_token is not None
    assert b"eyJ" not in session.sealed_id_token
    for known in (session.id_hash, session.sub or "", ""):
        async with Browser(both_houses, cookies={"__Host-session": known}) as thief:
            assert (await thief.get("/me")).status_code == 401
    assert (await both_browsers.get("/me")).status_code == 200


@pytest.mark.parametrize(
    ("times", "status"),
    [
        ({"seen_at": 29 * MINUTE}, 200),
        ({"seen_at": 31 * MINUTE}, 401),
        ({"begun_at": 599 * MINUTE}, 200),
        ({"begun_at": 601 * MINUTE}, 401),
    ],
    ids=str,
)
async def test_left_alone_or_grown_old_it_is_over(
    times: dict[str, timedelta], status: int, both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    await set_back(both_houses, **times)
    assert (await both_browsers.get("/me")).status_code == status
    assert len(await sessions_of(both_houses)) == (1 if status == 200 else 0)
    await set_back(both_houses, seen_at=MINUTE, begun_at=MINUTE)
    assert (await both_browsers.get("/me")).status_code == status, "what is over stays so"


async def test_every_request_is_a_sign_of_life_and_is_written_down_once_a_minute(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    await set_back(both_houses, seen_at=MINUTE / 2)
    before = (await sessions_of(both_houses))[0].seen_at
    await both_browsers.get("/me")
    assert (await sessions_of(both_houses))[0].seen_at == before
    await set_back(both_houses, seen_at=20 * MINUTE)
    assert (await both_browsers.get("/cases/none/plan")).status_code >= 400  # also one that is refused
    assert utc_now() - (await sessions_of(both_houses))[0].seen_at < MINUTE
    begun = (await sessions_of(both_houses))[0].begun_at
    await set_back(both_houses, seen_at=2 * MINUTE)
    await both_browsers.get("/me")
    assert (await sessions_of(both_houses))[0].begun_at == begun


async def test_the_times_are_settings(house: FastAPI, feide: ProviderAt) -> None:
    strict = create_app(house.state.settings.model_copy(update={"login_idle_minutes": 5, "login_hours": 1}))
    for times in ({"seen_at": 6 * MINUTE}, {"begun_at": 61 * MINUTE}):
        async with Browser(strict) as browser:
            await browser.log_in(feide)
            await set_back(house, **times)
            assert (await browser.get("/me")).status_code == 401
    await strict.state.engine.dispose()


async def test_it_ends_when_somebody_works_nowhere_any_longer(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    await leave(both_houses)
    assert (await both_browsers.get("/me")).status_code == 401
    await employ(both_houses, "demo_faerder")
    assert (await both_browsers.get("/me")).status_code == 401, "come back they log in again"
    assert (await both_browsers.log_in(feide)).status_code == 200


async def test_it_ends_with_the_name_it_was_begun_by(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    async with transaction(both_houses.state) as session:
        await session.exec(delete(Identity).where(Identity.issuer == feide.issuer))  # type: ignore[arg-type]
    assert await sessions_of(both_houses) == []
    assert (await both_browsers.get("/me")).status_code == 401


async def test_it_ends_when_its_provider_is_no_longer_used(house: FastAPI, browser: Browser, feide: ProviderAt) -> None:
    await browser.log_in(feide)
    entra_only = [one for one in house.state.settings.login_providers if one.profile == "entra"]
    later = create_app(house.state.settings.model_copy(update={"login_providers": entra_only}))
    async with Browser(later, cookies={"__Host-session": browser.session_id or ""}) as after:
        assert (await after.get("/me")).status_code == 401
    await later.state.engine.dispose()


async def test_dead_sessions_are_cleared_away_at_the_next_login(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt, entra: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    await set_back(both_houses, seen_at=31 * MINUTE)
    async with transaction(both_houses.state) as session:
        session.add(LogoutTaken(id_hash="old", until=utc_now() - MINUTE))
    async with Browser(both_houses) as another:
        await another.log_in(entra)
    assert [one.issuer for one in await sessions_of(both_houses)] == [entra.issuer]
    assert await all_of(both_houses, LogoutTaken) == []


async def test_many_requests_at_once_with_one_cookie(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await both_browsers.log_in(feide)
    await set_back(both_houses, seen_at=5 * MINUTE)
    answers = await asyncio.gather(*(both_browsers.get("/me") for _ in range(8)))
    assert [one.status_code for one in answers] == [200] * 8
    await set_back(both_houses, seen_at=31 * MINUTE)
    answers = await asyncio.gather(*(both_browsers.get("/me") for _ in range(8)))
    assert [one.status_code for one in answers] == [401] * 8


async def test_many_logins_at_once_are_all_there(both_houses: FastAPI, feide: ProviderAt) -> None:
    async def one() -> int:
        async with Browser(both_houses) as browser:
            return (await browser.log_in(feide)).status_code

    assert await asyncio.gather(*(one() for _ in range(4))) == [200] * 4
    assert len(await sessions_of(both_houses)) == 4
    assert await all_of(both_houses, LoginAttempt) == []


# one person


async def test_a_person_with_both_ways_in_is_one_person(
    both_houses: FastAPI, feide: ProviderAt, entra: ProviderAt
) -> None:
    seen = []
    for provider, label in ((feide, "MK"), (entra, "AB")):
        async with Browser(both_houses) as browser:
            me = (await browser.log_in(provider)).json()
            opened = await browser.post("/cases", json={"label": label, "key": label}, headers=OWN_PAGE)
            assert opened.status_code == 201
            seen.append((me["person"], len((await browser.get("/cases")).json())))
    person = str(await person_of(both_houses))
    assert seen == [(person, 1), (person, 2)]


async def test_somebody_at_two_schools_says_for_which_they_act(
    both_houses: FastAPI, both_browsers: Browser, feide: ProviderAt
) -> None:
    await employ(both_houses, "demo_nittedal")
    me = (await both_browsers.log_in(feide)).json()
    assert [(one["school"], one["acting"]) for one in me["workplaces"]] == [
        ("demo_faerder", True),
        ("demo_nittedal", False),
    ]
    for school, acts in (("demo_nittedal", 200), ("demo_faerder", 200), ("demo_hardanger", 401)):
        answer = await both_browsers.get("/school/calendar", headers={"X-School": school})
        assert answer.status_code == acts
        assert acts == 401 or answer.json()["school"] == school
    assert (await both_browsers.get("/me")).status_code == 200, "another school's door has ended nothing"


async def test_whoever_is_inside_goes_on_to_where_they_were_going(browser: Browser, feide: ProviderAt) -> None:
    await browser.log_in(feide)
    answer = await browser.get("/login", params={"back_to": "/chat?sak=1"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/chat?sak=1")
    away = await browser.get("/login", params={"back_to": "https://example.org/"}, follow_redirects=False)
    assert away.headers["Location"] == "/login"


async def test_the_start_page_greets_who_is_inside(browser: Browser, feide: ProviderAt) -> None:
    assert "Logg inn med Feide" in (await browser.get("/login")).text
    answer = await browser.log_in(feide, back_to="")
    assert str(answer.url) == f"{APP}/login"
    assert "Du er logget inn som Kontaktlærer 1." in answer.text
