"""What is kept of staff: removing somebody, when a name goes, the audit's beginning, and open cases that nobody writes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, update
from typer.testing import CliRunner

from api.audit.__main__ import app as audit_command
from api.audit.chain import Broken, Link
from api.audit.models import AuditRow
from api.audit.repository import AuditRepository
from api.clock import real_day
from api.database import transaction, utc_now
from api.engine.retention import months_after
from api.login.models import LoginSession
from api.login.sessions import Login, Sessions
from api.people.__main__ import app as people_command
from api.people.models import LOCAL, Employment, Identity, Invitation, Person
from api.people.service import PeopleService
from api.retention.service import of_staff, run, untouched
from api.retention.shredded import ShreddedList
from api.retention.shredding import shred
from api.retention.staff import StaffRun
from api.schools.models import School
from api.settings import Settings, get_settings
from tests.api.commanding import send
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import rows
from tests.databases import sql

SCHOOL = "demo_faerder"
FIRST, SECOND, ELSEWHERE = "demo:faerder:1", "demo:faerder:2", "demo:vennesla:1"


@pytest.fixture
async def client(both: FastAPI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("NAERVAERSLOS_DATABASE_URL", both.state.settings.database_url)
    get_settings.cache_clear()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as made:
        yield made
    get_settings.cache_clear()


async def command(*arguments: str, of: Any = people_command) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, of, list(arguments))


async def opened(client: httpx.AsyncClient, label: str = "MK", who: str = FIRST) -> str:
    made = await client.post("/cases", json={"label": label, "key": label}, headers={"X-Demo-Teacher": who})
    return str(made.json()["case"])


async def name_of(app: FastAPI, person: UUID) -> str:
    return next(one.name for one in await rows(app, Person) if one.id == person)


async def left(app: FastAPI, subject: str) -> UUID:
    """Somebody works nowhere any longer, and a run has seen it."""
    person = await person_of(app, subject)
    async with transaction(app.state) as session:
        for employment in await PeopleService(session).people.employments(person):
            await PeopleService(session).end(employment)
    await of_staff(app.state.engine, app.state.settings, real_day())
    return person


# removing


async def test_removing_ends_all_access_and_every_session_at_once_and_keeps_the_name(
    client: httpx.AsyncClient, both: FastAPI
) -> None:
    person = await person_of(both, FIRST)
    async with transaction(both.state) as session:
        await Sessions(session, both.state.settings).open(Login(LOCAL, FIRST), before=None)
        await PeopleService(session).employ(person, "demo_vennesla", "leader")
    done = await command("remove", str(person))
    assert (done.exit_code, months_after(real_day(), 12).isoformat() in done.output) == (0, True)
    assert (await client.get("/me", headers={"X-Demo-Teacher": FIRST})).status_code == 401
    assert await rows(both, LoginSession) == []
    assert person not in {one.person_id for one in await rows(both, Employment)}
    assert await name_of(both, person) == "Kontaktlærer 1"
    shown = (await command("access", "--person", str(person), of=audit_command)).output
    assert shown.count(" left: ") == 2
    assert " removed: " in shown
    assert (await command("remove", str(uuid4()))).exit_code == 1


async def test_nobody_is_removed_who_follows_an_open_case_alone(client: httpx.AsyncClient, both: FastAPI) -> None:
    person, colleague = await person_of(both, FIRST), await person_of(both, SECOND)
    alone, shared, closed = [await opened(client, label) for label in ("MK", "AB", "TL")]
    assert (await send(client, shared, "share", person=str(colleague), headers={})).is_success
    assert (await send(client, closed, "close", headers={})).is_success
    refused = await command("remove", str(person))
    assert (refused.exit_code, alone in refused.output, shared in refused.output, closed in refused.output) == (
        *(1, True),
        *(False, False),
    )
    assert (await client.get("/me")).is_success, "nothing was done"
    for nobody in (ELSEWHERE, FIRST):
        other = await person_of(both, nobody)
        assert (await command("remove", str(person), "--hand-over-to", str(other))).exit_code == 1
    assert (await client.get("/me")).is_success

    assert (await command("remove", str(person), "--hand-over-to", str(colleague))).exit_code == 0
    listed = (await client.get("/cases", headers={"X-Demo-Teacher": SECOND})).json()
    assert {one["label"] for one in listed} == {"MK", "AB"}
    changes = [row for row in await rows(both, AuditRow) if (str(row.case_id), row.what) == (alone, "changed")]
    assert [(row.person_id, row.door) for row in changes] == [(None, "command")], "it was nobody at a keyboard"


async def test_a_substitute_cannot_take_what_has_no_last_day(client: httpx.AsyncClient, both: FastAPI) -> None:
    person, colleague = await person_of(both, FIRST), await person_of(both, SECOND)
    await opened(client)
    async with transaction(both.state) as session:
        await PeopleService(session).employ(colleague, SCHOOL, "substitute")
    refused = await command("remove", str(person), "--hand-over-to", str(colleague))
    assert (refused.exit_code, "substitute" in refused.output) == (1, True)
    assert (await client.get("/me")).is_success


@pytest.mark.parametrize("how", ["leave", "admin", "import"])
async def test_no_way_out_of_a_school_leaves_an_open_case_forgotten(
    how: str, client: httpx.AsyncClient, both: FastAPI, tmp_path: Any
) -> None:
    person, colleague = await person_of(both, FIRST), await person_of(both, SECOND)
    alone, shared, closed = [await opened(client, label) for label in ("MK", "AB", "TL")]
    assert (await send(client, shared, "share", person=str(colleague), headers={})).is_success
    assert (await send(client, closed, "close", headers={})).is_success
    async with transaction(both.state) as session:
        (leads,) = await PeopleService(session).people.employments(await person_of(both, "demo:faerder:4"))
        await PeopleService(session).end(leads)
    file = tmp_path / "staff.csv"
    keeps = "\n".join(f"Kontaktlærer {n};local;demo:faerder:{n};{SCHOOL};teacher" for n in (2, 3))
    file.write_text(f"name;issuer;subject;school;role\n{keeps}\n", encoding="utf-8")
    arguments = {
        "leave": ("leave", str(person), SCHOOL),
        "admin": ("employ", str(person), SCHOOL, "admin"),
        "import": ("import", str(file), "--remove-missing"),
    }[how]
    refused = await command(*arguments)
    assert (refused.exit_code, alone in refused.output, shared in refused.output, closed in refused.output) == (
        *(1, True),
        *(False, False),
    )
    assert "nobody sees it until one does" in refused.output, "no leader works there"
    assert len((await client.get("/cases")).json()) == 3, "nothing was done"
    async with transaction(both.state) as session:
        await PeopleService(session).employ(await person_of(both, "demo:faerder:3"), SCHOOL, "leader")
    keeps = keeps.replace(f"3;{SCHOOL};teacher", f"3;{SCHOOL};leader")
    file.write_text(f"name;issuer;subject;school;role\n{keeps}\n", encoding="utf-8")
    done = await command(*arguments, "--to-leadership")
    assert (done.exit_code, f"{alone} at {SCHOOL}; its leaders see it" in done.output) == (0, True), done.output
    lines = (await client.get("/school/cases", headers={"X-Demo-Teacher": "demo:faerder:3"})).json()
    assert [one["id"] for one in lines if one["alone"] and one["id"] != closed] == [alone]


async def test_who_leaves_one_school_hands_over_what_is_there(client: httpx.AsyncClient, both: FastAPI) -> None:
    person, colleague = await person_of(both, FIRST), await person_of(both, SECOND)
    case = await opened(client)
    done = await command("leave", str(person), SCHOOL, "--hand-over-to", str(colleague))
    assert (done.exit_code, f"Handed over: {case}" in done.output) == (0, True), done.output
    listed = (await client.get("/cases", headers={"X-Demo-Teacher": SECOND})).json()
    assert [one["id"] for one in listed] == [case]
    again = await command("leave", str(person), SCHOOL)
    assert (again.exit_code, f"does not work at {SCHOOL}" in again.output) == (1, True)


@pytest.mark.parametrize("ended", ["left", "last day"])
async def test_a_case_of_a_workplace_that_has_ended_is_handed_over_too(
    ended: str, client: httpx.AsyncClient, both: FastAPI
) -> None:
    person, colleague = await person_of(both, FIRST), await person_of(both, SECOND)
    case = await opened(client)
    async with transaction(both.state) as session:
        people = PeopleService(session)
        if ended == "left":
            (employment,) = await people.people.employments(person)
            await people.end(employment)
        else:
            await people.employ(person, SCHOOL, "teacher", real_day() - timedelta(days=1))
    done = await command("remove", str(person), "--hand-over-to", str(colleague))
    assert (done.exit_code, f"Handed over: {case}" in done.output) == (0, True), done.output
    listed = (await client.get("/cases", headers={"X-Demo-Teacher": SECOND})).json()
    assert [one["id"] for one in listed] == [case]


async def test_removing_tells_of_cases_that_were_forgotten_before(client: httpx.AsyncClient, both: FastAPI) -> None:
    person, case = await person_of(both, FIRST), await opened(client)
    assert (await command("leave", str(person), SCHOOL, "--to-leadership")).exit_code == 0
    done = await command("remove", str(person))
    assert (done.exit_code, f"followed by nobody: {case}" in done.output) == (0, True), done.output


async def test_every_command_about_staff_says_what_it_did_or_why_not(client: httpx.AsyncClient, both: FastAPI) -> None:
    person, colleague = [str(await person_of(both, one)) for one in (FIRST, SECOND)]
    yesterday = (real_day() - timedelta(days=1)).isoformat()
    for arguments, code, said in (
        (("employ", person, SCHOOL, "teacher", "--until", yesterday), 2, "that day has been"),
        (("employ", person, "demo_vennesla", "leader"), 0, "Kontaktlærer 1 works at demo_vennesla as leader."),
        (("employ", person, "tull", "leader"), 1, "there is no school 'tull'"),
        (("identify", person, "https://other.example", "k"), 0, "logs in as https://other.example k too"),
        (("identify", colleague, "https://other.example", "k"), 1, "somebody else has this login"),
        (("access", SCHOOL, "--leaders", "figures"), 0, "leaders see figures, advisers see own"),
        (("list", "tull"), 1, "there is no school 'tull'"),
        (("remove", str(uuid4())), 1, "there is no person"),
        (("remove", person, "--hand-over-to", str(uuid4())), 1, "there is no person"),
        (("leave", person, "demo_vennesla"), 0, "works at demo_vennesla no longer"),
    ):
        done = await command(*arguments)
        assert (done.exit_code, said in done.output) == (code, True), done.output


# the name


async def test_a_name_goes_after_its_time_and_not_while_a_case_is_left_that_they_wrote_in(
    client: httpx.AsyncClient, both: FastAPI, tmp_path: Any
) -> None:
    case = await opened(client)
    settings: Settings = both.state.settings
    writer, reader = await left(both, FIRST), await left(both, SECOND)
    over = months_after(real_day(), settings.staff_months)
    engine = both.state.engine
    assert await of_staff(engine, settings, over - timedelta(days=1)) == StaffRun()
    assert (await of_staff(engine, settings, over, dry=True)).nameless == [reader]
    assert await name_of(both, reader) == "Kontaktlærar 2"
    assert (await of_staff(engine, settings, over)).nameless == [reader]
    assert (await of_staff(engine, settings, over)).nameless == []
    assert await name_of(both, reader) == f"Anonymisert person ({over:%d.%m.%Y})"
    assert reader not in {one.person_id for one in await rows(both, Identity)}
    await shred(engine, ShreddedList(tmp_path / "shredded.txt"), UUID(case))
    assert (await of_staff(engine, settings, over)).nameless == [writer]
    shown = (await command("show", case, of=audit_command)).output
    assert f"Anonymisert person ({over:%d.%m.%Y}) ({writer}): opened" in shown, "the audit is readable all the same"
    for arguments in (("employ", str(writer), SCHOOL, "teacher"), ("identify", str(writer), LOCAL, "new")):
        assert (await command(*arguments)).exit_code == 1, "nobody comes back as one without a name"


async def test_whoever_comes_back_in_time_keeps_the_name(both: FastAPI) -> None:
    settings: Settings = both.state.settings
    person = await left(both, FIRST)
    async with transaction(both.state) as session:
        await PeopleService(session).employ(person, SCHOOL, "teacher")
    over = months_after(real_day(), settings.staff_months)
    assert await of_staff(both.state.engine, settings, over) == StaffRun()
    await left(both, FIRST)
    assert await of_staff(both.state.engine, settings, over - timedelta(days=1)) == StaffRun(), "counted anew"


# traces


async def test_old_invitations_go(client: httpx.AsyncClient, both: FastAPI) -> None:
    async with transaction(both.state) as session:
        await PeopleService(session).employ(await person_of(both, SECOND), SCHOOL, "leader")
    headers = {"X-Demo-Teacher": SECOND}
    for _ in range(3):
        invited = (await client.post("/school/invitations", json={"role": "teacher"}, headers=headers)).json()
    long_ago = utc_now() - timedelta(days=31)
    async with transaction(both.state) as session:
        await session.exec(
            update(Invitation).where(col(Invitation.id) == UUID(invited["id"])).values(ended_at=long_ago)
        )
    assert (await of_staff(both.state.engine, both.state.settings, real_day(), dry=True)).invitations == 1
    assert (await of_staff(both.state.engine, both.state.settings, real_day())).invitations == 1
    assert len(await rows(both, Invitation)) == 2


async def note(app: FastAPI, years_ago: int, case: UUID | None = None) -> AuditRow:
    row = AuditRow(
        case_id=case or uuid4(), person_id=uuid4(), what="plan", at=utc_now() - timedelta(days=366 * years_ago)
    )
    async with transaction(app.state) as session:
        AuditRepository(session).note(row)
    return row


async def verify(app: FastAPI, known: Link | None = None) -> Link | Broken:
    async with app.state.sessions() as session:
        return await AuditRepository(session).verify(known)


@pytest.fixture
async def old(both: FastAPI) -> FastAPI:
    """With an empty audit, so that one can be written that begins long ago."""
    await emptied(both)
    return both


async def emptied(app: FastAPI) -> None:
    """As if nothing had been noted yet; what guards it is there again afterwards."""
    is_sqlite = app.state.engine.dialect.name == "sqlite"
    guard = await sql(app, "SELECT sql FROM sqlite_master WHERE name = 'audit_takes_no_delete'") if is_sqlite else ""
    switch = "ALTER TABLE audit {} TRIGGER ALL".format
    for statement in (
        "DROP TRIGGER audit_takes_no_delete" if is_sqlite else switch("DISABLE"),
        "DELETE FROM audit",
        guard if is_sqlite else switch("ENABLE"),
    ):
        await sql(app, statement)


async def test_the_audit_is_cut_at_its_beginning_when_it_is_old_and_holds(
    client: httpx.AsyncClient, old: FastAPI
) -> None:
    case = await opened(client)
    await emptied(old)
    engine, settings = old.state.engine, old.state.settings
    for years in (8, 7):
        await note(old, years)
    known = await verify(old)
    assert isinstance(known, Link)
    await note(old, 6)
    last = await note(old, 6)
    await note(old, 6, UUID(case))
    await note(old, 6)
    await note(old, 0)
    assert (await of_staff(engine, settings, real_day(), dry=True)).audit_rows == 4
    assert (await of_staff(engine, settings, real_day())).audit_rows == 4, "up to a case that is still there"
    assert (await of_staff(engine, settings, real_day())).audit_rows == 0
    numbers = sorted(row.number for row in await rows(old, AuditRow))
    assert numbers == [5, 6, 7, 8]
    end = await verify(old)
    assert (type(end), end.number) == (Link, 8)
    assert await verify(old, Link(4, last.hash)) == end
    assert await verify(old, Link(4, known.hash)) == Broken(4, "lost")
    told = await command("verify", of=audit_command)
    assert "rows 5 to 8" in told.output
    earlier = await command("verify", "--known", f"{known.number}:{known.hash}", of=audit_command)
    assert (earlier.exit_code, "deleted after its time" in earlier.output) == (2, True)


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "DELETE FROM audit_start", "UPDATE audit SET what = 'x'"])
async def test_the_database_lets_go_of_nothing_that_is_young(statement: str, old: FastAPI) -> None:
    rows_of = [await note(old, years) for years in (3, 0)]
    start = "INSERT INTO audit_start (id, number, hash, cut_at) VALUES (1, {0.number}, '{0.hash}', CURRENT_TIMESTAMP)"
    for wrong in (start.format(rows_of[1]), start.format(rows_of[0]).replace(rows_of[0].hash, "x" * 64)):
        with pytest.raises(Exception, match="append-only"):
            await sql(old, wrong)
    await sql(old, start.format(rows_of[0]))
    young = {"number": rows_of[1].number, "hash": rows_of[1].hash}
    with pytest.raises(Exception, match="append-only"):
        await sql(old, "UPDATE audit_start SET number = :number, hash = :hash", **young)
    with pytest.raises(Exception, match="append-only"):
        await sql(old, statement)
    await sql(old, "DELETE FROM audit WHERE number = 1")
    assert isinstance(await verify(old), Link)


# open cases that nobody writes in


async def test_an_open_case_that_nobody_writes_in_is_told_of_and_stays(
    client: httpx.AsyncClient, both: FastAPI, tmp_path: Any
) -> None:
    day = real_day()
    case, closed = await opened(client), await opened(client, "AB")
    await send(client, closed, "close", headers={})
    async with transaction(both.state) as session:
        await PeopleService(session).employ(await person_of(both, SECOND), SCHOOL, "leader")
    late = months_after(day, 6) + timedelta(days=2)

    async def told(who: str, on: date) -> list[str]:
        headers = {"X-Demo-Teacher": who, "X-Today": on.isoformat()}
        return [one["label"] for one in (await client.get("/retention/untouched", headers=headers)).json()]

    assert await told(FIRST, day) == []
    assert await told(FIRST, late) == await told(SECOND, late) == ["MK"]
    assert await told("demo:faerder:3", late) == await told(ELSEWHERE, late) == []
    seen = [(row.what, row.person_id) for row in await rows(both, AuditRow) if str(row.case_id) == case]
    assert seen[-2:] == [("list", await person_of(both, FIRST)), ("line", await person_of(both, SECOND))]
    done = await run(both.state.engine, ShreddedList(tmp_path / "shredded.txt"), months_after(day, 200))
    assert UUID(case) not in done.shredded
    assert (await client.get(f"/cases/{case}/plan")).is_success, "a person decides"
    await send(client, case, "note", text="liker kunst", headers={})
    async with both.state.sessions() as session:
        school = await session.get_one(School, SCHOOL)
        assert await untouched(session, school, months_after(day, 6)) == {}, "it was touched today"
