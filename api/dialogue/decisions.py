"""Judgements people make, what follows from them, and tasks ticked off with the day they were done."""

from __future__ import annotations

from datetime import date, timedelta

from api.dialogue import misses, offers
from api.dialogue.acts import Button, plain_words
from api.dialogue.cases import need_case, start
from api.dialogue.reading.days import read_day
from api.dialogue.reading.judge import CERTAIN
from api.dialogue.scene import Scene
from api.dialogue.standing import WaitsForDay, WaitsForDecision
from api.engine.schema import Decision, Outcome, Task
from api.wording.texts import day as words_of

# What a typed judgement means to a decision whose outcomes say what they mean.
MEANINGS = {"concern_cleared": ("cleared", "works"), "concern_confirmed": ("worried", "not_enough")}


def ask(scene: Scene, decision: Decision) -> None:
    scene.say("ask_decision", words=scene.in_words(decision.question), buttons=offers.outcomes(scene, decision))


async def judged(scene: Scene, intent: str) -> None:
    """“Fortsatt bekymret” or “ingen uro”, typed: the outcome it means here, or the choices when it is not plain."""
    if scene.case is None and intent == "concern_confirmed" and not await scene.cases.list():
        await start(scene)  # “ein gut har ikkje vore her på to veker, eg er uroleg” is where it begins
        return
    if not await need_case(scene):
        return
    if not scene.plan.is_open:
        scene.say("case_is_closed", case=scene.words.case)
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
        scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))
        return
    scene.standing = WaitsForDecision(decision=decision.id)
    scene.say("decision_unclear")
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
        scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))
        return
    missing = [scene.plan.task(task_id).task for task_id in outcome.needs if not scene.plan.task(task_id).finished]
    if missing and not anyway:
        _say_missing(scene, decision, outcome, missing)
        return
    await scene.cases.decide(scene.opened, decision.id, outcome.id, today=scene.today, turn_id=scene.turn.id)
    scene.standing = None
    _say_what_follows(scene, outcome)


_ANYWAY = {"nb": "Gå videre likevel", "nn": "Gå vidare likevel"}


def _say_missing(scene: Scene, decision: Decision, outcome: Outcome, missing: list[Task]) -> None:
    scene.standing = None
    lines = "\n".join(f"• {scene.in_words(task.text)}" for task in missing)
    buttons = [scene.button(task.done, tick=task.id, then=[decision.id, outcome.id]) for task in missing]
    anyway = scene.button(_ANYWAY[scene.language], decide=decision.id, outcome=outcome.id, anyway=True)
    scene.say("needs_first", words=lines, buttons=[*buttons, anyway])


def _say_what_follows(scene: Scene, outcome: Outcome) -> None:
    words = scene.words
    says = scene.in_words(outcome.says) if outcome.says else ""
    match outcome.does:
        case "close":
            scene.say("case_closed", case=words.case)
            if says:
                scene.say("sentences", words=says)
        case "monitor":
            scene.say("case_monitored", case=words.case)
            if says:
                scene.say("sentences", words=says)
        case "go_to":
            plan = words.plan
            scene.say(
                "moved",
                case=words.case,
                word=plan.routine.level_word.in_(scene.language),
                level=plan.level.id,
                name=plan.level.name.in_(scene.language),
            )
            scene.say("sentences", words=words.arrival(), buttons=offers.next_steps(scene))
        case _:
            scene.say("outcome_noted", words=says or scene.in_words(outcome.text))
            scene.say("sentences", words=words.now(), buttons=offers.next_steps(scene))


def named_task(scene: Scene) -> Task | None:
    """The task whose button's words were typed, whether the button is shown or not."""
    if scene.case is None or not scene.plan.is_open:
        return None
    typed = plain_words(scene.text)
    shown = [state.task for state in scene.plan.tasks if state.state != "not_relevant"]
    return next((t for t in shown if typed in (plain_words(t.done.nb), plain_words(t.done.nn))), None)


