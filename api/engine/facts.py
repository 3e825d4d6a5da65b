"""Facts: what happened in a case. Append-only; a correction is a new fact that supersedes an old one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

FactKind = Literal[
    "concern_raised",
    "absence_began",
    "contact_made",
    "invitation_sent",
    "talk_held",
    "shared_with_colleague",
    "leadership_informed",
    "meeting_planned",
    "meeting_held",
    "measures_agreed",
    "sheet_filled",
    "mapping_summarised",
    "evaluation_done",
    "consent_given",
    "consent_refused",
    "coordinator_named",
    "minutes_sent",
    "team_reported",
    "task_done",
    "task_skipped",
    "went_on",
    "own_date_set",
    "attempted",
    "planned",
    "decided",
    "closed",
    "reopened",
    "handed_over",
    "unshared",
    "handover_offered",
    "handover_refused",
    "handover_withdrawn",
    "taken_over",
    "withdrawn",
]


class Fact(BaseModel):
    """One thing that happened.

    `number` is the order of recording within the case, from 1. `level` and `round` say which stay on a level it belongs to.
    `with_` is whom a talk or contact was with (`pupil`, `foresatte`). `on` is the date a plan or an own date is set to.
    `attempted` says that a task was tried and not reached, `planned` on which day it is to be done; neither makes it done.
    `went_on` says that a decision was made though the task it needs was not done.
    A fact of kind `withdrawn` takes back the one it supersedes and says nothing else.
    `entry` is the entry in the case's log that recorded it, `run` the walk through a guide that it ended, `person` whom the
    case was shared with or no longer is, was offered to, or has been taken over by; `on` is then the last day, if it has one.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    number: int
    kind: FactKind
    level: str
    round: int = 1
    occurred_on: date
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    task: str | None = None
    decision: str | None = None
    outcome: str | None = None
    with_: str | None = Field(default=None, alias="with")
    deadline: str | None = None
    on: date | None = None
    reached: bool | None = None
    supersedes: int | None = None
    entry: int | None = None
    run: UUID | None = None
    person: UUID | None = None

    @property
    def order(self) -> tuple[date, int]:
        """By the day it happened, then by when it was written down."""
        return (self.occurred_on, self.number)


BESIDE = ("attempted", "planned")  # said of a task that stays as it is: nothing more has happened in the case
# Of who sees the case, and of days that are set: no news of the pupil.
MEMBERSHIP = ("handed_over", "taken_over", "unshared")  # of a person the last one says whether they see the case
OFFERING = ("handover_offered", "handover_refused", "handover_withdrawn")
NO_NEWS = (
    *BESIDE,
    "own_date_set",
    *MEMBERSHIP,
    *OFFERING,
)  # of days that are set and of who sees the case, none of the pupil
CONSENT = ("consent_given", "consent_refused")  # the last one said is the one that counts


def live(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that still count, in order.

    A correction takes the place of what it corrects, and of all that one had taken the place of, also in the order of a day.
    What a withdrawal takes back has replaced nothing: what stood before it counts again.
    """
    listed = list(facts)
    taken_back = undone((fact.number, fact.supersedes) for fact in listed if fact.kind == "withdrawn")
    replaced = {fact.supersedes for fact in listed if fact.number not in taken_back}
    counting = [
        fact
        for fact in listed
        if fact.number not in taken_back and fact.number not in replaced and fact.kind != "withdrawn"
    ]
    places = _places(listed)
    ordered = sorted(counting, key=lambda fact: (fact.occurred_on, places[fact.number], fact.number))
    consent = [fact for fact in ordered if fact.kind in CONSENT]
    return [fact for fact in ordered if fact.kind not in CONSENT or fact.kind == consent[-1].kind]


def _places(facts: Iterable[Fact]) -> dict[int, int]:
    """By the number of each fact, that of the first it stands in for: its own when it corrects nothing."""
    places: dict[int, int] = {}
    for fact in sorted(facts, key=lambda fact: fact.number):
        places[fact.number] = places.get(fact.supersedes or fact.number, fact.number)
    return places


def undone(withdrawals: Iterable[tuple[int, int | None]]) -> set[int]:
    """The numbers that are taken back, from pairs of a withdrawal's own number and the number it takes back.

    A withdrawal that was itself taken back by a later one takes nothing back.
    """
    gone: set[int] = set()
    for number, what in sorted(withdrawals, reverse=True):
        if what is not None and number not in gone:
            gone.add(what)
    return gone
