"""What a typed turn is taken as, found out without doing it: dispatch follows it, and the report on understanding reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.cases.service import OpenedCase
from api.dialogue import absences, decisions, languages, naming, picking, reports, shared
from api.dialogue.reading.happened import Happened
from api.dialogue.reading.judge import ANOTHER_CASE, QUESTIONS, Context, words
from api.dialogue.reading.labels import begins_with, clean_label
from api.dialogue.reading.lexicon import ASKS, AT_THE_MACHINE
from api.dialogue.scene import Scene
from api.dialogue.standing import (
    InGuide,
    Standing,
    WaitsForClose,
    WaitsForDay,
    WaitsForDecision,
    WaitsForLabel,
    WaitsForPeriod,
    WaitsForPick,
)
from api.privacy import label_problem

Way = Literal[
    "acute", "ticked", "report", "command", "both", "given", "absence", "topic", "language", "machine", "unclear"
]


@dataclass(frozen=True)
class Route:
    """`given` is what stands getting its answer, `both` a command that is kept too, `machine` anger at the assistant.

    `intent` is the command to obey, `name` the task that is ticked, the topic that is told of, or the målform that is asked for;
    `told` is what has happened.
    """

    way: Way
    intent: str | None = None
    name: str = ""
    told: Happened | None = None


def context(standing: Standing | None) -> Context:
    """What the judge must know of what stands."""
    match standing:
        case InGuide():
            return "talk"
        case WaitsForDecision():
            return "decision"
        case _:
            return "idle"


def route(scene: Scene, named: Sequence[OpenedCase] = ()) -> Route:
    """A pure look at the turn, its verdict, the case spoken of and what stands. `named` are the cases whose labels it holds."""
    standing, verdict = scene.standing, scene.verdict
    if verdict.kind == "acute":
        return Route("acute")
    language = languages.asked_for(scene.text, standing)
    if language is not None:
        return Route("language", name=language)
    if AT_THE_MACHINE.fullmatch(scene.text) and not (isinstance(standing, InGuide) and verdict.kind == "answer"):
        return Route("machine")
    task = decisions.named_task(scene)
    if task is not None and not isinstance(standing, InGuide | WaitsForLabel | WaitsForDay):
        return Route("ticked", name=task.id)
    told = reports.heard(scene, standing)
    if told is not None and not naming.others(scene, named):
        return Route("report", told=told)
    if standing is None:
        return _of_a_pupil(scene, _idle(scene), named)
    if isinstance(standing, WaitsForDecision) and absences.only_tells(scene):
        return Route("absence")
    if isinstance(standing, InGuide):
        if verdict.intent and verdict.kind in ("command", "both") and not _tells(scene, named):
            return Route("both" if verdict.kind == "both" else "command", verdict.intent)
        return Route("given")
    if verdict.kind == "command" and _is_aside(scene, standing):
        return Route("command", verdict.intent)
    return Route("given")


def _idle(scene: Scene) -> Route:
    verdict = scene.verdict
    if absences.only_tells(scene):
        return Route("absence")
    topic = shared.topic(scene.text, verdict.intent)
    if topic is not None:
        return Route("topic", name=topic)
    if verdict.kind == "command" and verdict.intent:
        return Route("both" if verdict.intent == "off_topic" and _may_be_a_note(scene) else "command", verdict.intent)
    return Route("command", "answer") if _may_be_a_note(scene) else Route("unclear")


def _may_be_a_note(scene: Scene) -> bool:
    """Much is told on an open case, though it is not understood: in another language, it may be."""
    said_to_us = _asks(scene) or _TO_US.search(scene.text)
    return scene.case is not None and scene.plan.is_open and words(scene.text) >= MUCH and not said_to_us


_TO_US = re.compile(r"\b(?:du|deg|dæ|you)\b", re.IGNORECASE)


_SMALL_TALK = frozenset(("greet", "goodbye", "thanks", "help", "off_topic", "affirm", "deny"))
# What tells of a pupil looks like any command by chance, most when it begins with the label.
LIKELY, LIKELY_FIRST = 0.6, 0.75
MUCH = 8  # words
FEW = 3  # words: “TL nå takk” switches, “TL er den beste vennen hans” tells


def _of_a_pupil(scene: Scene, taken: Route, named: Sequence[OpenedCase]) -> Route:
    """Outside a talk: “hva med TL?” asks what to do now, and “TL var borte i dag” is a note when no command is likely."""
    if not named or taken.way not in ("command", "unclear"):
        return taken
    if _asks(scene):
        return Route("command", "whats_next") if taken.way == "unclear" or taken.intent in _SMALL_TALK else taken
    unlikely = taken.way == "unclear" or scene.verdict.sure < LIKELY or _tells(scene, named)
    return Route("command", "answer") if unlikely and any(one.plan(scene.today).is_open for one in named) else taken


def _tells(scene: Scene, named: Sequence[OpenedCase]) -> bool:
    """Whether a message that begins with a label tells of the pupil, whatever command it looks like."""
    if _asks(scene) or not any(begins_with(scene.text, one.case.label) for one in named):
        return False
    verdict = scene.verdict
    return verdict.sure < LIKELY_FIRST or (verdict.intent in ANOTHER_CASE and words(scene.text) > FEW)


def _asks(scene: Scene) -> bool:
    return "?" in scene.text or bool(ASKS.match(scene.text))


# What may be asked while the assistant waits for a label or a day; everything else is taken as the answer.
_ASIDES = QUESTIONS | {"help", "list_cases", "switch_case", "pause", "go_back", "skip", "greet", "goodbye"}


def _is_aside(scene: Scene, standing: Standing) -> bool:
    """Whether a command is obeyed while something else than a question of a talk stands."""
    intent = scene.verdict.intent
    match standing:
        case WaitsForDecision():
            return intent not in (None, "answer", "affirm", "deny", "off_topic")
        case WaitsForLabel():
            problem = label_problem(clean_label(scene.text))
            is_a_name = problem == "name" and words(scene.text) == 1 and scene.verdict.sure < PLAIN
            gives = (problem is None or is_a_name) and not _plainly_asks(scene)
        case WaitsForDay():
            gives = decisions.day_in(scene, standing) is not None
        case WaitsForPick():
            gives = picking.names_questions(scene.text)
        case WaitsForPeriod():
            gives = absences.names_period(scene)
        case WaitsForClose():
            gives = top(scene) in ("affirm", "deny", "close_case")
        case _:
            gives = True
    return intent in _ASIDES and scene.verdict.sure >= LIKELY_ASIDE and not gives


LIKELY_ASIDE = 0.4  # “en eller annen gang” is no day, and hardly a question
PLAIN = 0.9  # so sure that nobody needs a way back
# What nobody is called: “hva nå?” is a question though each of its words is short enough for a label.
_PLAIN_QUESTIONS = frozenset("whats_next ask_level ask_deadline ask_who ask_why ask_document help list_cases".split())


def _plainly_asks(scene: Scene) -> bool:
    verdict = scene.verdict
    is_phrase = words(scene.text) > 1 or scene.text.rstrip().endswith("?")
    return is_phrase and verdict.intent in _PLAIN_QUESTIONS and verdict.sure >= PLAIN


def top(scene: Scene) -> str | None:
    return scene.ranking[0][0] if scene.ranking else None


def is_sure(scene: Scene) -> bool:
    """Whether the first of the ranking is likely enough to end a case by; “tja” is no yes."""
    return bool(scene.ranking) and scene.ranking[0][1] >= LIKELY
