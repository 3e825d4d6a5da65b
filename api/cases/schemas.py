"""Cases as a teacher's other screens see them: the checklist path writes the same facts and answers as the chat."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from api.engine.commands import Command
from api.engine.schema import Language, Obligation, Text
from api.problems import NamedTask
from api.wording.pieces import Pieces, TaskPiece

# An id of the client's own making; what cannot be printed goes into no column.
CommandId = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[ -~]+$")]


class CaseIn(BaseModel):
    """`key` is made by the client: sent again, it gives the case it opened the first time.

    `another_pupil`: the person has a case with this label, and this one is of somebody else.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "M.K.", "key": "5e0b4a2e"}]})

    label: str = Field(min_length=1, max_length=40)
    key: CommandId
    another_pupil: bool = False


_RUN = "6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11"
_PERSON = "0b9e6f7e-7d5c-4f6b-9a54-0a5c1a4f2b11"
# One of each command, as it is given.
GIVEN: list[dict[str, JsonValue]] = [
    {"do": "tick", "task": "hold_meeting", "on": "2026-08-31"},
    {"do": "untick", "task": "hold_meeting"},
    {"do": "skip_task", "task": "use_templates", "reason": "Vi brukte egne spørsmål."},
    {"do": "decide", "decision": "go_on", "outcome": "worried", "anyway": True, "reason": "Det haster."},
    {"do": "consent", "given": True, "on": "2026-08-31"},
    {"do": "attempt", "task": "talk_foresatte", "on": "2026-08-31"},
    {"do": "plan_day", "task": "hold_meeting", "on": "2026-09-02"},
    {"do": "own_date", "deadline": "faerder.0.contact", "on": "2026-09-02"},
    {"do": "close"},
    {"do": "reopen"},
    {"do": "start_talk", "guide": "undring_elev"},
    {"do": "end_talk", "run": _RUN, "on": "2026-08-31"},
    {"do": "pick_questions", "run": _RUN, "questions": ["ue.trivsel"]},
    {"do": "go_to_question", "run": _RUN, "question": "ue.trivsel"},
    {"do": "answer", "run": _RUN, "question": "ue.trivsel", "text": "Liker best kunst"},
    {"do": "answer", "guide": "evaluering", "question": "ev.skala", "text": "7", "value": 7},
    {"do": "skip_question", "run": _RUN, "question": "ue.trivsel"},
    {"do": "note", "text": "Gruer seg til gym", "kind": "loose"},
    {"do": "move_note", "note": 3, "run": _RUN, "question": "ue.trivsel"},
    {"do": "rename", "label": "TL"},
    {"do": "share", "person": _PERSON},
    {"do": "unshare", "person": _PERSON},
    {"do": "offer", "person": _PERSON, "last_day": "2026-12-18"},
    {"do": "withdraw_offer", "person": _PERSON},
    {"do": "accept_offer", "person": _PERSON},
    {"do": "refuse_offer", "person": _PERSON},
    {"do": "take_back", "entry": 4},
]


