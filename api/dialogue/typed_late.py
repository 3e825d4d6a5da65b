"""The words of a button of a few replies ago, typed now: it is pressed, or it is said why it does nothing any more.

A yes right after the line about danger is the press of its button, whatever else was asked above it; so is one right after it was asked
whether a case shall begin. Right after it was said what is to
be done first it may mean that this is done or that they go on without: that is shown again, and one of its buttons decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from api.dialogue import decisions
from api.dialogue.acts import plain_words
from api.dialogue.payloads import (
    Answering,
    AskTopic,
    DaysAgo,
    DecideButton,
    NamePeriod,
    Payload,
    Placed,
    ReportedDay,
    ShowAlarm,
    ShowAll,
    ShowMeasures,
    SpeakOf,
    StartOf,
    TickButton,
    read,
    wire,
)
from api.dialogue.reading.agreeing import says_yes
from api.dialogue.reading.captions import only_near, same
from api.dialogue.reading.judge import FEW, PLAIN, words
from api.dialogue.route import exactly
from api.dialogue.scene import Scene

LONGEST, LEAST = 10, 2  # words
# Words that mean something of themselves, or only under the question that was asked.
_NOT_THESE = (Answering, DaysAgo, ReportedDay, NamePeriod, SpeakOf, AskTopic, ShowMeasures)


async def press_what_was_typed(scene: Scene) -> None:
    """From here on the turn is that press. What fits the case as it is now, or what stands, is read as ever."""
    agrees = says_yes(scene.text)
    if not (agrees or LEAST <= words(scene.text) <= LONGEST) or not _may_be(scene):
        return
    replies = await scene.records.offered_of_late()
    asked = (_asked_last(ShowAlarm, replies), await _of_what_comes_first(scene, replies)) if agrees else ()
    if scene.standing is None and scene.case is None and (agrees or _goes_along(scene)):
        asked = (*asked, _asked_last(StartOf, replies))
    buttons = (*asked, *(_typed(scene, reply) for reply in replies))
    button = next((one for one in buttons if one is not None), None)
    if button is not None:
        scene.turn = replace(scene.turn, payload=button)


def _may_be(scene: Scene) -> bool:
    standing = scene.standing
    waits = standing is not None and (standing.waits_for_words or standing.takes_any_words)
    if scene.turn.payload is not None or waits or scene.verdict.kind == "acute":
        return False
    return "?" not in scene.text and exactly(scene) is None


def _asked_last(kind: type[Payload], replies: Sequence[Sequence[tuple[str, str]]]) -> str | None:
    """The button of a yes to what the reply just before asked."""
    last = replies[0] if replies else ()
    return next((payload for _, payload in last if isinstance(read(payload), kind)), None)


def _goes_along(scene: Scene) -> bool:
    """“Ja byrj”: few words more than a yes."""
    return scene.verdict.intent == "affirm" and scene.verdict.sure >= PLAIN and words(scene.text) <= FEW


async def _of_what_comes_first(scene: Scene, replies: Sequence[Sequence[tuple[str, str]]]) -> str | None:
    """The judgement once more, if the reply just before said today what is to be done first, and nothing else has been asked since."""
    last = replies[0] if replies and scene.standing is None else ()
    found = [one for _, payload in last if isinstance(one := read(payload), DecideButton) and one.anyway]
    asked = len(found) == 1 and await scene.records.said_today("needs_first")
    return wire(found[0].model_copy(update={"anyway": False})) if asked else None


def _typed(scene: Scene, reply: Sequence[tuple[str, str]]) -> str | None:
    titles = [_as_typed(scene.text, title, payload) for title, payload in reply]
    exact = [number for number, title in enumerate(titles) if same(scene.text, title)]
    number = exact[0] if exact else only_near(scene.text, titles)
    if number is None or len(plain_words(titles[number]).split()) < LEAST:
        return None
    payload = read(reply[number][1])
    return reply[number][1] if payload is not None and _counts(scene, payload) else None


def _as_typed(text: str, title: str, payload: str) -> str:
    """Who asks for all need not say how many: “vis alle” for «Vis alle 14»."""
    counts = isinstance(read(payload), ShowAll) and not re.search(r"\d", text)
    return re.sub(r"\W*\d+$", "", title) if counts else title


def _counts(scene: Scene, payload: Payload) -> bool:
    """What was done or judged is told all the same where the button is of another time; in another case words mean what they say."""
    if isinstance(payload, _NOT_THESE) or _is_elsewhere(scene, payload):
        return False
    is_past = isinstance(payload, Placed) and payload.at not in (None, scene.place if scene.case is not None else None)
    if is_past and isinstance(payload, TickButton):
        return False
    return not (is_past and isinstance(payload, DecideButton) and not payload.anyway and _judges_now(scene))


def _is_elsewhere(scene: Scene, payload: Payload) -> bool:
    """Only a button that is pressed is bound to its case."""
    at = payload.at if isinstance(payload, Placed) else None
    return at is not None and (scene.case is None or at.split(".")[0] != scene.place.split(".")[0])


def _judges_now(scene: Scene) -> bool:
    return decisions.near_outcome(scene) is not None or decisions.directed(scene) is not None
