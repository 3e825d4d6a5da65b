"""What a plan says in the words of the chat: the pieces chosen for it, rendered. Stands until every caller shows pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.engine.deadlines import DeadlineState
from api.engine.plan import Plan, TaskState
from api.engine.schema import About, Guide, Language, Level, Question, Sourced, Text
from api.wording import choosing, rendering
from api.wording.pieces import Due, Pieces


@dataclass(frozen=True)
class PlanWords:
    """Speaks of one plan in one language. `case` is what stands in for the pupil's label."""

    plan: Plan
    language: Language
    case: str

    def text(self, pieces: Pieces) -> str:
        return rendering.text(pieces, self.language, self.plan.today, self.case)

    def lines(self, pieces: Pieces) -> list[str]:
        return rendering.lines(pieces, self.language, self.plan.today, self.case)

    def cited(self, lines: list[str]) -> list[str]:
        """The lines with the reference the routine's owner asks for, once, at the end."""
        return [*lines, *self.lines(choosing.cite(self.plan.routine))]

    def level(self) -> str:
        return self.text(choosing.level(self.plan))

    def ours_of(self, level: Level) -> str | None:
        """What of the level the routine has no words for, in a sentence."""
        return self.text(choosing.ours_of(self.plan.routine, level)) or None

    def now(self) -> str:
        return self.text(choosing.now(self.plan))

    def brief(self, answers: int, notes: int, talk: tuple[Text, int, int] | None) -> str:
        return self.text(choosing.brief(self.plan, answers, notes, talk))

    def planned(self, state: TaskState) -> list[str]:
        return self.lines(choosing.planned(state))

    def told(self) -> list[str]:
        """Without bullets, each in a line."""
        return [line.removeprefix("• ") for line in self.lines(choosing.told(self.plan))]

    def due(self, state: DeadlineState) -> str:
        return rendering.due(choosing.due(self.plan, state), self.language, self.plan.today)

    def when(self, found: Due | None) -> str:
        return rendering.due(found, self.language, self.plan.today)

    def deadlines(self) -> str:
        return self.text(choosing.deadlines(self.plan))

    def deadline(self, state: DeadlineState) -> str:
        return self.text((choosing.deadline(self.plan, state),))

    def opening(self) -> str:
        return self.text(choosing.opening(self.plan))

    def arrival(self) -> str:
        return self.text(choosing.arrival(self.plan))

    def who(self) -> str:
        return self.text(choosing.who(self.plan))

    def documentation(self) -> str:
        return self.text(choosing.documentation(self.plan))

    def gaps(self, *about: About) -> list[str]:
        return self.lines(choosing.gaps(self.plan, *about))

    def why_task(self, state: TaskState) -> str:
        return self.text(choosing.why_task(self.plan, state))

    def why_question(self, question: Question, guide: Guide) -> str:
        return self.text(choosing.why_question(self.plan, question, guide))

    def why_deadline(self, state: DeadlineState) -> str:
        return self.text(choosing.why_deadline(self.plan, state))

    def source(self, sourced: Sourced) -> str:
        return self.text((choosing.source(self.plan.routine, sourced),))

    def threshold(self) -> str:
        return self.text(choosing.thresholds(self.plan.routine))

    def services(self, role_ids: Sequence[str]) -> str:
        return self.text(choosing.services(self.plan.routine, role_ids))

    def line(self) -> str:
        return self.text(choosing.line(self.plan))
