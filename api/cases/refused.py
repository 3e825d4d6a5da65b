"""A command that the rules say no to, as an error: why, and what would fit."""

from __future__ import annotations

from api.cases.views import asked
from api.engine.apply import Refusal
from api.engine.schema import Language, Routine
from api.errors import ApiError
from api.wording.problems import problem


class CommandRefused(ApiError):
    status = 409

    def __init__(self, refusal: Refusal, routine: Routine) -> None:
        self.refusal = refusal
        self.code = refusal.code
        self._tasks = {task.id: task for level in routine.levels for task in level.tasks}
        super().__init__(refusal.code)

    def fits(self, language: Language) -> dict[str, object]:
        refusal = self.refusal
        fits: dict[str, object] = {}
        if refusal.tasks:
            texts = [self._tasks[task].text.in_(language) for task in refusal.tasks]
            fits["tasks"] = [{"id": task, "text": text} for task, text in zip(refusal.tasks, texts, strict=True)]
            fits["more"] = problem("fits_tasks", language, tasks=" ".join(texts))
        if refusal.question is not None:
            question = asked(refusal.question, language)
            fits["question"] = question
            if refusal.code == "not_an_answer" and question.type != "open":
                low, high = question.scale or (0, 0)
                options = "; ".join(option.text for option in question.options)
                fits["more"] = problem(f"fits_{question.type}", language, options=options, low=low, high=high)
        if refusal.known:
            fits["known"] = list(refusal.known)
        return fits
