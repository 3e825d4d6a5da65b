"""What a button means: a closed union, each told apart by the fields it must have, and the short form that travels.

A teacher's phone keeps buttons of old replies, so a form that was once sent is still read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError

CommandName = Literal[
    "greet",
    "goodbye",
    "thanks",
    "help",
    "off_topic",
    "reminder",
    "export",
    "start_case",
    "list_cases",
    "switch_case",
    "close_case",
    "reopen_case",
    "whats_next",
    "ask_level",
    "ask_deadline",
    "ask_who",
    "ask_why",
    "ask_document",
    "ask_threshold",
    "ask_help_service",
    "start_guide",
    "skip",
    "go_back",
    "repeat_question",
    "pause",
    "resume",
    "edit_answer",
    "summary",
    "concern_confirmed",
    "concern_cleared",
]
PeriodName = Literal["this_month", "last_three_months", "since_school_start", "this_half_year"]

NOWHERE = "/press{}"  # a button of nowhere: what stands comes again


class _Meaning(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Placed(_Meaning):
    """Changes a case, so it works only `at` the case, level and round it was offered in."""

    at: str | None = None


class Answering(_Meaning):
    """Answers the question it is `of`: the second tap of two must not answer the next one."""

    of: str | None = None


class CommandButton(_Meaning):
    """What could as well be typed."""

    command: CommandName


class TickButton(Placed):
    """A task is done; `then` is the decision and outcome that waited for it."""

    tick: str
    then: tuple[str, str] | None = None


class DecideButton(Placed):
    """A judgement; `anyway` though something should be done first."""

    decide: str
    outcome: str
    anyway: bool = False


class RefuseConsent(Placed):
    consent: Literal[False] = Field()


class StartGuide(Placed):
    guide: str


class OwnDay(Placed):
    """A date of the teacher's own for a deadline."""

    own_day: str


class OtherDay(Placed):
    """What was just recorded of a task was on another day."""

    day_of: str


class SetOwnDay(Placed):
    """The date of the teacher's own that was told in words."""

    set_day: str
    on: date


class ShowAll(_Meaning):
    """All tasks of the level the case is on."""

    show_all: Literal[True]


class SpeakOf(_Meaning):
    case: UUID


class DaysAgo(_Meaning):
    days_ago: int = Field(ge=0, le=366)


class ChooseOption(Answering):
    option: str


class ScaleStep(Answering):
    scale: int


class TickOptions(Answering):
    ticked: Literal["all", "none"]


class ShowMeasures(_Meaning):
    measures: str


class AskTopic(_Meaning):
    """What a piece of the routine says."""

    topic: str


class PickEvery(_Meaning):
    pick: Literal["all"]


class NamePeriod(_Meaning):
    period: PeriodName


class ShowAlarm(_Meaning):
    """What to do when a child is in danger, is missing, or is ill."""

    danger: Literal["any", "missing", "ill"]


class GoToButton(_Meaning):
    """To a question of the talk by its number."""

    edit: int


class CloseCase(Placed):
    close: bool


class ReopenCase(Placed):
    reopen: bool


class RenameCase(_Meaning):
    rename: bool


class Belongs(_Meaning):
    """What was written in a turn belongs to this question."""

    belongs: UUID
    run: UUID
    question: str


class MoveNoteButton(_Meaning):
    """The note of a turn belongs in another case."""

    move: UUID
    to: UUID


class WasAnswer(_Meaning):
    """What was obeyed in a turn was the answer to the question that stood."""

    was_answer: UUID
    run: UUID
    question: str


class WasQuestion(_Meaning):
    """What was kept in a turn was a question."""

    was_question: UUID


class SamePupil(_Meaning):
    """Whether a new worry is of the pupil of a case that is closed or only watched."""

    as_in: UUID
    same: bool


class CallPupil(_Meaning):
    """A new pupil is called by a code of ours, which is no part of the button."""

    our_code: bool


class WhosePupil(_Meaning):
    """Whose it is that the turn `whose` told: the pupil of a case, or without one a new pupil."""

    whose: UUID
    there: UUID | None = None


class StartOf(_Meaning):
    """A new case of what was told in a turn, such as of a brother."""

    start_of: UUID


class Undo(_Meaning):
    """What a turn recorded is taken back."""

    undo: UUID


class UndoEntry(Placed):
    """What an entry of the case's log recorded is taken back, though no turn of this conversation made it."""

    entry: int


class Mend(_Meaning):
    """Whether what the turn said to be wrong is put right as it was asked."""

    mend: UUID
    put_right: bool


class AnswerOffer(_Meaning):
    """Whether a case that was offered is taken over."""

    take_over: UUID
    accept: bool


MemberChange = Literal["offer", "share", "unshare", "withdraw_offer"]


class AskMembers(Placed):
    """Asks who is to follow the case, or not any longer."""

    members: MemberChange


class PickMember(Placed):
    """Whom the change is about."""

    picked: UUID
    change: MemberChange


class MemberAnswer(Placed):
    """Whether the change that was spelled out is made; `day`: only to a day, `for_good`: to no day."""

    changed: UUID
    answer: Literal["yes", "no", "day", "for_good"]


class AskLonger(_Meaning):
    """Asks until when a closed case is to be kept."""

    keep: UUID


class LongerUntil(Placed):
    keep_until: date


class LongerAnswer(Placed):
    longer: bool


class NoLonger(_Meaning):
    """A case is not kept longer than the school keeps it after all."""

    shorten: UUID


class ReminderDone(_Meaning):
    """What somebody was reminded of is done, in the case, level and round it was told of."""

    in_case: UUID
    done: str
    placed: str


