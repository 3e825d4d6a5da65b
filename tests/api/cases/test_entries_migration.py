"""From cases without a log to cases with one and back, with data as two devices at once could leave it; all the way from 0002 too."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from api.engine.loader import content_hash, load
from api.main import create_app
from api.settings import Settings
from tests.api.commanding import send
from tests.api.migrating import at, content, decrypted, encrypted, put, read, tables_of
from tests.api.turns_by_hand import Hand, kinds
from tests.conftest import ROOT
from tests.databases import alembic, run

DAY = date(2026, 8, 24)
KARI, OLA, MK, AB, PHONE, CALL, TALK, DOUBLED, LEFT = (UUID(int=number) for number in range(1, 10))
TURNS = [UUID(int=100 + number) for number in range(9)]
FACTS = [UUID(int=200 + number) for number in range(12)]
NOTES = [UUID(int=300 + number) for number in range(12)]
STAY = {"level": "0", "round": 1}


def minute(after: float) -> datetime:
    return datetime(2026, 8, 24, 8, tzinfo=UTC) + timedelta(minutes=after)


# What was recorded in the case MK, in the order of its entries: the command, the turn (None: by hand), and what it took back.
# The doubled walk left answers in the one that was begun last.
MK_LOG: list[tuple[str, int | None, int | None]] = [
    ("open", 0, None),
    ("tick", None, None),
    ("tick", 1, None),
    ("answer", 2, None),
    ("answer", 3, None),
    ("skip_question", None, None),
    ("note", 4, None),
    ("answer", None, None),
    ("take_back", 5, 5),
    ("attempt", None, None),
    ("plan_day", None, None),
    ("answer", 6, None),
    ("share", None, None),
    ("take_back", 8, 7),
]
# By entry: the numbers of its facts and notes, as they are numbered afterwards.
MK_FACTS = {1: [1], 2: [2], 3: [3], 10: [4], 11: [5], 12: [6], 13: [7]}
MK_NOTES = {1: [1], 4: [2], 5: [3], 6: [4], 7: [5], 8: [6], 9: [7], 12: [8], 14: [9]}
AB_LOG = [("open", None, None), ("close", 7, None), ("reopen", None, None), ("note", 8, None)]


def fact(id_: int, number: int, kind: str, after: float, turn: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": FACTS[id_],
        "case_id": MK,
        "number": number,
        "kind": kind,
        **STAY,
        "occurred_on": DAY,
        "recorded_at": minute(after),
        "recorded_by": KARI,
        "turn_id": None if turn is None else TURNS[turn],
        **more,
    }


def note(
    id_: int, number: int, kind: str, after: float, turn: int | None, text: str | None, **more: Any
) -> dict[str, Any]:
    return {
        "id": NOTES[id_],
        "case_id": MK,
        "number": number,
        "kind": kind,
        "text": encrypted(text),
        "recorded_at": minute(after),
        "recorded_by": KARI,
        "turn_id": None if turn is None else TURNS[turn],
        **more,
    }


def of(question: str, run_id: UUID = TALK) -> dict[str, Any]:
    return {"run_id": run_id, "question_id": question}


def walk(id_: UUID, guide: str, begun: float, ended: float | None = None) -> dict[str, Any]:
    end = None if ended is None else minute(ended)
    return {"id": id_, "case_id": MK, "guide_id": guide, **STAY, "started_at": minute(begun), "ended_at": end}


def before(connection: Connection) -> None:
    """A school on a real routine, two of its teachers, and two cases that one phone and one page have worked on."""
    routine = load(ROOT / "routines" / "faerder")
    teacher = {"school_id": "demo_faerder", "role": "teacher"}
    case = {"school_id": "demo_faerder", "routine_hash": content_hash(routine), "created_by": KARI}
    put(
        connection,
        routine_version=[
            {
                "hash": content_hash(routine),
                "routine_id": "faerder",
                "content": routine.model_dump(mode="json", by_alias=True),
                "published_at": minute(0),
            }
        ],
        school=[{"id": "demo_faerder", "name": "Skolen", "routine_id": "faerder", "language": "nb"}],
        teacher=[
            {"id": KARI, "subject": "demo:faerder:1", "name": "Kari", **teacher},
            {"id": OLA, "subject": "demo:faerder:2", "name": "Ola", **teacher},
        ],
        pupil_case=[
            {"id": MK, "key": "mk", "label": encrypted("MK"), "created_at": minute(1), **case},
            {"id": AB, "key": "ab", "label": encrypted("AB"), "created_at": minute(2), **case},
        ],
        case_member=[{"case_id": one, "teacher_id": who} for one, who in ((MK, KARI), (AB, KARI), (MK, OLA))],
        conversation=[
            {
                "id": PHONE,
                "teacher_id": KARI,
                "channel": "web",
                "key": "phone",
                "case_id": MK,
                "offered": encrypted([]),
                "misunderstood": 0,
                "last_turn": len(TURNS),
            }
        ],
        turn=[
            {
                "id": id_,
                "conversation_id": PHONE,
                "number": number,
                "message_id": f"before{number}",
                "text": encrypted(f"melding {number}"),
                "today": DAY,
                "received_at": minute(number),
                "outcome": encrypted({"acts": [], "listening": False, "verdict": "answer", "private": {}}),
                "reply": encrypted([{"text": "Svar", "buttons": []}]),
                "answered_at": minute(number),
            }
            for number, id_ in enumerate(TURNS, 1)
        ],
        guide_run=[
            walk(LEFT, "undring_elev", 4),
            walk(TALK, "undring_elev", 4.001),
            walk(DOUBLED, "kartlegging_elev", 4),
            walk(CALL, "undring_foresatte", 9, 12),
        ],
        fact=[
            fact(0, 1, "concern_raised", 1, 0),
            fact(1, 2, "task_done", 2, task="use_templates"),
            fact(2, 3, "task_done", 3, 1, task="use_templates", supersedes=2, occurred_on=date(2026, 8, 21)),
            fact(3, 4, "attempted", 11, task="talk_foresatte"),
            fact(4, 5, "planned", 10.5, task="talk_pupil", on_date=date(2026, 8, 25)),  # the clock was put back
            fact(5, 6, "talk_held", 12.001, 6, with_whom="foresatte"),
            fact(6, 7, "handed_over", 13),
            fact(7, 1, "concern_raised", 2, case_id=AB),
            fact(8, 2, "closed", 3, 7, case_id=AB),
            fact(9, 3, "reopened", 4, case_id=AB),
        ],
        note=[
            note(0, 1, "concern", 1.001, 0, "borte hver mandag"),
            note(1, 2, "answer", 5, 2, "liker kunst", **of("ue.trivsel")),
            note(2, 3, "answer", 6, 3, "gymmen", **of("ue.bra")),
            note(3, 3, "skip", 6.001, None, None, **of("ue.borte")),
            note(4, 4, "loose", 7, 4, "AB har gruet seg"),
            note(5, 4, "answer", 7.001, None, "mandager", **of("ue.tungt")),
            note(6, 5, "taken_back", 8, 5, None, replaces=NOTES[2], **of("ue.bra")),
            note(7, 6, "answer", 11.999, 6, "vi ringes på fredag", **of("uf.framover", CALL)),
            note(8, 7, "taken_back", 14, 8, None, replaces=NOTES[4]),
            note(9, 1, "loose", 14.001, 8, "AB har gruet seg", case_id=AB),
        ],
    )


def grouped(connection: Connection, table: str, case: UUID) -> dict[int, list[int]]:
    """The numbers by entry."""
    found = defaultdict(list)
    for case_id, entry, number in read(connection, table, "case_id", "entry", "number"):
        if case_id == case:
            found[entry].append(number)
    return dict(found)


def check_entries(connection: Connection) -> None:
    logs = read(connection, "entry", "case_id", "number", "do", "turn_id", "takes_back")
    for case, expected in ((MK, MK_LOG), (AB, AB_LOG)):
        assert [line[1:] for line in logs if line[0] == case] == [
            (number, do, None if turn is None else TURNS[turn], back)
            for number, (do, turn, back) in enumerate(expected, 1)
        ]
    assert (grouped(connection, "fact", MK), grouped(connection, "note", MK)) == (MK_FACTS, MK_NOTES)
    assert (grouped(connection, "fact", AB), grouped(connection, "note", AB)) == ({1: [1], 2: [2], 3: [3]}, {4: [1]})
    assert read(connection, "pupil_case", "id", "revision") == [(MK, len(MK_LOG)), (AB, len(AB_LOG))]
    assert read(connection, "note", "id", "replaces_number") == [
        (id_, {NOTES[6]: 3, NOTES[8]: 5}.get(id_)) for id_ in NOTES[:10]
    ]
    begun = {
        line[1]: line[2] for line in read(connection, "entry", "case_id", "number", "recorded_at") if line[0] == MK
    }
    assert (begun[1], begun[6], begun[14]) == (minute(1), minute(6.001), minute(14))
    assert {who for (who,) in read(connection, "entry", "recorded_by")} == {KARI}
    walks = dict(read(connection, "guide_run", "id", "ended_at"))
    assert walks == {CALL: minute(12), TALK: None, DOUBLED: None, LEFT: minute(4)}
    facts = read(connection, "fact", "id", "run_id", "person_id")
    assert [row for row in facts if row[1:] != (None, None)] == [(FACTS[5], CALL, None), (FACTS[6], None, OLA)]


def again(table: str, row: dict[str, Any], **other: Any) -> Callable[[Connection], None]:
    """Writes a row that is there once more, with `other` values."""

    def write(connection: Connection) -> None:
        of_table = tables_of(connection)[table]
        wanted = of_table.select()
        for name, value in row.items():
            wanted = wanted.where(of_table.c[name] == value)
        found = dict(connection.execute(wanted).mappings().one())
        connection.execute(of_table.insert().values(found | other))

    return write


def sql(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.exec_driver_sql(statement)


NEW = UUID(int=999)
LINE, FACT, NOTE, OPEN = {"case_id": MK, "number": 1}, {"id": FACTS[0]}, {"id": NOTES[1]}, {"id": TALK}
REFUSED: dict[str, Callable[[Connection], object]] = {
    "a fact is never changed": sql("UPDATE fact SET kind = 'closed'"),
    "a note is never changed": sql("UPDATE note SET kind = 'loose'"),
    "an entry is never changed": sql("UPDATE entry SET do = 'tick'"),
    "an entry has its number alone": again("entry", LINE, command_id="new"),
    "a command is done once": again("entry", LINE, number=99),
    "an entry is of a case": again("entry", LINE, case_id=NEW),
    "a fact has its number alone": again("fact", FACT, id=NEW),
    "a fact has an entry": again("fact", FACT, id=NEW, number=99, entry=None),
    "a note has its number alone": again("note", NOTE, id=NEW),
    "a note has an entry": again("note", NOTE, id=NEW, number=99, entry=None),
    "a note is of a kind": again("note", NOTE, id=NEW, number=99, kind="letter"),
    "a question is of a walk": again("note", NOTE, id=NEW, number=99, run_id=None),
    "a walk is there": again("note", NOTE, id=NEW, number=99, run_id=NEW),
    "a walk is of a question": again("note", NOTE, id=NEW, number=99, question_id=None),
    "one open walk a talk and stay": again("guide_run", OPEN, id=NEW),
}
TAKEN = {
    "a turn writes several notes": again("note", NOTE, id=NEW, number=99),
    "a reason is a note": again("note", NOTE, id=NEW, number=99, kind="reason"),
    "a walk in another round": again("guide_run", OPEN, id=NEW, round=2),
    "an ended walk": again("guide_run", OPEN, id=NEW, ended_at=minute(20)),
}


class Undone(Exception):
    """Ends a transaction so that nothing of it stays."""


def tried(write: Callable[[Connection], object], connection: Connection) -> None:
    write(connection)
    raise Undone


async def check_rules(url: str) -> None:
    for rule, broken in REFUSED.items():
        try:
            await at(url, broken)
        except DBAPIError:
            continue
        pytest.fail(rule)
    for kept in TAKEN.values():
        with pytest.raises(Undone):
            await at(url, partial(tried, kept))


async def migrate(url: str, *commands: str) -> None:
    await asyncio.to_thread(alembic, url, *commands)


def renumbered(kept: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Without what the migration mended for good: numbers of notes, and the end of a doubled walk."""
    return {name: found for name, found in kept.items() if name not in ("note", "guide_run", "alembic_version")}


