"""Leading a guide: which question stands. Answers go by question id, never by position; going back is navigation, never undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from api.engine.conditions import World, holds
from api.engine.schema import Guide, Question

Given = Literal["answered", "skipped"]


@dataclass(frozen=True)
class Talk:
    """A guide with what has been answered or skipped so far. `cursor` is the question the teacher went to, if any."""

    guide: Guide
    given: Mapping[str, Given]
    world: World
    cursor: str | None = None
    picked: frozenset[str] | None = None  # the questions chosen beforehand; None for all

    @cached_property
    def questions(self) -> list[Question]:
        """The questions that apply, in order. A hidden question keeps its answer."""
        chosen = [q for q in self.guide.questions if self.picked is None or q.id in self.picked]
        return [q for q in chosen if q.applies is None or holds(q.applies, self.world)]

    @property
    def standing(self) -> Question | None:
        """The question the teacher went to, else the first one not yet answered or skipped; None at the end."""
        for question in self.questions:
            if question.id == self.cursor:
                return question
        return next((question for question in self.questions if question.id not in self.given), None)

    def number(self, question_id: str) -> int:
        """The question's place among those that apply, from 1."""
        return [question.id for question in self.questions].index(question_id) + 1

    def before(self, question_id: str | None) -> Question | None:
        """The question before this one; before the end (None) it is the last."""
        ids = [question.id for question in self.questions]
        place = ids.index(question_id) if question_id in ids else len(ids)
        return self.questions[place - 1] if place > 0 else None
