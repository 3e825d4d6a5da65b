"""Which pieces of a plan answer what is asked, and in which order. Nothing here depends on language or on words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from api.engine.calendar import Break
from api.engine.deadlines import AT_ONCE, DeadlineState, State
from api.engine.plan import NextStep, OwnDate, Plan, TaskState, fact_of
from api.engine.schema import (
    About,
    Deadline,
    Decision,
    Gap,
    Guide,
    Level,
    Participant,
    Question,
    Routine,
    Sourced,
    Text,
    Threshold,
)
from api.wording.pieces import (
    AtPiece,
    AttemptedPiece,
    BlockedPiece,
    CarriedPiece,
    CaseLinePiece,
    CitePiece,
    DeadlinePiece,
    DecisionPiece,
    DocumentationPiece,
    DonePiece,
    Due,
    EndedPiece,
    FormName,
    GapPiece,
    HeadingPiece,
    Layout,
    LevelName,
    LevelOursPiece,
    LevelPiece,
    LevelRemarkPiece,
    LimitLeadsPiece,
    NextDatePiece,
    OpenTalkPiece,
    OursPiece,
    OwnDatePiece,
    PeopleGroup,
    PeoplePiece,
    PersonName,
    PhasePiece,
    Piece,
    Pieces,
    PlannedPiece,
    PurposePiece,
    RemarkPiece,
    ReminderPiece,
    RoleName,
    SchoolBreakPiece,
    ServicePiece,
    SourcePiece,
    StayPiece,
    TaskPiece,
    ThresholdPiece,
    TipPiece,
    ToldPiece,
    UndonePiece,
    WhyAskedPiece,
    WhyDeadlinePiece,
    WhyTaskPiece,
    WrittenPiece,
)

SHOWN = 3  # steps in one answer: one to do now, and at most two more
TEACHER = "kontaktlaerer"


# Where the case is


def level(plan: Plan) -> Pieces:
    """Where the case is, or that it is closed."""
    stay = plan.stay
    since = stay.since or plan.today
    if stay.status != "open":
        return (EndedPiece(status=stay.status, since=since),)
    return (
        _level(plan),
        PurposePiece(layout="along", text=plan.level.purpose),
        *ours_of(plan.routine, plan.level, "along"),
        StayPiece(layout="along", round=stay.round, since=since),
        *_reminders(plan, ours=False),
        *gaps(plan, "exit", "criteria", "other"),
        *cite(plan.routine),
    )


@dataclass(frozen=True)
class First:
    """What comes first in a case: something to do, a judgement, or a date to hold on to."""

    text: Text
    due: Due | None


def next_of(plan: Plan) -> First | None:
    """The same as in the line of a list, in parts."""
    match _next(plan) if plan.is_open else None:
        case TaskPiece(text=text, due=found):
            return First(text, found)
        case DecisionPiece(question=question):
            return First(question, None)
        case NextDatePiece(deadline=piece):
            return First(piece.text, due(plan, plan.deadline(piece.id)))
        case _:
            return None


def line(plan: Plan) -> Pieces:
    """The case in a line of a list."""
    return (CaseLinePiece(at=_at(plan), status=plan.stay.status, next=_next(plan) if plan.is_open else None),)


def _next(plan: Plan) -> TaskPiece | DecisionPiece | NextDatePiece | None:
    if plan.now:
        return _step(plan, next((act for act in plan.now if _presses(plan, act)), plan.now[0]))
    waiting = _awaited(plan)
    return NextDatePiece(deadline=deadline(plan, waiting)) if waiting else None


def _presses(plan: Plan, act: NextStep) -> bool:
    """Due today or before: a list of cases tells of that, also where something without a date is done first."""
    state = plan.task(act.id).deadline if act.kind == "task" else None
    return state is not None and state.rule.can_be_late and state.due_on is not None and state.due_on <= plan.today


def pressing(plan: Plan, until: date) -> Iterator[tuple[TaskState, date]]:
    """What is to be done now and due until then, with its day: the routine's where one can be late, else the teacher's own."""
    for act in plan.now if plan.is_open else ():
        state = plan.task(act.id) if act.kind == "task" else None
        deadline = state.deadline if state is not None else None
        if state is not None and deadline is not None:
            given = deadline.due_on if deadline.rule.can_be_late else None
            day = given if deadline.due_on is not None else deadline.own_on
            if day is not None and day <= until:
                yield state, day


def _level(plan: Plan) -> LevelPiece:
    return LevelPiece(at=_at(plan), name=plan.level.name)


def ours_of(routine: Routine, there: Level, layout: Layout = "plain") -> tuple[LevelOursPiece, ...]:
    """What of a level is the project's own, where anything is."""
    word = routine.level_word
    every: tuple[tuple[Literal["word", "name", "purpose"], bool], ...] = (
        ("word", word.ours),
        ("name", there.named_by_us),
        ("purpose", there.purpose_is_ours),
    )
    found = tuple(part for part, is_ours in every if is_ours)
    return (LevelOursPiece(layout=layout, word=word, of=found),) if found else ()


