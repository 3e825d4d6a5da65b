"""Moving a case to a newer version of its routine: what would change, and doing it. Facts and notes stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, Literal, Protocol, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import Case, VersionMove
from api.engine.casefile import CaseFile
from api.engine.deadlines import DeadlineState
from api.engine.facts import Fact, live
from api.engine.plan import Plan, TaskState
from api.engine.schema import Decision, Guide, Outcome, Routine
from api.engine.stays import Stay, outcome_of
from api.errors import ApiError
from api.routines.models import RoutineVersion


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=_Named)

Lost = Literal["level", "task", "decision", "outcome", "deadline"]


class MoveBlocked(ApiError):
    status = 409
    code = "move_blocked"
    message = "Saken kan ikke flyttes til den nye versjonen."


@dataclass(frozen=True)
class Blocked:
    """The case stands on, or came by, what the newer version does not have. `id` is a level's, or "decision/outcome"."""

    by: Literal["level", "outcome"]
    id: str
    level: str


@dataclass(frozen=True)
class LostFact:
    """A fact that names what the newer version does not have. It stays, but what it named is no longer there to see."""

    number: int
    what: Lost
    id: str


@dataclass(frozen=True)
class Differences(Generic[T]):
    """What comes, what goes, and what is in both and stands otherwise (before, after)."""

    come: tuple[T, ...] = ()
    go: tuple[T, ...] = ()
    other: tuple[tuple[T, T], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.come or self.go or self.other)


@dataclass(frozen=True)
class Change:
    """What moving would change in a case on a day. It is not moved when `blocked`."""

    blocked: tuple[Blocked, ...]
    before: Stay
    after: Stay
    tasks: Differences[TaskState]
    deadlines: Differences[DeadlineState]
    decision: tuple[Decision | None, Decision | None]  # that is ready to be made, before and after
    questions_gone: tuple[str, ...]  # with an answer
    answers_lost: tuple[
        str, ...
    ]  # questions whose answer, kept in words alone, rules read otherwise: an option is worded anew
    facts_lost: tuple[LostFact, ...]
    guides_gone: tuple[Guide, ...]  # begun and not ended

    @property
    def stay_differs(self) -> bool:
        return _place(self.before) != _place(self.after)

    @property
    def decision_differs(self) -> bool:
        before, after = self.decision
        return (before and before.id) != (after and after.id)

    def __bool__(self) -> bool:
        """Whether anything comes to stand otherwise. Words may be new all the same."""
        return bool(
            self.blocked
            or self.stay_differs
            or self.tasks
            or self.deadlines
            or self.decision_differs
            or self.questions_gone
            or self.answers_lost
            or self.facts_lost
            or self.guides_gone
        )


def preview(case: CaseFile, newer: Routine, today: date) -> Change:
    """What the case would come to under `newer`. Nothing is changed."""
    moved = replace(case, routine=newer)
    before, after = case.plan(today), moved.plan(today)
    counting = live(case.facts)
    answered, read_before, read_after = _answered(case), case.answers(), moved.answers()
    kept = {question.id for guide in newer.guides for question in guide.questions}
    guides = {guide.id for guide in newer.guides}
    unfinished = {run.guide_id for run in case.runs if run.is_open}
    return Change(
        blocked=tuple(_blocked(case.routine, newer, before, counting)),
        before=before.stay,
        after=after.stay,
        tasks=_differences(_tasks(before), _tasks(after), _task_standing),
        deadlines=_differences(_deadlines(before), _deadlines(after), _deadline_standing),
        decision=(before.decision, after.decision),
        questions_gone=tuple(question for question in answered if question not in kept),
        answers_lost=tuple(
            question for question in answered if question in kept and read_before[question] != read_after[question]
        ),
        facts_lost=tuple(lost for fact in counting for lost in _lost(fact, newer)),
        guides_gone=tuple(g for g in case.routine.guides if g.id in unfinished and g.id not in guides),
    )


async def apply(session: AsyncSession, case: Case, version: RoutineVersion, change: Change) -> VersionMove:
    """Moves the case as `change` showed, and writes down that it was moved. Refuses when that is blocked."""
    if change.blocked:
        raise MoveBlocked
    move = VersionMove(case_id=case.id, from_hash=case.routine_hash, to_hash=version.hash)
    case.routine_hash = version.hash
    session.add_all([case, move])
    await session.flush()
    return move


def _blocked(older: Routine, newer: Routine, before: Plan, counting: Sequence[Fact]) -> Iterator[Blocked]:
    """Every way the case has gone must still be one: without it the case would fall back, or lose count of its rounds."""
    if before.level.id not in _by_id(newer.levels):
        yield Blocked("level", before.level.id, before.level.id)
    for fact in counting:
        taken = outcome_of(older, fact) if fact.kind == "decided" else None
        if taken is not None and _leads(taken) and outcome_of(newer, fact) is None:
            yield Blocked("outcome", f"{fact.decision}/{fact.outcome}", fact.level)


def _leads(outcome: Outcome) -> bool:
    return outcome.does not in ("wait", "choose")


def _lost(fact: Fact, newer: Routine) -> Iterator[LostFact]:
    level = _by_id(newer.levels).get(fact.level)
    if level is None:
        yield LostFact(fact.number, "level", fact.level)
        return
    decision = _by_id(level.decisions).get(fact.decision or "")
    if fact.task and fact.task not in _by_id(level.tasks):
        yield LostFact(fact.number, "task", fact.task)
    if fact.decision and decision is None:
        yield LostFact(fact.number, "decision", fact.decision)
    if fact.outcome and decision is not None and fact.outcome not in _by_id(decision.outcomes):
        yield LostFact(fact.number, "outcome", f"{fact.decision}/{fact.outcome}")
    if fact.deadline and fact.deadline not in _by_id(level.deadlines):
        yield LostFact(fact.number, "deadline", fact.deadline)


def _answered(case: CaseFile) -> list[str]:
    """The questions with an answer that counts, each once."""
    notes = [note for note in case.counting_notes() if note.kind == "answer"]
    return list(dict.fromkeys(note.question_id for note in notes if note.question_id is not None))


def _tasks(plan: Plan) -> dict[str, TaskState]:
    """By level too: the same task id may stand on several."""
    return {f"{plan.level.id}/{state.task.id}": state for state in plan.tasks}


def _deadlines(plan: Plan) -> dict[str, DeadlineState]:
    return {state.id: state for state in plan.deadlines}


def _task_standing(state: TaskState) -> object:
    return state.state


def _deadline_standing(state: DeadlineState) -> object:
    return state.state, state.soft_on, state.due_on, state.school_day, state.own_on


def _place(stay: Stay) -> object:
    return stay.level, stay.round, stay.status


def _differences(before: Mapping[str, T], after: Mapping[str, T], standing: Callable[[T], object]) -> Differences[T]:
    both = [(state, after[key]) for key, state in before.items() if key in after]
    return Differences(
        come=tuple(state for key, state in after.items() if key not in before),
        go=tuple(state for key, state in before.items() if key not in after),
        other=tuple((old, new) for old, new in both if standing(old) != standing(new)),
    )


def _by_id(things: Iterable[N]) -> dict[str, N]:
    return {thing.id: thing for thing in things}
