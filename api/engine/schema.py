"""What a routine file may hold. Unknown keys are refused; every piece names its clause in the source, or says that it is ours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.engine.conditions import FARTHEST, Condition, FactPresent
from api.engine.facts import FactKind

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.]*$", max_length=60)]
LevelId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,6}$")]
Count = Annotated[int, Field(le=FARTHEST)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Language = Literal["nb", "nn"]
# How the source puts it: skal; skal, when what the text names is so; bør; kan, gjerne; ved behov.
Obligation = Literal["must", "must_when", "should", "may", "if_needed"]
BINDING: frozenset[Obligation] = frozenset(("must", "must_when"))
ALWAYS: frozenset[Obligation] = frozenset(("must", "should"))  # meant in every case, not only in some


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Model):
    """The same sentence in bokmål and nynorsk."""

    nb: Prose
    nn: Prose

    def in_(self, language: Language) -> str:
        return self.nb if language == "nb" else self.nn


class Marked(Text):
    """Words that stand in a piece of the source and may be the project's own. `ours`: the source has none such, or others."""

    ours: bool = False


class LevelWord(Marked):
    """What a routine calls its levels. `at` is the preposition both written forms have before it: på nivå 1, i rutine 1."""

    at: Literal["på", "i"] = "på"


class Sourced(Model):
    """Carries the clause of the source it follows from, or `ours: true` when the project added it."""

    clause: Prose | None = None
    ours: bool = False
    asked: list[Prose] = []  # what teachers ask for it with, in the source's own words or theirs

    @model_validator(mode="after")
    def _says_where_from(self) -> Sourced:
        if (self.clause is None) != self.ours:
            raise ValueError("give either `clause` (where the source says it) or `ours: true`, and not both")
        return self


class Source(Model):
    title: Prose
    owner: Text | None
    url: str | None = None
    cite: Text | None = None  # shown wherever content is shown, when the owner asks for it
    asked: list[Prose] = []


class Role(Model):
    id: Id
    name: Text
    definite: Text  # as it stands in the middle of a sentence: "helsesykepleieren"
    asked: list[Prose] = []


class System(Model):
    id: Id
    name: Prose


class Form(Sourced):
    """A form or template the routine names. `known: false` means that its contents are not in the source."""

    id: Id
    name: Text
    url: str | None = None
    system: Id | None = None
    known: bool = False


About = Literal["threshold", "deadline", "anchor", "documentation", "exit", "form", "person", "criteria", "other"]


class Gap(Sourced):
    """Something the source does not say, shown as a gap and never filled by us; `ask` is the role to ask."""

    id: Id
    about: About
    text: Text
    ask: Id | None = None


Period = Literal["month", "quarter", "half_year", "school_year"]


LimitUnit = Literal["days", "percent", "lessons", "late"]


class Limit(Model):
    """A number of absent days or lessons, of times too late, or a share of the school days, from which absence is worrying."""

    amount: float = Field(gt=0)
    unit: LimitUnit
    period: Period | None = None  # None: the source does not say of which period
    beyond: bool = False  # “more than”: the amount itself does not reach it
    in_a_row: bool = False  # only days on end count, whatever the period

    @model_validator(mode="after")
    def _counts_days_on_end(self) -> Limit:
        if self.in_a_row and (self.unit != "days" or self.period is not None):
            raise ValueError("`in_a_row` is of `unit: days`, and takes no `period`")
        return self

    def reached_by(self, amount: float) -> bool:
        return amount > self.amount if self.beyond else amount >= self.amount

    @property
    def least(self) -> float:
        """The lowest whole amount that reaches it."""
        return math.floor(self.amount) + 1 if self.beyond else self.amount


Sign = Literal["pattern", "lateness", "lessons", "not_in_class"]


