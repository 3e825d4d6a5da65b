"""Guides a routine borrows from another: copied in when it is read, so that a published version stands alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.engine.linter import Problem
from api.engine.schema import Borrowed

WANTED = TypeAdapter(list[Borrowed])
# Only the questions are lent: what is said before and after follows the lender's own steps and dates.
LEFT = ("template", "preparation", "opening", "closing", "after")
Read = Callable[[Path], tuple[Any, list[Any], list[Any]]]  # the lender's routine file, guides and measure groups


@dataclass
class Lent:
    """What was borrowed, as content of the borrower. Ids begin with the lender's, so they cannot meet its own."""

    guides: dict[str, Any] = field(default_factory=dict)
    measures: list[Any] = field(default_factory=list)


def borrowed(wanted: Any, routines: Path, read: Read, problems: list[Problem]) -> Lent:
    lent = Lent()
    try:
        borrows = WANTED.validate_python(wanted or [])
    except ValidationError:
        return lent  # the routine's own form refuses it, with the place
    read_already: dict[str, tuple[Any, list[Any], list[Any]]] = {}
    for borrow in borrows:
        place = f"routine.yaml: borrows.{borrow.from_}.{borrow.guide}"
        if not (routines / borrow.from_ / "routine.yaml").exists():
            what, write = f"There is no routine `{borrow.from_}`.", "Write the name of a folder beside this one."
            problems.append(Problem("R004", place, what, write))
            continue
        if borrow.from_ not in read_already:
            read_already[borrow.from_] = read(routines / borrow.from_)
        lender, guides, measures = read_already[borrow.from_]
        guide = next((guide for guide in guides if isinstance(guide, dict) and guide.get("id") == borrow.guide), None)
        if guide is None or not isinstance(lender, dict):
            known = ", ".join(sorted(str(guide.get("id")) for guide in guides if isinstance(guide, dict)))
            what, write = f"`{borrow.from_}` has no guide `{borrow.guide}`.", f"Write one of: {known}."
            problems.append(Problem("R004", place, what, write))
            continue
        _take(lent, borrow, guide, lender, measures)
    return lent


def _take(lent: Lent, borrow: Borrowed, guide: dict[str, Any], lender: dict[str, Any], measures: list[Any]) -> None:
    from_ = {"place": lender.get("place"), "cite": (lender.get("source") or {}).get("cite")}
    questions = [dict(question) for question in guide.get("questions") or []]
    for question in questions:
        if question.get("measures"):
            group = next((one for one in measures if one.get("id") == question["measures"]), None)
            question["measures"] = f"{borrow.from_}.{question['measures']}"
            if group is not None and question["measures"] not in [one["id"] for one in lent.measures]:
                lent.measures.append(group | {"id": question["measures"], "lender": from_})
    lent.guides[f"../{borrow.from_}/guides ({borrow.guide})"] = {
        **{key: value for key, value in guide.items() if key not in LEFT},
        "id": f"{borrow.from_}.{borrow.guide}",
        "label": borrow.label.model_dump(),
        "questions": questions,
        "lender": from_,
    }
