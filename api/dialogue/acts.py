"""What a turn comes to: acts, as data. They hold ids, dates, numbers and texts apart; each channel makes its own words of them.

What a pupil is called and what a teacher wrote is `Private`, so that the words can be made without it and filled in last.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.audit.models import Door
from api.dialogue.payloads import MemberChange, Payload
from api.engine.apply import Code
from api.engine.calendar import DayRemark
from api.engine.schema import Guide, Language, Question, Task, Text
from api.privacy import LabelProblem
from api.wording.captions import CaptionId
from api.wording.pieces import LevelName, Piece

Reported = Literal["done", "attempted", "planned"]
_NAME_SOURCE = frozenset(("cite", "source", "duty_to_report", "short_list"))


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Private(_Data):
    """Words of a teacher about a pupil."""

    private: str = Field(repr=False)


class Caption(_Data):
    """Words of a button that say which question or case."""

    caption: CaptionId
    number: int | None = None
    case: Private | None = None


Title = CaptionId | int | Text | Private | Caption


class Offer(_Data):
    """A button. One with a `number` can be chosen by typing it, whatever else is offered."""

    title: Title
    payload: Payload
    number: int | None = None


class CaseName(_Data):
    case: UUID
    label: Private


class TaskName(_Data):
    """A task as it is asked for and as it is said to be done."""

    task: str
    text: Text
    done: Text
    ours: bool = False

    @classmethod
    def of(cls, task: Task) -> TaskName:
        return cls(task=task.id, text=task.text, done=task.done, ours=task.ours)


class QuestionName(_Data):
    """A question of a talk with its number there."""

    number: int
    question: str
    text: Text
    area: Text | None = None

    @classmethod
    def of(cls, question: Question, number: int) -> QuestionName:
        return cls(number=number, question=question.id, text=question.text, area=question.area)


class _Act(_Data):
    """`shows_routine`: text of the routine is in it, so the reference its owner asks for must be somewhere in the reply."""

    shows_routine: ClassVar[bool] = False

    offers: tuple[Offer, ...] = ()

    @property
    def names_source(self) -> bool:
        """Whether it says where its text is from."""
        return False


class Phrase(_Act):
    """What is said without data."""

    kind: Literal[
        "greeting_again",
        "goodbye",
        "thanks",
        "help",
        "language_chosen",
        "off_topic",
        "not_understood",
        "choices",
        "choices_here",
        "ask_label_again",
        "ask_other_label",
        "label_left",
        "no_case",
        "case_list_empty",
        "which_case",
        "already_open",
        "decision_unclear",
        "day_unclear",
        "no_such_day",
        "day_in_future",
        "day_in_past",
        "which_guide",
        "no_guide",
        "first_question",
        "note_taken_back",
        "not_skippable",
        "number_unclear",
        "date_unclear",
        "choice_unclear",
        "period_unclear",
        "report_waits",
        "report_waits_list",
        "report_waits_task",
        "report_waits_day",
        "offer_waits",
        "only_one",
        "choose_one",
        "button_past",
        "paused",
        "nothing_to_resume",
        "nothing_to_steer",
        "nothing_to_undo",
        "let_be",
        "ask_reason",
        "acute_kept",
        "reminders_asked",
        "reminders_on",
        "reminders_off",
        "failed",
    ]


class OfCase(_Act):
    """What is said of a case as a whole."""

    kind: Literal[
        "label_taken",
        "label_of_quiet",
        "whose",
        "whose_named",
        "whose_note",
        "ask_new_label",
        "name_taken",
        "name_kept",
        "case_renamed",
        "sibling",
        "now_speaking_of",
        "about_case",
        "still_in_case",
        "confirm_close",
        "kept_open",
        "case_closed",
        "case_monitored",
        "case_reopened",
        "confirm_reopen",
        "left_closed",
        "case_is_closed",
        "note_moved",
        "button_moved",
        "button_elsewhere",
        "report_only_noted",
        "summary_empty",
    ]
    case: CaseName


class OfQuestion(_Act):
    """What became of a question of the talk."""

    kind: Literal["noted", "noted_doubtful", "noted_beside", "noted_instead", "skipped", "answer_stands"]
    question: str
    number: int


# Beginning, and what is asked of the assistant


class Greeting(_Act):
    kind: Literal["greeting"] = "greeting"
    routine: Text


class Alarm(_Act):
    """The fixed text about danger. `barnevernvakt` is the number of the school's own municipality.

    For a `missing` child the police come first, for one who is `ill` or drugged now the ambulance. `again`: it was shown a moment ago.
    """

    kind: Literal["acute"] = "acute"
    barnevernvakt: str | None = None
    missing: bool = False
    ill: bool = False
    again: bool = False


class DangerAsked(_Act):
    """One quiet line under an ordinary reply: what was told may mean danger. Its button shows the fixed text."""

    kind: Literal["danger_asked"] = "danger_asked"


# Cases


class LabelAsked(_Act):
    """What to call the pupil, after the rule of when absence counts."""

    kind: Literal["ask_label"] = "ask_label"
    rule: Text | None = None


class LabelRefused(_Act):
    """`word`: one of the words that the assistant answers to."""

    kind: Literal["label_refused"] = "label_refused"
    problem: LabelProblem | Literal["word"]


class RenameProposed(_Act):
    kind: Literal["rename_proposed"] = "rename_proposed"
    case: CaseName
    label: Private


class CaseOpened(_Act):
    kind: Literal["case_opened"] = "case_opened"
    case: CaseName
    at: LevelName
    name: Text


class CaseListLine(_Data):
    case: CaseName
    pieces: tuple[Piece, ...]


class CaseList(_Act):
    shows_routine = True

    kind: Literal["case_list"] = "case_list"
    lines: tuple[CaseListLine, ...]


class NoteKept(_Act):
    """The message lies as a note in the case."""

    kind: Literal["noted_loose"] = "noted_loose"
    case: CaseName


class OfferTold(_Act):
    """A case is offered to the one who writes, to take over or, with a `last_day`, to stand in until then."""

    kind: Literal["offer_told"] = "offer_told"
    case: CaseName
    by: Private
    last_day: date | None = None


class OfferAnswered(_Act):
    """The case was not taken over."""

    kind: Literal["offer_refused"] = "offer_refused"
    case: CaseName


class SeenLine(_Data):
    """Somebody who has seen a case; without a name it was the command line. `doors`: the one used last first.

    `only_line`: not what is written in it. `reasons` are those a leader gave for reading it all the same.
    """

    name: Private | None
    is_you: bool = False
    at: datetime
    doors: tuple[Door, ...]
    only_line: bool = False
    reasons: tuple[Private, ...] = ()


class SeenBy(_Act):
    """Who has seen a case, the last one first."""

    kind: Literal["seen_by"] = "seen_by"
    case: CaseName
    lines: tuple[SeenLine, ...]


class InsightTold(_Act):
    """Somebody who does not follow the case has read all of it, for this reason."""

    kind: Literal["insight_told"] = "insight_told"
    case: CaseName
    by: Private
    at: datetime
    reason: Private


class WhoAsked(_Act):
    """Whom the change is about is asked; `among`: how many there are to choose from, of whom some have buttons."""

    kind: Literal["who_asked"] = "who_asked"
    change: MemberChange
    case: CaseName
    among: int


class LastDayAsked(_Act):
    kind: Literal["last_day_asked"] = "last_day_asked"
    case: CaseName
    name: Private
    substitute: bool
    again: bool = False


class MemberProposed(_Act):
    """A change of who follows the case is spelled out; without a name it is about the one who writes."""

    kind: Literal["member_proposed"] = "member_proposed"
    change: MemberChange
    case: CaseName
    name: Private | None
    last_day: date | None = None


class MemberChanged(_Act):
    kind: Literal["member_changed"] = "member_changed"
    change: MemberChange
    case: CaseName
    name: Private | None
    last_day: date | None = None


class NobodyThere(_Act):
    """There is nobody the change could be about."""

    kind: Literal["nobody_there"] = "nobody_there"
    change: MemberChange
    case: CaseName


class UntilAsked(_Act):
    """Until when a closed case is to be kept; `first` and `latest` are the days that may be asked for."""

    kind: Literal["until_asked"] = "until_asked"
    case: CaseName
    on: date
    first: date
    latest: date
    again: bool = False  # that day will not do
    unread: bool = False  # what was said is no day


class LongerReasonAsked(_Act):
    kind: Literal["longer_reason_asked"] = "longer_reason_asked"
    case: CaseName
    until: date


class LongerProposed(_Act):
    kind: Literal["longer_proposed"] = "longer_proposed"
    case: CaseName
    until: date
    reason: Private


class CaseKept(_Act):
    """How long a case is kept, or cases are where none is named.

    `months` is the school's own time; `on` the day a closed case is deleted, `longer` that somebody asked for that day.
    """

    kind: Literal["case_kept"] = "case_kept"
    case: CaseName | None = None
    months: int
    on: date | None = None
    longer: bool = False


class Follower(_Data):
    name: Private
    last_day: date | None = None


class ReadersTold(_Act):
    """Who may read a case, or cases where none is named, and what leadership sees.

    `others` are those who follow it beside the one who asks, `leading` those of them who lead the school, and `asked` those it is offered
    to. `leaders_first`: it was asked of leadership.
    """

    kind: Literal["readers_told"] = "readers_told"
    case: CaseName | None = None
    others: tuple[Follower, ...] = ()
    leading: tuple[Private, ...] = ()
    asked: tuple[Private, ...] = ()
    leaders_see: Literal["lines", "figures"]
    advisers_too: bool
    leaders_first: bool = False


class OfTheSystem(_Act):
    """What holds of the assistant and the system, whatever case is spoken of."""

    kind: Literal["of_the_system"] = "of_the_system"
    about: Literal["parents_read", "confidential", "stored_where", "machine", "sent_on"]


class CaseOutOfReach(_Act):
    """The case that was spoken of may no longer be read; what it is called is not said any more."""

    kind: Literal["case_out_of_reach"] = "case_out_of_reach"


class LeadershipTold(_Act):
    """What leadership sees and does, to one who leads or does not."""

    kind: Literal["leadership_told"] = "leadership_told"
    leads: bool
    sees: Literal["lines", "figures"]


# The plan


class KeptInQuiet(_Act):
    """The message lies as a note in a case that is closed or only watched.

    `at` is where it begins again when it is taken up, which is asked unless nothing worrying was told.
    """

    kind: Literal["kept_in_quiet"] = "kept_in_quiet"
    case: CaseName
    status: Literal["closed", "monitoring"]
    at: LevelName
    asks: bool = True


class DueToBeDeleted(_Act):
    """A closed case is deleted on that day, unless somebody asks for it to be kept longer."""

    kind: Literal["due_to_be_deleted"] = "due_to_be_deleted"
    case: CaseName
    on: date


class PutOff(_Act):
    """The person is not reminded of this before that day, unless its date moves."""

    kind: Literal["snoozed"] = "snoozed"
    case: CaseName
    task: TaskName
    until: date


class NameHint(_Act):
    """What was kept seems to hold somebody's full name; initials are enough."""

    kind: Literal["name_hint"] = "name_hint"


