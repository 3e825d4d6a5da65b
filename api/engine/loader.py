"""Reads a routine folder into a `Routine` and reports all its problems at once: code, place, what is wrong, what to write."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from api.engine.conditions import All, Answered, Compare, Condition, DaysSince, FactPresent, Not
from api.engine.conditions import Any as AnyOf
from api.engine.schema import Level, Routine

BUTTON_LENGTH = 40

PROBLEM_CODES = {
    "R001": "The file cannot be read as YAML.",
    "R002": "A key, a value or a missing field does not fit the routine's form.",
    "R003": "The same id stands twice where ids must be unique.",
    "R004": "A reference points to a role, form, system, phase, task, guide, level or question that is not there.",
    "R005": "A level cannot be reached by any decision.",
    "R006": "A decision has a way on but no way that ends or stays, or the first level has no decision.",
    "R007": "Two buttons of one level or decision have the same words, so a typed answer cannot tell them apart.",
    "R008": "A button text is too long for a phone.",
    "R009": "A deadline counts from, or is met by, a fact that nothing in the routine can record.",
    "R010": "The folder's name and the routine's id differ.",
}


@dataclass(frozen=True, order=True)
class Problem:
    code: str
    place: str  # "routine.yaml: levels[2].tasks[0].by"
    what: str
    write: str  # what to write instead

    def __str__(self) -> str:
        return f"{self.code} {self.place}: {self.what} {self.write}"


class RoutineProblems(ValueError):
    """A routine that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def load(folder: Path, common: Path | None = None) -> Routine:
    """The routine in `folder` with its guides and the roles all routines share; raises `RoutineProblems`."""
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
    content = _yaml(folder / "routine.yaml", problems)
    guides = [(path, _yaml(path, problems)) for path in sorted((folder / "guides").glob("*.yaml"))]
    shared = _yaml((common or folder.parent / "common") / "roles.yaml", problems)
    if not isinstance(content, dict) or problems:
        if not problems:
            problems.append(
                Problem("R002", "routine.yaml", "The file holds no keys.", "Write `id`, `name`, `levels` …")
            )
        return None, sorted(problems)

    own = {role.get("id") for role in content.get("roles") or [] if isinstance(role, dict)}
    content["roles"] = [*(content.get("roles") or []), *(role for role in shared or [] if role.get("id") not in own)]
    content["guides"] = [guide for _, guide in guides]
    _add_links(content.get("forms") or [], folder / "links.csv", problems)
    try:
        routine = Routine.model_validate(content)
    except ValidationError as error:
        return None, sorted({_problem_of(details, [path.name for path, _ in guides]) for details in error.errors()})
    found = [
        *problems,
        *_double_ids(routine),
        *_references(routine),
        *_ways(routine),
        *_buttons(routine),
        *_unmet(routine),
    ]
    if folder.name != routine.id:
        found.append(
            Problem("R010", "routine.yaml: id", f"The folder is called `{folder.name}`.", f"Write `id: {folder.name}`.")
        )
    return routine, sorted(set(found))


def _add_links(forms: list[Any], file: Path, problems: list[Problem]) -> None:
    """Where the forms can be opened: a table of its own, since addresses change more often than routines."""
    if not file.exists():
        return
    by_id = {form.get("id"): form for form in forms if isinstance(form, dict)}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            form, url = row.get("form"), row.get("url")
            if form not in by_id:
                known = ", ".join(sorted(str(name) for name in by_id))
                problems.append(
                    Problem("R004", f"links.csv: {form}", f"There is no form `{form}`.", f"Write one of: {known}.")
                )
            else:
                by_id[form]["url"] = url


def _yaml(path: Path, problems: list[Problem]) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem("R001", path.name, "The file is missing.", f"Make `{path.parent.name}/{path.name}`."))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problems.append(
            Problem(
                "R001", f"{path.name}{line}", "This is not valid YAML.", "Check quotes, colons and indentation there."
            )
        )
    return None


