"""Fills a paper of the routine from a case: what is known stands there, in the routine's words and the notes'; what is not is a blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.engine.answers import Misfit, said_before, value_of
from api.engine.casefile import CaseFile, Note
from api.engine.facts import live
from api.engine.plan import fact_of
from api.engine.schema import (
    ALWAYS,
    Decision,
    Language,
    Obligation,
    PaperField,
    PaperForm,
    PaperTable,
    Participant,
    Question,
    Task,
    Text,
)

Known = str | date
SCHOOL_YEAR_BEGINS = 8  # the month


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True)


class Lines(_Block):
    kind: Literal["lines"] = "lines"
    lines: tuple[str, ...]


class FilledField(_Block):
    """Something by its name, each value on its line. Without any it is a blank. `need` is how surely somebody is to be there."""

    kind: Literal["entry"] = "entry"
    name: str | None
    values: tuple[Known, ...] = ()
    need: Obligation | Literal["one_of"] = "must"


class Table(_Block):
    """Each row has a cell for each column; None is a blank."""

    kind: Literal["table"] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[Known | None, ...], ...]


class Boxes(_Block):
    """What may be ticked, and whether it is."""

    kind: Literal["boxes"] = "boxes"
    name: str | None
    options: tuple[tuple[str, bool], ...]


class Signatures(_Block):
    """Whose signatures belong there: a line to write on for each."""

    kind: Literal["signatures"] = "signatures"
    names: tuple[str, ...]


Block = Lines | FilledField | Table | Boxes | Signatures


class FilledPart(_Block):
    heading: str
    ours: bool
    blocks: tuple[Block, ...]


class Paper(_Block):
    """A paper filled in one language for a level, on a day. `pupil` is what the pupil is called here, not a name."""

    form: PaperForm
    language: Language
    level: str
    pupil: str
    made_on: date
    filed_as: str | None
    parts: tuple[FilledPart, ...]


def fill(form: PaperForm, case: CaseFile, today: date, language: Language, names: Mapping[str, str]) -> Paper:
    """`names` are those of people who are known, by role."""
    level = _level_of(form, case, today)
    filler = _Filler(form, case, level, today, language, names)
    return Paper(
        form=form,
        language=language,
        level=level,
        pupil=case.label,
        made_on=today,
        filed_as=filed_as(form, today, language),
        parts=tuple(
            FilledPart(
                heading=part.heading.in_(language),
                ours=part.ours and not form.ours,
                blocks=tuple(block for field in part.fields for block in filler.blocks(field)),
            )
            for part in form.parts
        ),
    )


def filed_as(form: PaperForm, today: date, language: Language) -> str | None:
    """The phrase the routine files it under, with the school year of the day."""
    if form.filed_as is None:
        return None
    first = today.year if today.month >= SCHOOL_YEAR_BEGINS else today.year - 1
    return form.filed_as.in_(language).replace("{school_year}", f"{first}/{first + 1}")


def _level_of(form: PaperForm, case: CaseFile, today: date) -> str:
    """The level it is written for: the one the case is on, else the last one it was on, else the first it belongs to."""
    here = case.plan(today).level.id
    been = [fact.level for fact in live(case.facts) if fact.level in form.levels]
    return here if here in form.levels else been[-1] if been else form.levels[0]


class _Filler:
    def __init__(
        self, form: PaperForm, case: CaseFile, level: str, today: date, language: Language, names: Mapping[str, str]
    ) -> None:
        self._form, self._case, self._language, self._names = form, case, language, names
        self._plan = case.plan_of(level, today)
        self._plans = [self._plan, *(case.plan_of(other, today) for other in form.levels if other != level)]
        self._questions = case.routine.questions
        self._guides = {question.id: guide.id for guide in case.routine.guides for question in guide.questions}

    def blocks(self, field: PaperField) -> Iterable[Block]:
        name = self._t(field.name) if field.name else None
        if field.says:
            return [Lines(lines=self._all(field.says))]
        if field.talk:
            return self._talk(field.talk)
        if field.people:
            return self._people()
        if field.decisions:
            return self._decisions() or [FilledField(name=name)]
        if field.table:
            return [self._table(field.table)]
        if field.boxes:
            return [self._boxes(name, field.boxes)]
        if field.signatures:
            return [Signatures(names=self._all(field.signatures))]
        return [FilledField(name=name, values=tuple(self._values(field)))]

    def _t(self, text: Text) -> str:
        return text.in_(self._language)

    def _all(self, texts: Iterable[Text]) -> tuple[str, ...]:
        return tuple(map(self._t, texts))

    def _values(self, field: PaperField) -> Iterator[Known]:
        answers = [said for question in field.answers for said in self._answer(question)]
        yield from answers or self._days(field.day_of)
        due = [state for name in field.due for state in self._plan.deadlines if state.id == name]
        for deadline in due[:1]:
            yield from filter(None, [deadline.own_on or deadline.due_on])

    def _days(self, names: Sequence[str]) -> Sequence[date]:
        """The day of the first of the tasks; minutes are of what was held, on whichever level and in whichever round it was."""
        plans = self._plans if self._form.kind == "minutes" else [self._plan]
        tasks = [state for plan in plans for name in names for state in plan.tasks if state.task.id == name][:1]
        found = [day for state in tasks if (day := state.done_on or state.planned_on)]
        return found or [day for state in tasks if (day := self._held_before(state.task))]

    def _held_before(self, task: Task) -> date | None:
        if self._form.kind != "minutes":
            return None
        held = [fact for fact in live(self._case.facts) if fact_of(task).matches(fact)]
        return next((fact.occurred_on for fact in reversed(held) if fact.level in self._form.levels), None)

    def _talk(self, guide: str) -> list[Block]:
        """What was answered, and nothing of what was not."""
        asked = self._case.routine.guide(guide).questions
        answered = [(question, tuple(self._answer(question.id))) for question in asked]
        return [FilledField(name=self._t(one.text), values=said) for one, said in answered if said] or [
            FilledField(name=None)
        ]

    def _people(self) -> Sequence[Block]:
        """Each role once, as it is needed most; those who stand for each other in one line. In minutes only who is meant to be there."""
        taking = [state for state in self._plan.people if not state.person.informed_only]
        if self._form.kind == "minutes":
            taking = [state for state in taking if state.involved or state.person.obligation in ALWAYS]
        groups: dict[str, list[Participant]] = {}
        for person in (state.person for state in taking):
            group = groups.setdefault(person.one_of or person.role, [])
            group += [person] if person.role not in [one.role for one in group] else []
        return [self._person(group) for group in groups.values()]

    def _person(self, group: Sequence[Participant]) -> FilledField:
        roles = " / ".join(self._t(self._case.routine.role(person.role).name) for person in group)
        names = tuple(self._names[person.role] for person in group if person.role in self._names)
        need = group[0].obligation
        return FilledField(name=roles, values=names, need=need if len(group) == 1 else "one_of")

    def _decisions(self) -> list[Block]:
        return [block for decision in self._plan.level.decisions for block in self._decided(decision)]

    def _decided(self, decision: Decision) -> Iterator[Block]:
        here = self._plan.stay.of_round(live(self._case.facts))
        made = [fact for fact in here if fact.kind == "decided" and fact.decision == decision.id]
        for outcome, fact in [(one, fact) for fact in made[-1:] for one in decision.outcomes if one.id == fact.outcome]:
            yield FilledField(name=self._t(decision.question), values=(self._t(outcome.text), fact.occurred_on))

    def _table(self, table: PaperTable) -> Table:
        columns = [[self._cell(question) for question in column.answers] for column in table.columns]
        blank = [[None] * table.rows]
        rows = [row[:-1] for row in zip_longest(*columns, *blank)]
        return Table(columns=self._all(column.name for column in table.columns), rows=tuple(rows))

    def _cell(self, question: str) -> Known | None:
        said = list(self._answer(question))
        return said[0] if len(said) == 1 else "\n".join(map(str, said)) or None

    def _boxes(self, name: str | None, question_id: str) -> Boxes:
        question, note = self._questions[question_id], self._note(question_id)
        chosen = _chosen(question, note) if note else []
        options = [one for one in question.options if not one.retired or one.id in chosen]
        return Boxes(name=name, options=tuple((self._t(one.text), one.id in chosen) for one in options))

    def _answer(self, question_id: str) -> Iterator[Known]:
        question, note = self._questions[question_id], self._note(question_id)
        if note is None or not note.text:
            return
        if question.type in ("choice", "tick") and _is_pick(question, note.text):
            chosen = _chosen(question, note)
            yield from (self._t(one.text) for one in question.options if one.id in chosen)
        elif question.type == "date":
            yield _day(question, note)
        else:
            yield note.text

    def _note(self, question_id: str) -> Note | None:
        """The answer that counts in the last walk through the question's guide."""
        walks = [run for run in self._case.runs if run.guide_id == self._guides[question_id]]
        note = self._case.note_of(walks[-1], question_id) if walks else None
        return note if note and note.kind == "answer" else None


def _is_pick(question: Question, text: str) -> bool:
    """Whether the words are those of the options and no more."""
    try:
        value_of(question, text)
    except Misfit:
        return False
    return True


def _chosen(question: Question, note: Note) -> Sequence[str]:
    value = said_before(question, note.text or "") if note.value is None else note.value
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def _day(question: Question, note: Note) -> Known:
    """The day; the words when they name none."""
    value = said_before(question, note.text or "") if note.value is None else note.value
    return date.fromisoformat(value) if isinstance(value, str) else note.text or ""