class Threshold(Sourced):
    """When absence counts as worrying: from a `limit`, by a `sign` that is a matter of judgement, or as `text` says.

    `level` is where the source lets it lead; people decide whether it does.
    """

    id: Id
    text: Text
    limit: Limit | None = None
    sign: Sign | None = None
    level: LevelId | None = None


class Anchor(Model):
    """The fact a deadline counts from. `assumed` when the source names no starting event."""

    event: FactPresent
    text: Text  # "da bekymringen ble definert"
    pick: Literal["first", "last"] = "first"
    assumed: bool = False


DeadlineKind = Literal["immediate", "same_day", "within", "after", "window", "approx", "recurring", "none"]


class Deadline(Sourced):
    """A date rule. `amount` is one number, or two: soft and hard end (`within`), opening and due (`window`)."""

    id: Id
    text: Text  # what is due, as a noun phrase without article of time: "møte med elev og foresatte"
    kind: DeadlineKind
    amount: tuple[Count] | tuple[Count, Count] | None = None
    unit: Literal["days", "weeks", "months"] | None = None
    anchor: Anchor | None = None
    met_by: Condition | None = None
    applies: Condition | None = None  # shown only while it holds
    each_round: bool = True  # False: counted once on the level, however many rounds it takes
    obligation: Literal["must", "should"] = "must"  # `should`: the source recommends the date
    pace: Literal["at_least", "about"] | None = None  # of what recurs: at least so often, or about so often

    @property
    def can_be_late(self) -> bool:
        return self.kind not in ("after", "approx") and self.pace != "about"

    @model_validator(mode="after")
    def _is_whole(self) -> Deadline:
        counted = self.kind in ("within", "after", "window", "approx", "recurring")
        if counted and (self.amount is None or self.unit is None):
            raise ValueError(f"kind `{self.kind}` needs `amount` and `unit`")
        if not counted and self.amount is not None:
            raise ValueError(f"kind `{self.kind}` takes no `amount`")
        if self.kind == "window" and len(self.amount or ()) != 2:
            raise ValueError("kind `window` needs two numbers in `amount`: opening and due")
        if self.amount is not None and (min(self.amount) < 1 or list(self.amount) != sorted(self.amount)):
            raise ValueError("`amount` is one positive number, or two with the smaller first")
        if self.pace is not None and self.kind != "recurring":
            raise ValueError("`pace` belongs to `kind: recurring`, and only there")
        if self.obligation == "should" and not (
            self.kind == "window" or (self.kind == "within" and self.amount and len(self.amount) == 1)
        ):
            raise ValueError("`obligation: should` is of `kind: window`, or of `kind: within` with one number")
        if self.kind not in ("none", "recurring") and (self.anchor is None or self.met_by is None):
            raise ValueError(f"kind `{self.kind}` needs `anchor` and `met_by`")
        return self


class Records(Model):
    """The fact a ticked task becomes. Without it the fact is `task_done` with the task's id."""

    fact: FactKind
    with_: Literal["pupil", "foresatte"] | None = Field(default=None, alias="with")


class Task(Sourced):
    """Something to do on a level. `done` is the short sentence on the button that ticks it."""

    id: Id
    text: Text
    done: Text
    obligation: Obligation
    by: list[Id]  # none when the source does not say whose task it is
    phase: Id
    records: Records | None = None
    asks_date: bool = False  # the day it happened matters for a deadline, so the teacher is asked for it
    each_round: bool = False  # True: to be done again in every new round on the level
    carries: bool = False  # True: still to be done when the case has gone on to another level
    guide: Id | None = None
    applies: Condition | None = None
    waits_for: Condition | None = None
    waits_clause: Prose | None = None  # where the source has this order; without it the order is ours
    why: Marked | None = None
    forms: list[Id] = []

    @model_validator(mode="after")
    def _waits_where_it_says_so(self) -> Task:
        if self.waits_clause is not None and self.waits_for is None:
            raise ValueError("`waits_clause` says where `waits_for` is from; there is no `waits_for`")
        return self


class Phase(Model):
    id: Id
    name: Text