class Snooze(_Meaning):
    """What somebody was reminded of is not told again before that day."""

    in_case: UUID
    snooze: str
    until: date


class Remind(_Meaning):
    """Whether the person is sent what is due."""

    remind: bool


class NoReason(_Meaning):
    """No reason is given for going on all the same."""

    reason: Literal[False] = Field()


class ReportedTask(Placed):
    """Which of several tasks the turn told of."""

    report: UUID
    task: str


class ReportedDay(Placed):
    report: UUID
    days_ago: int = Field(ge=0, le=366)


class ReportAgreed(Placed):
    """Whether what the turn told is to be entered; `day`: yes, but on another one; `each`: one thing after the other."""

    report: UUID
    agreed: Literal["yes", "day", "each", "no"]


def _tag(data: Any) -> str | None:
    if isinstance(data, _Meaning):
        return type(data).__name__
    return (
        next((name for name, needed in _NEEDED.items() if needed <= data.keys()), None)
        if isinstance(data, dict)
        else None
    )


Payload = Annotated[
    Annotated[ReportedTask, Tag("ReportedTask")]
    | Annotated[ReportedDay, Tag("ReportedDay")]
    | Annotated[ReportAgreed, Tag("ReportAgreed")]
    | Annotated[CommandButton, Tag("CommandButton")]
    | Annotated[TickButton, Tag("TickButton")]
    | Annotated[DecideButton, Tag("DecideButton")]
    | Annotated[RefuseConsent, Tag("RefuseConsent")]
    | Annotated[StartGuide, Tag("StartGuide")]
    | Annotated[OwnDay, Tag("OwnDay")]
    | Annotated[OtherDay, Tag("OtherDay")]
    | Annotated[SetOwnDay, Tag("SetOwnDay")]
    | Annotated[ShowAll, Tag("ShowAll")]
    | Annotated[SpeakOf, Tag("SpeakOf")]
    | Annotated[DaysAgo, Tag("DaysAgo")]
    | Annotated[ChooseOption, Tag("ChooseOption")]
    | Annotated[ScaleStep, Tag("ScaleStep")]
    | Annotated[TickOptions, Tag("TickOptions")]
    | Annotated[ShowMeasures, Tag("ShowMeasures")]
    | Annotated[AskTopic, Tag("AskTopic")]
    | Annotated[PickEvery, Tag("PickEvery")]
    | Annotated[NamePeriod, Tag("NamePeriod")]
    | Annotated[ShowAlarm, Tag("ShowAlarm")]
    | Annotated[GoToButton, Tag("GoToButton")]
    | Annotated[CloseCase, Tag("CloseCase")]
    | Annotated[ReopenCase, Tag("ReopenCase")]
    | Annotated[RenameCase, Tag("RenameCase")]
    | Annotated[Belongs, Tag("Belongs")]
    | Annotated[MoveNoteButton, Tag("MoveNoteButton")]
    | Annotated[WasAnswer, Tag("WasAnswer")]
    | Annotated[WasQuestion, Tag("WasQuestion")]
    | Annotated[SamePupil, Tag("SamePupil")]
    | Annotated[CallPupil, Tag("CallPupil")]
    | Annotated[WhosePupil, Tag("WhosePupil")]
    | Annotated[StartOf, Tag("StartOf")]
    | Annotated[Undo, Tag("Undo")]
    | Annotated[UndoEntry, Tag("UndoEntry")]
    | Annotated[Mend, Tag("Mend")]
    | Annotated[AnswerOffer, Tag("AnswerOffer")]
    | Annotated[AskMembers, Tag("AskMembers")]
    | Annotated[PickMember, Tag("PickMember")]
    | Annotated[MemberAnswer, Tag("MemberAnswer")]
    | Annotated[AskLonger, Tag("AskLonger")]
    | Annotated[LongerUntil, Tag("LongerUntil")]
    | Annotated[LongerAnswer, Tag("LongerAnswer")]
    | Annotated[NoLonger, Tag("NoLonger")]
    | Annotated[NoReason, Tag("NoReason")]
    | Annotated[ReminderDone, Tag("ReminderDone")]
    | Annotated[Snooze, Tag("Snooze")]
    | Annotated[Remind, Tag("Remind")],
    Discriminator(_tag),
]
PAYLOADS: tuple[type[_Meaning], ...] = tuple(get_args(member)[0] for member in get_args(get_args(Payload)[0]))
_NEEDED = {one.__name__: {name for name, field in one.model_fields.items() if field.is_required()} for one in PAYLOADS}
_read: TypeAdapter[Payload] = TypeAdapter(Payload)


def wire(payload: Payload) -> str:
    """The string that is sent with a button, as Rasa reads it."""
    if isinstance(payload, CommandButton):
        return f"/{payload.command}"
    data = payload.model_dump(mode="json", exclude_defaults=True)
    return "/press" + json.dumps(data, ensure_ascii=True, separators=(",", ":"))


_ID = re.compile(r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-)?[0-9a-f]{12}\b")  # whole, or its end as in a place


def words_in(meaning: BaseModel) -> Iterator[str]:
    """What stands in a button as text, without the ids it names: whoever sends it may have written anything there."""
    for value in meaning.model_dump().values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                yield _ID.sub(" ", one)
            elif isinstance(one, int):
                yield str(one)


def read(text: str) -> Payload | None:
    """What a pressed button means; None for one of nowhere: neither Rasa's own commands nor what is malformed is one of ours."""
    name, brace, data = text.partition("{")
    try:
        if name == "/press":
            return _read.validate_json(brace + data)
        return CommandButton.model_validate({"command": text.removeprefix("/")})
    except ValidationError:
        return None
