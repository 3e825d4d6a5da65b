"""Publishing a routine: what is refused, what stays in use, and that the assistant starts all the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select
from structlog.testing import capture_logs

from api.engine.loader import RoutineProblems, load
from api.prepare import publish as prepare
from api.routines.models import RoutineVersion
from api.routines.service import RoutineService
from api.settings import Settings
from tests.api.turns_by_hand import rows
from tests.changing import change, copied, drop

GUIDE = "guides/evaluering.yaml"  # its first question is a choice


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path, papers=True) / "faerder"


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    """The routines are published as they stand, and read from the copy that is changed."""
    return settings.model_copy(update={"routines_folder": folder.parent})


async def publish(app: FastAPI, folder: Path) -> str:
    async with app.state.sessions() as session, session.begin():
        version: str = (await RoutineService(session).publish(folder)).hash
        return version


async def newest(app: FastAPI, routine_id: str = "faerder") -> str:
    async with app.state.sessions() as session:
        version: str = (await RoutineService(session).newest(routine_id)).hash
        return version


async def versions(app: FastAPI) -> list[RoutineVersion]:
    return [version for version in await rows(app, RoutineVersion) if version.routine_id == "faerder"]


def rename(folder: Path, title: str) -> None:
    change(folder / "routine.yaml", lambda content: content["source"].update(title=title))


def without_question(folder: Path, number: int) -> None:
    change(folder / GUIDE, lambda content: content["questions"].pop(number))


async def test_the_same_content_is_published_once(app: FastAPI, folder: Path) -> None:
    (before,) = await versions(app)
    assert await publish(app, folder) == before.hash
    assert await versions(app) == [before]


async def test_a_changed_content_is_the_newest_and_the_earlier_stays(app: FastAPI, folder: Path) -> None:
    first = await newest(app)
    rename(folder, "Ny utgave")
    second = await publish(app, folder)
    assert first != second == await newest(app)
    assert {version.hash for version in await versions(app)} == {first, second}


def _gone(question: dict[str, Any]) -> None:
    question["options"].pop()


def _other_type(question: dict[str, Any]) -> None:
    del question["options"]
    question["type"] = "open"


@pytest.mark.parametrize(("how", "code"), [(_other_type, "R012"), (_gone, "R013")])
async def test_what_would_change_the_meaning_of_answers_is_refused(
    how: Any, code: str, app: FastAPI, folder: Path
) -> None:
    before = await versions(app)
    change(folder / GUIDE, lambda content: how(content["questions"][0]))
    with pytest.raises(RoutineProblems) as refused:
        await publish(app, folder)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert await versions(app) == before


async def test_a_guide_that_was_borrowed_is_judged_like_an_own_one(app: FastAPI, folder: Path) -> None:
    lender = folder.parent / "nittedal" / "guides" / "kartlegging_elev.yaml"
    change(lender, lambda content: content["questions"][0].update(type="scale", scale=[0, 10]))
    with pytest.raises(RoutineProblems) as refused:
        await publish(app, folder)
    (problem,) = refused.value.problems
    assert problem.code == "R012"
    assert problem.place.startswith("guides/nittedal.kartlegging_elev.")


async def test_a_version_is_judged_by_all_that_went_before(app: FastAPI, folder: Path) -> None:
    whole = (folder / GUIDE).read_text(encoding="utf-8")
    without_question(folder, 1)
    await publish(app, folder)
    rename(folder, "Enda en utgave")
    await publish(app, folder)
    (folder / GUIDE).write_text(whole, encoding="utf-8")
    with pytest.raises(RoutineProblems) as refused:
        await publish(app, folder)
    assert [problem.code for problem in refused.value.problems] == ["R011"]


async def test_an_earlier_content_is_taken_back_and_gone_on_from(app: FastAPI, folder: Path) -> None:
    first = await newest(app)
    whole = (folder / GUIDE).read_text(encoding="utf-8")
    without_question(folder, 1)
    second = await publish(app, folder)
    (folder / GUIDE).write_text(whole, encoding="utf-8")
    assert await publish(app, folder) == first == await newest(app)
    rename(folder, "Rettet utgave")
    third = await publish(app, folder)
    assert third == await newest(app)
    assert {version.hash for version in await versions(app)} == {first, second, third}


async def test_what_a_newer_program_hashes_otherwise_is_still_the_same_content(app: FastAPI, folder: Path) -> None:
    async with app.state.sessions() as session, session.begin():
        stored = (await session.exec(select(RoutineVersion).where(RoutineVersion.routine_id == "faerder"))).one()
        stored.hash = "hash-of-long-ago"
    assert await publish(app, folder) == "hash-of-long-ago"
    assert len(await versions(app)) == 1


@pytest.mark.parametrize("broken", ["refused", "unreadable"])
async def test_a_start_goes_on_with_the_version_published_last(broken: str, app: FastAPI, folder: Path) -> None:
    before = await newest(app)
    other = Path(shutil.copytree(folder, folder.parent / "other"))
    change(other / "routine.yaml", lambda content: content.update(id="other"))
    if broken == "refused":
        change(folder / GUIDE, lambda content: _gone(content["questions"][0]))
        problem = "R013 guides/evaluering.ev.naervaer.options"
    else:
        (folder / GUIDE).write_text("id: [", encoding="utf-8")
        problem = "R001 guides/evaluering.yaml, line 1"
    with capture_logs() as logs:
        await prepare(app.state.settings)
    told = {"event": "routine.not_published", "log_level": "error", "routine": "faerder", "problems": [problem]}
    assert logs == [told]  # codes and places, and nothing of what stands there
    assert await newest(app) == before
    assert await newest(app, "other")  # one that is refused does not hold back the others


async def test_there_is_no_start_with_a_routine_that_has_no_version_to_use(app: FastAPI, folder: Path) -> None:
    rename(folder, "Ny utgave")
    other = Path(shutil.copytree(folder, folder.parent / "other"))  # its id is not its folder's name
    before = await versions(app)
    with pytest.raises(RoutineProblems, match="R010"):
        await prepare(app.state.settings)
    assert await versions(app) == before
    shutil.rmtree(other)
    await prepare(app.state.settings)
    async with app.state.sessions() as session:
        assert await RoutineService(session).routine(await newest(app)) == load(folder)


async def test_a_retired_option_and_a_dropped_question_are_published(app: FastAPI, folder: Path) -> None:
    first = await newest(app)
    change(folder / GUIDE, lambda content: content["questions"][0]["options"][-1].update(retired=True))
    change(folder / GUIDE, lambda content: drop(content["questions"], content["questions"][-1]["id"]))
    assert await publish(app, folder) != first
