"""Sentences made from what all routines share, each with whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from api.engine.schema import Listed, ServiceAdvice
from api.wording.plan import PlanWords
from api.wording.texts import say


@dataclass(frozen=True)
class SharedWords:
    plan_words: PlanWords

    def services(self, role_ids: list[str], *, told_all: bool) -> str:
        """On which levels the routine names these services; with `told_all` also the advice on when to bring them in.

        Advice of another routine is shown with whose it is, and only where this one gives none.
        """
        lines = [self.plan_words.services(role_ids)]
        if told_all:
            for role_id in role_ids:
                lines += [self._advice(advice) for advice in self._advice_on(role_id)]
        return "\n".join(lines)

    def _advice_on(self, role_id: str) -> list[ServiceAdvice]:
        routine = self.plan_words.plan.routine
        every = [advice for advice in routine.common.services if advice.role == role_id]
        own = [advice for advice in every if advice.routine == routine.id]
        return own or every

    def _advice(self, advice: ServiceAdvice) -> str:
        text = advice.text.in_(self.plan_words.language)
        if advice.ours:
            return f"• {text} {self._say('ours')}"
        assert advice.place is not None
        return f"• {text} {self._source(advice.place.in_(self.plan_words.language), advice.clause)}"

    def duty_to_report(self) -> str:
        """The conditions, who has the duty, and that absence alone is not enough. People judge and send."""
        duty = self.plan_words.plan.routine.common.duty_to_report
        if duty is None:
            return self._say("duty_gap")
        language = self.plan_words.language
        conditions = [f"• {condition.in_(language)}" for condition in duty.conditions]
        rest = (duty.not_enough, duty.may_count, duty.unsure, duty.law)
        return "\n".join(
            [
                duty.who.in_(language),
                *conditions,
                *(text.in_(language) for text in rest),
                self._of(duty.whose.in_(language)),
            ]
        )

    def seven_h(self) -> str:
        return self._listed(self.plan_words.plan.routine.common.seven_h)

    def warning_signs(self) -> str:
        return self._listed(self.plan_words.plan.routine.common.warning_signs)

    def _listed(self, listed: Listed | None) -> str:
        if listed is None:
            return self._say("document_gap")
        language = self.plan_words.language
        lines = [f"• {line.in_(language)}" for line in listed.lines]
        return "\n".join(
            [listed.name.in_(language), *lines, listed.use.in_(language), self._of(listed.whose.in_(language))]
        )

    def _of(self, whose: str) -> str:
        return self._say("cite", cite=whose)

    def _source(self, place: str, clause: str | None) -> str:
        return f"({clause})" if clause and place in clause else f"({place}, {clause})"

    def _say(self, name: str, **values: str) -> str:
        return say(name, self.plan_words.language, **values)
