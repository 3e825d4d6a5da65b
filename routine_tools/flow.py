"""The routine as boxes and arrows: the same levels, decisions and outcomes that the engine runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.engine.conditions import FactPresent, leaves
from api.engine.schema import Decision, Language, Level, Outcome, Routine
from api.wording.stair import level_title
from api.wording.texts import capital, say
from routine_tools.words import deadline_rule, word

Shape = Literal["level", "decision", "end", "gaps", "stays"]  # `stays`: the work on the level goes on as it was


@dataclass(frozen=True)
class Node:
    id: str
    shape: Shape
    level: str  # the level it is drawn with
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrow:
    """`label` are the words of the outcomes that go this way; none where the work itself leads on."""

    start: str
    end: str
    label: tuple[str, ...] = ()
    note: bool = False  # a gap's dashed line


@dataclass(frozen=True)
class Flow:
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    def of_level(self, level: str) -> list[Node]:
        return [node for node in self.nodes if node.level == level]


def flow_of(routine: Routine, language: Language) -> Flow:
    drawing = _Drawing(routine, language)
    for level in routine.levels:
        drawing.add(level)
    return Flow(tuple(drawing.nodes), tuple(drawing.arrows))


class _Drawing:
    def __init__(self, routine: Routine, language: Language) -> None:
        self.routine, self.language = routine, language
        self.nodes: list[Node] = []
        self.arrows: list[Arrow] = []

    def add(self, level: Level) -> None:
        here, name = level_node(level.id), level_title(self.routine, level, self.language)
        name += " *" if level.named_by_us or self.routine.level_word.ours else ""
        dates = [deadline_rule(rule, self.language) for rule in level.deadlines]
        self.nodes.append(Node(here, "level", level.id, name, tuple(dates)))
        for decision in level.decisions:
            question = decision.question.in_(self.language)
            self.nodes.append(Node(decision_node(level.id, decision.id), "decision", level.id, question))
        if level.gaps:
            texts = tuple(capital(gap.text.in_(self.language)) for gap in level.gaps)
            self.nodes.append(Node(f"g_{level.id}", "gaps", level.id, word("gaps", self.language), texts))
            self.arrows.append(Arrow(here, f"g_{level.id}", note=True))
        ways: dict[tuple[str, str], list[str]] = {}
        for decision in level.decisions:
            for outcome in decision.outcomes:
                label = outcome.text.in_(self.language) + (" *" if outcome.ours else "")
                start = decision_node(level.id, decision.id)
                ways.setdefault((start, self._end(level, decision, outcome)), []).append(label)
        led_to = {end for _, end in ways}
        starts = [decision_node(level.id, decision.id) for decision in level.decisions]
        self.arrows += [Arrow(here, start) for start in starts if start not in led_to - _returns(ways)]
        self.arrows += [Arrow(start, end, tuple(labels)) for (start, end), labels in ways.items()]

    def _end(self, level: Level, decision: Decision, outcome: Outcome) -> str:
        match outcome.does:
            case "go_to":
                return level_node(str(outcome.to))
            case "continue":
                return level_node(level.id)
            case "close" | "monitor":
                return self._ending(level, decision, outcome)
            case "wait" | "choose":
                opened = _opened(level, decision, outcome)
                if outcome.does == "choose" and opened is None:
                    return self._ending(level, decision, outcome)
                return decision_node(level.id, (opened or decision).id)

    def _ending(self, level: Level, decision: Decision, outcome: Outcome) -> str:
        """The end of the active work, or that it goes on as chosen; one of each kind for each decision."""
        after = [outcome.to] if outcome.to else []
        ending = "_".join(["e", decision_node(level.id, decision.id), outcome.does, *after])
        if ending not in [node.id for node in self.nodes]:
            title = word(f"end_{outcome.does}", self.language)
            back = [say("level", self.language, **self._back(outcome.to))] if outcome.to else []
            shape: Shape = "stays" if outcome.does == "choose" else "end"
            self.nodes.append(Node(ending, shape, level.id, title, tuple(back)))
        return ending

    def _back(self, level_id: str) -> dict[str, str]:
        level = self.routine.level(level_id)
        return {
            "case": word("end_monitor_back", self.language),
            "at": self.routine.level_word.at,
            "word": self.routine.level_word.in_(self.language),
            "level": level.id,
            "name": level.name.in_(self.language),
        }


def level_node(level_id: str) -> str:
    return f"l_{level_id}"


def decision_node(level_id: str, decision_id: str) -> str:
    return f"d_{level_id}_{decision_id}".replace(".", "_")


def _returns(ways: dict[tuple[str, str], list[str]]) -> set[str]:
    """Decisions that only lead to themselves."""
    return {end for start, end in ways if start == end and not any(s != end for s, e in ways if e == end)}


def _opened(level: Level, decision: Decision, outcome: Outcome) -> Decision | None:
    """Another decision of the level that is asked because this outcome was chosen."""
    taken = [
        (other, leaf)
        for other in level.decisions
        for leaf in leaves(other.asked_when)
        if other.id != decision.id and isinstance(leaf, FactPresent)
    ]
    by_outcome = ((leaf.decision, leaf.outcome) == (decision.id, outcome.id) for _, leaf in taken)
    return next((other for (other, _), opens in zip(taken, by_outcome, strict=True) if opens), None)
