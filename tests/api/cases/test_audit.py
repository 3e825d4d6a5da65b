"""Every way to see a case writes down who saw it. The rows stay when the case is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import delete, event

from api.actors import signed_in
from api.audit.models import AuditRow
from api.audit.repository import AuditRepository
from api.cases.models import Case, CaseMember, EntryRow, FactRow, GuideRun, NoteRow
from api.conversations.models import Conversation
from api.database import transaction
from api.keys.models import DataKey
from api.people.service import PeopleService
from tests.api.commanding import send
from tests.api.test_actors import actors, routes
from tests.api.turns_by_hand import Hand, kinds, readings, rows

TODAY = {"X-Today": "2026-08-24"}
# What the routes that take something need to answer with a case. A new route has to be put here, or the loop fails.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/cases"): {"label": "MK", "key": "one"},
    ("POST", "/cases/{case_id}/commands"): {"id": "one", "command": {"do": "note", "text": "Liker best kunst"}},
    ("POST", "/cases/{case_id}/notes/{number}/move"): {"id": "two"},
}
TWO_CASES = "/cases/{case_id}/notes/{number}/move"  # shows both


def ways(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and path of every route by which a person comes to a case."""
    for route in routes(app.routes):
        if isinstance(route, APIRoute) and route.path.startswith("/cases") and signed_in in actors(route.dependant):
            yield from ((method, route.path) for method in sorted(route.methods or ()))


