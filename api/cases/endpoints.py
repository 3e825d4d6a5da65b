"""Cases by hand: the checklist beside the chat."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, status

from api.actors import SettingsDep, SignedIn
from api.cases.schemas import (
    AnswerIn,
    AnswerOut,
    CaseIn,
    CaseLine,
    DeadlineOut,
    DecisionIn,
    MemberIn,
    PlanOut,
    TaskOut,
    TickIn,
)
from api.cases.service import CaseService, OpenedCase
from api.clock import today_in_oslo
from api.database import SessionDep
from api.dialogue.reading.labels import label_problem, personal_number
from api.errors import CaseIsClosed, DoesNotFit, RefusedText
from api.people.actor import Actor
from api.people.service import PeopleService
from api.wording.plan import PlanWords

router = APIRouter(prefix="/cases", tags=["cases"])


async def asked_day(settings: SettingsDep, x_today: Annotated[date | None, Header()] = None) -> date:
    """Today in Oslo; in local mode a header or the settings may say another day."""
    return today_in_oslo(settings, x_today)


Today = Annotated[date, Depends(asked_day)]


@router.get("")
async def list_cases(actor: SignedIn, session: SessionDep, today: Today) -> list[CaseLine]:
    """The cases this person may see."""
    lines = []
    for opened in await CaseService(session, actor).list():
        plan = opened.plan(today)
        lines.append(
            CaseLine(
                id=opened.case.id,
                label=opened.case.label,
                level=plan.level.id,
                status=plan.stay.status,
                line=PlanWords(plan, actor.language, opened.case.label).line(),
            )
        )
    return lines


@router.post("", status_code=status.HTTP_201_CREATED)
async def open_case(case: CaseIn, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """Open a case on the school's routine. The same key opens one case, however often it is sent."""
    problem = label_problem(case.label)
    if problem:
        raise RefusedText(problem)
    service = CaseService(session, actor)
    opened = await service.open(key=f"{actor.person.id}:{case.key}", label=case.label.strip(), today=today)
    return _plan_out(opened, today, actor)


@router.get("/{case_id}/plan")
async def read_plan(case_id: UUID, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """What is to be done now, by when, with whom and why. The reading is noted."""
    opened = await CaseService(session, actor).get(case_id, reading="plan")
    return _plan_out(opened, today, actor)


@router.post("/{case_id}/members", status_code=status.HTTP_204_NO_CONTENT)
async def share_case(case_id: UUID, member: MemberIn, actor: SignedIn, session: SessionDep, today: Today) -> None:
    """Let a colleague at the school see the case and work on it, such as a substitute. The sharing is noted."""
    service = CaseService(session, actor)
    opened = await service.get(case_id)
    colleague = await PeopleService(session).actor(member.subject, school=actor.school.id)
    await service.share(opened, colleague, today)


@router.post("/{case_id}/ticks")
async def tick_task(case_id: UUID, tick: TickIn, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """Tick a task with the day it was done."""
    service = CaseService(session, actor)
    opened = await service.get(case_id)
    await service.tick(opened, tick.task, occurred_on=tick.occurred_on, today=today)
    return _plan_out(opened, today, actor)


@router.post("/{case_id}/decisions")
async def decide(case_id: UUID, made: DecisionIn, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """Record a judgement people have made."""
    service = CaseService(session, actor)
    opened = await service.get(case_id)
    await service.decide(opened, made.decision, made.outcome, today=today)
    return _plan_out(opened, today, actor)


@router.post("/{case_id}/answers")
async def write_answer(case_id: UUID, answer: AnswerIn, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """Write or change the answer to a question; what was written before stays in the history."""
    refused = personal_number(answer.text)
    if refused:
        raise RefusedText(refused)
    service = CaseService(session, actor)
    opened = await service.get(case_id)
    guide = next((guide for guide in opened.routine.guides if guide.id == answer.guide), None)
    question = next((q for q in guide.questions if q.id == answer.question), None) if guide else None
    if guide is None or question is None:
        raise DoesNotFit
    if not opened.plan(today).is_open:
        raise CaseIsClosed
    run = await service.run_to_change(opened, guide, today)
    await service.write(opened, "answer", answer.text, run=run, question=question)
    if run.ended_at is None and opened.talk(run, today).standing is None:
        await service.end_run(opened, run, today)
    return _plan_out(opened, today, actor)


def _plan_out(opened: OpenedCase, today: date, actor: Actor) -> PlanOut:
    language = actor.language
    plan = opened.plan(today)
    words = PlanWords(plan, language, opened.case.label)
    latest = {
        note.question_id: note.text for note in opened.counting_notes() if note.question_id and note.kind == "answer"
    }
    return PlanOut(
        case=opened.case.id,
        label=opened.case.label,
        language=language,
        routine=plan.routine.id,
        version=opened.case.routine_hash,
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
