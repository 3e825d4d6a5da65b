"""The buttons that fit a case now: what to tick, which talk to start, which way to decide."""

from __future__ import annotations

from collections.abc import Sequence

from api.cases.service import ListedCase, OpenedCase
from api.dialogue.acts import Caption, Offer
from api.dialogue.payloads import DaysAgo, DecideButton, OwnDay, RefuseConsent, ShowAll, SpeakOf, StartGuide, TickButton
from api.dialogue.scene import Scene, name_of
from api.engine.plan import fact_of
from api.engine.schema import Decision, Guide, Level
from api.wording import choosing

TICKS = 3
NEAR_DAYS = (
    Offer(title="today", payload=DaysAgo(days_ago=0)),
    Offer(title="yesterday", payload=DaysAgo(days_ago=1)),
)


def of_cases(scene: Scene, listed: Sequence[ListedCase | OpenedCase]) -> tuple[Offer, ...]:
    """To speak of one of these cases, which are shown with it."""
    scene.cases.saw([one.case for one in listed], "list")
    named = [name_of(opened) for opened in listed]
    return tuple(Offer(title=name.label, payload=SpeakOf(case=name.case)) for name in named)


def what_now(scene: Scene) -> None:
    """What to do now, with its buttons."""
    scene.show(choosing.now(scene.plan), next_steps(scene))


def next_steps(scene: Scene) -> list[Offer]:
    """The decision that is ready, else talks that can be started and the first tasks to tick."""
    plan = scene.plan
    if not plan.is_open:
        return []
    if plan.decision is not None:
        return [*outcomes(scene, plan.decision), *show_all(scene)]
    return [*acts(scene), *show_all(scene)]


def beside(scene: Scene) -> list[Offer]:
    """Under something else that is said: no way to decide, for its question is not asked there."""
    return acts(scene) if scene.plan.is_open else []


def acts(scene: Scene) -> list[Offer]:
    """Talks that can be started, the first tasks to tick, and a date of the teacher's own."""
    return [*(guide_button(scene, guide) for guide in open_guides(scene)[:2]), *ticks(scene), *own_day(scene)]


def show_all(scene: Scene) -> list[Offer]:
    """The level's whole list, when there is more in it than what is shown."""
    count = choosing.count_of_tasks(scene.plan)
    if count <= choosing.SHOWN:
        return []
    return [scene.offer(Caption(caption="show_all", number=count), ShowAll(show_all=True))]


def ticks(scene: Scene) -> list[Offer]:
    """The first open tasks, the most urgent first."""
    tasks = [scene.plan.task(act.id).task for act in scene.plan.now if act.kind == "task"]
    buttons = [scene.offer(task.done, TickButton(tick=task.id)) for task in tasks[:TICKS]]
    if any(fact_of(task).fact == "consent_given" for task in tasks[:TICKS]):
        buttons.append(scene.offer("no_consent", RefuseConsent(consent=False)))
    return buttons


def carried(scene: Scene) -> list[Offer]:
    """What stands open from levels the case has left, to be ticked."""
    tasks = [one.state.task for one in scene.plan.carried[:TICKS]]
    return [scene.offer(task.done, TickButton(tick=task.id)) for task in tasks]


def own_day(scene: Scene) -> list[Offer]:
    """A date of the teacher's own where the routine gives none."""
    undated = [
        state.id
        for state in scene.plan.deadlines
        if state.state in ("none", "reopened") and state.rule.kind != "recurring" and not state.own_on
    ]
    return [scene.offer("own_day", OwnDay(own_day=deadline)) for deadline in undated[:1]]


def open_guides(scene: Scene) -> list[Guide]:
    """The talks of the tasks that are open now, in the plan's order."""
    tasks = [scene.plan.task(act.id).task for act in scene.plan.now if act.kind == "task"]
    ids = dict.fromkeys(task.guide for task in tasks if task.guide)
    return [scene.opened.routine.guide(guide_id) for guide_id in ids]


def level_guides(scene: Scene) -> list[Guide]:
    """All talks of the level, also those that are held and those no task asks for."""
    return [scene.opened.routine.guide(guide_id) for guide_id in guides_of(scene.plan.level)]


def guides_of(level: Level) -> list[str]:
    return list(dict.fromkeys([*(task.guide for task in level.tasks if task.guide), *level.guides]))


def guide_button(scene: Scene, guide: Guide) -> Offer:
    return scene.offer(guide.name, StartGuide(guide=guide.id))


def outcomes(scene: Scene, decision: Decision) -> list[Offer]:
    return [
        scene.offer(outcome.text, DecideButton(decide=decision.id, outcome=outcome.id)) for outcome in decision.outcomes
    ]
