"""Judgements people make, what follows from them, and tasks ticked off with the day they were done."""

from __future__ import annotations

from datetime import date, timedelta

from api.dialogue import misses, offers
from api.dialogue.acts import (
    ConsentRefused,
    DecisionAsked,
    Moved,
    NeedsFirst,
    OfCase,
    Offer,
    OutcomeNoted,
    OwnDateSet,
    Phrase,
    RoutineSays,
    TaskName,
    TaskTicked,
    plain_words,
)
from api.dialogue.cases import need_case, start
from api.dialogue.payloads import DaysAgo, Decide, Tick
from api.dialogue.reading.days import read_day
from api.dialogue.reading.judge import CERTAIN
from api.dialogue.scene import Scene
from api.dialogue.standing import WaitsForDay, WaitsForDecision
from api.engine import commands
from api.engine.schema import Decision, Outcome, Task
from api.wording import choosing
from api.wording.pieces import LevelName

# What a typed judgement means to a decision whose outcomes say what they mean.
MEANINGS = {"concern_cleared": ("cleared", "works"), "concern_confirmed": ("worried", "not_enough")}


def ask(scene: Scene, decision: Decision) -> None:
    offered = tuple(offers.outcomes(scene, decision))
    scene.say(DecisionAsked(decision=decision.id, question=decision.question, offers=offered))


async def judged(scene: Scene, intent: str) -> None:
    """“Fortsatt bekymret” or “ingen uro”, typed: the outcome it means here, or the choices when it is not plain."""
    if scene.case is None and intent == "concern_confirmed" and not await scene.cases.readable():
        await start(scene)  # “ein gut har ikkje vore her på to veker, eg er uroleg” is where it begins
        return
    if not await need_case(scene):
        return
    if not scene.plan.is_open:
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
        return
    decision = _decision_for(scene)
    fitting = [outcome for outcome in decision.outcomes if outcome.means in MEANINGS[intent]] if decision else []
    asked = isinstance(scene.standing, WaitsForDecision)
    certain = (
        scene.verdict.sure >= CERTAIN and scene.verdict.kind != "both"
    )  # a long story may end in another's judgement
    if decision is not None and len(fitting) == 1 and (asked or certain):
        await decide(scene, decision.id, fitting[0].id)
        return
    if decision is None:
        offers.what_now(scene)
        return
    scene.standing = WaitsForDecision(decision=decision.id)
    scene.say(Phrase(kind="decision_unclear"))
    ask(scene, decision)


def _decision_for(scene: Scene) -> Decision | None:
    """The decision that stands or is ready; else the level's first, which a teacher may make early."""
    standing = scene.standing
    decisions = scene.plan.level.decisions
    if isinstance(standing, WaitsForDecision):
        return next((decision for decision in decisions if decision.id == standing.decision), None)
    return scene.plan.decision or (decisions[0] if decisions else None)


async def decide(scene: Scene, decision_id: str, outcome_id: str, *, anyway: bool = False) -> None:
    """Records the judgement and says what follows. What should be done first is said once; the teacher may go on without."""
    if not await need_case(scene):
        return
    decision = next((decision for decision in scene.plan.level.decisions if decision.id == decision_id), None)
    outcome = next((outcome for outcome in decision.outcomes if outcome.id == outcome_id), None) if decision else None
    if not scene.plan.is_open or decision is None or outcome is None:
        scene.standing = None
        offers.what_now(scene)
        return
    missing = [scene.plan.task(task_id).task for task_id in outcome.needs if not scene.plan.task(task_id).finished]
    if missing and not anyway:
        _say_missing(scene, decision, outcome, missing)
        return
    scene.standing = None
    made = commands.Decide(decision=decision.id, outcome=outcome.id, anyway=anyway)
    if await scene.do(made) is None:
        return
    _say_what_follows(scene, outcome)


def _say_missing(scene: Scene, decision: Decision, outcome: Outcome, missing: list[Task]) -> None:
    scene.standing = None
    then = (decision.id, outcome.id)
    ticks = [scene.offer(task.done, Tick(tick=task.id, then=then)) for task in missing]
    anyway = scene.offer("anyway", Decide(decide=decision.id, outcome=outcome.id, anyway=True))
    tasks = tuple(map(TaskName.of, missing))
    scene.say(NeedsFirst(decision=decision.id, outcome=outcome.id, tasks=tasks, offers=(*ticks, anyway)))


