"""What a new version of a routine may not change: answers are kept by question id, and must go on meaning what they meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.engine.problems import Problem
from api.engine.schema import Guide, Question, Routine


def refusals(earlier: Sequence[Routine], new: Routine) -> list[Problem]:
    """Why `new` may not be published. `earlier` are all versions so far, the one made the newest last at the end.

    An earlier content taken back whole is never refused. What follows it goes on from there, so an id counts as dropped
    when some earlier version has it and the last does not.
    """
    if not earlier or new in earlier:
        return []
    known = [dict(_questions(routine)) for routine in earlier]
    return sorted(
        problem
        for guide in new.guides
        for question in guide.questions
        for problem in _of_question(guide, question, known)
    )


def _of_question(guide: Guide, question: Question, known: Sequence[dict[str, Question]]) -> Iterator[Problem]:
    before = [questions[question.id] for questions in known if question.id in questions]
    place = f"guides/{guide.id}.{question.id}"
    borrowed = " The guide is borrowed: change it where it belongs, or borrow it no longer." if guide.lender else ""
    if before and question.id not in known[-1]:
        what = f"The question id `{question.id}` was dropped earlier and is used again."
        yield Problem("R011", place, what, f"Give the question an id that was never used.{borrowed}")
        return
    others = sorted({old.type for old in before} - {question.type})
    if others:
        what = f"The type was {' and '.join(f'`{name}`' for name in others)} and is `{question.type}` now."
        write = f"Keep the type, or drop this question and add one with an id of its own.{borrowed}"
        yield Problem("R012", f"{place}.type", what, write)
    if question.options:
        kept = {option.id for option in question.options}
        gone = {option.id for old in before for option in old.options} - kept
        for option_id in sorted(gone):
            what, write = f"The option `{option_id}` is gone.", f"Keep it with `retired: true`.{borrowed}"
            yield Problem("R013", f"{place}.options", what, write)


def _questions(routine: Routine) -> Iterator[tuple[str, Question]]:
    return ((question.id, question) for guide in routine.guides for question in guide.questions)