def _at(plan: Plan) -> LevelName:
    return LevelName(word=plan.routine.level_word, id=plan.level.id)


# What there is to do


def now(plan: Plan) -> Pieces:
    """What to do now, the most urgent first."""
    if not plan.is_open:
        return level(plan)
    return (_level(plan), *_now(plan), *cite(plan.routine))


def _now(plan: Plan) -> Iterator[Piece]:
    yield from own_dates(plan)
    yield from carried(plan)
    if not plan.now:
        yield from _nothing_now(plan)
        return
    shown = _acts(plan)
    blocked = (_blocked(plan),) if plan.blockers else ()
    if plan.now[0].kind == "task":
        yield from (*shown, *_next_date(plan, shown), *blocked)
        return
    left = [_step(plan, step, "item") for step in plan.now[1:SHOWN]]
    yield from (HeadingPiece(of="open"), *left) if left else ()
    yield from (*_next_date(plan, left), *blocked, _step(plan, plan.now[0]))  # the question stands above its buttons


def _next_date(plan: Plan, shown: Sequence[Piece]) -> Pieces:
    """The nearest date of the routine, when nothing shown has it and people have set none."""
    coming = _coming(plan)
    told = [one.due for one in shown if isinstance(one, TaskPiece)]
    if coming is None or plan.own_dates or due(plan, coming) in told:
        return ()
    return (NextDatePiece(deadline=deadline(plan, coming)),)


def _acts(plan: Plan) -> Pieces:
    """One thing to do now, and at most two more."""
    steps = [step for step in plan.now if step.kind == "task"][:SHOWN]
    first = tuple(_step(plan, step, "only") for step in steps[:1])
    more = [_step(plan, step, "item") for step in steps[1:]]
    return (*first, HeadingPiece(of="then"), *more) if more else first


def own_dates(plan: Plan, among: Sequence[OwnDate] | None = None) -> Pieces:
    """The days people have set themselves, the nearest first."""
    return tuple(
        OwnDatePiece(
            text=own.text,
            task=own.task,
            deadline=own.deadline,
            on=own.on,
            after=own.after,
            remark=own.remark,
            passed=own.on < plan.today,
        )
        for own in (plan.own_dates if among is None else among)
    )


def carried(plan: Plan) -> Pieces:
    """What stands open from each level the case has left."""
    word = plan.routine.level_word
    levels = dict.fromkeys(one.level for one in plan.carried)
    return tuple(
        CarriedPiece(
            at=LevelName(word=word, id=level),
            tasks=tuple(one.state.task.text for one in plan.carried if one.level == level),
        )
        for level in levels
    )


NAMED = 4  # tasks in one line


def undone(plan: Plan, beside: Collection[str] = ()) -> Pieces:
    """What must be done here or before and stands open, but those told of already; what is done again and again is never over."""
    here = [one for one in plan.tasks if one.task.obligation == "must" and not one.finished and not _recurs(one)]
    left = (*here, *(one.state for one in plan.carried))
    tasks = tuple(one.task.text for one in left if one.task.id not in beside)
    return (UndonePiece(tasks=tasks[:NAMED], more=len(tasks[NAMED:])),) if tasks else ()


def _recurs(state: TaskState) -> bool:
    return state.deadline is not None and state.deadline.rule.kind == "recurring"


def left_before(plan: Plan) -> Pieces:
    """What stands open from the levels the case has left, or that nothing does."""
    return carried(plan) or (RemarkPiece(of="none_carried"),)