def notes_apart(connection: Connection) -> list[tuple[Any, ...]]:
    """The notes with all they had before, their numbers apart."""
    names = sorted(column.name for column in tables_of(connection)["note"].columns if column.name != "number")
    return read(connection, "note", "id", *names)


async def test_what_was_written_gets_its_log_and_loses_it_again(empty_database: str) -> None:
    await migrate(empty_database, "upgrade 0002")
    await at(empty_database, before)
    await migrate(empty_database, "upgrade 0004")
    old, old_notes = await at(empty_database, content), await at(empty_database, notes_apart)
    await migrate(empty_database, "upgrade 0005")
    await at(empty_database, check_entries)
    await check_rules(empty_database)
    await migrate(empty_database, "downgrade 0004")
    assert renumbered(await at(empty_database, content)) == renumbered(old)
    assert await at(empty_database, notes_apart) == old_notes
    for statement in ("UPDATE fact SET kind = 'closed'", "UPDATE note SET kind = 'loose'"):
        with pytest.raises(DBAPIError, match="append-only"):
            await at(empty_database, sql(statement))
    with pytest.raises(DBAPIError):  # one note of a kind a turn, as it was
        await at(empty_database, again("note", NOTE, id=NEW))


@asynccontextmanager
async def used(url: str) -> AsyncIterator[Hand]:
    """The program of today on the database."""
    app = create_app(Settings(database_url=url))
    transport = httpx.ASGITransport(app=app)
    headers = {"X-Today": str(DAY), "X-Demo-Teacher": "demo:faerder:1"}
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers) as client:
        yield Hand(client, app.state.settings)
    await app.state.engine.dispose()


