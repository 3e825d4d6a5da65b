"""Whether what was told in passing shall be entered: first of which task, then on which day, then a yes.

The question stands beside everything else: whatever is not an answer to it is treated as if it were not there, and then it is
put again, once. A new report takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from api.cases.service import calendar_of
from api.dialogue import offers
from api.dialogue.acts import (
    AttemptEntered,
    OfCase,
    Offer,
    Phrase,
    PlanEntered,
    Reported,
    ReportProposed,
    TaskName,
)
from api.dialogue.payloads import ReportAgreed, ReportedDay, ReportedTask, read
from api.dialogue.reading.days import names_only_a_week, only_a_day, read_day
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings.day import tick_on
from api.engine.commands import Attempt, PlanDay, Tick
from api.wording import choosing

_SAYS_YES = re.compile(
    r"(?:ja|jepp|japp|jada|jo|joda|ok|okei|yes|stemmer|det stemmer|stemmer det|riktig|rett|korrekt|gjerne|gjør det|gjer det)"
    r"(?:,? (?:ja|takk|det|stemmer|gjør|gjer|er|riktig|rett|greit|fint|gjerne|du))*"
)
_SAYS_NO = re.compile(
    r"(?:nei|neida|nope|niks|næ|nei takk|ikke|ikkje)(?:,? (?:takk|det|stemmer|ikke|ikkje|er|feil|bare|berre|notat\w*|la|være|vere|du))*"
    r"|(?:bare|berre) (?:notat\w*|noter)|det stemmer (?:ikke|ikkje)|feil|ingen(?: av (?:dem|dei|disse|desse))?"
)
# After these another question would be one too many.
_ASKS_OR_PARTS = frozenset(("goodbye", "paused", "off_topic", "which_case", "which_guide", "which_answer"))


class WaitsForReport(Standing):
    """`turn` told it, and `place` is the case, level and round it was told of; `reminded` when the question was put again once."""

    kind: Literal["report"] = "report"
    turn: UUID
    place: str
    what: Reported
    tasks: list[str]
    on: date | None = None
    also: str | None = None
    reminded: bool = False

    def ask(self, scene: Scene) -> None:
        """Which of several tasks; the day, when none is known; else whether to enter it, with the day spelled out."""
        scene.standing = self
        tasks = tuple(_named(scene, task) for task in self.tasks)
        also = _named(scene, self.also) if self.also else None
        offered = self._which(scene, tasks) if len(tasks) > 1 else self._whether(scene)
        free = calendar_of(scene.actor.school).free_reason(self.on) if self.on and self.what == "planned" else None
        scene.say(ReportProposed(what=self.what, tasks=tasks, on=self.on, free=free, also=also, offers=tuple(offered)))

    async def ask_again(self, scene: Scene) -> None:
        self.ask(scene)

    def _which(self, scene: Scene, tasks: Sequence[TaskName]) -> list[Offer]:
        each = [scene.offer(one.done, ReportedTask(report=self.turn, task=one.task)) for one in tasks]
        return [*each, scene.offer("none_of_them", ReportAgreed(report=self.turn, agreed="no"))]

    def _whether(self, scene: Scene) -> list[Offer]:
        no = scene.offer("only_note", ReportAgreed(report=self.turn, agreed="no"))
        if self.on is None:
            return [no] if self.what == "planned" else [*self._near_days(scene), no]
        yes = scene.offer("yes", ReportAgreed(report=self.turn, agreed="yes"))
        return [yes, scene.offer("other_day", ReportAgreed(report=self.turn, agreed="day")), no]

    def _near_days(self, scene: Scene) -> tuple[Offer, ...]:
        today, yesterday = (ReportedDay(report=self.turn, days_ago=days) for days in (0, 1))
        return scene.offer("today", today), scene.offer("yesterday", yesterday)

    async def before_all(self, scene: Scene) -> bool:
        """Whatever is no answer is dealt with as if the question did not stand."""
        if self._fits(scene) and await self._answered(scene):
            return True
        scene.standing = None
        return False

    async def after_all(self, scene: Scene) -> None:
        """Puts the question again, once, when nothing else stands."""
        parted = scene.verdict.kind == "acute" or any(act.kind in _ASKS_OR_PARTS for act in scene.acts)
        if not self.reminded and not parted and scene.standing is None and self._fits(scene):
            self.model_copy(update={"reminded": True}).ask(scene)

    def _fits(self, scene: Scene) -> bool:
        """Whether the case is where it was, and none of the tasks has been done meanwhile, from another device."""
        if not scene.has_open_case or self.place != scene.place:
            return False
        states = {state.task.id: state for state in scene.plan.tasks}
        there = self.also is None or self.also in states
        return there and all(task in states and not states[task].finished for task in self.tasks)

    async def _answered(self, scene: Scene) -> bool:
        payload = scene.turn.payload
        if payload is None:
            return scene.verdict.kind != "acute" and await self._typed(scene)
        pressed = read(payload)
        if not isinstance(pressed, ReportedTask | ReportedDay | ReportAgreed):
            return False
        await self._pressed(scene, pressed)
        return True

    async def _pressed(self, scene: Scene, pressed: ReportedTask | ReportedDay | ReportAgreed) -> None:
        if pressed.report != self.turn or pressed.at != scene.place:
            self.ask(scene)  # of an earlier report: what stands now comes again
            return
        of_one = len(self.tasks) == 1
        match pressed:
            case ReportedTask(task=task) if task in self.tasks:
                self.model_copy(update={"tasks": [task], "also": None}).ask(scene)
            case ReportedDay(days_ago=days) if of_one:
                await self._on_day(scene, scene.today - timedelta(days=days))
            case ReportAgreed(agreed="yes") if self.on is not None and of_one:
                await self._enter(scene, self.on)
            case ReportAgreed(agreed="day") if of_one:
                self.model_copy(update={"on": None}).ask(scene)
            case ReportAgreed(agreed="no"):
                _only_noted(scene)
            case _:
                self.ask(scene)

    async def _typed(self, scene: Scene) -> bool:
        """Yes, no, or a day; anything else is no answer to this question."""
        plain = " ".join(re.sub(r"[.!?«»\"]+", " ", scene.text.casefold()).split()).strip(" ,")
        if _SAYS_NO.fullmatch(plain):
            _only_noted(scene)
        elif _SAYS_YES.fullmatch(plain):
            await self._agreed(scene)
        elif len(self.tasks) == 1 and only_a_day(scene.text):
            await self._day(scene)
        else:
            return False
        return True

    async def _agreed(self, scene: Scene) -> None:
        if self.on is None or len(self.tasks) > 1:
            self.ask(scene)
        else:
            await self._enter(scene, self.on)

    async def _day(self, scene: Scene) -> None:
        named = read_day(scene.text, scene.today, side="future" if self.what == "planned" else "past")
        if named is None:
            await scene.note()
            scene.say(Phrase(kind="day_unclear"))
            self.ask(scene)
        elif names_only_a_week(scene.text):  # nobody said Monday
            self.model_copy(update={"on": named}).ask(scene)
        else:
            await self._on_day(scene, named)

    async def _on_day(self, scene: Scene, named: date) -> None:
        """A day that was named is entered at once: naming it was the yes."""
        if self.what == "planned" and named < scene.today:
            scene.say(Phrase(kind="day_in_past"))
        elif self.what != "planned" and named > scene.today:
            scene.say(Phrase(kind="day_in_future", offers=self._near_days(scene)))
        else:
            await self._enter(scene, named)

    async def _enter(self, scene: Scene, on: date) -> None:
        """Records the fact. What is done goes the way of every tick; an attempt or a plan leaves the task open."""
        scene.standing = None
        (task,) = self.tasks
        match self.what:
            case "done":
                await tick_on(scene, task, on, spelled_out=True)
            case "attempted":
                await _enter_attempt(scene, task, on)
            case "planned":
                await _enter_plan(scene, task, on, self.also)


def _named(scene: Scene, task: str) -> TaskName:
    return TaskName.of(scene.plan.task(task).task)


def _only_noted(scene: Scene) -> None:
    scene.standing = None
    scene.say(OfCase(kind="report_only_noted", case=scene.name, offers=tuple(offers.next_steps(scene))))


async def _enter_attempt(scene: Scene, task: str, on: date) -> None:
    if await scene.do(Attempt(task=task, on=on)) is not None:
        scene.say(AttemptEntered(task=_named(scene, task), on=on, offers=tuple(offers.next_steps(scene))))


async def _enter_plan(scene: Scene, task: str, on: date, also: str | None) -> None:
    if also is not None:
        await scene.do(Tick(task=also, on=scene.today))
    if await scene.do(PlanDay(task=task, on=on)) is None:
        return
    pieces = choosing.planned(scene.plan.task(task))
    scene.say(PlanEntered(task=_named(scene, task), pieces=pieces, offers=tuple(offers.next_steps(scene))))
