"""Commands chosen by a number for the case as it is: possible ones, repeated ones and ones that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from api.engine import commands as do
from api.engine.apply import FIXED
from api.engine.casefile import CaseFile
from api.engine.commands import AnyCommand
from api.engine.facts import live
from api.engine.schema import Question
from tests.engine.casework import COLLEAGUE, OTHER, OWNER

WORDS = ("det går bra", "7", "9999 bananer", "-", "2026-09-01", "ja;nei", "3,5")


class Choice:
    """Takes one number apart, so that each part of a command is chosen by it."""

    def __init__(self, number: int) -> None:
        self.left = number

    def of(self, *among: object) -> object:
        self.left, which = divmod(self.left, len(among))
        return among[which]

    def name(self, names: list[str]) -> str:
        return str(self.of(*names, "finnes_ikke"))

    def up_to(self, highest: int) -> int:
        return int(str(self.of(*range(1, highest + 2))))

    def yes(self) -> bool:
        return bool(self.of(False, True))


def command_of(number: int, case: CaseFile, today: date) -> AnyCommand:
    """Any number gives a command; most fit the case as it is."""
    chosen = Choice(number)
    now = case.plan(today)
    tasks = [state.task.id for state in now.tasks]
    if not now.is_open and chosen.yes():
        return do.Reopen()
    near = [today + timedelta(days=offset) for offset in (0, 0, -3, 2)]
    finished = [state.task.id for state in now.tasks if state.finished]
    told = [fact.entry for fact in live(case.facts) if fact.kind not in FIXED]
    runs = [run.id for run in case.runs]

    def on() -> date:
        return date.fromisoformat(str(chosen.of(*near)))

    def run() -> UUID:
        return UUID(str(chosen.of(*reversed(runs), UUID(int=99))))

    def corrects() -> int | None:
        return int(str(chosen.of(*told, 1))) if chosen.of(*range(3)) == 0 else None

    def question(run_id: UUID) -> tuple[str, str]:
        """A question and words for it, mostly ones that fit."""
        found = case.run(run_id)
        guide = case.routine.guide(found.guide_id) if found else case.routine.guides[0]
        name = chosen.name([one.id for one in guide.questions])
        asked = case.routine.questions.get(name)
        return name, fitting(asked) if asked and chosen.yes() else str(chosen.of(*WORDS))

    def decide() -> AnyCommand:
        known = [f"{one.id}/{way.id}" for one in now.level.decisions for way in one.outcomes]
        decision, outcome = str(chosen.of(*known, "finnes/ikke")).split("/")
        reason = "vi så at" if chosen.yes() else None
        return do.Decide(decision=decision, outcome=outcome, anyway=chosen.yes(), reason=reason, corrects=corrects())

    def answer() -> AnyCommand:
        run_id = run()
        name, words = question(run_id)
        seen = [None, 0, len(case.notes)][int(str(chosen.of(0, 1, 2)))]
        new_run = UUID(int=1000 + len(case.runs))
        if case.run(run_id) is None:
            return do.Answer(guide=case.routine.guides[0].id, question=name, text=words, new_run=new_run, seen=seen)
        return do.Answer(run=run_id, question=name, text=words, seen=seen)

    def move() -> AnyCommand:
        run_id = run()
        name, words = question(run_id)
        return do.MoveNote(note=chosen.up_to(len(case.notes)), run=run_id, question=name, text=words)

    def in_run(make: Callable[[UUID, str], AnyCommand]) -> AnyCommand:
        run_id = run()
        return make(run_id, question(run_id)[0])

    makers: tuple[Callable[[], AnyCommand], ...] = (
        lambda: do.Tick(task=chosen.name(tasks), on=on(), corrects=corrects()),
        lambda: do.Tick(task=chosen.name(tasks), on=on(), corrects=corrects()),
        lambda: do.Untick(task=chosen.name(finished or tasks)),
        lambda: do.SkipTask(task=chosen.name(tasks), reason="ikke nødvendig"),
        decide,
        decide,
        lambda: do.Consent(given=chosen.yes(), on=on(), corrects=corrects()),
        lambda: do.Attempt(task=chosen.name(tasks), on=on(), corrects=corrects()),
        lambda: do.PlanDay(task=chosen.name(tasks), on=on(), corrects=corrects()),
        lambda: do.SetOwnDate(deadline=chosen.name([one.id for one in now.deadlines]), on=on(), corrects=corrects()),
        lambda: do.Close() if chosen.yes() and chosen.yes() else do.Untick(task=chosen.name(finished or tasks)),
        lambda: do.Reopen(),
        lambda: do.StartTalk(
            guide=chosen.name([guide.id for guide in case.routine.guides]), new_run=UUID(int=1000 + len(case.runs))
        ),
        lambda: do.EndTalk(run=run()),
        lambda: in_run(lambda run_id, name: do.PickQuestions(run=run_id, questions=(name,))),
        lambda: in_run(lambda run_id, name: do.GoToQuestion(run=run_id, question=name)),
        answer,
        answer,
        lambda: in_run(lambda run_id, name: do.SkipQuestion(run=run_id, question=name)),
        lambda: do.WriteNote(text=str(chosen.of(*WORDS))),
        move,
        lambda: do.Share(person=UUID(str(chosen.of(OWNER, COLLEAGUE, OTHER)))),
        lambda: do.Unshare(person=UUID(str(chosen.of(OWNER, COLLEAGUE, OTHER)))),
        lambda: do.TakeBack(entry=chosen.up_to(len(case.entries))),
        lambda: do.TakeBack(entry=max(1, len(case.entries) - chosen.up_to(3))),
    )
    chosen.left, which = divmod(chosen.left, len(makers))
    return makers[which]()


def fitting(question: Question) -> str:
    """Words that answer the question."""
    match question.type:
        case "choice" | "tick":
            return next(option.text.nn for option in question.options if not option.retired)
        case "scale":
            return str((question.scale or (1, 1))[1])
        case "date":
            return "2026-09-01"
        case "number":
            return "12"
        case _:
            return "som han sa"