class ExportOffered(_Act):
    """Where everything in the case can be got: as a `page` to print, and as `data`. Both are addresses of the api."""

    kind: Literal["export_offered"] = "export_offered"
    case: CaseName
    page: str
    data: str


class PlanShown(_Act):
    """Some of what a plan has to say. Without a case it is of the school's routine alone."""

    shows_routine = True

    kind: Literal["plan"] = "plan"
    case: CaseName | None = None
    pieces: tuple[Piece, ...]

    @property
    def names_source(self) -> bool:
        return any(piece.kind in _NAME_SOURCE for piece in self.pieces)


class Cited(_Act):
    """The reference the routine's owner asks for."""

    kind: Literal["cited"] = "cited"
    cite: Text

    @property
    def names_source(self) -> bool:
        return True


class RoutineSays(_Act):
    """What the routine says when a judgement is made."""

    shows_routine = True

    kind: Literal["routine_says"] = "routine_says"
    text: Text


class PeriodAsked(_Act):
    """Which period an amount of absence was told for."""

    kind: Literal["ask_period"] = "ask_period"
    pieces: tuple[Piece, ...]


# Tasks and decisions


class UnitAsked(_Act):
    """“Borte 4”: of what, and when."""

    kind: Literal["ask_unit"] = "ask_unit"
    number: float