class Participant(Sourced):
    role: Id
    obligation: Obligation
    note: Text | None = None
    one_of: Id | None = None  # those with the same word stand for each other: at least one of them takes part
    informed_only: bool = False  # must be told, does not take part
    involved_by: Condition | None = None  # the fact that shows it is done

    @model_validator(mode="after")
    def _says_when_it_binds(self) -> Participant:
        if self.obligation == "must_when" and self.note is None:
            raise ValueError("`must_when` needs `note`: when it binds, as it stands after “skal være med”: “når …”")
        return self


class Documentation(Sourced):
    text: Text
    systems: list[Id] = []
    forms: list[Id] = []


class Reminder(Sourced):
    text: Text


# What an outcome may be called by teachers who type.
Judgement = Literal["cleared", "worried", "unsure", "works", "not_enough", "waits", "consults"]


class Outcome(Sourced):
    """One answer to a decision.

    `does`: `close` and `monitor` end the active work; `continue` opens a new round on the same level; `go_to` moves to
    the level `to`, in a new round when the case has been there before; `wait` records the judgement, which is asked for
    again when something more has happened; `choose` records a choice that settles the decision for the round.
    `monitor` may name the level `to` begin on if the worry comes back; without it the case begins again where it was.
    `means` is what the outcome is called by teachers who type, one word or several: see docs/add-your-routine.md.
    """

    id: Id
    text: Text
    means: Judgement | list[Judgement] | None = None
    does: Literal["close", "monitor", "continue", "go_to", "wait", "choose"]
    to: LevelId | None = None
    needs: list[Id] = []  # tasks that should be done first; the teacher may go on without, and that is shown
    needs_clause: Prose | None = None  # where the source has this order; without it the order is ours
    says: Text | None = None

    @property
    def meanings(self) -> frozenset[Judgement]:
        means = self.means if isinstance(self.means, list) else [self.means] if self.means else []
        return frozenset(means)

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Outcome:
        if self.does == "go_to" and self.to is None:
            raise ValueError("`does: go_to` needs `to`: the level it leads to")
        if self.does not in ("go_to", "monitor") and self.to is not None:
            raise ValueError("`to` belongs to `does: go_to` and `does: monitor`, and only there")
        if self.needs_clause is not None and not self.needs:
            raise ValueError("`needs_clause` says where `needs` is from; there are no `needs`")
        return self


class Decision(Sourced):
    """A judgement people make. It is asked when `asked_when` holds; a teacher may make it earlier."""

    id: Id
    question: Text
    asked_when: Condition
    outcomes: list[Outcome] = Field(min_length=2)


class Level(Sourced):
    id: LevelId
    name: Marked
    purpose: Marked
    phases: list[Phase] = []
    tasks: list[Task] = []  # none when the source only defines the level; a gap then says so
    people: list[Participant] = []
    documentation: Documentation | None = None
    deadlines: list[Deadline] = []
    decisions: list[Decision] = []
    guides: list[Id] = []  # talks and sheets of use on this level that no task asks for
    reminders: list[Reminder] = []
    gaps: list[Gap] = []

    @property
    def named_by_us(self) -> bool:
        return self.ours or self.name.ours

    @property
    def purpose_is_ours(self) -> bool:
        return self.ours or self.purpose.ours


class Lender(Model):
    """The routine a borrowed guide, with its measures, is taken from."""

    place: Text
    cite: Text | None = None


class Measure(Model):
    id: Id
    text: Text


class MeasureGroup(Sourced):
    """Measures to choose from after mapping, never automatically: a tool's list for one area."""

    id: Id
    name: Text
    measures: list[Measure] = Field(min_length=1)
    lender: Lender | None = None  # set when borrowed with a guide, never written in a file


class Option(Model):
    id: Id
    text: Text
    retired: bool = False
    alone: bool = False  # of a `tick`: goes with no other, such as “none of them”