async def plan_of(hand: Hand, case: UUID = MK) -> dict[str, Any]:
    plan: dict[str, Any] = (await hand.client.get(f"/cases/{case}/plan")).json()
    return plan


async def stands(hand: Hand) -> tuple[dict[str, Any], ...]:
    """What counts in the case: the tasks that are done, by their day, and the answers."""
    plan = await plan_of(hand)
    done = {task["id"]: task["done_on"] for task in plan["tasks"] if task["done_on"]}
    return done, {answer["question"]: answer["text"] for answer in plan["answers"]}


async def do(hand: Hand, command: str, **more: Any) -> int:
    """The number of the entry."""
    done = await send(hand.client, MK, command, headers=None, **more)
    assert done.status_code == 200, done.text
    entry: int = done.json()["entry"]
    return entry


DONE = {"use_templates": "2026-08-21", "talk_foresatte": "2026-08-24"}
ANSWERS = {"ue.trivsel": "liker kunst", "ue.tungt": "mandager", "uf.framover": "vi ringes på fredag"}


async def check_taking_back(hand: Hand) -> None:
    """Every old entry is taken back as if the program of today had made it, and back again."""
    seen_by_ola = {"X-Demo-Teacher": "demo:faerder:2"}
    taken: list[int] = []
    for old, is_so in (
        (8, lambda done, answers: "ue.tungt" not in answers),
        (3, lambda done, answers: done["use_templates"] == "2026-08-24"),  # what it had corrected counts again
        (9, lambda done, answers: answers["ue.bra"] == "gymmen"),  # the taking back is taken back
        (12, lambda done, answers: "talk_foresatte" not in done and "uf.framover" not in answers),
    ):
        taken.append(await do(hand, "take_back", entry=old))
        assert is_so(*await stands(hand)), old
    walks = {walk["run"]: walk["open"] for walk in (await hand.client.get(f"/cases/{MK}/talks")).json()["walks"]}
    assert walks == {str(CALL): True, str(TALK): True, str(DOUBLED): True, str(LEFT): False}
    assert (await hand.client.get(f"/cases/{MK}/plan", headers=seen_by_ola)).status_code == 200
    taken.append(await do(hand, "take_back", entry=13))
    assert (await hand.client.get(f"/cases/{MK}/plan", headers=seen_by_ola)).status_code == 404
    for entry in taken:
        await do(hand, "take_back", entry=entry)
    assert (await hand.client.get(f"/cases/{MK}/plan", headers=seen_by_ola)).status_code == 200
    assert await stands(hand) == (DONE, ANSWERS)


