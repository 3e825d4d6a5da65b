"""The rows of the comparison, each taken from the data of one routine: what to show, and what to order it by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from api.engine.conditions import FactPresent, leaves
from api.engine.facts import FactKind
from api.engine.schema import BINDING, Deadline, Language, Level, Limit, Obligation, Participant, Routine, Task, Text
from api.wording.texts import listed
from routine_tools.words import amount, limit_of, word

Mark = Literal["base", "same", "stricter", "looser", "missing", "different"]
DAYS = {"days": 1, "weeks": 7, "months": 30}
OBLIGATIONS: tuple[Obligation, ...] = ("may", "if_needed", "should", "must_when", "must")
THE_REST = "andre"  # a role that is called “others”: a word of many texts, and no name to look for in them


@dataclass(frozen=True)
class Cell:
    """`text` is what the routine says, None when it says nothing.

    `order` is what the cell is measured by, the same keys in both or no order at all; a higher number is stricter.
    `same` is what makes two cells equal when their words differ.
    """

    text: str | None
    order: Mapping[str, float] | None = None
    same: object = None


Row = Callable[[Routine, Language], Cell]


def mark(cell: Cell, base: Cell) -> Mark:
    """How the cell stands to the base's."""
    if cell.text is None:
        return "same" if base.text is None else "missing"
    if base.text is None:
        return "stricter" if cell.order is not None else "different"
    if (cell.order, cell.same) == (base.order, base.same) and (cell.order or cell.same is not None):
        return "same"
    if cell.order is None or base.order is None or cell.order.keys() != base.order.keys():
        return "same" if cell.text == base.text else "different"
    steps = {(cell.order[key] > base.order[key]) - (cell.order[key] < base.order[key]) for key in cell.order} - {0}
    if len(steps) != 1:
        return "different"
    return "stricter" if steps == {1} else "looser"


def _threshold(routine: Routine, language: Language) -> Cell:
    limits = [one.limit for one in routine.thresholds if one.limit]
    lowest: dict[str, float] = {}
    for limit in limits:
        key = f"{limit.unit} {limit.period} {limit.in_a_row}"
        lowest[key] = max(-limit.least, lowest.get(key, -limit.least))
    if routine.thresholds and not limits:
        return Cell(word("no_number", language))
    return Cell("; ".join(dict.fromkeys(_limit(one, language) for one in limits)) or None, lowest or None)


def _limit(limit: Limit, language: Language) -> str:
    said = limit_of(limit, language)
    if limit.in_a_row:
        return said
    return f"{said} {word(f'period_{limit.period}' if limit.period else 'no_period', language)}"


def _first(*facts: FactKind) -> Row:
    """The first date of the routine's own that one of these facts meets; else where the routine asks for it without a date."""

    def cell(routine: Routine, language: Language) -> Cell:
        for level in routine.levels:
            for rule in (one for one in level.deadlines if not one.ours):
                if any(isinstance(leaf, FactPresent) and leaf.fact in facts for leaf in leaves(rule.met_by)):
                    return _dated(rule, level, routine, language)
        levels = [level for level in routine.levels if any(_records(task, *facts) for task in level.tasks)]
        return Cell(word("undated", language, where=_places(levels[:1], routine, language)) if levels else None)

    return cell


def _dated(rule: Deadline, level: Level, routine: Routine, language: Language) -> Cell:
    where = _places([level], routine, language)
    said = " ".join(
        filter(None, [word(f"kind_{rule.kind}", language), amount(rule, language), _anchor(rule, language)])
    )
    days = (rule.amount or (0,))[-1] * DAYS[rule.unit or "days"]
    kind = "within" if rule.kind in ("immediate", "same_day", "window") else rule.kind
    return Cell(f"{said} ({where})", {kind: float(-days)}, rule.kind)


def _anchor(rule: Deadline, language: Language) -> str:
    return rule.anchor.text.in_(language) if rule.anchor and rule.amount else ""


def _levels(routine: Routine, language: Language) -> Cell:
    return Cell(str(len(routine.levels)))


def _records(task: Task, *facts: FactKind) -> bool:
    """Whether a task of the routine's own records one of these facts."""
    return not task.ours and task.records is not None and task.records.fact in facts


def _informed(routine: Routine, language: Language) -> Cell:
    """Who must only be told, and where; where nobody is named so, the tasks that tell the leaders."""
    found: dict[str, list[str]] = {}
    for level in routine.levels:
        told = [one for one in level.people if one.informed_only and one.obligation in BINDING]
        for person in told:
            when = f" {_in(person.note, language)}" if person.obligation == "must_when" else ""
            found.setdefault(f"{routine.role(person.role).name.in_(language)}{when}", []).append(level.id)
        for task in () if told else level.tasks:
            if _records(task, "leadership_informed") and task.obligation in BINDING:
                found.setdefault(f"«{task.text.in_(language)}»", []).append(level.id)
    named = routine.level_word.in_(language)
    said = [f"{who} ({named} {listed(at, language)})" for who, at in found.items()]
    return Cell("; ".join(said) or None, same=frozenset(found))


def _in(text: Text | None, language: Language) -> str:
    return text.in_(language) if text else ""


def _recording(fact: FactKind) -> Row:
    """The tasks that record the fact: how binding, and where."""

    def cell(routine: Routine, language: Language) -> Cell:
        found = [(task, level) for level in routine.levels for task in level.tasks if _records(task, fact)]
        said = [f"{_task(task, language)} ({_places([level], routine, language)})" for task, level in found]
        strongest = max((OBLIGATIONS.index(task.obligation) for task, _ in found), default=0)
        return Cell(", ".join(dict.fromkeys(said)) or None, {"obligation": float(strongest)} if found else None)

    return cell