def when_own(plan: Plan, among: Sequence[OwnDate]) -> Pieces:
    """When something is that people have set a day for, with the date of the routine where it has one."""
    tasks = {own.task for own in among}
    ids = {own.deadline for own in among} | {
        one.deadline.id for one in plan.tasks if one.deadline and one.task.id in tasks
    }
    return (
        *own_dates(plan, among),
        *(deadline(plan, state) for state in plan.deadlines if state.id in ids),
        *cite(plan.routine),
    )


def every_task(plan: Plan) -> Pieces:
    """All that is to be done on the level, by phase, in the order it is done; what is done is ticked."""
    shown: list[Piece] = [_level(plan)]
    names = {phase.id: phase.name for phase in plan.level.phases}
    relevant = [state for state in plan.tasks if state.state != "not_relevant"]
    for phase in dict.fromkeys(state.task.phase for state in relevant):
        shown.append(PhasePiece(name=names[phase]))
        shown += [_in_list(plan, state) for state in relevant if state.task.phase == phase]
    shown += carried(plan)
    if plan.blockers:
        shown.append(_blocked(plan))
    return (*shown, *cite(plan.routine))


def _in_list(plan: Plan, state: TaskState) -> TaskPiece | DonePiece:
    if state.done_on is not None and state.finished:
        return DonePiece(layout="ticked", task=state.task.id, text=state.task.text, on=state.done_on)
    return task(plan, state, "item")


def count_of_tasks(plan: Plan) -> int:
    return sum(state.state != "not_relevant" for state in plan.tasks)


def _blocked(plan: Plan) -> BlockedPiece:
    return BlockedPiece(tasks=tuple(task.text for task in plan.blockers), ours=_order_is_ours(plan))


def _order_is_ours(plan: Plan) -> bool:
    waiting = (state.task for state in plan.tasks if state.state == "blocked")
    return any(task.waits_clause is None for task in waiting)


def _nothing_now(plan: Plan) -> Iterator[Piece]:
    """Of a level without tasks, or one where all is ticked."""
    if not plan.tasks:
        yield from _reminders(plan)
        yield from gaps(plan)
        return
    yield LevelRemarkPiece(of="all_done", at=_at(plan))
    waiting = _awaited(plan)
    if waiting is not None:
        yield NextDatePiece(layout="along", deadline=deadline(plan, waiting))
    yield from gaps(plan, "exit")


def _step(plan: Plan, step: NextStep, layout: Layout = "plain") -> TaskPiece | DecisionPiece:
    if step.kind == "task":
        return task(plan, plan.task(step.id), layout)
    asked = next(decision for decision in plan.level.decisions if decision.id == step.id)
    return DecisionPiece(layout=layout, id=asked.id, question=asked.question)


def _coming(plan: Plan) -> DeadlineState | None:
    """The deadline with the nearest date that is not met."""
    dated = [state for state in plan.deadlines if state.due_on and state.state not in ("met", "met_late")]
    return min(dated, key=lambda state: state.remind_on or state.due_on or plan.today, default=None)


def _awaited(plan: Plan) -> DeadlineState | None:
    """The first deadline of the level that lies ahead, with a date or without."""
    return next((one for one in plan.deadlines if one.state in ("early", "open", "due_soon", "waiting")), None)


def task(plan: Plan, state: TaskState, layout: Layout = "plain") -> TaskPiece:
    """A task with its date or its weight, the day it is set to, and when it was tried."""
    return TaskPiece(
        layout=layout,
        id=state.task.id,
        text=state.task.text,
        obligation=state.task.obligation,
        ours=state.task.ours,
        state=state.state,
        deadline=state.deadline.id if state.deadline else None,
        due=due(plan, state.deadline) if state.deadline else None,
        planned_on=state.planned_on,
        attempted_on=tuple(dict.fromkeys(state.attempted_on)),
        by=tuple(role(plan.routine, one) for one in state.task.by) if state.task.by != [TEACHER] else (),
        is_theirs=bool(state.task.by) and TEACHER not in state.task.by,
    )


def told(plan: Plan) -> Pieces:
    """What is told of tasks that are not done: each that was tried or is set to a day, with what is told going along."""
    return tuple(piece for state in plan.tasks for piece in _told(state))


def _told(state: TaskState) -> Pieces:
    known = (*planned(state, "along"), *_attempted(state))
    return (ToldPiece(layout="item", task=state.task.id, text=state.task.text), *known) if known else ()


