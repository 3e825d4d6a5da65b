"""A whole routine as a booklet to read and sign off: sections of pieces, in one language. The templates only lay them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from api.engine.conditions import Condition
from api.engine.loader import content_hash
from api.engine.schema import (
    Deadline,
    Decision,
    Documentation,
    Form,
    Gap,
    Guide,
    Language,
    Level,
    Listed,
    Outcome,
    PaperField,
    PaperForm,
    Participant,
    Question,
    Routine,
    Sourced,
    Task,
    Text,
    Threshold,
)
from api.wording.choosing import ours_of
from api.wording.pieces import LevelOursPiece
from api.wording.rendering import level_ours
from api.wording.texts import capital, listed, say
from routine_tools.words import Rules, deadline_rule, limit_of, roles, source, word


@dataclass(frozen=True)
class Entry:
    """One thing the routine says: its words, a mark such as “skal”, labelled details, lines, pieces of its own, where it is from."""

    text: str
    kind: Literal["piece", "gap", "decision", "question"] = "piece"
    mark: str = ""
    details: Sequence[tuple[str, str]] = ()
    lines: Sequence[str] = ()
    pieces: Sequence[Entry] = ()
    source: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    lead: Sequence[str] = ()
    pieces: Sequence[Entry] = ()
    sections: Sequence[Section] = ()

    @property
    def empty(self) -> bool:
        return not (self.lead or self.pieces or self.sections)


@dataclass(frozen=True)
class Booklet:
    title: str
    language: Language
    version: str
    sections: Sequence[Section]
    sign_off: Sequence[tuple[str, str]] = field(default=())  # what stands beside each line; empty: a line to write on


def booklet_of(routine: Routine, language: Language) -> Booklet:
    return _Writer(routine, language).booklet()


def _full(sections: Iterable[Section]) -> list[Section]:
    return [section for section in sections if not section.empty]


class _Writer:
    def __init__(self, routine: Routine, language: Language) -> None:
        self.routine, self.language, self.rules = routine, language, Rules(routine, language)

    def booklet(self) -> Booklet:
        routine, version = self.routine, content_hash(self.routine)
        sections = [
            self._about(version),
            Section(self._w("thresholds"), pieces=[self._threshold(one) for one in routine.thresholds]),
            *(self._level(level) for level in routine.levels),
            Section(self._w("gaps_whole"), pieces=[self._gap(gap) for gap in routine.gaps]),
            Section(
                self._w("notes"),
                pieces=[Entry(self._t(note.text), source=self._source(note)) for note in routine.notes],
            ),
            Section(self._w("guides"), sections=[self._guide(guide) for guide in routine.guides]),
            self._measures(),
            self._papers(),
            self._common(),
            Section(self._w("forms"), pieces=[self._form(form) for form in routine.forms]),
            self._roles(),
        ]
        return Booklet(
            title=capital(self._t(routine.name)),
            language=self.language,
            version=version,
            sections=_full(sections),
            sign_off=[(self._w("version"), version), *((self._w(name), "") for name in ("who_signs", "role", "date"))],
        )

    def _w(self, name: str, /, **values: object) -> str:
        return word(name, self.language, **values)

    def _t(self, text: Text) -> str:
        return text.in_(self.language)

    def _all(self, texts: Iterable[Text]) -> list[str]:
        return [self._t(text) for text in texts]

    def _source(self, piece: Sourced) -> str:
        return source(piece, self.language)

    def _elsewhere(self, piece: Sourced) -> str:
        """Where a piece is from that is no part of this routine."""
        return self._w("clause_elsewhere", clause=piece.clause) if piece.clause else self._source(piece)

    def _from(self, piece: Sourced, guide: Guide) -> str:
        """Where a piece of a guide is from; the clauses of a borrowed one are the lender's."""
        if guide.lender is None or piece.clause is None:
            return self._source(piece)
        return f"{self._t(guide.lender.place)}: {piece.clause}"

    def _details(self, *details: tuple[str, str | None]) -> list[tuple[str, str]]:
        """The details that there are, with their labels in words."""
        return [(self._w(name), value) for name, value in details if value]

    def _rule(self, rule: Condition | None) -> str | None:
        return self.rules.say(rule) if rule is not None else None

    def _forms(self, ids: Iterable[str]) -> str:
        return listed([self._t(self.routine.form(form_id).name) for form_id in ids], self.language)

    def _level_name(self, level_id: str) -> str:
        level = self.routine.level(level_id)
        return f"{self._t(self.routine.level_word)} {level.id}: {self._t(level.name)}"

    def _about(self, version: str) -> Section:
        origin = self.routine.source
        facts = self._details(
            ("source", origin.title),
            ("owner", self._t(origin.owner) if origin.owner else self._w("owner_not_stated")),
            ("address", origin.url),
            ("cite", self._t(origin.cite) if origin.cite else self._w("cite_not_asked")),
            ("place", self._t(self.routine.place)),
            ("version", version),
            ("borrowed", "; ".join(dict.fromkeys(self._all(borrow.label for borrow in self.routine.borrows)))),
        )
        levels = [capital(self._level_name(level.id)) for level in self.routine.levels]
        word_is_ours = (
            [self._ours(LevelOursPiece(word=self.routine.level_word, of=("word",)))]
            if self.routine.level_word.ours
            else []
        )
        return Section(
            self._w("about"),
            lead=[self._w("about_marks"), self._w("about_ours")],
            pieces=[
                Entry(self._t(self.routine.name), details=facts),
                Entry(self._w("levels"), lines=[*levels, *word_is_ours]),
            ],
        )

    def _threshold(self, threshold: Threshold) -> Entry:
        limit, about = threshold.limit, None
        if limit is not None:
            about = limit_of(limit, self.language)
            if not limit.in_a_row:
                about += " " + (self._w(f"period_{limit.period}") if limit.period else self._w("period_missing"))
        leads = self._level_name(threshold.level) if threshold.level else None
        sign = self._w(f"sign_{threshold.sign}") if threshold.sign else None
        return Entry(
            self._t(threshold.text),
            details=self._details(("limit", about), ("sign", sign), ("leads_to", leads)),
            source=self._source(threshold),
        )

    def _ours(self, piece: LevelOursPiece) -> str:
        return level_ours(piece, self.language)

    def _level(self, level: Level) -> Section:
        phases = [
            Section(self._t(phase.name), pieces=[self._task(t) for t in level.tasks if t.phase == phase.id])
            for phase in level.phases
        ]
        guides = [self._t(self.routine.guide(guide_id).name) for guide_id in level.guides]
        return Section(
            capital(self._level_name(level.id)),
            lead=[self._ours(piece) for piece in ours_of(self.routine, level)],
            pieces=[
                Entry(self._t(level.purpose), source=self._w("ours") if level.purpose_is_ours else self._source(level))
            ],
            sections=_full(
                [
                    Section(self._w("tasks"), sections=phases if level.tasks else []),
                    Section(self._w("deadlines"), pieces=[self._deadline(rule) for rule in level.deadlines]),
                    Section(self._w("people"), pieces=self._people(level.people) or [self._nobody()]),
                    Section(self._w("documentation"), pieces=self._documentation(level.documentation)),
                    Section(self._w("decisions"), pieces=[self._decision(one, level) for one in level.decisions]),
                    Section(self._w("more_guides"), pieces=[Entry(name) for name in guides]),
                    Section(
                        self._w("reminders"),
                        pieces=[Entry(self._t(tip.text), source=self._source(tip)) for tip in level.reminders],
                    ),
                    Section(self._w("gaps"), pieces=[self._gap(gap) for gap in level.gaps]),
                ]
            ),
        )

    def _task(self, task: Task) -> Entry:
        notes = [("asks_date", task.asks_date), ("each_round", task.each_round)]
        return Entry(
            self._t(task.text),
            mark=self._w(task.obligation),
            details=self._details(
                ("responsible", roles(self.routine, task.by, self.language) or self._w("responsible_missing")),
                ("why_ours" if task.why and task.why.ours else "why", self._t(task.why) if task.why else None),
                ("applies", self._rule(task.applies)),
                ("waits_for" if task.waits_clause else "waits_for_ours", self._rule(task.waits_for)),
                ("waits_clause", task.waits_clause),
                ("forms_used", self._forms(task.forms)),
                ("guide", self._t(self.routine.guide(task.guide).name) if task.guide else None),
                ("button", f"«{self._t(task.done)}»"),
            ),
            lines=[self._w(name) for name, said in notes if said],
            source=self._source(task),
        )

    def _deadline(self, rule: Deadline) -> Entry:
        lines = []
        if rule.kind != "none" and (rule.anchor or rule.kind != "recurring"):
            lines = [self._w("counted_anew" if rule.each_round else "counted_once")]
        return Entry(
            deadline_rule(rule, self.language),
            mark=self._w(f"kind_{rule.kind}"),
            details=self._details(("applies", self._rule(rule.applies)), ("met_by", self._rule(rule.met_by))),
            lines=lines,
            source=self._source(rule),
        )

    def _nobody(self) -> Entry:
        return Entry(self._w("people_missing"), kind="gap", mark=self._w("gap"))

    def _people(self, people: Sequence[Participant]) -> list[Entry]:
        """By obligation, those who are only told last."""
        order = ("must", "must_when", "should", "may", "if_needed", "informed")
        ordered = sorted(people, key=lambda person: order.index(_standing(person)))
        return [
            Entry(
                self._person(person),
                mark=self._w(standing if standing != "informed" else f"informed_{person.obligation}"),
                details=self._details(
                    ("one_of", self._one_of(person, people)),
                    ("note", self._t(person.note) if person.note and person.obligation != "must_when" else None),
                    ("involved_by", self._rule(person.involved_by)),
                ),
                source=self._source(person),
            )
            for standing, group in groupby(ordered, key=_standing)
            for person in group
        ]

    def _person(self, person: Participant) -> str:
        """The role; with the condition when it binds under one."""
        name = self._t(self.routine.role(person.role).definite)  # it goes on from the mark: “skal foresatte”
        return f"{name} {self._t(person.note)}" if person.note and person.obligation == "must_when" else name

    def _one_of(self, person: Participant, people: Sequence[Participant]) -> str | None:
        others = [one.role for one in people if person.one_of and one.one_of == person.one_of]
        return roles(self.routine, others, self.language) or None

    def _documentation(self, rule: Documentation | None) -> list[Entry]:
        if rule is None:
            return [Entry(self._w("documentation_missing"), kind="gap", mark=self._w("gap"))]
        systems = listed([self.routine.system(system_id).name for system_id in rule.systems], self.language)
        details = self._details(("systems", systems), ("forms_used", self._forms(rule.forms)))
        return [Entry(self._t(rule.text), details=details, source=self._source(rule))]

    def _decision(self, decision: Decision, level: Level) -> Entry:
        return Entry(
            self._t(decision.question),
            kind="decision",
            details=self._details(("asked_when", self._rule(decision.asked_when))),
            pieces=[self._outcome(outcome, level) for outcome in decision.outcomes],
            source=self._source(decision),
        )

    def _outcome(self, outcome: Outcome, level: Level) -> Entry:
        leads = self._w(f"does_{outcome.does}", to=self._level_name(outcome.to) if outcome.to else "")
        if outcome.does == "monitor" and outcome.to:
            leads += " " + self._w("does_monitor_to", at=self.routine.level_word.at, to=self._level_name(outcome.to))
        needs = [self._t(task.text).rstrip(".") for task in level.tasks if task.id in outcome.needs]
        return Entry(
            self._t(outcome.text),
            details=self._details(
                ("leads_to", leads),
                ("needs" if outcome.needs_clause else "needs_ours", "; ".join(needs)),
                ("waits_clause", outcome.needs_clause),
                ("says", self._t(outcome.says) if outcome.says else None),
            ),
            source=self._source(outcome),
        )

    def _gap(self, gap: Gap) -> Entry:
        ask = say("gap_ask", self.language, role=self._t(self.routine.role(gap.ask).definite)) if gap.ask else None
        return Entry(
            say("gap", self.language, text=self._t(gap.text)),
            kind="gap",
            mark=self._w("gap"),
            details=self._details(("about_what", self._w(f"about_{gap.about}"))),
            lines=[ask] if ask else [],
            source=self._source(gap),
        )

    def _guide(self, guide: Guide) -> Section:
        lender = guide.lender
        head = self._details(
            ("guide_kind", self._w(f"guide_{guide.kind}")),
            ("audience", self._w(f"audience_{guide.audience}")),
            ("label", self._t(guide.label) if guide.label else None),
            ("template", self._forms([guide.template]) if guide.template else None),
            ("lender", self._t(lender.place) if lender else None),
            ("cite", self._t(lender.cite) if lender and lender.cite else None),
            ("records", self._fact_of(guide)),
        )
        groups = groupby(guide.questions, key=lambda question: self._t(question.area) if question.area else "")
        questions = [(area, [self._question(question, guide) for question in group]) for area, group in groups]
        plain = [piece for area, pieces in questions if not area for piece in pieces]
        areas = [Section(area, pieces=pieces) for area, pieces in questions if area]
        parts = [
            *(self._lines(name, getattr(guide, name)) for name in ("preparation", "opening")),
            Section(
                self._w("questions"),
                lead=[self._w("pick")] if guide.pick else [],
                pieces=plain,
                sections=areas,
            ),
            *(self._lines(name, getattr(guide, name)) for name in ("closing", "after")),
        ]
        return Section(
            self._t(guide.name),
            pieces=[Entry(self._w("about_guide"), details=head, source=self._from(guide, guide))],
            sections=_full(parts),
        )

    def _fact_of(self, guide: Guide) -> str:
        whom = [self._w(f"whom_{guide.completes.with_}")] if guide.completes.with_ else []
        return " ".join([self._w(f"fact_{guide.completes.fact}"), *whom])

    def _lines(self, name: str, texts: Sequence[Text]) -> Section:
        return Section(self._w(name), pieces=[Entry(line) for line in self._all(texts)])

    def _question(self, question: Question, guide: Guide) -> Entry:
        scale = "{}–{}".format(*question.scale) if question.scale else None
        group = self._t(self.routine.measure_group(question.measures).name) if question.measures else None
        options = [self._t(one.text) + (f" ({self._w('retired')})" if one.retired else "") for one in question.options]
        marks = [("sensitive", question.sensitive), ("not_skippable", not question.skippable)]
        return Entry(
            self._t(question.text),
            kind="question",
            mark=" · ".join(self._w(name) for name, said in marks if said),
            details=self._details(
                ("why_ours", self._t(question.why)),
                ("answer_type", self._w(f"type_{question.type}") + (f" {scale}" if scale else "")),
                ("fitting_measures", group),
                ("applies", self._rule(question.applies)),
            ),
            lines=options,
            source=self._from(question, guide),
        )

    def _measures(self) -> Section:
        groups = [
            Entry(self._t(group.name), lines=self._all(one.text for one in group.measures), source=self._source(group))
            for group in self.routine.measures
        ]
        return Section(self._w("measures"), lead=[self._w("measures_chosen")] if groups else [], pieces=groups)

    def _papers(self) -> Section:
        return Section(self._w("papers"), sections=[self._paper(form) for form in self.routine.papers])

    def _paper(self, form: PaperForm) -> Section:
        """A form with its headings; what stands under each is filled from the case."""
        head = self._details(
            ("paper_levels", listed(list(form.levels), self.language)),
            ("template", self._forms([form.form]) if form.form else None),
            ("filed_as", self._t(form.filed_as) if form.filed_as else None),
            ("paper_note", self._t(form.note) if form.note else None),
        )
        parts = [
            Entry(
                self._t(part.heading),
                lines=[line for field in part.fields for line in self._field(field)],
                source=self._source(part),
            )
            for part in form.parts
        ]
        about = Entry(self._w("about_paper"), details=head, source=self._source(form))
        return Section(self._t(form.name), pieces=[about, *parts])

    def _field(self, field: PaperField) -> list[str]:
        columns = [column.name for column in field.table.columns] if field.table else []
        return self._all([*([field.name] if field.name else []), *field.says, *columns, *field.signatures])

    def _common(self) -> Section:
        common, duty = self.routine.common, self.routine.common.duty_to_report
        services = [
            Entry(
                self._t(advice.text),
                mark=self._t(self.routine.role(advice.role).name),
                details=self._details(("whose", self._t(advice.place) if advice.place else None)),
                source=self._elsewhere(advice),
            )
            for advice in common.services
        ]
        parts = [Section(self._w("services"), pieces=services)]
        if duty is not None:
            texts = [duty.not_enough, duty.may_count, duty.unsure, duty.law]
            says = Entry(
                self._t(duty.who),
                details=self._details(("whose", self._t(duty.whose))),
                lines=self._all(duty.conditions),
                source=self._elsewhere(duty),
            )
            parts.append(Section(self._w("duty_to_report"), pieces=[says, *(Entry(text) for text in self._all(texts))]))
        parts += [self._listed(one) for one in (common.seven_h, common.warning_signs) if one is not None]
        parts = _full(parts)
        return Section(self._w("common"), lead=[self._w("common_lead")] if parts else [], sections=parts)

    def _listed(self, one: Listed) -> Section:
        piece = Entry(
            self._t(one.use),
            details=self._details(("whose", self._t(one.whose))),
            lines=self._all(one.lines),
            source=self._elsewhere(one),
        )
        return Section(capital(self._t(one.name)), pieces=[piece])

    def _form(self, form: Form) -> Entry:
        return Entry(
            self._t(form.name),
            details=self._details(
                ("address", form.url),
                ("systems", self.routine.system(form.system).name if form.system else None),
                ("contents", self._w("contents_known" if form.known else "contents_unknown")),
            ),
            source=self._source(form),
        )

    def _roles(self) -> Section:
        systems = [system.name for system in self.routine.systems]
        named = [f"{self._t(role.name)}: «{self._t(role.definite)}»" for role in self.routine.roles]
        pieces = [Entry(self._w("roles_as_named"), lines=named)]
        return Section(
            self._w("roles"), pieces=[*pieces, *([Entry(self._w("systems"), lines=systems)] if systems else [])]
        )


def _standing(person: Participant) -> str:
    return "informed" if person.informed_only else person.obligation