def _problem_of(details: Any, guide_files: list[str]) -> Problem:
    location = [part for part in details["loc"] if part not in ("fact", "all", "any", "not", "function-after")]
    name = "routine.yaml"
    if location[:1] == ["guides"] and len(location) > 1:
        name, location = f"guides/{guide_files[int(location[1])]}", location[2:]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
    match details["type"]:
        case "extra_forbidden":
            what, write = "This key is not known.", "Take it out, or check how it is spelled."
        case "missing":
            what, write = "This key is missing.", "Add it; docs/add-a-routine.md shows how."
        case _:
            what, write = f"{details['msg']}.", "Correct the value; docs/add-a-routine.md lists what it may be."
    return Problem("R002", f"{name}: {place}", what, write)


def _double_ids(routine: Routine) -> Iterator[Problem]:
    groups: dict[str, Iterable[str]] = {
        "roles": (role.id for role in routine.roles),
        "systems": (system.id for system in routine.systems),
        "forms": (form.id for form in routine.forms),
        "levels": (level.id for level in routine.levels),
        "guides": (guide.id for guide in routine.guides),
        "tasks of all levels": (f"{level.id}/{task.id}" for level in routine.levels for task in level.tasks),
        "deadlines": (deadline.id for level in routine.levels for deadline in level.deadlines),
        "decisions of a level": (
            f"{level.id}/{decision.id}" for level in routine.levels for decision in level.decisions
        ),
        "questions of all guides": (question.id for guide in routine.guides for question in guide.questions),
    }
    for group, ids in groups.items():
        for name in (name for name, times in Counter(ids).items() if times > 1):
            yield Problem("R003", group, f"The id `{name}` stands twice.", "Give one of them an id of its own.")


def _references(routine: Routine) -> Iterator[Problem]:
    known = {
        "role": {role.id for role in routine.roles},
        "system": {system.id for system in routine.systems},
        "form": {form.id for form in routine.forms},
        "level": {level.id for level in routine.levels},
        "guide": {guide.id for guide in routine.guides},
        "question": {question.id for guide in routine.guides for question in guide.questions},
    }

    def check(kind: str, names: Iterable[str | None], place: str, among: set[str] | None = None) -> Iterator[Problem]:
        allowed = known[kind] if among is None else among
        for name in names:
            if name is not None and name not in allowed:
                listed = ", ".join(sorted(allowed)) or "none"
                yield Problem("R004", place, f"There is no {kind} `{name}`.", f"Write one of: {listed}.")

    for form in routine.forms:
        yield from check("system", [form.system], f"forms.{form.id}.system")
    for gap in routine.gaps:
        yield from check("role", [gap.ask], f"gaps.{gap.id}.ask")
    for guide in routine.guides:
        yield from check("form", [guide.template], f"guides/{guide.id}.template")
        for question in guide.questions:
            for condition in _conditions(question.applies):
                names = [getattr(condition, "answered", None)]
                names += [condition.compare.question] if isinstance(condition, Compare) else []
                yield from check("question", names, f"guides/{guide.id}.{question.id}.applies")
    for level in routine.levels:
        place = f"levels.{level.id}"
        tasks, phases = {task.id for task in level.tasks}, {phase.id for phase in level.phases}
        decisions = {decision.id for decision in level.decisions}
        for task in level.tasks:
            yield from check("role", task.by, f"{place}.{task.id}.by")
            yield from check("guide", [task.guide], f"{place}.{task.id}.guide")
            yield from check("form", task.forms, f"{place}.{task.id}.forms")
            yield from check("phase", [task.phase], f"{place}.{task.id}.phase", phases)
        for person in level.people:
            yield from check("role", [person.role], f"{place}.people")
        for gap in level.gaps:
            yield from check("role", [gap.ask], f"{place}.gaps.{gap.id}.ask")
        if level.documentation:
            yield from check("system", level.documentation.systems, f"{place}.documentation")
            yield from check("form", level.documentation.forms, f"{place}.documentation")
        for decision in level.decisions:
            for outcome in decision.outcomes:
                yield from check("task", outcome.needs, f"{place}.{decision.id}.{outcome.id}.needs", tasks)
                yield from check("level", [outcome.to], f"{place}.{decision.id}.{outcome.id}.to")
        for where, condition in _conditions_of(level):
            if not isinstance(condition, FactPresent):
                continue
            other = condition.level is not None and condition.level != level.id
            yield from check("level", [condition.level], f"{place}.{where}")
            if not other:
                yield from check("task", [condition.task], f"{place}.{where}", tasks)
                yield from check("decision", [condition.decision], f"{place}.{where}", decisions)


