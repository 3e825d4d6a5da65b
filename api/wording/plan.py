"""What a plan says in words: level, next acts, deadlines, people, documents, reasons and gaps. The only place they are made."""

from __future__ import annotations

from dataclasses import dataclass

from api.engine.deadlines import DeadlineState
from api.engine.plan import Act, Plan, TaskState, fact_of
from api.engine.schema import Guide, Language, Person, Question, Sourced
from api.wording.texts import capital, day, listed, say

SHOWN = 4  # acts in one answer: what fits on a phone


@dataclass(frozen=True)
class PlanWords:
    """Speaks of one plan in one language. `case` is what stands in for the pupil's label."""

    plan: Plan
    language: Language
    case: str

    def _say(self, name: str, /, **values: object) -> str:
        common = {"case": self.case, "word": self._word, "level": self.plan.level.id}
        return say(name, self.language, **(common | values))

    def _day(self, when: object) -> str:
        return day(when, self.language, self.plan.today)  # type: ignore[arg-type]

    @property
    def _word(self) -> str:
        return self.plan.routine.level_word.in_(self.language)

    def cited(self, lines: list[str]) -> list[str]:
        """The lines with the reference the routine's owner asks for, once, at the end."""
        cite = self.plan.routine.source.cite
        return [*lines, self._say("cite", cite=cite.in_(self.language))] if cite else lines

    def level(self) -> str:
        """Where the case is, or that it is closed."""
        stay = self.plan.stay
        since = self._day(stay.since or self.plan.today)
        if stay.status != "open":
            return self._say(stay.status, since=since)
        level = self.plan.level
        sentences = [self._say("level", name=level.name.in_(self.language)), level.purpose.in_(self.language)]
        sentences.append(
            self._say("level_round", round=stay.round, since=since)
            if stay.round > 1
            else self._say("level_since", since=since)
        )
        reminders = [f"• {reminder.text.in_(self.language)}" for reminder in level.reminders if not reminder.ours]
        return "\n".join(self.cited([" ".join(sentences), *reminders, *self.gaps("exit", "criteria", "other")]))

    def now(self) -> str:
        """What to do now, the most urgent first."""
        if not self.plan.is_open:
            return self.level()
        return "\n".join(self.cited(self._now()))

    def brief(self, answers: int, notes: int, talk: tuple[str, int, int] | None) -> str:
        """For somebody who takes the case over: where it is, what is done and what comes next, what is written, and the open talk.

        `talk` is the name of a talk that is not ended, how many of its questions have an answer, and how many there are.
        """
        if not self.plan.is_open:
            return self.level()
        head, *following = self._now()
        done = [
            self._say("brief_task", task=state.task.text.in_(self.language).rstrip("."), on=self._day(state.done_on))
            for state in self.plan.tasks
            if state.done_on
        ]
        lines = [head, *([self._say("brief_done"), *done] if done else [self._say("brief_none")]), *following]
        lines.append(self._say("brief_written", answers=answers, notes=notes))
        if talk is not None:
            lines.append(self._say("brief_talk", name=talk[0], answered=talk[1], total=talk[2]))
        return "\n".join(self.cited(lines))

    def _now(self) -> list[str]:
        head = self._say("level", name=self.plan.level.name.in_(self.language))
        acts = [self._act(act) for act in self.plan.now]
        if not self.plan.tasks and not acts:
            return [head, *self._reminders(), *self.gaps()]
        if not acts:
            return [head, self._say("now_nothing", waiting=self._waiting()), *self.gaps("exit")]
        if len(acts) == 1:
            return [head, self._say("now_one", act=acts[0]) + self._blocked()]
        lines = [head, self._say("now_many"), *(f"• {act}" for act in acts[:SHOWN])]
        if len(acts) > SHOWN:
            more = len(acts) - SHOWN
            lines.append(self._say("now_more_one" if more == 1 else "now_more", count=more))
        coming = self._coming()
        if coming is not None and self.due(coming) not in "\n".join(lines):
            lines.append(self._say("now_waiting", deadline=self.deadline(coming)))
        lines[-1] += self._blocked()
        return lines

    def _reminders(self) -> list[str]:
        return [f"• {reminder.text.in_(self.language)}" for reminder in self.plan.level.reminders]

    def _coming(self) -> DeadlineState | None:
        """The deadline with the nearest date that is not met."""
        dated = [state for state in self.plan.deadlines if state.due_on and state.state not in ("met", "met_late")]
        return min(dated, key=lambda state: state.remind_on or state.due_on or self.plan.today, default=None)

    def _blocked(self) -> str:
        names = [task.text.in_(self.language).rstrip(".") for task in self.plan.blockers]
        return "\n" + self._say("act_blocked", tasks=listed(names, self.language)) if names else ""

    def _waiting(self) -> str:
        coming = [state for state in self.plan.deadlines if state.state in ("early", "open", "due_soon", "waiting")]
        return self._say("now_waiting", deadline=self.deadline(coming[0])) if coming else ""

    def _act(self, act: Act) -> str:
        if act.kind == "decision":
            decision = next(decision for decision in self.plan.level.decisions if decision.id == act.id)
            return self._say("decide", question=decision.question.in_(self.language))
        return self.task(self.plan.task(act.id))

    def task(self, state: TaskState) -> str:
        """A task with its date or its weight, the day it is set to, and when it was tried."""
        return " ".join([self._dated(state), *self.attempts(state)])

    def _dated(self, state: TaskState) -> str:
        text = state.task.text.in_(self.language).rstrip(".")
        due = [self.due(state.deadline)] if state.deadline else []
        due += [self._say("due_planned", date=self._day(state.planned_on))] if state.planned_on else []
        if any(due):
            return self._say("act_due", task=text, due="; ".join(filter(None, due)))
        if state.task.obligation != "must":
            return self._say(f"act_{state.task.obligation}", task=text)
        return f"{text}."

    def attempts(self, state: TaskState) -> list[str]:
        """When the task was tried and not reached; nothing when it was not."""
        days = [self._day(day) for day in dict.fromkeys(state.attempted_on)]
        return [self._say("attempted", days=listed(days, self.language))] if days else []

    def planned(self, state: TaskState) -> list[str]:
        """The day the task is set to, and that it lies after the date of the routine when it does."""
        if state.planned_on is None:
            return []
        is_meeting = fact_of(state.task).fact == "meeting_held"
        sentences = [self._say("planned_meeting" if is_meeting else "planned", date=self._day(state.planned_on))]
        if state.planned_late and state.deadline:
            sentences.append(self._say("planned_late", due=self._day(state.deadline.due_on)))
        return sentences

    def told(self) -> list[str]:
        """What is told of tasks that are not done: each that was tried or is set to a day, in a line."""
        told = [(state, [*self.planned(state), *self.attempts(state)]) for state in self.plan.tasks]
        return [f"{state.task.text.in_(self.language)} {' '.join(lines)}" for state, lines in told if lines]

    def due(self, state: DeadlineState) -> str:
        """The date of a deadline in two or three words; empty when there is none."""
        if state.due_on is None:
            return self._say("due_own", date=self._day(state.own_on)) if state.own_on else ""
        name = {"overdue": "due_passed", "due_today": "due_today", "early": "due_from"}.get(state.state, "due_in")
        if state.rule.kind in ("after", "approx"):
            name = "due_from" if state.rule.kind == "after" else "due_about"
        when = {"due_passed": state.due_on, "due_today": self.plan.today}.get(name, state.remind_on)
        if when is not None and when < self.plan.today:
            when = state.due_on  # the school day before it is gone; the routine's own date is not
        if state.state == "early" and state.rule.kind == "window":
            when = state.soft_on
        return self._say(name, date=self._day(when))

    def deadlines(self) -> str:
        """Every deadline of the level, each with where it comes from."""
        if not self.plan.is_open:
            return self.level()
        if not self.plan.deadlines:
            return "\n".join(self.cited([self._say("no_deadlines"), *self.gaps("deadline", "anchor")]))
        lines = [self.deadline(state) for state in self.plan.deadlines]
        if any(state.due_on for state in self.plan.deadlines) and not self.plan.breaks_loaded:
            lines.append(self._say("deadline_no_breaks"))
        return "\n".join(self.cited([*lines, *self.gaps("deadline", "anchor")]))

    def deadline(self, state: DeadlineState) -> str:
        """One deadline as the rule has it, then what makes it special today."""
        what = capital(state.text.in_(self.language))
        own = [self._say("deadline_own", own=self._day(state.own_on))] if state.own_on else []
        own += [line for task in self.plan.tasks if task.deadline == state for line in self.planned(task)]
        if state.state in ("met", "met_late"):
            return self._say(
                f"deadline_{state.state}", what=what, on=self._day(state.met_on), due=self._due_or_none(state)
            )
        if state.due_on is None:
            assumed = [self._say("deadline_assumed")] if state.rule.anchor and state.rule.anchor.assumed else []
            return " ".join([self._undated(state, what), *assumed, *own])
        name = {"immediate": "at_once"}.get(state.rule.kind, state.rule.kind)
        if state.rule.kind == "within" and state.soft_on:
            name = "within_two"
        sentence = self._say(
            f"deadline_{name}",
            what=what,
            due=self._day(state.due_on),
            soft=self._day(state.soft_on) if state.soft_on else "",
            on=self._day(state.anchor_on),
            every=self._every(state),
            **self._counted(state),
        )
        return " ".join([sentence, *self._special(state), *own])

    def _due_or_none(self, state: DeadlineState) -> str:
        return self._day(state.due_on) if state.due_on else ""

    def _undated(self, state: DeadlineState, what: str) -> str:
        if state.state == "reopened":
            return self._say("deadline_reopened", what=what, on=self._day(state.anchor_on))
        if state.rule.kind == "none":
            return self._say("deadline_none", what=what)
        if state.rule.kind == "recurring" and state.rule.anchor is None:
            return self._say("deadline_recurring_open", what=what, every=self._every(state))
        name = "deadline_waiting" if state.rule.amount else "deadline_waiting_at_once"
        return self._say(name, what=what, **self._counted(state))

    def _special(self, state: DeadlineState) -> list[str]:
        sentences = []
        if state.state == "overdue":
            sentences.append(self._say("deadline_overdue", due=self._day(state.due_on)))
        elif state.school_day and state.due_on:
            side = "before" if state.school_day < state.due_on else "after"
            sentences.append(
                self._say(
                    f"deadline_free_{side}",
                    due=capital(self._day(state.due_on)),
                    reason=self._say(f"free_{state.free_reason}"),
                    school_day=self._day(state.school_day),
                )
            )
        if state.rule.anchor and state.rule.anchor.assumed:
            sentences.append(self._say("deadline_assumed"))
        if state.rule.ours:
            sentences.append(self._say("ours"))
        return sentences

    def _counted(self, state: DeadlineState) -> dict[str, str]:
        anchor = state.rule.anchor.text.in_(self.language) if state.rule.anchor else ""
        return {"amount": self._amount("amount", state), "anchor": anchor}

    def _every(self, state: DeadlineState) -> str:
        return self._amount("every", state)

    def _amount(self, kind: str, state: DeadlineState) -> str:
        if state.rule.amount is None:
            return ""
        plain = "–".join(str(number) for number in state.rule.amount)
        suffix = "_one" if state.rule.amount == (1,) else ""
        return self._say(f"{kind}_{state.rule.unit}{suffix}", amount=plain)

    def opening(self) -> str:
        """On opening a case: who it concerns, when absence counts, and the first date or that there is none."""
        persons = [state.person for state in self.plan.people]
        with_us = [self._person(p) for p in persons if p.obligation == "must" and not p.informed_only]
        counting = " ".join(threshold.text.in_(self.language) for threshold in self.plan.routine.thresholds)
        dates = [self.deadline(state) for state in self.plan.deadlines]
        with_whom = [self._say("who_must", people=listed(with_us, self.language))] if with_us else []
        return "\n".join(self.cited([*with_whom, *([counting] if counting else []), *dates]))

    def arrival(self) -> str:
        """On coming to a level: its dates, who takes part and who must be told, where to write, tips, and what comes first."""
        persons = [state.person for state in self.plan.people]
        with_us = [self._person(p) for p in persons if p.obligation == "must" and not p.informed_only]
        told = [self._person(s.person) for s in self.plan.people if s.person.informed_only and not s.involved]
        bullets = [self.deadline(state) for state in self.plan.deadlines if state.due_on]
        if with_us:
            bullets.append(self._say("who_must", people=listed(with_us, self.language)))
        if told:
            bullets.append(self._say("who_informed", people=listed(told, self.language)))
        if self.plan.level.documentation:
            bullets.append(self.plan.level.documentation.text.in_(self.language))
        bullets += [
            f"{tip.text.in_(self.language)} {self._say('ours')}" for tip in self.plan.level.reminders if tip.ours
        ]
        first = [self.task(self.plan.task(act.id)) for act in self.plan.now if act.kind == "task"][:SHOWN]
        shown = [f"• {line}" for line in bullets]
        if first:
            shown += [self._say("now_many"), *(f"• {line}" for line in first)]
        elif not self.plan.tasks:
            shown = [*self._reminders(), *shown]
        return "\n".join(self.cited([*shown, *(self.gaps("exit") if self.plan.tasks else self.gaps())]))

    def who(self) -> str:
        """Who takes part on the level, by obligation, and who has been told."""
        groups: dict[str, list[str]] = {"must": [], "should": [], "if_needed": [], "informed": [], "informed_done": []}
        for state in self.plan.people:
            told = "informed_done" if state.involved else "informed"
            group = told if state.person.informed_only else state.person.obligation
            groups[group].append(self._person(state.person))
        lines = [
            self._say(f"who_{name}", people=listed(people, self.language)) for name, people in groups.items() if people
        ]
        return "\n".join(self.cited([*lines, *self.gaps("person")]))

    def _person(self, person: Person) -> str:
        name = self._role(person.role)
        return f"{name} ({person.note.in_(self.language)})" if person.note else name

    def documentation(self) -> str:
        """Where to write on this level, with which forms; the gap when the routine does not say."""
        rule = self.plan.level.documentation
        if rule is None:
            return "\n".join(self.cited([self._say("document_gap"), *self.gaps("documentation")]))
        lines = [rule.text.in_(self.language)]
        forms = [self.plan.routine.form(form_id) for form_id in rule.forms]
        if forms:
            lines.append(self._say("document_forms"))
            lines += [f"• {form.name.in_(self.language)}" + (f": {form.url}" if form.url else "") for form in forms]
        unknown = [form.name.in_(self.language) for form in forms if not form.known]
        if len(unknown) == len(forms) and forms:
            lines.append(self._say("document_unknown"))
        elif unknown:
            lines.append(self._say("document_some_unknown", forms=listed(unknown, self.language)))
        lines += [*self.gaps("documentation", "form"), self.source(rule)]
        return "\n".join(self.cited(lines))

    def gaps(self, *about: str) -> list[str]:
        """What the routine does not say on this level (about these things, if named), each with the role to ask."""
        lines = []
        for gap in self.plan.level.gaps:
            if about and gap.about not in about:
                continue
            line = self._say("gap", text=gap.text.in_(self.language))
            if gap.ask:
                line += " " + self._say("gap_ask", role=self._role(gap.ask))
            lines.append(line)
        return lines

    def why_task(self, state: TaskState) -> str:
        task = state.task
        own = task.why.in_(self.language) if task.why else self._say(f"why_task_{task.obligation}")
        return self.with_source(f"{task.text.in_(self.language).rstrip('.')}: {own}", task)

    def why_question(self, question: Question, guide: Guide) -> str:
        """Why a question is asked, and whose it is."""
        why = question.why.in_(self.language)
        if guide.lender is None or question.ours:
            return self.with_source(why, question)
        place = guide.lender.cite or guide.lender.place
        return f"{why}\n{self._say('source', place=place.in_(self.language), clause=question.clause)}"

    def why_deadline(self, state: DeadlineState) -> str:
        if state.anchor_on is None:
            return self.with_source(self.deadline(state), state.rule)
        sentence = self._say(
            "why_date" if state.rule.amount else "why_date_at_once",
            what=capital(state.text.in_(self.language)),
            on=self._day(state.anchor_on),
            **self._counted(state),
        )
        return self.with_source(" ".join([sentence, *self._special(state)]), state.rule)

    def with_source(self, sentence: str, piece: Sourced) -> str:
        return f"{sentence}\n{self.source(piece)}"

    def source(self, piece: Sourced) -> str:
        """The clause of the source, with the reference its owner asks for, or that the piece is ours."""
        if piece.ours:
            return self._say("ours")
        routine = self.plan.routine
        place = routine.source.cite or routine.place
        return self._say("source", place=place.in_(self.language), clause=piece.clause)

    def threshold(self) -> str:
        """When absence counts as worrying, as the routine has it."""
        lines = []
        for threshold in self.plan.routine.thresholds:
            lines.append(threshold.text.in_(self.language))
            if threshold.limit is not None and threshold.limit.period is None:
                lines.append(self._say("threshold_period"))
            lines.append(self.source(threshold))
        for gap in [gap for gap in self.plan.routine.gaps if gap.about == "threshold"]:
            asked = self._say("gap_ask", role=self._role(gap.ask)) if gap.ask else ""
            lines.append(f"{self._say('gap', text=gap.text.in_(self.language))} {asked}".rstrip())
        return "\n".join(self.cited(list(dict.fromkeys(lines))))

    def _role(self, role_id: str) -> str:
        return self.plan.routine.role(role_id).definite.in_(self.language)

    def services(self, role_ids: list[str]) -> str:
        """On which levels the routine names these services."""
        lines = [self._service(role_id) for role_id in role_ids]
        return "\n".join(lines)

    def _service(self, role_id: str) -> str:
        name = self._role(role_id)
        levels = [
            level.id for level in self.plan.routine.levels if any(person.role == role_id for person in level.people)
        ]
        if not levels:
            return self._say("service_none", service=name)
        return self._say("service_levels", service=name, levels=listed(levels, self.language))

    def line(self) -> str:
        """The case in a line of a list."""
        if not self.plan.is_open:
            return self._say("case_line_closed" if self.plan.stay.status == "closed" else "case_line_monitoring")
        first = next(iter(self.plan.now), None)
        if first is None:
            text = self._waiting()
        elif first.kind == "decision":
            text = self._act(first)
        else:
            text = self.task(self.plan.task(first.id))
        return self._say("case_line", next=text.rstrip("."))
