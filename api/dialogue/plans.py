"""Questions about the plan: what now, which level, when, who, why, where to write."""

from __future__ import annotations

import re

from api.dialogue import cases, offers, smalltalk
from api.dialogue.reading.mentions import AUDIENCES, named
from api.dialogue.scene import Scene
from api.engine.plan import TaskState
from api.wording import choosing, rules
from api.wording.pieces import Pieces


async def whats_next(scene: Scene) -> None:
    await smalltalk.remind_of_danger(scene)
    if not await cases.need_case(scene, rules.beginning):
        return
    if _ALL.search(scene.text.casefold()):
        _show_every_task(scene)
    else:
        pieces = choosing.now(scene.plan)
        if scene.standing is not None and scene.standing.context == "decision":  # it is asked again below
            pieces = tuple(piece for piece in pieces if piece.kind != "decision")
        scene.show(pieces, [] if scene.standing else offers.next_steps(scene))


_ALL = re.compile(r"\b(?:vis|list\w*|sjå|se|gi|gje|få)\b.*\b(?:alle|alt|hele|heile)\b")


async def every_task(scene: Scene) -> None:
    """The level's whole list."""
    if await cases.need_case(scene, rules.beginning):
        _show_every_task(scene)


def _show_every_task(scene: Scene) -> None:
    plan = scene.plan
    if not plan.is_open:
        scene.show(choosing.level(plan))
        return
    scene.show(choosing.every_task(plan), [] if scene.standing else [*offers.acts(scene), *offers.carried(scene)])


async def ask_level(scene: Scene) -> None:
    if not await cases.need_case(scene, rules.beginning):
        return
    scene.show(choosing.level(scene.plan))


async def ask_deadline(scene: Scene) -> None:
    if not await cases.need_case(scene, rules.dates):
        return
    scene.show(choosing.deadlines(scene.plan), [] if scene.standing else offers.own_day(scene))


async def ask_who(scene: Scene) -> None:
    if not await cases.need_case(scene, rules.people):
        return
    scene.show(choosing.who(scene.plan))


async def ask_document(scene: Scene) -> None:
    if not await cases.need_case(scene, rules.documentation):
        return
    scene.show(choosing.documentation(scene.plan))


async def ask_why(scene: Scene) -> None:
    """Why this question, this date, this person; without a hint, why the next thing to do."""
    if not await cases.need_case(scene):
        return
    standing = None if scene.is_aside else scene.standing
    in_talk = standing is not None and standing.context == "talk"
    why = standing.why(scene) if standing is not None else ()
    dated = [state for state in scene.plan.deadlines if state.due_on]
    if dated and not (in_talk and why) and _asks_for_a_date(scene.text):
        why = choosing.why_deadline(scene.plan, dated[0])
    scene.show(why or _why_next(scene))


def _asks_for_a_date(text: str) -> bool:
    return any(word in text.casefold() for word in ("dat", "frist", "uke", "veke", "dag", "tid", "når"))


def _why_next(scene: Scene) -> Pieces:
    state = _task_in_question(scene)
    return choosing.level(scene.plan) if state is None else choosing.why_task(scene.plan, state)


def _task_in_question(scene: Scene) -> TaskState | None:
    about = named(scene.text, AUDIENCES)
    shown = [state for state in scene.plan.tasks if state.state != "not_relevant"]
    for state in shown:
        if set(about) & set(named(state.task.text.in_(scene.language), AUDIENCES)):
            return state
    return scene.plan.next_task or (shown[0] if shown else None)
