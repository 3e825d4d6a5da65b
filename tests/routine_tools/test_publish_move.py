"""`./routine publish` and `./routine move` on a real database: what they say, what they change, and what they never do."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from api.cases.models import Case, VersionMove
from api.routines.models import RoutineVersion
from api.settings import Settings
from routine_tools.__main__ import app as tool
from tests.api.commanding import send
from tests.api.turns_by_hand import readings, rows
from tests.changing import change, copied, drop, named
from tests.conftest import ROOT

TODAY = {"X-Today": "2026-08-24"}
LABELS = {"one": "ÆØ.7", "two": "ÆØ.8", "three": "ÆØ.9"}
ANSWER = "Vil helst være hjemme hos mormor"


@pytest.fixture(autouse=True)
def routines(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies to be changed, and the environment of a tool that works on them and on the test's database."""
    folder = copied(tmp_path)
    monkeypatch.setenv("NAERVAERSLOS_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NAERVAERSLOS_ROUTINES_FOLDER", str(folder))
    monkeypatch.setenv("NAERVAERSLOS_TODAY", "2026-08-24")
    return folder


async def run(*arguments: str) -> Result:
    return await asyncio.to_thread(lambda: CliRunner().invoke(tool, list(arguments)))


async def open_case(teacher: httpx.AsyncClient, key: str, *, on_level_one: bool = False) -> UUID:
    opened = await teacher.post("/cases", json={"label": LABELS[key], "key": key}, headers=TODAY)
    case = UUID(opened.json()["case"])
    answer = {"guide": "evaluering", "question": "ev.naervaer", "text": ANSWER, "value": "mer"}
    assert (await send(teacher, case, "answer", **answer)).status_code == 200
    if on_level_one:
        await decide(teacher, case, "go_on", "worried")
    return case


async def decide(teacher: httpx.AsyncClient, case: UUID, decision: str, outcome: str) -> None:
    made = await send(teacher, case, "decide", decision=decision, outcome=outcome, anyway=True)
    assert made.status_code == 200


def edit(routines: Path, how: Any, routine: str = "faerder", file: str = "routine.yaml") -> None:
    change(routines / routine / file, how)


def two_weeks(content: Any) -> None:
    """The meeting of level 1 is due a week later."""
    named(named(content["levels"], "1")["deadlines"], "faerder.1.meeting")["amount"] = [2]


def without_level_two(content: Any) -> None:
    """Level 1 leads no longer to 2A, which is called 2C now."""
    for piece in content["levels"]:
        if piece["id"] == "2A":
            piece["id"] = "2C"
        for decision in piece.get("decisions", []):
            for outcome in decision["outcomes"]:
                if outcome.get("to") == "2A":
                    outcome["to"] = "2C"


async def versions(app: FastAPI, routine: str = "faerder") -> list[str]:
    return [version.hash for version in await rows(app, RoutineVersion) if version.routine_id == routine]


async def on(app: FastAPI) -> dict[UUID, str]:
    """The version each case is on."""
    return {case.id: case.routine_hash for case in await rows(app, Case)}


async def test_publish_says_what_is_new_and_what_is_not(app: FastAPI, routines: Path) -> None:
    (before,) = await versions(app)
    edit(routines, two_weeks)
    said = await run("publish")
    (after,) = set(await versions(app)) - {before}
    (nittedal,) = await versions(app, "nittedal")
    assert said.output.splitlines() == [f"faerder: new version {after}", f"nittedal: unchanged, {nittedal}"]
    assert said.exit_code == 0


async def test_publish_tells_all_problems_and_goes_on_with_the_others(app: FastAPI, routines: Path) -> None:
    def spoil(content: Any) -> None:
        content["questions"][0]["options"].pop(0)
        content["questions"][1].update(type="number")

    (before,) = await versions(app)
    edit(routines, spoil, file="guides/evaluering.yaml")
    edit(routines, lambda content: content["source"].update(title="Ny utgave"), "nittedal")
    said = await run("publish")
    assert said.exit_code == 1
    assert f"faerder: refused, 2 problems; {before} stays in use" in said.output
    for line in ("R012 guides/evaluering.", "R013 guides/evaluering.ev.naervaer.options", "`retired: true`"):
        assert line in said.output
    assert "nittedal: new version" in said.output
    assert (len(await versions(app)), len(await versions(app, "nittedal"))) == (1, 2)


