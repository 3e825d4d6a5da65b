"""How much absence is worrying: the routine's answer to what the teacher tells, with the period asked for when it is missing."""

from __future__ import annotations

import re

from api.cases.service import calendar_of
from api.dialogue import offers, plans, smalltalk
from api.dialogue.acts import NoteKept, Offer, PeriodAsked, Phrase
from api.dialogue.payloads import Command, NamePeriod, PeriodName
from api.dialogue.reading.amounts import read_absence, read_span
from api.dialogue.reading.lexicon import ASKS
from api.dialogue.scene import Scene
from api.dialogue.standing import WaitsForPeriod
from api.engine.absence import Absence
from api.engine.schema import Limit
from api.wording.absence import ToldAbsence

# What a teacher who names the period would write.
PERIODS: dict[PeriodName, str] = {
    "this_month": "denne måneden",
    "last_three_months": "siste tre måneder",
    "since_school_start": "siden skolestart",
}
_A_PUPIL = re.compile(r"\b(?:elev\w*|gutt?\w*|jent\w*|ny sak|ny bekymring|ny uro|har ei?n? )\b")
_NO_QUESTION = frozenset(("answer", "off_topic", "affirm", "deny", "greet"))


async def ask_threshold(scene: Scene) -> None:
    """The rule, judged against what the text tells of absence."""
    await _answer(scene, _told(scene))


def _told(scene: Scene) -> Absence:
    return read_absence(scene.text, scene.today, calendar_of(scene.actor.school))


async def _answer(scene: Scene, absence: Absence) -> None:
    own = Limit.model_validate(scene.actor.school.own_limit) if scene.actor.school.own_limit else None
    held = ToldAbsence(await plans.routine_of(scene), absence, calendar_of(scene.actor.school), own)
    if held.lacks_period() is not None and scene.standing is None:
        scene.standing = WaitsForPeriod(days=absence.days, percent=absence.percent)
        scene.say(PeriodAsked(pieces=held.answer(), offers=_near_periods(scene)))
        return
    scene.show(held.answer(), [] if scene.case or scene.standing else [_NEW_CASE])


_NEW_CASE = Offer(title="new_case", payload=Command(command="start_case"))


def _near_periods(scene: Scene) -> tuple[Offer, ...]:
    return tuple(
        Offer(title=name, payload=NamePeriod(period=name))
        for name, words in PERIODS.items()
        if read_span(words, scene.today, calendar_of(scene.actor.school)) is not None
    )


def only_tells(scene: Scene) -> bool:
    """Outside a talk: an amount of absence and nothing else to do with it, such as “11 dager siden september”."""
    told = _told(scene)
    if not (told.counted or told.signs):
        return False
    intent = scene.verdict.intent if scene.verdict.kind == "command" else None
    if intent == "start_case":
        return told.counted and not _A_PUPIL.search(scene.text.casefold())
    if intent is not None and intent.startswith(
        "ask_"
    ):  # no question, whatever it looks like: “borte 3 dagar denne månaden”
        return intent == "ask_threshold" or (told.counted and told.span is not None and not ASKS.match(scene.text))
    return intent is None or intent in _NO_QUESTION


def keeps(scene: Scene) -> bool:
    return scene.case is not None and scene.plan.is_open and scene.verdict.intent != "ask_threshold"


async def told(scene: Scene) -> None:
    """Answers, and keeps the text on the case that is spoken of: it may have been meant as a note."""
    if keeps(scene):
        await smalltalk.keep(scene, None)
    await ask_threshold(scene)
    if keeps(scene):
        scene.say(NoteKept(case=scene.name, offers=() if scene.standing else tuple(offers.next_steps(scene))))


def names_period(scene: Scene) -> bool:
    return read_span(scene.text, scene.today, calendar_of(scene.actor.school)) is not None


async def period_given(scene: Scene, standing: WaitsForPeriod, words: str) -> None:
    """Judges the amount told before; one told anew together with the period counts in its place."""
    anew = read_absence(words, scene.today, calendar_of(scene.actor.school))
    if anew.span is None:
        await smalltalk.keep(scene, None)
        ask_again(scene)
        return
    scene.standing = None
    if anew.counted:
        await told(scene)
    else:
        await _answer(scene, Absence(days=standing.days, percent=standing.percent, span=anew.span))


def ask_again(scene: Scene) -> None:
    scene.say(Phrase(kind="period_unclear", offers=_near_periods(scene)))
