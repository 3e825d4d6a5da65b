"""A case by its routes: who sees a case, what is refused, and that nothing written is ever changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.cases.models import Case, FactRow, GuideRun, NoteRow
from api.engine.schema import Routine
from api.people.models import Identity
from api.routines.models import RoutineVersion
from tests.api.commanding import TODAY, send
from tests.api.turns_by_hand import readings, rows

OTHER = {"X-Demo-Teacher": "demo:faerder:2", **TODAY}
FIRST_QUESTION = {"guide": "undring_elev", "question": "ue.trivsel", "text": "Liker best kunst"}
CHANGES: list[dict[str, Any]] = [
    {"do": "tick", "task": "use_templates", "on": "2026-08-24"},
    {"do": "decide", "decision": "wonder", "outcome": "worried"},
    {"do": "answer", **FIRST_QUESTION},
]


async def open_case(teacher: httpx.AsyncClient, key: str = "k1", label: str = "MK") -> dict[str, Any]:
    answer = await teacher.post("/cases", json={"label": label, "key": key}, headers=TODAY)
    assert answer.status_code == 201
    plan: dict[str, Any] = answer.json()
    return plan


async def test_unknown_and_forbidden_look_the_same(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    for change in CHANGES:
        forbidden = await send(teacher, case, headers=OTHER, **change)
        unknown = await send(teacher, uuid4(), headers=OTHER, **change)
        assert forbidden.status_code == unknown.status_code == 404
        assert forbidden.content == unknown.content
    unknown = await teacher.get(f"/cases/{uuid4()}/plan", headers=TODAY)
    assert (await teacher.get("/routines/unknown")).content == unknown.content
    assert (len(await rows(app, FactRow)), await rows(app, NoteRow)) == (1, [])
    assert [row.what for row in await readings(app)] == ["opened"], "by who opened it"


async def test_a_case_is_not_in_another_teachers_list(teacher: httpx.AsyncClient) -> None:
    case = (await open_case(teacher))["case"]
    assert [line["id"] for line in (await teacher.get("/cases", headers=TODAY)).json()] == [case]
    assert (await teacher.get("/cases", headers=OTHER)).json() == []


async def test_the_same_key_opens_one_case_for_each_teacher(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    first = await open_case(teacher, key="k1")
    again = await open_case(teacher, key="k1", label="TL")
    assert (again["case"], again["label"]) == (first["case"], "MK")
    others = await teacher.post("/cases", json={"label": "AB", "key": "k1"}, headers=OTHER)
    assert others.json()["case"] != first["case"]
    assert len(await rows(app, Case)) == len(await rows(app, FactRow)) == 2


async def test_a_label_in_use_is_refused_until_it_is_said_to_be_another_pupil(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    first = (await open_case(teacher, label="AB"))["case"]
    again = {"label": "a.b.", "key": "k2"}
    refused = await teacher.post("/cases", json=again, headers=TODAY)
    assert (refused.status_code, refused.json()["code"], refused.json()["known"]) == (409, "label_taken", [first])
    assert len(await rows(app, Case)) == 1
    others = await teacher.post("/cases", json=again, headers=OTHER)
    assert others.status_code == 201, "a colleague's case is not told of"
    other = await teacher.post("/cases", json={**again, "another_pupil": True}, headers=TODAY)
    assert other.status_code == 201
    assert other.json()["case"] != first
    assert (await teacher.post("/cases", json=again, headers=TODAY)).json()["case"] == other.json()["case"]


async def test_the_longest_key_fits_its_column(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    await open_case(teacher, key="k" * 60)
    (case,) = await rows(app, Case)
    length = getattr(Case.metadata.tables["pupil_case"].c.key.type, "length", None)
    assert length
    assert len(case.key) <= length


async def test_ticking_twice_records_once(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    for day in ("2026-08-21", "2026-08-24"):
        answer = await send(teacher, case, "tick", task="talk_pupil", on=day)
        (task,) = (task for task in answer.json()["plan"]["tasks"] if task["id"] == "talk_pupil")
        assert (task["state"], task["done_on"]) == ("done", "2026-08-21")
    held = [fact for fact in await rows(app, FactRow) if fact.kind == "talk_held"]
    assert [(fact.task, fact.with_, str(fact.occurred_on)) for fact in held] == [("talk_pupil", "pupil", "2026-08-21")]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"do": "tick", "task": "use_templates", "on": "2026-08-25"}, "in_future"),
        ({"do": "tick", "task": "no_such_task", "on": "2026-08-24"}, "unknown_task"),
        ({"do": "tick", "task": "inform_leadership", "on": "2026-08-24"}, "unknown_task"),  # of another level
        ({"do": "decide", "decision": "wonder", "outcome": "no_such_outcome"}, "unknown_decision"),
        ({"do": "decide", "decision": "evaluation", "outcome": "new_round"}, "unknown_decision"),  # of another level
        ({"do": "answer", **FIRST_QUESTION, "question": "no.such_question"}, "unknown_question"),
        ({"do": "answer", **FIRST_QUESTION, "guide": "no_such_guide"}, "unknown_guide"),
    ],
)
async def test_what_does_not_fit_is_refused_and_nothing_stored(
    command: dict[str, Any], code: str, teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await open_case(teacher))["case"]
    answer = await send(teacher, case, **command)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert [fact.kind for fact in await rows(app, FactRow)] == ["concern_raised"]
    assert not [*await rows(app, NoteRow), *await rows(app, GuideRun)]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_closed_case_takes_nothing_more(
    change: dict[str, Any], teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await open_case(teacher))["case"]
    closed = await send(teacher, case, "decide", decision="wonder", outcome="cleared")
    assert closed.json()["plan"]["status"] == "closed"
    answer = await send(teacher, case, **change)
    assert (answer.status_code, answer.json()["code"]) == (409, "case_closed")
    assert [fact.kind for fact in await rows(app, FactRow)] == ["concern_raised", "decided"]
    assert await rows(app, NoteRow) == []


@pytest.mark.parametrize("outcome", ["worried", "unsure"])
async def test_the_same_decision_sent_twice_is_recorded_once(
    outcome: str, teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await open_case(teacher))["case"]
    made = {"do": "decide", "command_id": "one", "decision": "wonder", "outcome": outcome}
    first, again = [await send(teacher, case, **made) for _ in range(2)]
    assert (first.status_code, first.content) == (200, again.content)
    assert [fact.kind for fact in await rows(app, FactRow)].count("decided") == 1


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("cases", {"label": "Gråter i garderoben" * 3, "key": "k"}, {}),
        ("cases", {"label": {"Gråter": "i garderoben"}, "key": "k"}, {}),
        ("cases", {"label": "MK", "key": "k"}, {"X-Today": "garderoben"}),
        ("cases/garderoben/commands", {"id": "x", "command": {"do": "tick", "task": "x", "on": "garderoben"}}, {}),
        (
            f"cases/{UUID(int=7)}/commands",
            {"id": "x", "command": {"do": "answer", "guide": "garderoben" * 7, "question": 7, "text": ["Gråter"]}},
            {},
        ),
        (f"cases/{UUID(int=7)}/commands", {"id": "x", "command": {"do": "Gråter i garderoben"}}, {}),
        (f"cases/{UUID(int=7)}/commands", {"id": "x", "command": {"do": "close", "Gråter": "i garderoben"}}, {}),
        ("chat/garderoben", {}, {}),
    ],
)
async def test_an_error_never_repeats_what_was_sent(
    path: str, body: dict[str, object], headers: dict[str, str], teacher: httpx.AsyncClient
) -> None:
    answer = await teacher.post(f"/{path}", json=body, headers=headers)
    assert answer.status_code in (404, 422)
    assert "garderobe" not in answer.text
    assert "Gråter" not in answer.text


async def test_a_body_that_is_no_json_is_not_repeated(teacher: httpx.AsyncClient) -> None:
    answer = await teacher.post("/cases", content=b'{"label": gruer seg', headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "gruer" not in answer.text


async def test_an_answer_changed_twice_leaves_every_row(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    texts = ["Liker kunst", "Liker kunst og musikk", "Liker bare musikk"]
    for text in texts:
        answer = await send(teacher, case, "answer", **{**FIRST_QUESTION, "text": text})
    assert answer.json()["plan"]["answers"] == [{"question": "ue.trivsel", "text": "Liker bare musikk"}]
    notes = sorted(await rows(app, NoteRow), key=lambda note: note.number)
    assert [(note.number, note.kind, note.text) for note in notes] == [
        (number, "answer", text) for number, text in enumerate(texts, 1)
    ]


async def test_facts_are_numbered_from_one_in_the_order_they_were_written_down(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case, other = (await open_case(teacher))["case"], (await open_case(teacher, key="k2", label="TL"))["case"]
    ticks = [("talk_pupil", "2026-08-21"), ("talk_foresatte", "2026-08-20"), ("use_templates", "2026-08-24")]
    for task, day in ticks:
        await send(teacher, case, "tick", task=task, on=day)
    await send(teacher, case, **CHANGES[1])
    facts = sorted((f for f in await rows(app, FactRow) if str(f.case_id) == case), key=lambda fact: fact.number)
    assert [fact.number for fact in facts] == [1, 2, 3, 4, 5]
    assert [fact.kind for fact in facts] == ["concern_raised", "talk_held", "talk_held", "task_done", "decided"]
    assert [fact.number for fact in await rows(app, FactRow) if str(fact.case_id) == other] == [1]


async def answer_all(teacher: httpx.AsyncClient, app: FastAPI, case: str) -> None:
    (version,) = [stored for stored in await rows(app, RoutineVersion) if stored.routine_id == "faerder"]
    for question in Routine.model_validate(version.content).guide("undring_elev").questions:
        await send(teacher, case, "answer", guide="undring_elev", question=question.id, text="ja")


async def test_answering_the_last_question_records_the_talk_once(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    await answer_all(teacher, app, case)
    assert [(f.kind, f.with_) for f in await rows(app, FactRow)][1:] == [("talk_held", "pupil")]
    (run,) = await rows(app, GuideRun)
    assert run.ended_at is not None


async def test_changing_an_answer_of_a_talk_that_is_held_begins_no_new_talk(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await open_case(teacher))["case"]
    await answer_all(teacher, app, case)
    answer = await send(teacher, case, "answer", **FIRST_QUESTION)
    assert answer.json()["plan"]["answers"][0] == {"question": "ue.trivsel", "text": "Liker best kunst"}
    assert len(await rows(app, GuideRun)) == 1


async def test_reading_a_plan_is_written_down(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    assert [row.what for row in await readings(app)] == ["opened"]
    assert (await teacher.get(f"/cases/{case}/plan", headers=TODAY)).status_code == 200
    _, reading = await readings(app)
    reader = next(one for one in await rows(app, Identity) if one.person_id == reading.person_id)
    assert (str(reading.case_id), reading.what, reader.subject) == (case, "plan", "demo:faerder:1")