class CommandIn(BaseModel):
    """A command with the client's own id of it: sent again, it is done once. `revision` is the case's as the client has seen it.

    With a `revision` nothing is done to a case that was changed meanwhile; without one the rules alone decide.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": f"7d{number:02}", "command": given, "revision": 4} for number, given in enumerate(GIVEN)
            ]
        }
    )

    id: CommandId
    command: Command
    revision: int | None = Field(default=None, ge=0)


class OfferedTo(BaseModel):
    """Somebody the case is offered to, who has not answered yet. With a `last_day` it is to stand in until then."""

    person: UUID
    name: str
    last_day: date | None


class CaseLine(BaseModel):
    """`line` says it all in one sentence, the rest in parts: `place` is the level with the routine's word for it, `next` what comes
    first, `when` its day in words and `due_on` as a date; empty or None where there is none.

    `delete_on`: a closed case that will be deleted that day unless somebody asks for it to be kept longer.
    """

    id: UUID
    label: str
    level: str
    status: Literal["open", "closed", "monitoring"]
    revision: int
    line: str
    place: str
    next: str
    when: str
    due_on: date | None
    delete_on: date | None = None
    offered_to: list[OfferedTo] = Field(default_factory=list)


class DeadlineOut(BaseModel):
    id: str
    state: str
    due_on: date | None
    soft_on: date | None
    school_day: date | None
    own_on: date | None
    anchor_assumed: bool
    sentence: str
    why: str
    source: str


class TaskOut(BaseModel):
    """`when` is the day of its deadline in words; empty when it has none. `ours`: not the routine's, a proposal of the project.

    In the state `not_relevant` it is one that was passed over: nothing asks for it any longer, and it can be told that it was done.
    """

    id: str
    text: str
    when: str
    why: str
    obligation: Obligation
    ours: bool
    state: str
    done_on: date | None
    attempted_on: list[date]
    planned_on: date | None
    source: str


class PhaseOut(BaseModel):
    """The tasks of a phase of the level; those of no phase the routine names stand under an `id` without a name."""

    id: str
    name: Text | None
    tasks: tuple[TaskPiece, ...]


class PlanPieces(BaseModel):
    """The plan as data, in both languages, for a page or a card to make its own words of."""

    place: Pieces
    next_steps: Pieces
    phases: list[PhaseOut]
    deadlines: Pieces
    people: Pieces
    documentation: Pieces
    gaps: Pieces


class PlanSentences(BaseModel):
    """The same as sentences in the reader's language."""

    place: list[str]
    next_steps: list[str]
    deadlines: list[str]
    people: list[str]
    documentation: list[str]
    gaps: list[str]


class OutcomeOut(BaseModel):
    """One way to decide. `does` says what follows, `to` the level it leads to, `needs` what should be done first and is not.

    With `needs` it is refused, unless the command says `anyway`.
    """

    id: str
    text: str
    does: Literal["close", "monitor", "continue", "go_to", "wait", "choose"]
    to: str | None
    says: str | None
    needs: list[NamedTask]
    source: str


class DecisionOut(BaseModel):
    """A judgement the level asks for. `stands`: it is ready to be made now; any may be made before its time.

    `made` is the outcome chosen last in this round, and `made_on` the day.
    """

    id: str
    question: str
    stands: bool
    made: str | None
    made_on: date | None
    outcomes: list[OutcomeOut]
    source: str


class LevelOut(BaseModel):
    """A step of the routine's stair; `here`: the case is on it; `ours`: what of its title the routine has no words for, in a sentence."""

    id: str
    title: str
    here: bool
    ours: str | None = None


class PersonOut(BaseModel):
    """Who takes part on the level, or is told (`informed`). `involved`: it is recorded that they are in, or know."""

    role: str
    name: str
    note: str | None
    group: Obligation | Literal["informed"]
    involved: bool
    source: str


class AnswerOut(BaseModel):
    question: str
    text: str | None


class PlanOut(BaseModel):
    """The plan in words and states, in the teacher's language, of the day `today`. `now` is what “Hva nå?” says."""

    case: UUID
    label: str
    language: Language
    routine: str
    version: str
    revision: int
    level: str
    round: int
    status: Literal["open", "closed", "monitoring"]
    today: date
    levels: list[LevelOut]
    people: list[PersonOut]
    now: str
    next_acts: list[str]
    who: str
    documentation: str
    gaps: list[str]
    tasks: list[TaskOut]
    deadlines: list[DeadlineOut]
    answers: list[AnswerOut]
    decisions: list[DecisionOut]
    pieces: PlanPieces
    sentences: PlanSentences


class Done(BaseModel):
    """What a command came to: the case's revision, the entry of its log (None when nothing is logged), and the plan."""

    revision: int
    entry: int | None
    plan: PlanOut


class NoteMoveIn(BaseModel):
    """`id` is the client's own of this move: sent again, it is done once. `to` is the other case."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "7d1d", "to": "6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11"}]}
    )

    id: CommandId
    to: UUID
