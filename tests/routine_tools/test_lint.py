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
    assert "levels.2A.evaluation.not_enough.to" in found.output
    assert ": levels.2B\n" in found.output
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
        ("lint", ""),
        ("lint", "x" * 5000),
        ("show", ""),
        ("timeline", "faerder"),
        *(("timeline", "faerder", "--from", day) for day in ("9999-12-31", "2100-01-01", "1900-12-31", "0001-01-01")),
        ("timeline", "faerder", "--from", "2026-08-24", "--breaks", "/"),
        ("timeline", "faerder", "--from", "2026-08-24", "--breaks", "README.md"),
        ("timeline", "faerder", "--from", "24.8.2026"),
        ("timeline", "faerder", "--from", "2026-08-24", "--school", "nowhere"),
        ("timeline", "faerder", "--from", "2026-08-24", "--breaks", "nowhere.yaml"),
    ],
)
def test_wrong_use_is_told_without_a_traceback(words: tuple[str, ...]) -> None:
    found = called(*words)
    assert (found.exit_code, type(found.exception)) == (2, SystemExit)
    assert "Traceback" not in found.output


EVERY = [
    ("lint",),
    ("lint", "faerder"),
    ("show", "faerder"),
    ("diagram", "faerder"),
    ("timeline", "faerder", "--from", "2026-08-24"),
    ("simulate", "faerder"),
    ("compare",),
]


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_the_folder_of_the_setting_is_the_one_that_counts(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied("faerder", tmp_path, ('to: "2B"', 'to: "3"'))
    monkeypatch.setenv("NAERVAERSLOS_ROUTINES_FOLDER", str(tmp_path))
    found = called(*words)
    assert (found.exit_code, type(found.exception)) == (1, SystemExit)
    assert "R004 routine.yaml, line " in found.output or "./routine lint faerder" in found.output


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_a_setting_without_routines_is_told(
    place: str, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("NAERVAERSLOS_ROUTINES_FOLDER", str(tmp_path / place))
    found = called(*words)
    assert (found.exit_code, type(found.exception)) == (2, SystemExit)


def test_every_problem_has_its_file_its_line_and_its_keys(tmp_path: Path) -> None:
    folder = copied("faerder", tmp_path, ("id: faerder\n", "id: 3\n"))
    found = called("lint", folder)
    line = (folder / "routine.yaml").read_text(encoding="utf-8").split("\n").index("id: 3") + 1
    assert f"R002 routine.yaml, line {line}: id\n" in found.output
    assert '`3` is no text as it stands. Write it in quotes: "3".' in found.output


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
