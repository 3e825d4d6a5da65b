"""`apply()`: what a command comes to in a case, or why it is refused. The rules lie in `applying/`, by what a command is about."""

from __future__ import annotations

from datetime import date

from api.engine import commands as do
from api.engine.applying import answers, closing, judgements, members, notes, taking_back, talks, tasks
from api.engine.applying.answers import joined
from api.engine.applying.ground import Ground
from api.engine.applying.recorded import Code, Recorded, Refusal, Refused
from api.engine.applying.telling import FIXED
from api.engine.casefile import CaseFile
from api.engine.commands import AnyCommand
from api.engine.facts import Fact
from api.engine.schema import Routine

__all__ = ["FIXED", "Code", "Recorded", "Refusal", "apply", "joined", "opening"]


def opening(routine: Routine, today: date) -> Recorded:
    """A new case: the concern, raised today on the routine's first level."""
    first = Fact(number=1, kind="concern_raised", level=routine.levels[0].id, occurred_on=today, entry=1)
    return Recorded(facts=(first,))


def apply(case: CaseFile, command: AnyCommand, today: date) -> Recorded | Refusal:
    """What the command comes to in the case on the day `today`. The case itself is not changed.

    What is already so is recorded as nothing, so that doing it twice is doing it once.
    """
    try:
        return _recorded(Ground(case, today), command)
    except Refused as refused:
        return refused.refusal


def _recorded(ground: Ground, command: AnyCommand) -> Recorded:
    match command:
        case do.Tick():
            return tasks.tick(ground, command)
        case do.Untick():
            return tasks.untick(ground, command)
        case do.SkipTask():
            return tasks.skip(ground, command)
        case do.Attempt():
            return tasks.attempt(ground, command)
        case do.PlanDay():
            return tasks.plan_day(ground, command)
        case do.Decide():
            return judgements.decide(ground, command)
        case do.Consent():
            return judgements.consent(ground, command)
        case do.SetOwnDate():
            return judgements.own_date(ground, command)
        case do.Close():
            return closing.close(ground)
        case do.Reopen():
            return closing.reopen(ground)
        case do.StartTalk():
            return talks.start(ground, command)
        case do.EndTalk():
            return talks.end(ground, command)
        case do.PickQuestions():
            return talks.pick(ground, command)
        case do.GoToQuestion():
            return talks.go_to(ground, command)
        case do.Answer():
            return answers.answer(ground, command)
        case do.SkipQuestion():
            return answers.skip(ground, command)
        case do.WriteNote():
            return notes.write(ground, command)
        case do.MoveNote():
            return notes.move(ground, command)
        case do.Rename():
            return notes.rename(ground, command)
        case do.Share():
            return members.share(ground, command)
        case do.Unshare():
            return members.unshare(ground, command.person)
        case do.OfferCase():
            return members.offer(ground, command)
        case do.WithdrawOffer():
            return members.withdraw(ground, command.person)
        case do.AcceptOffer():
            return members.accept(ground, command.person)
        case do.RefuseOffer():
            return members.refuse(ground, command.person)
        case _:
            return taking_back.take_back(ground, command)
