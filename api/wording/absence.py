"""What absence comes to against the routine's limits and the school's own: which pieces tell it, with the working and the clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal, NamedTuple

from api.engine.absence import Absence, Finding, judged
from api.engine.calendar import Calendar
from api.engine.schema import Limit, Routine, Threshold
from api.wording.choosing import cite, leads, source, threshold, thresholds
from api.wording.pieces import (
    AbsencePiece,
    AskPeriodPiece,
    LessonsPiece,
    OwnLimitPiece,
    Pieces,
    RemarkPiece,
    SharePiece,
    SignPiece,
    SumPiece,
)

_Told = Literal["absence_period_told", "absence_days_told", "absence_period_told_own", "absence_days_told_own"]
_OF_SCHOOL: dict[str, _Told] = {
    "absence_period_told": "absence_period_told_own",
    "absence_days_told": "absence_days_told_own",
}


class _Limited(NamedTuple):
    rule: Threshold
    limit: Limit


@dataclass(frozen=True)
class ToldAbsence:
    """What a teacher tells of absence, held against a routine. `own` is the limit the school has set, shown as its own."""

    routine: Routine
    absence: Absence
    calendar: Calendar
    own: Limit | None = None

    def answer(self) -> Pieces:
        """The routine's answer. Asks for the period first when a limit cannot be judged without it."""
        if not (self.is_counted or self.absence.signs):
            return self.rule()
        if self.absence.cannot_be:
            return (RemarkPiece(of="absence_cannot_be"),)
        waiting = self.lacks_period()
        if waiting is not None:
            return (AskPeriodPiece(limit=waiting, own=waiting is self.own),)
        together = dict.fromkeys(chain(self._of_routine(), self._signs(), self._own_limit()))
        return tuple(piece for pieces in together for piece in pieces) or self.rule()

    @property
    def is_counted(self) -> bool:
        """Whether what was told is a number some limit here may count."""
        return self.absence.counted or any(self.absence.told_in(limit.unit) is not None for limit in self._limits())

    def lacks_period(self) -> Limit | None:
        """The first limit that can only be judged when the period is known."""
        if self.absence.span is not None or self.absence.cannot_be:
            return None
        findings = [judged(limit, self.absence, self.calendar) for limit in self._limits()]
        return next((finding.limit for finding in findings if finding and finding.verdict == "needs_period"), None)

    def rule(self) -> Pieces:
        """The rule itself, when there is nothing to judge."""
        return (*thresholds(self.routine), *(piece for pieces in self._own_limit() for piece in pieces))

    def _limits(self) -> list[Limit]:
        """The routine's, and the school's own."""
        return [*(limited.limit for limited in self._limited()), *([self.own] if self.own else [])]

    def _limited(self) -> list[_Limited]:
        return [_Limited(one, one.limit) for one in self.routine.thresholds if one.limit is not None]

    def _of_routine(self) -> Iterator[Pieces]:
        """By what is told once however often it comes up."""
        if self.absence.share is not None and all(one.limit.unit == "days" for one in self._limited()):
            yield (SharePiece(days=self.absence.least, of=self.absence.of or 0, percent=self.absence.share),)
        if self.is_counted and not self._limited():
            yield thresholds(self.routine)
        judgements = [(limited, judged(limited.limit, self.absence, self.calendar)) for limited in self._limited()]
        reached = [limited.rule for limited, finding in judgements if finding and finding.verdict == "reached"]
        highest = self._highest(reached)
        silent = False
        for limited, finding in judgements:
            if finding is None or (reached and finding.verdict in ("not_reached", "other_period")):
                continue  # one limit is enough: that another is not reached would only confuse
            if limited.rule in reached and limited.rule.level not in (None, highest):
                continue  # who is past the limit of a later level is past this one too
            if finding.verdict != "never_computed" or not silent:
                yield from self._found(finding)
            if finding.verdict == "never_computed":
                silent = True
                yield (threshold(limited.rule),)
            if limited.rule in reached:
                yield leads(self.routine, limited.rule)
            yield (source(self.routine, limited.rule),)
        if self.is_counted and self._limited():
            yield from self._beside([finding for _, finding in judgements if finding is not None])
            yield cite(self.routine)

    def _highest(self, reached: list[Threshold]) -> str | None:
        """The last level one of these limits leads to."""
        named = {rule.level for rule in reached}
        return next((level.id for level in reversed(self.routine.levels) if level.id in named), None)

    def _beside(self, findings: list[Finding]) -> Iterator[Pieces]:
        """What the figure does not say: how parts add up, when the other days were, and that other signs need no figure."""
        verdicts = {finding.verdict for finding in findings}
        if self.absence.halves and "between" not in verdicts:
            yield (RemarkPiece(of="absence_parts"),)
        if self.absence.besides:
            yield (RemarkPiece(of="absence_besides"),)
        if verdicts == {"not_reached"} and any(rule.limit is None and rule.sign for rule in self.routine.thresholds):
            yield (RemarkPiece(of="absence_other_signs"),)

    def _found(self, finding: Finding) -> Iterator[Pieces]:
        span, own = self.absence.span, finding.limit is self.own
        whose: Literal["routine", "school"] = "school" if own else "routine"
        yield (
            AbsencePiece(
                limit=finding.limit,
                verdict=finding.verdict,
                silent=whose if finding.verdict == "never_computed" else None,
                days=self.absence.told_in(finding.limit.unit),
                most=self.absence.most,
                halves=self.absence.halves,
                of=self.absence.of,
                first=span.first if span else None,
                last=span.last if span else None,
                windows=finding.windows,
                at_least=finding.at_least,
                school_days=finding.school_days,
                percent=finding.percent,
            ),
        )
        if finding.limit.unit == "percent" and finding.limit.period is None:
            told: _Told = "absence_period_told" if span else "absence_days_told"
            yield (RemarkPiece(of=_OF_SCHOOL[told] if own else told),)
        if finding.school_days is not None and self.calendar.breaks is None:
            yield (RemarkPiece(of="no_breaks"),)

    def _signs(self) -> Iterator[Pieces]:
        fitting = [rule for rule in self.routine.thresholds if rule.sign in self.absence.signs]
        for rule in fitting:
            yield (SignPiece(threshold=rule.id, text=rule.text),)
            yield leads(self.routine, rule)
            yield (source(self.routine, rule),)
        if self.absence.signs and not fitting and not self.is_counted:
            yield thresholds(self.routine)

    def _own_limit(self) -> Iterator[Pieces]:
        if self.own is None:
            if not self.routine.thresholds:
                yield (RemarkPiece(of="absence_no_number"),)
            return
        yield (OwnLimitPiece(limit=self.own),)
        finding = judged(self.own, self.absence, self.calendar)
        if finding is not None:
            yield from self._found(finding)


def working(before: Absence, now: Absence) -> Pieces:
    """What was told before and what is told now, added."""
    return (SumPiece(before=before.least, now=now.least),)


def lessons(routine: Routine, number: float) -> Pieces:
    """Single lessons are told as such: nobody has said how many of them make a day."""
    rules = [rule for rule in routine.thresholds if rule.sign == "lessons"]
    told = [piece for rule in rules for piece in (SignPiece(threshold=rule.id, text=rule.text), source(routine, rule))]
    return (LessonsPiece(lessons=number), *told)
