"""Our own table of who works where: from a list, by commands, and by an invitation that works once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, delete, update
from typer.testing import CliRunner

from api.clock import real_day
from api.database import transaction, utc_now
from api.errors import NotFound
from api.people.__main__ import app as command
from api.people.invitations import InvitationService, hash_of
from api.people.models import Employment, Identity, Invitation, Person
from api.people.service import PeopleService
from api.people.staff_file import StaffFileProblems, read_staff
from api.settings import Settings, get_settings
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import rows

TODAY = date(2026, 8, 24)
ISSUER = "https://login.example"
HEAD = "name;issuer;subject;school;role;last_day;language"
SCHOOLS = ("demo_faerder", "demo_vennesla")


def line(name: str, subject: str, school: str = "demo_faerder", role: str = "teacher", *more: str) -> str:
    return ";".join((name, ISSUER, subject, school, role, *(more or ("", ""))))


def problems(content: bytes | str) -> list[str]:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(StaffFileProblems) as wrong:
        read_staff(data, SCHOOLS, TODAY)
    return [str(one) for one in wrong.value.problems]


def test_a_list_is_read_with_either_mark_and_any_line_ends() -> None:
    written = "\ufeff" + "\r\n".join([HEAD, line("Lærer Ås", "1"), "", line("B", "2", "demo_vennesla", "leader")])
    found = read_staff(written.encode(), SCHOOLS, TODAY)
    assert [(one.number, one.name, one.role) for one in found] == [(2, "Lærer Ås", "teacher"), (4, "B", "leader")]
    assert read_staff(written.replace(";", ",").encode(), SCHOOLS, TODAY) == found
    (until,) = read_staff(
        f"{HEAD}\n{line('A', '1', 'demo_faerder', 'substitute', '2026-12-18', 'nn')}".encode(), SCHOOLS, TODAY
    )
    assert (until.last_day, until.language) == (date(2026, 12, 18), "nn")


def test_everything_that_is_wrong_is_told_at_once_with_its_line() -> None:
    told = problems(
        "\n".join(
            [
                HEAD,
                line("", "1"),
                line("B", "2", "nowhere", "rektor"),
                line("C", "3", "demo_faerder", "teacher", "2026-08-23", "se"),
                line("D", "4", "demo_faerder", "teacher", "18.12.26", ""),
                "E;too;few",
                line("F", "5"),
                line("G", "5"),
                line("F", "5"),
                line("x" * 121, "6"),
                line("H\x07", "7"),
            ]
        )
    )
    assert [one.split(":")[0] for one in told] == [
        f"line {number}" for number in (2, 3, 3, 4, 4, 5, 6, 8, 8, 9, 10, 11)
    ]
    assert problems(b"name;issuer\n\xe6") == ["line 2: is not UTF-8"]
    assert problems("") == [
        f"line 1: the header {name} is missing" for name in ("name", "issuer", "subject", "school", "role")
    ]
    assert problems(f"{HEAD};pupil\n") == ["line 1: there is no such header: 'pupil'"]


@pytest.fixture
def on_database(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NAERVAERSLOS_DATABASE_URL", settings.database_url)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


async def run(*arguments: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, command, list(arguments))


async def employed(app: FastAPI, school: str = "demo_faerder") -> dict[str, str]:
    names = {person.id: person.name for person in await rows(app, Person)}
    return {names[one.person_id]: one.role for one in await rows(app, Employment) if one.school_id == school}


@pytest.mark.usefixtures("on_database")
async def test_a_list_is_shown_before_it_is_done_and_nobody_is_removed_unasked(app: FastAPI, tmp_path: Path) -> None:
    before = await employed(app)
    file = tmp_path / "staff.csv"
    file.write_text("\n".join([HEAD, line("Ny", "1", "demo_faerder", "leader")]), encoding="utf-8")
    shown = await run("import", str(file), "--dry-run")
    assert "Ny works at demo_faerder as leader" in shown.output
    assert "not in the list, stays: Kontaktlærer 1" in shown.output
    assert await employed(app) == before
    assert (await run("import", str(file))).exit_code == 0
    assert await employed(app) == {**before, "Ny": "leader"}
    again = await run("import", str(file))
    assert "works at" not in again.output, "the second time nothing is new"
    await run("import", str(file), "--remove-missing")
    assert await employed(app) == {"Ny": "leader"}
    assert await employed(app, "demo_vennesla"), "a school the list does not name is left alone"


@pytest.mark.usefixtures("on_database")
async def test_one_wrong_line_and_nothing_is_done(app: FastAPI, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("\n".join([HEAD, line("Ny", "1"), line("Gal", "2", "nowhere")]), encoding="utf-8")
    before = await employed(app)
    refused = await run("import", str(file))
    assert (refused.exit_code, "line 3: there is no school 'nowhere'" in refused.output) == (1, True)
    assert await employed(app) == before


@pytest.mark.usefixtures("on_database")
async def test_a_person_is_added_works_and_leaves_by_commands(app: FastAPI) -> None:
    person = (await run("add", "Kari", ISSUER, "kari")).output.strip()
    assert (await run("identify", person, "https://other.example", "k2")).exit_code == 0
    assert (await run("employ", person, "demo_faerder", "substitute", "--until", "2099-01-01")).exit_code == 0
    assert f"{person}  substitute  2099-01-01" in (await run("list", "demo_faerder")).output
    async with transaction(app.state) as session:
        actor = await PeopleService(session).actor("k2", issuer="https://other.example")
        assert (str(actor.person.id), actor.employment.role) == (person, "substitute")
        with pytest.raises(NotFound):
            await PeopleService(session).actor("kari", issuer=ISSUER, today=date(2099, 1, 2))
    assert (await run("leave", person, "demo_faerder")).exit_code == 0
    assert (await run("leave", person, "demo_faerder")).exit_code == 1
    assert (await run("employ", str(uuid4()), "demo_faerder", "teacher")).exit_code == 1
    assert (await run("identify", person, "local", "demo:faerder:1")).exit_code == 1, "that is somebody else"
    assert (await run("access", "demo_faerder", "--leaders", "figures")).exit_code == 0
    assert (await run("access", "nowhere", "--leaders", "figures")).exit_code == 1


# two logins of one person, and where one can log in

TWO = "name;issuer;subject;second_issuer;second_subject;school;role"
FEIDE, ENTRA = (
    "https://auth.dataporten.no",
    "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0",
)
PROVIDERS = (
    '[{"id": "feide", "profile": "feide", "client_id": "a", "client_secret": "sixteen-or-longer"},'
    ' {"id": "entra", "profile": "entra", "client_id": "a", "client_secret": "sixteen-or-longer",'
    ' "tenant": "11111111-1111-4111-8111-111111111111"}]'
)


def with_two(subject: str, second: str, school: str = "demo_faerder") -> str:
    return ";".join(("Kari", FEIDE, subject, ENTRA, second, school, "teacher"))


@pytest.fixture
def providers(on_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_LOGIN_PROVIDERS", PROVIDERS)
    monkeypatch.setenv("NAERVAERSLOS_ORIGIN", "https://naervaerslos.example")
    get_settings.cache_clear()


@pytest.mark.usefixtures("providers")
async def test_one_line_may_tell_of_two_logins_of_one_person(app: FastAPI, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("\n".join([TWO, with_two("kari", "k-1")]), encoding="utf-8")
    shown = await run("import", str(file), "--dry-run")
    assert f"Kari logs in as {ENTRA} k-1 too" in shown.output
    assert (await run("import", str(file))).exit_code == 0
    async with transaction(app.state) as session:
        people = PeopleService(session)
        first, second = [await people.actor(name, issuer=one) for name, one in (("kari", FEIDE), ("k-1", ENTRA))]
        assert first.person.id == second.person.id
        assert await people.recognise(FEIDE, "a-uuid", also=["kari"])
        assert (await people.actor("a-uuid", issuer=FEIDE)).person.id == first.person.id
    file.write_text("\n".join([TWO, with_two("other", "k-1", "demo_vennesla")]), encoding="utf-8")
    again = await run("import", str(file))
    assert ("new person" in again.output, again.exit_code) == (False, 0), "known by the second login"


@pytest.mark.usefixtures("providers")
async def test_two_logins_of_two_people_join_nobody(app: FastAPI, tmp_path: Path) -> None:
    for subject, issuer in (("kari", FEIDE), ("ola", ENTRA)):
        await run("add", subject, issuer, subject)
    file = tmp_path / "staff.csv"
    file.write_text("\n".join([TWO, with_two("kari", "ola")]), encoding="utf-8")
    before = await rows(app, Identity)
    refused = await run("import", str(file))
    assert (refused.exit_code, "line 2: the two logins are of two people" in refused.output) == (1, True)
    assert await rows(app, Identity) == before


@pytest.mark.usefixtures("providers")
async def test_nobody_is_entered_where_nobody_can_log_in(app: FastAPI, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    wrong = with_two("kari", "k-1").replace("auth.dataporten.no", "auth.dataporten.com")
    file.write_text("\n".join([TWO, wrong]), encoding="utf-8")
    for arguments in (["--dry-run"], []):
        refused = await run("import", str(file), *arguments)
        assert refused.exit_code == 1
        assert "line 2: nobody can log in at 'https://auth.dataporten.com': the settings know" in refused.output
    assert (await run("add", "Kari", ISSUER, "kari")).exit_code == 2
    assert "Kari" not in {person.name for person in await rows(app, Person)}


@pytest.mark.usefixtures("on_database")
async def test_without_a_provider_it_is_said_that_nothing_was_checked(tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("\n".join([HEAD, line("Ny", "1")]), encoding="utf-8")
    assert "it was not checked" in (await run("import", str(file), "--dry-run")).output


def test_a_second_login_is_whole_and_of_one_person() -> None:
    told = problems("\n".join([TWO, with_two("a", ""), with_two("b", "x"), with_two("c", "x").replace("Kari", "Ola")]))
    assert told == [
        "line 2: a second login has both second_issuer and second_subject",
        "line 4: the same login has another name or language on line 3",
        "line 4: the same login stands at this school on line 3",
    ]


# invitations

LEADER = {"X-Demo-Teacher": "demo:faerder:2"}


@pytest.fixture
async def client(both: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    leader = await person_of(both, "demo:faerder:2")
    async with transaction(both.state) as session:
        await PeopleService(session).employ(leader, "demo_faerder", "leader")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as made:
        yield made


async def accept(app: FastAPI, token: str, subject: str = "new", name: str = "Ny Lærer") -> UUID | None:
    try:
        async with transaction(app.state) as session:
            return (await InvitationService(session).accept(hash_of(token), ISSUER, subject, name)).id
    except NotFound:
        return None


async def test_an_invitation_lets_one_stranger_in_once(client: httpx.AsyncClient, both: FastAPI) -> None:
    invited = await client.post("/school/invitations", json={"role": "adviser"}, headers=LEADER)
    token = invited.json()["token"]
    assert [token in str(row) for row in await rows(both, Invitation)] == [False], "only its hash is kept"
    assert "token" not in (await client.get("/school/invitations", headers=LEADER)).json()[0]
    person = await accept(both, token, name="  Ny   Lærer ")
    assert person is not None
    assert (await employed(both))["Ny Lærer"] == "adviser"
    assert await accept(both, token, "another") is None
    assert (await client.get("/school/invitations", headers=LEADER)).json() == []


async def test_of_two_who_accept_at_once_one_gets_in(client: httpx.AsyncClient, both: FastAPI) -> None:
    token = (await client.post("/school/invitations", json={"role": "teacher"}, headers=LEADER)).json()["token"]
    found = await asyncio.gather(*(accept(both, token, f"new{number}", f"N{number}") for number in range(5)))
    assert len([one for one in found if one is not None]) == 1
    assert len([one for one in await rows(both, Identity) if one.issuer == ISSUER]) == 1


@pytest.mark.parametrize(
    "why", ["taken back", "too old", "leader left", "leader no more", "known login", "no name", "wrong"]
)
async def test_an_invitation_is_good_for_nothing_else(why: str, client: httpx.AsyncClient, both: FastAPI) -> None:
    invited = (await client.post("/school/invitations", json={"role": "teacher"}, headers=LEADER)).json()
    token, subject, name = invited["token"], "new", "Ny"
    leader = await person_of(both, "demo:faerder:2")
    async with transaction(both.state) as session:
        match why:
            case "too old":
                await session.exec(update(Invitation).values(expires_at=utc_now() - timedelta(seconds=1)))
            case "leader left":
                await session.exec(delete(Employment).where(col(Employment.person_id) == leader))
            case "leader no more":
                await PeopleService(session).employ(leader, "demo_faerder", "teacher")
            case "known login":
                session.add(Identity(issuer=ISSUER, subject="new", person_id=leader))
            case "no name":
                name = " "
            case "wrong":
                token += "x"
    if why == "taken back":
        assert (await client.delete(f"/school/invitations/{invited['id']}", headers=LEADER)).status_code == 204
    assert await accept(both, token, subject, name) is None


async def test_only_a_leader_invites_and_to_their_own_school(client: httpx.AsyncClient) -> None:
    for who in ("demo:faerder:1", "demo:vennesla:1"):
        headers = {"X-Demo-Teacher": who}
        assert (await client.post("/school/invitations", json={"role": "teacher"}, headers=headers)).status_code == 404
        assert (await client.get("/school/invitations", headers=headers)).status_code == 404
    assert (await client.post("/school/invitations", json={"role": "leader"}, headers=LEADER)).status_code == 422


def test_a_last_day_of_today_is_no_mistake() -> None:
    content = f"{HEAD}\n{line('A', '1', 'demo_faerder', 'substitute', real_day().isoformat(), '')}"
    assert len(read_staff(content.encode(), SCHOOLS, real_day())) == 1
