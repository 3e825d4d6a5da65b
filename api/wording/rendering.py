"""The chat's words for pieces, in one language: sentences, bullets and line breaks are made here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from api.engine.calendar import DayRemark
from api.engine.deadlines import AT_ONCE
from api.engine.schema import BINDING, Language, Limit, Marked, Obligation, Text
from api.wording.pieces import (
    AbsencePiece,
    AdvicePiece,
    AskPeriodPiece,
    AtPiece,
    AttemptedPiece,
    BlockedPiece,
    CarriedPiece,
    CaseLinePiece,
    ChoicesPiece,
    CitePiece,
    DeadlinePiece,
    DecisionPiece,
    DocumentationPiece,
    DonePiece,
    Due,
    DutyPiece,
    EndedPiece,
    FormPiece,
    GapPiece,
    HeadingPiece,
    InvolvedPiece,
    LentPiece,
    LessonsPiece,
    LevelName,
    LevelOursPiece,
    LevelPiece,
    LevelRemarkPiece,
    LimitLeadsPiece,
    ListedPiece,
    MeaningPiece,
    NeededPiece,
    NextDatePiece,
    OpenTalkPiece,
    OursPiece,
    OutlinePiece,
    OwnDatePiece,
    OwnerPiece,
    OwnLimitPiece,
    PeoplePiece,
    PersonName,
    PhasePiece,
    Piece,
    PlannedPiece,
    PurposePiece,
    RemarkPiece,
    ReminderPiece,
    RulePiece,
    SchoolBreakPiece,
    ServicePiece,
    SharePiece,
    ShortListPiece,
    SignPiece,
    SourcePiece,
    StayPiece,
    SumPiece,
    TaskPiece,
    ThresholdPiece,
    TipPiece,
    ToldPiece,
    UndonePiece,
    WayPiece,
    WhyAskedPiece,
    WhyDeadlinePiece,
    WhyTaskPiece,
    WrittenPiece,
)
from api.wording.texts import LOCALES, capital, day, listed, say, say_in_chat


def text(pieces: Iterable[Piece], language: Language, today: date, case: str) -> str:
    """The pieces as one message. `case` is what stands in for the pupil's label."""
    return "\n".join(lines(pieces, language, today, case))


def lines(pieces: Iterable[Piece], language: Language, today: date, case: str) -> list[str]:
    """The same, by what stands together: each piece with those that go along with it."""
    return [_marked(piece, words, language) for piece, words in together(pieces, language, today, case)]


def together(pieces: Iterable[Piece], language: Language, today: date, case: str) -> list[tuple[Piece, str]]:
    """Each piece with its words and those of the pieces that go along with it, without bullets."""
    chat = _Chat(language, today, case)
    shown: list[tuple[Piece, str]] = []
    for piece in pieces:
        words = chat.words(piece)
        if piece.layout == "along" and shown:
            first, before = shown.pop()
            shown.append((first, f"{before} {words}"))
        else:
            shown.append((piece, words))
    return shown


def _marked(piece: Piece, words: str, language: Language) -> str:
    match piece.layout:
        case "item":
            return f"• {words}"
        case "ticked":
            return f"✓ {words}"
        case "only":
            return say("now_one", language, act=words)
        case _:
            return words


def due(found: Due | None, language: Language, today: date) -> str:
    """The date of a deadline in two or three words; empty when there is none."""
    return _Chat(language, today, "").due(found) if found else ""


_STRENGTHS = ("within", "approx", "window_should", "within_should")  # of the rest the amount says enough


def ours_of(ours: Sequence[Text], of: int, language: Language) -> list[str]:
    """The line that says which of so many choices the project added; none when it added none."""
    if not ours:
        return []
    if len(ours) == of:
        return [say("choices_all_ours", language)]
    return [say("choices_ours", language, choices=listed([f"«{one.in_(language)}»" for one in ours], language))]


