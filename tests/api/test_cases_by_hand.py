"""The checklist's routes: who sees a case, what is refused, and that nothing written is ever changed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.cases.models import AuditRow, Case, FactRow, GuideRun, NoteRow
from api.engine.schema import Routine
from api.people.models import Identity
from api.routines.models import RoutineVersion
from tests.api.turns_by_hand import rows

TODAY = {"X-Today": "2026-08-24"}
OTHER = {"X-Demo-Teacher": "demo:faerder:2", **TODAY}
FIRST_QUESTION = {"guide": "undring_elev", "question": "ue.trivsel", "text": "Liker best kunst"}
CHANGES: list[tuple[str, dict[str, str]]] = [
    ("ticks", {"task": "use_templates", "occurred_on": "2026-08-24"}),
    ("decisions", {"decision": "wonder", "outcome": "worried"}),
    ("answers", FIRST_QUESTION),
]


async def open_case(teacher: httpx.AsyncClient, key: str = "k1", label: str = "MK") -> dict[str, Any]:
    answer = await teacher.post("/cases", json={"label": label, "key": key}, headers=TODAY)
    assert answer.status_code == 201
    plan: dict[str, Any] = answer.json()
    return plan


async def test_unknown_and_forbidden_look_the_same(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    for path, body in [("plan", None), *CHANGES]:
        method = "POST" if body else "GET"
        forbidden = await teacher.request(method, f"/cases/{case}/{path}", json=body, headers=OTHER)
        unknown = await teacher.request(method, f"/cases/{uuid4()}/{path}", json=body, headers=OTHER)
        assert forbidden.status_code == unknown.status_code == 404
        assert forbidden.content == unknown.content
    assert (await teacher.get("/routines/unknown")).content == unknown.content
    assert (len(await rows(app, FactRow)), await rows(app, NoteRow)) == (1, [])
    assert [row.what for row in await rows(app, AuditRow)] == ["opened"], "by who opened it"


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


async def test_the_longest_key_fits_its_column(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    await open_case(teacher, key="k" * 60)
    (case,) = await rows(app, Case)
    length = getattr(Case.metadata.tables["pupil_case"].c.key.type, "length", None)
    assert length
    assert len(case.key) <= length


async def test_ticking_twice_records_once(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    for day in ("2026-08-21", "2026-08-24"):
        tick = {"task": "talk_pupil", "occurred_on": day}
        answer = await teacher.post(f"/cases/{case}/ticks", json=tick, headers=TODAY)
        (task,) = (task for task in answer.json()["tasks"] if task["id"] == "talk_pupil")
        assert (task["state"], task["done_on"]) == ("done", "2026-08-21")
    held = [fact for fact in await rows(app, FactRow) if fact.kind == "talk_held"]
    assert [(fact.task, fact.with_, str(fact.occurred_on)) for fact in held] == [("talk_pupil", "pupil", "2026-08-21")]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("ticks", {"task": "use_templates", "occurred_on": "2026-08-25"}),
        ("ticks", {"task": "no_such_task", "occurred_on": "2026-08-24"}),
        ("ticks", {"task": "inform_leadership", "occurred_on": "2026-08-24"}),  # of another level
        ("decisions", {"decision": "wonder", "outcome": "no_such_outcome"}),
        ("decisions", {"decision": "evaluation", "outcome": "new_round"}),  # of another level
        ("answers", {**FIRST_QUESTION, "question": "no.such_question"}),
        ("answers", {**FIRST_QUESTION, "guide": "no_such_guide"}),
    ],
)
async def test_what_does_not_fit_is_refused_and_nothing_stored(
    path: str, body: dict[str, str], teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await open_case(teacher))["case"]
    answer = await teacher.post(f"/cases/{case}/{path}", json=body, headers=TODAY)
    assert (answer.status_code, answer.json()["code"]) == (409, "does_not_fit")
    assert [fact.kind for fact in await rows(app, FactRow)] == ["concern_raised"]
    assert not [*await rows(app, NoteRow), *await rows(app, GuideRun)]


@pytest.mark.parametrize(("path", "body"), CHANGES)
async def test_a_closed_case_takes_nothing_more(
    path: str, body: dict[str, str], teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await open_case(teacher))["case"]
    cleared = {"decision": "wonder", "outcome": "cleared"}
    closed = await teacher.post(f"/cases/{case}/decisions", json=cleared, headers=TODAY)
    assert closed.json()["status"] == "closed"
    answer = await teacher.post(f"/cases/{case}/{path}", json=body, headers=TODAY)
    assert (answer.status_code, answer.json()["code"]) == (409, "case_closed")
    assert [fact.kind for fact in await rows(app, FactRow)] == ["concern_raised", "decided"]
    assert await rows(app, NoteRow) == []


@pytest.mark.parametrize("outcome", ["worried", "unsure"])
async def test_the_same_decision_sent_twice_is_recorded_once(
    outcome: str, teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await open_case(teacher))["case"]
    for _ in range(2):
        made = {"decision": "wonder", "outcome": outcome}
        assert (await teacher.post(f"/cases/{case}/decisions", json=made, headers=TODAY)).status_code == 200
    assert [fact.kind for fact in await rows(app, FactRow)].count("decided") == 1


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("cases", {"label": "Gråter i garderoben" * 3, "key": "k"}, {}),
        ("cases", {"label": {"Gråter": "i garderoben"}, "key": "k"}, {}),
        ("cases", {"label": "MK", "key": "k"}, {"X-Today": "garderoben"}),
        ("cases/garderoben/ticks", {"task": "x", "occurred_on": "garderoben"}, {}),
        (f"cases/{uuid4()}/answers", {"guide": "garderoben" * 7, "question": 7, "text": ["Gråter"]}, {}),
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
        body = {**FIRST_QUESTION, "text": text}
        answer = await teacher.post(f"/cases/{case}/answers", json=body, headers=TODAY)
    assert answer.json()["answers"] == [{"question": "ue.trivsel", "text": "Liker bare musikk"}]
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
        await teacher.post(f"/cases/{case}/ticks", json={"task": task, "occurred_on": day}, headers=TODAY)
    await teacher.post(f"/cases/{case}/decisions", json=CHANGES[1][1], headers=TODAY)
    facts = sorted((f for f in await rows(app, FactRow) if str(f.case_id) == case), key=lambda fact: fact.number)
    assert [fact.number for fact in facts] == [1, 2, 3, 4, 5]
    assert [fact.kind for fact in facts] == ["concern_raised", "talk_held", "talk_held", "task_done", "decided"]
    assert [fact.number for fact in await rows(app, FactRow) if str(fact.case_id) == other] == [1]


async def answer_all(teacher: httpx.AsyncClient, app: FastAPI, case: str) -> None:
    (version,) = [stored for stored in await rows(app, RoutineVersion) if stored.routine_id == "faerder"]
    for question in Routine.model_validate(version.content).guide("undring_elev").questions:
        body = {"guide": "undring_elev", "question": question.id, "text": "ja"}
        await teacher.post(f"/cases/{case}/answers", json=body, headers=TODAY)


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
    answer = await teacher.post(f"/cases/{case}/answers", json=FIRST_QUESTION, headers=TODAY)
    assert answer.json()["answers"][0] == {"question": "ue.trivsel", "text": "Liker best kunst"}
    assert len(await rows(app, GuideRun)) == 1


async def test_reading_a_plan_is_written_down(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await open_case(teacher))["case"]
    assert [row.what for row in await rows(app, AuditRow)] == ["opened"]
    assert (await teacher.get(f"/cases/{case}/plan", headers=TODAY)).status_code == 200
    _, reading = await rows(app, AuditRow)
    reader = next(one for one in await rows(app, Identity) if one.person_id == reading.person_id)
    assert (str(reading.case_id), reading.what, reader.subject) == (case, "plan", "demo:faerder:1")
