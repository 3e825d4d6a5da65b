"""What a piece of the routine answers when it is asked about: short first, with how it binds, its level and its clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from api.engine.deadlines import DeadlineState
from api.engine.plan import Plan
from api.engine.schema import (
    Deadline,
    Decision,
    Form,
    Gap,
    Guide,
    Level,
    MeasureGroup,
    Outcome,
    Participant,
    Reminder,
    Role,
    Routine,
    ServiceAdvice,
    Source,
    System,
    Task,
    Text,
    Threshold,
)
from api.engine.topic_index import stems
from api.engine.topics import Topic
from api.wording import choosing, shared
from api.wording.pieces import (
    AtPiece,
    ChoicesPiece,
    DocumentationPiece,
    FormName,
    FormPiece,
    InvolvedPiece,
    LentPiece,
    LevelName,
    ListedPiece,
    MeaningPiece,
    NeededPiece,
    OutlinePiece,
    OwnerPiece,
    PeopleGroup,
    Pieces,
    ReminderPiece,
    RulePiece,
    TipPiece,
    WayPiece,
)

SHOWN = 12  # lines of a list: more is read in the source
ENOUGH = 4  # headings to tell what is in a talk; else its questions do


def answer(
    routine: Routine, topic: Topic, plan: Plan | None, elsewhere: DeadlineState | None = None, about: Sequence[str] = ()
) -> Pieces:
    """What the topic says, on its own level; `plan` is of the case spoken of, whose dates are told.

    `elsewhere` is how a deadline of another level stands, `about` the stems asked about: of a long list only the lines with them.
    """
    if elsewhere is not None and isinstance(topic.piece, Deadline):
        at = AtPiece(at=_at(routine, topic.level))
        return (at, choosing.deadline_elsewhere(elsewhere), choosing.source(routine, topic.piece))
    if topic.kind == "measures" and (few := _lines_about(routine, topic, about)):
        return few
    here = plan if plan is not None and topic.level in (None, plan.level.id) else None
    return _SAYS[topic.kind](routine, topic, here)


def _lines_about(routine: Routine, topic: Topic, about: Sequence[str]) -> Pieces:
    """Of the measures to choose from those that hold what is asked about, when some do."""
    group = topic.piece
    if not isinstance(group, MeasureGroup) or group.lender is not None or not about:
        return ()
    held = [(set(about) & set(stems(measure.text.nb)), measure.text) for measure in group.measures]
    most = max((len(stem) for stem, _ in held), default=0)
    found = tuple(text for stem, text in held if stem and len(stem) == most)
    if not found or len(found) == len(held):
        return ()
    return (ListedPiece(of="measures", name=group.name, lines=found[:SHOWN]), choosing.source(routine, group))


def _at(routine: Routine, level: str | None) -> LevelName:
    return LevelName(word=routine.level_word, id=level or "")


def _level(routine: Routine, topic: Topic) -> Level:
    return routine.level(topic.level or "")


def _task(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    task = topic.piece
    assert isinstance(task, Task)
    rule = RulePiece(
        at=_at(routine, topic.level),
        task=task.id,
        text=task.text,
        obligation=task.obligation,
        ours=task.ours,
        by=tuple(choosing.role(routine, role) for role in task.by),
        why=task.why,
    )
    dated = _dated(plan, task) if plan is not None else ()
    return (rule, *dated, *_needed(_level(routine, topic), task), choosing.source(routine, task))


def _dated(plan: Plan, task: Task) -> Pieces:
    """The date of a task of the case's level."""
    states = [state.deadline for state in plan.tasks if state.task.id == task.id]
    return tuple(choosing.deadline(plan, state) for state in states if state is not None)


def _needed(level: Level, task: Task) -> Pieces:
    """The first outcome the task belongs before."""
    outcomes = [outcome for decision in level.decisions for outcome in decision.outcomes if task.id in outcome.needs]
    if not outcomes:
        return ()
    return (NeededPiece(layout="along", outcome=outcomes[-1].text, ours=outcomes[-1].needs_clause is None),)


