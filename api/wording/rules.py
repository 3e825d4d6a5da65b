"""What a routine says to the short fixed questions while there is no case, whose level would be meant."""

from __future__ import annotations

from api.engine.schema import Level, Routine
from api.engine.topics import topics_of
from api.wording import answers, choosing
from api.wording.pieces import AtPiece, DocumentationPiece, LevelName, Pieces


def beginning(routine: Routine) -> Pieces:
    """The first level in short: there every case begins."""
    topics = (topic for topic in topics_of(routine) if topic.kind == "level")
    return answers.answer(routine, next(topics), None)


def dates(routine: Routine) -> Pieces:
    """Every date of the routine, and what it counts from."""
    return tuple(
        piece
        for level in routine.levels
        for deadline in level.deadlines
        if not deadline.ours
        for piece in (_at(routine, level), choosing.deadline_rule(deadline))
    )


def people(routine: Routine) -> Pieces:
    """Those who take part, level by level."""
    return tuple(piece for level in routine.levels for piece in choosing.who_on(routine, level))


def documentation(routine: Routine) -> Pieces:
    """Where it is written, level by level."""
    return tuple(
        piece
        for level in routine.levels
        if (rule := level.documentation) is not None
        for piece in (
            _at(routine, level),
            DocumentationPiece(
                layout="along", text=rule.text, systems=tuple(routine.system(one).name for one in rule.systems)
            ),
        )
    )


def _at(routine: Routine, level: Level) -> AtPiece:
    return AtPiece(at=LevelName(word=routine.level_word, id=level.id))
