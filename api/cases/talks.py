"""Talks as data: which there are on the level, and of one walk its questions, its answers and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid4

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


class CallOut(BaseModel):
    """The task of the level that the talk is held for: when it was tried, when it is to be, when it was done."""

    task: str
    text: str
    attempted_on: list[date]
    planned_on: date | None
    done_on: date | None


class AsksOut(BaseModel):
    """`current` is the question that stands, None at the end. `picked` are the questions chosen beforehand, None for all."""

    revision: int
    guide: GuideOut
    current: str | None
    picked: list[str] | None
    questions: list[QuestionOut]
    answers: list[AnswersOut]


class TalkOut(AsksOut):
    """A walk that was begun."""

    walk: WalkOut


class SheetOut(AsksOut):
    """A talk as one page. `walk` is None while nobody has begun it here; `call` when no task of the level asks for it."""

    walk: WalkOut | None
    label: str
    today: date
    call: CallOut | None


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
    asks = _asks(opened, run, today, language, names)
    return TalkOut(**dict(asks), walk=_walk(opened, run, language))


def _asks(opened: OpenedCase, run: Run, today: date, language: Language, names: Mapping[UUID, str]) -> AsksOut:
    plan, talk = opened.plan(today), opened.talk(run, today)
    words = PlanWords(plan, language, opened.case.label)
    standing = talk.standing
    given: dict[str, list[Note]] = {}
    for note in opened.file.notes:
        if note.run_id == run.id and note.question_id is not None and note.kind in ("answer", "skip"):
            given.setdefault(note.question_id, []).append(note)
    return AsksOut(
        revision=opened.case.revision,
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


def sheet_out(
    opened: OpenedCase, guide_id: str, run_id: UUID | None, today: date, language: Language, names: Mapping[UUID, str]
) -> SheetOut:
    """The walk that is named, else the last one on the stay the case is on, else one that has not begun.

    Raises `NotFound` for a guide the routine does not have, and for a walk that is not through it.
    """
    guide = next((guide for guide in opened.routine.guides if guide.id == guide_id), None)
    if guide is None:
        raise NotFound
    run = _walk_of(opened, guide, run_id, today)
    stay = opened.plan(today).stay
    not_begun = Run(id=uuid4(), guide_id=guide.id, level=stay.level, round=stay.round)
    asks = _asks(opened, run or not_begun, today, language, names)
    return SheetOut(
        **dict(asks),
        walk=_walk(opened, run, language) if run else None,
        label=opened.case.label,
        today=today,
        call=_call(opened, guide, today, language),
    )


def _walk_of(opened: OpenedCase, guide: Guide, run_id: UUID | None, today: date) -> Run | None:
    if run_id is None:
        return opened.file.run_of(guide, opened.plan(today).stay, is_open=False)
    run = opened.file.run(run_id)
    if run is None or run.guide_id != guide.id:
        raise NotFound
    return run


def _call(opened: OpenedCase, guide: Guide, today: date, language: Language) -> CallOut | None:
    state = next((state for state in opened.plan(today).tasks if state.task.guide == guide.id), None)
    if state is None or state.state == "not_relevant":
        return None
    return CallOut(
        task=state.task.id,
        text=state.task.text.in_(language),
        attempted_on=list(state.attempted_on),
        planned_on=state.planned_on,
        done_on=state.done_on,
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
