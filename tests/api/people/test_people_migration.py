"""From teachers to persons and back, with data in the database: nobody loses a case, and nobody gets one."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from tests.api.migrating import at, content, put, read, tables_of
from tests.databases import alembic

OPENED, LET_IN, READ = (datetime(2026, 8, day, 9, tzinfo=UTC) for day in (24, 26, 27))
OWNER, SUBSTITUTE, ELSEWHERE, CASE, PHONE, TURN, NOTE = (UUID(int=number) for number in range(1, 8))
ALL = (
    "routine_version school teacher pupil_case case_member conversation turn guide_run fact note reading version_move"
).split()
MET_BEFORE = set(ALL) - {"teacher", "case_member", "conversation", "reading"}


def before(connection: Connection) -> None:
    """A case that was shared with a substitute; a teacher at another school with a role and a language nobody knows."""
    person = {"school_id": "a", "role": "teacher", "language": "nn"}
    put(
        connection,
        routine_version=[{"hash": "h", "routine_id": "r", "content": {}, "published_at": OPENED}],
        school=[{"id": id_, "name": id_, "routine_id": "r", "language": "nb"} for id_ in ("a", "b")],
        teacher=[
            {"id": OWNER, "subject": "demo:1", "name": "Kari", **person},
            {"id": SUBSTITUTE, "subject": "demo:2", "name": "Ola", **person, "role": "leader", "language": None},
            {"id": ELSEWHERE, "subject": "demo:3", "name": "Per", **person, "school_id": "b"},
        ],
        pupil_case=[
            {
                "id": CASE,
                "key": "k",
                "school_id": "a",
                "routine_hash": "h",
                "label": b"MK",
                "created_by": OWNER,
                "created_at": OPENED,
            }
        ],
        case_member=[{"case_id": CASE, "teacher_id": OWNER}, {"case_id": CASE, "teacher_id": SUBSTITUTE}],
        conversation=[
            {
                "id": PHONE,
                "teacher_id": SUBSTITUTE,
                "channel": "web",
                "key": "phone",
                "case_id": CASE,
                "offered": b"[]",
                "misunderstood": 0,
                "last_turn": 1,
            }
        ],
        turn=[
            {
                "id": TURN,
                "conversation_id": PHONE,
                "number": 1,
                "message_id": "m",
                "text": b"hei",
                "today": date(2026, 8, 26),
                "received_at": READ,
            }
        ],
        fact=[
            {
                "id": UUID(int=100 + number),
                "case_id": CASE,
                "number": number,
                "kind": kind,
                "level": "0",
                "round": 1,
                "occurred_on": date(2026, 8, 24),
                "recorded_at": when,
                "recorded_by": OWNER,
            }
            for number, kind, when in ((1, "concern_raised", OPENED), (2, "handed_over", LET_IN))
        ],
        note=[
            {
                "id": NOTE,
                "number": 1,
                "case_id": CASE,
                "kind": "loose",
                "text": b"x",
                "turn_id": TURN,
                "recorded_at": READ,
                "recorded_by": SUBSTITUTE,
            }
        ],
        reading=[
            {"case_id": CASE, "teacher_id": OWNER, "what": "plan", "at": OPENED},
            {"case_id": CASE, "teacher_id": SUBSTITUTE, "what": "brief", "at": READ},
        ],
    )


def check_people(connection: Connection) -> None:
    assert read(connection, "person", "id", "name", "language") == [
        (OWNER, "Kari", "nn"),
        (SUBSTITUTE, "Ola", None),
        (ELSEWHERE, "Per", "nn"),
    ]
    assert read(connection, "identity", "issuer", "subject", "person_id") == [
        ("local", "demo:1", OWNER),
        ("local", "demo:2", SUBSTITUTE),
        ("local", "demo:3", ELSEWHERE),
    ]
    assert read(connection, "employment", "person_id", "school_id", "role") == [
        (OWNER, "a", "teacher"),
        (SUBSTITUTE, "a", "leader"),
        (ELSEWHERE, "b", "teacher"),
    ]
    assert read(connection, "case_member", "case_id", "person_id", "role", "since", "until") == [
        (CASE, OWNER, "owner", OPENED, None),
        (CASE, SUBSTITUTE, "member", LET_IN, None),
    ]
    assert read(connection, "conversation", "id", "person_id", "school_id") == [(PHONE, SUBSTITUTE, "a")]
    assert read(connection, "audit", "case_id", "person_id", "what", "at", "turn_id") == [
        (CASE, OWNER, "plan", OPENED, None),
        (CASE, SUBSTITUTE, "brief", READ, None),
    ]


REFUSED = [
    "UPDATE audit SET what = 'list'",
    "DELETE FROM audit",
    "UPDATE fact SET kind = 'closed'",
    "UPDATE person SET language = 'se'",
    "UPDATE employment SET role = 'rektor'",
    "UPDATE case_member SET role = 'guest'",
    "UPDATE case_member SET until = '2020-01-01 00:00:00'",
    "UPDATE case_member SET person_id = (SELECT min(person_id) FROM identity WHERE subject = 'demo:1')",
    "UPDATE identity SET subject = 'demo:1'",
    "UPDATE conversation SET school_id = NULL",
    "UPDATE conversation SET school_id = 'nowhere'",
    "UPDATE fact SET recorded_by = id",
]


async def test_teachers_become_persons_and_teachers_again(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0002")
    await at(empty_database, before)
    old = await at(empty_database, content)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0003")
    await at(empty_database, check_people)
    new = await at(empty_database, content)
    assert {name: new[name] for name in MET_BEFORE} == {name: old[name] for name in MET_BEFORE}
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            await at(empty_database, lambda connection, said=statement: connection.execute(sa.text(said)))  # type: ignore[misc]
    await asyncio.to_thread(alembic, empty_database, "downgrade 0002")
    assert await at(empty_database, content) == old | {"alembic_version": [("0002",)]}
    await asyncio.to_thread(alembic, empty_database, "upgrade 0003")
    await at(empty_database, check_people)


def since_then(connection: Connection) -> None:
    """What teachers could not be: at two schools, at none any longer, known by two logins, let in no longer."""
    tables = tables_of(connection)
    put(
        connection,
        employment=[{"person_id": OWNER, "school_id": "b", "role": "adviser"}],
        identity=[{"issuer": "https://login.example", "subject": "0", "person_id": OWNER}],
        conversation=[
            {
                "id": UUID(int=50 + number),
                "person_id": OWNER,
                "school_id": school,
                "channel": "web",
                "key": "phone",
                "offered": b"[]",
                "misunderstood": 0,
                "last_turn": 0,
            }
            for number, school in enumerate("ab")
        ],
        audit=[
            {"id": UUID(int=60), "case_id": UUID(int=61), "person_id": OWNER, "what": "plan", "at": READ},
            {"id": UUID(int=62), "case_id": CASE, "person_id": None, "what": "moved", "at": READ},
        ],
    )
    employment, member = tables["employment"], tables["case_member"]
    connection.execute(employment.delete().where(employment.c.person_id == ELSEWHERE))
    connection.execute(member.update().where(member.c.person_id == SUBSTITUTE).values(until=READ))


def check_teachers(connection: Connection) -> None:
    assert read(connection, "teacher", "id", "subject", "school_id", "role")[:2] == [
        (OWNER, "demo:1", "a", "teacher"),
        (SUBSTITUTE, "demo:2", "a", "leader"),
    ]
    (_, _, (_, subject)) = read(connection, "teacher", "id", "subject")
    assert subject.startswith("nobody:")
    assert read(connection, "case_member", "case_id", "teacher_id") == [(CASE, OWNER)]
    assert read(connection, "conversation", "teacher_id", "key") == [
        (OWNER, "phone"),
        (OWNER, "phone@b"),
        (SUBSTITUTE, "phone"),
    ]
    assert read(connection, "reading", "teacher_id", "what") == [(OWNER, "plan"), (SUBSTITUTE, "brief")]


async def test_what_no_teacher_could_be_goes_back_to_less_and_never_to_more(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0002")
    await at(empty_database, before)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0003")
    await at(empty_database, since_then)
    await asyncio.to_thread(alembic, empty_database, "downgrade 0002")
    await at(empty_database, check_teachers)
