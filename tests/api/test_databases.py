"""The same on SQLite and on PostgreSQL: from an empty database on, two at once, and that what was written is never changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from api.cases.models import Case, CaseMember, FactRow, NoteRow
from api.conversations.models import Conversation, Turn
from api.database import transaction
from api.main import create_app, database_health
from api.people.models import Identity, Person
from api.prepare import publish
from api.routines.models import RoutineVersion
from api.schools.models import School
from api.settings import Settings
from tests.api.commanding import send
from tests.api.turns_by_hand import Hand, kinds, rows
from tests.changing import change, copied
from tests.databases import alembic, run

TODAY = {"X-Today": "2026-08-24"}


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://api", headers=TODAY
    ) as client:
        yield client


@pytest.fixture
async def hand(both: FastAPI) -> AsyncIterator[Hand]:
    """The far sides of the turn's routes, on each kind of database."""
    async with client_of(both) as client:
        yield Hand(client, both.state.settings)


@pytest.fixture
async def from_empty(empty_database: str) -> AsyncIterator[FastAPI]:
    """The backend on a database that was made by the command that comes before the start."""
    await asyncio.to_thread(run, empty_database, "-m", "api.prepare")
    app = create_app(Settings(database_url=empty_database))
    yield app
    await app.state.engine.dispose()


async def talk_through(hand: Hand, subject: str) -> list[str]:
    """A whole conversation: opens a case, leads a talk, asks, switches, and ends it."""
    said: list[str] = []

    async def say(words: str, intent: str = "answer", **other: object) -> None:
        outcome = await hand.say(words, intent, subject=subject, **other)
        assert "failed" not in kinds(outcome), words
        assert (await hand.reply(outcome["turn"], "Svar")).status_code == 200
        said.extend(kinds(outcome))

    await say("borte hver mandag", "start_case")
    await say("MK")
    await say("Start", payload='/press{"guide":"undring_elev"}')
    await say("liker best kunst")
    await say("hva nå?", "whats_next")
    await say("hopp over", "skip")
    await say("tilbake", "go_back")
    await say("pause", "pause")
    await say("hvilke saker har jeg?", "list_cases")
    await say("hvem må være med?", "ask_who")
    await say("fortsett", "resume")
    await say("oppsummer", "summary")
    await say("avslutt saken", "close_case")
    await say("ja", "affirm")
    return said


async def test_a_case_is_opened_and_talked_through_from_an_empty_database(from_empty: FastAPI) -> None:
    async with client_of(from_empty) as client:
        assert (await client.get("/routines")).status_code == 200
        said = await talk_through(Hand(client, from_empty.state.settings), "demo:faerder:1")
        (line,) = (await client.get("/cases")).json()
        assert (await client.get(f"/cases/{line['id']}/plan")).status_code == 200
    assert {"case_opened", "question", "summary", "case_closed"} <= set(said)
    assert [fact.kind for fact in await rows(from_empty, FactRow)] == ["concern_raised", "closed"]


async def test_conversations_go_on_while_a_routine_is_published(both: FastAPI, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    settings: Settings = both.state.settings.model_copy(update={"routines_folder": folder})

    async with client_of(both) as client:
        hand = Hand(client, settings)
        talks = [talk_through(hand, f"demo:faerder:{number}") for number in (1, 2)]
        publishing = asyncio.create_task(publish_two(settings, folder))
        said = await asyncio.gather(*talks)
        await publishing
    assert [talk[-1] for talk in said] == ["case_closed", "case_closed"]
    assert len([v for v in await rows(both, RoutineVersion) if v.routine_id == "faerder"]) == 3


async def publish_two(settings: Settings, folder: Path) -> None:
    file = folder / "faerder" / "routine.yaml"
    for title in ("Ny utgave", "Enda en"):
        change(file, lambda content: content["source"].update(title=title))  # noqa: B023  # called at once
        await publish(settings)


async def test_a_case_is_worked_on_and_its_past_cannot_be_changed(both: FastAPI) -> None:
    async with client_of(both) as teacher:
        case = (await teacher.post("/cases", json={"label": "MK", "key": "one"})).json()["case"]
        answer = {"guide": "undring_elev", "question": "ue.trivsel", "text": "Liker best kunst"}
        plan = (await send(teacher, case, "answer", **answer)).json()["plan"]
        assert plan["answers"] == [{"question": "ue.trivsel", "text": "Liker best kunst"}]
    for table, column in (("fact", "kind"), ("note", "kind")):
        with pytest.raises(DBAPIError, match="append-only"):
            async with both.state.engine.begin() as connection:
                await connection.execute(text(f"UPDATE {table} SET {column} = 'loose'"))  # noqa: S608  # our own words


def test_the_schema_goes_up_down_and_up_again(empty_database: str) -> None:
    alembic(empty_database, "upgrade head", "downgrade base", "upgrade head", "check")


async def test_two_that_prepare_an_empty_database_at_once_make_one(empty_database: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(run, empty_database, "-m", "api.prepare") for _ in range(2)))
    app = create_app(Settings(database_url=empty_database))
    versions = [version.routine_id for version in await rows(app, RoutineVersion)]
    assert sorted(set(versions)) == sorted(versions)
    assert len(versions) >= 5
    assert len(await rows(app, Identity)) == len(await rows(app, Person)) > 5
    assert await rows(app, School)
    await app.state.engine.dispose()


