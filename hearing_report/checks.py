"""Whether what came is what was expected: a check for each term, which gives what came instead, or None when it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from api.cases.service import OpenedCase
from api.dialogue.reading.pasted import unmarked
from api.dialogue.standings.talk import InGuide
from api.wording.pieces import GapPiece, RemarkPiece
from hearing_report.came import Came, Said, plain
from hearing_report.expected import Expected, Line, Lines, Pattern
from hearing_report.topics import answered

# What is recorded along with something else.
_ALONG = ("went_on", "closed", "withdrawn", "concern_raised")


@dataclass(frozen=True)
class Failure:
    """One expectation that does not hold."""

    term: str
    expected: str
    came: str


def failures(expected: Expected, came: Came) -> list[Failure]:
    found = []
    for term in Expected.model_fields:
        if term in expected.model_fields_set and term in CHECKS:
            instead = CHECKS[term](getattr(expected, term), came, expected)
            if instead is not None:
                found.append(Failure(term, _words(getattr(expected, term)), instead or "nothing"))
    return found


def _words(value: object) -> str:
    match value:
        case BaseModel():
            told = [name for name in type(value).model_fields if name in value.model_fields_set]
            return ", ".join(f"{name} {_words(getattr(value, name))}" for name in told) or "anything"
        case dict():
            return ", ".join(f"{name} {_words(one)}" for name, one in value.items())
        case tuple() | list():
            return "; ".join(map(_words, value)) or "nothing"
    return str(value)


def _joined(values: Iterable[object]) -> str:
    return "; ".join(map(str, values))


# The words


def _kept(wanted: bool | str, came: Came, expected: Expected) -> str | None:
    notes = [note for case in _kept_in(came, expected) for note in came.new_notes(case)]
    if wanted is False:
        return _joined(f"{note.kind}: {note.text}" for note in notes) if notes else None
    kinds = {"note": ("loose", "concern"), "answer": ("answer",)}.get(str(wanted))
    words = _squeezed(unmarked(came.text))
    holding = [note for note in notes if words in _squeezed(note.text or "")]
    if any(kinds is None or note.kind in kinds for note in holding):
        return None
    return _joined(f"{note.kind}: {note.text}" for note in notes)


def _kept_words(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    texts = [_squeezed(note.text or "") for case in _kept_in(came, expected) for note in came.new_notes(case)]
    missing = [words for words in wanted if not any(_squeezed(words) in text for text in texts)]
    return _joined(texts) if missing else None


def _not_kept(unwanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    texts = [_squeezed(note.text or "") for case in _kept_in(came, expected) for note in came.new_notes(case)]
    return _joined(text for text in texts if any(words in text for words in unwanted)) or None


def _kept_under(question: str, came: Came, expected: Expected) -> str | None:
    notes = [note for case in _kept_in(came, expected) for note in came.new_notes(case) if note.kind == "answer"]
    under = [note.question_id for note in notes]
    return None if question in under else _joined(filter(None, under))


def _label_kept_in(label: str, came: Came, expected: Expected) -> str | None:
    case = came.labelled(label)
    if case is not None and came.new_notes(case):
        return None
    return _joined(case.case.label for case in came.after.cases if came.new_notes(case))


def _kept_in(came: Came, expected: Expected) -> Sequence[OpenedCase]:
    if expected.kept_in is None:
        return came.after.cases
    return [case for case in came.after.cases if case.case.label == expected.kept_in]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


# What is proposed and recorded


def _proposed(wanted: Lines, came: Came, expected: Expected) -> str | None:
    return _lines(wanted, came.proposed, expected.may_propose)


def _may_propose(wanted: Lines, came: Came, expected: Expected) -> str | None:
    """Alone: nothing else."""
    return None if "proposed" in expected.model_fields_set else _lines((), came.proposed, wanted)


def _recorded(wanted: Lines, came: Came, expected: Expected) -> str | None:
    told = {line.fact for line in wanted}
    recorded = [one for one in came.recorded if not wanted or one.fact not in _ALONG or one.fact in told]
    return _lines(wanted, recorded, ())


def _lines(wanted: Lines, came: Sequence[Said], allowed: Lines) -> str | None:
    """Every line that is wanted is there, and no other that is not allowed."""
    left = list(came)
    missing = False
    for line in wanted:
        match = next((one for one in left if _fits(line, one)), None)
        if match is None:
            missing = True
        else:
            left.remove(match)
    over = [one for one in left if not any(_fits(line, one) for line in allowed)]
    return _joined(came) if missing or over else None


def _fits(line: Line, said: Said) -> bool:
    return (
        (line.task is None or bool(set(line.task) & set(said.tasks)))
        and (line.status is None or line.status == said.status)
        and (line.outcome is None or line.outcome == said.outcome)
        and (line.deadline is None or line.deadline == said.deadline)
        and (line.fact is None or line.fact == said.fact)
        and (line.day is None or said.day == (None if line.day == "asked" else line.day))
    )


# What is answered


def _topics(came: Came) -> set[str]:
    return answered(came.routine, came.acts, came.pieces, came.level)


def _answered(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    told = _topics(came)
    return None if told & set(wanted) or not (told or wanted) else _joined(sorted(told))


def _answered_each(wanted: Sequence[Sequence[str]], came: Came, expected: Expected) -> str | None:
    told = _topics(came)
    return None if all(told & set(group) for group in wanted) else _joined(sorted(told))


def _not_answered(unwanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    return _joined(sorted(_topics(came) & set(unwanted))) or None


def _gap(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    gaps = {piece.id for piece in came.pieces if isinstance(piece, GapPiece)}
    holds = not gaps if wanted == ("none",) else bool(gaps & set(wanted))
    return None if holds else _joined(sorted(gaps))


def _not_found(wanted: bool, came: Came, expected: Expected) -> str | None:
    said = any(isinstance(piece, RemarkPiece) and piece.of.startswith("not_found") for piece in came.pieces)
    return None if said is wanted else f"{said}"


def _names_tasks(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    """By what is said, and by the buttons that tick."""
    said = plain(came.acts)
    named = {*_ids("task", said), *_ids("tick", came.payloads), *(piece["id"] for piece in _tasks_shown(came))}
    texts = set(_ids("nb", said))
    tasks = [task for level in came.routine.levels for task in level.tasks]
    named |= {task.id for task in tasks if {task.text.nb, task.done.nb} & texts}
    return None if set(wanted) <= named else _joined(sorted(named))


def _in_order(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    """Each is shown only after the one before it, unless that is done."""
    shown = [str(piece.get("task") or piece["id"]) for piece in plain(came.pieces) if piece["kind"] in ("task", "rule")]
    early = [
        later
        for before, later in pairwise(wanted)
        if later in shown and before not in came.done and before not in shown[: shown.index(later)]
    ]
    return _joined(shown) if early or not {*shown, *came.done} & {*wanted} else None


def _tasks_shown(came: Came) -> list[dict[str, Any]]:
    return [piece for piece in plain(came.pieces) if piece["kind"] == "task"]


def _ids(key: str, value: object) -> Iterable[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name == key and isinstance(one, str):
                yield one
            yield from _ids(key, one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(key, one)


# What is said and offered


def _alarm(wanted: str, came: Came, expected: Expected) -> str | None:
    kinds = [act.kind for act in came.acts]
    heard = "sure" if kinds[:1] == ["acute"] else "late" if "acute" in kinds else "none"
    heard = "possible" if heard == "none" and "danger_asked" in kinds else heard
    return None if heard == wanted else heard


def _missing(wanted: bool, came: Came, expected: Expected) -> str | None:
    said = any(act.kind == "acute" and act.missing for act in came.acts)
    return None if said is wanted else f"{said}"


def _asked(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    kind = str(getattr(came.after.standing, "kind", "none"))
    return None if kind in wanted else kind


def _question(wanted: str, came: Came, expected: Expected) -> str | None:
    asked = _asked_question(came)
    return None if asked == wanted else asked


def _asked_question(came: Came) -> str:
    standing = came.after.standing
    if not isinstance(standing, InGuide) or came.case is None:
        return ""
    run = came.case.file.run(standing.run)
    question = came.case.talk(run, came.today).standing if run is not None else None
    return standing.asked or (question.id if question is not None else "")


def _talk(wanted: str, came: Came, expected: Expected) -> str | None:
    standing = came.after.standing
    run = came.case.file.run(getattr(standing, "run", None)) if came.case is not None else None
    led = run.guide_id if run is not None and isinstance(standing, InGuide) else "none"
    return None if led == wanted else led


def _offered(wanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return _all_there(wanted, came.payloads)


def _not_offered(unwanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return _any_there(unwanted, came.payloads)


def _said(wanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    there = plain(came.acts)
    return _joined(act["kind"] for act in there) if _all_there(wanted, there) is not None else None


def _not_said(unwanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return _any_there(unwanted, plain(came.acts))


def _shown(wanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return _all_there(wanted, plain(came.pieces))


def _not_shown(unwanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return _any_there(unwanted, plain(came.pieces))


def _all_there(wanted: Sequence[Pattern], there: Sequence[dict[str, Any]]) -> str | None:
    missing = [one for one in wanted if not any(_matches(one, value) for value in there)]
    return _joined(map(_short, there)) if missing else None


def _any_there(unwanted: Sequence[Pattern], there: Sequence[dict[str, Any]]) -> str | None:
    found = [value for value in there if any(_matches(one, value) for one in unwanted)]
    return _joined(map(_short, found)) if found else None


def _short(value: dict[str, Any]) -> str:
    told = {name: one for name, one in value.items() if isinstance(one, str | int | float) and name != "layout"}
    return " ".join(map(str, told.values())) or str(value)


def _matches(wanted: object, value: object) -> bool:
    """A word is a kind, or the name of a field; of a dict its fields; of a list each in some place of the other."""
    if isinstance(wanted, str) and isinstance(value, dict):
        return value.get("kind") == wanted if "kind" in value else wanted in value
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            name in value and _matches(one, value[name]) for name, one in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(_matches(one, other) for other in value) for one in wanted)
    return value == (wanted.isoformat() if isinstance(wanted, date) else wanted)


def _speaks_of(wanted: str, came: Came, expected: Expected) -> str | None:
    label = came.case.case.label if came.case is not None else "none"
    return None if label == wanted else label


def _refused(wanted: str, came: Came, expected: Expected) -> str | None:
    return None if came.refused == wanted else came.refused or ""


# What lies in the case


def _level(wanted: str, came: Came, expected: Expected) -> str | None:
    return None if came.level == wanted else came.level


def _status(wanted: str, came: Came, expected: Expected) -> str | None:
    status = came.case.plan(came.today).stay.status if came.case is not None else ""
    return None if status == wanted else status


def _done(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    return None if set(wanted) <= set(came.done) else _joined(came.done)


def _open(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    return _joined(sorted(set(came.done) & set(wanted))) or None


def _planned(wanted: dict[str, date], came: Came, expected: Expected) -> str | None:
    tasks = came.case.plan(came.today).tasks if came.case is not None else ()
    return _days(wanted, {state.task.id: state.planned_on for state in tasks})


def _own_dates(wanted: dict[str, date], came: Came, expected: Expected) -> str | None:
    deadlines = came.case.plan(came.today).deadlines if came.case is not None else ()
    return _days(wanted, {state.id: state.own_on for state in deadlines})


def _days(wanted: dict[str, date], there: dict[str, date | None]) -> str | None:
    holds = all(there.get(name) == day for name, day in wanted.items())
    return None if holds else _joined(f"{name} {day}" for name, day in there.items() if day is not None)


def _answers(wanted: dict[str, str], came: Came, expected: Expected) -> str | None:
    notes = came.case.file.counting_notes() if came.case is not None else []
    latest = {note.question_id or "": note.text or "" for note in notes if note.kind == "answer"}
    holds = all(_squeezed(words) in _squeezed(latest.get(question, "")) for question, words in wanted.items())
    return None if holds else _words(latest)


def _cases(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    there = sorted(
        f"{case.case.label} {status}" if (status := case.plan(came.today).stay.status) != "open" else case.case.label
        for case in came.after.cases
    )
    return None if there == sorted(wanted) else _joined(there)


def _any_of(wanted: Sequence[Expected], came: Came, expected: Expected) -> str | None:
    """What the nearest of them lacks."""
    found = [failures(one, came) for one in wanted]
    if not all(found):
        return None
    return _joined(f"{one.term}: {one.came}" for one in min(found, key=len))


Check = Callable[[Any, Came, Expected], str | None]
CHECKS: dict[str, Check] = {
    "kept": _kept,
    "kept_words": _kept_words,
    "not_kept": _not_kept,
    "kept_under": _kept_under,
    "kept_in": _label_kept_in,
    "proposed": _proposed,
    "may_propose": _may_propose,
    "answered": _answered,
    "answered_each": _answered_each,
    "not_answered": _not_answered,
    "gap": _gap,
    "not_found": _not_found,
    "alarm": _alarm,
    "missing": _missing,
    "asked": _asked,
    "question": _question,
    "talk": _talk,
    "offered": _offered,
    "not_offered": _not_offered,
    "said": _said,
    "not_said": _not_said,
    "shown": _shown,
    "not_shown": _not_shown,
    "names_tasks": _names_tasks,
    "in_order": _in_order,
    "speaks_of": _speaks_of,
    "refused": _refused,
    "recorded": _recorded,
    "answers": _answers,
    "level": _level,
    "status": _status,
    "done": _done,
    "open": _open,
    "planned": _planned,
    "own_dates": _own_dates,
    "cases": _cases,
    "any_of": _any_of,
}
