"""What is decided for one message: the route dispatch would follow, in a conversation that stands still before each message.

A case is open and spoken of, on the first level of Færder's routine. `idle`: nothing is waited for and no buttons lie there.
`in_guide`: a question of a talk stands that takes any words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, cast
from uuid import uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import Case
from api.cases.service import CaseService, OpenedCase
from api.dialogue.reading.judge import JUDGEMENTS, asks_for, judge
from api.dialogue.reading.judging import EASES
from api.dialogue.reading.labels import names
from api.dialogue.reading.parts import Part, Ranking
from api.dialogue.reading.question import purely_asks
from api.dialogue.reports import Heard
from api.dialogue.route import context, route
from api.dialogue.scene import Scene, TurnRecords, TurnTaken
from api.dialogue.standings import period
from api.dialogue.standings.talk import InGuide
from api.engine.apply import opening
from api.engine.calendar import Calendar
from api.engine.casefile import CaseFile
from api.engine.loader import load
from api.engine.schema import Routine
from api.people.actor import Actor
from api.people.models import Employment, Person
from api.privacy import personal_number
from api.schools.models import School
from local.environment import ROOT
from nlu_report.messages import Place

TODAY = date(2026, 11, 18)  # a Wednesday well into a term: “siden september” and “denne måneden” both have begun
Way = Literal[
    "command", "answer", "doubtful", "acute", "unclear", "absence", "topic", "ticked", "report", "language", "refused"
]


@dataclass(frozen=True)
class Decided:
    """`intent` is the command obeyed, or the one a tap on “det var et spørsmål” obeys; `stored` whether the words are kept.

    `asked`: the quiet line of a possible alarm stands under the reply.
    """

    way: Way
    intent: str | None = None
    stored: bool = False
    asked: bool = False

    @property
    def name(self) -> str:
        return f"command:{self.intent}" if self.way == "command" else self.way


def decide(text: str, ranking: Ranking, place: Place, parts: Sequence[Part] = ()) -> Decided:
    if personal_number(text):
        return Decided("refused")
    scene = scene_of(text, ranking, place)
    scene.verdict = judge(text, ranking, context=context(scene.standing), parts=parts)
    heard = scene.verdict.alarm
    return replace(_followed(scene, ranking), asked=heard is not None and heard.strength == "possible")


def _followed(scene: Scene, ranking: Ranking) -> Decided:
    text = scene.text
    taken = route(scene, [open_case()] if names(text, open_case().case.label) else [])
    match taken.way:
        case "machine":
            return Decided("command", "off_topic")
        case "asked":
            return Decided("command", taken.intent, stored=scene.standing is None and not purely_asks(text))
        case "guarded":
            return Decided("answer", stored=True)
        case "language":
            return Decided("language")
        case "report" if not taken.told.told:  # a judgement alone
            return Decided("command", _judgement(taken.told, scene), stored=True)
        case "both" | "offered":
            return Decided("command", taken.intent, stored=True)
        case "command" if taken.intent == "answer":
            return Decided("answer", stored=True)
        case "command":
            return Decided("command", taken.intent)
        case "given" if scene.verdict.kind == "doubtful":
            return Decided("doubtful", asks_for(ranking), stored=True)
        case "given":
            return Decided("answer", stored=True)
        case "absence":
            return Decided("absence", stored=period.keeps(scene))
        case "whose":  # the words wait until it is said whose they are
            return Decided("command", "start_case", stored=True)
        case "not_this_one":
            return Decided("command", "switch_case", stored=True)
        case "quiet" | "own_date":  # kept as a note, with an offer
            return Decided("answer", stored=True)
        case "ticked" | "decided" | "consent_refused":  # the exact words of a button
            return Decided("ticked", stored=True)
        case way:
            return Decided(way, stored=way in ("acute", "report"))


def _judgement(told: Heard, scene: Scene) -> str | None:
    """The intent of a judgement alone."""
    if scene.verdict.intent in JUDGEMENTS:
        return scene.verdict.intent
    return "concern_cleared" if told.view.says & EASES else "concern_confirmed"


def scene_of(text: str, ranking: Ranking, place: Place) -> Scene:
    """A turn that lies in no database. What it comes to must not be carried out: there is no session."""
    standing = InGuide(run=uuid4()) if place == "in_guide" else None
    return Scene(
        turn=TurnTaken(uuid4(), 1, text, None, TODAY, ranking),
        actor=_actor(),
        cases=CaseService(AsyncSession(), _actor()),
        records=cast(TurnRecords, None),
        verdict=judge(text, ranking, context=context(standing)),
        case=open_case(),
        standing=standing,
    )


@cache
def _actor() -> Actor:
    person = Person(name="report")
    employment = Employment(person_id=person.id, school_id="report")
    return Actor(person, employment, School(id="report", name="report", routine_id="faerder"))


@cache
def open_case() -> OpenedCase:
    routine = _routine()
    case = Case(key="report", school_id="report", routine_hash="report", created_by=uuid4()).holding(label="MK")
    return OpenedCase(case, opening(routine, TODAY).added_to(CaseFile(routine, Calendar())), 0)


@cache
def _routine() -> Routine:
    return load(ROOT / "routines" / "faerder")
