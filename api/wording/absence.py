"""What absence comes to against the routine's limits and the school's own, with the working and the clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from babel.dates import format_date
from babel.numbers import format_decimal

from api.engine.absence import Absence, Finding, judged
from api.engine.calendar import Calendar
from api.engine.schema import Limit, Threshold
from api.wording.plan import PlanWords
from api.wording.texts import LOCALES, say


class _Limited(NamedTuple):
    rule: Threshold
    limit: Limit


@dataclass(frozen=True)
class AbsenceWords:
    """`own` is the limit the school has set, shown as the school's own."""

    words: PlanWords
    absence: Absence
    calendar: Calendar
    own: Limit | None = None

    def answer(self) -> str:
        """The routine's answer. Asks for the period first when a limit cannot be judged without it."""
        if not (self.absence.counted or self.absence.signs):
            return self.rule()
        waiting = self.lacks_period()
        if waiting is not None:
            name = "absence_which_period_own" if waiting is self.own else "absence_which_period"
            return self._say(name, limit=self._limit(waiting))
        lines = [*self._of_routine(), *self._signs(), *self._own_limit()]
        return "\n".join(dict.fromkeys(lines)) if lines else self.rule()

    def lacks_period(self) -> Limit | None:
        """The first limit that can only be judged when the period is known."""
        if self.absence.span is not None:
            return None
        every = [*(limited.limit for limited in self._limited()), self.own]
        findings = [judged(limit, self.absence, self.calendar) for limit in every if limit is not None]
        return next((finding.limit for finding in findings if finding and finding.verdict == "needs_period"), None)

    def rule(self) -> str:
        """The rule itself, when there is nothing to judge."""
        return "\n".join([self.words.threshold(), *self._own_limit()])

    def _limited(self) -> list[_Limited]:
        return [_Limited(one, one.limit) for one in self.words.plan.routine.thresholds if one.limit is not None]

    def _of_routine(self) -> Iterator[str]:
        if self.absence.counted and not self._limited():
            yield self.words.threshold()
        judgements = [(limited, judged(limited.limit, self.absence, self.calendar)) for limited in self._limited()]
        reached = any(finding is not None and finding.verdict == "reached" for _, finding in judgements)
        for threshold, finding in judgements:
            if finding is None or (reached and finding.verdict == "not_reached"):
                continue  # one limit is enough: that another is not reached would only confuse
            yield from self._found(finding)
            if finding.verdict == "never_computed":
                yield threshold.rule.text.in_(self.words.language)
            yield self.words.source(threshold.rule)
        if self.absence.counted and self._limited():
            yield from self.words.cited([])

    def _found(self, finding: Finding) -> Iterator[str]:
        limit = finding.limit
        kind = "share_" if finding.school_days is not None else "percent_" if finding.percent is not None else ""
        spread = "_spread" if not kind and finding.verdict == "reached" and (finding.windows or 1) > 1 else ""
        own = "_own" if limit is self.own else ""  # what the school has not said is no silence of the routine's
        silence = own if finding.verdict == "never_computed" else ""
        yield self._say(
            f"absence_{kind}{finding.verdict}{spread}{silence}",
            days=self._number(self.absence.days),
            span=self._span(),
            limit=self._limit(limit),
            amount=self._number(limit.amount),
            period=self._period(limit),
            at_least=finding.at_least,
            school_days=finding.school_days,
            percent=self._number(finding.percent),
        )
        if limit.unit == "percent" and limit.period is None:
            yield self._say(f"absence_period_told{own}")
        if finding.school_days is not None and self.calendar.breaks is None:
            yield self._say("deadline_no_breaks")

    def _signs(self) -> Iterator[str]:
        routine = self.words.plan.routine
        fitting = [threshold for threshold in routine.thresholds if threshold.sign in self.absence.signs]
        for threshold in fitting:
            yield self._say("absence_sign", text=threshold.text.in_(self.words.language))
            yield self.words.source(threshold)
        if self.absence.signs and not fitting and not self.absence.counted:
            yield self._say("absence_no_sign")
            yield self.words.threshold()

    def _own_limit(self) -> Iterator[str]:
        if self.own is None:
            if not self._limited() and not self.words.plan.routine.thresholds:
                yield self._say("absence_no_number")
            return
        yield self._say("absence_own_limit", limit=self._limit(self.own))
        finding = judged(self.own, self.absence, self.calendar)
        if finding is not None:
            yield from self._found(finding)

    def _say(self, name: str, /, **values: object) -> str:
        return say(name, self.words.language, **values)

    def _limit(self, limit: Limit) -> str:
        name = {
            ("days", True): "limit_days",
            ("days", False): "limit_days_no_period",
            ("percent", True): "limit_percent_period",
            ("percent", False): "limit_percent",
        }[limit.unit, limit.period is not None]
        return self._say(name, amount=self._number(limit.amount), period=self._period(limit))

    def _period(self, limit: Limit) -> str:
        return self._say(f"period_{limit.period}") if limit.period else ""

    def _span(self) -> str:
        if self.absence.span is None:
            return ""
        first, last = (
            format_date(day, "d. MMMM", locale=LOCALES[self.words.language])
            for day in (self.absence.span.first, self.absence.span.last)
        )
        return self._say("absence_span", first=first, last=last)

    def _number(self, number: float | None) -> str:
        return "" if number is None else str(format_decimal(round(number, 1), locale=LOCALES[self.words.language]))
