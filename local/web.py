"""`python -m local.web`: builds the pages in `web/` when they have changed since they were built last."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.environment import ROOT

WEB = ROOT / "web"
DIST = WEB / "dist"
OLDEST_NODE = (20, 19)
_MADE = {"node_modules", "dist"}  # not sources


class NotBuilt(Exception):
    """The pages could not be built. Its words say why and what to do."""


def build() -> bool:
    """Whether anything had to be built. Raises `NotBuilt`."""
    wanted, mark = _hash(_sources()), DIST / ".built"
    if mark.is_file() and mark.read_text() == wanted:
        return False
    _install()
    _run("run", "--silent", "build")
    mark.write_text(wanted)
    return True


def _install() -> None:
    lock = WEB / "package-lock.json"
    wanted, mark = _hash([lock]), WEB / "node_modules" / ".installed"
    if mark.is_file() and mark.read_text() == wanted:
        return
    _run("ci", "--no-audit", "--no-fund", "--loglevel=error")
    mark.write_text(wanted)


def _sources() -> Iterator[Path]:
    for entry in sorted(WEB.iterdir()):
        if entry.name not in _MADE:
            yield from sorted(entry.rglob("*")) if entry.is_dir() else [entry]


def _hash(files: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(f"{file.relative_to(WEB)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _run(*command: str) -> None:
    folder = node_folder()
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    result = subprocess.run(
        [str(folder / "npm"), *command], cwd=WEB, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if result.returncode != 0:
        end = "\n".join((result.stdout + result.stderr).strip().splitlines()[-15:])
        raise NotBuilt(f"npm {' '.join(command)} failed:\n{end}")


def node_folder() -> Path:
    """Where `node` and `npm` lie: on PATH when that one is new enough, else those that came with our own environment."""
    on_path = shutil.which("node")
    ours = Path(sys.executable).parent
    for folder in [Path(on_path).parent] if on_path else []:
        if (folder / "npm").exists() and _version(folder / "node") >= OLDEST_NODE:
            return folder
    if (ours / "node").exists() and (ours / "npm").exists():
        return ours
    oldest = ".".join(map(str, OLDEST_NODE))
    raise NotBuilt(f"Node {oldest} or newer is needed, with npm. Install it, or run ./setup, which brings one.")


def _version(node: Path) -> tuple[int, ...]:
    """Of a node that runs; () else."""
    try:
        said = subprocess.run([str(node), "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    parts = said.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def main() -> int:
    """Builds; with `check`, also what the linter and the types say."""
    try:
        built = build()
        if "check" in sys.argv[1:]:
            _run("run", "--silent", "check")
    except NotBuilt as error:
        print(f"The pages for the browser are not in order. {error}", file=sys.stderr)
        print("Mend that and run this again. Meanwhile `make chat` in a terminal works without them.", file=sys.stderr)
        return 1
    print("The pages for the browser are built." if built else "The pages for the browser are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