class Question(Sourced):
    """`tick` lets several of the `options` be chosen, `choice` one. `area` is the heading it stands under. `why` is always ours."""

    id: Id
    area: Text | None = None
    text: Text
    why: Text
    type: Literal["open", "choice", "scale", "tick", "date", "number"] = "open"
    options: list[Option] = []
    scale: tuple[int, int] | None = None
    skippable: bool = True
    sensitive: bool = False
    measures: Id | None = None  # the measure group that fits this question
    settles: list[Id] = []  # tasks that are done when it has an answer: offered to be ticked when the talk is over
    sets: Id | None = None  # of a `date`: the task whose day it is, offered to be set
    applies: Condition | None = None

    @model_validator(mode="after")
    def _fits_its_type(self) -> Question:
        if (self.type in ("choice", "tick")) != bool(self.options):
            raise ValueError("`options` belong to `type: choice` and `type: tick`, and only there")
        if (self.type == "scale") != (self.scale is not None):
            raise ValueError("`scale` belongs to `type: scale`, and only there")
        if self.sets is not None and self.type != "date":
            raise ValueError("`sets` belongs to `type: date`, and only there")
        if self.scale is not None and self.scale[0] >= self.scale[1]:
            raise ValueError("`scale` is the lower end, then the higher")
        return self


class Guide(Sourced):
    """A talk, a meeting or a sheet that can be led question by question in chat.

    `label` says whose questions they are when they are not the routine's own. `pick`: choose some of the questions
    beforehand, not all. `completes` is the fact recorded when the talk is held to its end, on the level it is held.
    """

    id: Id
    kind: Literal[
        "undring",
        "telefon",
        "kartlegging",
        "elevsamtale",
        "invitasjon",
        "mote",
        "analyse",
        "tiltak",
        "avtale",
        "evaluering",
    ]
    audience: Literal["pupil", "foresatte", "school", "team"]
    name: Text
    label: Text | None = None
    template: Id | None = None  # the form of the routine that the label points to
    pick: bool = False
    preparation: list[Text] = []
    opening: list[Text] = []
    questions: list[Question] = Field(min_length=1)
    closing: list[Text] = []
    after: list[Text] = []  # what the teacher does when the talk is over
    completes: Records
    lender: Lender | None = None  # set when the guide is borrowed, never written in a file


class PaperColumn(Model):
    """`answers` are the questions whose answers stand in the column, from the first row on."""

    name: Text
    answers: list[Id] = []


class PaperTable(Model):
    columns: list[PaperColumn] = Field(min_length=1)
    rows: int = Field(default=1, ge=1, le=20)  # at least so many; what no answer fills is blank


class PaperField(Model):
    """One thing under a heading, with what it is called before it.

    It has one of the others at most, which says what it is filled from; without any it is a blank to write in. Only `day_of` may
    stand beside `answers`, for when there are none. `answers` are those of the last walk through the guide of each question,
    `talk` all of the last walk through a guide, `day_of` the day the first of these tasks that the level has was done or is set
    to, `due` the date of the first of these deadlines, `people` who takes part on the level, `decisions` what was decided there,
    `boxes` the options of a question, ticked as answered.
    """

    name: Text | None = None
    says: list[Text] = []  # lines that always stand there
    answers: list[Id] = []
    talk: Id | None = None
    day_of: list[Id] = []
    due: list[Id] = []
    people: bool = False
    decisions: bool = False
    table: PaperTable | None = None
    boxes: Id | None = None
    signatures: list[Text] = []

    @model_validator(mode="after")
    def _is_filled_from_one(self) -> PaperField:
        filled = [name for name in type(self).model_fields if name != "name" and getattr(self, name)]
        filled = [name for name in filled if not (name == "day_of" and self.answers)]  # the day, when nobody answered
        if len(filled) > 1:
            raise ValueError(f"a field is filled from one thing, not from `{'`, `'.join(filled)}`")
        return self


