"""Courses a case may take: random but possible, told as the case service would record them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from api.engine.calendar import Break, Calendar
from api.engine.facts import Fact
from api.engine.plan import Plan, fact_of, plan
from api.engine.schema import Outcome, Routine

CALENDAR = Calendar(
    breaks=(
        Break(date(2026, 6, 20), date(2026, 8, 16), "sommerferie"),
        Break(date(2026, 10, 5), date(2026, 10, 9), "høstferie"),
        Break(date(2026, 12, 21), date(2027, 1, 1), "juleferie"),
        Break(date(2027, 2, 22), date(2027, 2, 26), "vinterferie"),
        Break(date(2027, 3, 22), date(2027, 3, 29), "påskeferie"),
    )
)


@dataclass
class Course:
    """A case on the way. `moves` are numbers that choose among what is possible; any numbers give a possible course."""

    routine: Routine
    today: date
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tell("concern_raised", level=self.routine.levels[0].id, round=1)

    @property
    def plan(self) -> Plan:
        return plan(self.routine, self.facts, CALENDAR, self.today)

    def _tell(self, kind: str, **details: object) -> None:
        self.facts.append(
            Fact.model_validate({"number": len(self.facts) + 1, "kind": kind, "occurred_on": self.today, **details})
        )

    def move(self, number: int) -> None:
        """Ticks, decides, holds a talk, reopens, or lets days pass."""
        now = self.plan
        stay = {"level": now.stay.level, "round": now.stay.round}
        if not now.is_open:
            self._tell("reopened", **stay)
            return
        choices: list[tuple[str, dict[str, object]]] = []
        for state in now.tasks:
            if not state.finished and state.state != "blocked":
                made = fact_of(state.task)
                choices.append((made.fact, {"task": state.task.id, "with": made.with_}))
        decisions = [now.decision] if now.decision else now.level.decisions[:1]
        for decision in decisions:
            choices += [("decided", {"decision": decision.id, "outcome": one.id}) for one in decision.outcomes]
        which = number % (len(choices) + 2)
        if which < len(choices):
            kind, details = choices[which]
            self._tell(kind, **stay, **details)
        else:
            self.today += timedelta(days=1 + number % 11)

    def took(self, fact: Fact) -> Outcome | None:
        """The outcome a fact chose."""
        level = next((level for level in self.routine.levels if level.id == fact.level), None)
        outcomes = [o for d in level.decisions if d.id == fact.decision for o in d.outcomes] if level else []
        return next((outcome for outcome in outcomes if outcome.id == fact.outcome), None)


MOVES = st.lists(st.integers(0, 997), max_size=45)
STARTS = st.dates(date(2026, 8, 17), date(2027, 5, 28))