async def test_a_turn_run_twice_at_once_is_decided_and_answered_once(hand: Hand, both: FastAPI) -> None:
    await hand.open_case()
    turn = await hand.turn("mor ringte i dag", message_id="a")
    first, meanwhile = await asyncio.gather(hand.decide(turn, "answer"), hand.decide(turn, "whats_next"))
    assert (first.status_code, first.content) == (200, meanwhile.content)
    replies = await asyncio.gather(hand.reply(turn["id"], "Notert."), hand.reply(turn["id"], "Skrevet ned."))
    assert replies[0].content == replies[1].content
    assert (await hand.turn("mor ringte i dag", message_id="a"))["reply"] == replies[0].json()["messages"]
    assert [note.text for note in await rows(both, NoteRow)] == ["borte hver mandag", "mor ringte i dag"]


async def test_the_first_message_sent_many_times_at_once_is_one_turn(hand: Hand, both: FastAPI) -> None:
    sent = await asyncio.gather(*(hand.store("hei", message_id="a") for _ in range(8)))
    assert {(answer.status_code, answer.content) for answer in sent} == {(201, sent[0].content)}
    assert (len(await rows(both, Conversation)), len(await rows(both, Turn))) == (1, 1)


async def test_a_later_message_sent_many_times_at_once_is_one_turn(hand: Hand, both: FastAPI) -> None:
    await hand.say("hei", "greet")
    sent = await asyncio.gather(*(hand.store("hva nå?", message_id="a") for _ in range(8)))
    assert {(answer.status_code, answer.content) for answer in sent} == {(201, sent[0].content)}
    assert sorted(turn.number for turn in await rows(both, Turn)) == [1, 2]


async def test_messages_at_once_in_a_new_conversation_are_numbered_without_holes(hand: Hand, both: FastAPI) -> None:
    sent = await asyncio.gather(*(hand.store(f"melding {number}", message_id=f"m{number}") for number in range(8)))
    assert {answer.status_code for answer in sent} == {201}
    assert sorted(turn.number for turn in await rows(both, Turn)) == list(range(1, 9))


async def test_one_key_sent_many_times_at_once_opens_one_case(hand: Hand, both: FastAPI) -> None:
    case = {"label": "MK", "key": "one"}
    opened = await asyncio.gather(*(hand.client.post("/cases", json=case) for _ in range(8)))
    assert {(answer.status_code, answer.content) for answer in opened} == {(201, opened[0].content)}
    counted = [len(await rows(both, Case)), len(await rows(both, CaseMember)), len(await rows(both, FactRow))]
    assert counted == [1, 1, 1]


async def test_health_sees_the_schema_and_that_something_can_be_written(both: FastAPI, empty_database: str) -> None:
    assert await database_health(both) == {"database": True, "writable": True}
    assert len(await rows(both, School)) >= 5
    empty = create_app(Settings(database_url=empty_database))
    assert await database_health(empty) == {"database": False, "writable": False}
    await empty.state.engine.dispose()


async def test_asking_whether_all_is_ready_waits_for_a_turn_and_does_not_hold_it_up(both: FastAPI) -> None:
    async with transaction(both.state) as session:
        await session.exec(select(NoteRow))
        asked = asyncio.create_task(database_health(both))
        for _ in range(20):
            await asyncio.sleep(0)
        await session.exec(select(NoteRow))
    assert all((await asked).values())
