"""What a plan has to say, as data: a closed union of pieces, each one thing that can be shown.

A piece holds ids, dates, numbers, states and texts of the routine in both languages, never a sentence, a bullet or the
pupil's label, so that the chat, a page, a card or a voice can each make its own words of it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.engine.absence import Verdict
from api.engine.calendar import DayRemark, FreeReason, Unit
from api.engine.deadlines import State
from api.engine.plan import TaskStanding
from api.engine.schema import About, DeadlineKind, LevelWord, Limit, Marked, Obligation, Sign, Text
from api.engine.stays import Status

# `item` stands in a list under what comes before; `along` goes on where the piece before it ends; `only` is the one
# thing to do first, `ticked` an item that is done.
PeopleGroup = Literal["must", "must_when", "should", "may", "if_needed", "informed", "informed_done"]
Layout = Literal["plain", "item", "along", "only", "ticked"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Piece(_Part):
    layout: Layout = "plain"


class LevelName(_Part):
    """A level as it is spoken of: “nivå 1”."""

    word: LevelWord
    id: str


class Due(_Part):
    """The day of a deadline that is shown beside a task, and how it binds today: by then, from then, your own date …"""

    how: Literal["in", "passed", "today", "from", "about", "own", "between", "at_once"]
    on: date
    first: date | None = None  # of a period: its first day
    obligation: Literal["must", "should"] = "must"  # `should`: the source recommends the date
    free: FreeReason | None = None  # why there is no school that day
    school_day: date | None = None  # the nearest one, our hint beside the date
    known_to: date | None = None  # the last day of the school's calendar, when the date lies after it


class RoleName(_Part):
    id: str
    name: Text  # as it stands in the middle of a sentence


class PersonName(RoleName):
    """`one_of` are those who stand for each other, itself among them: at least one of them takes part."""

    note: Text | None = None
    one_of: tuple[RoleName, ...] = ()
    ours: bool = False


class FormName(_Part):
    """`known` is whether its contents are in the source."""

    id: str
    name: Text
    url: str | None = None
    known: bool = False


# Where the case is


class LevelPiece(_Piece):
    kind: Literal["level"] = "level"
    at: LevelName
    name: Marked


class PurposePiece(_Piece):
    """What the level is for."""

    kind: Literal["purpose"] = "purpose"
    text: Marked


class LevelOursPiece(_Piece):
    """What of a level the source has no words for: that there are levels at all, its name, what it is for."""

    kind: Literal["level_ours"] = "level_ours"
    word: LevelWord
    of: tuple[Literal["word", "name", "purpose"], ...]


class StayPiece(_Piece):
    """Since when the case has been on the level, and in which round."""

    kind: Literal["stay"] = "stay"
    round: int
    since: date


class EndedPiece(_Piece):
    """The case is closed, or only watched."""

    kind: Literal["ended"] = "ended"
    status: Literal["closed", "monitoring"]
    since: date


class CaseLinePiece(_Piece):
    """The case in a line of a list. `next` is the first thing to do, or the next date; None when there is neither."""

    kind: Literal["case_line"] = "case_line"
    at: LevelName
    status: Status
    next: Annotated[TaskPiece | DecisionPiece | NextDatePiece, Field(discriminator="kind")] | None = None


# What there is to do


class HeadingPiece(_Piece):
    """Says what the items after it are."""

    kind: Literal["heading"] = "heading"
    of: Literal["now", "done", "open", "done_before", "then", "worrying"]


class PhasePiece(_Piece):
    """The phase of the level that the items after it belong to."""

    kind: Literal["phase"] = "phase"
    name: Text


class OwnDatePiece(_Piece):
    """A day people have set themselves. `after` is the last day of the routine when it lies after that, `remark` what is worth saying.

    `passed`: the day has been, and nothing is told of it.
    """

    kind: Literal["own_date"] = "own_date"
    text: Text
    task: str | None = None
    deadline: str | None = None
    on: date
    after: date | None = None
    remark: DayRemark | None = None
    passed: bool = False


class SchoolBreakPiece(_Piece):
    """A period without school, by the name the school gave it."""

    kind: Literal["school_break"] = "school_break"
    name: str
    first: date
    last: date


class TaskPiece(_Piece):
    """Something to do, with its date and what is told of it. `by` are those whose task it is, when it is not the teacher's alone."""

    kind: Literal["task"] = "task"
    id: str
    text: Text
    obligation: Obligation
    ours: bool = False
    state: TaskStanding
    deadline: str | None = None
    due: Due | None = None
    planned_on: date | None = None
    attempted_on: tuple[date, ...] = ()
    by: tuple[RoleName, ...] = ()
    is_theirs: bool = False  # somebody else's, and not the teacher's at all


