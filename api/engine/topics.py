"""Every piece of a routine as something that can be asked about: its words, its level, how it binds, and where it stands.

A topic only names its piece; what is answered is taken from the piece itself when it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from api.engine.conditions import FactPresent, leaves
from api.engine.schema import (
    Deadline,
    Decision,
    Form,
    Gap,
    Guide,
    Level,
    MeasureGroup,
    Model,
    Obligation,
    Participant,
    Reminder,
    Role,
    Routine,
    ServiceAdvice,
    Task,
    Text,
    Threshold,
)

TopicKind = Literal[
    "level",
    "task",
    "person",
    "people",
    "document",
    "deadline",
    "decision",
    "outcome",
    "reminder",
    "gap",
    "threshold",
    "form",
    "system",
    "role",
    "guide",
    "tip",
    "measures",
    "service",
    "duty",
    "list",
    "note",
    "source",
]
HEAD, BODY, SIDE, FAR = (
    2.0,
    1.0,
    0.5,
    0.15,
)  # how much the words of a piece count: its name, its text, what is said of it


@dataclass(frozen=True)
class Topic:
    """`id` is the level, the kind and the piece's own id, as far as it has them: “2A:task:secure_consent”, “form:motemal”.

    `said` are its words by how much they count, `asked` those that teachers ask for it with.
    """

    id: str
    kind: TopicKind
    piece: Model
    said: tuple[tuple[float, Text], ...]
    level: str | None = None
    obligation: Obligation | None = None
    asked: tuple[str, ...] = ()

    @cached_property
    def ours(self) -> bool:
        """Whether the project added it, so that it is no word of the routine's."""
        return bool(getattr(self.piece, "ours", False))

    @cached_property
    def lent(self) -> bool:
        """Whether it is another routine's."""
        return getattr(self.piece, "lender", None) is not None


def topics_of(routine: Routine) -> Iterator[Topic]:
    """Everything that can be asked about, the levels first."""
    for level in routine.levels:
        yield from _of_level(routine, level)
    yield from (_gap(gap, None) for gap in routine.gaps)
    yield from map(_threshold, routine.thresholds)
    yield from (_form(routine, form) for form in routine.forms)
    written_in = {name for level in routine.levels if level.documentation for name in level.documentation.systems}
    for system in routine.systems:
        if system.id in written_in:
            yield _topic("system", system, [(HEAD, _same(system.name))], own=system.id)
    named = {person.role for level in routine.levels for person in level.people}
    yield from (_role(role) for role in routine.roles if role.id in named)
    for guide in routine.guides:
        yield from _of_guide(guide)
    yield from map(_measures, routine.measures)
    yield from (_note(number, note) for number, note in enumerate(routine.notes))
    if routine.source.owner is not None:  # else a gap says that it is not known
        yield _topic("source", routine.source, [(SIDE, _same(routine.source.title)), (SIDE, routine.source.owner)])
    yield from _shared(routine)


def _topic(
    kind: TopicKind,
    piece: Model,
    said: Iterable[tuple[float, Text | None]],
    *,
    own: str = "",
    level: str | None = None,
    obligation: Obligation | None = None,
) -> Topic:
    return Topic(
        id=":".join(filter(None, (level, kind, own))),
        kind=kind,
        piece=piece,
        said=tuple((weight, text) for weight, text in said if text is not None),
        level=level,
        obligation=obligation,
        asked=() if kind == "people" else tuple(getattr(piece, "asked", ())),  # a level's own are not those on it
    )


def _same(words: str) -> Text:
    return Text(nb=words, nn=words)


def _of_level(routine: Routine, level: Level) -> Iterator[Topic]:
    yield _topic("level", level, [(BODY, level.name), (SIDE, level.purpose)], own="", level=level.id)
    for task in level.tasks:
        yield _task(routine, level, task)
    for role in dict.fromkeys(person.role for person in level.people):
        yield _person(routine, level, [person for person in level.people if person.role == role])
    if level.people:
        names = [(FAR, routine.role(person.role).name) for person in level.people]
        yield _topic("people", level, [(FAR, level.name), *names], level=level.id)
    if level.documentation is not None:
        forms = [(FAR, routine.form(form).name) for form in level.documentation.forms]
        systems = [(BODY, _same(routine.system(system).name)) for system in level.documentation.systems]
        said = [(BODY, level.documentation.text), *systems, *forms]
        yield _topic("document", level.documentation, said, level=level.id)
    yield from (_deadline(level, deadline) for deadline in level.deadlines)
    for decision in level.decisions:
        yield from _decision(level, decision)
    for number, reminder in enumerate(level.reminders):
        yield _topic("reminder", reminder, [(BODY, reminder.text)], own=str(number), level=level.id)
    yield from (_gap(gap, level) for gap in level.gaps)


