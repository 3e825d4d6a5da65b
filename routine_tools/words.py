"""The words of words.yaml in both languages, and amounts and rules of a routine put into words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from api.engine.conditions import All, Answered, Any, Compare, Condition, DaysSince, FactPresent, Not
from api.engine.schema import Deadline, Language, Limit, Routine, Sourced, Text
from api.wording.texts import capital, listed, say


@cache
def _words() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def word(name: str, language: Language, /, **values: object) -> str:
    """The words called `name`; raises KeyError when they or one of their values are missing."""
    return _words()[name].in_(language).format_map({key: str(value) for key, value in values.items()})


def limit_of(limit: Limit, language: Language) -> str:
    """“3 dager på rad”, “mer enn 3 timer”; without its period."""
    said = word(f"limit_{limit.unit}", language, amount=f"{limit.amount:g}".replace(".", ","))
    if limit.in_a_row:
        said = word("limit_in_a_row", language, limit=said)
    return word("limit_beyond", language, limit=said) if limit.beyond else said


def amount(rule: Deadline, language: Language, kind: str = "amount") -> str:
    """“én uke etter”, “2–3 uker etter”; with the kind `every` “hver 6. uke”, “minst hver 6. uke”."""
    if rule.amount is None:
        return ""
    suffix = "_one" if rule.amount == (1,) else ""
    said = say(f"{kind}_{rule.unit}{suffix}", language, amount="–".join(str(number) for number in rule.amount))
    return say("at_least", language, every=said) if kind == "every" and rule.pace == "at_least" else said


def deadline_rule(rule: Deadline, language: Language) -> str:
    """The date rule in a sentence, before there is any case."""
    what = capital(rule.text.in_(language))
    if rule.kind == "none":
        return say("deadline_none", language, what=what)
    every = amount(rule, language, "every")
    if rule.kind == "recurring" and rule.anchor is None:
        return say(
            f"deadline_recurring_open{'_about' if rule.pace == 'about' else ''}", language, what=what, every=every
        )
    assert rule.anchor is not None
    two = "_two" if rule.kind == "within" and len(rule.amount or ()) == 2 else ""
    sentence = word(
        f"rule_{rule.kind}{two}{'_should' if rule.obligation == 'should' else ''}",
        language,
        what=what,
        amount=amount(rule, language),
        every=every,
        anchor=rule.anchor.text.in_(language),
    )
    return f"{sentence} {say('deadline_assumed', language)}" if rule.anchor.assumed else sentence


def source(piece: Sourced, language: Language) -> str:
    """The clause of the source, or that it is not the routine's."""
    return word("ours", language) if piece.clause is None else word("clause", language, clause=piece.clause)


class Rules:
    """Conditions of one routine in words, as they stand after “når …”."""

    def __init__(self, routine: Routine, language: Language) -> None:
        self.routine, self.language = routine, language

    def say(self, rule: Condition, within: bool = False) -> str:
        """`within` another rule, parts are held together by brackets."""
        match rule:
            case FactPresent():
                return self._fact(rule)
            case DaysSince(days_since=since):
                name = "rule_days_since_one" if since.days == 1 else "rule_days_since"
                return self._word(name, days=since.days, fact=self._word(f"fact_{since.fact}"))
            case Answered(answered=question):
                return self._word("rule_answered", question=self._question(question))
            case Compare(compare=comparison):
                return self._word(
                    f"rule_{comparison.is_}",
                    question=self._question(comparison.question),
                    value=self._value(comparison),
                )
            case All(all=parts):
                return self._joined("rule_and", parts, within)
            case Any(any=parts):
                return self._joined("rule_or", parts, within)
            case Not(not_=part):
                return self._word("rule_not", rule=self.say(part, within=True))

    def _word(self, name: str, /, **values: object) -> str:
        return word(name, self.language, **values)

    def _joined(self, name: str, parts: list[Condition], within: bool) -> str:
        said = f" {self._word(name)} ".join(self.say(part, within=True) for part in parts)
        return f"({said})" if within and len(parts) > 1 else said

    def _fact(self, rule: FactPresent) -> str:
        match rule.fact:
            case "task_done" | "task_skipped" if rule.task:
                said = self._word(f"fact_{rule.fact}_named", task=self._task(rule))
            case "decided" if rule.decision:
                said = self._decided(rule)
            case kind:
                said = self._word(f"fact_{kind}")
        parts = [said, *([self._word(f"whom_{rule.with_}")] if rule.with_ else [])]
        if rule.level:
            named = self.routine.level_word
            parts.append(self._word("rule_level", at=named.at, word=named.in_(self.language), level=rule.level))
        elif rule.anywhere:
            parts.append(self._word("rule_anywhere"))
        return " ".join(parts)

    def _task(self, rule: FactPresent) -> str:
        tasks = [task for level in self.routine.levels for task in level.tasks if rule.level in (None, level.id)]
        return next((task.done.in_(self.language) for task in tasks if task.id == rule.task), str(rule.task))

    def _decided(self, rule: FactPresent) -> str:
        decisions = [d for level in self.routine.levels for d in level.decisions if rule.level in (None, level.id)]
        here = [decision for decision in decisions if decision.id == rule.decision]
        outcomes = [outcome for decision in here for outcome in decision.outcomes if outcome.id == rule.outcome]
        if outcomes:
            return self._word("rule_outcome", outcome=outcomes[0].text.in_(self.language))
        return self._word("rule_decided", question=here[0].question.in_(self.language) if here else rule.decision)

    def _question(self, question_id: str) -> str:
        questions = [question for guide in self.routine.guides for question in guide.questions]
        return next((q.text.in_(self.language) for q in questions if q.id == question_id), question_id)

    def _value(self, comparison: Compare.Comparison) -> str:
        questions = [question for guide in self.routine.guides for question in guide.questions]
        options = [option for q in questions if q.id == comparison.question for option in q.options]
        named = (option.text.in_(self.language) for option in options if option.id == comparison.value)
        return next(named, str(comparison.value))


def roles(routine: Routine, ids: list[str], language: Language) -> str:
    """The names of the roles, in a line."""
    return listed([routine.role(role_id).name.in_(language) for role_id in ids], language)