@pytest.mark.parametrize("name", ["faerder", "{routines}/faerder"])
async def test_publish_takes_the_routines_that_are_named(name: str, app: FastAPI, routines: Path) -> None:
    edit(routines, two_weeks)
    edit(routines, lambda content: content["source"].update(title="Ny utgave"), "nittedal")
    said = await run("publish", name.format(routines=routines))
    assert re.fullmatch(r"faerder: new version [0-9a-f]{16}\n", said.output)
    assert len(await versions(app, "nittedal")) == 1


async def test_publish_takes_nothing_from_elsewhere(app: FastAPI, routines: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(routines, tmp_path / "elsewhere")
    edit(Path(elsewhere), two_weeks)
    for name in (f"{elsewhere}/faerder", "no_such_routine"):
        said = await run("publish", name)
        assert said.exit_code == 2
        assert "faerder, nittedal" in re.sub(r"[\s│]+", " ", said.output)
    assert len(await versions(app)) == 1


async def test_move_shows_and_changes_nothing_until_told_to(
    app: FastAPI, routines: Path, teacher: httpx.AsyncClient
) -> None:
    case = await open_case(teacher, "one", on_level_one=True)
    (old,) = await versions(app)
    edit(routines, two_weeks)
    await run("publish")
    (new,) = set(await versions(app)) - {old}

    shown = await run("move", "faerder")
    assert shown.output.splitlines() == [
        f"Sak {case.hex[:8]} (faerder): {old} → {new}",
        "  Frist: «møte med elev og foresatte»: mandag 31. august, løper → mandag 7. september, løper",
        "Ingenting er endret. 1 sak kan flyttes: skriv det samme med --apply.",
    ]
    assert (shown.exit_code, await on(app), await rows(app, VersionMove)) == (0, {case: old}, [])

    moved = await run("move", "faerder", "--apply")
    assert moved.output.splitlines()[-2:] == ["  Flyttet.", "1 sak er flyttet."]
    assert (moved.exit_code, await on(app)) == (0, {case: new})
    again = await run("move", "--apply")
    assert again.output == "Alle åpne saker er på nyeste versjon. Ingenting er endret.\n"
    assert len(await rows(app, VersionMove)) == 1


async def test_move_never_shows_a_label_or_what_was_written(
    app: FastAPI, routines: Path, teacher: httpx.AsyncClient
) -> None:
    await open_case(teacher, "one")
    edit(routines, lambda content: drop(content["questions"], "ev.naervaer"), file="guides/evaluering.yaml")
    edit(routines, lambda content: drop(content["levels"][0]["tasks"], "use_templates"))
    await run("publish")
    for arguments in ((), ("--apply",)):
        said = await run("move", *arguments)
        assert "Svar uten spørsmål i ny versjon (svarene blir i saken): ev.naervaer" in said.output
        assert "Oppgave som faller bort: «Bruk gjerne spørsmål" in said.output
        assert LABELS["one"] not in said.output
        assert ANSWER not in said.output


async def test_what_move_shows_is_written_down_without_a_person(
    app: FastAPI, routines: Path, teacher: httpx.AsyncClient
) -> None:
    case = await open_case(teacher, "one")
    edit(routines, two_weeks)
    await run("publish", "faerder")
    for arguments in ((), ("--apply",)):
        await run("move", "faerder", *arguments)
    by_nobody = [row for row in await readings(app) if row.person_id is None]
    assert sorted((row.case_id, row.what) for row in by_nobody) == [(case, "move_shown"), (case, "moved")]


async def test_move_can_be_told_one_case(app: FastAPI, routines: Path, teacher: httpx.AsyncClient) -> None:
    one, other = await open_case(teacher, "one"), await open_case(teacher, "two")
    (old,) = await versions(app)
    edit(routines, two_weeks)
    await run("publish")
    said = await run("move", "--case", one.hex[:8], "--apply")
    assert other.hex[:8] not in said.output
    moved = await on(app)
    assert (moved[one] != old, moved[other]) == (True, old)
    unknown = await run("move", "--case", one.hex[:8], "--apply")  # is on the newest now
    assert (unknown.exit_code, await on(app)) == (2, moved)


@pytest.mark.parametrize("prefix", ["", "-"])
async def test_move_is_not_told_several_cases_by_one_beginning(
    prefix: str, app: FastAPI, routines: Path, teacher: httpx.AsyncClient
) -> None:
    for key in ("one", "two"):
        await open_case(teacher, key)
    before = await on(app)
    edit(routines, two_weeks)
    await run("publish")
    assert (await run("move", "--case", prefix, "--apply")).exit_code == 2
    assert await on(app) == before


async def test_move_leaves_what_is_blocked_and_what_is_closed(
    app: FastAPI, routines: Path, teacher: httpx.AsyncClient
) -> None:
    blocked, closed, fine = [await open_case(teacher, key, on_level_one=True) for key in ("one", "two", "three")]
    await decide(teacher, blocked, "evaluation", "interdisciplinary")
    await decide(teacher, closed, "evaluation", "closed")
    (old,) = await versions(app)
    edit(routines, without_level_two)
    assert (await run("publish", "faerder")).exit_code == 0
    said = await run("move", "--apply")
    assert said.exit_code == 1
    assert "  Kan ikke flyttes: saken er på nivå 2A, som ikke er i ny versjon." in said.output.splitlines()
    assert said.output.splitlines()[-2:] == [
        "1 sak kan ikke flyttes og følger versjonen sin videre.",
        "1 sak er flyttet.",
    ]
    assert closed.hex[:8] not in said.output
    after = await on(app)
    assert (after[blocked], after[closed], after[fine] != old) == (old, old, True)


async def test_a_routine_that_was_never_published_cannot_be_moved_to(app: FastAPI) -> None:
    said = await run("move", "no_such_routine")
    assert said.exit_code == 2
    assert "er ikke publisert" in re.sub(r"[\s│]+", " ", said.output)


@pytest.mark.parametrize("command", ["publish", "move"])
async def test_no_database_is_made(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "gone.db"
    monkeypatch.setenv("NAERVAERSLOS_DATABASE_URL", f"sqlite:///{file}")
    said = await run(command)
    assert (said.exit_code, file.exists()) == (2, False)
    assert said.stderr == f"There is no database at {file}, and none was made. Start the assistant first: make run\n"
    file.touch()
    said = await run(command)
    assert said.exit_code == 2
    assert "does not fit this version of the program" in said.stderr


def script(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The script as it is started in a terminal, where nothing of ours is set but this."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("NAERVAERSLOS_")}
    return subprocess.run(
        [str(ROOT / "routine"), *arguments],
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


async def test_without_settings_it_is_the_local_runs_database(
    app: FastAPI, routines: Path, settings: Settings, teacher: httpx.AsyncClient, tmp_path: Path
) -> None:
    var = tmp_path / "var"
    where = {"NAERVAERSLOS_VAR": str(var), "NAERVAERSLOS_ROUTINES_FOLDER": str(routines)}
    nothing = await asyncio.to_thread(script, "publish", **where)
    assert (nothing.returncode, var.exists()) == (2, False)
    assert "no local run" in nothing.stderr

    case = await open_case(teacher, "one", on_level_one=True)
    await app.state.engine.dispose()
    var.mkdir()
    shutil.copy(str(settings.database_url).removeprefix("sqlite:///"), var / "naervaerslos.db")
    secrets = {name: value for name, value in os.environ.items() if name.endswith(("_TEXT_KEYS", "_TOKEN"))}
    lines = "".join(f"{name}={value}\n" for name, value in secrets.items() if name.startswith("NAERVAERSLOS_"))
    (var / "secrets.env").write_text(lines, encoding="utf-8")
    edit(routines, two_weeks)
    published = await asyncio.to_thread(script, "publish", "faerder", **where)
    assert published.returncode == 0, published.stderr
    moved = await asyncio.to_thread(script, "move", **where)
    assert f"Sak {case.hex[:8]} (faerder)" in moved.stdout, moved.stderr

    wrong = where | {"NAERVAERSLOS_TEXT_KEYS": Fernet.generate_key().decode()}
    unread = await asyncio.to_thread(script, "move", "--apply", **wrong)
    assert (unread.returncode, unread.stdout) == (2, "")
    assert "cannot be read with these keys" in unread.stderr
