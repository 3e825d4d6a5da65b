"""What the log of a case says: each entry, fact and question by what the routine calls it."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from api.engine.facts import Fact
from api.engine.schema import Language, Routine
from api.wording.texts import LOCALES, sentences


class LogWords:
    """What ids are called in the routine. What it no longer has is called by its id, so that nothing is left out."""

    def __init__(self, routine: Routine, language: Language) -> None:
        self._language = language
        self._questions = {id_: question.text.in_(language) for id_, question in routine.questions.items()}
        self._levels = {level.id: level for level in routine.levels}
        self._deadlines = {rule.id: rule.text for level in routine.levels for rule in level.deadlines}

    def did(self, do: str) -> str:
        """What a command did, by its `do`."""
        known = sentences("log.yaml")
        return known.get(do, known["other"]).in_(self._language)

    def question(self, question: str) -> str:
        return self._questions.get(question, question)

    def told(self, fact: Fact, person: str | None) -> str:
        """What a fact says beside its entry: of what, with whom, and of which day. Empty when the entry has said it all."""
        what = self._of(fact)
        if not what and not person:
            return ""
        days = dict.fromkeys((fact.occurred_on, fact.on) if fact.on else (fact.occurred_on,))
        return ", ".join(filter(None, (what, person, *map(self._date, days))))

    def _date(self, day: date) -> str:
        return format_date(day, "d. MMMM y", locale=LOCALES[self._language])

    def _of(self, fact: Fact) -> str:
        level = self._levels.get(fact.level)
        if fact.task:
            tasks = {task.id: task.text.in_(self._language) for task in level.tasks} if level else {}
            return tasks.get(fact.task, fact.task)
        if fact.decision:
            made = {one.id: one for one in level.decisions}.get(fact.decision) if level else None
            ways = {one.id: one.text.in_(self._language) for one in made.outcomes} if made else {}
            asked = made.question.in_(self._language) if made else fact.decision
            return f"{asked} {ways.get(fact.outcome or '', fact.outcome or '')}"
        if fact.deadline:
            rule = self._deadlines.get(fact.deadline)
            return (rule.in_(self._language) if rule else None) or fact.deadline
        return ""
