"""A case as a page sees it: what the routes answer with."""

from __future__ import annotations

from datetime import date

from api.cases.schemas import AnswerOut, CaseLine, DeadlineOut, PlanOut, TaskOut
from api.cases.service import ListedCase, OpenedCase
from api.engine.schema import Language
from api.people.actor import Actor
from api.wording.plan import PlanWords


def case_line(listed: ListedCase, language: Language) -> CaseLine:
    plan = listed.plan
    return CaseLine(
        id=listed.case.id,
        label=listed.case.label,
        level=plan.level.id,
        status=plan.stay.status,
        revision=listed.case.revision,
        line=PlanWords(plan, language, listed.case.label).line(),
    )


def plan_out(opened: OpenedCase, today: date, actor: Actor) -> PlanOut:
    language = actor.language
    plan = opened.plan(today)
    words = PlanWords(plan, language, opened.case.label)
    latest = {
        note.question_id: note.text
        for note in opened.file.counting_notes()
        if note.question_id and note.kind == "answer"
    }
    return PlanOut(
        case=opened.case.id,
        label=opened.case.label,
        language=language,
        routine=plan.routine.id,
        version=opened.case.routine_hash,
        revision=opened.case.revision,
        level=plan.level.id,
        round=plan.stay.round,
        status=plan.stay.status,
        now=words.now(),
        next_acts=[act.id for act in plan.now],
        who=words.who(),
        documentation=words.documentation(),
        gaps=words.gaps(),
        tasks=[
            TaskOut(
                id=state.task.id,
                text=state.task.text.in_(language),
                obligation=state.task.obligation,
                state=state.state,
                done_on=state.done_on,
                attempted_on=list(state.attempted_on),
                planned_on=state.planned_on,
                source=words.source(state.task),
            )
            for state in plan.tasks
            if state.state != "not_relevant"
        ],
        deadlines=[
            DeadlineOut(
                id=state.id,
                state=state.state,
                due_on=state.due_on,
                soft_on=state.soft_on,
                school_day=state.school_day,
                own_on=state.own_on,
                anchor_assumed=bool(state.rule.anchor and state.rule.anchor.assumed),
                sentence=words.deadline(state),
                source=words.source(state.rule),
            )
            for state in plan.deadlines
        ],
        answers=[AnswerOut(question=question, text=text) for question, text in latest.items()],
    )