def planned(state: TaskState, layout: Layout = "plain") -> Pieces:
    """The day the task is set to, and that it lies after the date of the routine when it does."""
    piece = _planned(state)
    return (piece.model_copy(update={"layout": layout}),) if piece else ()


def _planned(state: TaskState) -> PlannedPiece | None:
    if state.planned_on is None:
        return None
    return PlannedPiece(
        task=state.task.id,
        on=state.planned_on,
        meeting=fact_of(state.task).fact == "meeting_held",
        after=state.deadline.due_on if state.planned_late and state.deadline else None,
        free=state.planned_remark,
    )


def _attempted(state: TaskState) -> Pieces:
    days = tuple(dict.fromkeys(state.attempted_on))
    return (AttemptedPiece(layout="along", task=state.task.id, on=days),) if days else ()


def brief(plan: Plan, answers: int, notes: int, talk: tuple[Text, int, int] | None) -> Pieces:
    """For somebody who takes the case over: where it is, what is done and what comes next, what is written, and the open talk.

    `talk` is the name of a talk that is not ended, how many of its questions have an answer, and how many there are.
    """
    if not plan.is_open:
        return level(plan)
    open_talk = [OpenTalkPiece(name=talk[0], answered=talk[1], total=talk[2])] if talk else []
    return (
        _level(plan),
        *_done(plan),
        WrittenPiece(answers=answers, notes=notes),
        *open_talk,
        *_now(plan),
        *cite(plan.routine),
    )


def _done(plan: Plan) -> Pieces:
    done = [
        DonePiece(layout="item", task=state.task.id, text=state.task.text, on=state.done_on)
        for state in plan.tasks
        if state.done_on
    ]
    return (HeadingPiece(of="done"), *done) if done else (RemarkPiece(of="none_done"),)


def done_before(plan: Plan) -> Pieces:
    """What was done in the round that ended; nothing when nothing was."""
    _heading, *done = _done(plan)
    return (HeadingPiece(of="done_before"), *done) if done else ()


def progress(plan: Plan, which: Literal["open", "done"]) -> Pieces:
    """What is done on a level with its days, or what is open there with its dates."""
    at = AtPiece(at=_at(plan))
    if which == "done":
        return (
            at,
            *(piece.model_copy(update={"layout": "along"}) if not n else piece for n, piece in enumerate(_done(plan))),
        )
    left = [task(plan, state, "item") for state in plan.tasks if not state.finished]
    if not left:
        return (at, RemarkPiece(layout="along", of="none_open"))
    return (at, HeadingPiece(layout="along", of="open"), *left)


def whether_done(plan: Plan, state: TaskState) -> Pieces:
    """Whether one task is recorded as done."""
    at = AtPiece(at=_at(plan))
    if state.done_on is not None:
        return (
            at,
            HeadingPiece(layout="along", of="done"),
            DonePiece(layout="item", task=state.task.id, text=state.task.text, on=state.done_on),
        )
    return (at, HeadingPiece(layout="along", of="open"), task(plan, state, "item"))


def opening(plan: Plan) -> Pieces:
    """On opening a case: who it concerns, when absence counts, and the first date or that there is none."""
    return (
        *_people(plan, "must", _with_us(plan)),
        *ours_of(plan.routine, plan.level),
        *_worrying(plan.routine),
        *(deadline(plan, state) for state in plan.deadlines),
        *cite(plan.routine),
    )


def _worrying(routine: Routine) -> Pieces:
    """When absence counts as worrying, each rule apart from the others."""
    rules = _told_apart(routine.thresholds)
    if len(rules) < 2:
        return tuple(map(threshold, rules))
    return (HeadingPiece(of="worrying"), *(threshold(rule, "item") for rule in rules))


def _told_apart(rules: Sequence[Threshold]) -> list[Threshold]:
    """Each text once: limits that are joined with “or” may share it."""
    return list({rule.text: rule for rule in reversed(rules)}.values())[::-1]


