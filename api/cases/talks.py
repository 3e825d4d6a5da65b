"""Talks as data: which there are on the level, and of one walk its questions, its answers and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from api.cases.service import OpenedCase
from api.cases.views import asked
from api.engine.answers import Value
from api.engine.casefile import Note, Run
from api.engine.plan import Plan
from api.engine.schema import Guide, Language, Question
from api.errors import NotFound
from api.problems import AskedQuestion
from api.wording import choosing
from api.wording.pieces import OursPiece
from api.wording.plan import PlanWords


class GuideOut(BaseModel):
    """A talk, a meeting or a sheet. `label` says whose questions they are when they are not the routine's own.

    `place` and `cite` are those of the routine they are borrowed from. `ours`: made by the project, from no source.
    """

    id: str
    kind: str
    audience: Literal["pupil", "foresatte", "school", "team"]
    name: str
    label: str | None
    place: str | None
    cite: str | None
    ours: bool
    pick: bool
    preparation: list[str]
    opening: list[str]
    closing: list[str]
    after: list[str]


class WalkOut(BaseModel):
    """One walk through a guide. `name` is None when the routine no longer has the guide; nothing more can then be done with it."""

    run: UUID
    guide: str
    name: str | None
    level: str
    round: int
    open: bool


class TalksOut(BaseModel):
    """The talks of the level the case is on, and every walk that was begun, the first one first."""

    revision: int
    guides: list[GuideOut]
    walks: list[WalkOut]


class QuestionOut(AskedQuestion):
    """A question that applies now. `given` says whether it was answered or skipped."""

    number: int
    area: str | None
    why: str
    source: str
    ours: bool
    sensitive: bool
    measures: str | None
    given: Literal["answered", "skipped"] | None


class GivenOut(BaseModel):
    """What was written or skipped. The last one that was not taken back `counts`."""

    note: int
    entry: int | None
    kind: Literal["answer", "skip"]
    text: str | None
    value: Value | None
    by: UUID | None
    name: str | None
    at: datetime | None
    counts: bool


class AnswersOut(BaseModel):
    """All that was given to a question, the first one first. The question may apply no longer."""

    question: str
    history: list[GivenOut]


class TalkOut(BaseModel):
    """`current` is the question that stands, None at the end. `picked` are the questions chosen beforehand, None for all."""

    revision: int
    walk: WalkOut
    guide: GuideOut
    current: str | None
    picked: list[str] | None
    questions: list[QuestionOut]
    answers: list[AnswersOut]


def talks_out(opened: OpenedCase, today: date, language: Language) -> TalksOut:
    routine, level = opened.routine, opened.plan(today).level
    here = dict.fromkeys([*(task.guide for task in level.tasks if task.guide), *level.guides])
    return TalksOut(
        revision=opened.case.revision,
        guides=[_guide(routine.guide(guide), language) for guide in here],
        walks=[_walk(opened, run, language) for run in opened.file.runs],
    )


def talk_out(opened: OpenedCase, run_id: UUID, today: date, language: Language, names: Mapping[UUID, str]) -> TalkOut:
    """Raises `NotFound` for a walk that is not of this case, or whose guide the routine no longer has."""
    run = opened.file.run(run_id)
    if run is None or run.guide_id not in {guide.id for guide in opened.routine.guides}:
        raise NotFound
    plan, talk = opened.plan(today), opened.talk(run, today)
    words = PlanWords(plan, language, opened.case.label)
    standing = talk.standing
    given: dict[str, list[Note]] = {}
    for note in opened.file.notes:
        if note.run_id == run.id and note.question_id is not None and note.kind in ("answer", "skip"):
            given.setdefault(note.question_id, []).append(note)
    return TalkOut(
        revision=opened.case.revision,
        walk=_walk(opened, run, language),
        guide=_guide(talk.guide, language),
        current=standing.id if standing else None,
        picked=None if run.picked is None else list(run.picked),
        questions=[
            _question(question, number, talk.given.get(question.id), plan, talk.guide, words)
            for number, question in enumerate(talk.questions, 1)
        ],
        answers=[
            AnswersOut(question=question, history=[_given(opened, run, note, names) for note in notes])
            for question, notes in given.items()
        ],
    )


def _guide(guide: Guide, language: Language) -> GuideOut:
    lender = guide.lender
    return GuideOut(
        id=guide.id,
        kind=guide.kind,
        audience=guide.audience,
        name=guide.name.in_(language),
        label=guide.label.in_(language) if guide.label else None,
        place=lender.place.in_(language) if lender else None,
        cite=lender.cite.in_(language) if lender and lender.cite else None,
        ours=guide.ours,
        pick=guide.pick,
        preparation=[text.in_(language) for text in guide.preparation],
        opening=[text.in_(language) for text in guide.opening],
        closing=[text.in_(language) for text in guide.closing],
        after=[text.in_(language) for text in guide.after],
    )


def _walk(opened: OpenedCase, run: Run, language: Language) -> WalkOut:
    guide = next((guide for guide in opened.routine.guides if guide.id == run.guide_id), None)
    return WalkOut(
        run=run.id,
        guide=run.guide_id,
        name=guide.name.in_(language) if guide else None,
        level=run.level,
        round=run.round,
        open=run.is_open,
    )


def _question(
    question: Question,
    number: int,
    given: Literal["answered", "skipped"] | None,
    plan: Plan,
    guide: Guide,
    words: PlanWords,
) -> QuestionOut:
    language = words.language
    *_, source = choosing.why_question(plan, question, guide)
    return QuestionOut(
        **asked(question, language).model_dump(),
        number=number,
        area=question.area.in_(language) if question.area else None,
        why=question.why.in_(language),
        source=words.text((source,)),
        ours=isinstance(source, OursPiece),
        sensitive=question.sensitive,
        measures=question.measures,
        given=given,
    )


def _given(opened: OpenedCase, run: Run, note: Note, names: Mapping[UUID, str]) -> GivenOut:
    return GivenOut(
        note=note.number,
        entry=note.entry,
        kind="skip" if note.kind == "skip" else "answer",
        text=note.text,
        value=note.value,
        by=note.recorded_by,
        name=names.get(note.recorded_by) if note.recorded_by else None,
        at=note.recorded_at,
        counts=opened.file.note_of(run, note.question_id or "") == note,
    )
