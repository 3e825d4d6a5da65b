"""Reads a routine folder into a `Routine` and reports all its problems at once: code, place, what is wrong, what to write."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.engine.borrowing import Lent, borrowed
from api.engine.linter import PROBLEM_CODES, lint
from api.engine.misfits import keys_of, path_of, said
from api.engine.problems import Problem
from api.engine.schema import Common, Role, Routine
from api.engine.yaml_files import UnreadableFile, WrittenFile, read_yaml

__all__ = ["PROBLEM_CODES", "Problem", "RoutineProblems", "content_hash", "load", "read"]

ROLES = TypeAdapter(list[Role])
# Keys filled in from other files.
ELSEWHERE = {"guides": "guides/", "measures": "measures.yaml", "papers": "papers.yaml", "common": "common/"}


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
    content = files.needed(folder / "routine.yaml", "routine.yaml")
    guides = files.guides()
    measures = files.optional(folder / "measures.yaml", "measures.yaml")
    papers = files.optional(folder / "papers.yaml", "papers.yaml")
    roles = files.needed(files.common / "roles.yaml", "roles.yaml")
    shared = {name: files.optional(files.common / f"{name}.yaml", f"{name}.yaml") for name in Common.model_fields}
    if not problems and not isinstance(content, dict):
        write = "Write `id`, `name`, `levels` …"
        problems.append(Problem("R002", "", "The file holds no keys.", write, "routine.yaml", 1))
    if problems:
        return None, sorted(problems)

    _add_links(content.get("forms"), folder / "links.csv", problems)
    problems += _filled_in(content, guides, measures)
    lent = borrowed(content.get("borrows"), folder.parent, files.lent, problems)
    content["papers"] = papers or []
    content["common"] = {name: value for name, value in shared.items() if value is not None}
    routine = _built(content, guides, measures, lent, roles, files)
    if routine is not None:
        problems += lint(routine)
        if folder.name != routine.id:
            what, write = f"The folder is called `{folder.name}`.", f"Write `id: {folder.name}`."
            problems.append(Problem("R010", "id", what, write, "routine.yaml"))
    return routine, sorted({files.located(problem) for problem in problems})


@dataclass(frozen=True)
class _Files:
    folder: Path
    common: Path
    problems: list[Problem]
    written: dict[str, WrittenFile] = field(default_factory=dict)  # by the name each file is shown under

    def guides(self) -> dict[str, Any]:
        paths = sorted((self.folder / "guides").glob("*.yaml"))
        return {f"guides/{path.name}": self.needed(path, f"guides/{path.name}") for path in paths}

    def needed(self, path: Path, name: str) -> Any:
        """What the file holds; None, with a problem, when it cannot be read."""
        try:
            self.written[name] = read_yaml(path)
        except FileNotFoundError:
            write = f"Make `{path.parent.name}/{path.name}`."
            self.problems.append(Problem("R001", "", "The file is missing.", write, name))
            return None
        except UnreadableFile as error:
            self.problems.append(Problem("R001", "", error.what, error.write, name, error.line))
            return None
        return self.written[name].content

    def optional(self, path: Path, name: str) -> Any:
        return self.needed(path, name) if path.exists() else None

    def lent(self, lender: Path) -> tuple[Any, dict[str, Any], Any]:
        """The lender's routine file, its guides and its measure groups, as written."""
        name = f"../{lender.name}/"
        paths = sorted(lender.glob("guides/*.yaml"))
        guides = {f"{name}guides/{path.name}": self.needed(path, f"{name}guides/{path.name}") for path in paths}
        measures = self.optional(lender / "measures.yaml", f"{name}measures.yaml")
        return self.needed(lender / "routine.yaml", f"{name}routine.yaml"), guides, measures

    def located(self, problem: Problem) -> Problem:
        """The problem with the file and the line of what it is about."""
        if problem.line is not None:
            return problem
        file, within = (problem.file, problem.keys) if problem.file else self._file_of(problem.keys)
        if file not in self.written:
            return problem
        return replace(problem, file=file, keys=within, line=self.written[file].line_named(within))

    def _file_of(self, keys: str) -> tuple[str, str]:
        """The file that a place of the whole routine lies in, and the place within it."""
        if keys.startswith("guides/"):
            rest = keys.removeprefix("guides/")
            ids = dict(filter(None, (_guide_id(name, each.content) for name, each in self.written.items())))
            own = {name: guide for name, guide in ids.items() if rest == guide or rest.startswith(f"{guide}.")}
            name = max(own, key=lambda name: (len(own[name]), name), default="")
            return name, rest[len(own[name]) + 1 :] if name else ""
        kept = next((one for one in ("measures", "papers") if keys.startswith(f"{one}.")), "")
        return f"{kept or 'routine'}.yaml", keys.removeprefix(f"{kept}.")


