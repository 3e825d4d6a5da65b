"""Whether what was told in passing shall be entered: all of it in one list, else one thing at a time.

Of one thing it asks first which task, then on which day, then for a yes. The question stands beside everything else, until it is
answered: whatever is not an answer to it is treated as if it were not there, and then it is put again, at first in full. What is
told meanwhile joins it. What would end or lower a case is asked about alone, after the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.cases.service import calendar_of
from api.dialogue import offers
from api.dialogue.acts import (
    AttemptEntered,
    JudgementLine,
    JudgementProposed,
    NoteKept,
    OfCase,
    Offer,
    Phrase,
    PlanEntered,
    Proposed,
    Reported,
    ReportLine,
    ReportProposed,
    TaskName,
)
from api.dialogue.payloads import ReportAgreed, ReportedDay, ReportedTask, read
from api.dialogue.reading.agreeing import (
    only_withdraws,
    says_all,
    says_both,
    says_no,
    says_yes,
    says_yes_to_a_day,
    the_day_of,
    wants_otherwise,
    withdraws,
)
from api.dialogue.reading.captions import nearly, same
from api.dialogue.reading.days import has_two_readings, names_only_a_week, only_a_day, read_day
from api.dialogue.reading.mending import mending
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings import decision as decisions
from api.dialogue.standings.day import record_tick
from api.dialogue.standings.stays import Stays
from api.engine.commands import Attempt, PlanDay, Tick
from api.engine.deadlines import DeadlineState
from api.engine.plan import FINISHED
from api.engine.schema import Decision, Outcome, Text
from api.wording import choosing
from api.wording.captions import captions_of
from api.wording.pieces import LevelName, RemarkPiece

_OF_ONE = ("what", "tasks", "on", "also")
_NUMBERS = re.compile(r"(?:ja,? )?(?:bare |berre )?\d(?:(?:,? og |, ?|\s)\d)*")
IN_FULL = 2  # times that the question is put again in full


DONE = FINISHED - {"not_relevant"}  # what is told before it may make a task relevant


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)


class Told(_Line):
    """Something done, tried or planned. `tasks` fit equally well; `also` is a task that a plan makes done."""

    kind: Literal["told"] = "told"
    what: Reported
    tasks: tuple[str, ...]
    on: date | None = None
    also: str | None = None

    @property
    def is_ready(self) -> bool:
        return len(self.tasks) == 1 and self.on is not None

    def fits(self, scene: Scene) -> bool:
        """Whether none of its tasks has been done meanwhile, from another device."""
        states = {state.task.id: state for state in scene.plan.tasks}
        there = self.also is None or self.also in states
        return there and all(task in states and states[task].state not in DONE for task in self.tasks)


class Judged(_Line):
    """An outcome of a decision of the level."""

    kind: Literal["judged"] = "judged"
    decision: str
    outcome: str
    eases: bool = False  # ends the case, or lowers it

    @property
    def is_ready(self) -> bool:
        return True

    def fits(self, scene: Scene) -> bool:
        return self.found(scene) is not None

    def found(self, scene: Scene) -> tuple[Decision, Outcome] | None:
        decision = decisions.decision_of(scene, self.decision)
        outcomes = decision.outcomes if decision is not None else []
        return next(((decision, one) for one in outcomes if decision and one.id == self.outcome), None)


BOTH = 2  # tasks


def _says(words: str, caption: Text) -> bool:
    return any(same(words, one) or nearly(words, one) for one in (caption.nb, caption.nn))


def _same(one: Told | Judged, other: Told | Judged) -> bool:
    """Whether both are of the same task or decision."""
    if isinstance(one, Judged) or isinstance(other, Judged):
        return isinstance(one, Judged) and isinstance(other, Judged) and one.decision == other.decision
    return bool(set(one.tasks) & set(other.tasks))


def eases(line: Told | Judged) -> bool:
    return isinstance(line, Judged) and line.eases


Line = Annotated[Told | Judged, Field(discriminator="kind")]


class WaitsForProposal(Stays):
    """`turn` told it, and `place` is the case, level and round it was told of.

    `lines` are in the order they are entered in; `each` when they are asked about one at a time, the first of them now.
    """

    kind: Literal["report"] = "report"
    turn: UUID
    place: str
    lines: tuple[Line, ...]
    each: bool = False

    @model_validator(mode="before")
    @classmethod
    def _of_one(cls, data: Any) -> Any:
        """A conversation that was left before there were lines holds the only one in itself."""
        if isinstance(data, dict) and "lines" not in data:
            line = {name: data[name] for name in _OF_ONE if name in data}
            rest = {name: value for name, value in data.items() if name not in _OF_ONE}
            return {**rest, "lines": [{"kind": "told", **line}]}
        return data

    @property
    def listed(self) -> tuple[Told | Judged, ...]:
        """What is asked about now."""
        if self.each:
            return self.lines[:1]
        return tuple(line for line in self.lines if not eases(line)) or self.lines[:1]

    @property
    def line(self) -> Told | Judged | None:
        """The one that is asked about; None when several are."""
        return self.listed[0] if len(self.listed) == 1 else None

    def has_said(self, outcome: Outcome) -> bool:
        return any(isinstance(line, Judged) and line.outcome == outcome.id for line in self.listed)

    @property
    def counts_lines(self) -> bool:
        return self.line is None

    def with_line(self, line: Told) -> Self:
        return self.model_copy(update={"lines": (line, *self.lines[1:])})

    def ask(self, scene: Scene) -> None:
        scene.standing = self.put_now(scene)
        match self.line:
            case None:
                scene.say(Proposed(case=scene.name, lines=tuple(self._shown(scene)), offers=self._offers(scene)))
            case Judged() as line:
                self._ask_judged(scene, line)
            case line:
                self._ask_told(scene, line)

    async def ask_again(self, scene: Scene) -> None:
        self.ask(scene)

    def _shown(self, scene: Scene) -> Iterable[ReportLine | JudgementLine]:
        for line in self.listed:
            if isinstance(line, Judged):
                yield judgement_of(scene, line, self.lines)
            else:
                also = _named(scene, line.also) if line.also else None
                tasks = tuple(_named(scene, task) for task in line.tasks)
                yield ReportLine(
                    what=line.what,
                    tasks=tasks,
                    on=line.on,
                    also=also,
                    due=_due(scene, line),
                    due_should=_is_advice(scene, line),
                    opens=_opens(scene, line),
                )

    def _all_or_each(self, scene: Scene) -> tuple[Offer, ...]:
        return (
            scene.offer("all_listed", self._agreed("yes")),
            scene.offer("choose_listed", self._agreed("each")),
            scene.offer("only_note", self._agreed("no")),
        )

    def _ask_judged(self, scene: Scene, line: Judged) -> None:
        shown = judgement_of(scene, line, self.lines)
        found = line.found(scene)
        if self.reminded == 0 and found is not None and found[1].does == "close":
            entered = {task for one in self.lines if isinstance(one, Told) and one.what == "done" for task in one.tasks}
            first = {one.task for one in shown.first}
            if undone := choosing.undone(scene.plan, beside=entered | first):
                scene.show(undone)
        scene.say(JudgementProposed(case=scene.name, line=shown, offers=self._offers(scene)))

    def _ask_told(self, scene: Scene, line: Told) -> None:
        """Which of several tasks; the day, when none is known; else whether to enter it, with the day spelled out."""
        tasks = tuple(_named(scene, task) for task in line.tasks)
        also = _named(scene, line.also) if line.also else None
        free = calendar_of(scene.actor.school).remark(line.on) if line.on and line.what == "planned" else None
        scene.say(
            ReportProposed(
                what=line.what,
                tasks=tasks,
                on=line.on,
                free=free,
                also=also,
                due=_due(scene, line),
                due_should=_is_advice(scene, line),
                opens=_opens(scene, line),
                offers=self._offers(scene),
            )
        )

    def _offers(self, scene: Scene) -> tuple[Offer, ...]:
        """The buttons of what is asked now."""
        match self.line:
            case None:
                return self._all_or_each(scene)
            case Judged():
                return scene.offer("yes", self._agreed("yes")), scene.offer("only_note", self._agreed("no"))
            case line if len(line.tasks) > 1:
                return tuple(self._which(scene, [_named(scene, task) for task in line.tasks]))
            case line:
                return tuple(self._whether(scene, line))

    def _which(self, scene: Scene, tasks: Sequence[TaskName]) -> list[Offer]:
        each = [scene.offer(one.done, ReportedTask(report=self.turn, task=one.task)) for one in tasks]
        return [*each, scene.offer("none_of_them", self._agreed("no"))]

    def _whether(self, scene: Scene, line: Told) -> list[Offer]:
        no = scene.offer("only_note", self._agreed("no"))
        if line.on is None:
            return [no] if line.what == "planned" else [*self._near_days(scene), no]
        return [scene.offer("yes", self._agreed("yes")), scene.offer("other_day", self._agreed("day")), no]

    def _near_days(self, scene: Scene) -> tuple[Offer, ...]:
        today, yesterday = (ReportedDay(report=self.turn, days_ago=days) for days in (0, 1))
        return scene.offer("today", today), scene.offer("yesterday", yesterday)

    def _agreed(self, agreed: Literal["yes", "day", "each", "no"]) -> ReportAgreed:
        return ReportAgreed(report=self.turn, agreed=agreed)

    # what it takes

    async def before_all(self, scene: Scene) -> bool:
        """Whatever is no answer is dealt with as if the question did not stand."""
        here = self.here(scene)
        if here is not None and here._is_unseen(scene):
            here.ask(scene)
            return True
        if here is not None and await here._answered(scene):
            return True
        scene.standing = None
        return False

    def _is_unseen(self, scene: Scene) -> bool:
        """Whether it is answered in a few words, or with a day that was near then, on a day it was not put on: it is shown first."""
        if self.seen_on == scene.today:
            return False
        if scene.turn.payload is not None:
            return isinstance(read(scene.turn.payload), ReportedDay)
        numbers = _NUMBERS.fullmatch(scene.text.casefold().strip(" .!")) is not None
        return says_yes(scene.text) or numbers or only_a_day(the_day_of(scene.text))

    async def put_again(self, scene: Scene) -> None:
        """In full at first, then in a short line with its buttons."""
        reminded = self.reminded if self.seen_on == scene.today else 0
        if reminded < IN_FULL:
            self.model_copy(update={"reminded": reminded + 1}).ask(scene)
        else:
            scene.standing = self
            scene.say(Phrase(kind=self._waits_for(), offers=self._offers(scene)))

    def _waits_for(self) -> Literal["report_waits", "report_waits_list", "report_waits_task", "report_waits_day"]:
        match self.line:
            case None:
                return "report_waits_list"
            case Told(tasks=tasks) if len(tasks) > 1:
                return "report_waits_task"
            case Told(on=None):
                return "report_waits_day"
            case _:
                return "report_waits"

    def joined_to(self, scene: Scene, older: Standing | None) -> Self:
        """With what an earlier message told and nobody has answered yet. What is told anew takes its place."""
        before = older.here(scene) if isinstance(older, WaitsForProposal) else None
        kept = [line for line in before.lines if not any(_same(line, one) for one in self.lines)] if before else []
        return self.model_copy(update={"lines": (*kept, *self.lines)})

    def here(self, scene: Scene) -> Self | None:
        """With the lines that can still be entered; None when the case has moved on, or nothing is left."""
        if not scene.has_open_case or self.place != scene.place:
            return None
        danger = scene.verdict.alarm is not None
        fitting = tuple(line for line in self.lines if line.fits(scene) and not (danger and eases(line)))
        return self.model_copy(update={"lines": fitting}) if fitting else None

    async def _answered(self, scene: Scene) -> bool:
        payload = scene.turn.payload
        if payload is None:
            return scene.verdict.kind != "acute" and await self._typed(scene)
        pressed = read(payload)
        if not isinstance(pressed, ReportedTask | ReportedDay | ReportAgreed):
            return False
        if pressed.report != self.turn or pressed.at != scene.place:
            self.ask(scene)  # of an earlier proposal: what stands now comes again
        else:
            await self._pressed(scene, pressed)
        return True

    async def _pressed(self, scene: Scene, pressed: ReportedTask | ReportedDay | ReportAgreed) -> None:
        told = self.line if isinstance(self.line, Told) else None
        match pressed:
            case ReportedTask(task=task) if told is not None and task in told.tasks:
                self.with_line(told.model_copy(update={"tasks": (task,), "also": None})).ask(scene)
            case ReportedDay(days_ago=days) if told is not None and len(told.tasks) == 1:
                await self._on_day(scene, told, scene.today - timedelta(days=days))
            case ReportAgreed(agreed="day") if told is not None and len(told.tasks) == 1:
                self.with_line(told.model_copy(update={"on": None})).ask(scene)
            case ReportAgreed(agreed="each") if self.line is None:
                self.model_copy(update={"each": True}).ask(scene)
            case ReportAgreed(agreed="yes"):
                await self._yes(scene)
            case ReportAgreed(agreed="no"):
                await self._no(scene)
            case _:
                self.ask(scene)

    async def _typed(self, scene: Scene) -> bool:
        """Yes, no, numbers of the list, or a day; anything else is no answer to this question."""
        told = self.line if isinstance(self.line, Told) else None
        if says_no(scene.text) or only_withdraws(scene.text):
            await self._no(scene)
        elif told is not None and (several := self._several(scene, told)):
            lines = tuple(told.model_copy(update={"tasks": (task,), "also": None}) for task in several)
            self.model_copy(update={"lines": (*lines, *self.lines[1:])}).ask(scene)
        elif self._goes_on_anyway(scene):
            await self._yes(scene, anyway=True)
        elif says_yes(scene.text):
            await self._yes(scene)
        elif self.line is None and _NUMBERS.fullmatch(scene.text.casefold().strip(" .!")):
            await self._chosen(scene, {int(digit) for digit in re.findall(r"\d", scene.text)})
        elif self.line is None and (when := the_day_of(scene.text)) is not None and only_a_day(when):
            await self._all_on(scene, when)
        elif told is not None and len(told.tasks) == 1 and (when := the_day_of(scene.text)) and only_a_day(when):
            await self._day(scene, told, when)
        elif told is not None and (right := _corrected(scene)) is not None:
            self.with_line(told.model_copy(update={"on": right})).ask(scene)
        elif not await self._otherwise(scene):
            return await self._withdrawn(scene)
        return True

    async def _withdrawn(self, scene: Scene) -> bool:
        """“Nei vent med det, far er syk”: it is let go, and the words are kept."""
        if not withdraws(scene.text):
            return False
        await scene.note()
        scene.say(NoteKept(case=scene.name))
        await self._no(scene)
        return True

    async def _otherwise(self, scene: Scene) -> bool:
        """“Ja, flytt til mandag” is no yes to what was proposed: it is put anew with that day. The words are kept.

        Where several days were told they are asked about one at a time: none is entered that may not be meant any more.
        """
        dated = [line for line in self.listed if isinstance(line, Told) and _named_otherwise(scene, line) is not None]
        if not dated or not wants_otherwise(scene.text):
            return False
        await scene.note()
        scene.say(NoteKept(case=scene.name))
        if len(dated) == 1:
            (moved,) = dated
            named = moved.model_copy(update={"on": _named_otherwise(scene, moved)})
            lines = tuple(named if line is moved else line for line in self.lines)
            self.model_copy(update={"lines": lines}).ask(scene)
        else:
            self.model_copy(update={"each": True}).ask(scene)
        return True

    async def _all_on(self, scene: Scene, when: str) -> None:
        """“Ja, alt i går”: that day is of what has none yet. Where several days were told the list is shown so first."""
        named = read_day(when, scene.today, side="past")
        if named is None or named > scene.today:
            await scene.note()
            scene.say(Phrase(kind="day_unclear" if named is None else "day_in_future"))
            self.ask(scene)
            return
        past = [line for line in self.listed if isinstance(line, Told) and line.what != "planned"]
        undated = [line for line in past if line.on is None]
        moved = undated or past
        lines = tuple(line.model_copy(update={"on": named}) if line in moved else line for line in self.lines)
        dated = self.model_copy(update={"lines": lines})
        if says_yes_to_a_day(scene.text) and (undated or len({line.on for line in past}) < 2):
            await dated._yes(scene)
        else:
            dated.ask(scene)

    async def _chosen(self, scene: Scene, numbers: set[int]) -> None:
        chosen = tuple(line for number, line in enumerate(self.listed, 1) if number in numbers)
        if len(chosen) < len(numbers):
            self.ask(scene)
            return
        waits = tuple(line for line in self.lines if line not in self.listed)
        await self.model_copy(update={"lines": (*chosen, *waits)})._yes(scene)

    def _several(self, scene: Scene, told: Told) -> list[str]:
        """The tasks of those to choose from that are named: “begge”, or the words of the buttons with “og” between."""
        if len(told.tasks) < BOTH:
            return []
        if says_all(scene.text) or (len(told.tasks) == BOTH and says_both(scene.text)):
            return list(told.tasks)
        said = re.split(r"[,;\n]|\bog\b", scene.text)
        done = {task: scene.plan.task(task).task.done for task in told.tasks}
        named = [task for task, text in done.items() if any(_says(one, text) for one in said)]
        return named if len(named) >= BOTH else []

    def _goes_on_anyway(self, scene: Scene) -> bool:
        """“Gå videre likevel” to a judgement that says what is not done yet."""
        anyway = captions_of("anyway")
        judges = any(isinstance(line, Judged) for line in self.listed)
        return judges and any(same(scene.text, one) or nearly(scene.text, one) for one in anyway)

    async def _yes(self, scene: Scene, *, anyway: bool = False) -> None:
        """Enters what is asked about. Of a list, what is not yet known of a line is asked for afterwards."""
        entered = [one for one in self.listed if one.is_ready]
        left = tuple(line for line in self.lines if line not in entered)
        if not entered:
            self.model_copy(update={"each": True}).ask(scene)
            return
        await self._enter(scene, entered, left, anyway=anyway)

    async def _no(self, scene: Scene) -> None:
        left = self.lines[1:] if self.line is not None else ()
        if left:
            self.model_copy(update={"lines": left}).ask(scene)
            return
        scene.standing = None
        scene.say(OfCase(kind="report_only_noted", case=scene.name, offers=tuple(offers.beside(scene))))

    async def _day(self, scene: Scene, told: Told, when: str) -> None:
        named = read_day(when, scene.today, side="future" if told.what == "planned" else "past")
        if told.what != "planned" and has_two_readings(when, scene.today):
            scene.show((RemarkPiece(of="which_year"),))
            scene.standing = self
        elif named is None:
            await scene.note()
            scene.say(Phrase(kind="day_unclear"))
            self.ask(scene)
        elif names_only_a_week(when):  # nobody said Monday
            self.with_line(told.model_copy(update={"on": named})).ask(scene)
        else:
            await self._on_day(scene, told, named)

    async def _on_day(self, scene: Scene, told: Told, named: date) -> None:
        """A day that was named is entered at once: naming it was the yes."""
        if told.what == "planned" and named < scene.today:
            scene.say(Phrase(kind="day_in_past"))
        elif told.what != "planned" and named > scene.today:
            scene.say(Phrase(kind="day_in_future", offers=self._near_days(scene)))
        else:
            await self._enter(scene, [told.model_copy(update={"on": named})], self.lines[1:])

    async def _enter(
        self, scene: Scene, lines: Sequence[Told | Judged], left: tuple[Told | Judged, ...], *, anyway: bool = False
    ) -> None:
        """Records what was agreed to, the judgement last: it may lead to another level, and what is left belongs to this one."""
        scene.standing = None
        waits = [line for line in lines if isinstance(line, Judged)] if left else []
        for line in lines:
            if isinstance(line, Told):
                await _record(scene, line)
        rest = (
            *(line for line in left if isinstance(line, Told)),
            *waits,
            *(line for line in left if isinstance(line, Judged)),
        )
        again = self.model_copy(update={"lines": rest, "each": True, "reminded": 0}).here(scene)
        if again is not None:
            again.ask(scene)
            return
        judged = next((line for line in lines if isinstance(line, Judged)), None)
        if judged is not None:
            await decisions.decide(scene, judged.decision, judged.outcome, anyway=anyway)
        elif all(isinstance(line, Told) and line.what == "done" for line in lines):
            decisions.ask_or_go_on(scene)
        else:
            scene.acts[-1] = scene.acts[-1].model_copy(update={"offers": tuple(offers.beside(scene))})


def _corrected(scene: Scene) -> date | None:
    """“Nei, det var fredag, ikke i går”: the day alone is another; what was done, tried or planned is as it was told."""
    read = mending(scene.text, scene.today)
    return read.day if read is not None and read.sign == "day" else None


def _named_otherwise(scene: Scene, line: Told) -> date | None:
    """Another day than the proposed one, that the words name and the line may have."""
    ahead = line.what == "planned"
    named = read_day(scene.text, scene.today, side="future" if ahead else "past")
    if named is None or named == line.on or line.on is None:
        return None
    return named if (named >= scene.today if ahead else named <= scene.today) else None


async def _record(scene: Scene, line: Told) -> None:
    """What is done goes the way of every tick; an attempt or a plan leaves the task open."""
    (task,) = line.tasks
    assert line.on is not None
    match line.what:
        case "done":
            await record_tick(scene, task, line.on, spelled_out=True)
        case "attempted":
            if await scene.do(Attempt(task=task, on=line.on)) is not None:
                scene.say(AttemptEntered(task=_named(scene, task), on=line.on))
        case "planned":
            if line.also is not None:
                await scene.do(Tick(task=line.also, on=scene.today))
            if await scene.do(PlanDay(task=task, on=line.on)) is not None:
                pieces = choosing.planned(scene.plan.task(task))
                scene.say(PlanEntered(task=_named(scene, task), pieces=pieces))


def _named(scene: Scene, task: str) -> TaskName:
    return TaskName.of(scene.plan.task(task).task)


def _due(scene: Scene, line: Told) -> date | None:
    """The routine's last day of what is planned."""
    found = _deadline(scene, line)
    due = found.due_on if found and found.rule.can_be_late else None
    return due if due != line.on else None  # said once


