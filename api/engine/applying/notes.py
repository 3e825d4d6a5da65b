"""Notes: written outside any question, and moved to the question they belong to."""

from __future__ import annotations

from api.engine import commands as do
from api.engine.applying.answers import fitting
from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Recorded, Refused
from api.engine.applying.taking_back import note_withdrawal
from api.engine.applying.talks import gone_on, question_of, run_of
from api.engine.casefile import Note


def write(ground: Ground, command: do.WriteNote) -> Recorded:
    return Recorded(notes=(ground.note(command.kind, text=command.text),))


def move(ground: Ground, command: do.MoveNote) -> Recorded:
    ground.must_be_open()
    note = _counting(ground, command.note)
    run = run_of(ground, command.run)
    question = question_of(ground, run, command.question)
    if (note.run_id, note.question_id) == (run.id, question.id):
        return Recorded()
    text, value = fitting(ground, run, question, command.text or note.text or "", command.value, 0)
    back = note_withdrawal(ground, note)
    written = ground.note("answer", 1, text=text, value=value, run_id=run.id, question_id=question.id)
    return gone_on(ground, Recorded(notes=(back, written)), run, question)


def rename(ground: Ground, command: do.Rename) -> Recorded:
    if command.label == ground.case.label:
        return Recorded()
    return Recorded(notes=(ground.note("label", text=command.label, value=ground.case.label),), label=command.label)


def _counting(ground: Ground, number: int) -> Note:
    """What was said and counts, with nothing written over it. A reason stays with what it is the reason of."""
    case = ground.case
    said = [note for note in case.counting_notes() if note.text and note.kind not in ("reason", "label")]
    found = next((note for note in said if note.number == number), None)
    run = case.run(found.run_id) if found else None
    if found is None or (run is not None and case.note_of(run, found.question_id or "") != found):
        raise Refused("unknown_note")
    return found
