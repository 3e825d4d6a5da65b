"""A case that is shredded is gone everywhere: rows, key, turns, free pages, log of the database. The audit tells that it was there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select, update

from api.audit.models import AuditRow
from api.cases.models import Case, CaseMember, EntryRow, FactRow, GuideRun, NoteRow
from api.conversations.models import Conversation, Turn
from api.database import transaction
from api.errors import NotFound
from api.keys.keyring import keyring
from api.keys.models import DataKey
from api.keys.sealing import GONE
from api.main import create_app
from api.people.service import PeopleService
from api.reminders.models import Snoozed
from api.retention.shredded import ShreddedList
from api.retention.shredding import blank_late, scrub, shred, shred_again
from api.settings import Settings
from tests.api.chat_by_hand import Chat, notes
from tests.api.commanding import send
from tests.api.keys.test_keys import case_of, readable
from tests.api.migrating import tables_of
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import Hand, kinds
from tests.databases import run, sql

DAY = {"X-Today": "2026-08-24"}
SOON = date(2026, 8, 31)
WORDS = ("zebrafink", "flodhest", "sparkesykk", "gråter", "QZX7")


@asynccontextmanager
async def hand_of(app: FastAPI) -> AsyncIterator[Hand]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api", headers=DAY) as client:
        yield Hand(client, app.state.settings)


@pytest.fixture
async def hand(both: FastAPI) -> AsyncIterator[Hand]:
    async with hand_of(both) as made:
        yield made


@pytest.fixture
def listed(tmp_path: Path) -> ShreddedList:
    return ShreddedList(tmp_path / "kept" / "shredded.txt")


async def whole_conversation(hand: Hand) -> UUID:
    """About a pupil who is gone in the end, with a talk, a page, a colleague, a second pupil, and what is said before and after."""
    chat = Chat(hand, "faerder")
    replied = hand.reply

    async def says(words: str, intent: str = "answer", **other: object) -> None:
        await chat.say(words, intent, **other)
        await replied(chat.last["turn"], *["Svar om ⟦1⟧"] * len(chat.last["utterances"]))

    await says("Hei, det er QZX7 sin lærer igjen", "greet")  # touches no case yet
    await says("zebrafinken er borte hver mandag", "start_case")
    await says("QZX7")
    case = await case_of(hand, "QZX7")
    await says("Start", payload='/press{"guide":"undring_elev"}')
    await says("gråter ved sparkesykkelen om kveldene")
    await says("pause", "pause")
    await says("flodhesten ringte i dag og fortalte om helga")
    await send(hand.client, case, "note", text="flodhest på tegningen", headers=DAY)
    await send(hand.client, case, "tick", task="talk_pupil", on="2026-08-24", headers=DAY)
    colleague = next(
        one["person"] for one in (await hand.client.get("/school/people")).json() if one["name"] == "Kontaktlærar 2"
    )
    await send(hand.client, case, "share", person=colleague, headers=DAY)
    await hand.client.post("/cases", json={"label": "AB", "key": "ab"}, headers=DAY)
    await says("vis sakene", "list_cases")
    await says("bytt til AB", "switch_case")
    await says("AB trives i gymmen")
    await says("bytt til QZX7", "switch_case")
    await says("avslutt saken", "close_case")
    await says("ja", "affirm")
    return case


async def ids_of(app: FastAPI, case: UUID) -> list[UUID]:
    """Of all that is recorded in a case."""
    async with app.state.sessions() as session:
        return [
            one
            for table in (FactRow, NoteRow, GuideRun, CaseMember)
            for one in (await session.exec(select(table.id).where(col(table.case_id) == case))).all()
        ]


async def raw(app: FastAPI) -> bytes:
    """Everything the database has on the disk, but for PostgreSQL's log."""
    url = sa.make_url(app.state.settings.database_url)
    if url.get_backend_name() == "sqlite":
        return b"".join(file.read_bytes() for file in Path(url.database or "").parent.glob("naervaerslos.db*"))

    def read(connection: Connection) -> bytes:
        connection.execute(text("CHECKPOINT"))
        names = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind IN ('r', 'i', 't')"
        return b"".join(
            bytes(row[0]) for row in connection.execute(text(f"{names} AND NOT relisshared AND relfilenode > 0"))
        )

    async with app.state.engine.begin() as connection:
        found: bytes = await connection.run_sync(read)
        return found


