"""The audit is one chain: whatever is changed, cut out or put in between shows, however many write at once."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, text
from typer.testing import CliRunner

from api.audit.__main__ import app as command
from api.audit.chain import START, Broken, Link
from api.audit.models import AuditRow
from api.audit.repository import AuditRepository
from api.database import transaction
from api.settings import Settings, get_settings
from tests.api.turns_by_hand import Hand, readings, rows
from tests.databases import sql

WRITERS, TIMES = 8, 6


async def note(app: FastAPI, *cases: UUID) -> None:
    async with transaction(app.state) as session:
        for case in cases:
            AuditRepository(session).note(AuditRow(case_id=case, person_id=uuid4(), what="plan"))


async def verify(app: FastAPI, known: Link | None = None) -> Link | Broken:
    async with app.state.sessions() as session:
        return await AuditRepository(session).verify(known)


async def test_many_writers_make_one_chain_without_holes(both: FastAPI) -> None:
    async def write() -> None:
        for _ in range(TIMES):
            await note(both, uuid4(), uuid4())

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    written = sorted(await rows(both, AuditRow), key=lambda row: row.number)
    assert [row.number for row in written] == list(range(1, len(written) + 1))
    assert len(await readings(both)) == 2 * WRITERS * TIMES
    assert written[0].previous == START
    assert await verify(both) == Link(written[-1].number, written[-1].hash)


async def test_what_was_rolled_back_leaves_no_hole(both: FastAPI) -> None:
    async def fail() -> None:
        async with transaction(both.state) as session:
            AuditRepository(session).note(AuditRow(case_id=uuid4(), person_id=uuid4(), what="plan"))
            await AuditRepository(session).write()
            raise RuntimeError

    await note(both, uuid4())
    with pytest.raises(RuntimeError):
        await fail()
    await note(both, uuid4())
    first, second = await readings(both)
    assert second.number == first.number + 1
    assert isinstance(await verify(both), Link)


async def tampered(app: FastAPI, *statements: str) -> None:
    """As somebody does who may do anything with the database."""
    allow = (
        ["DROP TRIGGER audit_takes_no_update", "DROP TRIGGER audit_takes_no_delete"]
        if app.state.engine.dialect.name == "sqlite"
        else ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    )

    def change(connection: Connection) -> None:
        for statement in (*allow, *statements):
            connection.execute(text(statement))

    async with app.state.engine.begin() as connection:
        await connection.run_sync(change)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET what = 'list' WHERE number = 3", Broken(3, "changed")),
        ("UPDATE audit SET turn_id = id WHERE number = 3", Broken(3, "changed")),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE number = 3", Broken(3, "changed")),
        ("DELETE FROM audit WHERE number = 3", Broken(4, "missing")),
        ("DELETE FROM audit WHERE number < 3", Broken(3, "missing")),
        ("UPDATE audit SET hash = previous WHERE number = 3", Broken(3, "changed")),
        ("UPDATE audit SET previous = hash WHERE number = 3", Broken(3, "cut")),
        ("UPDATE audit SET number = number - 1 WHERE number > 2", Broken(2, "cut")),
    ],
)
async def test_the_first_row_that_does_not_hold_is_named(change: str, broken: Broken, both: FastAPI) -> None:
    for _ in range(5):
        await note(both, uuid4())
    assert isinstance(await verify(both), Link)
    removed = ["DELETE FROM audit WHERE number = 2"] if "number - 1" in change else []
    await tampered(both, *removed, change)
    assert await verify(both) == broken


async def test_an_end_that_is_cut_off_shows_by_the_link_that_was_kept(both: FastAPI) -> None:
    for _ in range(5):
        await note(both, uuid4())
    known = await verify(both)
    assert isinstance(known, Link)
    assert await verify(both, known) == known
    await tampered(both, f"DELETE FROM audit WHERE number > {known.number - 2}")  # noqa: S608
    assert isinstance(await verify(both), Link), "the rest is a chain all the same"
    assert await verify(both, known) == Broken(known.number, "lost")
    await note(both, uuid4())
    await note(both, uuid4())
    assert await verify(both, known) == Broken(known.number, "lost")


@pytest.mark.parametrize("statement", ["UPDATE audit SET what = 'list'", "DELETE FROM audit"])
async def test_the_database_refuses_to_change_a_row(statement: str, both: FastAPI) -> None:
    await note(both, uuid4())
    with pytest.raises(Exception, match="append-only"):
        await sql(both, statement)


async def test_the_table_is_not_emptied_at_once(both: FastAPI) -> None:
    if both.state.engine.dialect.name == "sqlite":
        return  # has no TRUNCATE
    with pytest.raises(Exception, match="append-only"):
        await sql(both, "TRUNCATE audit")


async def test_a_whole_conversation_is_in_the_chain(hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    await hand.say("hva nå?", "whats_next")
    found = await readings(app)
    assert {row.door for row in found} == {"chat"}
    assert {row.what for row in found} >= {"opened", "chat"}
    assert isinstance(await verify(app), Link)


async def test_the_command_tells_the_end_and_the_first_broken_row(
    app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAERVAERSLOS_DATABASE_URL", settings.database_url)
    get_settings.cache_clear()
    for _ in range(3):
        await note(app, uuid4())
    end = await verify(app)
    assert isinstance(end, Link)
    holds = await run("verify", "--known", f"{end.number}:{end.hash}")
    assert (holds.exit_code, f"Its end is {end.number}:{end.hash}" in holds.output) == (0, True)
    assert (await run("verify", "--known", "3")).exit_code == 2
    await tampered(app, "UPDATE audit SET what = 'list' WHERE number = 2")
    broken = await run("verify")
    assert (broken.exit_code, "row 2" in broken.output) == (1, True)
    get_settings.cache_clear()


async def run(*arguments: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, command, list(arguments))
