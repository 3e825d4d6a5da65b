"""Questions about the plan: what now, which level, when, who, why, where to write."""

from __future__ import annotations

from api.dialogue import cases, offers
from api.dialogue.reading.mentions import AUDIENCES, named
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, WaitsForDecision
from api.engine.plan import TaskState
from api.engine.schema import Routine
from api.wording import choosing


async def whats_next(scene: Scene) -> None:
    if not await cases.need_case(scene):
        return
    scene.show(choosing.now(scene.plan), [] if scene.standing else offers.next_steps(scene))


async def ask_level(scene: Scene) -> None:
    if not await cases.need_case(scene):
        return
    scene.show(choosing.level(scene.plan))


async def ask_deadline(scene: Scene) -> None:
    if not await cases.need_case(scene):
        return
    scene.show(choosing.deadlines(scene.plan), [] if scene.standing else offers.own_day(scene))


async def ask_who(scene: Scene) -> None:
    if not await cases.need_case(scene):
        return
    scene.show(choosing.who(scene.plan))


async def ask_document(scene: Scene) -> None:
    if not await cases.need_case(scene):
        return
    scene.show(choosing.documentation(scene.plan))


async def ask_why(scene: Scene) -> None:
    """Why this question, this date, this person; without a hint, why the next thing to do."""
    if not await cases.need_case(scene):
        return
    standing = None if scene.is_aside else scene.standing
    if isinstance(standing, InGuide):
        question = (await cases.talk_of(scene, standing)).standing
        if question is not None:
            guide = next(guide for guide in scene.opened.routine.guides if question in guide.questions)
            scene.show(choosing.why_question(scene.plan, question, guide))
            return
    dated = [state for state in scene.plan.deadlines if state.due_on]
    if dated and any(word in scene.text.casefold() for word in ("dat", "frist", "uke", "veke", "dag", "tid", "når")):
        scene.show(choosing.why_deadline(scene.plan, dated[0]))
        return
    if isinstance(standing, WaitsForDecision):
        decision = next((d for d in scene.plan.level.decisions if d.id == standing.decision), None)
        if decision is not None:  # else it was made meanwhile, from another device
            scene.show(choosing.why_decision(scene.plan, decision))
            return
    state = _task_in_question(scene)
    if state is None:
        scene.show(choosing.level(scene.plan))
    else:
        scene.show(choosing.why_task(scene.plan, state))


def _task_in_question(scene: Scene) -> TaskState | None:
    about = named(scene.text, AUDIENCES)
    shown = [state for state in scene.plan.tasks if state.state != "not_relevant"]
    for state in shown:
        if set(about) & set(named(state.task.text.in_(scene.language), AUDIENCES)):
            return state
    return scene.plan.next_task or (shown[0] if shown else None)


async def routine_of(scene: Scene) -> Routine:
    """The routine of the case, or of the school when there is no case yet."""
    return scene.opened.routine if scene.case is not None else await scene.school_routine()
