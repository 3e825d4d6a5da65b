"""The period an amount of absence was told for: the routine's limits cannot be judged without it."""

from __future__ import annotations

from typing import Literal

from api.cases.service import calendar_of
from api.dialogue import offers
from api.dialogue.acts import NoteKept, Offer, PeriodAsked, Phrase
from api.dialogue.payloads import CommandButton, NamePeriod, Payload, PeriodName
from api.dialogue.reading.amounts import read_absence, read_span
from api.dialogue.scene import Scene, Standing
from api.engine.absence import Absence
from api.engine.schema import Limit
from api.wording.absence import ToldAbsence

# What a teacher who names the period would write.
_PERIODS: dict[PeriodName, str] = {
    "this_month": "denne måneden",
    "last_three_months": "siste tre måneder",
    "since_school_start": "siden skolestart",
}
_NEW_CASE = Offer(title="new_case", payload=CommandButton(command="start_case"))


class WaitsForPeriod(Standing):
    waits_for_words = True

    kind: Literal["period"] = "period"
    days: float | None = None
    percent: float | None = None

    async def ask_again(self, scene: Scene) -> None:
        scene.say(Phrase(kind="period_unclear", offers=_near_periods(scene)))

    def is_answered(self, scene: Scene) -> bool:
        return read_span(scene.text, scene.today, calendar_of(scene.actor.school)) is not None

    def beside(self) -> Standing | None:
        return None

    async def take(self, scene: Scene) -> None:
        await self._take(scene, scene.text)

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, NamePeriod):
            return False
        await self._take(scene, _PERIODS[payload.period])
        return True

    async def _take(self, scene: Scene, words: str) -> None:
        """Judges the amount told before; one told anew together with the period counts in its place."""
        anew = read_absence(words, scene.today, calendar_of(scene.actor.school))
        if anew.span is None:
            await self.keep(scene)
            await self.ask_again(scene)
            return
        scene.standing = None
        if anew.counted:
            await tell(scene)
        else:
            await answer(scene, Absence(days=self.days, percent=self.percent, span=anew.span))


def _near_periods(scene: Scene) -> tuple[Offer, ...]:
    return tuple(
        Offer(title=name, payload=NamePeriod(period=name))
        for name, words in _PERIODS.items()
        if read_span(words, scene.today, calendar_of(scene.actor.school)) is not None
    )


def told(scene: Scene) -> Absence:
    """What the text tells of absence."""
    return read_absence(scene.text, scene.today, calendar_of(scene.actor.school))


async def tell(scene: Scene) -> None:
    """Answers, and keeps the text on the case that is spoken of: it may have been meant as a note."""
    if keeps(scene):
        await scene.note()
    await answer(scene, told(scene))
    if keeps(scene):
        scene.say(NoteKept(case=scene.name, offers=() if scene.standing else tuple(offers.next_steps(scene))))


def keeps(scene: Scene) -> bool:
    return scene.has_open_case and scene.verdict.intent != "ask_threshold"


async def answer(scene: Scene, absence: Absence) -> None:
    """The rule, judged against the absence told; asks for the period first when it must be known."""
    school = scene.actor.school
    own = Limit.model_validate(school.own_limit) if school.own_limit else None
    held = ToldAbsence(await scene.routine(), absence, calendar_of(school), own)
    if held.lacks_period() is not None and scene.standing is None:
        scene.standing = WaitsForPeriod(days=absence.days, percent=absence.percent)
        scene.say(PeriodAsked(pieces=held.answer(), offers=_near_periods(scene)))
        return
    scene.show(held.answer(), [] if scene.case or scene.standing else [_NEW_CASE])