class OutcomeName(_Data):
    """An outcome to choose, the level it leads to, and the tasks that belong before it and are not done."""

    outcome: str
    to: LevelName | None = None
    first: tuple[TaskName, ...] = ()


class DecisionAsked(_Act):
    """The outcomes to choose from are its offers. What each leads to and needs is not on those that were asked before it was kept."""

    shows_routine = True

    kind: Literal["ask_decision"] = "ask_decision"
    decision: str
    question: Text
    ours: tuple[Text, ...] = ()  # of the outcomes those that the project added
    outcomes: tuple[OutcomeName, ...] = ()


class NeedsFirst(_Act):
    """What belongs before an outcome is chosen; `ours` when the source does not have that order."""

    shows_routine = True

    kind: Literal["needs_first"] = "needs_first"
    decision: str
    outcome: str
    chosen: Text
    ours: bool = False
    tasks: tuple[TaskName, ...]


class Moved(_Act):
    """The case has come to another level."""

    kind: Literal["moved"] = "moved"
    case: CaseName
    at: LevelName
    name: Text


class OutcomeNoted(_Act):
    """A judgement that leaves the case where it is."""

    shows_routine = True

    kind: Literal["outcome_noted"] = "outcome_noted"
    outcome: str
    text: Text


class TaskTicked(_Act):
    """`on` is the day when it is to be spelled out."""

    kind: Literal["ticked"] = "ticked"
    task: TaskName
    on: date | None = None


