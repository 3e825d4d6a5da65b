"""The search for Python 3.10, with worlds of shims: a command that is there need not run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "setup"
WORKS, FAILS = "exit 0", "echo 'pyenv: python3.10: command not found' >&2; exit 127"
IN_UV = "/uv/cpython-3.10/bin/python3.10"
FETCHES = f'[ "$1 $2" = "python find" ] && echo {IN_UV}; exit 0'


def command(file: Path, does: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/bash\n{does}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def find_python310(world: Path) -> subprocess.CompletedProcess[str]:
    """Runs the function of `setup` alone, with nothing but this world's commands."""
    script = SETUP.read_text(encoding="utf-8")
    start = script.index("find_python310() {")
    function = script[start : script.index("\n}\n", start) + 3]
    say = next(line for line in script.splitlines() if line.startswith("say()"))
    return subprocess.run(
        ["/bin/bash", "-c", f"set -euo pipefail\n{say}\n{function}\nuv=$PWD/uv\nfound=$(find_python310)\necho $found"],
        cwd=world,
        env={"PATH": str(world / "path"), "HOME": str(world), "PYENV_ROOT": str(world / "pyenv")},
        capture_output=True,
        text=True,
        timeout=20,
    )


@pytest.mark.parametrize(
    ("on_path", "of_pyenv", "uv", "found"),
    [
        (WORKS, WORKS, FAILS, "path/python3.10"),
        (FAILS, WORKS, FAILS, "pyenv/versions/3.10.9/bin/python"),
        (None, WORKS, FAILS, "pyenv/versions/3.10.9/bin/python"),
        ("exit 1", FAILS, FETCHES, IN_UV),  # another version under this name
        (None, None, FETCHES, IN_UV),
    ],
)
def test_the_first_python_that_proves_itself_is_taken(
    on_path: str | None, of_pyenv: str | None, uv: str, found: str, tmp_path: Path
) -> None:
    for file, does in [("path/python3.10", on_path), ("pyenv/versions/3.10.9/bin/python", of_pyenv), ("uv", uv)]:
        if does:
            command(tmp_path / file, does)
    result = find_python310(tmp_path)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, str(tmp_path / found), "")


def test_a_candidate_is_asked_for_its_version(tmp_path: Path) -> None:
    asks = command(tmp_path / "path" / "python3.10", 'printf "%s" "$2" > asked')
    assert find_python310(tmp_path).stdout.strip() == str(asks)
    assert "(3, 10)" in (tmp_path / "asked").read_text(encoding="utf-8")


def test_without_any_it_says_what_is_missing_and_stops(tmp_path: Path) -> None:
    for file in ("path/python3.10", "pyenv/versions/3.10.9/bin/python", "uv"):
        command(tmp_path / file, FAILS)
    result = find_python310(tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Python 3.10" in result.stderr
    assert "command not found" not in result.stderr, "the shim's own words would mislead"