def _task(task: Task, language: Language) -> str:
    """How a task binds; a duty under a condition with its text, which has the condition."""
    said = word(task.obligation, language)
    return f"{said}: «{task.text.in_(language)}»" if task.obligation == "must_when" else said


def _documentation(routine: Routine, language: Language) -> Cell:
    """The first level where a system is named to write in, else the first that says anything of writing."""
    saying = [level for level in routine.levels if level.documentation]
    naming = [level for level in saying if level.documentation and level.documentation.systems]
    for level in [*naming, *saying][:1]:
        systems = [routine.system(one).name for one in level.documentation.systems] if level.documentation else []
        said = _places([level], routine, language)
        return Cell(f"{said}: {listed(systems, language)}" if systems else said)
    return Cell(None)


def _pupil(routine: Routine, language: Language) -> Cell:
    """Where the pupil must take part, as a share of the levels; where nowhere, how the pupil may."""
    named = [
        (person, level)
        for level in routine.levels
        for person in level.people
        if person.role == "pupil" and not person.informed_only and not person.ours
    ]
    levels = list({level.id: level for person, level in named if person.obligation == "must"}.values())
    if not levels:
        said = [f"{_person(person, language)} ({_places([level], routine, language)})" for person, level in named]
        return Cell(", ".join(said) or None)
    said_of = word("so_many_of", language, number=len(levels), all=len(routine.levels))
    return Cell(f"{_places(levels, routine, language)} ({said_of})", {"share": len(levels) / len(routine.levels)})


def _person(person: Participant, language: Language) -> str:
    """How a role takes part; a duty under a condition with its condition."""
    said = word(person.obligation, language)
    return f"{said} {_in(person.note, language)}".strip() if person.obligation == "must_when" else said


def _service(role: str) -> Row:
    """The first level that names the service, and how binding: among its people, else in its tasks, else in the advice on services."""

    def cell(routine: Routine, language: Language) -> Cell:
        for level in routine.levels:
            for person in level.people:
                if person.role == role and not person.ours:
                    return Cell(f"{_person(person, language)} ({_places([level], routine, language)})")
        for level in routine.levels:
            for task in level.tasks:
                if not task.ours and (role in task.by or _names(task, role, routine)):
                    return Cell(f"{_task(task, language)} ({_places([level], routine, language)})")
        for advice in routine.common.services:
            if (advice.role, advice.routine) == (role, routine.id):
                return Cell(word("advised", language, clause=advice.clause))
        return Cell(None)

    return cell


def _names(task: Task, role: str, routine: Routine) -> bool:
    """Whether a task that is somebody's else names the role in its text."""
    name = re.escape(routine.role(role).definite.nb)
    return role != THE_REST and re.search(rf"\b{name}\b", task.text.nb, re.IGNORECASE) is not None


def _last_level(routine: Routine, language: Language) -> Cell:
    level = routine.levels[-1]
    return Cell(f"{_places([level], routine, language)}: {level.name.in_(language)}")


def _closing(routine: Routine, language: Language) -> Cell:
    """Where the routine has words for ending a case, where the way is only the project's, and where it is a gap."""
    ways: dict[str, list[Level]] = {"closing_described": [], "closing_ours": [], "closing_gap": []}
    for level in routine.levels:
        ends = [one for decision in level.decisions for one in decision.outcomes if one.does in ("close", "monitor")]
        if any(one.clause for one in ends):
            ways["closing_described"].append(level)
        elif ends:
            ways["closing_ours"].append(level)
        if any(gap.about == "exit" for gap in level.gaps):
            ways["closing_gap"].append(level)
    before = routine.level_word.at
    said = [
        f"{word(way, language, at=before)}: {_places(levels, routine, language)}"
        for way, levels in ways.items()
        if levels
    ]
    return Cell("; ".join(said) or None)


def _gaps(routine: Routine, language: Language) -> Cell:
    return Cell(str(len(routine.gaps) + sum(len(level.gaps) for level in routine.levels)))


def _cite(routine: Routine, language: Language) -> Cell:
    asked = routine.source.cite is not None
    return Cell(word("yes" if asked else "no", language), same=asked)


def _places(levels: Sequence[Level], routine: Routine, language: Language) -> str:
    return f"{routine.level_word.in_(language)} {listed([level.id for level in levels], language)}"


def rows(routines: Sequence[Routine], language: Language) -> Iterator[tuple[str, Row]]:
    """Each row with its name; a row for each service that the shared advice names and a routine brings in."""
    fixed: dict[str, Row] = {
        "row_threshold": _threshold,
        "row_contact": _first("contact_made", "talk_held"),
        "row_meeting": _first("meeting_held"),
        "row_evaluation": _first("evaluation_done"),
        "row_levels": _levels,
        "row_informed": _informed,
        "row_consent": _recording("consent_given"),
        "row_documentation": _documentation,
        "row_minutes": _recording("minutes_sent"),
        "row_pupil": _pupil,
    }
    last: dict[str, Row] = {
        "row_last_level": _last_level,
        "row_closing": _closing,
        "row_gaps": _gaps,
        "row_cite": _cite,
    }
    yield from ((word(name, language), row) for name, row in fixed.items())
    advised = {advice.role: routine for routine in routines for advice in routine.common.services}
    brought = {person.role for routine in routines for level in routine.levels for person in level.people}
    for role, routine in advised.items():
        if role not in brought:
            continue
        yield word("row_service", language, service=routine.role(role).name.in_(language)), _service(role)
    yield from ((word(name, language), row) for name, row in last.items())
