"""Which pieces of the routine a reply tells: the ids of its topics, as `api/engine/topics.py` has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from api.dialogue import acts
from api.dialogue.acts import Act
from api.engine.schema import Routine, Text
from api.engine.topics import Topic, TopicKind, topics_of
from api.wording import pieces as told
from api.wording.pieces import Piece
from hearing_report.names import routine as routine_of


def answered(routine: Routine, said: Iterable[Act], pieces: Iterable[Piece], level: str) -> set[str]:
    """What is told; `level` is the case's own, for what names none."""
    found = {f"measures:{act.group}" for act in said if isinstance(act, acts.MeasuresShown)}
    at = level
    for piece in pieces:
        if isinstance(piece, told.AtPiece):
            at = piece.at.id
        found.update(_topics(routine, piece, at))
    return found & {topic.id for topic in _topics_of(routine.id)}


def _topics(routine: Routine, piece: Piece, level: str) -> Iterator[str]:
    """Candidates; what is no topic is left out afterwards."""
    match piece:
        case told.RulePiece() | told.WhyTaskPiece():
            yield f"{piece.at.id}:task:{piece.task}"
        case told.InvolvedPiece():
            yield from (f"{piece.at.id}:person:{piece.person.id}", f"role:{piece.person.id}")
        case told.PeoplePiece():
            yield f"{piece.at.id}:people"
            yield from (f"{piece.at.id}:person:{person.id}" for person in piece.people)
        case told.DocumentationPiece():
            yield f"{level}:document"
            yield from (f"form:{form.id}" for form in piece.forms)
            yield from (f"system:{one.id}" for one in routine.systems if one.name in piece.systems)
        case told.DeadlinePiece():
            yield from (f"{one.id}:deadline:{piece.id}" for one in routine.levels)
        case told.NextDatePiece() | told.WhyDeadlinePiece():
            yield from _topics(routine, piece.deadline, level)
        case told.GapPiece():
            yield from (f"gap:{piece.id}", *(f"{one.id}:gap:{piece.id}" for one in routine.levels))
        case told.ThresholdPiece():
            yield f"threshold:{piece.id}"
        case told.FormPiece():
            yield f"form:{piece.form.id}"
        case told.OutlinePiece():
            yield f"{piece.at.id}:level"
        case told.AdvicePiece():
            yield f"service:{piece.role}"
        case told.ServicePiece():
            yield from (f"service:{piece.role.id}", f"role:{piece.role.id}")
        case told.DutyPiece():
            yield "duty"
        case _:
            yield from _by_its_words(routine, piece, level)


def _by_its_words(routine: Routine, piece: Piece, level: str) -> Iterator[str]:
    """Pieces that hold a text of the routine and no id."""
    match piece:
        case told.ChoicesPiece():
            yield from _with_text(routine, ("decision",), piece.question, piece.at.id)
        case told.WayPiece() | told.MeaningPiece():
            yield from _with_text(routine, ("outcome",), piece.outcome, piece.at.id)
        case told.ReminderPiece() | told.TipPiece():
            yield from _with_text(routine, ("reminder", "note", "tip"), piece.text, level)
        case told.ListedPiece() | told.LentPiece():
            yield from _with_text(routine, ("guide", "measures"), piece.name, None)
        case told.ShortListPiece():
            yield from _with_text(routine, ("list",), piece.name, None)


def _with_text(routine: Routine, kinds: tuple[TopicKind, ...], text: Text, level: str | None) -> Iterator[str]:
    for kind, at, words, own in _texts(routine.id):
        if kind in kinds and words == text.nb and at in (None, level):
            yield own


@cache
def _texts(routine_id: str) -> list[tuple[TopicKind, str | None, str, str]]:
    return [(topic.kind, topic.level, topic.said[0][1].nb, topic.id) for topic in _topics_of(routine_id) if topic.said]


@cache
def _topics_of(routine_id: str) -> tuple[Topic, ...]:
    return tuple(topics_of(routine_of(routine_id)))
