"""Everything that can be done to a case: one closed union of commands. `apply` says what each comes to, or why it is refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from api.engine.answers import Value

LONGEST_TEXT = 20_000
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")]


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    def words(self) -> list[str]:
        """What somebody has written in it; a value may be words too."""
        value = getattr(self, "value", None)
        values = value if isinstance(value, list | tuple) else [value]
        written = [getattr(self, name, None) for name in ("text", "reason", "label")]
        return [text for text in (*written, *values) if isinstance(text, str)]


class _Told(_Command):
    """Becomes facts. `corrects` is the entry in the case's log whose facts they take the place of, in the stay those are in."""

    corrects: int | None = Field(default=None, ge=1)


class Tick(_Told):
    """The task was done on the day `on`, today or earlier. Ticking what is done records nothing."""

    do: Literal["tick"] = "tick"
    task: Name
    on: date


class Untick(_Command):
    """The task of the present stay was not done after all: its facts are taken back."""

    do: Literal["untick"] = "untick"
    task: Name


class SkipTask(_Command):
    """The task is left out, for a reason that is kept."""

    do: Literal["skip_task"] = "skip_task"
    task: Name
    reason: Words


class Decide(_Told):
    """A judgement people made. `anyway`: though tasks it needs are not done; that is recorded, with the reason when one is given."""

    do: Literal["decide"] = "decide"
    decision: Name
    outcome: Name
    anyway: bool = False
    reason: Words | None = None
    on: date | None = None  # today when left out


class Consent(_Told):
    """Consent was given, or refused or withdrawn, on the day `on`. The last word counts."""

    do: Literal["consent"] = "consent"
    given: bool
    on: date


class Attempt(_Told):
    """The task was tried on the day `on` and not reached."""

    do: Literal["attempt"] = "attempt"
    task: Name
    on: date


class PlanDay(_Told):
    """The task is set to the day `on`, which is not past. It moves no deadline."""

    do: Literal["plan_day"] = "plan_day"
    task: Name
    on: date


class SetOwnDate(_Told):
    """The teacher's own date for a deadline, today or later."""

    do: Literal["own_date"] = "own_date"
    deadline: Name
    on: date


class Close(_Command):
    do: Literal["close"] = "close"


class Reopen(_Command):
    do: Literal["reopen"] = "reopen"


class StartTalk(_Command):
    """Begins a walk through a guide under the id `new_run`, unless one is open on this stay."""

    do: Literal["start_talk"] = "start_talk"
    guide: Name
    new_run: UUID = Field(default_factory=uuid4)


class EndTalk(_Command):
    """The talk was held, whatever questions are left, on the day `on` (today when left out)."""

    do: Literal["end_talk"] = "end_talk"
    run: UUID
    on: date | None = None


class PickQuestions(_Command):
    """Which of the talk's questions to take up."""

    do: Literal["pick_questions"] = "pick_questions"
    run: UUID
    questions: tuple[Name, ...] = Field(min_length=1)


class GoToQuestion(_Command):
    """To a question of the talk, to answer it (again); to the first that is not answered when none is named. Records nothing."""

    do: Literal["go_to_question"] = "go_to_question"
    run: UUID
    question: Name | None = None


class Answer(_Command):
    """The answer to a question, in words as they were written or chosen, with its value where the question has a type.

    `run` is the walk it belongs to; else `guide` names the talk, and the last walk on this stay is meant or a new one (under the
    id `new_run`) is begun. Without `value` it is read from the words, which must then be no more than the value. `seen` is the
    number of the answer that was shown (0 for none): one written since, unseen, is joined and not replaced where words may stand
    together. Left out, what stood before is replaced. The last question answered ends the talk, unless
    `ends_talk` is False: a page with all questions at once asks afterwards whether, and on which day, it was held.
    """

    do: Literal["answer"] = "answer"
    run: UUID | None = None
    guide: Name | None = None
    question: Name
    text: Words
    value: Value | None = None
    seen: int | None = Field(default=None, ge=0)
    ends_talk: bool = True
    new_run: UUID = Field(default_factory=uuid4)


class SkipQuestion(_Command):
    do: Literal["skip_question"] = "skip_question"
    run: UUID
    question: Name


class WriteNote(_Command):
    """Something written down outside any question: the first worry (`concern`), why something was done all the same (`reason`),
    or any other note (`loose`).
    """

    do: Literal["note"] = "note"
    text: Words
    kind: Literal["concern", "reason", "loose"] = "loose"


class MoveNote(_Command):
    """What was written belongs to a question of a walk: taken back where it lies and put there. `text` and `value` as in `Answer`."""

    do: Literal["move_note"] = "move_note"
    note: int = Field(ge=1)
    run: UUID
    question: Name
    text: Words | None = None  # what the note holds, when left out
    value: Value | None = None


class Rename(_Command):
    """What the pupil is called in this case: initials or a code."""

    do: Literal["rename"] = "rename"
    label: Name


class Share(_Command):
    """Lets a person at the school see the case and work on it, until the day `last_day` when one is given."""

    do: Literal["share"] = "share"
    person: UUID
    last_day: date | None = None


class Unshare(_Command):
    do: Literal["unshare"] = "unshare"
    person: UUID


class OfferCase(_Command):
    """Offers the case to a person at the school to take over, or to stand in until the day `last_day`. The last offer counts."""

    do: Literal["offer"] = "offer"
    person: UUID
    last_day: date | None = None


class WithdrawOffer(_Command):
    do: Literal["withdraw_offer"] = "withdraw_offer"
    person: UUID


class AcceptOffer(_Command):
    """By the person it was offered to: they own the case from now on, or see it until the offer's last day."""

    do: Literal["accept_offer"] = "accept_offer"
    person: UUID


class RefuseOffer(_Command):
    """By the person it was offered to."""

    do: Literal["refuse_offer"] = "refuse_offer"
    person: UUID


class TakeBack(_Command):
    """What an entry of the case's log recorded is taken back. Nothing is deleted, and the taking back can be taken back."""

    do: Literal["take_back"] = "take_back"
    entry: int = Field(ge=1)


AnyCommand = (
    Tick
    | Untick
    | SkipTask
    | Decide
    | Consent
    | Attempt
    | PlanDay
    | SetOwnDate
    | Close
    | Reopen
    | StartTalk
    | EndTalk
    | PickQuestions
    | GoToQuestion
    | Answer
    | SkipQuestion
    | WriteNote
    | MoveNote
    | Rename
    | Share
    | Unshare
    | OfferCase
    | WithdrawOffer
    | AcceptOffer
    | RefuseOffer
    | TakeBack
)
Command = Annotated[AnyCommand, Field(discriminator="do")]
read_command: TypeAdapter[Command] = TypeAdapter(Command)
