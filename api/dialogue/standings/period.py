"""The period an amount of absence was told for: the routine's limits cannot be judged without it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from api.cases.service import calendar_of
from api.dialogue import offers
from api.dialogue.acts import NoteKept, Offer, PeriodAsked, Phrase, UnitAsked
from api.dialogue.earlier_absence import added_up
from api.dialogue.payloads import CommandButton, NamePeriod, Payload, PeriodName
from api.dialogue.reading import amounts
from api.dialogue.reading.amounts import read_absence
from api.dialogue.reading.judge import FEW, words
from api.dialogue.reading.periods import read_span
from api.dialogue.reading.question import purely_asks
from api.dialogue.reading.siblings import without_siblings
from api.dialogue.scene import Scene, Standing
from api.engine.absence import Absence
from api.engine.schema import Limit
from api.wording.absence import ToldAbsence, lessons
from api.wording.pieces import Pieces

# What a teacher who names the period would write.
_PERIODS: dict[PeriodName, str] = {
    "this_month": "denne måneden",
    "last_three_months": "siste tre måneder",
    "since_school_start": "siden skolestart",
    "this_half_year": "dette halvåret",
}
_AMOUNTS = ("days", "percent", "most", "halves", "lessons", "late", "in_a_row")
_NEW_CASE = Offer(title="new_case", payload=CommandButton(command="start_case"))


class WaitsForPeriod(Standing):
    waits_for_words = True

    kind: Literal["period"] = "period"
    days: float | None = None
    percent: float | None = None
    most: float | None = None
    halves: int = 0
    lessons: float | None = None
    late: float | None = None
    in_a_row: bool = False
    reminded: bool = False

    async def before_all(self, scene: Scene) -> bool:
        """It is asked for once more after few words that name none; whatever else is said lets it go."""
        obeys = scene.verdict.kind == "command" and scene.verdict.intent not in (None, "answer")
        goes_on = words(scene.text) > FEW or self.reminded or obeys
        if scene.turn.payload is None and goes_on and not self.is_answered(scene):
            scene.standing = None
        return False

    async def ask_again(self, scene: Scene) -> None:
        scene.say(Phrase(kind="period_unclear", offers=await _near_periods(scene)))

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
        anew = read_absence(without_siblings(words), scene.today, calendar_of(scene.actor.school))
        if anew.span is None:
            await self.keep(scene)
            scene.standing = self.model_copy(update={"reminded": True})
            await self.ask_again(scene)
            return
        scene.standing = None
        if anew.counted:
            await tell(scene)
        else:
            before = Absence(**{name: getattr(self, name) for name in _AMOUNTS})
            await answer(scene, replace(before, span=anew.span))


async def _near_periods(scene: Scene) -> tuple[Offer, ...]:
    """Those that have begun; the half-year where a limit of the routine, or the school's own, counts by it."""
    limits = [one.limit for one in (await scene.routine()).thresholds if one.limit is not None]
    if own := _own_limit(scene):
        limits.append(own)
    periods = {limit.period for limit in limits}
    return tuple(
        Offer(title=name, payload=NamePeriod(period=name))
        for name, words in _PERIODS.items()
        if (name != "this_half_year" or "half_year" in periods)
        and read_span(words, scene.today, calendar_of(scene.actor.school)) is not None
    )


def told(scene: Scene) -> Absence:
    """What the text tells of absence; a figure that is only asked about is nobody's."""
    if amounts.asks_of_a_figure(scene.text) and not amounts.asks_of_a_share(scene.text):
        return Absence()
    if amounts.asks_of_a_limit(scene.text):
        return Absence()
    return read_absence(without_siblings(scene.text), scene.today, calendar_of(scene.actor.school))


async def tell(scene: Scene) -> None:
    """Answers, and keeps the text on the case that is spoken of: it may have been meant as a note."""
    is_kept = keeps(scene)
    if is_kept:
        await scene.note()
    await answer(scene, *await added_up(scene, told(scene)))
    if is_kept:
        scene.say(NoteKept(case=scene.name, offers=() if scene.standing else tuple(offers.beside(scene))))


def keeps(scene: Scene) -> bool:
    return scene.case is not None and not (purely_asks(scene.text) or amounts.asks_of_a_figure(scene.text))


def _own_limit(scene: Scene) -> Limit | None:
    own = scene.actor.school.own_limit
    return Limit.model_validate(own) if own else None


async def answer(scene: Scene, absence: Absence, working: Pieces = ()) -> None:
    """The rule, judged against the absence told; asks for the period or the unit first when it must be known."""
    school, routine = scene.actor.school, await scene.routine()
    if not absence.counted and (number := amounts.without_unit(scene.text)) is not None:
        scene.say(UnitAsked(number=number))
        return
    held = ToldAbsence(routine, absence, calendar_of(school), _own_limit(scene))
    if absence.lessons is not None and not held.is_counted:
        scene.show(lessons(routine, absence.lessons))
        return
    if held.lacks_period() is not None and scene.standing is None:
        scene.standing = WaitsForPeriod(**{name: getattr(absence, name) for name in _AMOUNTS})
        scene.say(PeriodAsked(pieces=(*working, *held.answer()), offers=await _near_periods(scene)))
        return
    scene.show((*working, *held.answer()), [] if scene.case or scene.standing else [_NEW_CASE])
