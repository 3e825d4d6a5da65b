"""How much absence is worrying: the routine's answer to what the teacher tells, with the period asked for when it is missing."""

from __future__ import annotations

import re

from api.cases.service import calendar_of
from api.dialogue import offers, plans, smalltalk
from api.dialogue.acts import Button
from api.dialogue.reading.amounts import read_absence, read_span
from api.dialogue.reading.lexicon import ASKS
from api.dialogue.scene import Scene
from api.dialogue.standing import WaitsForPeriod
from api.engine.absence import Absence
from api.engine.schema import Limit
from api.wording.absence import AbsenceWords

_PERIODS = {
    "denne måneden": ("Denne måneden", "Denne månaden"),
    "siste tre måneder": ("Siste tre måneder", "Siste tre månader"),
    "siden skolestart": ("Siden skolestart", "Sidan skulestart"),
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
    words = AbsenceWords(await plans.routine_words(scene), absence, calendar_of(scene.actor.school), own)
    if words.lacks_period() is not None and scene.standing is None:
        scene.standing = WaitsForPeriod(days=absence.days, percent=absence.percent)
        scene.say("ask_period", words=words.answer(), buttons=_near_periods(scene))
        return
    scene.say("sentences", words=words.answer(), buttons=[] if scene.case or scene.standing else [_new_case(scene)])


_NEW_CASE = {"nb": "Ny bekymring", "nn": "Ny uro"}


def _new_case(scene: Scene) -> Button:
    return Button(title=_NEW_CASE[scene.language], payload="/start_case")


def _near_periods(scene: Scene) -> list[Button]:
    return [
        scene.button(titles[scene.language == "nn"], period=period)
        for period, titles in _PERIODS.items()
        if read_span(period, scene.today, calendar_of(scene.actor.school)) is not None
    ]


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
        scene.say("noted_loose", case=scene.words.case, buttons=[] if scene.standing else offers.next_steps(scene))


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
    scene.say("period_unclear", buttons=_near_periods(scene))