def _is_advice(scene: Scene, line: Told) -> bool:
    """Whether the routine only says that its day should be kept."""
    found = _deadline(scene, line)
    return found is not None and found.rule.obligation == "should"


def _opens(scene: Scene, line: Told) -> date | None:
    """The day it should not be before."""
    found = _deadline(scene, line)
    return found.due_on if found and found.rule.kind == "after" else None


def _deadline(scene: Scene, line: Told) -> DeadlineState | None:
    found = [scene.plan.task(task).deadline for task in line.tasks] if line.what == "planned" else []
    return found[0] if len(found) == 1 else None


def judgement_of(scene: Scene, line: Judged, beside: Sequence[Told | Judged] = ()) -> JudgementLine:
    """With the tasks that come first, but for those that are entered with it."""
    found = line.found(scene)
    assert found is not None
    _decision, outcome = found
    to = LevelName(word=scene.plan.routine.level_word, id=outcome.to) if outcome.to else None
    told = [one for one in beside if isinstance(one, Told) and one.what == "done" and len(one.tasks) == 1]
    done = {task for one in told for task in one.tasks}
    needs = [scene.plan.task(task) for task in outcome.needs if task not in done]
    first = tuple(TaskName.of(state.task) for state in needs if state.state not in DONE)
    return JudgementLine(
        decision=line.decision,
        outcome=line.outcome,
        text=outcome.text,
        to=to,
        clause=outcome.clause,
        first=first,
        says=outcome.says,
    )
