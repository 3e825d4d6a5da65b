"""A judgement people make, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from api.cases.service import OpenedCase
from api.dialogue import offers
from api.dialogue.acts import (
    DecisionAsked,
    Moved,
    NeedsFirst,
    NoteKept,
    OfCase,
    OutcomeName,
    OutcomeNoted,
    Phrase,
    RefusalTold,
    RoutineSays,
    TaskName,
)
from api.dialogue.payloads import DecideButton, TickButton
from api.dialogue.reading.agreeing import says_no, says_yes
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings import reason
from api.engine import commands
from api.engine.apply import Refusal
from api.engine.schema import Decision, Outcome, Task, Text
from api.wording import choosing
from api.wording.pieces import LevelName, Piece


class WaitsForDecision(Standing):
    """What is typed here may be a judgement, or anything else that is told or asked meanwhile."""

    context = "decision"
    hears_reports = True
    undo_beside = True

    kind: Literal["decision"] = "decision"
    decision: str

    async def ask_again(self, scene: Scene) -> None:
        decision = decision_of(scene, self.decision)
        if decision is not None:
            ask(scene, decision)
            return
        scene.standing = None  # made meanwhile, from another device
        offers.what_now(scene)

    async def take(self, scene: Scene) -> None:
        """A bare yes or no says nothing here; all else is kept."""
        if says_yes(scene.text) or says_no(scene.text):
            scene.say(Phrase(kind="decision_unclear"))
        else:
            await self.keep(scene)
            scene.say(NoteKept(case=scene.name))
        await self.ask_again(scene)

    def is_aside(self, scene: Scene, named: Sequence[OpenedCase]) -> bool:
        verdict = scene.verdict
        return verdict.kind == "command" and verdict.intent not in (None, "answer", "affirm", "deny", "off_topic")

    def names_pupils(self, scene: Scene) -> bool:
        return True

    def yields(self, scene: Scene, others: Sequence[OpenedCase]) -> bool:
        return bool(others) and scene.verdict.kind in ("answer", "doubtful")

    def why(self, scene: Scene) -> Sequence[Piece]:
        decision = decision_of(scene, self.decision)
        return choosing.why_decision(scene.plan, decision) if decision is not None else ()


def decision_of(scene: Scene, decision_id: str) -> Decision | None:
    """The decision on the level the case is on."""
    return next((decision for decision in scene.plan.level.decisions if decision.id == decision_id), None)


def ask(scene: Scene, decision: Decision) -> None:
    scene.standing = WaitsForDecision(decision=decision.id)
    offered = tuple(offers.outcomes(scene, decision))
    ours = tuple(outcome.text for outcome in decision.outcomes if outcome.ours)
    outcomes = tuple(_named(scene, outcome) for outcome in decision.outcomes)
    scene.say(
        DecisionAsked(decision=decision.id, question=decision.question, ours=ours, outcomes=outcomes, offers=offered)
    )


def _named(scene: Scene, outcome: Outcome) -> OutcomeName:
    to = LevelName(word=scene.plan.routine.level_word, id=outcome.to) if outcome.to else None
    needed = [scene.plan.task(task) for task in outcome.needs]
    first = tuple(TaskName.of(state.task) for state in needed if not state.finished)
    return OutcomeName(outcome=outcome.id, to=to, first=first)


def ask_or_go_on(scene: Scene) -> None:
    """The decision that is ready, else what to do now."""
    if scene.plan.decision is not None:
        ask(scene, scene.plan.decision)
    else:
        offers.what_now(scene)


async def decide(scene: Scene, decision_id: str, outcome_id: str, *, anyway: bool = False) -> None:
    """Records the judgement and says what follows. What should be done first is said once; the teacher may go on without."""
    decision = decision_of(scene, decision_id)
    outcome = next((outcome for outcome in decision.outcomes if outcome.id == outcome_id), None) if decision else None
    scene.standing = None
    if not scene.plan.is_open or decision is None or outcome is None:
        offers.what_now(scene)
        return
    done = await scene.attempt(commands.Decide(decision=decision.id, outcome=outcome.id, anyway=anyway))
    if isinstance(done, Refusal):
        _say_refused(scene, decision, outcome, done)
        return
    _say_what_follows(scene, outcome)
    if scene.standing is None and any(fact.kind == "went_on" for fact in done.facts):
        reason.ask(scene)


def _say_refused(scene: Scene, decision: Decision, outcome: Outcome, refusal: Refusal) -> None:
    if refusal.code == "needs_first":
        _say_missing(scene, decision, outcome, [scene.plan.task(task_id).task for task_id in refusal.tasks])
    else:
        scene.say(RefusalTold(code=refusal.code))


def _say_missing(scene: Scene, decision: Decision, outcome: Outcome, missing: Sequence[Task]) -> None:
    then = (decision.id, outcome.id)
    ticks = [scene.offer(task.done, TickButton(tick=task.id, then=then)) for task in missing]
    anyway = scene.offer("anyway", DecideButton(decide=decision.id, outcome=outcome.id, anyway=True))
    tasks = tuple(map(TaskName.of, missing))
    scene.say(
        NeedsFirst(
            decision=decision.id,
            outcome=outcome.id,
            chosen=outcome.text,
            ours=outcome.needs_clause is None,
            tasks=tasks,
            offers=(*ticks, anyway),
        )
    )


def _say_what_follows(scene: Scene, outcome: Outcome) -> None:
    """What the outcome says is said when it is taken; not again when the question just answered has said it."""
    says = None if scene.stood is not None and scene.stood.has_said(outcome) else outcome.says
    match outcome.does:
        case "close" | "monitor":
            scene.say(OfCase(kind="case_closed" if outcome.does == "close" else "case_monitored", case=scene.name))
            _say(scene, says)
        case "go_to":
            plan = scene.plan
            at = LevelName(word=plan.routine.level_word, id=plan.level.id)
            scene.say(Moved(case=scene.name, at=at, name=plan.level.name))
            _say(scene, says)
            scene.show(choosing.arrival(plan), offers.next_steps(scene))
        case _:
            scene.say(OutcomeNoted(outcome=outcome.id, text=says or outcome.text))
            offers.what_now(scene)


def _say(scene: Scene, says: Text | None) -> None:
    if says is not None:
        scene.say(RoutineSays(text=says))
