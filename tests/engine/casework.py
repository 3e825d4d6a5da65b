"""Working on a case in a test: commands given one after the other, with the log kept as the case service keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from api.engine.apply import Recorded, Refusal, apply, opening
from api.engine.calendar import Calendar
from api.engine.casefile import CaseFile, Entry
from api.engine.commands import Answer, AnyCommand, TakeBack
from api.engine.schema import Routine

from .small import a_deadline, a_decision, a_guide, a_level, a_question, a_routine, a_task, an_outcome, text

OWNER, COLLEAGUE, OTHER = (UUID(int=number) for number in (1, 2, 3))
WALK, WALK_2 = UUID(int=11), UUID(int=12)


def recorded_in(case: CaseFile, recorded: Recorded, does: str, by: UUID = OWNER) -> CaseFile:
    """The case with what was recorded and the line it gives in the log."""
    after = recorded.added_to(case)
    if not recorded.logged:
        return after
    number = len(case.entries) + 1
    line = Entry(number=number, do=does, command_id=f"c{number}", recorded_by=by, takes_back=recorded.takes_back)
    return replace(after, entries=(*case.entries, line))


def opened(routine: Routine, today: date, calendar: Calendar | None = None) -> CaseFile:
    empty = CaseFile(routine, calendar or Calendar(), members=frozenset({OWNER}))
    return recorded_in(empty, opening(routine, today), "open")


class Work:
    """A case that is being worked on, on the day `today`. Everything goes through `apply`."""

    def __init__(self, routine: Routine, today: str, calendar: Calendar | None = None) -> None:
        self.today = date.fromisoformat(today)
        self.case = opened(routine, self.today, calendar)

    def does(self, command: AnyCommand, today: str | None = None) -> Recorded:
        """Carries the command out, which must not be refused."""
        if today:
            self.today = date.fromisoformat(today)
        found = apply(self.case, command, self.today)
        assert isinstance(found, Recorded), found
        self.case = recorded_in(self.case, found, command.do)
        return found

    def refused(self, command: AnyCommand) -> Refusal:
        """The refusal of a command, which must change nothing."""
        before = frozen(self.case)
        found = apply(self.case, command, self.today)
        assert isinstance(found, Refusal), found
        assert frozen(self.case) == before
        return found

    def answers(self, question: str, text: str, **details: Any) -> Recorded:
        return self.does(Answer(question=question, text=text, **{"guide": "wonder", "new_run": WALK, **details}))

    def takes_back(self, entry: int | None = None) -> Recorded:
        """The entry, the last when none is told."""
        return self.does(TakeBack(entry=entry or self.last))

    @property
    def last(self) -> int:
        return len(self.case.entries)

    @property
    def facts(self) -> Sequence[str]:
        """The kinds of the facts recorded after the opening."""
        return [fact.kind for fact in self.case.facts[1:]]


def frozen(case: CaseFile) -> tuple[object, ...]:
    return (case.facts, case.notes, case.runs, case.entries, case.members)


def stands(case: CaseFile, today: date) -> dict[str, object]:
    """Everything that follows from what is recorded: what taking back must give again."""
    return {
        "plan": case.plan(today),
        "answers": case.answers(),
        "notes": case.counting_notes(),
        "open": {run.id for run in case.runs if run.is_open},
        "members": case.members,
    }


def a_school_routine() -> Routine:
    """Level 0 with a talk, tasks and a judgement that needs them; level 1 with one of each; a guide of three questions.

    `u.why` is asked only when the pupil sleeps badly, `u.food` may not be skipped.
    """
    sleep = [{"id": "badly", "text": text("Dårlig")}, {"id": "well", "text": text("Godt")}]
    only_then = {"compare": {"question": "u.sleep", "is": "equal", "value": "badly"}}
    guide = a_guide(
        a_question("u.sleep", type="choice", options=sleep),
        a_question("u.why", applies=only_then),
        a_question("u.food", type="scale", scale=(1, 5), skippable=False),
    )
    judge = a_decision(
        "judge",
        an_outcome("up", "go_to", "1") | {"needs": ["talk", "tell"]},
        an_outcome("again", "continue"),
        an_outcome("end", "close"),
        an_outcome("watch", "monitor"),
    )
    return a_routine(
        a_level(
            "0",
            a_task("talk", records={"fact": "talk_held", "with": "pupil"}),
            a_task("tell", records={"fact": "leadership_informed"}),
            a_task("write"),
            deadlines=[a_deadline("within", 1).model_dump(by_alias=True)],
            decisions=[judge],
        ),
        a_level("1", a_task("agree"), decisions=[a_decision("review", an_outcome("down", "go_to", "0"))]),
        guides=[guide, guide | {"id": "call", "completes": {"fact": "contact_made", "with": "foresatte"}}],
    )