class DonePiece(_Piece):
    kind: Literal["done"] = "done"
    task: str
    text: Text
    on: date


class DecisionPiece(_Piece):
    """A judgement that is ready to be made."""

    kind: Literal["decision"] = "decision"
    id: str
    question: Text


class BlockedPiece(_Piece):
    """The tasks that must be in place before others can go on; `ours` when the source does not have that order."""

    kind: Literal["blocked"] = "blocked"
    tasks: tuple[Text, ...]
    ours: bool = False


class CarriedPiece(_Piece):
    """What stands open from a level the case has left."""

    kind: Literal["carried"] = "carried"
    at: LevelName
    tasks: tuple[Text, ...]


class UndonePiece(_Piece):
    """What must be done and is not, where the case is about to end."""

    kind: Literal["undone"] = "undone"
    tasks: tuple[Text, ...]
    more: int = 0  # that are not named


class ToldPiece(_Piece):
    """A task that is not done, with what is told of it in the pieces that go along."""

    kind: Literal["told"] = "told"
    task: str
    text: Text


class PlannedPiece(_Piece):
    """The day a task is set to. `after` is the last day of the routine when it lies after that, `free` what is worth saying of it."""

    kind: Literal["planned"] = "planned"
    task: str
    on: date
    meeting: bool
    after: date | None = None
    free: DayRemark | None = None


class AttemptedPiece(_Piece):
    """The days a task was tried and not reached."""

    kind: Literal["attempted"] = "attempted"
    task: str
    on: tuple[date, ...]


class WrittenPiece(_Piece):
    """How much is written on the case."""

    kind: Literal["written"] = "written"
    answers: int
    notes: int


class OpenTalkPiece(_Piece):
    """A talk that is not ended."""

    kind: Literal["open_talk"] = "open_talk"
    name: Text
    answered: int
    total: int


# Dates


class DeadlinePiece(_Piece):
    """A deadline: the rule of the routine, what it comes to today, and the days tasks that meet it are set to.

    `elsewhere`: it is of a level the case is not on, so nothing is said of what is recorded.
    """

    kind: Literal["deadline"] = "deadline"
    id: str
    text: Text
    rule: DeadlineKind
    amount: tuple[int, ...] | None = None
    unit: Unit | None = None
    anchor: Text | None = None
    assumed: bool = False
    obligation: Literal["must", "should"] = "must"
    pace: Literal["at_least", "about"] | None = None
    ours: bool = False
    elsewhere: bool = False
    state: State
    anchor_on: date | None = None
    soft_on: date | None = None
    due_on: date | None = None
    school_day: date | None = None
    free_reason: str | None = None
    known_to: date | None = None
    met_on: date | None = None
    own_on: date | None = None
    own_free: DayRemark | None = None
    planned: tuple[PlannedPiece, ...] = ()


class NextDatePiece(_Piece):
    """The next date there is to hold on to."""

    kind: Literal["next_date"] = "next_date"
    deadline: DeadlinePiece


# People, documentation, services


class PeoplePiece(_Piece):
    """Those who take part, or are told, in the same way."""

    kind: Literal["people"] = "people"
    group: PeopleGroup
    at: LevelName
    people: tuple[PersonName, ...]


class DocumentationPiece(_Piece):
    """Where to write, in which systems and with which forms; without text the forms of a level that has no rule for writing."""

    kind: Literal["documentation"] = "documentation"
    text: Text | None = None
    systems: tuple[str, ...] = ()
    forms: tuple[FormName, ...] = ()


class ServicePiece(_Piece):
    """The levels on which the routine names a service."""

    kind: Literal["service"] = "service"
    role: RoleName
    word: LevelWord
    levels: tuple[str, ...]


class AdvicePiece(_Piece):
    """When to bring in a service, and whose rule that is; no place when it is the project's own."""

    kind: Literal["advice"] = "advice"
    role: str
    text: Text
    place: Text | None = None
    clause: str | None = None


class DutyPiece(_Piece):
    """The conditions for a report of concern to barnevern."""

    kind: Literal["duty_to_report"] = "duty_to_report"
    whose: Text
    who: Text
    conditions: tuple[Text, ...]
    not_enough: Text
    may_count: Text
    unsure: Text
    law: Text


class ShortListPiece(_Piece):
    """A short list that belongs to no level, such as the seven H's."""

    kind: Literal["short_list"] = "short_list"
    name: Text
    whose: Text
    use: Text
    lines: tuple[Text, ...]


