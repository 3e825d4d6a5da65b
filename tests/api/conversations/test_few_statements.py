"""What a turn asks the database: each thing once, whatever number of cases the teacher has."""

from __future__ import annotations

from datetime import date

from fastapi import FastAPI
from sqlalchemy.orm import Session

from api.cases.service import CaseService
from api.engine.commands import Rename
from api.people.service import PeopleService
from tests.api.chat_by_hand import Chat
from tests.api.statements import statements
from tests.api.turns_by_hand import Hand

DAY = date(2026, 8, 24)
# Of an answer in a talk: stored, decided, answered. Two count the request, one asks whose channel the turn is, as of any but our own,
# and one reads the end of the audit's chain.
MOST = 26


async def answered(hand: Hand, text: str) -> None:
    """The whole turn of an answer, as a channel and the action server have it."""
    turn = await hand.turn(text)
    outcome = (await hand.decide(turn, "answer")).json()
    assert "question" in [act["kind"] for act in outcome["utterances"]], outcome
    await hand.reply(turn["id"], *["spørsmålet"] * len(outcome["utterances"]))


async def test_an_answer_takes_few_statements_and_reads_the_list_of_cases_once(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    for label in ("MK", "B2", "B3"):
        await hand.say("ny sak", "start_case")
        await hand.say(label)
    await chat.lead("undring_foresatte")
    await answered(hand, "det går best på de dagene klassen er ute sammen")
    with statements(app) as seen:
        await answered(hand, "han sover dårlig og våkner flere ganger om natta")
    lists = [one for one in seen if "FROM pupil_case" in one and "ORDER BY pupil_case" in one]
    assert len(lists) == 1, lists
    assert not [one for one in seen if "FROM person" in one and "employment.school_id =" in one], (
        "who works at the school"
    )
    assert len(seen) <= MOST, "\n".join(seen)


async def test_turns_without_a_reply_are_found_without_going_through_the_conversation(hand: Hand, app: FastAPI) -> None:
    await Chat(hand, "faerder").open("MK")
    with statements(app) as seen:
        await hand.say("hei", "greet")
    looking = [one for one in seen if "answered_at IS NULL" in one and one.startswith("SELECT")]
    assert len(looking) == 2, seen  # before it is stored, and before it is decided
    async with app.state.sessions() as session:
        for one in looking:
            assert "turn_unanswered" in await session.run_sync(_way_to, one), one


def _way_to(session: Session, statement: str) -> str:
    """By which indexes SQLite finds what a statement asks for."""
    values = (None,) * statement.count("?")
    steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    return "\n".join(step[3] for step in steps)


async def test_the_list_of_cases_is_read_anew_after_something_was_written(app: FastAPI) -> None:
    async with app.state.sessions() as session, session.begin():
        cases = CaseService(session, await PeopleService(session).actor("demo:faerder:1"))
        assert list(await cases.readable()) == []
        opened = await cases.open(key="one", label="MK", today=DAY)
        assert [one.label for one in await cases.readable()] == ["MK"]
        await cases.do(opened, Rename(label="B2"), today=DAY, command_id="two")
        assert [one.label for one in await cases.readable()] == ["B2"]
