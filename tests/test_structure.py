"""The walls between the rooms, as docs/architecture.md draws them: imports go down, never up, and nowhere in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("api", "actions", "channels", "local", "routine_tools", "nlu_report", "hearing_report", "bench")

# From top to bottom; what stands in one line does not know each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("channels",),
    ("api.main",),
    ("endpoints", "api.prepare"),
    ("api.actors",),
    ("api.calendars", "api.export", "api.papers"),
    ("api.retention",),
    ("api.login", "api.limits", "api.gate"),
    ("api.outbox",),
    ("api.conversations",),
    ("api.rendering",),
    ("api.dialogue",),
    ("api.reminders",),
    ("api.cases",),
    ("api.problems", "api.paging"),
    ("api.wording", "api.routines"),
    ("api.people",),
    ("api.schools",),
    ("api.audit",),
    ("api.keys", "api.clock"),
    ("api.privacy", "api.commands"),
    ("api.database",),
    ("api.headers",),
    ("api.sqlite", "api.settings", "api.logs", "api.reasons"),
    ("api.errors",),
    ("api.engine", "api.strength", "api.mail_address"),
)
_FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def room_of(module: str) -> str:
    """The room a module belongs to; the routes and the commands of every noun are one room, above what they ask."""
    parts = module.removesuffix(".__init__").split(".")
    if parts[0] != "api":
        return parts[0]
    is_door = parts[-1].endswith("endpoints") or parts[-1] == "__main__"
    return "endpoints" if is_door else ".".join(parts[:2])


@lru_cache
def imports(file: Path) -> frozenset[str]:
    """The modules a file imports, also inside its functions."""
    return frozenset(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            folder = ROOT / node.module.replace(".", "/")
            for alias in node.names:
                is_module = (folder / f"{alias.name}.py").is_file() or (folder / alias.name / "__init__.py").is_file()
                yield f"{node.module}.{alias.name}" if is_module else node.module


def files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py") if ".venv" not in file.parts)


@pytest.mark.parametrize("file", files("api", "channels"), ids=module_of)
def test_imports_go_down(file: Path) -> None:
    here = room_of(module_of(file))
    asked = {room_of(module) for module in imports(file) if module.split(".")[0] in ("api", "channels")} - {here, "api"}
    assert here in _FLOOR or here == "api", f"{here} has no place in FLOORS"
    above = {room for room in asked if _FLOOR[room] <= _FLOOR.get(here, -1)}
    assert not above, f"{module_of(file)} imports from above: {sorted(above)}"


@pytest.mark.parametrize("folder", OURS)
def test_no_module_imports_itself_through_others(folder: str) -> None:
    modules = {module_of(file).removesuffix(".__init__"): file for file in files(folder)}
    graph = {name: imports(file) & modules.keys() - {name} for name, file in modules.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize(
    ("folder", "never"),
    [
        ("api/engine", ("sqlalchemy", "sqlmodel", "fastapi", "asyncio", "datetime.datetime", "api.settings", "os")),
        ("api/wording", ("sqlalchemy", "sqlmodel", "fastapi", "asyncio")),
        (
            "api/dialogue",
            ("sqlalchemy", "sqlmodel", "fastapi", "api.database", "api.cases.models", "api.cases.repository"),
        ),
        ("api/rendering", ("sqlalchemy", "sqlmodel", "fastapi", "api.cases")),
        ("actions", ("api.cases", "api.dialogue", "api.engine", "api.conversations", "sqlmodel")),
        ("channels", ("sqlalchemy", "api.cases", "api.dialogue")),
    ],
)
def test_a_room_never_knows(folder: str, never: tuple[str, ...]) -> None:
    known = {
        f"{module_of(file)} imports {module}"
        for file in files(folder)
        for module in imports(file)
        if any(module == one or module.startswith(f"{one}.") for one in never)
    }
    assert not known


def test_no_two_public_classes_of_the_api_share_a_name() -> None:
    named: dict[str, list[str]] = {}
    for file in files("api"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named.setdefault(node.name, []).append(module_of(file))
    assert {name: places for name, places in named.items() if len(places) > 1} == {}