class DayAsked(_Act):
    """Which day something was done, or is to be: `what` is how the routine calls it."""

    kind: Literal["ask_day"] = "ask_day"
    what: Text


class ConsentRefused(_Act):
    """With what the routine does not say about it."""

    kind: Literal["consent_refused"] = "consent_refused"
    gaps: tuple[Piece, ...]


class OwnDateProposed(_Act):
    """Whether to enter a day as the teacher's own date."""

    kind: Literal["own_date_proposed"] = "own_date_proposed"
    what: Text
    on: date
    due: date | None = None  # the routine's own
    free: DayRemark | None = None


class OwnDateSet(_Act):
    kind: Literal["own_date_set"] = "own_date_set"
    deadline: str
    pieces: tuple[Piece, ...]


# Talks


class GuideName(_Data):
    guide: str
    name: Text

    @classmethod
    def of(cls, guide: Guide) -> GuideName:
        return cls(guide=guide.id, name=guide.name)


class GuideElsewhere(_Act):
    """The talk that was asked for belongs to other levels."""

    kind: Literal["guide_elsewhere"] = "guide_elsewhere"
    case: CaseName
    here: LevelName
    levels: tuple[str, ...]


class GuideStarted(_Act):
    """Whose questions these are, where the routine's own form lies, and what to do and say before the first."""

    kind: Literal["guide_started"] = "guide_started"
    case: CaseName
    guide: GuideName
    label: Text | None = None
    cite: Text | None = None
    form: str | None = None
    before: tuple[Text, ...] = ()

    @property
    def names_source(self) -> bool:
        return self.cite is not None


class GuideResumed(_Act):
    kind: Literal["guide_resumed"] = "guide_resumed"
    case: CaseName
    guide: GuideName
    cite: Text | None = None

    @property
    def names_source(self) -> bool:
        return self.cite is not None


class GuideEnded(_Act):
    """`after` is what to say and do now."""

    kind: Literal["guide_ended"] = "guide_ended"
    guide: GuideName
    after: tuple[Text, ...] = ()


class GuideEndedBefore(_Act):
    """An answer was added to a talk that had ended already."""

    kind: Literal["guide_ended_before"] = "guide_ended_before"
    case: CaseName
    guide: GuideName


class OptionName(_Data):
    option: str
    text: Text


class QuestionAsked(_Act):
    """`again` after something else was answered; `sensitive` on the first of several that may hurt."""

    kind: Literal["question"] = "question"
    again: bool = False
    number: int
    total: int
    question: str
    heading: Text | None = None
    text: Text
    type: Literal["open", "choice", "scale", "tick", "date", "number"]
    options: tuple[OptionName, ...] = ()
    scale: tuple[int, int] | None = None
    sensitive: bool = False
    skippable: bool = True
    measures: str | None = None
    ours: bool = False  # the project's own question in a talk that is not


class EarlierAnswer(_Act):
    """What was answered before, to be written anew or left."""

    kind: Literal["question_before"] = "question_before"
    question: str
    answer: Private


class Corrected(_Act):
    kind: Literal["corrected"] = "corrected"
    question: QuestionName
    answer: Private


class ScaleUnclear(_Act):
    kind: Literal["scale_unclear"] = "scale_unclear"
    low: int
    high: int


class NoSuchQuestion(_Act):
    kind: Literal["no_such_question"] = "no_such_question"
    total: int


