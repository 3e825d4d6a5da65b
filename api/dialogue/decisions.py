"""Judgements that are typed or tapped, tasks ticked off, and dates of the teacher's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.dialogue import offers
from api.dialogue.acts import ConsentRefused
from api.dialogue.cases import need_case
from api.dialogue.reading import judging
from api.dialogue.reading.captions import ALIKE_ENOUGH, APART, denies, likeness, same
from api.dialogue.reading.judging import GOES, STANDS, View
from api.dialogue.reading.mentions import AUDIENCES, STAFF, named
from api.dialogue.reading.pasted import lines_of, said_to_be_done
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

_AS_BAD = frozenset(("worried", "not_enough"))  # the one is meant by the other, where a decision knows only one of them
_DOES = {"watch": "monitor", "ends": "close", "continues": "continue"}


def line_of(scene: Scene, view: View) -> Judged | None:
    """The outcome that is judged; None when none or several fit, or when it would end or lower the case and the words do not carry it."""
    here = nearest(scene)
    if here is None or not view.says or any(denies(scene.text, one.text) for one in here.outcomes):
        return None
    for decision in _may_be_of(scene, here, view):
        fitting = [outcome for outcome in decision.outcomes if _is_meant(scene, outcome, view, decision)]
        fitting = [outcome for outcome in fitting if outcome.meanings] or fitting
        if len(fitting) == 1 and (view.eases or not eases(scene, fitting[0])) and not _is_reversed(scene, fitting[0]):
            return _judged(scene, decision, fitting[0])
    return None


def _may_be_of(scene: Scene, here: Decision, view: View) -> list[Decision]:
    """The nearest decision; the others too where it only chooses a form, or where the case is to go on."""
    others = [one for one in scene.plan.level.decisions if one is not here]
    return [here, *others] if "onward" in view.says or _only_chooses(here) else [here]


def _only_chooses(decision: Decision) -> bool:
    return all(outcome.does == "choose" for outcome in decision.outcomes)


def _is_reversed(scene: Scene, outcome: Outcome) -> bool:
    """Whether it would go on where the teacher speaks of ending."""
    return outcome.does == "continue" and judging.speaks_of_ending(scene.text)


def of_view(scene: Scene, view: View) -> Decision | None:
    """The decision whose choices are shown when something is judged and it is not plain what."""
    here = nearest(scene)
    if here is None or not (view and _only_chooses(here)):
        return here
    return next((one for one in scene.plan.level.decisions if not _only_chooses(one)), here)


def _judged(scene: Scene, decision: Decision, outcome: Outcome) -> Judged:
    return Judged(decision=decision.id, outcome=outcome.id, eases=eases(scene, outcome))


def eases(scene: Scene, outcome: Outcome) -> bool:
    """Whether it ends the case, or brings it to a lower level."""
    return outcome.does in ("close", "monitor") or (outcome.to is not None and not _is_onward(scene, outcome))


def _is_meant(scene: Scene, outcome: Outcome, view: View, decision: Decision) -> bool:
    stands, goes = view.says & STANDS, view.says & GOES
    if goes and not all(_goes_so(scene, outcome, view, one) for one in goes):
        return False
    known = {meaning for one in decision.outcomes for meaning in one.meanings}
    meant = {*stands, *(_AS_BAD if stands & _AS_BAD and not stands & known else ())}
    return bool(outcome.meanings & meant) or (not outcome.meanings and bool(goes)) or not stands


def _goes_so(scene: Scene, outcome: Outcome, view: View, goes: str) -> bool:
    if goes == "onward":
        return _is_onward(scene, outcome) and view.level in (None, outcome.to)
    return outcome.does == _DOES[goes]


def _is_onward(scene: Scene, outcome: Outcome) -> bool:
    levels = [level.id for level in scene.opened.routine.levels]
    to = outcome.to
    return outcome.does == "go_to" and to in levels and levels.index(to) > levels.index(scene.plan.level.id)


def near_outcome(scene: Scene) -> Judged | None:
    """The outcome whose button's words were nearly typed, of the judgement that is nearest, else of another of the level.

    It is only proposed.
    """
    here = nearest(scene) if scene.has_open_case else None
    if here is None:
        return None
    others = [one for one in scene.plan.level.decisions if one is not here]
    return next(filter(None, (_near(scene, decision) for decision in (here, *others))), None)


def directed(scene: Scene) -> Judged | None:
    """The one outcome that goes where the teacher says plainly that the case is to go. It is only proposed."""
    here, to = (nearest(scene), judging.direction(scene.text)) if scene.has_open_case else (None, None)
    if here is None or to is None:
        return None
    decisions = (here, *(one for one in scene.plan.level.decisions if one is not here))
    closes = any(outcome.does == "close" for decision in decisions for outcome in decision.outcomes)
    for decision in decisions:
        fits = [outcome for outcome in decision.outcomes if _goes(scene, outcome, to, closes=closes)]
        if len(fits) == 1:
            return _judged(scene, decision, fits[0])
    return None


def _goes(scene: Scene, outcome: Outcome, to: judging.Direction, *, closes: bool) -> bool:
    """A level that cannot be closed ends in watching, when things are said to be well."""
    if to.ends:
        return outcome.does == ("close" if closes else "monitor") and (closes or _is_well(scene))
    if outcome.to is None or outcome.does != "go_to":
        return False
    if to.level is not None:
        return outcome.to == to.level
    level = next((one for one in scene.opened.routine.levels if one.id == outcome.to), None)
    return level is not None and to.name is not None and to.name[:6] in level.name.nb.casefold()


def _is_well(scene: Scene) -> bool:
    view = judging.judged(scene.text, scene.turn.parts, scene.verdict)
    return view.eases and bool(view.says & {"cleared", "works"})


def _near(scene: Scene, decision: Decision) -> Judged | None:
    said = [likeness(scene.text, one.text.nb, one.text.nn) for one in decision.outcomes]
    best = max(said, default=0.0)
    if best < ALIKE_ENOUGH or sum(one > best - APART for one in said) > 1:
        return None
    outcome = decision.outcomes[said.index(best)]
    if {*_NUMBER.findall(scene.text)} - {*_NUMBER.findall(f"{outcome.text.nb} {outcome.text.nn}")}:
        return None  # of another level than it leads to
    if set(named(scene.text, _WHO)) - set(named(f"{outcome.text.nb} {outcome.text.nn}", _WHO)):
        return None  # somebody is named: it may be their view
    return _judged(scene, decision, outcome)


_WHO = {**AUDIENCES, **STAFF}
_NUMBER = re.compile(r"\b\d+[a-z]?\b", re.IGNORECASE)


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
    here = [state.task for state in scene.plan.tasks if state.state != "not_relevant"]
    shown = [*here, *(one.state.task for one in scene.plan.carried)]
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
    """Whether the words of a way on to a level were typed that another level of the routine has; this one's are proposed."""
    if not scene.has_open_case or near_outcome(scene) is not None:
        return False
    decisions = [decision for level in scene.opened.routine.levels for decision in level.decisions]
    outcomes = [one for decision in decisions for one in decision.outcomes if one.to is not None]
    return any(same(scene.text, one.text.nb, one.text.nn) for one in outcomes)


def has_fallen_away(scene: Scene) -> bool:
    """Whether the words of a task's button were typed that is not relevant now: they mean that task, and none that is like it."""
    away = [state.task for state in scene.plan.tasks if state.state == "not_relevant"] if scene.has_open_case else []
    return any(same(scene.text, task.done.nb, task.done.nn) for task in away)


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
    if state is None and any(one.state.task.id == task_id for one in scene.plan.carried):
        await tick_on(scene, task_id, scene.today, then)
        return
    if state is None or not scene.plan.is_open:
        offers.what_now(scene)
        return
    if state.task.asks_date and state.state not in ("done", "done_late"):
        WaitsForDay(task=task_id).ask(scene)
        return
    await tick_on(scene, task_id, scene.today, then)


async def other_day(scene: Scene, task_id: str) -> None:
    """The day of what is recorded as done is asked for, to be put in its place."""
    if not await need_case(scene):
        return
    state = next((state for state in scene.plan.tasks if state.task.id == task_id), None)
    entries = [fact.entry for fact in scene.opened.file.facts if state and fact.number in state.by_facts]
    if not entries:
        offers.what_now(scene)
        return
    WaitsForDay(task=task_id, corrects=entries[-1]).ask(scene)


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
