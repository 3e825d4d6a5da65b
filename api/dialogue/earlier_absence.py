"""Absence that was told earlier in the case, so that “en dag til” can be added to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api.cases.service import calendar_of
from api.dialogue.reading.amounts import adds, read_absence
from api.dialogue.reading.question import purely_asks
from api.dialogue.reading.siblings import without_siblings
from api.dialogue.scene import Scene
from api.engine.absence import Absence, Span, together
from api.engine.casefile import Note
from api.wording.absence import working
from api.wording.pieces import Pieces


async def added_up(scene: Scene, now: Absence) -> tuple[Absence, Pieces]:
    """What is told now with what it comes on top of, and the working; as it is when it is no addition."""
    if scene.case is None or now.days is None or now.of is not None:
        return now, ()
    before = await _told_before(scene)
    if before is None or not _comes_on_top(scene.text, now, before):
        return now, ()
    here = now if now.span is not None else replace(now, span=_on(scene.today))
    both = together(before, here)
    return both, working(before, now)


async def told_so_far(scene: Scene) -> Absence | None:
    """All that the notes of the case come to: what is told anew counts in place of what was told before."""
    return await _told_before(scene) if scene.case is not None else None


async def _told_before(scene: Scene) -> Absence | None:
    sum_: Absence | None = None
    for note in scene.opened.file.counting_notes():
        told = await _told_in(scene, note)
        if told is not None and told.days is not None and told.of is None:
            sum_ = together(sum_, told) if sum_ and _comes_on_top(note.text or "", told, sum_) else told
    return sum_


async def _told_in(scene: Scene, note: Note) -> Absence | None:
    if (
        note.kind not in ("concern", "loose")
        or not note.text
        or note.turn_id == scene.turn.id
        or purely_asks(note.text)
    ):
        return None
    on = await _day_of(scene, note)
    told = read_absence(without_siblings(note.text), on, calendar_of(scene.actor.school))
    return told if told.span is not None or told.days is None else replace(told, span=_on(on))


async def _day_of(scene: Scene, note: Note) -> date:
    """When it was said: the day of its turn, where this conversation has it."""
    turn = await scene.records.earlier(note.turn_id) if note.turn_id is not None else None
    if turn is not None:
        return turn.today
    return note.recorded_at.date() if note.recorded_at is not None else scene.today


def _comes_on_top(text: str, now: Absence, before: Absence) -> bool:
    """Said so, or of days that lie after all that was told before."""
    later = now.span is not None and before.span is not None and now.span.first > before.span.last
    return adds(text) or later


def _on(day: date) -> Span:
    return Span(day, day)
