"""The ground a command is carried out on: the case as it is found, and the numbers of what is recorded next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from api.engine.applying.recorded import Refused
from api.engine.casefile import CaseFile, Note, Run
from api.engine.facts import Fact, FactKind
from api.engine.plan import Plan
from api.engine.stays import Stay

Telling = tuple[FactKind, dict[str, Any]]  # a fact that is to be: its kind and what it says


class Ground:
    def __init__(self, case: CaseFile, today: date) -> None:
        self.case, self.today = case, today
        self.plan: Plan = case.plan(today)
        self.entry = case.revision + 1

    def fact(self, kind: FactKind, stay: Stay | Fact | Run, after: int = 0, **details: Any) -> Fact:
        """The fact that comes `after` so many others of this command, in the stay given."""
        where = {"level": stay.level, "round": stay.round}
        number = len(self.case.facts) + after + 1
        known = {"occurred_on": self.today, **where, **details}
        return Fact.model_validate({"number": number, "kind": kind, "entry": self.entry, **known})

    def facts(self, told: Iterable[Telling], stay: Stay | Fact | Run) -> tuple[Fact, ...]:
        return tuple(self.fact(kind, stay, after, **details) for after, (kind, details) in enumerate(told))

    def note(self, kind: str, after: int = 0, **details: Any) -> Note:
        number = len(self.case.notes) + after + 1
        return Note.model_validate({"number": number, "kind": kind, "entry": self.entry, **details})

    def must_be_open(self) -> None:
        if not self.plan.is_open:
            raise Refused("case_closed")

    def past(self, on: date) -> date:
        """The day, which must not be to come."""
        if on > self.today:
            raise Refused("in_future")
        return on

    def coming(self, on: date) -> date:
        """The day, which must not be past."""
        if on < self.today:
            raise Refused("in_past")
        return on