# Absence


class ThresholdPiece(_Piece):
    """When absence counts as worrying, as the routine has it."""

    kind: Literal["threshold"] = "threshold"
    id: str
    text: Text
    limit: Limit | None = None
    sign: Sign | None = None


class AbsencePiece(_Piece):
    """What the absence told comes to against a limit, with the working.

    `silent` is who has not said of which period the limit is, when it cannot be judged for that.
    """

    kind: Literal["absence"] = "absence"
    limit: Limit
    verdict: Verdict
    silent: Literal["routine", "school"] | None = None
    days: float | None = None
    most: float | None = None
    halves: int = 0
    of: float | None = None
    first: date | None = None
    last: date | None = None
    windows: int | None = None
    at_least: int | None = None
    school_days: int | None = None
    percent: float | None = None


class SharePiece(_Piece):
    """A share worked out, where no limit is a share."""

    kind: Literal["share"] = "share"
    days: float
    of: float
    percent: float


class LessonsPiece(_Piece):
    """Single lessons told, which are not made into days."""

    kind: Literal["lessons"] = "lessons"
    lessons: float


class SumPiece(_Piece):
    """Days told before and now, added."""

    kind: Literal["sum"] = "sum"
    before: float
    now: float


class SignPiece(_Piece):
    """A sign that is judged and not counted."""

    kind: Literal["sign"] = "sign"
    threshold: str
    text: Text


class LimitLeadsPiece(_Piece):
    """The level the routine lets a limit or a sign lead to. People decide whether it does."""

    kind: Literal["limit_leads"] = "limit_leads"
    to: LevelName


class OwnLimitPiece(_Piece):
    """The limit the school has set."""

    kind: Literal["own_limit"] = "own_limit"
    limit: Limit


class AskPeriodPiece(_Piece):
    """Asks which period the absence lies in: without it the limit cannot be judged."""

    kind: Literal["ask_period"] = "ask_period"
    limit: Limit
    own: bool


# What is asked of a routine, on whatever level


class AtPiece(_Piece):
    """The level the text after it is from."""

    kind: Literal["at"] = "at"
    at: LevelName


class RulePiece(_Piece):
    """What is to be done on a level, how it binds, and whose task it is; nobody's when the source does not say."""

    kind: Literal["rule"] = "rule"
    at: LevelName
    task: str
    text: Text
    obligation: Obligation
    ours: bool
    by: tuple[RoleName, ...]
    why: Marked | None = None


class NeededPiece(_Piece):
    """The outcome a task belongs before; `ours` when the source does not have that order."""

    kind: Literal["needed"] = "needed"
    outcome: Text
    ours: bool = False


class InvolvedPiece(_Piece):
    """How a role takes part on a level."""

    kind: Literal["involved"] = "involved"
    at: LevelName
    group: PeopleGroup
    person: PersonName


class ChoicesPiece(_Piece):
    """What people decide themselves on a level, and between what."""

    kind: Literal["choices"] = "choices"
    at: LevelName
    question: Text
    outcomes: tuple[Text, ...]
    ours: tuple[Text, ...] = ()  # of the outcomes those that the project added


class WayPiece(_Piece):
    """From which level a level is reached, by which outcome, and what belongs before it."""

    kind: Literal["way"] = "way"
    at: LevelName
    to: LevelName
    outcome: Text
    needs: tuple[Text, ...]
    ours: bool = False  # the order of what belongs before it


class MeaningPiece(_Piece):
    """What an outcome means, in the routine's words where it has any."""

    kind: Literal["meaning"] = "meaning"
    at: LevelName
    outcome: Text
    does: Literal["close", "monitor", "continue", "wait", "choose"]
    says: Text | None = None


class FormPiece(_Piece):
    """A form or template, and what is in it as far as the source says."""

    kind: Literal["form"] = "form"
    form: FormName
    system: str | None = None
    holds: tuple[Text, ...] = ()


class OutlinePiece(_Piece):
    """A level in short: its name, what it is for, and what is to be done there."""

    kind: Literal["outline"] = "outline"
    at: LevelName
    name: Marked
    purpose: Marked
    tasks: tuple[Text, ...]


class LentPiece(_Piece):
    """That something near is another routine's, and whose."""

    kind: Literal["lent"] = "lent"
    name: Text
    place: Text


class ListedPiece(_Piece):
    """A list of the routine under its name: the headings of a talk, measures to choose from."""

    kind: Literal["listed"] = "listed"
    of: Literal["talk", "measures"]
    name: Text
    lines: tuple[Text, ...]


