"""Reads a routine folder into a `Routine` and reports all its problems at once: code, place, what is wrong, what to write."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from api.engine.borrowing import Lent, borrowed
from api.engine.conditions import WORDS
from api.engine.linter import PROBLEM_CODES, Problem, lint
from api.engine.schema import Common, Role, Routine

__all__ = ["PROBLEM_CODES", "Problem", "RoutineProblems", "content_hash", "load", "read"]

ROLES = TypeAdapter(list[Role])
ELSEWHERE = {"guides": "guides/", "measures": "measures.yaml", "common": "common/"}  # keys filled in from other files


class RoutineProblems(ValueError):
    """A routine that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def load(folder: Path, common: Path | None = None) -> Routine:
    """The routine in `folder` with its guides and what all routines share; raises `RoutineProblems`."""
    routine, problems = read(folder, common)
    if routine is None or problems:
        raise RoutineProblems(problems)
    return routine


def content_hash(routine: Routine) -> str:
    """The version of a routine: a hash over all of its content, guides and texts included."""
    content = json.dumps(routine.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def read(folder: Path, common: Path | None = None) -> tuple[Routine | None, list[Problem]]:
    """The routine, or None when it cannot be built, and every problem found."""
    problems: list[Problem] = []
    files = _Files(folder, common or folder.parent / "common", problems)
    content = _yaml(folder / "routine.yaml", "routine.yaml", problems)
    guides = files.guides()
    measures = files.optional(folder / "measures.yaml", "measures.yaml")
    roles = _yaml(files.common / "roles.yaml", "roles.yaml", problems)
    shared = {name: files.optional(files.common / f"{name}.yaml", f"{name}.yaml") for name in Common.model_fields}
    if not problems and not isinstance(content, dict):
        problems.append(Problem("R002", "routine.yaml", "The file holds no keys.", "Write `id`, `name`, `levels` …"))
    if problems:
        return None, sorted(problems)

    _add_links(content.get("forms"), folder / "links.csv", problems)
    problems += _filled_in(content, guides, measures)
    lent = borrowed(content.get("borrows"), folder.parent, files.lent, problems)
    content["common"] = {name: value for name, value in shared.items() if value is not None}
    routine = _built(content, guides, measures, lent, roles, problems)
    if routine is not None:
        problems += lint(routine)
        if folder.name != routine.id:
            what, write = f"The folder is called `{folder.name}`.", f"Write `id: {folder.name}`."
            problems.append(Problem("R010", "routine.yaml: id", what, write))
    return routine, sorted(set(problems))


@dataclass(frozen=True)
class _Files:
    folder: Path
    common: Path
    problems: list[Problem]

    def guides(self) -> dict[str, Any]:
        paths = sorted((self.folder / "guides").glob("*.yaml"))
        return {f"guides/{path.name}": _yaml(path, f"guides/{path.name}", self.problems) for path in paths}

    def optional(self, path: Path, name: str) -> Any:
        return _yaml(path, name, self.problems) if path.exists() else None

    def lent(self, lender: Path) -> tuple[Any, list[Any], Any]:
        """The lender's routine file, its guides and its measure groups, as written."""
        name = f"../{lender.name}/"
        guides = [
            _yaml(path, f"{name}guides/{path.name}", self.problems) for path in sorted(lender.glob("guides/*.yaml"))
        ]
        measures = self.optional(lender / "measures.yaml", f"{name}measures.yaml")
        return _yaml(lender / "routine.yaml", f"{name}routine.yaml", self.problems), guides, measures


def _filled_in(content: dict[str, Any], guides: Mapping[str, Any], measures: Any) -> Iterator[Problem]:
    """Keys that are never written, since reading the folder fills them in."""
    for key, file in ELSEWHERE.items():
        if key in content:
            what, write = f"This key is filled in from `{file}`.", "Take it out, and write what it holds there."
            yield Problem("R002", f"routine.yaml: {key}", what, write)
    own = {f"{file}: lender": guide for file, guide in guides.items()}
    if isinstance(measures, list):
        own |= {f"measures.yaml: [{number}].lender": group for number, group in enumerate(measures)}
    for place, piece in own.items():
        if isinstance(piece, dict) and "lender" in piece:
            what, write = "This key is filled in when the piece is borrowed.", "Take it out."
            yield Problem("R002", place, what, write)


def _built(
    content: dict[str, Any], guides: dict[str, Any], measures: Any, lent: Lent, shared: Any, problems: list[Problem]
) -> Routine | None:
    """The routine of all that was read; None when a file does not fit its form."""
    guides = guides | lent.guides
    lent_at: dict[int, str] = {}
    if isinstance(measures, list | None):  # what is no list is left for the form to refuse
        lent_at = dict(enumerate(lent.measures, start=len(measures or [])))
        measures = [*(measures or []), *lent.measures.values()]
    roles, routine = None, None
    try:
        roles = ROLES.validate_python(shared or [])
    except ValidationError as error:
        problems += [_problem_of(details["loc"], details, "roles.yaml") for details in error.errors()]
    whole = content | {
        "roles": _with_shared(content.get("roles"), roles or []),
        "guides": list(guides.values()),
        "measures": measures,
    }
    try:
        routine = Routine.model_validate(whole)
    except ValidationError as error:
        problems += [_problem_in_routine(details, list(guides), lent_at) for details in error.errors()]
    return routine if roles is not None else None


def _with_shared(own: Any, shared: list[Role]) -> Any:
    """The routine's own roles and those it does not word anew. What is no list is left for the form to refuse."""
    if not isinstance(own, list | None):
        return own
    worded = [role.get("id") for role in own or [] if isinstance(role, dict)]
    return [*(own or []), *(role for role in shared if role.id not in worded)]


def _add_links(forms: Any, file: Path, problems: list[Problem]) -> None:
    """Where the forms can be opened: a table of its own, since addresses change more often than routines."""
    if not file.exists() or not isinstance(forms, list | None):
        return
    by_id = {str(form.get("id")): form for form in forms or [] if isinstance(form, dict)}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            form, url = row.get("form"), row.get("url")
            if form not in by_id:
                known = ", ".join(sorted(by_id))
                problems.append(
                    Problem("R004", f"links.csv: {form}", f"There is no form `{form}`.", f"Write one of: {known}.")
                )
            else:
                by_id[form]["url"] = url


class _DoubleKey(yaml.MarkedYAMLError):
    pass


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice in a mapping; YAML would keep the last one without a word."""

    # On the nodes as written: later, `<<` has filled in keys that may well be given anew.
    def compose_mapping_node(self, anchor: dict[Any, yaml.Node]) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key in [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]:
            if key.value in seen:
                raise _DoubleKey(problem=f"The key `{key.value}` stands twice.", problem_mark=key.start_mark)
            seen.add(key.value)
        return node


def _yaml(path: Path, name: str, problems: list[Problem]) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        problems.append(Problem("R001", name, "The file is missing.", f"Make `{path.parent.name}/{path.name}`."))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(_unreadable(name, error))
    return None


def _unreadable(name: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    place = f"{name}, line {mark.line + 1}" if mark else name
    match error:
        case _DoubleKey():
            return Problem("R001", place, str(error.problem), "Keep one of them.")
        case yaml.YAMLError():
            return Problem("R001", place, "This is not valid YAML.", "Check quotes, colons and indentation there.")
        case _:  # a day that does not exist, or letters in another encoding
            return Problem("R001", place, f"This cannot be read: {error}.", "Correct the value; save as UTF-8.")


def _problem_in_routine(details: Any, guide_files: list[str], lent_at: Mapping[int, str]) -> Problem:
    match details["loc"]:
        case ("guides", int(number), *location):
            return _problem_of(location, details, guide_files[number])
        case ("measures", int(number), *location) if number in lent_at:
            return _problem_of(location, details, lent_at[number])
        case ("measures", *location):
            return _problem_of(location, details, "measures.yaml")
        case ("common", str(name), *location):
            return _problem_of(location, details, f"{name}.yaml")
        case location:
            return _problem_of(location, details, "routine.yaml")


def _problem_of(location: Any, details: Any, file: str) -> Problem:
    keys = [part for at, part in enumerate(location) if not _names_the_type(location, at)]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in keys).lstrip(".")
    match details["type"]:
        case "extra_forbidden":
            what, write = "This key is not known.", "Take it out, or check how it is spelled."
        case "missing":
            what, write = "This key is missing.", "Add it; docs/add-your-routine.md shows how."
        case _:
            what, write = f"{details['msg']}.", "Correct the value; docs/add-your-routine.md lists what it may be."
    return Problem("R002", f"{file}: {place}", what, write)


def _names_the_type(location: Any, at: int) -> bool:
    """Before the keys of a condition pydantic names its rule word, which is no key of the file."""
    part, after = location[at], location[at + 1 :]
    return part == "function-after" or (part in WORDS and bool(after) and (part == "fact" or after[0] == part))