async def tick(scene: Scene, task_id: str, then: list[str] | None = None) -> None:
    """Ticks a task; where the day matters for a date, asks for it first."""
    if not await need_case(scene):
        return
    state = next((state for state in scene.plan.tasks if state.task.id == task_id), None)
    if state is None or not scene.plan.is_open:
        scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))
        return
    if state.task.asks_date and state.state not in ("done", "done_late"):
        scene.standing = WaitsForDay(task=task_id)
        scene.say("ask_day", buttons=near_days(scene))
        return
    await tick_on(scene, task_id, scene.today, then)


def near_days(scene: Scene) -> list[Button]:
    return [scene.button("I dag", days_ago=0), scene.button("I går", days_ago=1)]


async def tick_on(
    scene: Scene, task_id: str, day: date, then: list[str] | None = None, *, spelled_out: bool = False
) -> None:
    """Records the task as done that day; `spelled_out` says the day too."""
    task = await scene.cases.tick(scene.opened, task_id, occurred_on=day, today=scene.today, turn_id=scene.turn.id)
    scene.standing = None
    if spelled_out:
        scene.say("ticked_on", words=scene.in_words(task.done), day=words_of(day, scene.language, scene.today))
    else:
        scene.say("ticked", words=scene.in_words(task.done))
    if then:
        await decide(scene, then[0], then[1])
        return
    decision = scene.plan.decision
    if decision is not None:
        scene.standing = WaitsForDecision(decision=decision.id)
        ask(scene, decision)
        return
    scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))


async def consent_refused(scene: Scene) -> None:
    """Recorded as said. What the routine does not say about it is shown as a gap, and other work goes on."""
    if not await need_case(scene):
        return
    if scene.plan.is_open:
        await scene.cases.record(
            scene.opened, "consent_refused", occurred_on=scene.today, today=scene.today, turn_id=scene.turn.id
        )
        scene.say("consent_refused", words="\n".join(scene.words.gaps("other")))
    scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))


def day_in(scene: Scene, standing: WaitsForDay) -> date | None:
    """The day the message names: one that has been for a task, one to come for an own date."""
    return read_day(scene.text, scene.today, side="past" if standing.task else "future")


async def day_given(scene: Scene, standing: WaitsForDay, days_ago: int | None = None) -> None:
    """The day a task was done (not in the future) or an own date (not in the past)."""
    if not scene.plan.is_open:  # closed meanwhile, from another device
        scene.standing = None
        scene.say("case_is_closed", case=scene.words.case)
        return
    day = day_in(scene, standing) if days_ago is None else scene.today - timedelta(days=days_ago)
    if day is None:
        if scene.plan.is_open:  # it may have been something to write down
            await scene.cases.write(scene.opened, "loose", scene.text, turn_id=scene.turn.id)
        near = near_days(scene) if standing.task else []
        scene.say("day_unclear", buttons=[*near, *(misses.ways_out(scene) if misses.again(scene) else [])])
    elif standing.task and day > scene.today:
        scene.say("day_in_future", buttons=near_days(scene))
    elif standing.deadline and day < scene.today:
        scene.say("day_in_past")
    elif standing.task:
        await tick_on(scene, standing.task, day)
    else:
        await scene.cases.record(
            scene.opened,
            "own_date_set",
            occurred_on=scene.today,
            today=scene.today,
            turn_id=scene.turn.id,
            deadline=standing.deadline,
            on=day,
        )
        scene.standing = None
        scene.say("own_date_set", words=scene.words.deadline(scene.plan.deadline(standing.deadline or "")))


async def own_day(scene: Scene, deadline_id: str) -> None:
    if not await need_case(scene):
        return
    if deadline_id not in [state.id for state in scene.plan.deadlines]:
        scene.say("sentences", words=scene.words.deadlines())
        return
    scene.standing = WaitsForDay(deadline=deadline_id)
    scene.say("ask_day")
