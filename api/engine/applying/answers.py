"""Answers to the questions of a talk, and questions that are passed over."""

from __future__ import annotations

from api.engine import commands as do
from api.engine.answers import Misfit, Value, value_of
from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Recorded, Refused
from api.engine.applying.talks import begun, gone_on, guide_of, question_of, run_of
from api.engine.casefile import Note, Run
from api.engine.schema import Question


def answer(ground: Ground, command: do.Answer) -> Recorded:
    ground.must_be_open()
    run = _walk(ground, command)
    new = () if ground.case.run(run.id) else (run,)
    question = question_of(ground, run, command.question)
    text, value = fitting(ground, run, question, command.text, command.value, command.seen)
    written = ground.note("answer", text=text, value=value, run_id=run.id, question_id=question.id)
    return gone_on(ground, Recorded(notes=(written,), runs=new), run, question, ends=command.ends_talk)


def _walk(ground: Ground, command: do.Answer) -> Run:
    """The walk the answer belongs to: the one named, the last through the guide on this stay, or a new one."""
    if command.run is not None:
        return run_of(ground, command.run)
    guide = guide_of(ground, command.guide or "")
    known = ground.case.run_of(guide, ground.plan.stay, is_open=False)
    return known or begun(ground, guide, command.new_run)


def skip(ground: Ground, command: do.SkipQuestion) -> Recorded:
    ground.must_be_open()
    run = run_of(ground, command.run)
    question = question_of(ground, run, command.question)
    if not question.skippable:
        raise Refused("not_skippable", question=question)
    notes: tuple[Note, ...] = ()
    if ground.case.note_of(run, question.id) is None:
        notes = (ground.note("skip", run_id=run.id, question_id=question.id),)
    return gone_on(ground, Recorded(notes=notes), run, question)


def fitting(
    ground: Ground, run: Run, question: Question, text: str, value: Value | None, seen: int | None
) -> tuple[str, Value | None]:
    """The words and the value as they are kept; words go under what was written unseen, on another device."""
    try:
        typed = value_of(question, text, value)
    except Misfit:
        raise Refused("not_an_answer", question=question) from None
    before = ground.case.note_of(run, question.id)
    if question.type == "open" and before is not None and seen is not None and before.number > seen:
        text = joined(before.text, text)
    return text, typed


def joined(before: str | None, text: str) -> str:
    """What is written under what stood before; the same words are not written twice."""
    return text if before is None or before.strip() == text.strip() else f"{before}\n{text}"