def check_first_release(connection: Connection) -> None:
    """What counts now counts for that program too: to it, all that is pointed at has been replaced."""
    facts = [row for row in read(connection, "fact", "case_id", "number", "kind", "task", "supersedes") if row[0] == MK]
    assert [row[1] for row in facts] == list(range(1, len(facts) + 1))  # the next one gets the number after
    replaced = {row[4] for row in facts}
    counting = [row[2:4] for row in facts if row[1] not in replaced and row[2] != "withdrawn"]
    assert sorted(counting, key=str) == [
        ("attempted", "talk_foresatte"),
        ("concern_raised", None),
        ("handed_over", None),
        ("planned", "talk_pupil"),
        ("talk_held", None),
        ("task_done", "use_templates"),
        ("task_skipped", "talk_pupil"),
    ]
    notes = [row for row in read(connection, "note", "case_id", "id", "kind", "text", "replaces") if row[0] == MK]
    back = {row[4] for row in notes if row[2] == "taken_back"}
    counting = [(decrypted(row[3]), row[2]) for row in notes if row[1] not in back and row[2] != "taken_back"]
    assert sorted(counting, key=str) == sorted(
        [
            *((words, "answer") for words in ANSWERS.values()),
            ("borte hver mandag", "concern"),
            ("Eleven er på ferie", "loose"),
            (None, "skip"),
        ],
        key=str,
    )
    assert read(connection, "case_member", "case_id", "teacher_id") == [(MK, KARI), (AB, KARI)]