def arrival(plan: Plan) -> Pieces:
    """On coming to a level: its dates, who takes part and who must be told, where to write, tips, and what comes first."""
    documentation = plan.level.documentation
    to_tell = [one.person for one in plan.people if one.person.informed_only and not one.involved]
    is_new = plan.stay.round == 1  # what does not change is told once
    return (
        *(_reminders(plan) if not plan.tasks else ()),
        *(deadline(plan, state, "item") for state in plan.deadlines if state.due_on),
        *(_people(plan, "must", _with_us(plan), "item") if is_new else ()),
        *_people(plan, "informed", to_tell, "item"),
        *((DocumentationPiece(layout="item", text=documentation.text),) if documentation and is_new else ()),
        *(TipPiece(layout="item", text=tip.text) for tip in plan.level.reminders if tip.ours and is_new),
        *(ours_of(plan.routine, plan.level, "item") if is_new else ()),
        *(gaps(plan, "exit") if plan.tasks else gaps(plan)),
        *_acts(plan),
        *((_step(plan, plan.now[0]),) if plan.decision else ()),
        *cite(plan.routine),
    )


def _reminders(plan: Plan, *, ours: bool = True) -> Pieces:
    kept = (one for one in plan.level.reminders if ours or not one.ours)
    return tuple((TipPiece if one.ours else ReminderPiece)(layout="item", text=one.text) for one in kept)


# Dates


def deadlines(plan: Plan) -> Pieces:
    """Every deadline of the level, each with where it comes from."""
    if not plan.is_open:
        return level(plan)
    with_a_date = {state.task.id for state in plan.tasks if state.deadline}
    own = own_dates(plan, [one for one in plan.own_dates if one.task and one.task not in with_a_date])
    shown: list[Piece] = [deadline(plan, state) for state in plan.deadlines]
    if not shown:
        shown.append(LevelRemarkPiece(of="no_deadlines", at=_at(plan)))
    elif any(state.due_on for state in plan.deadlines) and not plan.breaks_loaded:
        shown.append(RemarkPiece(of="no_breaks"))
    return (*own, *shown, *gaps(plan, "deadline", "anchor"), *cite(plan.routine))


def deadline_rule(rule: Deadline) -> DeadlinePiece:
    """What the routine says of a deadline, in no case."""
    return _deadline(rule, "waiting" if rule.anchor else "none", "along", elsewhere=True)


def deadline_elsewhere(state: DeadlineState) -> DeadlinePiece:
    """A deadline of a level the case is not on, with its day when what it counts from is recorded."""
    return _deadline(state.rule, state.state, "along", elsewhere=True, **_days(state))


def _days(state: DeadlineState) -> dict[str, Any]:
    return {
        "anchor_on": state.anchor_on,
        "soft_on": state.soft_on,
        "due_on": state.due_on,
        "school_day": state.school_day,
        "free_reason": state.free_reason,
        "known_to": state.known_to,
        "met_on": state.met_on,
        "own_on": state.own_on,
        "own_free": state.own_remark,
    }


def _deadline(rule: Deadline, state: State, layout: Layout, **days: Any) -> DeadlinePiece:
    return DeadlinePiece(
        layout=layout,
        id=rule.id,
        text=rule.text,
        rule=rule.kind,
        amount=rule.amount,
        unit=rule.unit,
        anchor=rule.anchor.text if rule.anchor else None,
        assumed=rule.anchor is not None and rule.anchor.assumed,
        obligation=rule.obligation,
        pace=rule.pace,
        ours=rule.ours,
        state=state,
        **days,
    )


def deadline(plan: Plan, state: DeadlineState, layout: Layout = "plain") -> DeadlinePiece:
    """One deadline, with the days the tasks that meet it are set to."""
    meeting = [one for one in plan.tasks if one.deadline and one.deadline.id == state.id]
    return _deadline(
        state.rule,
        state.state,
        layout,
        **_days(state),
        planned=tuple(piece for piece in map(_planned, meeting) if piece),
    )


def due(plan: Plan, state: DeadlineState) -> Due | None:
    """The day of a deadline as it binds today; None when there is none.

    The routine's own date is never moved, and shown in its own strength: the school day near it is a hint beside it, while it is
    still to come. What is due at once and was found on a free day says so.
    """
    if state.due_on is None:
        return Due(how="own", on=state.own_on) if state.own_on else None
    beside = state.school_day is not None and state.school_day >= plan.today
    return Due(
        **_binding(plan, state, beside),
        free=state.free_reason if beside else None,
        school_day=state.school_day if beside else None,
        obligation=state.rule.obligation,
        known_to=state.known_to,
    )