async def sealed_of(app: FastAPI, case: UUID) -> list[bytes]:
    """What lies sealed of the case, and its key."""
    async with app.state.sessions() as session:
        found = (await session.exec(select(NoteRow.sealed_text).where(col(NoteRow.case_id) == case))).all()
        key = await session.get_one(DataKey, case)
        label = (await session.get_one(Case, case)).sealed_label
        turns = (await session.exec(select(Turn.sealed_text))).all()
        return [key.wrapped, label, *(one for one in found if one), *(one for one in turns if case.bytes in one)]


def rows_naming(connection: Connection, case: UUID) -> dict[str, int]:
    """By table, how many rows have the case's id anywhere in them."""
    found: dict[str, int] = {}
    for name, table in tables_of(connection).items():
        for row in connection.execute(sa.select(table)):
            said = " ".join(str(value.hex() if isinstance(value, bytes) else value) for value in row)
            if str(case) in said or case.hex in said:
                found[name] = found.get(name, 0) + 1
    return found


async def test_nothing_is_left_of_a_shredded_case_but_who_had_seen_it(
    both: FastAPI, hand: Hand, listed: ShreddedList, capfd: pytest.CaptureFixture[str]
) -> None:
    case = await whole_conversation(hand)
    async with transaction(both.state) as session:
        (who, *_) = (await session.exec(select(CaseMember.person_id).where(col(CaseMember.case_id) == case))).all()
        session.add(Snoozed(person_id=who, case_id=case, task="talk_pupil", due_on=SOON, until=SOON))
    ab = await case_of(hand, "AB")
    within, sealed = await ids_of(both, case), await sealed_of(both, case)
    assert len(within) >= 8
    assert len(sealed) >= 10
    before = await raw(both)
    assert all(one in before for one in sealed), "what is looked for is what lies there"
    async with both.state.sessions() as session:
        seen = len((await session.exec(select(AuditRow).where(col(AuditRow.case_id) == case))).all())

    await shred(both.state.engine, listed, case)
    assert await scrub(both.state.engine)
    await both.state.engine.dispose()

    after = await raw(both)
    assert not [one for one in sealed if one in after or one[:40] in after]
    for one in within:
        assert one.bytes not in after
        assert one.hex.encode() not in after
        assert str(one).encode() not in after
    for word in WORDS:
        assert word.encode() not in after
    async with both.state.engine.begin() as connection:
        assert set(await connection.run_sync(rows_naming, case)) == {"audit"}
    async with both.state.sessions() as session:
        audit = (await session.exec(select(AuditRow).where(col(AuditRow.case_id) == case))).all()
    assert len(audit) == seen + 1
    assert [row.person_id for row in audit if row.what == "shredded"] == [None]
    assert listed.ids() == {case}
    said = capfd.readouterr()
    assert not [word for word in (*WORDS, str(case), case.hex) if word in said.out + said.err]

    # the other pupil, and the conversation, go on
    assert [one["label"] for one in (await hand.client.get("/cases")).json()] == ["AB"]
    assert await notes(both) == ["AB trives i gymmen"]
    assert await readable(both, Case) == {ab: True}
    said_now = await hand.say("hva nå?", "whats_next")
    assert "failed" not in kinds(said_now)
    with pytest.raises(NotFound):
        await shred(both.state.engine, listed, case)