class WhichAnswer(_Act):
    """Which of several questions is meant."""

    kind: Literal["which_answer"] = "which_answer"
    questions: tuple[QuestionName, ...]


class QuestionsToPick(_Act):
    kind: Literal["pick_questions"] = "pick_questions"
    guide: GuideName
    questions: tuple[QuestionName, ...]


class PickUnclear(_Act):
    kind: Literal["pick_unclear"] = "pick_unclear"
    total: int


UndoneKind = Literal[
    "tick",
    "decision",
    "date",
    "attempt",
    "plan",
    "consent",
    "consent_refused",
    "closed",
    "reopened",
    "opened",
    "shared",
    "unshared",
    "offered",
    "skipped",
    "talk",
    "answer",
    "note",
    "skipped_question",
    "reason",
    "label",
]


class Undone(_Data):
    """One thing that was taken back: what it is called in the routine, or the words that were written."""

    kind: UndoneKind
    text: Text | None = None
    words: Private | None = None
    on: date | None = None


class TakenBack(_Act):
    """`what` no longer counts; `again` counts again, since its taking back was taken back."""

    kind: Literal["taken_back"] = "taken_back"
    case: CaseName
    what: tuple[Undone, ...] = ()
    again: tuple[Undone, ...] = ()


class UndoProposed(_Act):
    """What was recorded last, a while ago: whether that is meant."""

    kind: Literal["undo_proposed"] = "undo_proposed"
    case: CaseName
    what: tuple[Undone, ...]


class InNoCase(_Act):
    """What was told while no case is spoken of: it lies on its turn, and a case may begin with it.

    `refused`: none is wanted. `lapsed`: whose they are, or what the pupil is called, is no longer waited for.
    """

    kind: Literal["in_no_case"] = "in_no_case"
    refused: bool = False
    lapsed: bool = False


class WordsLine(_Data):
    words: Private
    on: date


class WordsInNoCase(_Act):
    """What was told and lies in no case, the first one first, each with its day."""

    kind: Literal["words_in_no_case"] = "words_in_no_case"
    lines: tuple[WordsLine, ...]


class MendProposed(_Act):
    """Whether what stands recorded is to be taken back; or to stand `on` another day, in another case, as another `outcome` or as
    other `words`.
    """

    kind: Literal["mend_proposed"] = "mend_proposed"
    case: CaseName
    what: tuple[Undone, ...]
    stands: date | None = None
    on: date | None = None
    to: CaseName | None = None
    outcome: Text | None = None
    words: Private | None = None


class TalkWaits(_Act):
    """A talk whose question was asked on another day waits while something else is told."""

    kind: Literal["talk_waits"] = "talk_waits"
    guide: GuideName
    number: int
    since: date | None = None


class RefusalTold(_Act):
    """The case does not take what was meant: it has moved on, or the rules say no."""

    kind: Literal["refused"] = "refused"
    code: Code


class MeasuresShown(_Act):
    """Measures to choose from; never a recommendation of one of them."""

    kind: Literal["measures"] = "measures"
    group: str
    name: Text
    measures: tuple[Text, ...]
    cite: Text | None = None

    @property
    def names_source(self) -> bool:
        return self.cite is not None


class SummaryLine(_Data):
    """A note; with its question when it is an answer. `is_reason`: why something was left out or done all the same."""

    question: str | None = None
    asked: Text | None = None
    text: Private
    is_reason: bool = False


class Summary(_Act):
    """What is written in a case, and what is told of its tasks."""

    kind: Literal["summary"] = "summary"
    case: CaseName
    lines: tuple[SummaryLine, ...]
    told: tuple[Piece, ...] = ()
    cite: Text | None = None

    @property
    def names_source(self) -> bool:
        return self.cite is not None


# What was told in passing


class ReportProposed(_Act):
    """Whether to enter what was told: first of which task, then on which day. `also` is a task that is then done with it."""

    kind: Literal["report"] = "report"
    what: Reported
    tasks: tuple[TaskName, ...]
    on: date | None = None
    free: DayRemark | None = None  # why there is no school on a day to come
    also: TaskName | None = None
    due: date | None = None
    due_should: bool = False
    opens: date | None = None


