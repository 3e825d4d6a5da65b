"""From a database where all texts lay under the master key, with data in it, to a key for each case; and back again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from api.keys.sealing import DataKeys, MasterKeys, keys_of
from tests.api.migrating import KEY, at, decrypted, encrypted, tables_of
from tests.databases import alembic

NOW = datetime(2026, 8, 24, tzinfo=UTC)
MK, AB, CONVERSATION, QUIET, RUN = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
BUTTON = {"title": "MK", "payload": f'/press{{"case":"{MK}"}}'}
NAMES = ("hello", "worry", "label", "skipped", "list", "other", "pressed", "waits")
TURNS = {name: uuid4() for name in NAMES}
SAID: dict[str, dict[str, Any]] = {
    # text, the texts its references stand for, and what was replied; `waits` is undecided
    "hello": {"text": "hei", "reply": "Hei!"},
    "worry": {"text": "eleven er borte hver mandag", "reply": "Hva kalles eleven?"},
    "label": {"text": "MK", "private": {"1": "MK"}, "reply": "Saken MK er opna."},
    "skipped": {"text": "hopp over", "reply": "Neste spørsmål."},
    "list": {"text": "vis sakene", "private": {"1": "MK", "2": "AB"}, "reply": "1. MK 2. AB"},
    "other": {"text": "AB gråt i dag", "private": {"1": "AB"}, "reply": "Notert i AB.", "buttons": [BUTTON]},
    "pressed": {"text": "ringt heim", "payload": f'/press{{"tick":"ring","at":"{AB.hex[:12]}.1.1"}}', "reply": "OK."},
    "waits": {"text": "mor til MK ringte"},
}
# What each has touched. Where nothing shows it, all that came before counts.
TOUCHED = {
    "hello": {CONVERSATION},
    "worry": {MK},
    "label": {MK},
    "skipped": {MK},
    "list": {MK, AB},
    "other": {MK, AB},
    "pressed": {AB},
    "waits": {CONVERSATION},
}


def fill(connection: Connection) -> None:
    """A school with one teacher, two cases, and a conversation about both, as they lay before."""
    tables = tables_of(connection)
    teacher = uuid4()

    def put(table: str, **values: Any) -> None:
        connection.execute(tables[table].insert().values(values))

    put("routine_version", hash="abc", routine_id="faerder", content={"thresholds": []}, published_at=NOW)
    put("school", id="s", name="Skolen", routine_id="faerder", language="nb")
    put("teacher", id=teacher, school_id="s", subject="demo", name="Lærer", role="teacher")
    for case, label in ((MK, "MK"), (AB, "AB")):
        put(
            "pupil_case",
            id=case,
            key=label,
            school_id="s",
            routine_hash="abc",
            label=encrypted(label),
            created_by=teacher,
            created_at=NOW,
        )
        put("case_member", case_id=case, teacher_id=teacher)
    for conversation, key in ((CONVERSATION, "phone"), (QUIET, "tablet")):
        put(
            "conversation",
            id=conversation,
            teacher_id=teacher,
            channel="web",
            key=key,
            offered=encrypted([]),
            misunderstood=0,
            last_turn=len(TURNS),
        )
    for number, (name, said) in enumerate(SAID.items(), 1):
        outcome = {"acts": [], "listening": False, "verdict": "answer", "private": said.get("private", {})}
        reply = [{"text": said.get("reply"), "buttons": said.get("buttons", [])}]
        put(
            "turn",
            id=TURNS[name],
            conversation_id=CONVERSATION,
            number=number,
            message_id=name,
            text=encrypted(said["text"]),
            payload=encrypted(said.get("payload")),
            today=date(2026, 8, 24),
            received_at=NOW,
            outcome=encrypted(outcome) if "reply" in said else None,
            reply=encrypted(reply) if "reply" in said else None,
            answered_at=NOW if "reply" in said else None,
        )
    put("guide_run", id=RUN, case_id=MK, guide_id="g", level="1", round=1, started_at=NOW)
    for number, (case, turn, kind, text) in enumerate(
        (
            (MK, "worry", "concern", "eleven er borte"),
            (AB, "other", "loose", "AB gråt"),
            (MK, None, "taken_back", None),
        ),
        1,
    ):
        put(
            "note",
            id=uuid4(),
            number=number,
            case_id=case,
            kind=kind,
            text=encrypted(text),
            turn_id=TURNS[turn] if turn else None,
            recorded_at=NOW,
            recorded_by=teacher,
        )
    put(
        "fact",
        id=uuid4(),
        case_id=MK,
        number=1,
        kind="concern_raised",
        level="1",
        round=1,
        occurred_on=date(2026, 8, 24),
        recorded_at=NOW,
        recorded_by=teacher,
        turn_id=TURNS["label"],
    )


def read(connection: Connection, table: str, *columns: str) -> list[Mapping[str, Any]]:
    typed = [sa.column(name, sa.LargeBinary if name in _SEALED else sa.Uuid) for name in columns]
    found = connection.execute(sa.select(*typed).select_from(sa.table(table)))
    return [dict(row) for row in found.mappings()]


_SEALED = ("wrapped", "label", "text", "payload", "outcome", "reply", "offered")


def keys_in(connection: Connection) -> DataKeys:
    masters = MasterKeys([KEY])
    found = read(connection, "data_key", "id", "wrapped")
    return DataKeys({row["id"]: masters.unwrap(row["id"], masters.first, row["wrapped"]) for row in found})


def run(statement: str, connection: Connection) -> None:
    connection.execute(sa.text(statement))


def check_up(connection: Connection) -> None:
    keys = keys_in(connection)
    assert keys.keys() == {MK, AB, CONVERSATION, QUIET}
    labels = read(connection, "pupil_case", "id", "label")
    for row in labels:
        assert keys_of(row["label"]) == {row["id"]}
    opened = {row["id"]: keys.unseal(row["label"], f"pupil_case.label/{row['id']}") for row in labels}
    assert opened == {MK: "MK", AB: "AB"}
    notes = read(connection, "note", "id", "case_id", "text")
    for row in notes:
        assert row["text"] is None or keys_of(row["text"]) == {row["case_id"]}
    texts = {keys.unseal(row["text"], f"note.text/{row['id']}") for row in notes if row["text"]}
    assert texts == {"eleven er borte", "AB gråt"}
    turns = {row["id"]: row for row in read(connection, "turn", "id", "text", "payload", "outcome", "reply")}
    for name, turn in TURNS.items():
        row = turns[turn]
        sealed = {part: row[part] for part in ("text", "payload", "outcome", "reply") if row[part] is not None}
        assert {part: keys_of(bytes_) for part, bytes_ in sealed.items()} == dict.fromkeys(sealed, TOUCHED[name])
        values = {part: keys.unseal(bytes_, f"turn.{part}/{turn}") for part, bytes_ in sealed.items()}
        assert values["text"] == SAID[name]["text"]
        assert values.get("payload") == SAID[name].get("payload")
        assert values.get("outcome", {}).get("private", {}) == SAID[name].get("private", {})
        assert [message["text"] for message in values.get("reply", [])] == [SAID[name].get("reply")] * (name != "waits")
    connection.execute(sa.delete(sa.table("data_key", sa.column("id", sa.Uuid))).where(sa.column("id", sa.Uuid) == AB))


def check_down(connection: Connection) -> None:
    labels = read(connection, "pupil_case", "id", "label")
    assert {row["id"]: decrypted(row["label"]) for row in labels} == {MK: "MK", AB: "?"}
    notes = read(connection, "note", "text")
    assert sorted(filter(None, (decrypted(row["text"]) for row in notes))) == ["eleven er borte"]
    turns = {row["id"]: row for row in read(connection, "turn", "id", "text", "outcome", "reply")}
    for name, turn in TURNS.items():
        lost = AB in TOUCHED[name]
        assert decrypted(turns[turn]["text"]) == ("?" if lost else SAID[name]["text"]), name
        assert (turns[turn]["outcome"] is None) == (name == "waits")
    offered = read(connection, "conversation", "offered")
    assert [json.loads(decrypted(row["offered"]) or "") for row in offered] == [[], []]


async def test_texts_move_under_the_keys_of_what_they_touched_and_back(empty_database: str) -> None:
    await asyncio.to_thread(alembic, empty_database, "upgrade 0002")
    await at(empty_database, fill)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0004")
    await at(empty_database, check_up)
    for statement in ("UPDATE note SET kind = 'loose'", "UPDATE fact SET kind = 'closed'"):
        with pytest.raises(DBAPIError, match="append-only"):
            await at(empty_database, partial(run, statement))
    await asyncio.to_thread(alembic, empty_database, "downgrade 0002")
    await at(empty_database, check_down)
    await asyncio.to_thread(alembic, empty_database, "upgrade 0004")
