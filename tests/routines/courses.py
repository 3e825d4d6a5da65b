"""Courses a case may take: random but possible, each move a command, applied as everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from api.engine import commands as do
from api.engine.apply import Recorded, apply
from api.engine.calendar import Break, Calendar
from api.engine.commands import AnyCommand
from api.engine.facts import Fact
from api.engine.plan import Plan
from api.engine.schema import Routine
from tests.engine.casework import opened, recorded_in

CALENDAR = Calendar(
    breaks=(
        Break(date(2026, 6, 20), date(2026, 8, 16), "sommerferie"),
        Break(date(2026, 10, 5), date(2026, 10, 9), "høstferie"),
        Break(date(2026, 12, 21), date(2027, 1, 1), "juleferie"),
        Break(date(2027, 2, 22), date(2027, 2, 26), "vinterferie"),
        Break(date(2027, 3, 22), date(2027, 3, 29), "påskeferie"),
    )
)


class Course:
    """A case on the way. `moves` are numbers that choose among what is possible; any numbers give a possible course."""

    def __init__(self, routine: Routine, today: date) -> None:
        self.routine, self.today = routine, today
        self.case = opened(routine, today, CALENDAR)

    @property
    def facts(self) -> Sequence[Fact]:
        return self.case.facts

    @property
    def plan(self) -> Plan:
        return self.case.plan(self.today)

    def move(self, number: int) -> None:
        """Ticks, decides, holds a talk, reopens, or lets days pass."""
        now = self.plan
        if not now.is_open:
            self._do(do.Reopen())
            return
        choices: list[AnyCommand] = []
        for state in now.tasks:
            if not state.finished and state.state != "blocked":
                choices.append(do.Tick(task=state.task.id, on=self.today))
        decisions = [now.decision] if now.decision else now.level.decisions[:1]
        for decision in decisions:
            choices += [do.Decide(decision=decision.id, outcome=one.id, anyway=True) for one in decision.outcomes]
        which = number % (len(choices) + 2)
        if which < len(choices):
            self._do(choices[which])
        else:
            self.today += timedelta(days=1 + number % 11)

    def _do(self, command: AnyCommand) -> None:
        recorded = apply(self.case, command, self.today)
        assert isinstance(recorded, Recorded), recorded
        self.case = recorded_in(self.case, recorded, command.do)


MOVES = st.lists(st.integers(0, 997), max_size=45)
STARTS = st.dates(date(2026, 8, 17), date(2027, 5, 28))