def _ways(routine: Routine) -> Iterator[Problem]:
    reached = {routine.levels[0].id}
    for level in routine.levels:
        reached |= {out.to for decision in level.decisions for out in decision.outcomes if out.to}
    for level in routine.levels:
        if level.id not in reached:
            yield Problem(
                "R005",
                f"levels.{level.id}",
                "No decision leads here.",
                f'Give a decision an outcome with `to: "{level.id}"`.',
            )
        kinds = {out.does for decision in level.decisions for out in decision.outcomes}
        if "go_to" in kinds and kinds <= {"go_to", "wait"}:
            yield Problem(
                "R006",
                f"levels.{level.id}.decisions",
                "Every way leads on.",
                "Add an outcome that closes, monitors or continues; when the source names none, mark it `ours: true`.",
            )
    if not routine.levels[0].decisions:
        yield Problem("R006", f"levels.{routine.levels[0].id}", "The first level has no decision.", "Add `decisions`.")


def _buttons(routine: Routine) -> Iterator[Problem]:
    for level in routine.levels:
        groups = {f"levels.{level.id}.tasks": [task.done for task in level.tasks]}
        for decision in level.decisions:
            groups[f"levels.{level.id}.{decision.id}"] = [outcome.text for outcome in decision.outcomes]
        for place, texts in groups.items():
            for language in ("nb", "nn"):
                words = [text.in_(language).casefold() for text in texts]
                for word, times in Counter(words).items():
                    if times > 1:
                        yield Problem(
                            "R007", place, f"The button “{word}” stands twice ({language}).", "Word them apart."
                        )
                    if len(word) > BUTTON_LENGTH:
                        yield Problem(
                            "R008",
                            place,
                            f"“{word}” has {len(word)} characters.",
                            f"Say it in {BUTTON_LENGTH} or fewer.",
                        )


def _unmet(routine: Routine) -> Iterator[Problem]:
    recorded = {"decided", "closed", "reopened", "concern_raised", "own_date_set", "consent_refused", "task_skipped"}
    for level in routine.levels:
        recorded |= {task.records.fact if task.records else "task_done" for task in level.tasks}
    recorded |= {guide.completes.fact for guide in routine.guides}
    for level in routine.levels:
        for deadline in level.deadlines:
            facts = [(c, "met_by") for c in _conditions(deadline.met_by)]
            facts += [(deadline.anchor.event, "anchor")] if deadline.anchor else []
            for condition, key in facts:
                if isinstance(condition, FactPresent) and condition.fact not in recorded:
                    yield Problem(
                        "R009",
                        f"levels.{level.id}.{deadline.id}.{key}",
                        f"No task, guide or decision records `{condition.fact}`.",
                        f"Let a task record it: `records: {{fact: {condition.fact}}}`.",
                    )


def _conditions_of(level: Level) -> Iterator[tuple[str, Condition]]:
    for task in level.tasks:
        for condition in [*_conditions(task.applies), *_conditions(task.waits_for)]:
            yield task.id, condition
    for person in level.people:
        yield from (("people", condition) for condition in _conditions(person.involved_by))
    for decision in level.decisions:
        yield from ((decision.id, condition) for condition in _conditions(decision.asked_when))
    for deadline in level.deadlines:
        yield from ((deadline.id, condition) for condition in _conditions(deadline.met_by))
        if deadline.anchor:
            yield deadline.id, deadline.anchor.event


def _conditions(condition: Condition | None) -> Iterator[Condition]:
    """The condition and all its parts."""
    match condition:
        case None:
            return
        case All(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from _conditions(part)
        case Not(not_=part):
            yield from _conditions(part)
        case FactPresent() | DaysSince() | Answered() | Compare():
            yield condition