def _task(routine: Routine, level: Level, task: Task) -> Topic:
    forms = [(SIDE, routine.form(form).name) for form in task.forms]
    said = [(HEAD, task.text), (SIDE, task.done), (SIDE, task.why), (FAR, level.name), *forms]
    return _topic("task", task, said, own=task.id, level=level.id, obligation=task.obligation)


def _person(routine: Routine, level: Level, named: list[Participant]) -> Topic:
    """A role on a level, which may be named twice: told of it, and taking part when needed."""
    first = named[0]
    notes = [(BODY, person.note) for person in named]
    said = [(HEAD, routine.role(first.role).name), *notes, (FAR, level.name)]
    return _topic("person", first, said, own=first.role, level=level.id, obligation=first.obligation)


def _deadline(level: Level, deadline: Deadline) -> Topic:
    anchor = deadline.anchor.text if deadline.anchor else None
    met = [(SIDE, task.text) for task in tasks_meeting(level, deadline)]
    return _topic(
        "deadline",
        deadline,
        [(HEAD, deadline.text), (SIDE, anchor), (FAR, level.name), *met],
        own=deadline.id,
        level=level.id,
    )


def tasks_meeting(level: Level, deadline: Deadline) -> list[Task]:
    """The tasks whose tick meets a deadline."""
    met = [leaf for leaf in leaves(deadline.met_by) if isinstance(leaf, FactPresent)]
    return [task for task in level.tasks if any(_is_met(leaf, task) for leaf in met)]


def _is_met(leaf: FactPresent, task: Task) -> bool:
    if task.records is None:
        return leaf.fact == "task_done" and leaf.task == task.id
    return leaf.fact == task.records.fact and leaf.with_ in (None, task.records.with_)


def _decision(level: Level, decision: Decision) -> Iterator[Topic]:
    outcomes = [(SIDE, outcome.text) for outcome in decision.outcomes]
    yield _topic("decision", decision, [(BODY, decision.question), *outcomes], own=decision.id, level=level.id)
    for outcome in decision.outcomes:
        own = f"{decision.id}/{outcome.id}"
        yield _topic("outcome", outcome, [(BODY, outcome.text), (SIDE, outcome.says)], own=own, level=level.id)


def _gap(gap: Gap, level: Level | None) -> Topic:
    return _topic("gap", gap, [(BODY, gap.text)], own=gap.id, level=level.id if level else None)


def _threshold(rule: Threshold) -> Topic:
    return _topic("threshold", rule, [(HEAD, rule.text)], own=rule.id)


def _form(routine: Routine, form: Form) -> Topic:
    system = _same(routine.system(form.system).name) if form.system else None
    return _topic("form", form, [(HEAD, form.name), (FAR, system)], own=form.id)


def _role(role: Role) -> Topic:
    return _topic("role", role, [(HEAD, role.name)], own=role.id)


def _of_guide(guide: Guide) -> Iterator[Topic]:
    areas = dict.fromkeys(question.area for question in guide.questions if question.area)
    questions = [(FAR, question.text) for question in guide.questions]
    yield _topic("guide", guide, [(HEAD, guide.name), *((SIDE, area) for area in areas), *questions], own=guide.id)
    for part in ("preparation", "opening", "closing", "after"):
        for number, line in enumerate(getattr(guide, part)):
            own = f"{guide.id}/{part}/{number}"
            yield Topic(id=f"tip:{own}", kind="tip", piece=guide, said=((BODY, line), (SIDE, guide.name)))


def _measures(group: MeasureGroup) -> Topic:
    listed = [(SIDE, measure.text) for measure in group.measures]
    return _topic("measures", group, [(HEAD, group.name), *listed], own=group.id)


def _note(number: int, note: Reminder) -> Topic:
    return _topic("note", note, [(BODY, note.text)], own=str(number))


def _shared(routine: Routine) -> Iterator[Topic]:
    """What belongs to no level: advice on services, the duty to report, the short lists."""
    common = routine.common
    own: dict[str, list[ServiceAdvice]] = {}
    for advice in common.services:
        own.setdefault(advice.role, []).append(advice)
    for role, every in own.items():
        said = [(SIDE, advice.text) for advice in every]
        name = routine.role(role).name
        yield _topic("service", every[0], [(BODY, name), *said], own=role)
    duty = common.duty_to_report
    if duty is not None:
        said = [(BODY, duty.who), *((SIDE, condition) for condition in duty.conditions)]
        said += [(BODY, text) for text in (duty.not_enough, duty.may_count, duty.unsure, duty.law)]
        yield _topic("duty", duty, said)
    for own_id, listed in (("seven_h", common.seven_h), ("warning_signs", common.warning_signs)):
        if listed is not None:
            lines = [(SIDE, line) for line in listed.lines]
            yield _topic("list", listed, [(HEAD, listed.name), (SIDE, listed.use), *lines], own=own_id)