def _say_what_follows(scene: Scene, outcome: Outcome) -> None:
    match outcome.does:
        case "close" | "monitor":
            scene.say(OfCase(kind="case_closed" if outcome.does == "close" else "case_monitored", case=scene.name))
            if outcome.says:
                scene.say(RoutineSays(text=outcome.says))
        case "go_to":
            plan = scene.plan
            at = LevelName(word=plan.routine.level_word, id=plan.level.id)
            scene.say(Moved(case=scene.name, at=at, name=plan.level.name))
            scene.show(choosing.arrival(plan), offers.next_steps(scene))
        case _:
            scene.say(OutcomeNoted(outcome=outcome.id, text=outcome.says or outcome.text))
            offers.what_now(scene)


def named_task(scene: Scene) -> Task | None:
    """The task whose button's words were typed, whether the button is shown or not."""
    if scene.case is None or not scene.plan.is_open:
        return None
    typed = plain_words(scene.text)
    shown = [state.task for state in scene.plan.tasks if state.state != "not_relevant"]
    return next((t for t in shown if typed in (plain_words(t.done.nb), plain_words(t.done.nn))), None)


async def tick(scene: Scene, task_id: str, then: tuple[str, str] | None = None) -> None:
    """Ticks a task; where the day matters for a date, asks for it first."""
    if not await need_case(scene):
        return
    state = next((state for state in scene.plan.tasks if state.task.id == task_id), None)
    if state is None or not scene.plan.is_open:
        offers.what_now(scene)
        return
    if state.task.asks_date and state.state not in ("done", "done_late"):
        scene.standing = WaitsForDay(task=task_id)
        scene.say(Phrase(kind="ask_day", offers=NEAR_DAYS))
        return
    await tick_on(scene, task_id, scene.today, then)


NEAR_DAYS = (
    Offer(title="today", payload=DaysAgo(days_ago=0)),
    Offer(title="yesterday", payload=DaysAgo(days_ago=1)),
)


async def tick_on(
    scene: Scene, task_id: str, day: date, then: tuple[str, str] | None = None, *, spelled_out: bool = False
) -> None:
    """Records the task as done that day; `spelled_out` says the day too."""
    task = scene.plan.task(task_id).task
    scene.standing = None
    if await scene.do(commands.Tick(task=task_id, on=day)) is None:
        return
    scene.say(TaskTicked(task=TaskName.of(task), on=day if spelled_out else None))
    if then:
        await decide(scene, *then)
        return
    decision = scene.plan.decision
    if decision is not None:
        scene.standing = WaitsForDecision(decision=decision.id)
        ask(scene, decision)
        return
    offers.what_now(scene)


async def consent_refused(scene: Scene) -> None:
    """Recorded as said. What the routine does not say about it is shown as a gap, and other work goes on."""
    if not await need_case(scene):
        return
    if scene.plan.is_open:
        await scene.do(commands.Consent(given=False, on=scene.today))
        scene.say(ConsentRefused(gaps=choosing.gaps(scene.plan, "other")))
    offers.what_now(scene)


def day_in(scene: Scene, standing: WaitsForDay) -> date | None:
    """The day the message names: one that has been for a task, one to come for an own date."""
    return read_day(scene.text, scene.today, side="past" if standing.task else "future")


async def day_given(scene: Scene, standing: WaitsForDay, days_ago: int | None = None) -> None:
    """The day a task was done (not in the future) or an own date (not in the past)."""
    if not scene.plan.is_open:  # closed meanwhile, from another device
        scene.standing = None
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
        return
    day = day_in(scene, standing) if days_ago is None else scene.today - timedelta(days=days_ago)
    if day is None:
        if scene.plan.is_open:  # it may have been something to write down
            await scene.note()
        near = NEAR_DAYS if standing.task else ()
        scene.say(Phrase(kind="day_unclear", offers=(*near, *(misses.WAYS_OUT if misses.again(scene) else ()))))
    elif standing.task and day > scene.today:
        scene.say(Phrase(kind="day_in_future", offers=NEAR_DAYS))
    elif standing.deadline and day < scene.today:
        scene.say(Phrase(kind="day_in_past"))
    elif standing.task:
        await tick_on(scene, standing.task, day)
    else:
        scene.standing = None
        if await scene.do(commands.SetOwnDate(deadline=standing.deadline or "", on=day)) is None:
            return
        state = scene.plan.deadline(standing.deadline or "")
        scene.say(OwnDateSet(deadline=state.id, pieces=(choosing.deadline(scene.plan, state),)))


async def own_day(scene: Scene, deadline_id: str) -> None:
    if not await need_case(scene):
        return
    if deadline_id not in [state.id for state in scene.plan.deadlines]:
        scene.show(choosing.deadlines(scene.plan))
        return
    scene.standing = WaitsForDay(deadline=deadline_id)
    scene.say(Phrase(kind="ask_day"))
