"""What is decided for one message: the way of `dispatch.take` through a conversation that stands still before each message.

A case is open and spoken of, on the first level of Færder's routine. `idle`: nothing is waited for and no buttons lie there.
`in_guide`: a question of a talk stands that takes any words. tests/nlu holds this and `dispatch.take` together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, cast
from uuid import uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import Case
from api.cases.service import OpenedCase
from api.conversations.models import Conversation, Turn
from api.dialogue import absences, decisions, reports, shared
from api.dialogue.dispatch import COMMANDS
from api.dialogue.judge import Ranking, judge
from api.dialogue.labels import personal_number
from api.dialogue.scene import Scene
from api.engine.calendar import Calendar
from api.engine.facts import Fact
from api.engine.loader import load
from api.engine.schema import Routine
from api.schools.models import School, Teacher
from local.environment import ROOT
from nlu_report.messages import Place

TODAY = date(2026, 11, 18)  # a Wednesday well into a term: “siden september” and “denne måneden” both have begun
Way = Literal["command", "answer", "doubtful", "acute", "unclear", "absence", "topic", "ticked", "report", "refused"]

_NOT_TAPPED = ("answer", "affirm", "deny", "acute", "start_case")  # as dispatch._asked_in leaves them out


@dataclass(frozen=True)
class Decided:
    """`intent` is the command obeyed, or the one a tap on “det var et spørsmål” obeys; `stored` whether the words are kept."""

    way: Way
    intent: str | None = None
    stored: bool = False

    @property
    def name(self) -> str:
        return f"command:{self.intent}" if self.way == "command" else self.way


def decide(text: str, ranking: Ranking, place: Place) -> Decided:
    if personal_number(text):
        return Decided("refused")
    return _in_guide(text, ranking) if place == "in_guide" else _idle(text, ranking)


def _in_guide(text: str, ranking: Ranking) -> Decided:
    verdict = judge(text, ranking, context="talk")
    match verdict.kind:
        case "acute":
            return Decided("acute", stored=True)
        case "command":
            return Decided("command", verdict.intent)
        case "both":
            return Decided("command", verdict.intent, stored=True)
        case "doubtful":
            return Decided("doubtful", tapped(ranking), stored=True)
        case _:
            return Decided("answer", stored=True)


def tapped(ranking: Ranking) -> str:
    """What a tap on “det var et spørsmål” obeys."""
    return next((name for name, _ in ranking if name in COMMANDS and name not in _NOT_TAPPED), "whats_next")


def _idle(text: str, ranking: Ranking) -> Decided:
    scene = idle_scene(text, ranking)
    verdict = scene.verdict
    if verdict.kind == "acute":
        return Decided("acute", stored=True)
    if decisions.named_task(scene) is not None:
        return Decided("ticked", stored=True)
    if reports.heard(scene, None) is not None:
        return Decided("report", stored=True)
    if absences.only_tells(scene):
        return Decided("absence", stored=verdict.intent != "ask_threshold")
    if shared.topic(scene.text, verdict.intent) is not None:
        return Decided("topic")
    if verdict.kind != "command":
        return Decided("unclear")
    match verdict.intent:
        case "answer":
            return Decided("answer", stored=True)
        case intent:
            return Decided("command", intent)


def idle_scene(text: str, ranking: Ranking) -> Scene:
    """A turn that lies in no database. What it comes to must not be carried out: there is no session."""
    conversation = Conversation(teacher_id=uuid4(), channel="web", key="report")
    turn = Turn(
        conversation_id=conversation.id,
        number=1,
        message_id="1",
        text=text,
        today=TODAY,
        ranking=[list(pair) for pair in ranking],
    )
    return Scene(
        session=cast(AsyncSession, None),
        turn=turn,
        conversation=conversation,
        teacher=Teacher(school_id="report", subject="report", name="report"),
        school=School(id="report", name="report", routine_id="faerder"),
        verdict=judge(text, ranking, context="idle"),
        case=open_case(),
    )


@cache
def open_case() -> OpenedCase:
    routine = _routine()
    raised = Fact(number=1, kind="concern_raised", level=routine.levels[0].id, occurred_on=TODAY)
    case = Case(key="report", school_id="report", routine_hash="report", label="MK", created_by=uuid4())
    return OpenedCase(case=case, routine=routine, calendar=Calendar(), facts=[raised], notes=[], runs=[])


@cache
def _routine() -> Routine:
    return load(ROOT / "routines" / "faerder")