def _guide_id(name: str, content: Any) -> tuple[str, str] | None:
    """The file and the id its guide has in the routine: a borrowed one begins with the lender's."""
    if "guides/" not in name or not isinstance(content, dict) or "id" not in content:
        return None
    lender = name.split("/")[1] + "." if name.startswith("../") else ""
    return name, f"{lender}{content['id']}"


def _filled_in(content: dict[str, Any], guides: Mapping[str, Any], measures: Any) -> Iterator[Problem]:
    """Keys that are never written, since reading the folder fills them in."""
    for key, file in ELSEWHERE.items():
        if key in content:
            what, write = f"This key is filled in from `{file}`.", "Take it out, and write what it holds there."
            yield Problem("R002", key, what, write, "routine.yaml")
    own = [(file, "lender", guide) for file, guide in guides.items()]
    if isinstance(measures, list):
        own += [("measures.yaml", f"[{number}].lender", group) for number, group in enumerate(measures)]
    for file, place, piece in own:
        if isinstance(piece, dict) and "lender" in piece:
            what, write = "This key is filled in when the piece is borrowed.", "Take it out."
            yield Problem("R002", place, what, write, file)


def _built(
    content: dict[str, Any], guides: dict[str, Any], measures: Any, lent: Lent, shared: Any, files: _Files
) -> Routine | None:
    """The routine of all that was read; None when a file does not fit its form."""
    guides = guides | lent.guides
    lent_at: dict[int, tuple[str, str]] = {}
    if isinstance(measures, list | None):  # what is no list is left for the form to refuse
        lent_at = dict(enumerate(lent.measures, start=len(measures or [])))
        measures = [*(measures or []), *lent.measures.values()]
    roles, routine = None, None
    try:
        roles = ROLES.validate_python(shared or [])
    except ValidationError as error:
        files.problems.extend(_misfit(details["loc"], details, "roles.yaml", files) for details in error.errors())
    whole = content | {
        "roles": _with_shared(content.get("roles"), roles or []),
        "guides": list(guides.values()),
        "measures": measures,
    }
    try:
        routine = Routine.model_validate(whole)
    except ValidationError as error:
        files.problems.extend(_misfit_of(details, list(guides), lent_at, files) for details in error.errors())
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
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    except (OSError, ValueError, csv.Error):
        what, write = "This cannot be read.", "Save it as UTF-8, one form and its address a line."
        problems.append(Problem("R001", "", what, write, file.name))
        return
    for line, row in enumerate(rows, 2):
        form, url = row.get("form"), row.get("url")
        if form not in by_id:
            known = ", ".join(sorted(by_id))
            what, write = f"There is no form `{form}`.", f"Write one of: {known}."
            problems.append(Problem("R004", str(form), what, write, file.name, line))
        else:
            by_id[form]["url"] = url


def _misfit_of(details: Any, guide_files: list[str], lent_at: Mapping[int, tuple[str, str]], files: _Files) -> Problem:
    """What does not fit the form of the whole, as a problem of the file it came from."""
    match details["loc"]:
        case ("guides", int(number), *location):
            return _misfit(location, details, guide_files[number], files)
        case ("measures", int(number), *location) if number in lent_at:
            file, group = lent_at[number]
            what, write = said(details, None)
            return Problem("R002", path_of([group, *keys_of(location)]), what, write, file)
        case ("measures", *location):
            return _misfit(location, details, "measures.yaml", files)
        case ("papers", *location):
            return _misfit(location, details, "papers.yaml", files)
        case ("common", str(name), *location):
            return _misfit(location, details, f"{name}.yaml", files)
        case location:
            return _misfit(location, details, "routine.yaml", files)


def _misfit(location: Any, details: Any, file: str, files: _Files) -> Problem:
    keys, written = keys_of(location), files.written[file]
    what, write = said(details, written.scalar(keys))
    return Problem("R002", path_of(keys), what, write, file, written.line(keys))
