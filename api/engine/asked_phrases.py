"""What can be wrong in the `asked` of a piece: a phrase that says nothing, stands twice, is long, or finds another piece."""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.engine.problems import Problem
from api.engine.schema import Routine
from api.engine.topic_index import Hit, TopicIndex, stems
from api.engine.topics import Topic

LONGEST = 10  # words
CLEARLY = 1.25  # times better: below this both are near enough


def unfit(routine: Routine) -> Iterator[Problem]:
    """Phrases that are wrong in themselves."""
    for place, phrases in _asked_of(routine):
        said: set[tuple[str, ...]] = set()
        for phrase in phrases:
            words = tuple(re.findall(r"\w+", phrase.casefold()))
            if not stems(phrase):
                yield Problem(
                    "R016", place, f"“{phrase}” says nothing that can be searched for.", "Name the matter in it."
                )
            elif len(words) > LONGEST:
                yield Problem("R016", place, f"“{phrase}” has {len(words)} words.", f"Say it in {LONGEST} or fewer.")
            elif words in said:
                yield Problem("R016", place, f"“{phrase}” stands twice.", "Take one away.")
            said.add(words)


def _asked_of(routine: Routine) -> Iterator[tuple[str, list[str]]]:
    """The phrases of each piece, with its place; also of a routine whose references lead nowhere."""
    for group in ("roles", "forms", "thresholds", "gaps"):
        yield from ((f"{group}.{piece.id}.asked", piece.asked) for piece in getattr(routine, group))
    yield from (("notes.asked", note.asked) for note in routine.notes)
    for level in routine.levels:
        at = f"levels.{level.id}"
        yield f"{at}.asked", level.asked
        outcomes = [outcome for decision in level.decisions for outcome in decision.outcomes]
        for pieces in (level.tasks, level.deadlines, level.decisions, outcomes, level.gaps):
            yield from ((f"{at}.{piece.id}.asked", piece.asked) for piece in pieces)
        unnamed = [*level.people, *level.reminders, *([level.documentation] if level.documentation else [])]
        yield from ((f"{at}.asked", piece.asked) for piece in unnamed)


def found_elsewhere(routine: Routine) -> Iterator[Problem]:
    """Phrases that find another piece of the same level clearly better than their own."""
    index = TopicIndex(routine)
    for topic in index.topics:
        for phrase in topic.asked:
            hits = [hit for hit in index.answer(index.read(phrase), topic.level) if hit.topic.level == topic.level]
            other = _better(topic, hits)
            if other is not None:
                what = f"“{phrase}” finds {other.topic.id} before {topic.id}."
                yield Problem("R017", topic.id, what, "Move it there, or name what sets this piece apart.")


def _better(topic: Topic, hits: list[Hit]) -> Hit | None:
    own = next((hit for hit in hits if hit.topic.id == topic.id), None)
    best = next((hit for hit in hits if not hit.topic.lent), None)
    if best is None or (own is not None and best.score <= CLEARLY * own.score):
        return None
    return best