def _binding(plan: Plan, state: DeadlineState, beside: bool) -> dict[str, Any]:
    """How the day binds, and which day is told."""
    rule, on = state.rule, state.due_on
    if rule.kind in ("after", "approx") or rule.pace == "about":
        return {"how": "from" if rule.kind == "after" else "about", "on": on}
    if rule.kind in AT_ONCE and state.free_reason:
        return {"how": "at_once", "on": on}
    if state.state == "overdue":
        return {"how": "passed", "on": on}
    if rule.kind == "window" and on != plan.today:
        return {"how": "between", "on": on, "first": state.soft_on}
    if state.state == "due_today" and not (beside and on != plan.today):
        return {"how": "today", "on": plan.today}
    return {"how": "in", "on": on}


# People and documentation


def who(plan: Plan) -> Pieces:
    """Who takes part on the level, by obligation, and who has been told."""
    groups: dict[PeopleGroup, list[Participant]] = {group: [] for group in get_args(PeopleGroup)}
    for state in plan.people:
        person = state.person
        groups[_informed(state.involved) if person.informed_only else person.obligation].append(person)
    shown = [piece for group, people in groups.items() for piece in _people(plan, group, people)]
    silent = gaps(plan, "person")
    nobody = () if shown or silent else (LevelRemarkPiece(of="no_people", at=_at(plan)),)
    return (*shown, *nobody, *silent, *cite(plan.routine))


def who_on(routine: Routine, level: Level) -> Pieces:
    """The same of a level that no case is on."""
    at = LevelName(word=routine.level_word, id=level.id)
    groups: dict[PeopleGroup, list[Participant]] = {group: [] for group in get_args(PeopleGroup)}
    for person in level.people:
        groups["informed" if person.informed_only else person.obligation].append(person)
    return tuple(_group(routine, at, group, people) for group, people in groups.items() if people)


def _informed(is_told: bool) -> PeopleGroup:
    return "informed_done" if is_told else "informed"


def _with_us(plan: Plan) -> list[Participant]:
    every = [state.person for state in plan.people]
    return [person for person in every if person.obligation == "must" and not person.informed_only]


def _people(plan: Plan, group: PeopleGroup, people: Sequence[Participant], layout: Layout = "plain") -> Pieces:
    return (_group(plan.routine, _at(plan), group, people, layout),) if people else ()


def _group(
    routine: Routine, at: LevelName, group: PeopleGroup, people: Sequence[Participant], layout: Layout = "plain"
) -> PeoplePiece:
    names = tuple(person_name(routine, person, people) for person in _once(people))
    return PeoplePiece(layout=layout, group=group, at=at, people=names)


def _once(people: Sequence[Participant]) -> list[Participant]:
    """Those who stand for each other only by the first of them."""
    first = {person.one_of: person for person in reversed(people) if person.one_of}
    return [person for person in people if person.one_of is None or first[person.one_of] is person]


def person_name(routine: Routine, person: Participant, among: Sequence[Participant]) -> PersonName:
    """How a person is called; with those who may come instead, `among` the people of the level."""
    others = [one for one in among if one.one_of == person.one_of] if person.one_of else []
    one_of = tuple(role(routine, one.role) for one in others) if len(others) > 1 else ()
    name = routine.role(person.role).definite
    return PersonName(id=person.role, name=name, note=person.note, one_of=one_of, ours=person.ours)


def documentation(plan: Plan) -> Pieces:
    """Where to write on this level, with which forms; the gap when the routine does not say."""
    rule, routine = plan.level.documentation, plan.routine
    if rule is None:
        gap = LevelRemarkPiece(of="no_documentation", at=_at(plan))
        used = dict.fromkeys(form_id for one in plan.level.tasks for form_id in one.forms)
        forms = (DocumentationPiece(forms=_forms(routine, used)),) if used else ()
        return (gap, *gaps(plan, "documentation"), *forms, *cite(routine))
    piece = DocumentationPiece(
        text=rule.text,
        systems=tuple(routine.system(system_id).name for system_id in rule.systems),
        forms=_forms(routine, rule.forms),
    )
    return (piece, *gaps(plan, "documentation", "form"), source(routine, rule), *cite(routine))


def _forms(routine: Routine, ids: Iterable[str]) -> tuple[FormName, ...]:
    forms = (routine.form(form_id) for form_id in ids)
    return tuple(FormName(id=form.id, name=form.name, url=form.url, known=form.known) for form in forms)