# Reasons, sources and what is missing


class ReminderPiece(_Piece):
    kind: Literal["reminder"] = "reminder"
    text: Text


class TipPiece(_Piece):
    """A reminder of the project's own, shown as such."""

    kind: Literal["tip"] = "tip"
    text: Text


class WhyTaskPiece(_Piece):
    """Why a task is to be done: a reason, the routine's or ours, else how it binds."""

    kind: Literal["why_task"] = "why_task"
    at: LevelName
    task: str
    text: Text
    obligation: Obligation
    why: Marked | None = None


class WhyDeadlinePiece(_Piece):
    """What a date is reckoned from."""

    kind: Literal["why_deadline"] = "why_deadline"
    deadline: DeadlinePiece


class WhyAskedPiece(_Piece):
    """Why a question or a decision is asked. `ours`: the reason is, though the question may be the routine's."""

    kind: Literal["why_asked"] = "why_asked"
    id: str
    text: Text
    ours: bool = False


class SourcePiece(_Piece):
    """Where the source says it."""

    kind: Literal["source"] = "source"
    place: Text
    clause: str


class OursPiece(_Piece):
    """What comes before is the project's own, not the routine's."""

    kind: Literal["ours"] = "ours"


class OwnerPiece(_Piece):
    """What the routine is called, and who owns it."""

    kind: Literal["owner"] = "owner"
    title: str
    owner: Text


class CitePiece(_Piece):
    """The reference that the owner of what is shown asks for."""

    kind: Literal["cite"] = "cite"
    cite: Text


class GapPiece(_Piece):
    """Something the routine does not say, and whom to ask."""

    kind: Literal["gap"] = "gap"
    id: str
    about: About
    text: Text
    ask: RoleName | None = None


class RemarkPiece(_Piece):
    """A fixed remark, by its name in sentences.yaml."""

    kind: Literal["remark"] = "remark"
    of: Literal[
        "none_done",
        "none_open",
        "unchanged",
        "no_date_set",
        "no_breaks",
        "no_such_break",
        "which_year",
        "none_carried",
        "no_period",
        "no_duty",
        "no_list",
        "not_found",
        "not_found_near",
        "or_this",
        "absence_no_number",
        "absence_period_told",
        "absence_period_told_own",
        "absence_days_told",
        "absence_days_told_own",
        "absence_cannot_be",
        "absence_parts",
        "absence_besides",
        "absence_other_signs",
        "absence_needs_figures",
        "absence_no_level",
    ]


class LevelRemarkPiece(_Piece):
    """A fixed remark on the level."""

    kind: Literal["level_remark"] = "level_remark"
    of: Literal["all_done", "no_deadlines", "no_documentation", "no_people"]
    at: LevelName


Piece = Annotated[
    LevelPiece
    | PurposePiece
    | LevelOursPiece
    | StayPiece
    | EndedPiece
    | CaseLinePiece
    | HeadingPiece
    | PhasePiece
    | OwnDatePiece
    | SchoolBreakPiece
    | UndonePiece
    | TaskPiece
    | DonePiece
    | DecisionPiece
    | BlockedPiece
    | CarriedPiece
    | ToldPiece
    | PlannedPiece
    | AttemptedPiece
    | WrittenPiece
    | OpenTalkPiece
    | DeadlinePiece
    | NextDatePiece
    | PeoplePiece
    | DocumentationPiece
    | ServicePiece
    | AdvicePiece
    | DutyPiece
    | ShortListPiece
    | ThresholdPiece
    | AbsencePiece
    | SharePiece
    | LessonsPiece
    | SumPiece
    | SignPiece
    | LimitLeadsPiece
    | OwnLimitPiece
    | AskPeriodPiece
    | AtPiece
    | RulePiece
    | NeededPiece
    | InvolvedPiece
    | ChoicesPiece
    | WayPiece
    | MeaningPiece
    | FormPiece
    | OutlinePiece
    | LentPiece
    | ListedPiece
    | ReminderPiece
    | TipPiece
    | WhyTaskPiece
    | WhyDeadlinePiece
    | WhyAskedPiece
    | SourcePiece
    | OursPiece
    | OwnerPiece
    | CitePiece
    | GapPiece
    | RemarkPiece
    | LevelRemarkPiece,
    Field(discriminator="kind"),
]
Pieces = tuple[Piece, ...]
PIECES: TypeAdapter[Pieces] = TypeAdapter(Pieces)  # to JSON and back
