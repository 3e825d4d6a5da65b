"""A case as a page sees it: what the routes answer with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.cases.models import CaseOffer, DueNotice
from api.cases.schemas import (
    AnswerOut,
    CaseLine,
    DeadlineOut,
    DecisionOut,
    LevelOut,
    OfferedTo,
    OutcomeOut,
    PersonOut,
    PhaseOut,
    PlanOut,
    PlanPieces,
    PlanSentences,
    TaskOut,
)
from api.cases.service import ListedCase, OpenedCase
from api.engine.facts import live
from api.engine.plan import PersonState, Plan
from api.engine.schema import Decision, Language, Participant, Question
from api.problems import AskedQuestion, NamedOption, NamedTask
from api.wording import choosing
from api.wording.pieces import Pieces
from api.wording.plan import PlanWords
from api.wording.stair import level_title
from api.wording.texts import capital, listed, say


def case_line(
    listed: ListedCase, language: Language, due: DueNotice | None = None, waiting: Sequence[tuple[CaseOffer, str]] = ()
) -> CaseLine:
    plan = listed.plan
    words = PlanWords(plan, language, listed.case.label)
    first = choosing.next_of(plan)
    return CaseLine(
        id=listed.case.id,
        label=listed.case.label,
        level=plan.level.id,
        status=plan.stay.status,
        revision=listed.case.revision,
        line=words.line(),
        place=level_in_words(plan, language),
        next=first.text.in_(language) if first else "",
        when=words.when(first.due) if first else "",
        due_on=first.due.on if first and first.due else None,
        delete_on=due.due_on if due else None,
        offered_to=[OfferedTo(person=one.person_id, name=name, last_day=one.last_day) for one, name in waiting],
    )


def level_in_words(plan: Plan, language: Language) -> str:
    return capital(f"{plan.routine.level_word.in_(language)} {plan.level.id}")


def plan_out(opened: OpenedCase, today: date, language: Language) -> PlanOut:
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
        today=today,
        levels=[
            LevelOut(
                id=level.id,
                title=level_title(plan.routine, level, language),
                here=level == plan.level,
                ours=words.ours_of(level),
            )
            for level in plan.routine.levels
        ],
        people=[_person(plan, state, words) for state in plan.people],
        now=words.now(),
        next_acts=[act.id for act in plan.now],
        who=words.who(),
        documentation=words.documentation(),
        gaps=words.gaps(),
        tasks=[
            TaskOut(
                id=state.task.id,
                text=state.task.text.in_(language),
                when=words.due(state.deadline) if state.deadline else "",
                why=words.why_task(state),
                obligation=state.task.obligation,
                ours=state.task.ours,
                state=state.state,
                done_on=state.done_on,
                attempted_on=list(state.attempted_on),
                planned_on=state.planned_on,
                source=words.source(state.task),
            )
            for state in plan.tasks
            if state.state != "not_relevant" or state.passed
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
                why=words.why_deadline(state),
                source=words.source(state.rule),
            )
            for state in plan.deadlines
        ],
        answers=[AnswerOut(question=question, text=text) for question, text in latest.items()],
        decisions=[_decision(opened, plan, decision, words) for decision in plan.level.decisions],
        pieces=_pieces(plan),
        sentences=_sentences(plan, words),
    )


def _person(plan: Plan, state: PersonState, words: PlanWords) -> PersonOut:
    person = state.person
    return PersonOut(
        role=person.role,
        name=capital(plan.routine.role(person.role).name.in_(words.language)),
        note=", ".join(
            filter(None, (person.note.in_(words.language) if person.note else None, _one_of(plan, person, words)))
        )
        or None,
        group="informed" if person.informed_only else person.obligation,
        involved=state.involved,
        source=words.source(person),
    )


def _one_of(plan: Plan, person: Participant, words: PlanWords) -> str | None:
    """That those who stand for each other need not all be there."""
    group = [state.person.role for state in plan.people if person.one_of and state.person.one_of == person.one_of]
    names = [plan.routine.role(role).definite.in_(words.language) for role in dict.fromkeys(group)]
    return say("one_of", words.language, people=listed(names, words.language)) if len(names) > 1 else None


def _decision(opened: OpenedCase, plan: Plan, decision: Decision, words: PlanWords) -> DecisionOut:
    of_round = plan.stay.of_round(live(opened.file.facts))
    made = [fact for fact in of_round if fact.kind == "decided" and fact.decision == decision.id]
    language = words.language
    return DecisionOut(
        id=decision.id,
        question=decision.question.in_(language),
        stands=plan.decision == decision,
        made=made[-1].outcome if made else None,
        made_on=made[-1].occurred_on if made else None,
        outcomes=[
            OutcomeOut(
                id=outcome.id,
                text=outcome.text.in_(language),
                does=outcome.does,
                to=outcome.to,
                says=outcome.says.in_(language) if outcome.says else None,
                needs=[
                    NamedTask(id=task, text=plan.task(task).task.text.in_(language))
                    for task in outcome.needs
                    if not plan.task(task).finished
                ],
                source=words.source(outcome),
            )
            for outcome in decision.outcomes
        ],
        source=words.source(decision),
    )


def _pieces(plan: Plan) -> PlanPieces:
    relevant = [state for state in plan.tasks if state.state != "not_relevant"]
    names = {phase.id: phase.name for phase in plan.level.phases}
    begun = {state.task.phase for state in relevant}
    phases = [*(phase for phase in names if phase in begun), *sorted(begun - names.keys())]
    return PlanPieces(
        place=choosing.level(plan),
        next_steps=choosing.now(plan),
        phases=[
            PhaseOut(
                id=phase,
                name=names.get(phase),
                tasks=tuple(choosing.task(plan, state) for state in relevant if state.task.phase == phase),
            )
            for phase in phases
        ],
        deadlines=choosing.deadlines(plan),
        people=choosing.who(plan),
        documentation=choosing.documentation(plan),
        gaps=choosing.gaps(plan),
    )


def _sentences(plan: Plan, words: PlanWords) -> PlanSentences:
    def said(pieces: Pieces) -> list[str]:
        return [line.removeprefix("• ") for line in words.lines(pieces)]

    return PlanSentences(
        place=said(choosing.level(plan)),
        next_steps=said(choosing.now(plan)),
        deadlines=said(choosing.deadlines(plan)),
        people=said(choosing.who(plan)),
        documentation=said(choosing.documentation(plan)),
        gaps=said(choosing.gaps(plan)),
    )


def asked(question: Question, language: Language) -> AskedQuestion:
    """A question with what it takes for an answer now."""
    return AskedQuestion(
        id=question.id,
        text=question.text.in_(language),
        type=question.type,
        options=[
            NamedOption(id=option.id, text=option.text.in_(language))
            for option in question.options
            if not option.retired
        ],
        scale=question.scale,
        skippable=question.skippable,
    )
