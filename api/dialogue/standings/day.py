"""The day a task was done, or the teacher's own date for a deadline."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, Self

from api.cases.service import OpenedCase
from api.dialogue import misses, offers
from api.dialogue.acts import DayAsked, OfCase, OwnDateSet, Phrase, TaskName, TaskTicked
from api.dialogue.payloads import DaysAgo, Payload, read
from api.dialogue.reading.agreeing import says_no
from api.dialogue.reading.days import has_two_readings, only_a_day, read_day, speaks_of_a_day, weekday_alone
from api.dialogue.reading.happened import names_a_meeting
from api.dialogue.reading.judge import FEW, words
from api.dialogue.reading.question import purely_asks
from api.dialogue.scene import Scene
from api.dialogue.standings import decision as decisions
from api.dialogue.standings.stays import AGAIN, Stays
from api.engine.commands import SetOwnDate, Tick
from api.engine.schema import Text
from api.wording import choosing
from api.wording.pieces import RemarkPiece


class WaitsForDay(Stays):
    """Of a task a day that has been, of a deadline one to come."""

    waits_for_words = True

    kind: Literal["day"] = "day"
    task: str | None = None
    deadline: str | None = None
    week: date | None = None  # a day of the week that was named
    corrects: int | None = None  # the entry of the log that said another day

    def is_there(self, case: OpenedCase, today: date) -> bool:
        plan = case.plan(today)
        known = {state.task.id for state in plan.tasks} if self.task else {state.id for state in plan.deadlines}
        return (self.task or self.deadline) in known

    def ask(self, scene: Scene) -> None:
        scene.standing = self.put_now(scene)
        scene.say(DayAsked(what=self._what(scene), offers=offers.NEAR_DAYS if self.task else ()))

    def _what(self, scene: Scene) -> Text:
        if self.task is not None:
            return scene.plan.task(self.task).task.done
        return next(state.text for state in scene.plan.deadlines if state.id == self.deadline)

    async def ask_again(self, scene: Scene) -> None:
        self.ask(scene)

    async def before_all(self, scene: Scene) -> bool:
        """News that names a day in passing is no answer: it is dealt with as if nothing stood, and then the day is asked for again."""
        payload = scene.turn.payload
        if payload is None and says_no(scene.text):
            scene.standing = None
            scene.say(Phrase(kind="let_be"))
            decisions.ask_or_go_on(scene)
            return True
        near = payload is not None and isinstance(read(payload), DaysAgo)
        if (
            near and self.seen_on != scene.today
        ):  # «I går» was another day when the button was shown; what is typed is of today
            self.ask(scene)
            return True
        if (
            payload is None
            and (self._is_of_another(scene) or _said(scene) is None)
            and (not self.is_aside(scene, ()) or self._is_of_another(scene) or purely_asks(scene.text))
        ):
            scene.standing = None  # a question is answered as if no day was asked for
        return False

    def here(self, scene: Scene) -> Self | None:
        done = any(isinstance(act, OwnDateSet) or act.kind in ("let_be", "paused") for act in scene.acts)
        there = not done and self.is_its_case(scene) and scene.plan.is_open and self.is_there(scene.opened, scene.today)
        done = self.task is not None and self.corrects is None and scene.plan.task(self.task).finished
        return self if there and not done else None

    async def put_again(self, scene: Scene) -> None:
        if self.reminded < AGAIN or self.seen_on not in (None, scene.today):
            self.model_copy(update={"reminded": self.reminded + 1}).ask(scene)
        else:
            scene.standing = self.model_copy(update={"seen_on": None})

    def is_answered(self, scene: Scene) -> bool:
        return self._named(scene) is not None

    async def take(self, scene: Scene) -> None:
        """What was told beside the day is kept."""
        named = self._named(scene)
        if named is not None and words(scene.text) > FEW and not only_a_day(scene.text):
            await scene.note()
        await self._take(scene, named)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, DaysAgo):
            return False
        await self._take(scene, scene.today - timedelta(days=payload.days_ago))
        return True

    def _is_of_another(self, scene: Scene) -> bool:
        """“Evalueringsmøte 7. oktober” is not the day on which something else than a meeting was done."""
        asked = self._what(scene)
        named = names_a_meeting(scene.text.casefold())
        return named and not names_a_meeting(f"{asked.nb} {asked.nn}".casefold())

    def _named(self, scene: Scene) -> date | None:
        said = _said(scene) or ""
        if self.task is not None and said.strip(" .!") in _BY_NUMBER:
            return scene.today - timedelta(days=_BY_NUMBER[said.strip(" .!")])
        weekday = weekday_alone(said) if self.week is not None else None
        if self.week is not None and weekday is not None:
            return self.week + timedelta(days=weekday - self.week.weekday())
        return read_day(said, scene.today, side="past" if self.task else "future")

    async def _take(self, scene: Scene, day: date | None) -> None:
        if not scene.plan.is_open:  # closed meanwhile, from another device
            scene.standing = None
            scene.say(OfCase(kind="case_is_closed", case=scene.name))
        elif self.task and scene.turn.payload is None and has_two_readings(_said(scene) or "", scene.today):
            if not only_a_day(scene.text):
                await scene.note()
            scene.show((RemarkPiece(of="which_year"),))
        elif day is None:
            await self._unclear(scene)
        elif self.task and day > scene.today:
            scene.say(Phrase(kind="day_in_future", offers=offers.NEAR_DAYS))
        elif self.task:
            await tick_on(scene, self.task, day, corrects=self.corrects)
        elif day < scene.today:
            scene.say(Phrase(kind="day_in_past"))
        else:
            await self._set(scene, day)

    async def _unclear(self, scene: Scene) -> None:
        """It may have been something to write down."""
        await scene.note()
        near = offers.NEAR_DAYS if self.task else ()
        scene.say(Phrase(kind="day_unclear", offers=(*near, *(misses.WAYS_OUT if misses.again(scene) else ()))))

    async def _set(self, scene: Scene, day: date) -> None:
        assert self.deadline is not None
        scene.standing = None
        await set_own_date(scene, self.deadline, day)


_BY_NUMBER = {"1": 0, "2": 1}  # the buttons that are shown: today, yesterday


def _said(scene: Scene) -> str | None:
    """Few words that speak of a day as they are, of more the part that is nothing but a day: “det var mandag, mor var litt sliten”."""
    speaks = words(scene.text) <= FEW and speaks_of_a_day(scene.text, scene.today)
    if speaks or only_a_day(scene.text) or scene.text.strip(" .!") in _BY_NUMBER:
        return scene.text
    parts = (part.of(scene.text) for part in scene.turn.parts)
    return next((part for part in parts if only_a_day(part)), None)


async def set_own_date(scene: Scene, deadline: str, on: date) -> None:
    if await scene.do(SetOwnDate(deadline=deadline, on=on)) is not None:
        state = scene.plan.deadline(deadline)
        scene.say(OwnDateSet(deadline=state.id, pieces=(choosing.deadline(scene.plan, state),)))


async def tick_on(
    scene: Scene, task_id: str, day: date, then: tuple[str, str] | None = None, corrects: int | None = None
) -> None:
    """Records the task as done that day, and says what comes then. `then` is the decision that waited for it.

    `corrects` is the entry that had another day.
    """
    scene.standing = None
    if not await record_tick(scene, task_id, day, spelled_out=corrects is not None, corrects=corrects):
        return
    if then:
        await decisions.decide(scene, *then)
    else:
        decisions.ask_or_go_on(scene)


async def record_tick(
    scene: Scene, task_id: str, day: date, *, spelled_out: bool = False, corrects: int | None = None
) -> bool:
    """`spelled_out` says the day too, whichever it is; False when it was refused."""
    carried = [one.state.task for one in scene.plan.carried]
    task = next(one for one in [*(state.task for state in scene.plan.tasks), *carried] if one.id == task_id)
    if await scene.do(Tick(task=task_id, on=day, corrects=corrects)) is None:
        return False
    scene.say(TaskTicked(task=TaskName.of(task), on=day if spelled_out or day != scene.today else None))
    return True
