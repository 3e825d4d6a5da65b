"""Judgements that are typed or tapped, tasks ticked off, and dates of the teacher's own."""

from __future__ import annotations

from collections.abc import Sequence

from api.dialogue import offers
from api.dialogue.acts import ConsentRefused
from api.dialogue.cases import need_case
from api.dialogue.reading.captions import denies, same
from api.dialogue.reading.pasted import lines_of, said_to_be_done
from api.dialogue.reading.telling import is_anothers
from api.dialogue.scene import Scene
from api.dialogue.standings.day import WaitsForDay, record_tick, tick_on
from api.dialogue.standings.decision import WaitsForDecision, decision_of
from api.dialogue.standings.decision import decide as made
from api.dialogue.standings.proposal import Judged
from api.engine.commands import Consent
from api.engine.plan import fact_of
from api.engine.schema import Decision, Outcome, Task
from api.wording import choosing
from api.wording.captions import captions_of

# What a typed judgement means to a decision whose outcomes say what they mean.
MEANINGS = {"concern_cleared": ("cleared", "works"), "concern_confirmed": ("worried", "not_enough")}


def line_of(scene: Scene, judgement: str, words: str) -> Judged | None:
    """What a judgement comes to here; None when it is not plain which outcome is meant, or whose judgement it is."""
    decision = nearest(scene)
    if decision is None or is_anothers(words) or any(denies(words, one.text) for one in decision.outcomes):
        return None
    fitting = [outcome for outcome in decision.outcomes if outcome.means in MEANINGS[judgement]]
    return Judged(decision=decision.id, outcome=fitting[0].id) if len(fitting) == 1 else None


def nearest(scene: Scene) -> Decision | None:
    """The decision that stands or is ready; else the level's first, which a teacher may make early."""
    decisions = scene.plan.level.decisions
    return open_decision(scene) or (decisions[0] if decisions else None)


async def decide(scene: Scene, decision_id: str, outcome_id: str, *, anyway: bool) -> None:
    """The judgement of a button."""
    if await need_case(scene):
        await made(scene, decision_id, outcome_id, anyway=anyway)


def named_task(scene: Scene) -> Task | None:
    """The task whose button's words were typed, whether the button is shown or not."""
    if not scene.has_open_case:
        return None
    shown = [state.task for state in scene.plan.tasks if state.state != "not_relevant"]
    return next((task for task in shown if same(scene.text, task.done.nb, task.done.nn)), None)


def pasted_tasks(scene: Scene) -> list[Task]:
    """Tasks whose buttons' words were pasted, a line each; none when more than one of them asks for its day."""
    lines = lines_of(scene.text)
    if not scene.has_open_case or len(lines) < 2:
        return []
    shown = [state.task for state in scene.plan.tasks if state.state not in ("not_relevant", "done", "done_late")]
    named = [next((task for task in shown if same(line, task.done.nb, task.done.nn)), None) for line in lines]
    tasks = list({task.id: task for task in named if task is not None}.values())
    dated = sum(task.asks_date for task in tasks)
    return sorted(tasks, key=lambda task: task.asks_date) if None not in named and dated <= 1 else []


def marked_done(scene: Scene) -> Task | None:
    """The task whose own line was pasted back with a mark that it is done."""
    marked = said_to_be_done(scene.text) if scene.has_open_case else None
    shown = [state.task for state in scene.plan.tasks if not state.finished] if marked else []
    return next(
        (task for task in shown if same(marked or "", task.text.nb, task.text.nn, task.done.nb, task.done.nn)), None
    )


async def tick_each(scene: Scene, task_ids: Sequence[str]) -> None:
    """Ticks several tasks; the last one may ask for its day."""
    for task_id in task_ids[:-1]:
        await record_tick(scene, task_id, scene.today)
    await tick(scene, task_ids[-1])


def open_decision(scene: Scene) -> Decision | None:
    """The one that stands, else the one that is ready."""
    if isinstance(scene.standing, WaitsForDecision):
        return decision_of(scene, scene.standing.decision)
    return scene.plan.decision


def named_outcome(scene: Scene) -> Outcome | None:
    """The way to decide whose button's words were typed, of the decision that is open now."""
    decision = open_decision(scene) if scene.has_open_case else None
    outcomes = decision.outcomes if decision is not None else []
    return next((one for one in outcomes if same(scene.text, one.text.nb, one.text.nn)), None)


def decides_elsewhere(scene: Scene) -> bool:
    """Whether the words of a way on to a level were typed that the routine has, and not the decision that is open now."""
    if not scene.has_open_case or named_outcome(scene) is not None:
        return False
    decisions = [decision for level in scene.opened.routine.levels for decision in level.decisions]
    outcomes = [one for decision in decisions for one in decision.outcomes if one.to is not None]
    return any(same(scene.text, one.text.nb, one.text.nn) for one in outcomes)


def refuses_consent(scene: Scene) -> bool:
    """Whether the words of the button that refuses consent were typed, where consent is asked for on the level."""
    if not scene.has_open_case or not same(scene.text, *captions_of("no_consent")):
        return False
    return any(fact_of(state.task).fact == "consent_given" for state in scene.plan.tasks)


async def tick(scene: Scene, task_id: str, then: tuple[str, str] | None = None) -> None:
    """Ticks a task; where the day matters for a date, asks for it first."""
    if not await need_case(scene):
        return
    state = next((state for state in scene.plan.tasks if state.task.id == task_id), None)
    if state is None or not scene.plan.is_open:
        offers.what_now(scene)
        return
    if state.task.asks_date and state.state not in ("done", "done_late"):
        WaitsForDay(task=task_id).ask(scene)
        return
    await tick_on(scene, task_id, scene.today, then)


async def consent_refused(scene: Scene) -> None:
    """Recorded as said. What the routine does not say about it is shown as a gap, and other work goes on."""
    if not await need_case(scene):
        return
    if scene.plan.is_open:
        await scene.do(Consent(given=False, on=scene.today))
        scene.say(ConsentRefused(gaps=choosing.gaps(scene.plan, "other")))
    offers.what_now(scene)


async def own_day(scene: Scene, deadline_id: str) -> None:
    if not await need_case(scene):
        return
    if deadline_id not in [state.id for state in scene.plan.deadlines]:
        scene.show(choosing.deadlines(scene.plan))
        return
    WaitsForDay(deadline=deadline_id).ask(scene)