class PaperPart(Sourced):
    heading: Text
    fields: list[PaperField] = Field(min_length=1)


class PaperForm(Sourced):
    """A paper that is written for people outside the assistant: an invitation, minutes, or an agreement with its measures.

    `form` is the form of the routine it stands for. `filed_as` is the phrase the routine files it under; `{school_year}` in it
    is the school year of the day. `note` is told to the teacher beside the paper and does not stand on it.
    """

    id: Id
    kind: Literal["invitation", "minutes", "agreement"]
    name: Text
    levels: list[LevelId] = Field(min_length=1)
    form: Id | None = None
    filed_as: Text | None = None
    note: Text | None = None
    parts: list[PaperPart] = Field(min_length=1)


class Borrowed(Model):
    """A guide of another routine, offered with the visible label whose it is. Here it is called `from.guide`."""

    from_: Id = Field(alias="from")
    guide: Id
    label: Text  # "spørsmål fra Nittedals veileder"


class ServiceAdvice(Sourced):
    """When to bring in a service. `place` is whose rule it is; None when it is the project's own."""

    role: Id
    place: Text | None = None
    routine: Id | None = None  # the routine it is the rule of, when it is one we hold
    text: Text


class DutyToReport(Sourced):
    """The conditions for a report of concern to barnevern. The assistant names them; people judge and send."""

    whose: Text  # "Nittedals veileder, vist som orientering"
    who: Text
    conditions: list[Text] = Field(min_length=1)
    not_enough: Text
    may_count: Text
    unsure: Text
    law: Text


class Listed(Sourced):
    """A short list that belongs to no level: the seven H's, warning signs."""

    name: Text
    whose: Text
    use: Text
    lines: list[Text] = Field(min_length=1)


class Common(Model):
    """What all routines share, each file of `routines/common/` under its own name."""

    services: list[ServiceAdvice] = []
    duty_to_report: DutyToReport | None = None
    seven_h: Listed | None = None
    warning_signs: Listed | None = None


class Routine(Model):
    """A whole municipality's or school's routine.

    `guides` are read from the folder `guides/` beside the file, `measures` from `measures.yaml`, `papers` from `papers.yaml`,
    `common` from the folder of what all routines share.
    """

    id: Id
    name: Text  # "Færders rutine for bekymringsfullt fravær"
    place: Text  # as it stands in a sentence: "Færder"
    source: Source
    level_word: LevelWord  # "nivå", "trinn", "rutine"
    roles: list[Role] = []  # beside those in routines/common/roles.yaml
    systems: list[System] = []
    forms: list[Form] = []
    thresholds: list[Threshold] = []
    levels: list[Level] = Field(min_length=1)
    gaps: list[Gap] = []
    notes: list[Reminder] = []
    borrows: list[Borrowed] = []
    guides: list[Guide] = []
    measures: list[MeasureGroup] = []
    papers: list[PaperForm] = []
    common: Common = Common()

    def naming(self, roles: Mapping[str, Role]) -> Routine:
        """The same routine with some of its roles called what the school calls them."""
        return self.model_copy(update={"roles": [roles.get(role.id, role) for role in self.roles]})

    def level(self, level_id: str) -> Level:
        return next(level for level in self.levels if level.id == level_id)

    def guide(self, guide_id: str) -> Guide:
        return next(guide for guide in self.guides if guide.id == guide_id)

    @property
    def questions(self) -> dict[str, Question]:
        """The questions of all guides, by id."""
        return {question.id: question for guide in self.guides for question in guide.questions}

    def role(self, role_id: str) -> Role:
        return next(role for role in self.roles if role.id == role_id)

    def form(self, form_id: str) -> Form:
        return next(form for form in self.forms if form.id == form_id)

    def measure_group(self, group_id: str) -> MeasureGroup:
        return next(group for group in self.measures if group.id == group_id)

    def system(self, system_id: str) -> System:
        return next(system for system in self.systems if system.id == system_id)
