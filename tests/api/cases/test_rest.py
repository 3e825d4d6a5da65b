"""What a page lives on: who one is, lists by the page, the plan and talks as data, history, and its own conversations."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.cases.models import EntryRow, FactRow, GuideRun, NoteRow
from api.database import transaction
from api.keys.models import DataKey
from tests.api.cases.test_audit import ways
from tests.api.commanding import TODAY, send
from tests.api.statements import statements
from tests.api.turns_by_hand import Hand, rows

OTHER = {"X-Demo-Teacher": "demo:faerder:2", **TODAY}
QUESTION = {"guide": "undring_elev", "question": "ue.trivsel"}


async def opened(teacher: httpx.AsyncClient, key: str = "one", label: str = "MK") -> str:
    answer = await teacher.post("/cases", json={"label": label, "key": key}, headers=TODAY)
    return str(answer.json()["case"])


async def get(teacher: httpx.AsyncClient, path: str, **headers: str) -> Any:
    answer = await teacher.get(path, headers=TODAY | headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


# who one is


async def test_me_and_the_language_one_chooses(teacher: httpx.AsyncClient) -> None:
    me = await get(teacher, "/me")
    assert [(place["school"], place["role"], place["acting"]) for place in me["workplaces"]] == [
        ("demo_faerder", "teacher", True)
    ]
    assert (me["language"], me["chosen"], me["languages"]) == ("nb", None, ["nb", "nn"])
    chosen = (await teacher.put("/me/language", json={"language": "nn"})).json()
    assert (chosen["language"], chosen["chosen"]) == ("nn", "nn")
    assert chosen == await get(teacher, "/me")
    assert (await teacher.get(f"/cases/{uuid4()}/plan")).json()["detail"] == "Finst ikkje."
    back = (await teacher.put("/me/language", json={"language": None})).json()
    assert back == me


async def test_the_schools_calendar_and_who_works_there(teacher: httpx.AsyncClient) -> None:
    calendar = await get(teacher, "/school/calendar")
    assert calendar["loaded"] == bool(calendar["breaks"])
    people = await get(teacher, "/school/people")
    me = await get(teacher, "/me")
    assert me["person"] in [one["person"] for one in people]
    assert len(people) >= 2


# lists


async def test_sixty_cases_are_listed_with_few_statements_and_no_notes(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    for number in range(60):
        case = await opened(teacher, f"k{number}", f"M{number}")
    await send(teacher, case, "answer", **QUESTION, text="Kunst")
    await get(teacher, "/cases")  # from now on the routine is built
    with statements(app) as seen:
        listed = await get(teacher, "/cases")
    assert len(listed) == 60
    # Two count the request, one looks for what is due to be deleted, one for what was offered, two are of the audit.
    assert len(seen) <= 9, seen
    assert not [statement for statement in seen if "FROM note" in statement]
    with statements(app) as seen:
        await get(teacher, f"/cases/{case}/plan")
    assert len(seen) <= 12, seen  # two count the request, one reads the end of the audit's chain
    with statements(app) as seen:
        answer = await send(teacher, case, "answer", **QUESTION, text="Musikk")
    assert answer.status_code == 200
    assert len(seen) <= 15, seen


async def test_a_list_is_read_page_by_page(teacher: httpx.AsyncClient) -> None:
    cases = [await opened(teacher, f"k{number}", f"M{number}") for number in range(5)]
    found: list[str] = []
    page: str | None = "/cases?limit=2"
    while page:
        answer = await teacher.get(page, headers=TODAY)
        found += [line["id"] for line in answer.json()]
        link = re.fullmatch('<(.*)>; rel="next"', answer.headers.get("Link", ""))
        page = link[1] if link else None
    assert found == cases
    assert "Link" not in (await teacher.get("/cases?limit=5", headers=TODAY)).headers
    for wrong in ("limit=0", "limit=201", "offset=-1", "limit=x"):
        assert (await teacher.get(f"/cases?{wrong}", headers=TODAY)).status_code == 422


# the plan


async def test_a_plan_that_is_as_it_was_read_is_not_sent_again(teacher: httpx.AsyncClient) -> None:
    case = await opened(teacher)
    tag = (await teacher.get(f"/cases/{case}/plan", headers=TODAY)).headers["ETag"]
    same = await teacher.get(f"/cases/{case}/plan", headers=TODAY | {"If-None-Match": f'"x", {tag}'})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    for other in ({"X-Today": "2026-08-25"}, {"If-None-Match": '"x"'}):
        assert (await teacher.get(f"/cases/{case}/plan", headers=TODAY | {"If-None-Match": tag} | other)).content
    done = await send(teacher, case, "note", text="Gruer seg")
    assert done.headers["ETag"] != tag
    again = await teacher.get(f"/cases/{case}/plan", headers=TODAY | {"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"]) == (200, done.headers["ETag"])


async def test_the_plan_as_data_and_as_sentences(teacher: httpx.AsyncClient) -> None:
    case = await opened(teacher)
    plan = await get(teacher, f"/cases/{case}/plan")
    assert plan["revision"] == 1
    phases = {phase["id"]: [task["id"] for task in phase["tasks"]] for phase in plan["pieces"]["phases"]}
    assert sorted(task for tasks in phases.values() for task in tasks) == sorted(one["id"] for one in plan["tasks"])
    assert all(phases.values())
    assert plan["pieces"]["place"][0]["kind"] == "level"
    assert "MK" not in str(plan["pieces"])
    assert plan["sentences"]["place"][0].startswith("MK er på nivå 0")
    for part in ("place", "next_steps", "deadlines", "people", "documentation"):
        assert plan["pieces"][part]
        assert plan["sentences"][part]
    assert not [line for lines in plan["sentences"].values() for line in lines if line.startswith("•")]


async def test_what_a_decision_needs_is_told_and_refused_until_it_is_done(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = await opened(teacher)
    plan = (await send(teacher, case, "decide", decision="wonder", outcome="worried")).json()["plan"]
    (go_on,) = [one for one in plan["decisions"] if one["id"] == "go_on"]
    (worried,) = [one for one in go_on["outcomes"] if one["id"] == "worried"]
    assert (worried["does"], worried["to"]) == ("go_to", "1")
    assert worried["needs"]
    refused = await send(teacher, case, "decide", decision="go_on", outcome="worried")
    assert (refused.status_code, refused.json()["code"]) == (409, "needs_first")
    assert refused.json()["tasks"] == worried["needs"]
    assert all(task["text"] in refused.json()["detail"] for task in worried["needs"])
    assert len(await rows(app, EntryRow)) == 2
    for task in worried["needs"]:
        await send(teacher, case, "tick", task=task["id"], on="2026-08-24")
    ready = await get(teacher, f"/cases/{case}/plan")
    assert [one["outcomes"] for one in ready["decisions"] if one["id"] == go_on["id"]] != [go_on["outcomes"]]
    done = (await send(teacher, case, "decide", decision="go_on", outcome="worried")).json()
    assert (done["plan"]["level"], done["revision"]) == ("1", done["entry"])


# commands


async def test_the_same_id_gives_the_same_answer_and_none_for_something_else(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = await opened(teacher)
    first = await send(teacher, case, "note", command_id="a", text="Gruer seg")
    assert first.json()["entry"] == first.json()["revision"] == 2
    assert (await send(teacher, case, "note", command_id="a", text="Gruer seg")).content == first.content
    other = await send(teacher, case, "close", command_id="a")
    assert (other.status_code, other.json()["code"]) == (409, "command_id_used")
    assert [entry.do for entry in await rows(app, EntryRow)] == ["open", "note"]


@pytest.mark.parametrize("how", ["body", "number", "tag"])
async def test_a_command_for_a_case_that_was_changed_meanwhile_is_refused(
    how: str, teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = await opened(teacher)
    tag = (await teacher.get(f"/cases/{case}/plan", headers=TODAY)).headers["ETag"]
    await send(teacher, case, "note", text="Gruer seg")
    body: dict[str, Any] = {"id": "late", "command": {"do": "close"}}
    headers = TODAY | {"body": {}, "number": {"If-Match": "1"}, "tag": {"If-Match": tag}}[how]
    if how == "body":
        body["revision"] = 1
    refused = await teacher.post(f"/cases/{case}/commands", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"], refused.json()["revision"]) == (409, "stale_revision", 2)
    assert len(await rows(app, EntryRow)) == 2
    taken = await teacher.post(f"/cases/{case}/commands", json=body | {"revision": 2}, headers=TODAY)
    assert taken.json()["plan"]["status"] == "closed"


async def test_an_answer_that_does_not_fit_is_told_what_would(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = await opened(teacher)
    bananas = {"guide": "evaluering", "question": "ev.naervaer", "text": "9999 bananer"}
    refused = (await send(teacher, case, "answer", **bananas)).json()
    assert (refused["code"], refused["question"]["type"]) == ("not_an_answer", "choice")
    assert all(option["text"] in refused["detail"] for option in refused["question"]["options"])
    assert await rows(app, NoteRow) == []


async def test_a_walk_cannot_be_begun_under_the_id_of_another_cases(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    one, other = await opened(teacher), await opened(teacher, "two", "TL")
    run = str(uuid4())
    assert (await send(teacher, one, "start_talk", guide="undring_elev", new_run=run)).status_code == 200
    before = [row.model_dump() for row in await rows(app, GuideRun)]
    assert (await send(teacher, other, "start_talk", guide="undring_elev", new_run=run)).status_code == 404
    assert [row.model_dump() for row in await rows(app, GuideRun)] == before


async def test_a_case_is_shared_with_colleagues_only(teacher: httpx.AsyncClient) -> None:
    case = await opened(teacher)
    elsewhere = (await get(teacher, "/me", **{"X-Demo-Teacher": "demo:nittedal:1"}))["person"]
    for do in ("share", "unshare"):
        for person in (elsewhere, str(uuid4())):
            refused = await send(teacher, case, do, person=person)
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    colleague = await get(teacher, "/me", **OTHER)
    assert (await send(teacher, case, "share", person=colleague["person"])).status_code == 200
    members = await get(teacher, f"/cases/{case}/members")
    assert [(one["name"], one["role"]) for one in members][1:] == [(colleague["name"], "member")]
    assert (await teacher.get(f"/cases/{case}/plan", headers=OTHER)).status_code == 200
    assert (await send(teacher, case, "unshare", person=colleague["person"])).status_code == 200
    assert (await teacher.get(f"/cases/{case}/plan", headers=OTHER)).status_code == 404


async def test_a_note_is_moved_to_another_case_once(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    one, other = await opened(teacher), await opened(teacher, "two", "TL")
    await send(teacher, one, "note", text="Gruer seg")
    path, body = f"/cases/{one}/notes/1/move", {"id": "move", "to": other}
    moved = await teacher.post(path, json=body, headers=TODAY)
    assert (moved.status_code, moved.json()["plan"]["case"], moved.json()["entry"]) == (200, other, 2)
    assert (await teacher.post(path, json=body, headers=TODAY)).content == moved.content
    again = await teacher.post(path, json={"id": "again", "to": other}, headers=TODAY)
    assert (again.status_code, again.json()["code"]) == (409, "unknown_note")
    for to in (one, str(uuid4())):
        assert (await teacher.post(path, json={"id": "x", "to": to}, headers=TODAY)).status_code == 404
    written = sorted((str(note.case_id) == other, note.kind, note.text) for note in await rows(app, NoteRow))
    assert written == [(False, "loose", "Gruer seg"), (False, "taken_back", None), (True, "loose", "Gruer seg")]


# talks


async def test_a_talk_as_data(teacher: httpx.AsyncClient) -> None:
    case = await opened(teacher)
    talks = await get(teacher, f"/cases/{case}/talks")
    assert "undring_elev" in [guide["id"] for guide in talks["guides"]]
    assert talks["walks"] == []
    for text in ("Kunst", "Kunst og musikk"):
        await send(teacher, case, "answer", **QUESTION, text=text)
    (walk,) = (await get(teacher, f"/cases/{case}/talks"))["walks"]
    assert (walk["guide"], walk["open"]) == ("undring_elev", True)
    talk = await get(teacher, f"/cases/{case}/talks/{walk['run']}")
    (answers,) = talk["answers"]
    me = await get(teacher, "/me")
    assert answers["question"] == "ue.trivsel"
    assert [(one["text"], one["name"], one["counts"]) for one in answers["history"]] == [
        ("Kunst", me["name"], False),
        ("Kunst og musikk", me["name"], True),
    ]
    assert [question["number"] for question in talk["questions"]] == list(range(1, len(talk["questions"]) + 1))
    given = {question["id"]: question["given"] for question in talk["questions"]}
    assert (given["ue.trivsel"], given[talk["current"]]) == ("answered", None)
    assert all(question["why"] and question["source"] for question in talk["questions"])
    assert (await teacher.get(f"/cases/{case}/talks/{uuid4()}", headers=TODAY)).status_code == 404


async def test_a_talk_as_one_page_before_it_is_begun_and_after(teacher: httpx.AsyncClient) -> None:
    case = await opened(teacher)
    path = f"/cases/{case}/guides/undring_elev"
    blank = await get(teacher, path)
    assert (blank["walk"], blank["answers"], blank["label"]) == (None, [], "MK")
    assert blank["call"]["attempted_on"] == []
    assert len(blank["questions"]) > 1
    await send(teacher, case, "attempt", task=blank["call"]["task"], on="2026-08-24")
    for question in blank["questions"]:
        answer = {"guide": "undring_elev", "question": question["id"], "text": "Kunst", "ends_talk": False}
        assert (await send(teacher, case, "answer", **answer)).status_code == 200
    sheet = await get(teacher, path)
    run = sheet["walk"]["run"]
    assert (sheet["walk"]["open"], sheet["call"]["attempted_on"]) == (True, ["2026-08-24"])
    assert [one["history"][0]["text"] for one in sheet["answers"]] == ["Kunst"] * len(blank["questions"])
    await send(teacher, case, "end_talk", run=run, on="2026-08-21")
    held = await get(teacher, f"{path}?run={run}")
    assert (held["walk"]["open"], held["call"]["done_on"]) == (False, "2026-08-21")
    for unknown in (f"/cases/{case}/guides/none", f"{path}?run={uuid4()}"):
        assert (await teacher.get(unknown, headers=TODAY)).status_code == 404


# history


async def test_history_tells_what_was_recorded_and_what_still_counts(teacher: httpx.AsyncClient) -> None:
    case = await opened(teacher)
    tick = (await send(teacher, case, "tick", task="talk_pupil", on="2026-08-21")).json()["entry"]
    await send(teacher, case, "take_back", entry=tick)
    entries = (await get(teacher, f"/cases/{case}/history"))["entries"]
    assert [(one["number"], one["do"], one["counts"], one["takes_back"]) for one in entries] == [
        (1, "open", True, None),
        (2, "tick", False, None),
        (3, "take_back", True, 2),
    ]
    assert [(fact["kind"], fact["counts"]) for fact in entries[1]["facts"]] == [("talk_held", False)]
    me = await get(teacher, "/me")
    assert {one["name"] for one in entries} == {me["name"]}
    seen = await get(teacher, f"/cases/{case}/audit")
    assert [one["what"] for one in seen] == ["audit", "history", "changed", "changed", "opened"]
    assert {one["name"] for one in seen} == {me["name"]}
    first = await teacher.get(f"/cases/{case}/audit?limit=1", headers=TODAY)
    assert (len(first.json()), "offset=1" in first.headers["Link"]) == (1, True)


# one's own conversations


async def test_one_scrolls_back_in_ones_own_conversations_only(
    teacher: httpx.AsyncClient, hand: Hand, app: FastAPI
) -> None:
    await hand.open_case()
    turn = await hand.say("hva nå?", "whats_next")
    await hand.reply(turn["turn"], *["Svar"] * len(turn["utterances"]))
    await hand.store("sover dårlig")
    (mine,) = await get(teacher, "/conversations")
    assert (mine["channel"], mine["key"], mine["turns"]) == ("web", "phone", 4)
    path = f"/conversations/{mine['id']}/turns"
    turns = await get(teacher, path)
    assert [one["text"] for one in turns] == ["borte hver mandag", "MK", "hva nå?", "sover dårlig"]
    assert [one["messages"] is None for one in turns] == [True, True, False, True]
    assert turns[2]["messages"][0]["act"]["kind"]
    page = await teacher.get(f"{path}?before=4&limit=2", headers=TODAY)
    assert [one["number"] for one in page.json()] == [2, 3]
    assert "before=2" in page.headers["Link"]
    assert await get(teacher, "/conversations", **OTHER) == []
    for address in (path, f"/conversations/{uuid4()}/turns"):
        refused = await teacher.get(address, headers=OTHER)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("how", ["unshared", "key gone"])
async def test_turns_about_a_case_one_may_no_longer_see_are_left_out(
    how: str, teacher: httpx.AsyncClient, hand: Hand, app: FastAPI
) -> None:
    await hand.open_case()
    await hand.say("sover dårlig")
    await hand.store("hva nå?")
    (case,) = await get(teacher, "/cases")
    if how == "unshared":
        colleague, me = await get(teacher, "/me", **OTHER), await get(teacher, "/me")
        await send(teacher, case["id"], "share", person=colleague["person"])
        assert (await send(teacher, case["id"], "unshare", person=me["person"])).status_code == 200
    else:
        async with transaction(app.state) as session:
            await session.delete(await session.get_one(DataKey, (await rows(app, FactRow))[0].case_id))
    (mine,) = await get(teacher, "/conversations")
    turns = await get(teacher, f"/conversations/{mine['id']}/turns")
    assert mine["case"] is None
    assert [(one["readable"], one["text"]) for one in turns][1:] == [(False, None), (False, None), (True, "hva nå?")]
    assert "MK" not in str(turns)


async def test_what_is_unknown_and_what_is_not_ones_own_look_the_same_by_every_way(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case, own = await opened(teacher), await opened(teacher, "two", "TL")
    await send(teacher, case, "answer", **QUESTION, text="Kunst")
    (run,) = await rows(app, GuideRun)
    bodies = {"commands": {"id": "x", "command": {"do": "close"}}, "move": {"id": "x", "to": own}}
    tried = 0
    for method, path in ways(app):
        if "{case_id}" in path:
            said = [
                await teacher.request(
                    method,
                    path.format(case_id=one, run=run.id, guide="undring_elev", number=1, paper="x", deadline="x"),
                    json=bodies.get(path.split("/")[-1]),
                    headers=OTHER,
                )
                for one in (case, uuid4())
            ]
            assert (path, said[0].status_code, said[0].content) == (path, 404, said[1].content)
            tried += 1
    assert tried >= 8