def services(routine: Routine, role_ids: Sequence[str]) -> tuple[ServicePiece, ...]:
    """On which levels the routine names these services."""
    return tuple(
        ServicePiece(
            role=role(routine, role_id),
            word=routine.level_word,
            levels=tuple(level.id for level in routine.levels if any(one.role == role_id for one in level.people)),
        )
        for role_id in role_ids
    )


def role(routine: Routine, role_id: str) -> RoleName:
    return RoleName(id=role_id, name=routine.role(role_id).definite)


def school_break(found: Break) -> Pieces:
    """From the school's own calendar."""
    return (SchoolBreakPiece(name=found.name, first=found.first, last=found.last),)


# Absence


def thresholds(routine: Routine) -> Pieces:
    """When absence counts as worrying, as the routine has it. What rules share is said once, after the last of them."""
    sharing: dict[Pieces, list[Threshold]] = {}
    for rule in routine.thresholds:
        sharing.setdefault((*leads(routine, rule), source(routine, rule)), []).append(rule)
    shown: list[Piece] = []
    for shared, rules in sharing.items():
        for rule in _told_apart(rules):
            silent = rule.limit is not None and rule.limit.period is None
            shown += [threshold(rule), *([RemarkPiece(of="no_period")] if silent else [])]
        shown += shared
    shown += [gap_of(routine, gap) for gap in routine.gaps if gap.about == "threshold"]
    return (*dict.fromkeys(shown), *cite(routine))


def leads(routine: Routine, rule: Threshold) -> tuple[LimitLeadsPiece, ...]:
    """The level a rule leads to, where the source names one."""
    if rule.level is None:
        return ()
    return (LimitLeadsPiece(to=LevelName(word=routine.level_word, id=rule.level)),)


def threshold(rule: Threshold, layout: Layout = "plain") -> ThresholdPiece:
    return ThresholdPiece(layout=layout, id=rule.id, text=rule.text, limit=rule.limit, sign=rule.sign)


# Reasons, sources and gaps


def gaps(plan: Plan, *about: About) -> Pieces:
    """What the routine does not say on this level (about these things, if named), each with the role to ask."""
    return tuple(gap_of(plan.routine, gap) for gap in plan.level.gaps if not about or gap.about in about)


def gap_of(routine: Routine, gap: Gap) -> GapPiece:
    return GapPiece(id=gap.id, about=gap.about, text=gap.text, ask=role(routine, gap.ask) if gap.ask else None)


def why_task(plan: Plan, state: TaskState) -> Pieces:
    """Why a task is to be done."""
    task = state.task
    why = WhyTaskPiece(at=_at(plan), task=task.id, text=task.text, obligation=task.obligation, why=task.why)
    return (why, source(plan.routine, task))


def why_deadline(plan: Plan, state: DeadlineState) -> Pieces:
    """What a date is reckoned from; the deadline itself while it has none. The day a case was opened again is no such day."""
    shown = deadline(plan, state)
    why = WhyDeadlinePiece(deadline=shown) if state.anchor_on and state.state != "reopened" else shown
    return (why, source(plan.routine, state.rule))


def why_question(plan: Plan, question: Question, guide: Guide) -> Pieces:
    """Why a question is asked, and whose it is."""
    why = WhyAskedPiece(id=question.id, text=question.why, ours=question.clause is not None)
    if guide.lender is None or question.clause is None:
        return (why, source(plan.routine, question))
    return (why, SourcePiece(place=guide.lender.cite or guide.lender.place, clause=question.clause))


def why_decision(plan: Plan, decision: Decision) -> Pieces:
    """What the routine asks to be judged, and where."""
    return (WhyAskedPiece(id=decision.id, text=decision.question), source(plan.routine, decision))


def source(routine: Routine, sourced: Sourced) -> SourcePiece | OursPiece:
    """The clause of the source, with the reference its owner asks for, or that it is ours."""
    if sourced.clause is None:
        return OursPiece()
    return SourcePiece(place=routine.source.cite or routine.place, clause=sourced.clause)


def cite(routine: Routine) -> Pieces:
    """The reference the routine's owner asks for, once, at the end of what is shown of the routine."""
    return (CitePiece(cite=routine.source.cite),) if routine.source.cite else ()
