"""Building the pages: only when they have changed, with a Node that is new enough, and plain words when it fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from local import web


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources, and commands on PATH that write down how they were called."""
    monkeypatch.setattr(web, "WEB", tmp_path / "web")
    monkeypatch.setattr(web, "DIST", tmp_path / "web" / "dist")
    for folder in ("web/src", "web/dist", "web/node_modules", "path"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "web" / "package-lock.json").write_text("{}")
    (tmp_path / "web" / "src" / "main.tsx").write_text("1")
    node(tmp_path, "v22.1.0")
    command(tmp_path / "path" / "npm", f'echo "$1" >> {tmp_path}/called')
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    return tmp_path


def command(file: Path, does: str) -> None:
    file.write_text(f"#!/bin/bash\n{does}\n", encoding="utf-8")
    file.chmod(0o755)


def node(world: Path, version: str) -> None:
    command(world / "path" / "node", f"echo {version}")


def called(world: Path) -> list[str]:
    return (world / "called").read_text().split()


def test_what_has_not_changed_is_not_built_again(world: Path) -> None:
    assert web.build()
    assert not web.build()
    assert called(world) == ["ci", "run"]
    (world / "web" / "src" / "main.tsx").write_text("2")
    assert web.build()
    assert called(world) == ["ci", "run", "run"], "what is installed still fits"
    (world / "web" / "package-lock.json").write_text("{ }")
    assert web.build()
    assert called(world) == ["ci", "run", "run", "ci", "run"]


@pytest.mark.parametrize("version", ["v18.20.0", "v20.18.3", "nonsense", ""])
def test_a_node_that_is_too_old_gives_way_to_the_one_that_came_with_us(version: str, world: Path) -> None:
    node(world, version)
    assert web.node_folder() == Path(sys.executable).parent


def test_without_any_node_it_says_what_is_needed(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node(world, "v18.0.0")
    monkeypatch.setattr(sys, "executable", str(world / "python"))
    with pytest.raises(web.NotBuilt, match=r"Node 20\.19 or newer is needed"):
        web.build()


def test_a_build_that_fails_tells_why_and_is_tried_again(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["web"])
    command(world / "path" / "npm", 'echo "src/main.tsx: no such thing" >&2; exit 1')
    for _ in range(2):
        assert web.main() == 1
        told = capsys.readouterr().err
        assert "no such thing" in told
        assert "make chat" in told