def _person(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    assert isinstance(topic.piece, Participant)
    level = _level(routine, topic)
    named = [person for person in level.people if person.role == topic.piece.role]
    return (*(_involved(routine, level, person) for person in named), choosing.source(routine, topic.piece))


def _involved(routine: Routine, level: Level, person: Participant) -> InvolvedPiece:
    name = choosing.person_name(routine, person, level.people)
    group: PeopleGroup = "informed" if person.informed_only else person.obligation
    return InvolvedPiece(at=_at(routine, level.id), group=group, person=name)


def _role(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    assert isinstance(topic.piece, Role)
    return tuple(
        _involved(routine, level, person)
        for level in routine.levels
        for person in level.people
        if person.role == topic.piece.id
    )


def _people(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    if plan is not None:
        return choosing.who(plan)
    return choosing.who_on(routine, _level(routine, topic))


def _document(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    return _documentation(routine, _level(routine, topic))


def _documentation(routine: Routine, level: Level) -> Pieces:
    rule = level.documentation
    if rule is None:
        return ()
    return (
        AtPiece(at=_at(routine, level.id)),
        DocumentationPiece(
            layout="along", text=rule.text, systems=tuple(routine.system(one).name for one in rule.systems)
        ),
        choosing.source(routine, rule),
    )


def _system(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    assert isinstance(topic.piece, System)
    levels = [one for one in routine.levels if one.documentation and topic.piece.id in one.documentation.systems]
    return tuple(piece for level in levels for piece in _documentation(routine, level)[:2])


def _deadline(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    rule = topic.piece
    assert isinstance(rule, Deadline)
    states = [state for state in plan.deadlines if state.id == rule.id] if plan and plan.is_open else []
    if plan is not None and states:
        known = choosing.deadline(plan, states[0])
        return (known,) if rule.ours else (known, choosing.source(routine, rule))  # that it is ours is said with it
    return (AtPiece(at=_at(routine, topic.level)), choosing.deadline_rule(rule), choosing.source(routine, rule))


def _decision(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    decision = topic.piece
    assert isinstance(decision, Decision)
    outcomes = tuple(outcome.text for outcome in decision.outcomes)
    ours = tuple(outcome.text for outcome in decision.outcomes if outcome.ours)
    choices = ChoicesPiece(at=_at(routine, topic.level), question=decision.question, outcomes=outcomes, ours=ours)
    return (choices, choosing.source(routine, decision))


def _outcome(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    outcome = topic.piece
    assert isinstance(outcome, Outcome)
    at, from_ = _at(routine, topic.level), choosing.source(routine, outcome)
    if outcome.does == "go_to":
        tasks = {task.id: task.text for task in _level(routine, topic).tasks}
        needs = tuple(tasks[task] for task in outcome.needs)
        ours = outcome.needs_clause is None
        return (WayPiece(at=at, to=_at(routine, outcome.to), outcome=outcome.text, needs=needs, ours=ours), from_)
    return (MeaningPiece(at=at, outcome=outcome.text, does=outcome.does, says=outcome.says), from_)


def _reminder(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    said = topic.piece
    assert isinstance(said, Reminder)
    at = (AtPiece(at=_at(routine, topic.level)),) if topic.level else ()
    if said.ours:
        return (*at, TipPiece(layout="along", text=said.text))
    return (*at, ReminderPiece(layout="along", text=said.text), choosing.source(routine, said))


def _gap(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    assert isinstance(topic.piece, Gap)
    gap = choosing.gap_of(routine, topic.piece).model_copy(update={"layout": "along"})
    return (AtPiece(at=_at(routine, topic.level)), gap) if topic.level else (gap,)


def _threshold(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    assert isinstance(topic.piece, Threshold)
    rule = topic.piece
    return (choosing.threshold(rule), *choosing.leads(routine, rule), choosing.source(routine, rule))


def _form(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    form = topic.piece
    assert isinstance(form, Form)
    name = FormName(id=form.id, name=form.name, url=form.url, known=form.known)
    system = routine.system(form.system).name if form.system else None
    holds = _holds(routine, form)
    return (FormPiece(form=name, system=system, holds=holds), choosing.source(routine, form))


def _holds(routine: Routine, form: Form) -> tuple[Text, ...]:
    """The headings of the routine's own talk that follows the form."""
    every = [task for level in routine.levels for task in level.tasks]
    led = {task.guide for task in every if form.known and task.forms == [form.id]}  # the talk that it alone is used in
    own = [guide for guide in routine.guides if guide.lender is None and not guide.ours]
    talks = [guide for guide in own if form.id in (guide.id, guide.template)] or [one for one in own if one.id in led]
    return _headings(talks[0]) if talks else ()


def _headings(guide: Guide) -> tuple[Text, ...]:
    areas = tuple(dict.fromkeys(question.area for question in guide.questions if question.area))
    questions = dict.fromkeys(question.text for question in guide.questions)
    return areas if len(areas) >= ENOUGH else tuple(questions)[:SHOWN]


def _guide(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    guide = topic.piece
    assert isinstance(guide, Guide)
    if guide.lender is not None:
        return (LentPiece(name=guide.name, place=guide.lender.place),)
    return (ListedPiece(of="talk", name=guide.name, lines=_headings(guide)), choosing.source(routine, guide))


def _source(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    assert isinstance(topic.piece, Source)
    assert topic.piece.owner is not None
    return (OwnerPiece(title=topic.piece.title, owner=topic.piece.owner),)


def _tip(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    guide = topic.piece
    assert isinstance(guide, Guide)
    (_, text), *_ = topic.said
    if guide.ours:
        return (TipPiece(text=text),)
    return (ReminderPiece(text=text), choosing.source(routine, guide))


def _measures(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    group = topic.piece
    assert isinstance(group, MeasureGroup)
    if group.lender is not None:
        return (LentPiece(name=group.name, place=group.lender.place),)
    lines = tuple(measure.text for measure in group.measures)[:SHOWN]
    return (ListedPiece(of="measures", name=group.name, lines=lines), choosing.source(routine, group))


def _service(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    assert isinstance(topic.piece, ServiceAdvice)
    return shared.services(routine, [topic.piece.role], told_all=True)


def _outline(routine: Routine, topic: Topic, plan: Plan | None) -> Pieces:
    level = topic.piece
    assert isinstance(level, Level)
    tasks = tuple(task.text for task in level.tasks if task.obligation == "must" and not task.ours)
    outline = OutlinePiece(
        at=_at(routine, level.id), name=level.name, purpose=level.purpose, tasks=tasks or _told(level)
    )
    gaps = () if level.tasks else tuple(choosing.gap_of(routine, gap) for gap in level.gaps)
    signed = () if level.ours else (choosing.source(routine, level),)
    return (outline, *choosing.ours_of(routine, level), *gaps, *signed)


def _told(level: Level) -> tuple[Text, ...]:
    return tuple(reminder.text for reminder in level.reminders if not reminder.ours)


_SAYS: dict[str, Callable[[Routine, Topic, Plan | None], Pieces]] = {
    "level": _outline,
    "task": _task,
    "person": _person,
    "people": _people,
    "document": _document,
    "deadline": _deadline,
    "decision": _decision,
    "outcome": _outcome,
    "reminder": _reminder,
    "note": _reminder,
    "gap": _gap,
    "threshold": _threshold,
    "form": _form,
    "system": _system,
    "role": _role,
    "guide": _guide,
    "tip": _tip,
    "source": _source,
    "measures": _measures,
    "service": _service,
    "duty": lambda routine, topic, plan: shared.duty_to_report(routine),
    "list": lambda routine, topic, plan: (
        shared.seven_h(routine) if topic.id == "list:seven_h" else shared.warning_signs(routine)
    ),
}
