"""Courses as they are written: YAML, read with the line of everything, so that a mistake is told where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hearing_report.expected import Expected
from hearing_report.names import misnamed, routines

KNOWN_TO_FAIL = "known_to_fail.yaml"

Model = TypeVar("Model", bound=BaseModel)
Variety = Literal["nb", "nn", "dialect", "typo", "dictation", "short", "long"]
VARIETIES: tuple[Variety, ...] = ("nb", "nn", "dialect", "typo", "dictation", "short", "long")


class Loader(yaml.SafeLoader):
    """Only `true` and `false` are no words: the field of a date is called `on`."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class BadCourses(ValueError):
    """A file that cannot be used; the text says where and why, a line each."""


@dataclass(frozen=True)
class Step:
    """Something typed, a button pressed by its words, or another day."""

    where: str
    say: str | None = None
    press: str | None = None
    day: date | None = None
    expected: Expected | None = None


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(min_length=1, max_length=100)]
    routine: str
    day: date
    teacher: Literal["nb", "nn"]
    variety: Variety


@dataclass(frozen=True)
class Course:
    """A course of events: one teacher, one conversation. `teacher` is the language that is read, `variety` how it is written."""

    id: str
    routine: str
    day: date
    teacher: Literal["nb", "nn"]
    variety: Variety
    steps: tuple[Step, ...]


def files(path: Path) -> list[Path]:
    """The file, or all courses in the folder."""
    found = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return [file for file in found if file.name != KNOWN_TO_FAIL]


def read(paths: Sequence[Path]) -> list[Course]:
    """All courses of the files; raises `BadCourses` with every mistake."""
    problems: list[str] = []
    found = [course for path in paths for course in _File(path, problems).courses()]
    ids = [course.id for course in found]
    problems += [f"{one}: two courses have this id" for one in sorted({one for one in ids if ids.count(one) > 1})]
    if not found and not problems:
        problems.append("There are no courses" + (f" in {', '.join(map(str, paths))}." if paths else "."))
    if problems:
        raise BadCourses("\n".join(problems))
    return found


class _File:
    def __init__(self, path: Path, problems: list[str]) -> None:
        self.path, self.problems = path, problems
        self._loader = Loader("")

    def courses(self) -> Iterator[Course]:
        try:
            top = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=Loader)
        except OSError as error:
            self.problems.append(f"{self.path}: cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self.problems.append(f"{self.path}: is not UTF-8")
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.problems.append(f"{self.path}:{line}: is not YAML ({error.problem})")
        else:
            yield from self._all(top)

    def _all(self, top: yaml.Node | None) -> Iterator[Course]:
        listed = _entries(top).get("courses") if top is not None else None
        if not isinstance(listed, yaml.SequenceNode):
            self.problems.append(f"{self.path}:1: there is no list `courses`")
            return
        for unknown in sorted(_entries(top).keys() - {"title", "about", "leads", "courses"}):
            self._wrong(_entries(top)[unknown], f"`{unknown}` is not one of title, about, leads and courses")
        for node in listed.value:
            course = self._course(node)
            if course is not None:
                yield course

    def _course(self, node: yaml.Node) -> Course | None:
        before = len(self.problems)
        parts = _entries(node)
        steps = parts.pop("steps", None)
        if not isinstance(node, yaml.MappingNode) or not isinstance(steps, yaml.SequenceNode):
            self._wrong(node, "is not a course with a list `steps`")
            return None
        told = self._valid(_Told, node, {name: self._value(one) for name, one in parts.items()})
        if told is not None and told.routine not in routines():
            self._wrong(parts["routine"], f"there is no routine {told.routine}; there are {', '.join(routines())}")
        if told is None or len(self.problems) > before:
            return None
        walked = tuple(self._steps(steps, told.routine))
        return None if len(self.problems) > before else Course(**dict(told), steps=walked)

    def _steps(self, node: yaml.Node, routine: str) -> Iterator[Step]:
        if isinstance(node, yaml.SequenceNode):
            for one in node.value:
                yield from self._steps(one, routine)
        elif isinstance(node, yaml.ScalarNode):
            yield Step(self._where(node), say=str(node.value))
        else:
            yield from self._step(node, routine)

    def _step(self, node: yaml.Node, routine: str) -> Iterator[Step]:
        parts = _entries(node)
        expected = parts.pop("expect", None)
        what = {name: self._value(one) for name, one in parts.items()}
        match what:
            case {"say": str(), **rest} | {"press": str(), **rest} if not rest:
                wanted = self._expected(expected, routine) if expected is not None else None
                yield Step(self._where(node), **what, expected=wanted)
            case {"day": date(), **rest} if not rest and expected is None:
                yield Step(self._where(node), **what)
            case _:
                self._wrong(node, "is not a step: a text, or one of `say`, `press` and `day`")

    def _expected(self, node: yaml.Node, routine: str) -> Expected | None:
        expected = self._valid(Expected, node, self._value(node))
        if expected is not None:
            for where, what in misnamed(expected, routine):
                self._wrong(_at(node, where), what)
        return expected

    def _valid(self, model: type[Model], node: yaml.Node, value: Any) -> Model | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for one in error.errors():
                self._wrong(_at(node, one["loc"]), _in_words(dict(one)))
            return None

    def _value(self, node: yaml.Node) -> Any:
        return self._loader.construct_object(node, deep=True)

    def _where(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"

    def _wrong(self, node: yaml.Node, what: str) -> None:
        self.problems.append(f"{self._where(node)}: {what}")


def _entries(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _at(node: yaml.Node, where: Sequence[str | int]) -> yaml.Node:
    """The node as deep as the way leads."""
    for step in where:
        inside: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            inside = _entries(node).get(str(step))
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inside = node.value[step]
        if inside is not None:
            node = inside
    return node


def _in_words(error: dict[str, Any]) -> str:
    field = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "missing":
            return f"`{field}` is missing"
        case "extra_forbidden":
            return f"`{field}` is no term; docs/hearing-report.md lists them"
        case "literal_error":
            return f"`{field}` is {error['input']!r}; it may be {error['ctx']['expected']}"
    return f"`{field}`: {error['msg']}"