async def test_no_turn_shows_what_was_said_of_a_shredded_pupil_and_the_others_are_as_they_were(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await whole_conversation(hand)
    await shred(both.state.engine, listed, case)
    (conversation,) = (await hand.client.get("/conversations")).json()
    assert conversation["case"] is None
    turns = (await hand.client.get(f"/conversations/{conversation['id']}/turns")).json()
    assert [turn["text"] for turn in turns if turn["readable"]] == ["AB trives i gymmen"]
    assert len(turns) == 13
    async with both.state.sessions() as session:
        (kept,) = (await session.exec(select(Conversation))).all()
        blank = (await session.exec(select(Turn).where(col(Turn.sealed_text) == GONE))).all()
    assert (kept.case_id, kept.standing) == (None, None)
    assert {(turn.payload_is_gone, turn.ranking, turn.parts) for turn in map(Blank, blank)} == {(True, None, None)}


class Blank:
    def __init__(self, turn: Turn) -> None:
        self.payload_is_gone = turn.sealed_payload is None
        self.ranking, self.parts = turn.ranking, turn.parts


async def test_a_message_of_a_shredded_case_sent_again_is_answered_and_blocks_nothing(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    await hand.say("borte hver mandag", "start_case")
    await hand.say("MK", message_id="label")
    waits = await hand.turn("mor ringte i dag", message_id="again")
    await hand.decide(waits, "answer")
    await shred(both.state.engine, listed, await case_of(hand, "MK"))
    again = await hand.turn("mor ringte i dag", message_id="again")
    assert again["reply"][0]["text"]
    assert (await hand.turn("hei"))["earlier_unanswered"] is False
    assert (await hand.reply(waits["id"], "Svar")).status_code == 200


async def test_a_message_of_no_case_that_holds_what_the_pupil_was_called_is_blank_too(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    named = await hand.say("hei", "greet", key="tablet")
    other = await hand.say("hei igjen", "greet", key="tablet")
    await hand.open_case(label="QZX7")
    case = await case_of(hand, "QZX7")
    async with transaction(both.state) as session:
        turn = await session.get_one(Turn, UUID(named["turn"]))
        await keyring(session).open(turn)
        session.add(turn.seal(keyring(session), [turn.conversation_id], text="takk, QZX7"))
    await shred(both.state.engine, listed, case)
    async with both.state.sessions() as session:
        assert (await session.get_one(Turn, UUID(named["turn"]))).sealed_text == GONE
    assert (await readable(both, Turn))[UUID(other["turn"])]


async def test_what_a_leader_and_who_was_offered_the_case_wrote_of_the_pupil_is_blank_too(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    leader, asked = "demo:faerder:2", "demo:faerder:3"
    turns = {subject: UUID((await hand.say("hei", "greet", subject=subject))["turn"]) for subject in (leader, asked)}
    await hand.open_case(label="QZX7")
    case, leads = await case_of(hand, "QZX7"), await person_of(both, leader)
    async with transaction(both.state) as session:
        for turn in turns.values():
            said = await session.get_one(Turn, turn)
            await keyring(session).open(said)
            session.add(said.seal(keyring(session), [said.conversation_id], text="hvem følger QZX7?"))
        await PeopleService(session).employ(leads, "demo_faerder", "leader")
    assert len((await hand.client.get("/school/cases", headers={**DAY, "X-Demo-Teacher": leader})).json()) == 1
    assert (await send(hand.client, case, "offer", person=str(await person_of(both, asked)), headers=DAY)).is_success
    assert len((await hand.client.get("/offers", headers={**DAY, "X-Demo-Teacher": asked})).json()) == 1
    await shred(both.state.engine, listed, case)
    async with both.state.sessions() as session:
        left = [turn for turn in turns.values() if (await session.get_one(Turn, turn)).sealed_text != GONE]
    assert left == []


async def test_a_turn_that_was_sealed_just_after_the_key_went_is_blanked_too(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    await hand.open_case()
    case = await case_of(hand, "MK")
    async with both.state.sessions() as session:
        late = (await session.exec(select(Turn).order_by(col(Turn.number).desc()))).all()[0]
    await shred(both.state.engine, listed, case)
    async with transaction(both.state) as session:
        await session.exec(update(Turn).where(col(Turn.id) == late.id).values(sealed_text=late.sealed_text))
    await blank_late(both.state.engine, case)
    async with both.state.sessions() as session:
        assert (await session.get_one(Turn, late.id)).sealed_text == GONE


@pytest.mark.parametrize("table", [FactRow, NoteRow, EntryRow])
async def test_what_was_recorded_can_be_deleted_only_when_the_key_of_its_case_is_gone(
    both: FastAPI, hand: Hand, table: type[FactRow | NoteRow | EntryRow]
) -> None:
    await hand.open_case()
    delete = f"DELETE FROM {table.__tablename__}"  # noqa: S608  # our own words
    with pytest.raises(DBAPIError, match="append-only"):
        await sql(both, delete)
    await sql(both, "DELETE FROM data_key")
    await sql(both, delete)
    with pytest.raises(DBAPIError, match="append-only"):
        await sql(both, "DELETE FROM audit")


async def test_every_table_that_names_a_case_is_either_emptied_or_the_audit(both: FastAPI) -> None:
    """A new table has to refer to the case by a foreign key, so that shredding finds it."""

    def columns(connection: Connection) -> tuple[set[str], set[str]]:
        tables = tables_of(connection)
        named = {name for name, table in tables.items() if "case_id" in table.columns}
        return named, {name for name in named if tables[name].columns["case_id"].foreign_keys}

    async with both.state.engine.begin() as connection:
        named, referring = await connection.run_sync(columns)
    assert named - referring == {"audit"}
    assert len(referring) >= 7


async def test_a_restored_backup_brings_nobody_back(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    """The list knows of the case, and the database, from before, does not."""
    await hand.open_case()
    await hand.client.post("/cases", json={"label": "AB", "key": "ab"})
    case = await case_of(hand, "MK")
    listed.add([case, uuid4()])
    assert await shred_again(both.state.engine, listed) == [case]
    assert [one["label"] for one in (await hand.client.get("/cases")).json()] == ["AB"]
    assert await shred_again(both.state.engine, listed) == []


async def test_a_restored_backup_is_looked_through_at_every_start(both: FastAPI, hand: Hand) -> None:
    await hand.open_case()
    await hand.client.post("/cases", json={"label": "AB", "key": "ab"})
    ShreddedList(both.state.settings.shredded_file).add([await case_of(hand, "MK")])
    await both.state.engine.dispose()
    await asyncio.to_thread(run, both.state.settings.database_url, "-m", "api.prepare")
    assert [one["label"] for one in (await hand.client.get("/cases")).json()] == ["AB"]


async def test_a_list_that_was_lost_is_written_again_from_the_audit(
    both: FastAPI, hand: Hand, listed: ShreddedList, tmp_path: Path
) -> None:
    await hand.open_case()
    case = await case_of(hand, "MK")
    await shred(both.state.engine, listed, case)
    anew = ShreddedList(tmp_path / "anew.txt")
    assert await shred_again(both.state.engine, anew) == []
    assert anew.ids() == {case}


def test_a_damaged_list_is_not_read_as_a_shorter_one(tmp_path: Path) -> None:
    file = tmp_path / "shredded.txt"
    file.write_text("6a1f8a52-7c1c-4a4e 2026-", encoding="ascii")
    with pytest.raises(ValueError, match="UUID"):
        ShreddedList(file).ids()


async def test_two_who_shred_one_case_at_once_shred_it_once(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    await hand.open_case()
    case = await case_of(hand, "MK")
    second = create_app(both.state.settings)
    engines = (both.state.engine, second.state.engine)
    done = await asyncio.gather(*(shred(one, listed, case) for one in engines), return_exceptions=True)
    await second.state.engine.dispose()
    assert [type(one) for one in done if one is not True] == [NotFound]
    async with both.state.sessions() as session:
        assert len((await session.exec(select(AuditRow).where(col(AuditRow.what) == "shredded"))).all()) == 1


async def test_the_command_shreds_a_case(settings: Settings, app: FastAPI) -> None:
    async with hand_of(app) as hand:
        await hand.open_case(label="QZX7", worry="zebrafinken er borte")
        case = await case_of(hand, "QZX7")
        sealed = await sealed_of(app, case)
        await app.state.engine.dispose()
        await asyncio.to_thread(run, settings.database_url, "-m", "api.retention", "shred", str(case))
        held = await raw(app)
        assert not [one for one in sealed if one in held]
        assert (await hand.client.get("/cases")).json() == []
