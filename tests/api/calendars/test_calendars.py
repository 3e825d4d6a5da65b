"""A person's calendar feed: its address is all that opens it, it counts as long as the employment does, and it tells nothing more."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from icalendar import Calendar

from api.audit.models import AuditRow
from api.calendars.models import CalendarFeed
from api.cases.models import Case, VersionMove
from api.clock import real_day
from api.database import transaction
from api.login.sessions import hashed, new_secret
from api.main import create_app
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.settings import Settings
from tests.api.commanding import send
from tests.api.turns_by_hand import rows

DAY = {"X-Today": "2026-08-24"}
ME, COLLEAGUE = {"X-Demo-Teacher": "demo:vennesla:1", **DAY}, {"X-Demo-Teacher": "demo:vennesla:2", **DAY}


@pytest.fixture
async def client(both: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as asking:
        yield asking


async def a_case(client: httpx.AsyncClient, label: str = "QX7", headers: dict[str, str] = ME) -> UUID:
    opened = await client.post("/cases", json={"label": label, "key": label}, headers=headers)
    case = UUID(opened.json()["case"])
    assert (await send(client, case, "note", text="flodhest", headers=headers)).is_success
    return case


async def an_address(client: httpx.AsyncClient, headers: dict[str, str] = ME) -> str:
    made = await client.put("/me/calendar", headers=headers)
    assert made.status_code == 200, made.text
    return str(made.json()["address"])


async def read(client: httpx.AsyncClient, address: str) -> httpx.Response:
    """As a calendar program does: without a login."""
    return await client.get(address, headers={**DAY, "X-Demo-Teacher": "demo:nobody"})


def summaries(answer: httpx.Response) -> set[str]:
    assert answer.headers["content-type"].startswith("text/calendar"), answer.text
    return {str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}


async def test_the_feed_has_what_is_due_in_ones_own_cases_and_no_more(client: httpx.AsyncClient) -> None:
    await a_case(client)
    await a_case(client, "ZZ9", COLLEAGUE)
    answer = await read(client, await an_address(client))
    assert summaries(answer) == {"QX7: samtale med foresatte", "QX7: samtale med eleven"}
    assert "flodhest" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


async def test_the_address_is_told_once_and_lies_nowhere(client: httpx.AsyncClient, both: FastAPI) -> None:
    assert (await client.get("/me/calendar", headers=ME)).json() == {"made_at": None}
    address = await an_address(client)
    assert re.fullmatch(r"http://api/calendar/[\w-]{43}\.ics", address)
    told = (await client.get("/me/calendar", headers=ME)).json()
    assert told["made_at"] is not None
    assert list(told) == ["made_at"]
    (feed,) = await rows(both, CalendarFeed)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert feed.secret_hash == hashed(secret) != secret


async def test_wrong_renewed_revoked_and_ended_look_alike(client: httpx.AsyncClient, both: FastAPI) -> None:
    await a_case(client)
    wrong = f"http://api/calendar/{new_secret()}.ics"
    renewed = await an_address(client)
    revoked = await an_address(client)
    assert (await read(client, revoked)).is_success
    gone = [await read(client, wrong), await read(client, renewed)]
    assert (await client.delete("/me/calendar", headers=ME)).status_code == 204
    assert (await client.get("/me/calendar", headers=ME)).json() == {"made_at": None}
    gone.append(await read(client, revoked))
    ended = await an_address(client)
    async with transaction(both.state) as session:
        me = await PeopleService(session).actor("demo:vennesla:1")
        await StaffService(session).leave(me.person.id, me.school.id)
    gone.append(await read(client, ended))
    async with transaction(both.state) as session:  # and coming back begins anew
        await PeopleService(session).employ(me.person.id, me.school.id, "teacher")
    gone.append(await read(client, ended))
    assert {(answer.status_code, answer.text) for answer in gone} == {(404, gone[0].text)}


async def test_it_ends_with_the_last_day_and_for_who_is_of_the_municipality(
    client: httpx.AsyncClient, both: FastAPI
) -> None:
    address = await an_address(client)
    async with transaction(both.state) as session:
        people = PeopleService(session)
        me = await people.actor("demo:vennesla:1")
        await people.employ(me.person.id, me.school.id, "teacher", real_day())
    assert (await client.get(address, headers={"X-Today": real_day().isoformat()})).is_success
    assert (await client.get(address, headers={"X-Today": "2099-01-01"})).status_code == 404
    async with transaction(both.state) as session:
        await PeopleService(session).employ(me.person.id, me.school.id, "admin")
    assert (await read(client, address)).status_code == 404
    assert (await client.put("/me/calendar", headers=ME)).status_code == 404


async def test_who_works_at_two_schools_has_both_in_one_feed(client: httpx.AsyncClient, both: FastAPI) -> None:
    await a_case(client)
    address = await an_address(client)
    async with transaction(both.state) as session:
        me = await PeopleService(session).actor("demo:vennesla:1")
        await PeopleService(session).employ(me.person.id, "demo_alvoen", "teacher")
    await a_case(client, "BB2", {**ME, "X-School": "demo_alvoen"})
    assert {one.partition(":")[0] for one in summaries(await read(client, address))} == {"QX7", "BB2"}


async def test_a_case_that_is_shared_no_longer_is_gone_from_the_feed(client: httpx.AsyncClient) -> None:
    case = await a_case(client)
    colleague = (await client.get("/me", headers=COLLEAGUE)).json()["person"]
    address = await an_address(client, COLLEAGUE)
    assert summaries(await read(client, address)) == set()
    await send(client, case, "share", person=colleague, headers=ME)
    assert len(summaries(await read(client, address))) == 2
    await send(client, case, "unshare", person=colleague, headers=ME)
    assert summaries(await read(client, address)) == set()


async def test_that_it_was_read_is_noted_once_a_day_however_often_a_program_asks(
    client: httpx.AsyncClient, both: FastAPI
) -> None:
    case = await a_case(client)
    address = await an_address(client)
    for _ in range(3):
        await read(client, address)
    assert [row.what for row in await rows(both, AuditRow) if row.case_id == case].count("calendar") == 1
    seen = (await client.get(f"/cases/{case}/seen", headers=ME)).json()
    assert len(seen) == 1


async def test_one_deadline_is_saved_by_who_sees_the_case(client: httpx.AsyncClient, both: FastAPI) -> None:
    case = await a_case(client)
    where = f"/cases/{case}/deadlines/vennesla.1.contact.ics"
    saved = await client.get(where, headers=ME)
    assert summaries(saved) == {"QX7: samtale med foresatte"}
    name = f"naervaerslos-{case.hex[:8]}-vennesla.1.contact.ics"
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    uids = {str(event["uid"]) for event in Calendar.from_ical(saved.content).walk("VEVENT")}
    feed = Calendar.from_ical((await read(client, await an_address(client))).content)
    assert uids < {str(event["uid"]) for event in feed.walk("VEVENT")}
    assert "calendar" in [row.what for row in await rows(both, AuditRow)]
    assert (await client.get(where, headers=COLLEAGUE)).status_code == 404
    assert (await client.get(f"/cases/{case}/deadlines/gone.ics", headers=ME)).status_code == 404
    await send(client, case, "tick", task="call_home", on="2026-08-24", headers=ME)
    assert (await client.get(where, headers=ME)).status_code == 404


async def test_the_number_rises_when_the_case_follows_another_version(client: httpx.AsyncClient, both: FastAPI) -> None:
    case = await a_case(client)

    async def sequence() -> int:
        saved = await client.get(f"/cases/{case}/deadlines/vennesla.1.contact.ics", headers=ME)
        (event,) = Calendar.from_ical(saved.content).walk("VEVENT")
        return int(str(event["sequence"]))

    before = await sequence()
    async with transaction(both.state) as session:
        of = await session.get(Case, case)
        assert of is not None
        session.add(VersionMove(case_id=case, from_hash=of.routine_hash, to_hash=of.routine_hash))
    assert await sequence() == before + 1


async def test_programs_and_guesses_are_counted(both_settings: Settings) -> None:
    limited = both_settings.model_copy(update={"person_limit": 3, "refused_limit": 2})
    app = create_app(limited)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        address = await an_address(client)
        answers = [(await read(client, address)).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 429]
        assert (await client.get("/me", headers=ME)).is_success  # the teacher's own requests are counted apart
        wrong = [(await read(client, f"http://api/calendar/{new_secret()}.ics")).status_code for _ in range(3)]
        assert wrong == [404, 404, 429]
    await app.state.engine.dispose()


@pytest.mark.parametrize("odd", ["x", "a" * 2_000, "æ", "%2e%2e", " ", "'; DROP TABLE calendar_feed; --"])
async def test_what_is_no_secret_is_not_there(odd: str, client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/calendar/{odd}.ics")).status_code == 404


async def test_the_address_is_in_no_log(
    client: httpx.AsyncClient, both: FastAPI, caplog: Any, capsys: Any, monkeypatch: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    address = await an_address(client)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    await read(client, address)
    await client.delete("/me/calendar", headers=ME)
    await read(client, address)
    assert (await both.state.engine.dispose()) is None
    monkeypatch.setattr("api.calendars.service.hashed", lambda secret: 1 / 0)
    faulty = httpx.ASGITransport(app=both, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=faulty, base_url="http://api") as asking:
        assert (await asking.get(address)).status_code == 500
    said = capsys.readouterr()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    assert "request.failed" in said.out + said.err + " ".join(ours)
    assert secret not in said.out + said.err + " ".join(ours)
