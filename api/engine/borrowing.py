"""Guides a routine borrows from another: copied in when it is read, so that a published version stands alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from api.engine.problems import Problem
from api.engine.schema import Borrowed, Lender, Text

WANTED = TypeAdapter(list[Borrowed])
# Only the questions are lent: what is said before and after follows the lender's own steps and dates.
LEFT = ("template", "preparation", "opening", "closing", "after")
Read = Callable[
    [Path], tuple[Any, dict[str, Any], Any]
]  # the lender's routine file, guides by file, and measure groups


class _Owned(BaseModel):
    """What a lender's routine file must say before anything is lent; the rest of it is not looked at."""

    class Cited(BaseModel):
        cite: Text | None = None

    place: Text
    source: Cited | None = None


@dataclass
class Lent:
    """What was borrowed, as content of the borrower, by where it lies. Ids begin with the lender's, so they cannot meet its own."""

    guides: dict[str, Any] = field(default_factory=dict)
    measures: dict[tuple[str, str], Any] = field(default_factory=dict)  # by the file and the group's id there


def borrowed(wanted: Any, routines: Path, read: Read, problems: list[Problem]) -> Lent:
    lent = Lent()
    try:
        borrows = WANTED.validate_python(wanted or [])
    except ValidationError:
        return lent  # the routine's own form refuses it, with the place
    read_already: dict[str, tuple[Any, dict[str, Any], Any]] = {}
    for borrow in borrows:
        place = f"borrows.{borrow.from_}.{borrow.guide}"
        if not (routines / borrow.from_ / "routine.yaml").exists():
            what, write = f"There is no routine `{borrow.from_}`.", "Write the name of a folder beside this one."
            problems.append(Problem("R004", place, what, write, "routine.yaml"))
            continue
        if borrow.from_ not in read_already:
            read_already[borrow.from_] = read(routines / borrow.from_)
        routine, guides, measures = read_already[borrow.from_]
        lender = _lender(routine)
        if lender is None:
            what = f"The routine `{borrow.from_}` does not say whose it is."
            write = f"Correct `place` and `source` in `{borrow.from_}/routine.yaml`."
            problems.append(Problem("R004", place, what, write, "routine.yaml"))
            continue
        named = {file: guide for file, guide in guides.items() if isinstance(guide, dict)}
        file = next((file for file, guide in named.items() if guide.get("id") == borrow.guide), None)
        if file is None:
            known = ", ".join(sorted(str(guide.get("id")) for guide in named.values())) or "none"
            what, write = f"`{borrow.from_}` has no guide `{borrow.guide}`.", f"Write one of: {known}."
            problems.append(Problem("R004", place, what, write, "routine.yaml"))
            continue
        if file in lent.guides:
            what, write = f"The id `{borrow.from_}.{borrow.guide}` stands twice.", "Borrow the guide once."
            problems.append(Problem("R003", place, what, write, "routine.yaml"))
            continue
        lent.guides[file] = _taken(borrow, named[file], lender, _mappings(measures), lent)
    return lent


def _lender(routine: Any) -> Lender | None:
    try:
        named = _Owned.model_validate(routine)
    except ValidationError:
        return None
    return Lender(place=named.place, cite=named.source.cite if named.source else None)


def _mappings(listed: Any) -> list[dict[str, Any]]:
    """Those of them that can be taken apart. Who names another finds it missing."""
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _taken(
    borrow: Borrowed, guide: dict[str, Any], lender: Lender, measures: list[dict[str, Any]], lent: Lent
) -> dict[str, Any]:
    """The guide as the borrower's. What does not fit its form is left as it is, to be refused by it with the place."""
    questions = guide.get("questions")
    if isinstance(questions, list):
        questions = [dict(question) if isinstance(question, dict) else question for question in questions]
    for question in _mappings(questions):
        question.pop("settles", None)  # tasks of the lender's
        question.pop("sets", None)
        if name := question.get("measures"):
            group = next((one for one in measures if one.get("id") == name), None)
            question["measures"] = f"{borrow.from_}.{name}"
            if group is not None:
                own = {"id": question["measures"], "lender": lender}
                lent.measures[f"../{borrow.from_}/measures.yaml", str(name)] = group | own
    return {
        **{key: value for key, value in guide.items() if key not in LEFT},
        "id": f"{borrow.from_}.{borrow.guide}",
        "label": borrow.label.model_dump(),
        "questions": questions,
        "lender": lender,
    }
