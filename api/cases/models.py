"""A case: who it is about, who works on it, what happened, and what was written down. All but the walk through a guide is append-only."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now
from api.keys.models import SealedRow


class Case(SealedRow, table=True):
    """`label` is the initials or code the teacher chose for the pupil. `key` makes one message open one case at most."""

    __tablename__ = "pupil_case"
    __table_args__ = (UniqueConstraint("key"),)
    SEALED: ClassVar = ("label",)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(max_length=120)
    school_id: str = Field(foreign_key="school.id", index=True)
    routine_hash: str = Field(foreign_key="routine_version.hash")
    sealed_label: bytes = Field(default=None, sa_column=Column("label", LargeBinary, nullable=False))
    revision: int = 0  # the number of the last entry in its log
    created_by: UUID = Field(foreign_key="person.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)

    @property
    def label(self) -> str:
        label: str = self.value("label")
        return label


class CaseMember(SQLModel, table=True):
    """A person who may see the case, from when to when. `until` is set when it was ended; a new membership is a new row.

    It ends by itself after `last_day`, and with the employment it was given under: see `_READABLE` in the repository. The `owner`
    opened the case or has taken it over; a `member` was let in.
    """

    __tablename__ = "case_member"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'member')", name="case_member_role"),
        CheckConstraint("until >= since", name="case_member_until"),
        Index(
            "case_member_once",
            "case_id",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="pupil_case.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: str = Field(default="member", max_length=20)
    since: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_day: date | None = None


class CaseOffer(SQLModel, table=True):
    """A case that is offered to somebody to take over, until it is answered. It follows from the facts, as memberships do.

    With a `last_day` it is for a time, as to a substitute.
    """

    __tablename__ = "case_offer"

    case_id: UUID = Field(foreign_key="pupil_case.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    offered_by: UUID = Field(foreign_key="person.id")
    offered_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    last_day: date | None = None


class EntryRow(SQLModel, table=True):
    """A line of the case's log: one command that was carried out; see api/engine/casefile.py. Never updated."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("case_id", "command_id", name="entry_command_once"),)

    case_id: UUID = Field(foreign_key="pupil_case.id", primary_key=True)
    number: int = Field(primary_key=True)
    command_id: str = Field(max_length=120)
    do: str = Field(max_length=20)
    takes_back: int | None = None
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    recorded_by: UUID = Field(foreign_key="person.id")
    turn_id: UUID | None = Field(default=None, foreign_key="turn.id")


class FactRow(SQLModel, table=True):
    """One fact; see api/engine/facts.py. Never updated."""

    __tablename__ = "fact"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="pupil_case.id", index=True)
    number: int
    kind: str = Field(max_length=40)
    level: str = Field(max_length=6)
    round: int = 1
    occurred_on: date
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    recorded_by: UUID = Field(foreign_key="person.id")
    task: str | None = Field(default=None, max_length=60)
    decision: str | None = Field(default=None, max_length=60)
    outcome: str | None = Field(default=None, max_length=60)
    with_: str | None = Field(default=None, max_length=20, sa_column_kwargs={"name": "with_whom"})
    deadline: str | None = Field(default=None, max_length=60)
    on: date | None = Field(default=None, sa_column_kwargs={"name": "on_date"})
    reached: bool | None = None
    supersedes: int | None = None
    entry: int
    run_id: UUID | None = None
    person_id: UUID | None = None
    turn_id: UUID | None = Field(default=None, foreign_key="turn.id")


class GuideRun(SQLModel, table=True):
    """A walk through a guide; where it stands follows from the notes.

    `cursor` is the question the teacher went back to, `picked` the ids of the questions chosen beforehand, None for all.
    """

    __tablename__ = "guide_run"
    __table_args__ = (
        Index(
            "guide_run_once_open",
            "case_id",
            "guide_id",
            "level",
            "round",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="pupil_case.id", index=True)
    guide_id: str = Field(max_length=60)
    level: str = Field(max_length=6)
    round: int
    cursor: str | None = Field(default=None, max_length=60)
    picked: list[Any] | None = Field(default=None, sa_column=Column(JSON))
    started_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoteRow(SealedRow, table=True):
    """Something written down, word for word; see api/engine/casefile.py. Never updated: a change is a new row."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('answer', 'skip', 'concern', 'loose', 'reason', 'label', 'taken_back')", name="note_kind"
        ),
        CheckConstraint("(question_id IS NULL) = (run_id IS NULL)", name="note_question_in_run"),
        UniqueConstraint("case_id", "number", name="note_number_once"),
    )
    SEALED: ClassVar = ("text", "value")

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(index=True)  # order within the case, from 1
    case_id: UUID = Field(foreign_key="pupil_case.id", index=True)
    run_id: UUID | None = Field(default=None, foreign_key="guide_run.id", index=True)
    question_id: str | None = Field(default=None, max_length=60)
    kind: str = Field(max_length=12)
    sealed_text: bytes | None = Field(default=None, sa_column=Column("text", LargeBinary))
    sealed_value: bytes | None = Field(default=None, sa_column=Column("value", LargeBinary))
    replaces: int | None = Field(default=None, sa_column_kwargs={"name": "replaces_number"})
    entry: int
    turn_id: UUID | None = Field(default=None, foreign_key="turn.id")
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    recorded_by: UUID = Field(foreign_key="person.id")

    @property
    def text(self) -> str | None:
        text: str | None = self.value("text")
        return text


class VersionMove(SQLModel, table=True):
    """A case that was moved from one published version of its routine to another."""

    __tablename__ = "version_move"

    id: int | None = Field(default=None, primary_key=True)
    case_id: UUID = Field(foreign_key="pupil_case.id", index=True)
    from_hash: str = Field(max_length=16)
    to_hash: str = Field(max_length=16)
    at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class DueNotice(SQLModel, table=True):
    """A closed case that is due to be deleted, and since when that is told. It goes when the case is opened again or kept longer.

    `closed_on`, `due_on` and `noticed_on` are days in Oslo; `made_at` orders the telling of it.
    """

    __tablename__ = "due_notice"

    case_id: UUID = Field(foreign_key="pupil_case.id", primary_key=True)
    closed_on: date
    due_on: date
    noticed_on: date
    made_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class UntoldInsight(SQLModel, table=True):
    """A reading with a reason that a member of the case has not been told of yet; it goes when they are.

    `reading` is its row in the audit, which holds who read, when, and the reason.
    """

    __tablename__ = "untold_insight"

    case_id: UUID = Field(foreign_key="pupil_case.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    reading: UUID = Field(primary_key=True)


class KeptLonger(SealedRow, table=True):
    """A member asked for a case to be kept longer than the school keeps it: until when, and why. It holds for one closing alone."""

    __tablename__ = "kept_longer"
    SEALED: ClassVar = ("reason",)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="pupil_case.id", index=True)
    closed_on: date
    until: date
    sealed_reason: bytes = Field(default=None, sa_column=Column("reason", LargeBinary, nullable=False))
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    recorded_by: UUID = Field(foreign_key="person.id")

    @property
    def reason(self) -> str:
        reason: str = self.value("reason")
        return reason
