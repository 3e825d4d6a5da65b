"""The rows of the comparison, each taken from the data of one routine: what to show, and what to order it by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from api.engine.conditions import FactPresent, leaves
from api.engine.facts import FactKind
from api.engine.schema import Deadline, Language, Level, Limit, Routine
from api.wording.texts import listed
from routine_tools.words import amount, limit_of, word

Mark = Literal["base", "same", "stricter", "looser", "missing", "different"]
DAYS = {"days": 1, "weeks": 7, "months": 30}
OBLIGATIONS = ("may", "if_needed", "should", "must_when", "must")


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
    return Cell("; ".join(dict.fromkeys(_limit(one, language) for one in limits)) or None, lowest or None)


def _limit(limit: Limit, language: Language) -> str:
    said = limit_of(limit, language)
    if limit.in_a_row:
        return said
    return f"{said} {word(f'period_{limit.period}' if limit.period else 'no_period', language)}"


def _first(*facts: FactKind) -> Row:
    """The first date of the routine's own that one of these facts meets; it may set none for it."""

    def cell(routine: Routine, language: Language) -> Cell:
        for level in routine.levels:
            for rule in (one for one in level.deadlines if not one.ours):
                if any(isinstance(leaf, FactPresent) and leaf.fact in facts for leaf in leaves(rule.met_by)):
                    return _dated(rule, level, routine, language)
        return Cell(None)

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


def _informed(routine: Routine, language: Language) -> Cell:
    """Who must only be told, and where."""
    found: dict[str, list[Level]] = {}
    for level in routine.levels:
        for person in level.people:
            if person.informed_only and person.obligation == "must":
                found.setdefault(person.role, []).append(level)
    said = [f"{routine.role(role).name.in_(language)} ({_places(at, routine, language)})" for role, at in found.items()]
    return Cell("; ".join(said) or None, same=frozenset(found))


def _recording(fact: FactKind) -> Row:
    """The tasks that record the fact: how binding, and where."""

    def cell(routine: Routine, language: Language) -> Cell:
        found = [
            (task.obligation, level)
            for level in routine.levels
            for task in level.tasks
            if task.records and task.records.fact == fact
        ]
        said = [f"{word(how, language)} ({_places([level], routine, language)})" for how, level in found]
        strongest = max((OBLIGATIONS.index(how) for how, _ in found), default=0)
        return Cell(", ".join(dict.fromkeys(said)) or None, {"obligation": float(strongest)} if found else None)

    return cell


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
    """Where the pupil must take part, as a share of the levels."""
    levels = [
        level
        for level in routine.levels
        if any(one.role == "pupil" and one.obligation == "must" and not one.informed_only for one in level.people)
    ]
    if not levels:
        return Cell(None)
    said = word("so_many_of", language, number=len(levels), all=len(routine.levels))
    return Cell(f"{_places(levels, routine, language)} ({said})", {"share": len(levels) / len(routine.levels)})


def _service(role: str) -> Row:
    """The first level that names the service, and how binding."""

    def cell(routine: Routine, language: Language) -> Cell:
        for level in routine.levels:
            for person in level.people:
                if person.role == role:
                    return Cell(f"{word(person.obligation, language)} ({_places([level], routine, language)})")
        return Cell(None)

    return cell


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
