"""`./routine lint`, and what all commands do with what is not there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from routine_tools.scenario import ROUTINES
from tests.routine_tools.called import IDS, called, copied

SCRIPT = ROUTINES.parent / "routine"


def test_all_routines_are_looked_at_when_none_is_named() -> None:
    found = called("lint")
    assert found.exit_code == 0
    assert [name for name in IDS if f"{name}: no problems" in found.output] == IDS


def test_every_problem_is_listed_at_once_with_code_place_and_cure(tmp_path: Path) -> None:
    folder = copied("faerder", tmp_path, ('to: "2B"', 'to: "3"'), ("by: [kontaktlaerer]", "by: [laerer]"))
    found = called("lint", folder)
    assert found.exit_code == 1
    assert "R004 levels.2A.evaluation.not_enough.to" in found.output
    assert "R005 levels.2B" in found.output
    assert "There is no role `laerer`. Write one of:" in found.output


def test_a_folder_elsewhere_uses_the_common_files_of_the_project(tmp_path: Path) -> None:
    moved = copied("nittedal", tmp_path / "all").rename(tmp_path / "nittedal")
    assert called("lint", moved).exit_code == 0


@pytest.mark.parametrize("command", ["show", "diagram"])
def test_a_routine_with_problems_is_refused_with_them(command: str, tmp_path: Path) -> None:
    found = called(command, copied("faerder", tmp_path, ('to: "2B"', 'to: "3"')))
    assert found.exit_code == 1
    assert "R004" in found.output


@pytest.mark.parametrize(
    "words",
    [
        ("lint", "nowhere"),
        ("show", "nowhere"),
        ("diagram", "nowhere"),
        ("simulate", "nowhere"),
        ("simulate", "nowhere.yaml"),
        ("compare", "--base", "nowhere"),
        ("show", "faerder", "--language", "en"),
        ("show", "faerder", "--out", "/nowhere/at/all.html"),
        ("timeline", "faerder"),
        ("timeline", "faerder", "--from", "24.8.2026"),
        ("timeline", "faerder", "--from", "2026-08-24", "--school", "nowhere"),
        ("timeline", "faerder", "--from", "2026-08-24", "--breaks", "nowhere.yaml"),
    ],
)
def test_wrong_use_is_told_without_a_traceback(words: tuple[str, ...]) -> None:
    found = called(*words)
    assert found.exit_code == 2
    assert "Traceback" not in found.output


def test_the_script_runs_from_anywhere_and_takes_paths_from_there(tmp_path: Path) -> None:
    copied("faerder", tmp_path)
    (tmp_path / "api").mkdir()  # nothing that lies here is taken for a part of the program
    run = subprocess.run([SCRIPT, "lint", "faerder/"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "faerder: no problems")


def test_without_an_environment_the_script_says_what_to_do(tmp_path: Path) -> None:
    copy = Path(shutil.copy(SCRIPT, tmp_path))
    run = subprocess.run([copy, "lint"], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert f"{tmp_path}/setup" in run.stderr
