"""Moving a case to a newer version: what is shown beforehand, what blocks it, and that nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from api.audit.models import AuditRow
from api.cases import moving
from api.cases.models import Case, CaseMember, FactRow, GuideRun, NoteRow, VersionMove
from api.cases.moving import Blocked, Change, LostFact, MoveBlocked
from api.cases.service import CaseService, load
from api.engine.commands import SetOwnDate
from api.people.service import PeopleService
from api.routines.service import RoutineService
from api.schools.models import School
from tests.api.commanding import TODAY, send
from tests.api.turns_by_hand import Hand, kinds, rows
from tests.changing import change, copied, drop, named

MONDAY, SATURDAY = date(2026, 8, 24), date(2026, 8, 29)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path) / "faerder"


async def opened_case(teacher: httpx.AsyncClient, label: str, key: str) -> str:
    answer = await teacher.post("/cases", json={"label": label, "key": key}, headers=TODAY)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case"])


async def done(teacher: httpx.AsyncClient, case: object, command: str, **values: Any) -> None:
    answer = await send(teacher, case, command, **values)
    assert answer.status_code == 200, answer.text


async def answered(teacher: httpx.AsyncClient, case: str, guide: str, question: str, text: str) -> None:
    await done(teacher, case, "answer", guide=guide, question=question, text=text)


@pytest.fixture
async def case(teacher: httpx.AsyncClient) -> str:
    """A case begun on level 0 on the version published first."""
    return await opened_case(teacher, "MK", "one")


@pytest.fixture
async def on_level_one(teacher: httpx.AsyncClient, case: str) -> str:
    await done(teacher, case, "decide", decision="go_on", outcome="worried")
    return case


async def move(app: FastAPI, folder: Path, case: str, today: date = MONDAY, *, apply: bool = False) -> Change:
    """Publishes the folder as it stands and shows what that changes in the case; moves it when told to."""
    async with app.state.sessions() as session, session.begin():
        newest = await RoutineService(session).publish(folder)
        found = await session.get_one(Case, UUID(case))
        opened = await load(session, found, await session.get_one(School, found.school_id))
        shown = moving.preview(opened.file, await RoutineService(session).routine(newest.hash), today)
        if apply:
            await moving.apply(session, found, newest, shown)
        return shown


def edit(folder: Path, how: Callable[[Any], object]) -> None:
    change(folder / "routine.yaml", how)


def reword_first_option(folder: Path) -> None:
    words = {"nb": "Oftere til stede", "nn": "Oftare til stades"}
    change(folder / "guides" / "evaluering.yaml", lambda guide: guide["questions"][0]["options"][0].update(text=words))


def level(content: Any, name: str) -> Any:
    return named(content["levels"], name)


def every_mapping(content: Any) -> list[dict[str, Any]]:
    inner = content.values() if isinstance(content, dict) else content if isinstance(content, list) else []
    return [*([content] if isinstance(content, dict) else []), *(one for part in inner for one in every_mapping(part))]


def rename_level_one(content: Any) -> None:
    for piece in every_mapping(content):
        piece.update({key: "9" for key in ("to", "level") if piece.get(key) == "1"})
    level(content, "1")["id"] = "9"


def rename_outcome(content: Any) -> None:
    for piece in every_mapping(content):
        if (piece.get("decision"), piece.get("outcome")) == ("go_on", "worried"):
            piece["outcome"] = "onward"
    named(named(level(content, "0")["decisions"], "go_on")["outcomes"], "worried")["id"] = "onward"


def without_guide(folder: Path, guide: str, level_id: str, task: str) -> None:
    (folder / "guides" / f"{guide}.yaml").unlink()
    edit(folder, lambda content: named(level(content, level_id)["tasks"], task).pop("guide"))


async def test_new_words_change_nothing_in_a_case(app: FastAPI, folder: Path, on_level_one: str) -> None:
    edit(folder, lambda content: level(content, "1")["tasks"][0]["text"].update(nb="Si det til ledelsen"))
    shown = await move(app, folder, on_level_one)
    assert not shown
    assert (shown.before, shown.blocked) == (shown.after, ())


async def test_tasks_deadlines_and_the_decision_are_compared(app: FastAPI, folder: Path, on_level_one: str) -> None:
    def newer(content: Any) -> None:
        one = level(content, "1")
        drop(one["tasks"], "map_with_pupil")
        task = deepcopy(one["tasks"][0]) | {"id": "brand_new", "done": {"nb": "Helt nytt", "nn": "Heilt nytt"}}
        one["tasks"].append(task)
        named(one["deadlines"], "faerder.1.meeting")["amount"] = [2]
        drop(one["deadlines"], "faerder.1.eval")
        text = {"nb": "ny samtale", "nn": "ny samtale"}
        one["deadlines"].append({"id": "faerder.1.new", "ours": True, "text": text, "kind": "none"})
        named(one["decisions"], "evaluation")["asked_when"] = {"fact": "concern_raised", "anywhere": True}

    edit(folder, newer)
    shown = await move(app, folder, on_level_one, SATURDAY)
    assert [state.task.id for state in shown.tasks.come] == ["brand_new"]
    assert [state.task.id for state in shown.tasks.go] == ["map_with_pupil"]
    changed = {old.task.id: (old.state, new.state) for old, new in shown.tasks.other}
    assert changed["hold_meeting"] == ("due_soon", "open")
    assert [state.id for state in shown.deadlines.come] == ["faerder.1.new"]
    assert [state.id for state in shown.deadlines.go] == ["faerder.1.eval"]
    ((old, new),) = shown.deadlines.other
    assert (old.due_on, new.due_on) == (date(2026, 8, 31), date(2026, 9, 7))
    before, after = shown.decision
    assert (before, after and after.id, shown.decision_differs) == (None, "evaluation", True)
    assert shown.before == shown.after
    assert not shown.stay_differs


async def test_a_deadline_is_compared_by_its_date_and_by_how_it_stands(
    app: FastAPI, folder: Path, teacher: httpx.AsyncClient, on_level_one: str
) -> None:
    def meeting(**other: Any) -> Callable[[Any], object]:
        return lambda content: named(level(content, "1")["deadlines"], "faerder.1.meeting").update(other)

    edit(folder, meeting(amount=[2]))
    ((old, new),) = (await move(app, folder, on_level_one)).deadlines.other
    assert (old.state, new.state) == ("open", "open")
    assert old.due_on != new.due_on

    await done(teacher, on_level_one, "tick", task="hold_meeting", on=str(MONDAY))
    edit(folder, meeting(amount=[1], met_by={"fact": "measures_agreed"}))
    ((old, new),) = (await move(app, folder, on_level_one)).deadlines.other
    assert (old.state, new.state) == ("met", "open")
    assert old.due_on == new.due_on


async def test_another_level_round_and_status_are_shown(app: FastAPI, folder: Path, on_level_one: str) -> None:
    def go_elsewhere(content: Any) -> None:
        named(named(level(content, "0")["decisions"], "go_on")["outcomes"], "worried")["to"] = "2A"
        evaluation = named(level(content, "2A")["decisions"], "evaluation")
        back = {"id": "back", "ours": True, "text": {"nb": "Tilbake", "nn": "Tilbake"}, "does": "go_to", "to": "1"}
        evaluation["outcomes"].append(back)

    edit(folder, go_elsewhere)
    shown = await move(app, folder, on_level_one)
    assert shown.stay_differs
    assert (shown.before.level, shown.after.level, shown.blocked) == ("1", "2A", ())
    # The same task id on another level is another task.
    assert "inform_leadership" in {state.task.id for state in shown.tasks.come}
    assert "inform_leadership" in {state.task.id for state in shown.tasks.go}


@pytest.mark.parametrize(
    ("how", "why"),
    [
        # Without the level, nothing leads there either.
        (rename_outcome, Blocked("outcome", "go_on/worried", "0")),
        (rename_level_one, Blocked("level", "1", "1")),
    ],
)
async def test_a_case_whose_level_or_way_there_is_gone_is_not_moved(
    how: Callable[[Any], None], why: Blocked, app: FastAPI, folder: Path, on_level_one: str
) -> None:
    edit(folder, how)
    before = await rows(app, Case)
    assert (await move(app, folder, on_level_one)).blocked == (why,)
    with pytest.raises(MoveBlocked):
        await move(app, folder, on_level_one, apply=True)
    assert await rows(app, Case) == before
    assert await rows(app, VersionMove) == []


async def test_a_round_that_was_opened_must_still_be_one(
    app: FastAPI, folder: Path, teacher: httpx.AsyncClient, on_level_one: str
) -> None:
    await done(teacher, on_level_one, "decide", decision="evaluation", outcome="other_measures")
    edit(folder, lambda content: drop(level(content, "1")["decisions"][0]["outcomes"], "other_measures"))
    shown = await move(app, folder, on_level_one)
    assert shown.blocked == (Blocked("outcome", "evaluation/other_measures", "1"),)
    assert (shown.before.round, shown.after.round) == (2, 1)


async def test_what_facts_named_and_is_gone_is_listed(
    app: FastAPI, folder: Path, teacher: httpx.AsyncClient, case: str
) -> None:
    await done(teacher, case, "tick", task="use_templates", on=str(MONDAY))
    await done(teacher, case, "decide", decision="wonder", outcome="unsure")
    async with app.state.sessions() as session, session.begin():
        service = CaseService(session, await PeopleService(session).actor("demo:faerder:1"))
        own = SetOwnDate(deadline="faerder.0.contact", on=SATURDAY)
        opened = await service.get(UUID(case), reading="changed")
        await service.do(opened, own, today=MONDAY, command_id="own")

    def newer(content: Any) -> None:
        zero = level(content, "0")
        drop(zero["tasks"], "use_templates")
        drop(zero["deadlines"], "faerder.0.contact")
        drop(zero["decisions"][0]["outcomes"], "unsure")
        for piece in every_mapping(content):  # a rule may not name the outcome any longer
            if (piece.get("decision"), piece.get("outcome")) == ("wonder", "unsure"):
                piece["outcome"] = "worried"

    edit(folder, newer)
    shown = await move(app, folder, case, apply=True)  # none of this blocks
    assert shown.facts_lost == (
        LostFact(2, "task", "use_templates"),
        LostFact(3, "outcome", "wonder/unsure"),
        LostFact(4, "deadline", "faerder.0.contact"),
    )


async def test_answers_and_a_talk_begun_that_lose_their_place_are_listed(
    app: FastAPI, folder: Path, teacher: httpx.AsyncClient, case: str
) -> None:
    await answered(teacher, case, "undring_elev", "ue.trivsel", "Liker best kunst")
    await answered(teacher, case, "evaluering", "ev.naervaer", "Mer til stede")
    without_guide(folder, "undring_elev", "0", "talk_pupil")
    without_guide(folder, "mote_nivaa1", "1", "hold_meeting")
    reword_first_option(folder)
    shown = await move(app, folder, case)
    assert shown.questions_gone == ("ue.trivsel",)
    assert [guide.id for guide in shown.guides_gone] == ["undring_elev"]  # the other was not begun


@pytest.mark.parametrize(("value", "lost"), [("mer", ()), (None, ("ev.naervaer",))])
async def test_an_answer_stands_when_its_option_is_worded_anew_unless_only_its_words_are_kept(
    app: FastAPI, folder: Path, teacher: httpx.AsyncClient, case: str, value: str | None, lost: tuple[str, ...]
) -> None:
    await answered(teacher, case, "evaluering", "ev.naervaer", "Mer til stede")
    reword_first_option(folder)
    async with app.state.sessions() as session, session.begin():
        newest = await RoutineService(session).publish(folder)
        found = await session.get_one(Case, UUID(case))
        file = (await load(session, found, await session.get_one(School, found.school_id))).file
        kept = replace(file, notes=tuple(note.model_copy(update={"value": value}) for note in file.notes))
        shown = moving.preview(kept, await RoutineService(session).routine(newest.hash), MONDAY)
    assert shown.answers_lost == lost


async def test_moving_changes_the_version_and_writes_it_down_and_nothing_else(
    app: FastAPI, folder: Path, teacher: httpx.AsyncClient, on_level_one: str
) -> None:
    await answered(teacher, on_level_one, "evaluering", "ev.naervaer", "Mer til stede")
    other = await opened_case(teacher, "TL", "two")
    tables = (FactRow, NoteRow, GuideRun, CaseMember, AuditRow)
    kept = [await rows(app, table) for table in tables]
    cases = {str(row.id): row.model_dump() for row in await rows(app, Case)}
    old = cases[on_level_one]["routine_hash"]

    edit(folder, lambda content: drop(level(content, "1")["tasks"], "map_with_pupil"))
    await move(app, folder, on_level_one)
    assert {str(row.id): row.model_dump() for row in await rows(app, Case)} == cases

    await move(app, folder, on_level_one, apply=True)
    (written,) = await rows(app, VersionMove)
    assert (str(written.case_id), written.from_hash) == (on_level_one, old)
    assert written.to_hash != old
    cases[on_level_one]["routine_hash"] = written.to_hash
    assert {str(row.id): row.model_dump() for row in await rows(app, Case)} == cases
    assert [await rows(app, table) for table in tables] == kept
    plan = (await teacher.get(f"/cases/{on_level_one}/plan", headers=TODAY)).json()
    assert plan["version"] == written.to_hash
    assert "map_with_pupil" not in {task["id"] for task in plan["tasks"]}
    assert (await teacher.get(f"/cases/{other}/plan", headers=TODAY)).json()["version"] == old


async def test_the_chat_goes_on_when_the_talk_that_stood_is_gone(app: FastAPI, folder: Path, hand: Hand) -> None:
    await hand.open_case(worry="gruer seg til gym")
    assert "question" in kinds(await hand.say("start undring med eleven", "start_guide"))
    (found,) = await rows(app, Case)
    without_guide(folder, "undring_elev", "0", "talk_pupil")
    assert (await move(app, folder, str(found.id), apply=True)).guides_gone
    for text, intent in (("Liker best kunst", "answer"), ("fortsett", "resume"), ("hva nå", "whats_next")):
        assert "failed" not in kinds(await hand.say(text, intent))
    assert [note.text for note in await rows(app, NoteRow) if note.kind == "loose"] == ["Liker best kunst"]


async def test_the_chat_goes_on_when_the_task_it_asks_a_day_for_is_gone(
    app: FastAPI, folder: Path, hand: Hand, teacher: httpx.AsyncClient
) -> None:
    await hand.open_case(worry="gruer seg til gym")
    (found,) = await rows(app, Case)
    await done(teacher, found.id, "decide", decision="go_on", outcome="worried")
    assert kinds(await hand.say("Møtet er holdt")) == ["ask_day"]
    edit(folder, lambda content: named(level(content, "1")["tasks"], "hold_meeting").update(id="meeting"))
    await move(app, folder, str(found.id), apply=True)
    assert "failed" not in kinds(await hand.say("i går"))
