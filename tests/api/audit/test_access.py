"""Who changed what somebody may see is in the chain, by whom and through which door, and the commands show it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from api.audit.__main__ import app as command
from api.audit.access import AccessChange
from api.audit.chain import Link
from api.audit.repository import AuditRepository
from api.database import transaction
from api.people.__main__ import app as people_command
from api.people.invitations import InvitationService, hash_of
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.retention import shredding
from api.retention.shredded import ShreddedList
from api.settings import get_settings
from tests.api.commanding import send
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import Hand

SCHOOL, ISSUER, SUBJECT = "demo_faerder", "https://login.example", "feide:kari@kommune.example"
LEADER = {"X-Demo-Teacher": "demo:faerder:2"}


@pytest.fixture
async def client(both: FastAPI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("NAERVAERSLOS_DATABASE_URL", both.state.settings.database_url)
    get_settings.cache_clear()
    async with transaction(both.state) as session:
        await PeopleService(session).employ(await person_of(both, "demo:faerder:2"), SCHOOL, "leader")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as made:
        yield made
    get_settings.cache_clear()


async def changes(app: FastAPI, after: int = 0) -> list[AccessChange]:
    async with app.state.sessions() as session:
        return [one for one in await AuditRepository(session).changes_of_access() if one.number > after]


async def holds(app: FastAPI) -> bool:
    async with app.state.sessions() as session:
        return isinstance(await AuditRepository(session).verify(), Link)


async def run(*arguments: str, of: Any = command) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, of, list(arguments))


async def test_what_the_schools_file_lets_in_is_in_the_chain(both: FastAPI) -> None:
    found = await changes(both)
    first = await person_of(both, "demo:faerder:1")
    assert [(one.what, one.by, one.details) for one in found if one.about == first] == [
        ("identified", None, {"issuer": "local"}),
        ("employed", None, {"school": SCHOOL, "role": "teacher"}),
    ]
    assert await holds(both)


@pytest.mark.usefixtures("client")
async def test_what_a_command_changes_is_noted_once_and_without_names(both: FastAPI) -> None:
    end = (await changes(both))[-1].number
    person = (await run("add", "Kari Nordmann", ISSUER, SUBJECT, of=people_command)).output.strip()
    for arguments in (
        ("employ", person, SCHOOL, "substitute", "--until", "2099-01-01"),
        ("employ", person, SCHOOL, "substitute", "--until", "2099-01-01"),
        ("identify", person, "https://other.example", "k2"),
        ("access", SCHOOL, "--leaders", "figures"),
        ("leave", person, SCHOOL),
    ):
        assert (await run(*arguments, of=people_command)).exit_code == 0
    found = await changes(both, end)
    assert [(one.what, one.about, one.by, one.details) for one in found] == [
        ("identified", UUID(person), None, {"issuer": ISSUER}),
        ("employed", UUID(person), None, {"school": SCHOOL, "role": "substitute", "last_day": "2099-01-01"}),
        ("identified", UUID(person), None, {"issuer": "https://other.example"}),
        ("access_settled", None, None, {"school": SCHOOL, "leaders_see": "figures", "advisers_see": "own"}),
        ("left", UUID(person), None, {"school": SCHOOL}),
    ]
    assert "Kari" not in str(found)
    assert "kari" not in str(found)
    assert await holds(both)


async def test_what_a_leader_changes_and_who_comes_by_an_invitation_is_noted(
    client: httpx.AsyncClient, both: FastAPI
) -> None:
    end, leader = (await changes(both))[-1].number, await person_of(both, "demo:faerder:2")
    for _ in range(2):
        invited = (await client.post("/school/invitations", json={"role": "adviser"}, headers=LEADER)).json()
    assert (await client.delete(f"/school/invitations/{invited['id']}", headers=LEADER)).status_code == 204
    standing = (await client.post("/school/invitations", json={"role": "teacher"}, headers=LEADER)).json()
    async with transaction(both.state) as session:
        new = (await InvitationService(session).accept(hash_of(standing["token"]), ISSUER, SUBJECT, "Ny")).id
    settled = {"leaders_see": "figures", "advisers_see": "own"}
    assert (await client.put("/school/access", json=settled, headers=LEADER)).is_success
    found = await changes(both, end)
    assert [(one.what, one.by) for one in found] == [
        *(("invited", leader), ("invited", leader), ("invitation_withdrawn", leader), ("invited", leader)),
        *(("identified", new), ("invitation_accepted", new), ("employed", new), ("access_settled", leader)),
    ]
    assert [str(one.about) for one in found[2:4]] == [invited["id"], standing["id"]]
    assert standing["token"] not in str(found)
    assert await holds(both)


async def test_what_was_not_done_is_not_noted(client: httpx.AsyncClient, both: FastAPI) -> None:
    end = (await changes(both))[-1].number
    for path in ("/school/invitations", "/school/access"):
        body = {"role": "teacher"} if "invitations" in path else {"leaders_see": "lines", "advisers_see": "own"}
        answer = await client.request("POST" if "invitations" in path else "PUT", path, json=body)
        assert answer.status_code == 404, "by a teacher"
    assert await changes(both, end) == []


async def test_a_first_login_under_another_name_is_noted(both: FastAPI) -> None:
    async with transaction(both.state) as session:
        person = (await StaffService(session).add("Kari", ISSUER, SUBJECT)).id
    end = (await changes(both))[-1].number
    for _ in range(2):
        async with transaction(both.state) as session:
            await PeopleService(session).recognise(ISSUER, "a-uuid", also=[SUBJECT])
    (row,) = await changes(both, end)
    assert (row.what, row.about, row.by, row.details) == ("identified", person, person, {"issuer": ISSUER})


@pytest.mark.usefixtures("client")
async def test_the_command_shows_who_changed_what(both: FastAPI) -> None:
    shown = (await run("access", "--school", SCHOOL)).output
    teacher = await person_of(both, "demo:faerder:1")
    assert f"employed: Kontaktlærer 1 ({teacher}), role teacher, school {SCHOOL}; by a command on the server" in shown
    assert "demo_vennesla" not in shown
    of_one = (await run("access", "--person", str(teacher))).output.splitlines()
    assert len(of_one) == 2
    assert all(str(teacher) in line for line in of_one)


@pytest.mark.usefixtures("client")
async def test_of_a_shredded_case_it_is_told_that_it_was_there_who_saw_it_and_when_it_went(both: FastAPI) -> None:
    transport = httpx.ASGITransport(app=both)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as teacher:
        hand = Hand(teacher, both.state.settings)
        await hand.open_case()
        case = (await teacher.get("/cases")).json()[0]["id"]
        await teacher.get(f"/cases/{case}/plan")
    there = (await run("show", case)).output
    assert "It is still there." in there
    await shredding.shred(both.state.engine, ShreddedList(both.state.settings.shredded_file), UUID(case))
    shown = (await run("show", case)).output
    assert "It was deleted for good 20" in shown
    person = await person_of(both, "demo:faerder:1")
    line = next(one for one in shown.splitlines() if str(person) in one)
    for what in ("opened by chat", "plan by page", "list by page"):
        assert what in line
    assert "shredded by command" in shown
    assert "audit by command" in shown, "looking it up is a reading too"
    unknown = await run("show", str(uuid4()))
    assert (unknown.exit_code, unknown.output.strip()) == (1, "The audit knows of no such case.")
    assert (await run("show", str(person))).exit_code == 1, "that is a person's id"


@pytest.mark.usefixtures("client")
async def test_what_is_not_known_is_told_and_nothing_is_none() -> None:
    for arguments, said in ((("--school", "tull"), "no school 'tull'"), (("--person", str(uuid4())), "no person")):
        done = await run("access", *arguments)
        assert (done.exit_code, said in done.output) == (2, True), done.output


async def test_a_case_is_shown_with_reasons_and_what_was_changed_and_without_its_words(
    client: httpx.AsyncClient, both: FastAPI
) -> None:
    case = (await client.post("/cases", json={"label": "QX7", "key": "one"})).json()["case"]
    await send(client, case, "note", text="gruer seg til gym", headers={})
    read = await client.post(f"/school/cases/{case}/insight", json={"reason": "Møte i teamet"}, headers=LEADER)
    assert read.is_success
    done = await run("show", case)
    assert done.exit_code == 0, (done.output, done.exception)
    shown = done.output
    assert "Reason of Kontaktlærar 2" in shown
    assert "Møte i teamet" in shown
    assert [line.rsplit(": ", 1)[1] for line in shown.splitlines() if line.startswith("Changed by")] == ["open", "note"]
    assert ("gym" in shown, "QX7" in shown) == (False, False)
    assert "+0" in shown, "times have their zone"
