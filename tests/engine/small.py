"""Small pieces of a routine, so that a test can show its whole world in a few lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.engine.facts import Fact
from api.engine.schema import Deadline, Routine

Piece = dict[str, Any]

day = date.fromisoformat


def text(words: str = "ord") -> dict[str, str]:
    return {"nb": words, "nn": words}


def a_fact(number: int, kind: str, happened: str, /, **details: Any) -> Fact:
    """The fact with this number, on level 0 unless told."""
    return Fact.model_validate({"number": number, "kind": kind, "level": "0", "occurred_on": happened, **details})


def a_deadline(kind: str, *amount: int, **details: Any) -> Deadline:
    """Counts weeks from `concern_raised` to `meeting_held` unless told."""
    counted = {"amount": amount, "unit": "weeks"} if amount else {}
    piece = {
        "id": "meeting",
        "ours": True,
        "text": text("møte"),
        "kind": kind,
        "anchor": an_anchor("concern_raised"),
        "met_by": {"fact": "meeting_held"},
    }
    return Deadline.model_validate(piece | counted | details)


def an_anchor(fact: str, *, pick: str = "first", assumed: bool = False, **details: Any) -> Piece:
    return {"event": {"fact": fact, **details}, "text": text("da det skjedde"), "pick": pick, "assumed": assumed}


def a_task(name: str, **details: Any) -> Piece:
    piece = {
        "id": name,
        "ours": True,
        "text": text(),
        "done": text(name),
        "obligation": "must",
        "by": ["rektor"],
        "phase": "talk",
    }
    return piece | details


def an_outcome(name: str, does: str, to: str | None = None) -> Piece:
    return {"id": name, "ours": True, "text": text(name), "does": does, "to": to}


def a_decision(name: str, *outcomes: Piece, asked_when: Piece | None = None) -> Piece:
    """With two outcomes that wait, beside those given."""
    return {
        "id": name,
        "ours": True,
        "question": text(),
        "asked_when": asked_when or {"fact": "talk_held"},
        "outcomes": [*outcomes, an_outcome("stay", "wait"), an_outcome("unsure", "wait")],
    }


def a_level(name: str, *tasks: Piece, **details: Any) -> Piece:
    piece = {
        "id": name,
        "ours": True,
        "name": text(),
        "purpose": text(),
        "phases": [{"id": "talk", "name": text()}],
        "tasks": list(tasks) or [a_task("call")],
        "people": [{"role": "rektor", "ours": True, "obligation": "must"}],
    }
    return piece | details


def a_question(name: str, **details: Any) -> Piece:
    return {"id": name, "ours": True, "text": text(), "why": text(), **details}


def a_measure_group(name: str, *measures: str) -> Piece:
    """With one measure unless told."""
    held = [{"id": measure, "text": text(measure)} for measure in measures or ("walk",)]
    return {"id": name, "ours": True, "name": text(name), "measures": held}


def a_guide(*questions: Piece) -> Piece:
    return {
        "id": "wonder",
        "ours": True,
        "kind": "undring",
        "audience": "pupil",
        "name": text(),
        "questions": list(questions),
        "completes": {"fact": "talk_held", "with": "pupil"},
    }


def a_routine(*levels: Piece, **details: Any) -> Routine:
    piece = {
        "id": "small",
        "name": text(),
        "place": text(),
        "source": {"title": "En rutine", "owner": None},
        "level_word": text("nivå"),
        "levels": list(levels),
    }
    return Routine.model_validate(piece | details)