@dataclass(frozen=True)
class _Chat:
    language: Language
    today: date
    case: str

    def words(self, piece: Piece) -> str:
        """Each kind of piece has a method of its name."""
        words: str = getattr(self, piece.kind)(piece)
        return words

    # Where the case is

    def level(self, piece: LevelPiece) -> str:
        return self._say("level", case=self.case, name=self._in(piece.name), **self._at(piece.at))

    def purpose(self, piece: PurposePiece) -> str:
        return self._in(piece.text)

    def level_ours(self, piece: LevelOursPiece) -> str:
        return level_ours(piece, self.language)

    def stay(self, piece: StayPiece) -> str:
        since = self._day(piece.since)
        return (
            self._say("level_round", round=piece.round, since=since)
            if piece.round > 1
            else self._say("level_since", since=since)
        )

    def ended(self, piece: EndedPiece) -> str:
        said = self._say(piece.status, case=self.case, since=self._day(piece.since))
        return f"{said} {say_in_chat('reopen', self.language)}"

    def case_line(self, piece: CaseLinePiece) -> str:
        if piece.status != "open":
            return self._say("case_line_closed" if piece.status == "closed" else "case_line_monitoring", case=self.case)
        if piece.next is None:
            return self._say("case_line_only", case=self.case, **self._at(piece.at))
        following = self.words(piece.next).rstrip(".")
        return self._say("case_line", case=self.case, next=following, **self._at(piece.at))

    # What there is to do

    def heading(self, piece: HeadingPiece) -> str:
        return self._say(f"heading_{piece.of}")

    def task(self, piece: TaskPiece) -> str:
        said = self._in(piece.text).rstrip(".")
        days = [self.due(piece.due)] if piece.due else []
        days += [self._say("due_planned", date=self._day(piece.planned_on))] if piece.planned_on else []
        if piece.ours:
            days.append(self._say("mark_ours"))
        if days:
            said = self._say("act_due", task=said, due="; ".join(days))
        elif piece.obligation not in BINDING:
            said = self._say(f"act_{piece.obligation}", task=said)
        else:
            said += "."
        said = self._whose(piece, said)
        return f"{said} {self._attempted(piece.attempted_on)}" if piece.attempted_on else said

    def _whose(self, piece: TaskPiece, said: str) -> str:
        """Somebody else's task reads as theirs; of one that is shared it is said with whom."""
        if not piece.by:
            return said
        names = [self._in(role.name) for role in piece.by]
        if piece.is_theirs:
            return self._say("act_theirs", people=capital(self._listed(names)), task=said)
        others = [self._in(role.name) for role in piece.by if role.id != "kontaktlaerer"]
        return self._say("act_shared", people=self._listed(others), task=said)

    def phase(self, piece: PhasePiece) -> str:
        return self._say("phase", name=self._in(piece.name))

    def own_date(self, piece: OwnDatePiece) -> str:
        name = "own_date_passed" if piece.passed else "own_date"
        said = self._say(name, date=self._day(piece.on), what=self._in(piece.text).rstrip("."))
        said = f"{said} {self._free(piece.remark)}" if piece.remark and not piece.passed else said
        return f"{said} {self._say('planned_late', due=self._day(piece.after))}" if piece.after else said

    def school_break(self, piece: SchoolBreakPiece) -> str:
        return self._say(
            "school_break", name=capital(piece.name), first=self._day(piece.first), last=self._day(piece.last)
        )

    def done(self, piece: DonePiece) -> str:
        return self._say("brief_task", task=self._in(piece.text).rstrip("."), on=self._day(piece.on))

    def decision(self, piece: DecisionPiece) -> str:
        return self._say("decide", question=self._in(piece.question))

    def blocked(self, piece: BlockedPiece) -> str:
        tasks = self._listed(f"«{self._in(task).rstrip('.')}»" for task in piece.tasks)
        return self._say("act_blocked_ours" if piece.ours else "act_blocked", tasks=tasks)

    def carried(self, piece: CarriedPiece) -> str:
        tasks = self._listed(f"«{self._in(task).rstrip('.')}»" for task in piece.tasks)
        return self._say("carried", tasks=tasks, **self._at(piece.at))

    def undone(self, piece: UndonePiece) -> str:
        named = [f"«{self._in(task).rstrip('.')}»" for task in piece.tasks]
        more = [self._say("undone_more", count=piece.more)] if piece.more else []
        return self._say("undone", tasks=self._listed([*named, *more]))

    def told(self, piece: ToldPiece) -> str:
        return self._in(piece.text)

    def planned(self, piece: PlannedPiece) -> str:
        said = self._say("planned_meeting" if piece.meeting else "planned", date=self._day(piece.on))
        said = f"{said} {self._free(piece.free)}" if piece.free else said
        return f"{said} {self._say('planned_late', due=self._day(piece.after))}" if piece.after else said

    def _free(self, remark: DayRemark) -> str:
        """What is remarked of a day of the teacher's own."""
        if remark == "past_calendar":
            return self._say("own_past_calendar")
        if remark == "break":
            return self._say("own_free_break")
        return self._say("own_free", reason=self._say(f"free_{remark}"))

    def attempted(self, piece: AttemptedPiece) -> str:
        return self._attempted(piece.on)

    def written(self, piece: WrittenPiece) -> str:
        said = self._say("brief_written", answers=piece.answers, notes=piece.notes)
        return f"{said} {say_in_chat('summarise', self.language)}"

    def open_talk(self, piece: OpenTalkPiece) -> str:
        name = self._in(piece.name)
        said = self._say("brief_talk", name=name, answered=piece.answered, total=piece.total)
        return f"{said} {say_in_chat('go_on', self.language)}"

    # Dates

    def next_date(self, piece: NextDatePiece) -> str:
        return self._say("now_waiting", deadline=self.words(piece.deadline))

    def deadline(self, piece: DeadlinePiece) -> str:
        """As the rule has it, then what makes it special today, then the days people have set themselves."""
        own = [self._say("deadline_own", own=self._day(piece.own_on))] if piece.own_on else []
        own += [self._free(piece.own_free)] if piece.own_free else []
        own += [self.words(planned) for planned in piece.planned]
        if piece.state in ("met", "met_late"):
            return self._of_rule(piece, f"deadline_{piece.state}", on=self._day(piece.met_on))
        if piece.due_on is None:
            special = [self._say("deadline_assumed")] if piece.assumed else []
            return " ".join([self._undated(piece), *special, *own])
        name = {"immediate": "at_once"}.get(piece.rule, piece.rule)
        if piece.rule == "within" and piece.soft_on:
            name = "within_two"
        if piece.rule == "recurring" and piece.pace == "about":
            name = "recurring_about"
        if piece.obligation == "should":
            name = f"{name}_should"
        return " ".join([self._of_rule(piece, f"deadline_{name}"), *self._special(piece), *own])

    def _undated(self, piece: DeadlinePiece) -> str:
        if piece.state == "reopened":
            return self._of_rule(
                piece, "deadline_reopened_plain" if piece.own_on or piece.planned else "deadline_reopened"
            )
        if piece.rule == "none":
            plain = piece.own_on or piece.planned or piece.ours
            return self._of_rule(piece, "deadline_none_plain" if plain else "deadline_none")
        if piece.rule == "recurring" and piece.anchor is None:
            return self._of_rule(
                piece, "deadline_recurring_open_about" if piece.pace == "about" else "deadline_recurring_open"
            )
        name = "deadline_elsewhere" if piece.elsewhere else "deadline_waiting"
        return self._of_rule(piece, name if piece.amount else f"{name}_at_once", amount=self._in_its_strength(piece))

    def _in_its_strength(self, piece: DeadlinePiece) -> str:
        """How long, as the routine binds: “innen én uke”, “omtrent én uke”."""
        name = f"{piece.rule}_should" if piece.obligation == "should" else piece.rule
        said = self._amount("amount", piece)
        return self._say(f"strength_{name}", amount=said) if name in _STRENGTHS else said

    def _special(self, piece: DeadlinePiece) -> list[str]:
        sentences = []
        if piece.state == "overdue":
            sentences.append(self._say("deadline_overdue", due=self._day(piece.due_on)))
        elif piece.school_day and piece.due_on:
            sentences.append(
                self._say(
                    _free_name(piece, piece.school_day < piece.due_on),
                    due=capital(self._day(piece.due_on)),
                    reason=self._say(f"free_{piece.free_reason}"),
                    school_day=self._day(piece.school_day),
                )
            )
        if piece.known_to:
            sentences.append(self._say("deadline_past_calendar", day=self._day(piece.known_to)))
        if piece.assumed:
            sentences.append(self._say("deadline_assumed"))
        if piece.ours:
            sentences.append(self._say("ours"))
        return sentences

    def _of_rule(self, piece: DeadlinePiece, name: str, on: str | None = None, amount: str | None = None) -> str:
        """A sentence of the deadline with what its rule counts; `on` is the day it counts from when no other is given."""
        return self._say(
            name,
            what=capital(self._in(piece.text)),
            due=self._day(piece.due_on),
            soft=self._day(piece.soft_on),
            on=self._day(piece.anchor_on) if on is None else on,
            amount=self._amount("amount", piece) if amount is None else amount,
            every=self._amount("every", piece),
            anchor=self._in(piece.anchor) if piece.anchor else "",
        )

    def _amount(self, counted: str, piece: DeadlinePiece) -> str:
        if piece.amount is None:
            return ""
        plain = "–".join(str(number) for number in piece.amount)
        said = self._say(f"{counted}_{piece.unit}{'_one' if piece.amount == (1,) else ''}", amount=plain)
        return self._say("at_least", every=said) if counted == "every" and piece.pace == "at_least" else said

    def due(self, due: Due) -> str:
        should = "_should" if due.obligation == "should" and due.how in ("passed", "between", "in") else ""
        said = self._say(f"due_{due.how}{should}", date=self._day(due.on), first=self._day(due.first))
        if due.free is not None and due.school_day is not None:
            side = "before" if due.school_day < due.on else "after"
            reason = self._say(f"free_{due.free}")
            said = self._say(f"due_beside_{side}", due=said, reason=reason, school_day=self._day(due.school_day))
        return self._say("due_past_calendar", due=said) if due.known_to else said

    # People, documentation, services

    def people(self, piece: PeoplePiece) -> str:
        called = self._person_when if piece.group == "must_when" else self._person
        return self._say(f"who_{piece.group}", people=self._listed(map(called, piece.people)), **self._at(piece.at))

    def _person_when(self, person: PersonName) -> str:
        """Who takes part, and the condition the duty has: “faglæreren når fraværet er bekymringsfullt”."""
        alone, note = self._without_note(person)
        return f"{alone} {note}"

    def _without_note(self, person: PersonName) -> tuple[str, str]:
        alone = self._person(person.model_copy(update={"note": None}))
        return alone, self._in(person.note) if person.note else ""

    def _person(self, person: PersonName) -> str:
        name = self._in(person.name)
        if person.one_of:
            name = self._say("one_of", people=self._listed(self._in(one.name) for one in person.one_of))
        marks = [self._in(person.note)] if person.note else []
        marks += [self._say("mark_ours")] if person.ours else []
        return f"{name} ({'; '.join(marks)})" if marks else name

    def documentation(self, piece: DocumentationPiece) -> str:
        shown = [self._in(piece.text)] if piece.text else []
        if piece.forms:
            shown.append(self._say("document_forms"))
            shown += [f"• {self._in(form.name)}" + (f": {form.url}" if form.url else "") for form in piece.forms]
        unknown = [self._in(form.name) for form in piece.forms if not form.known]
        if unknown and len(unknown) == len(piece.forms):
            shown.append(self._say("document_unknown"))
        elif unknown:
            shown.append(self._say("document_some_unknown", forms=self._listed(unknown)))
        return "\n".join(shown)

    def service(self, piece: ServicePiece) -> str:
        name = self._in(piece.role.name)
        if not piece.levels:
            return self._say("service_none", service=name)
        return self._say(
            "service_levels",
            service=name,
            at=piece.word.at,
            word=self._in(piece.word),
            levels=self._listed(piece.levels),
        )

    def advice(self, piece: AdvicePiece) -> str:
        place, clause = self._in(piece.place) if piece.place else "", piece.clause or ""
        if not place:
            return f"{self._in(piece.text)} {self._say('ours')}"
        return f"{self._in(piece.text)} ({clause if place in clause else f'{place}, {clause}'})"

    def duty_to_report(self, piece: DutyPiece) -> str:
        rest = (piece.not_enough, piece.may_count, piece.unsure, piece.law)
        conditions = [f"• {self._in(condition)}" for condition in piece.conditions]
        whose = self._say("cite", cite=self._in(piece.whose))
        return "\n".join([self._in(piece.who), *conditions, *map(self._in, rest), whose])

    def short_list(self, piece: ShortListPiece) -> str:
        items = [f"• {self._in(line)}" for line in piece.lines]
        whose = self._say("cite", cite=self._in(piece.whose))
        return "\n".join([self._in(piece.name), *items, self._in(piece.use), whose])

    # Absence

    def threshold(self, piece: ThresholdPiece) -> str:
        return self._in(piece.text)

    def absence(self, piece: AbsencePiece) -> str:
        if piece.verdict == "between":
            return self._between(piece)
        share = "percent_" if piece.percent is not None and piece.verdict != "other_period" else ""
        if share and piece.days is not None:
            share = "share_" if piece.of is None else "counted_"
        spread = "_spread" if not share and piece.verdict == "reached" and (piece.windows or 1) > 1 else ""
        silence = "_own" if piece.silent == "school" else ""
        return self._say(
            f"absence_{share}{piece.verdict}{spread}{silence}",
            days=self._number(piece.days),
            counted=self._counted(piece),
            of=self._number(piece.of),
            span=self._span(piece),
            limit=self._limit(piece.limit),
            amount=self._number(piece.limit.least),
            period=self._period(piece.limit),
            at_least=piece.at_least,
            school_days=piece.school_days,
            percent=self._number(piece.percent),
        )

    def _between(self, piece: AbsencePiece) -> str:
        """The lower figure told does not reach the limit, the higher one does."""
        name = "absence_between" if piece.most is not None else "absence_between_parts"
        most = self._number(piece.most)
        return self._say(
            name, days=self._number(piece.days), most=most, counted=self._counted(piece), limit=self._limit(piece.limit)
        )

    def _counted(self, piece: AbsencePiece) -> str:
        """Whole days and half ones, lessons, or times too late, each as they were told."""
        if piece.limit.unit in ("lessons", "late"):
            one = "_one" if piece.days == 1 else ""
            return self._say(f"{piece.limit.unit}_of{one}", count=self._number(piece.days))
        whole = self._days_of(piece.days) if piece.days or not piece.halves else ""
        if piece.most is not None:
            whole = self._say("days_range", days=self._number(piece.days), most=self._number(piece.most))
        halves = (
            self._say(f"half_days{'_one' if piece.halves == 1 else ''}", count=piece.halves) if piece.halves else ""
        )
        return self._listed(part for part in (whole, halves) if part)

    def _days_of(self, days: float | None) -> str:
        return self._say("days_one" if days == 1 else "days_of", days=self._number(days))

    def share(self, piece: SharePiece) -> str:
        percent = self._number(piece.percent)
        return self._say("absence_share", days=self._number(piece.days), of=self._number(piece.of), percent=percent)

    def lessons(self, piece: LessonsPiece) -> str:
        return self._say("absence_lessons", lessons=self._number(piece.lessons))

    def sum(self, piece: SumPiece) -> str:
        both = self._days_of(piece.before + piece.now)
        return self._say("absence_sum", before=self._days_of(piece.before), now=self._days_of(piece.now), both=both)

    def _span(self, piece: AbsencePiece) -> str:
        if piece.first is None or piece.last is None:
            return ""
        first, last = (format_date(one, "d. MMMM", locale=LOCALES[self.language]) for one in (piece.first, piece.last))
        return self._say("absence_span", first=first, last=last)

    def sign(self, piece: SignPiece) -> str:
        return self._say("absence_sign", text=self._in(piece.text))

    def limit_leads(self, piece: LimitLeadsPiece) -> str:
        return self._say("absence_limit_leads", **self._at(piece.to))

    def own_limit(self, piece: OwnLimitPiece) -> str:
        return self._say("absence_own_limit", limit=self._limit(piece.limit))

    def ask_period(self, piece: AskPeriodPiece) -> str:
        name = "absence_which_period_own" if piece.own else "absence_which_period"
        return self._say(name, limit=self._limit(piece.limit))

    def _limit(self, limit: Limit) -> str:
        one = "_one" if limit.amount == 1 and limit.unit != "percent" else ""
        said = self._say(f"limit_{limit.unit}{one}", amount=self._number(limit.amount))
        if limit.in_a_row:
            said = self._say("limit_in_a_row", limit=said)
        if limit.period is not None:
            said = self._say("limit_per", limit=said, period=self._period(limit))
        return self._say("limit_beyond", limit=said) if limit.beyond else said

    def _period(self, limit: Limit) -> str:
        return self._say(f"period_{limit.period}") if limit.period else ""

    def _number(self, number: float | None) -> str:
        return "" if number is None else str(format_decimal(round(number, 1), locale=LOCALES[self.language]))

    # What is asked of a routine

    def at(self, piece: AtPiece) -> str:
        return capital(self._say("at", **self._at(piece.at)))

    def rule(self, piece: RulePiece) -> str:
        task = self._in(piece.text)
        ours = self._say("rule_ours", task=task, **self._at(piece.at))
        said = [ours if piece.ours else self._say(f"rule_{_binds(piece.obligation)}", task=task, **self._at(piece.at))]
        if piece.why:
            said.append(self._reason(piece.why, labelled=not piece.ours))
        who = self._listed(self._in(role.name) for role in piece.by)
        said.append(self._say("rule_by", people=who) if who else self._say("rule_by_nobody"))
        return " ".join(said)

    def _reason(self, why: Marked, *, labelled: bool) -> str:
        """The reason, marked when it is ours; what is ours as a whole says so by itself."""
        said = self._in(why)
        return f"{said} {self._say('reason_ours')}" if why.ours and labelled else said

    def needed(self, piece: NeededPiece) -> str:
        return self._say("needed_ours" if piece.ours else "needed", outcome=self._in(piece.outcome))

    def involved(self, piece: InvolvedPiece) -> str:
        person = piece.person
        if piece.group == "informed" and person.note is not None:  # it may say when, which is not always on this level
            alone, note = self._without_note(person)
            return capital(self._say("involved_informed_as", person=alone, note=note, **self._at(piece.at)))
        if piece.group == "must_when":
            alone, note = self._without_note(person)
            return self._say("involved_must_when", person=capital(alone), note=note, **self._at(piece.at))
        return self._say(f"involved_{piece.group}", person=capital(self._person(person)), **self._at(piece.at))

    def choices(self, piece: ChoicesPiece) -> str:
        outcomes = [f"• {self._in(outcome)}" for outcome in piece.outcomes]
        asked = self._say("choices", question=self._in(piece.question), **self._at(piece.at))
        return "\n".join([asked, *outcomes, *ours_of(piece.ours, len(piece.outcomes), self.language)])

    def way(self, piece: WayPiece) -> str:
        needs = [f"• {self._in(need)}" for need in piece.needs]
        said = [self._say("way", to=piece.to.id, outcome=self._in(piece.outcome), **self._at(piece.at))]
        first = self._say("way_needs_ours" if piece.ours else "way_needs")
        return "\n".join([*said, first, *needs] if needs else said)

    def meaning(self, piece: MeaningPiece) -> str:
        says = self._in(piece.says) if piece.says else self._say(f"meaning_{piece.does}")
        return f"{self._say('meaning', outcome=self._in(piece.outcome), **self._at(piece.at))} {says}"

    def form(self, piece: FormPiece) -> str:
        name = capital(self._in(piece.form.name))
        said = [f"{name}: {piece.form.url}" if piece.form.url else f"{name}."]
        if piece.system:
            said.append(self._say("form_system", system=piece.system))
        if piece.holds:
            said += [self._say("form_holds"), *(f"• {self._in(one)}" for one in piece.holds)]
        elif not piece.form.known:
            said.append(self._say("form_unknown"))
        return "\n".join(said)

    def outline(self, piece: OutlinePiece) -> str:
        said = self._say("outline", name=self._in(piece.name), purpose=self._in(piece.purpose), **self._at(piece.at))
        return "\n".join([capital(said), *(f"• {self._in(task)}" for task in piece.tasks)])

    def lent(self, piece: LentPiece) -> str:
        return self._say("lent", name=self._in(piece.name), place=self._in(piece.place))

    def listed(self, piece: ListedPiece) -> str:
        heading = self._say(f"listed_{piece.of}", name=self._in(piece.name))
        return "\n".join([heading, *(f"• {self._in(line)}" for line in piece.lines)])

    # Reasons, sources and what is missing

    def reminder(self, piece: ReminderPiece) -> str:
        return self._in(piece.text)

    def tip(self, piece: TipPiece) -> str:
        return f"{self._in(piece.text)} {self._say('ours')}"

    def why_task(self, piece: WhyTaskPiece) -> str:
        binds = self._say(f"why_task_{_binds(piece.obligation)}", **self._at(piece.at))
        own = self._reason(piece.why, labelled=True) if piece.why else binds
        return f"{self._in(piece.text).rstrip('.')}: {own}"

    def why_deadline(self, piece: WhyDeadlinePiece) -> str:
        reckoned = self._of_rule(piece.deadline, "why_date" if piece.deadline.amount else "why_date_at_once")
        return " ".join([reckoned, *self._special(piece.deadline)])

    def why_asked(self, piece: WhyAskedPiece) -> str:
        return f"{self._in(piece.text)} {self._say('reason_ours')}" if piece.ours else self._in(piece.text)

    def source(self, piece: SourcePiece) -> str:
        return self._say("source", place=self._in(piece.place), clause=piece.clause)

    def ours(self, piece: OursPiece) -> str:
        return self._say("ours")

    def owner(self, piece: OwnerPiece) -> str:
        return self._say("owner", title=piece.title, owner=self._in(piece.owner))

    def cite(self, piece: CitePiece) -> str:
        return self._say("cite", cite=self._in(piece.cite))

    def gap(self, piece: GapPiece) -> str:
        said = self._say("gap", text=self._in(piece.text))
        return f"{said} {self._say('gap_ask', role=self._in(piece.ask.name))}" if piece.ask else said

    def remark(self, piece: RemarkPiece) -> str:
        return self._say(piece.of)

    def level_remark(self, piece: LevelRemarkPiece) -> str:
        return self._say(piece.of, **self._at(piece.at))

    # What the words are made with

    def _attempted(self, days: Iterable[date]) -> str:
        return self._say("attempted", days=self._listed(self._day(one) for one in days))

    def _at(self, level: LevelName) -> dict[str, str]:
        """A level with what stands before its word, inside a sentence and first in one."""
        word = level.word
        return {"at": word.at, "At": capital(word.at), "word": self._in(word), "level": level.id}

    def _in(self, text: Text) -> str:
        return text.in_(self.language)

    def _day(self, when: date | None) -> str:
        return day(when, self.language, self.today) if when else ""

    def _listed(self, parts: Iterable[str]) -> str:
        return listed(list(parts), self.language)

    def _say(self, name: str, /, **values: object) -> str:
        return say(name, self.language, **values)


def level_ours(piece: LevelOursPiece, language: Language) -> str:
    named = [say(f"ours_{one}", language, word=piece.word.in_(language)) for one in piece.of]
    return say("level_ours", language, what=capital(listed(named, language)))


def _binds(obligation: Obligation) -> Obligation:
    """A duty under a condition is said as any duty: the condition stands in the text."""
    return "must" if obligation in BINDING else obligation


def _free_name(piece: DeadlinePiece, before: bool) -> str:
    """What is due at once is due on the free day it was found on."""
    if piece.rule in AT_ONCE:
        return "deadline_found_free"
    return "deadline_free_before" if before else "deadline_free_after"
