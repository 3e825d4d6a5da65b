"""A list of staff as a file: UTF-8, separated by semicolons or commas, a person at a school on each line. Pure: no database."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, cast, get_args

from api.engine.schema import Language
from api.schools.models import StaffRole

NEEDED = ("name", "issuer", "subject", "school", "role")
SECOND = ("second_issuer", "second_subject")
OPTIONAL = ("last_day", "language", *SECOND)
# As the columns of the tables.
LONGEST: Mapping[str, int] = {"name": 120, **dict.fromkeys(("issuer", "subject", *SECOND), 200)}


class StaffLine(NamedTuple):
    """Somebody who works at a school, to the last day if there is one. `issuer` and `subject` are how a login names them, and
    the `second_` ones how another does."""

    number: int
    name: str
    issuer: str
    subject: str
    school: str
    role: StaffRole
    last_day: date | None
    language: Language | None
    second_issuer: str = ""
    second_subject: str = ""

    @property
    def logins(self) -> list[tuple[str, str]]:
        """The first one first."""
        second = [(self.second_issuer, self.second_subject)] if self.second_issuer else []
        return [(self.issuer, self.subject), *second]


@dataclass(frozen=True)
class FileProblem:
    """What is wrong on a line, from 1, the one of the headers."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


class StaffFileProblems(Exception):
    """All that is wrong with a file. Nothing of it is done."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = sorted(problems, key=lambda one: one.line)
        super().__init__("\n".join(map(str, self.problems)))


def read_staff(content: bytes, schools: Collection[str], today: date, issuers: Collection[str] = ()) -> list[StaffLine]:
    """The lines of the file; raises `StaffFileProblems` with every problem there is.

    `issuers` are those at which somebody can log in; without any it is not checked.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise StaffFileProblems([FileProblem(line, "is not UTF-8")]) from None
    rows = _rows(text)
    headers = rows[0][1] if rows else []
    if wrong := list(_wrong_headers(headers)):
        raise StaffFileProblems(wrong)
    problems: list[FileProblem] = []
    lines: list[StaffLine] = []
    for number, cells in rows[1:]:
        found = list(_wrong_cells(number, headers, cells, schools, today))
        found += _wrong_issuers(number, headers, cells, issuers)
        problems += found
        if not found:
            lines.append(_line(number, dict(zip(headers, cells, strict=True))))
    problems += _contradictions(lines)
    if problems:
        raise StaffFileProblems(problems)
    return lines


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """With the line each begins on; empty lines are left out."""
    first = text.split("\n", 1)[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if ";" in first else ",")
    found, begins = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found.append((begins, [cell.strip() for cell in cells]))
        begins = reader.line_num + 1
    return found


def _wrong_headers(headers: Sequence[str]) -> Iterator[FileProblem]:
    for name in NEEDED:
        if name not in headers:
            yield FileProblem(1, f"the header {name} is missing")
    for name in dict.fromkeys(headers):
        if name not in (*NEEDED, *OPTIONAL):
            yield FileProblem(1, f"there is no such header: {name!r}")
        if headers.count(name) > 1:
            yield FileProblem(1, f"the header {name} stands twice")


def _wrong_cells(
    number: int, headers: Sequence[str], cells: Sequence[str], schools: Collection[str], today: date
) -> Iterator[FileProblem]:
    if len(cells) != len(headers):
        yield FileProblem(number, f"has {len(cells)} cells, and there are {len(headers)} headers")
        return
    said = dict(zip(headers, cells, strict=True))
    for name in (*NEEDED, *(one for one in SECOND if one in said)):
        if not said[name] and name in NEEDED:
            yield FileProblem(number, f"{name} is empty")
        elif len(said[name]) > LONGEST.get(name, 60):
            yield FileProblem(number, f"{name} is longer than {LONGEST.get(name, 60)}")
        elif not said[name].isprintable():
            yield FileProblem(number, f"{name} holds what cannot be printed")
    if said["school"] and said["school"] not in schools:
        yield FileProblem(number, f"there is no school {said['school']!r}")
    if said["role"] and said["role"] not in get_args(StaffRole):
        yield FileProblem(number, f"the role is one of {', '.join(get_args(StaffRole))}")
    if said.get("language") and said["language"] not in get_args(Language):
        yield FileProblem(number, "the language is nb or nn")
    if bool(said.get("second_issuer")) != bool(said.get("second_subject")):
        yield FileProblem(number, "a second login has both second_issuer and second_subject")
    yield from _wrong_day(number, said.get("last_day", ""), today)


def _wrong_issuers(
    number: int, headers: Sequence[str], cells: Sequence[str], issuers: Collection[str]
) -> Iterator[FileProblem]:
    if not issuers:
        return
    for name, said in zip(headers, cells, strict=False):
        if name in ("issuer", "second_issuer") and said and said not in issuers:
            yield FileProblem(number, f"nobody can log in at {said!r}: the settings know {', '.join(sorted(issuers))}")


def _wrong_day(number: int, said: str, today: date) -> Iterator[FileProblem]:
    try:
        if said and date.fromisoformat(said) < today:
            yield FileProblem(number, "the last day has been: leave the person out instead")
    except ValueError:
        yield FileProblem(number, "the last day is a date, as 2026-12-18")


def _line(number: int, said: Mapping[str, str]) -> StaffLine:
    last_day = said.get("last_day")
    return StaffLine(
        number,
        said["name"],
        said["issuer"],
        said["subject"],
        said["school"],
        cast("StaffRole", said["role"]),
        date.fromisoformat(last_day) if last_day else None,
        cast("Language | None", said.get("language") or None),
        said.get("second_issuer", ""),
        said.get("second_subject", ""),
    )


def _contradictions(lines: Sequence[StaffLine]) -> Iterator[FileProblem]:
    """Somebody named twice at a school, or otherwise on another line."""
    first: dict[tuple[str, str], StaffLine] = {}
    at: dict[tuple[str, str, str], int] = {}
    for line in lines:
        for who in dict.fromkeys(line.logins):
            before = first.setdefault(who, line)
            if (line.name, line.language) != (before.name, before.language):
                yield FileProblem(line.number, f"the same login has another name or language on line {before.number}")
            if (*who, line.school) in at:
                yield FileProblem(line.number, f"the same login stands at this school on line {at[*who, line.school]}")
            at.setdefault((*who, line.school), line.number)
