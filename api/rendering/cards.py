"""What a page shows in place of the words of an act: a closed union of cards, told apart by `kind`.

A day is a date. What is said is in the language of the reply, with what a pupil is called and what a teacher wrote in it. A `payload`
is pressed as a button's is. Where a card takes an answer without one, it is sent as words, as if typed: a date, a number, or the
numbers of what is ticked.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.engine.schema import Language
from api.wording.pieces import Layout


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class Press(_Shown):
    title: str
    payload: str


class SpokenOf(_Shown):
    """A case, and what its pupil is called."""

    case: UUID
    label: str


class QuestionCard(_Shown):
    """A question of a talk. `choices` are pressed: the options of a choice, the steps of a scale, all or none of what may be ticked.

    `options` may be ticked, and are sent as their numbers, from 1. `care` is a word of care.
    """

    kind: Literal["question"] = "question"
    question: str
    number: int
    total: int
    heading: str | None = None
    text: str
    care: str | None = None
    input: Literal["open", "choice", "scale", "tick", "date", "number"]
    choices: tuple[Press, ...] = ()
    options: tuple[str, ...] = ()


class DayCard(_Shown):
    """Which day something was done, or is to be."""

    kind: Literal["day"] = "day"
    what: str
    side: Literal["past", "future"]


class NumberedLine(_Shown):
    number: int
    text: str
    heading: str | None = None


class PickCard(_Shown):
    """The questions of a talk, of which some may be chosen: by their numbers, or all with `every`."""

    kind: Literal["pick"] = "pick"
    name: str
    questions: tuple[NumberedLine, ...]
    every: str


class ProposalCard(_Shown):
    """What a message told, as it would be recorded: all of it with `every`, some by the numbers of its lines, nothing with `none`."""

    kind: Literal["proposal"] = "proposal"
    case: SpokenOf
    lines: tuple[NumberedLine, ...]
    every: str
    none: str


class OutcomeChoice(Press):
    """`leads_to` is a level. `first` belongs before it and is not done; the case does not ask it of who goes on all the same."""

    leads_to: str | None = None
    first: tuple[str, ...] = ()


class DecisionCard(_Shown):
    kind: Literal["decision"] = "decision"
    question: str
    outcomes: tuple[OutcomeChoice, ...]


class NeedsCard(_Shown):
    """What belongs before the outcome that was chosen, each ticked by its press; `anyway` goes on without."""

    kind: Literal["needs"] = "needs"
    tasks: tuple[Press, ...]
    anyway: Press


class PlanLine(_Shown):
    """`kind` is that of the piece (api/wording/pieces.py), `on` its day and `state` how it stands, where it has one."""

    kind: str
    layout: Layout
    text: str
    on: date | None = None
    state: str | None = None


class PlanCard(_Shown):
    kind: Literal["plan"] = "plan"
    case: SpokenOf | None = None
    lines: tuple[PlanLine, ...]


class ShownCase(SpokenOf):
    """A case of the list: pressed it is spoken of. `on` is the day of what is next."""

    text: str
    on: date | None = None
    payload: str


class CasesCard(_Shown):
    kind: Literal["cases"] = "cases"
    lines: tuple[ShownCase, ...]


class Call(_Shown):
    """Whom to call. `number` is as it is read; without a `tel` it is no number that can be called."""

    name: str
    number: str
    tel: str | None = None


class AlarmCard(_Shown):
    """Whom to call when a child is in danger, the first one first. The words of the reply are shown with it."""

    kind: Literal["alarm"] = "alarm"
    calls: tuple[Call, ...]


Card = Annotated[
    QuestionCard | DayCard | PickCard | ProposalCard | DecisionCard | NeedsCard | PlanCard | CasesCard | AlarmCard,
    Field(discriminator="kind"),
]


class OnPage(_Shown):
    """How a page shows a message of a reply: in which language it is, which case is spoken of from here on, what takes back what was
    recorded just now, and the card in place of its words, if it has one.
    """

    language: Language
    about: SpokenOf | None = None
    undo: Press | None = None
    card: Card | None = None
