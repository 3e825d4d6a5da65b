"""Every command tells what it does and runs nothing for that; what is in the way is a line and the code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.commands import make_app_of
from api.export.__main__ import main as export
from api.prepare import main as prepare
from api.settings import get_settings

ROOT = Path(__file__).resolve().parents[2]
CASE = "00000000-0000-4000-8000-000000000000"
COMMANDS = {
    "api.audit": ("verify", f"show {CASE}", "access"),
    "api.export": (f"{CASE} FOLDER",),
    "api.keys": ("prove", "rewrap"),
    "api.people": ("list demo_faerder", "access demo_faerder --leaders lines", f"leave {CASE} demo_faerder"),
    "api.prepare": ("",),
    "api.retention": ("run", f"shred {CASE}"),
}


def test_every_command_of_ours_is_looked_at_here() -> None:
    found = {f"api.{file.parent.name}" for file in ROOT.glob("api/*/__main__.py")}
    assert found | {"api.prepare"} == set(COMMANDS)


@pytest.mark.parametrize("module", [*COMMANDS, "channels", "actions"])
def test_help_tells_what_it_does_without_settings_and_does_nothing(module: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NAERVAERSLOS_")}
    environment["NAERVAERSLOS_DATABASE_URL"] = f"sqlite:///{tmp_path / 'made.db'}"
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert module in done.stdout
    if module.startswith("api."):
        assert "secrets.env" in done.stdout, "how the settings are loaded"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    get_settings.cache_clear()
    yield monkeypatch
    get_settings.cache_clear()


def app_of(module: str) -> typer.Typer:
    if module in ("api.export", "api.prepare"):
        return make_app_of(export if module == "api.export" else prepare)
    found: typer.Typer = import_module(f"{module}.__main__").app
    return found


def refused(module: str, *arguments: str) -> str:
    """What is said; it is short, and no traceback."""
    done = CliRunner().invoke(app_of(module), list(arguments))
    assert done.exit_code == 2, done.exception
    assert not done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("module", "command"), [(module, one) for module, several in COMMANDS.items() for one in several]
)
def test_a_database_that_is_not_there_is_a_line(
    module: str, command: str, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("NAERVAERSLOS_DATABASE_URL", f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    told = refused(module, *command.replace("FOLDER", str(tmp_path)).split())
    assert "NAERVAERSLOS_DATABASE_URL" in told
    assert len(told.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [], "and none is made"


@pytest.mark.parametrize("address", ["sqlite:///{}/empty.db", "postgresql+asyncpg://a:hemmelig@127.0.0.1:1/x"])
def test_a_database_that_was_never_prepared_or_does_not_answer_is_a_line(
    address: str, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.db").touch()
    environment.setenv("NAERVAERSLOS_DATABASE_URL", address.format(tmp_path))
    told = refused("api.audit", "verify")
    assert "python -m api.prepare" in told
    assert "hemmelig" not in told


def test_a_missing_setting_says_how_settings_are_loaded(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("NAERVAERSLOS_TEXT_KEYS")
    told = refused("api.people", "list", "demo_faerder")
    assert "NAERVAERSLOS_TEXT_KEYS: Field required" in told
    assert "secrets.env" in told
    assert "docs/operations.md" in told


@pytest.mark.parametrize("arguments", [("shred", "no-id"), ("shred",), ("run", "--nonsense"), ("nonsense",), ()])
def test_bad_arguments_are_told(arguments: tuple[str, ...], environment: pytest.MonkeyPatch) -> None:
    environment.delenv("NAERVAERSLOS_TEXT_KEYS")
    done = CliRunner().invoke(app_of("api.retention"), list(arguments))
    assert (done.exit_code, "Traceback" in done.output) == (2, False)
    assert "Usage" in done.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "it cannot be read: No such file or directory"),
        ("- {id: a, name: b", "line 2: it is no YAML"),
        ("- {id: a, name: b, routine_id: c, secret: hemmelig}", "secret: Extra inputs are not permitted"),
        ("", "it is no list of schools"),
        ("hei", "it is no list of schools"),
    ],
)
def test_a_schools_file_that_cannot_be_used_changes_nothing(
    content: str | None, said: str, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "schools.yaml"
    if content is not None:
        file.write_text(content + "\n", encoding="utf-8")
    environment.setenv("NAERVAERSLOS_SCHOOLS_FILE", str(file))
    environment.setenv("NAERVAERSLOS_DATABASE_URL", f"sqlite:///{tmp_path / 'made.db'}")
    told = refused("api.prepare")
    assert told.startswith("NAERVAERSLOS_SCHOOLS_FILE: ")
    assert said in told
    assert "hemmelig" not in told
    assert not (tmp_path / "made.db").exists()
