"""A date of the teacher's own, told in words: “neste møte tar vi 7. oktober”, “setter meg som frist …”. It is offered, never set unasked.

The routine's own date is never moved by it: both are shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from api.cases.service import calendar_of
from api.dialogue.acts import NoteKept, OwnDateProposed
from api.dialogue.payloads import OwnDay, SetOwnDay
from api.dialogue.reading.asking import asked
from api.dialogue.reading.days import names_only_a_week, read_day
from api.dialogue.reading.telling import asks
from api.dialogue.scene import Scene
from api.dialogue.standings.day import WaitsForDay
from api.engine.deadlines import DeadlineState
from api.engine.plan import OwnDate
from api.engine.schema import Text
from api.engine.topic_index import kind_of

_AS_A_LIMIT = re.compile(
    r"\b(?:som frist|frist(?:en)? (?:min|vår|er|blir|på)|min frist|egen (?:dato|frist)|eigen (?:dato|frist)|innan? utgangen)\b"
)
_TO_COME = re.compile(
    r"\b(?:blir|vert|tar|tek|tæk|tas|møt(?:es|ast)|skal|ska|holder|held|har|avtal\w*|sett\w*|satt|flytt\w*|evaluerer|snakker|snakkar|ringer|prat\w*|neste|nytt|ny)\b"
)
_DONE = re.compile(r"\b(?:ble|vart|blei|var|holdt|heldt|snakket|snakka|ringte|evaluerte|møttes|fikk|fekk)\b")
_STEM = 4  # letters: “evaluerer” and “evaluering”, “snakket” and “snakke”


@dataclass(frozen=True)
class ToldDate:
    deadline: DeadlineState
    on: date
    week: bool


def heard(scene: Scene) -> ToldDate | None:
    """The date of the level that the words set a day to come for; None when there is none, or more than one fits as well."""
    text = scene.text.casefold()
    if (
        not scene.has_open_case
        or asks(text)
        or (_DONE.search(text) and not is_a_limit(text))
        or not (_TO_COME.search(text) or is_a_limit(text))
    ):
        return None
    on = read_day(text, scene.today, side="future")
    deadline = _named(scene, text) if on is not None and on >= scene.today else None
    return ToldDate(deadline, on, names_only_a_week(text)) if deadline is not None and on is not None else None


def asked_for(scene: Scene) -> list[OwnDate]:
    """The days people have set themselves that the question asks for: “når er neste møte?”; none when it asks for none."""
    put = asked(scene.text) if scene.has_open_case and scene.plan.own_dates else None
    if put is None or kind_of(put.question) != "when":
        return []
    said = {word[:_STEM] for word in re.findall(r"\w{4,}", put.question.casefold())} - _SAY_LITTLE
    next_one = _NEXT.search(put.question.casefold()) is not None  # what has been is not next
    days = [own for own in scene.plan.own_dates if not (next_one and own.on < scene.today)]
    shared = {own: len(said & _words_of(own.text)) for own in days}
    most = max(shared.values(), default=0)
    if not most and _OF_ANY.search(put.question.casefold()):
        return days
    return [own for own, many in shared.items() if many == most and most]


_SAY_LITTLE = frozenset("elev fore føre mell skal hold hald dere nest blir vårt dett".split())
_NEXT = re.compile(r"\b(?:neste|nest|nye|nytt)\b")
_OF_ANY = re.compile(r"\b(?:neste|nest|vårt|våre|egen dato|eigen dato|avtal\w*|satt|sett)\b")


def _words_of(text: Text) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"\w{4,}", f"{text.nb} {text.nn}".casefold())} - _SAY_LITTLE


def is_a_limit(text: str) -> bool:
    """Whether the day is said to be a limit of the teacher's own, whatever else is told with it."""
    return _AS_A_LIMIT.search(text.casefold()) is not None


async def keep(scene: Scene, found: ToldDate) -> None:
    """The words are kept; then one question. Of a week the day is asked for."""
    await scene.note()
    scene.say(NoteKept(case=scene.name))
    if found.week:
        WaitsForDay(deadline=found.deadline.id, week=found.on).ask(scene)
        return
    yes = scene.offer("yes", SetOwnDay(set_day=found.deadline.id, on=found.on))
    other = scene.offer("other_day", OwnDay(own_day=found.deadline.id))
    free = calendar_of(scene.actor.school).remark(found.on)
    scene.say(
        OwnDateProposed(
            what=found.deadline.text, on=found.on, due=found.deadline.due_on, free=free, offers=(yes, other)
        )
    )


def _named(scene: Scene, text: str) -> DeadlineState | None:
    said = {word[:_STEM] for word in re.findall(r"\w{4,}", text)}
    dates = [
        state
        for state in scene.plan.deadlines
        if state.rule.kind != "recurring" and state.state not in ("met", "met_late")
    ]
    shared = {state.id: len(said & _stems(state)) for state in dates}
    most = max(shared.values(), default=0)
    best = [state for state in dates if shared[state.id] == most and most]
    if not best and is_a_limit(text):
        best = dates
    return best[0] if len(best) == 1 else None


def _stems(state: DeadlineState) -> set[str]:
    """The telling words of what the date is for, in both languages; “elev” and “foresatte” stand by nearly all of them."""
    words = re.findall(r"\w{4,}", f"{state.text.nb} {state.text.nn}".casefold())
    return {word[:_STEM] for word in words} - {"elev", "fore", "føre", "mell"}