class ReportLine(_Data):
    """Something told in passing, as it would be entered. Several `tasks`, or no day, are asked about afterwards.

    `due` is the routine's last day of what is planned, advised or binding (`due_should`), `opens` its first.
    """

    what: Reported
    tasks: tuple[TaskName, ...]
    on: date | None = None
    also: TaskName | None = None
    due: date | None = None
    due_should: bool = False
    opens: date | None = None


class JudgementLine(_Data):
    """An outcome as it would be decided: the level it leads to, where the routine says so, what comes `first`, and what follows."""

    decision: str
    outcome: str
    text: Text
    to: LevelName | None = None
    clause: str | None = None
    first: tuple[TaskName, ...] = ()
    says: Text | None = None


class JudgementProposed(_Act):
    """Whether to decide what was said without a button."""

    shows_routine = True

    kind: Literal["judgement_proposed"] = "judgement_proposed"
    case: CaseName
    line: JudgementLine


class Proposed(_Act):
    """Whether to enter all that a message told."""

    shows_routine = True

    kind: Literal["proposed"] = "proposed"
    case: CaseName
    lines: tuple[ReportLine | JudgementLine, ...]


class AttemptEntered(_Act):
    kind: Literal["attempt_entered"] = "attempt_entered"
    task: TaskName
    on: date


class PlannedLater(_Act):
    """A day that was told for a task of a level to come; it is only in the note."""

    kind: Literal["planned_later"] = "planned_later"
    task: TaskName
    at: LevelName
    on: date


class HeldLater(_Act):
    """A meeting or a talk was told as held that a level to come has; it is only in the note. The buttons lead there."""

    kind: Literal["held_later"] = "held_later"
    task: TaskName
    at: LevelName


class PlanEntered(_Act):
    kind: Literal["plan_entered"] = "plan_entered"
    task: TaskName
    pieces: tuple[Piece, ...]


Act = Annotated[
    Phrase
    | OfCase
    | OfQuestion
    | Greeting
    | Alarm
    | DangerAsked
    | LabelAsked
    | LabelRefused
    | RenameProposed
    | CaseOpened
    | CaseList
    | NoteKept
    | SeenBy
    | OfferTold
    | OfferAnswered
    | KeptInQuiet
    | DueToBeDeleted
    | PutOff
    | InsightTold
    | WhoAsked
    | LastDayAsked
    | MemberProposed
    | MemberChanged
    | NobodyThere
    | UntilAsked
    | LongerReasonAsked
    | LongerProposed
    | CaseKept
    | ReadersTold
    | OfTheSystem
    | LeadershipTold
    | CaseOutOfReach
    | NameHint
    | ExportOffered
    | PlanShown
    | Cited
    | RoutineSays
    | PeriodAsked
    | UnitAsked
    | DecisionAsked
    | NeedsFirst
    | Moved
    | OutcomeNoted
    | TaskTicked
    | ConsentRefused
    | DayAsked
    | OwnDateProposed
    | OwnDateSet
    | GuideElsewhere
    | GuideStarted
    | GuideResumed
    | GuideEnded
    | GuideEndedBefore
    | QuestionAsked
    | EarlierAnswer
    | Corrected
    | ScaleUnclear
    | NoSuchQuestion
    | WhichAnswer
    | QuestionsToPick
    | PickUnclear
    | MeasuresShown
    | RefusalTold
    | TakenBack
    | UndoProposed
    | TalkWaits
    | InNoCase
    | WordsInNoCase
    | MendProposed
    | Summary
    | ReportProposed
    | JudgementProposed
    | Proposed
    | AttemptEntered
    | PlannedLater
    | HeldLater
    | PlanEntered,
    Field(discriminator="kind"),
]


class TurnResult(BaseModel):
    """All that came of a turn, as it is kept. `listening`: the assistant has asked something, so the talk stays with the action.

    `language` is the one it was decided in, so that asked again its words are the same.
    """

    acts: list[Act]
    language: Language
    listening: bool
    verdict: str
    unplaced: bool = False  # it told something that lies in no case; the next one that is opened takes it along
    about: CaseName | None = None  # the case that is spoken of from here on
    undo: Offer | None = None  # what takes back what it recorded


def for_a_client(act: Act) -> dict[str, Any]:
    """The act without its buttons, which a reply shows ready to press."""
    return act.model_dump(mode="json", exclude={"offers"}, exclude_none=True)


def plain_words(text: str) -> str:
    """The words alone, for comparing what was typed with what a button says."""
    return re.sub(r"[^\w\s]", "", text).casefold().strip()
