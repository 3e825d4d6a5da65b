"""Talks: begun, gone about in and ended, on the stay they were begun in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from api.engine import commands as do
from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Recorded, Refused
from api.engine.casefile import Run
from api.engine.schema import Guide, Question


def start(ground: Ground, command: do.StartTalk) -> Recorded:
    ground.must_be_open()
    guide = guide_of(ground, command.guide)
    if ground.case.run_of(guide, ground.plan.stay, is_open=True) is not None:
        return Recorded()
    return Recorded(runs=(begun(ground, guide, command.new_run),))


def end(ground: Ground, command: do.EndTalk) -> Recorded:
    run = run_of(ground, command.run)
    ground.must_be_open()
    return _ended(ground, run, ground.past(command.on or ground.today)) if run.is_open else Recorded()


def pick(ground: Ground, command: do.PickQuestions) -> Recorded:
    ground.must_be_open()
    run = run_of(ground, command.run)
    for question in command.questions:
        question_of(ground, run, question)
    picked = run.model_copy(update={"picked": command.questions})
    return Recorded() if picked == run else Recorded(runs=(picked,))


def go_to(ground: Ground, command: do.GoToQuestion) -> Recorded:
    run = run_of(ground, command.run)
    if command.question is not None:
        question_of(ground, run, command.question)
    moved = run.model_copy(update={"cursor": command.question})
    return Recorded(runs=() if moved == run else (moved,), logged=False)


def guide_of(ground: Ground, guide_id: str) -> Guide:
    guides = ground.case.routine.guides
    found = next((guide for guide in guides if guide.id == guide_id), None)
    if found is None:
        raise Refused("unknown_guide", known=tuple(guide.id for guide in guides))
    return found


def run_of(ground: Ground, run_id: UUID) -> Run:
    """The walk; one whose guide the routine no longer has is left behind."""
    run = ground.case.run(run_id)
    if run is None or run.guide_id not in {guide.id for guide in ground.case.routine.guides}:
        raise Refused("unknown_run")
    return run


def question_of(ground: Ground, run: Run, question_id: str) -> Question:
    questions = ground.case.routine.guide(run.guide_id).questions
    found = next((question for question in questions if question.id == question_id), None)
    if found is None:
        raise Refused("unknown_question", known=tuple(question.id for question in questions))
    return found


def begun(ground: Ground, guide: Guide, run_id: UUID) -> Run:
    stay = ground.plan.stay
    if ground.case.run(run_id) is not None:
        raise Refused("unknown_run")  # the id is that of another walk
    return Run(id=run_id, guide_id=guide.id, level=stay.level, round=stay.round)


def gone_on(ground: Ground, recorded: Recorded, run: Run, question: Question, *, ends: bool = True) -> Recorded:
    """After an answer or a skip: the talk goes on from its question, and ends when none is left, if it `ends` by itself."""
    if run.cursor == question.id:
        run = run.model_copy(update={"cursor": None})
        recorded = replace(recorded, runs=(run,))
    if not ends:
        return recorded
    after = recorded.added_to(ground.case)
    if not run.is_open or after.talk(after.run(run.id) or run, ground.today).standing is not None:
        return recorded
    ended = _ended(ground, run, ground.today)
    return replace(recorded, facts=ended.facts, runs=ended.runs)


def _ended(ground: Ground, run: Run, on: date) -> Recorded:
    """The talk was held, on the level and in the round it was begun in."""
    completes = ground.case.routine.guide(run.guide_id).completes
    held = ground.fact(completes.fact, run, occurred_on=on, run=run.id, with_=completes.with_)
    return Recorded(facts=(held,), runs=(run.model_copy(update={"is_open": False, "cursor": None}),))