async def test_a_database_of_the_first_release_is_used_by_the_program_of_today_and_goes_back(
    empty_database: str,
) -> None:
    await migrate(empty_database, "upgrade 0002")
    await at(empty_database, before)
    await asyncio.to_thread(run, empty_database, "-m", "api.prepare")
    await at(empty_database, check_entries)
    async with used(empty_database) as hand:
        assert await stands(hand) == (DONE, ANSWERS)
        assert (await plan_of(hand, AB))["status"] == "open"
        lines = (await hand.client.get(f"/cases/{MK}/history")).json()["entries"]
        assert [line["number"] for line in lines if not line["counts"]] == [2, 5, 7]
        assert "summary" in kinds(await hand.say("oppsummer", "summary"))
        await check_taking_back(hand)
        await do(hand, "skip_task", task="talk_pupil", reason="Eleven er på ferie")
        await do(hand, "unshare", person=str(OLA))
        stood = await stands(hand)
        assert (await plan_of(hand, AB))["revision"] == len(AB_LOG)

    await migrate(empty_database, "downgrade 0002")
    await at(empty_database, check_first_release)
    await migrate(empty_database, "upgrade head", "check")
    async with used(empty_database) as hand:
        assert await stands(hand) == stood
        lines = (await hand.client.get(f"/cases/{MK}/history")).json()
        assert [line["number"] for line in lines["entries"]] == list(range(1, lines["revision"] + 1))
    await check_rules(empty_database)