@contextmanager
def audit_inserts(app: FastAPI) -> Iterator[list[str]]:
    """The statements that write to the audit."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO audit"):
            seen.append(statement)

    event.listen(app.state.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(app.state.engine.sync_engine, "before_cursor_execute", note)


async def written(app: FastAPI, after: int) -> list[AuditRow]:
    return sorted(await rows(app, AuditRow), key=lambda row: row.at)[after:]


async def test_every_route_to_a_case_writes_one_row(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await teacher.post("/cases", json=BODIES["POST", "/cases"], headers=TODAY)).json()["case"]
    async with transaction(app.state) as session:
        me = (await PeopleService(session).actor("demo:faerder:1")).person.id
    (opened,) = await readings(app)
    assert (str(opened.case_id), opened.person_id, opened.what, opened.turn_id) == (case, me, "opened", None)
    talk = {"do": "answer", "guide": "undring_elev", "question": "ue.trivsel", "text": "kunst"}
    await teacher.post(f"/cases/{case}/commands", json={"id": "talk", "command": talk}, headers=TODAY)
    own_date = {"do": "own_date", "deadline": "faerder.0.contact", "on": "2026-08-31"}
    await teacher.post(f"/cases/{case}/commands", json={"id": "day", "command": own_date}, headers=TODAY)
    (run,) = [row.id for row in await rows(app, GuideRun)]
    ids = {"case_id": case, "run": run, "guide": "undring_elev", "number": 2}
    ids |= {"paper": "samarbeidsavtale", "deadline": "faerder.0.contact"}
    found = list(ways(app))
    assert {("GET", "/cases"), ("GET", "/cases/{case_id}/plan"), *BODIES} <= set(found)
    found.sort(key=lambda way: way[1] == TWO_CASES)  # when there is but one case, a list shows but one
    for method, path in found:
        shows = [case]
        body = None if method == "GET" else BODIES[method, path]
        if path == TWO_CASES:
            other = await teacher.post("/cases", json={"label": "TL", "key": "two"}, headers=TODAY)
            shows.append(other.json()["case"])
            body = {**BODIES[method, path], "to": shows[1]}
        before = len(await rows(app, AuditRow))
        answer = await teacher.request(method, path.format(**ids), json=body, headers=TODAY)
        assert answer.is_success, (method, path, answer.text)
        shown = [(str(row.case_id), row.person_id) for row in await written(app, before)]
        assert (method, path, sorted(shown)) == (method, path, sorted((one, me) for one in shows))


async def test_scrolling_back_writes_a_row_for_each_case_that_is_shown(
    hand: Hand, teacher: httpx.AsyncClient, app: FastAPI, two: dict[str, UUID]
) -> None:
    (conversation,) = (await teacher.get("/conversations")).json()
    before = len(await rows(app, AuditRow))
    turns = (await teacher.get(f"/conversations/{conversation['id']}/turns")).json()
    assert len(turns) == 4
    new = await written(app, before)
    assert sorted((row.case_id, row.what) for row in new) == sorted((case, "turns") for case in two.values())


async def test_a_list_writes_a_row_for_each_case_at_once(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    for number in range(5):
        await teacher.post("/cases", json={"label": f"M{number}", "key": f"{number}"}, headers=TODAY)
    with audit_inserts(app) as statements:
        await teacher.get("/cases", headers=TODAY)
    assert len(statements) == 1
    listed = [row.case_id for row in await rows(app, AuditRow) if row.what == "list"]
    assert sorted(listed) == sorted(case.id for case in await rows(app, Case))


@pytest.fixture
async def two(hand: Hand, app: FastAPI) -> dict[str, UUID]:
    """The cases of MK and TL by their labels; TL is spoken of."""
    await hand.open_case("MK")
    await hand.open_case("TL")
    return {case.label: case.id for case in await rows(app, Case)}


ELSEWHERE: dict[str, Any] = {"key": "tablet"}  # a conversation where no case is spoken of


@pytest.mark.parametrize(
    ("text", "intent", "where", "shown"),
    [
        ("hva nå?", "whats_next", {}, "TL"),
        ("sover dårlig", "answer", {}, "TL"),
        ("hei", "greet", {}, "TL"),
        ("mine saker", "list_cases", {}, "MK TL"),
        ("mine saker", "list_cases", ELSEWHERE, "MK TL"),
        ("hva nå?", "whats_next", ELSEWHERE, "MK TL"),  # which one?
        ("hva med MK?", "whats_next", {}, "MK TL"),
        ("hva med MK?", "whats_next", ELSEWHERE, "MK"),
        ("bytt til MK", "switch_case", {}, "MK TL"),
        ("bytt til MK", "switch_case", ELSEWHERE, "MK"),
        ("hei", "greet", ELSEWHERE, ""),
        ("hvor mye fravær er bekymringsfullt?", "ask_threshold", ELSEWHERE, ""),
    ],
)
async def test_a_turn_writes_down_the_cases_it_shows_and_no_other(
    text: str, intent: str, where: dict[str, Any], shown: str, hand: Hand, app: FastAPI, two: dict[str, UUID]
) -> None:
    before = len(await rows(app, AuditRow))
    said = await hand.say(text, intent, **where)
    new = await written(app, before)
    assert {row.case_id for row in new} == {two[label] for label in shown.split()}, kinds(said)
    assert len({(row.case_id, row.what) for row in new}) == len(new), "nothing is written down twice"
    assert {str(row.turn_id) for row in new} <= {said["turn"]}


async def test_a_turn_in_a_case_writes_with_one_statement(hand: Hand, app: FastAPI, two: dict[str, UUID]) -> None:
    for text, intent in (("hva nå?", "whats_next"), ("sover dårlig", "answer")):
        with audit_inserts(app) as statements:
            await hand.say(text, intent)
        assert len(statements) == 1, text


async def test_a_label_that_is_taken_shows_that_case_alone(hand: Hand, app: FastAPI, two: dict[str, UUID]) -> None:
    await hand.say("borte hver mandag", "start_case", **ELSEWHERE)
    before = len(await rows(app, AuditRow))
    assert kinds(await hand.say("MK", **ELSEWHERE)) == ["label_taken"]
    assert [row.case_id for row in await written(app, before)] == [two["MK"]]


async def test_a_note_that_is_moved_is_written_down_in_both_cases(
    hand: Hand, app: FastAPI, two: dict[str, UUID]
) -> None:
    noted = await hand.say("sover dårlig")
    before = len(await rows(app, AuditRow))
    moved = await hand.say("Flytt", payload=f'/press{{"move":"{noted["turn"]}","to":"{two["MK"]}"}}')
    assert "note_moved" in kinds(moved)
    moves = [row.case_id for row in await written(app, before) if row.what == "note_moved"]
    assert sorted(moves) == sorted(two.values())


async def test_the_brief_of_a_substitute_is_written_down_once(
    hand: Hand, teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    await hand.open_case()
    (case,) = await rows(app, Case)
    colleague = await teacher.get("/me", headers={"X-Demo-Teacher": "demo:faerder:2"})
    assert (await send(teacher, case.id, "share", person=colleague.json()["person"])).status_code == 200
    for _ in range(2):
        await hand.say("hva nå?", "whats_next", subject="demo:faerder:2")
    assert [row.what for row in await rows(app, AuditRow)].count("brief") == 1


async def test_a_turn_that_fails_leaves_a_row_too(
    hand: Hand, app: FastAPI, two: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_scene: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("api.dialogue.dispatch.take", breaks)
    before = len(await rows(app, AuditRow))
    assert kinds(await hand.say("hva nå?", "whats_next"))[-1] == "failed"
    new = [(row.case_id, row.what) for row in await written(app, before)]
    assert sorted(new) == [(two["TL"], "changed"), (two["TL"], "chat")], "what was typed is kept as a note"


async def test_the_audit_outlives_the_case_and_the_person(hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    kept = await written(app, 0)
    async with transaction(app.state) as session:
        for conversation in await rows(app, Conversation):
            conversation.case_id = None
            await session.merge(conversation)
        await session.flush()
        for table in (DataKey, FactRow, NoteRow, EntryRow, GuideRun, CaseMember, Case):
            await session.exec(delete(table))
        AuditRepository(session).note(AuditRow(case_id=uuid4(), person_id=uuid4(), what="plan"))
    assert await rows(app, Case) == []
    assert [row.model_dump() for row in await written(app, 0)][:-1] == [row.model_dump() for row in kept]
