"""What can be wrong in a routine that fits its form: ids, references, ways, buttons, and deadlines nothing can meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from api.engine.asked_phrases import unfit
from api.engine.conditions import Answered, Compare, Condition, FactPresent, leaves
from api.engine.problems import Problem
from api.engine.schema import Guide, Level, PaperForm, Records, Routine

BUTTON_LENGTH = 40

FOUND_WHEN_READING = {
    "R001": "The file cannot be read as YAML.",
    "R002": "A key, a value or a missing field does not fit the routine's form.",
    "R003": "The same id stands twice where ids must be unique.",
    "R004": "A reference points to a role, form, system, phase, task, decision, outcome, guide, level or question that is not there.",
    "R005": "A level cannot be reached by any decision.",
    "R006": "A decision has a way on but no way that ends or stays, or the first level has no decision.",
    "R007": "Two buttons of one level or decision have the same words, so a typed answer cannot tell them apart.",
    "R008": "A button text is too long for a phone.",
    "R009": "A deadline counts from, or is met by, a fact that nothing in the routine can record.",
    "R010": "The folder's name and the routine's id differ.",
    "R014": "A guide held to its end does not tick the task that starts it.",
    "R015": "A decision opens a new round on a level where nothing is done again.",
    "R016": "A phrase of `asked` says nothing, stands twice, or is too long.",
}
FOUND_ON_PUBLISHING = {  # beside the versions published earlier: see compatibility.py
    "R011": "A question id that was dropped in an earlier version is used again.",
    "R012": "The type of a question differs from an earlier version.",
    "R013": "An option that an earlier version of a question had is gone.",
}
FOUND_ON_ASKING = {"R017": "A phrase of `asked` finds another piece of its level."}  # by `./routine lint` alone
PROBLEM_CODES = FOUND_WHEN_READING | FOUND_ON_PUBLISHING | FOUND_ON_ASKING

BY_THE_ASSISTANT = (
    "decided",
    "closed",
    "reopened",
    "concern_raised",
    "own_date_set",
    "attempted",
    "planned",
    "consent_refused",
    "task_skipped",
)

Known = Mapping[str, set[str]]  # the ids there are, by what they name


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def lint(routine: Routine) -> Iterator[Problem]:
    yield from _double_ids(routine)
    yield from _references(routine)
    yield from _ways(routine)
    yield from _buttons(routine)
    yield from _unmet(routine)
    yield from _unticked(routine)
    yield from unfit(routine)


def _double_ids(routine: Routine) -> Iterator[Problem]:
    yield from _twice([("roles.", routine.roles)])
    yield from _twice([("systems.", routine.systems)])
    yield from _twice([("forms.", routine.forms)])
    yield from _twice([("thresholds.", routine.thresholds)])
    yield from _twice([("gaps.", routine.gaps)])
    yield from _twice([("measures.", routine.measures)])
    yield from _twice([("papers.", routine.papers)])
    for group in routine.measures:
        yield from _twice([(f"measures.{group.id}.", group.measures)])
    yield from _twice([("levels.", routine.levels)])
    yield from _twice([("guides/", routine.guides)])
    yield from _twice([(f"levels.{level.id}.", level.deadlines) for level in routine.levels])
    yield from _twice([(f"guides/{guide.id}.", guide.questions) for guide in routine.guides])
    for guide in routine.guides:
        for question in guide.questions:
            yield from _twice([(f"guides/{guide.id}.{question.id}.", question.options)])
    for level in routine.levels:
        place = f"levels.{level.id}."
        yield from _twice([(f"{place}phases.", level.phases)])
        yield from _twice([(f"{place}tasks.", level.tasks)])
        yield from _twice([(f"{place}gaps.", level.gaps)])
        yield from _twice([(f"{place}decisions.", level.decisions)])
        for decision in level.decisions:
            yield from _twice([(f"{place}{decision.id}.", decision.outcomes)])


def _twice(groups: Sequence[tuple[str, Sequence[_Named]]]) -> Iterator[Problem]:
    """Ids that stand twice in all of the groups together, where they stand last."""
    last = {thing.id: place for place, things in groups for thing in things}
    for name, times in Counter(thing.id for _, things in groups for thing in things).items():
        if times > 1:
            what, write = f"The id `{name}` stands twice.", "Give one of them an id of its own."
            yield Problem("R003", f"{last[name]}{name}", what, write)


def _references(routine: Routine) -> Iterator[Problem]:
    known = {
        "role": _ids(routine.roles),
        "system": _ids(routine.systems),
        "form": _ids(routine.forms),
        "level": _ids(routine.levels),
        "guide": _ids(routine.guides),
        "measure group": _ids(routine.measures),
        "question": _ids(question for guide in routine.guides for question in guide.questions),
    }
    for form in routine.forms:
        yield from _absent("system", [form.system], f"forms.{form.id}.system", known)
    for threshold in routine.thresholds:
        yield from _absent("level", [threshold.level], f"thresholds.{threshold.id}.level", known)
    for gap in routine.gaps:
        yield from _absent("role", [gap.ask], f"gaps.{gap.id}.ask", known)
    for guide in routine.guides:
        yield from _absent("form", [guide.template], f"guides/{guide.id}.template", known)
        for question in guide.questions:
            where = f"guides/{guide.id}.{question.id}.measures"
            yield from _absent("measure group", [question.measures], where, known)
            tasks = {"task": _tasks_beside(guide, routine)}
            yield from _absent(
                "task", [*question.settles, question.sets], f"guides/{guide.id}.{question.id}.settles", tasks
            )
        for place, condition in _conditions_of_guide(guide):
            yield from _rule_references(condition, f"guides/{guide.id}.{place}", routine, routine.levels, known)
    for paper in routine.papers:
        yield from _paper_references(paper, routine, known)
    for advice in routine.common.services:
        for problem in _absent("role", [advice.role], advice.role, known):
            yield replace(problem, file="services.yaml")
    for level in routine.levels:
        yield from _level_references(level, f"levels.{level.id}", known)
        for place, condition in _conditions_of(level):
            yield from _rule_references(condition, f"levels.{level.id}.{place}", routine, [level], known)


def _level_references(level: Level, place: str, known: Known) -> Iterator[Problem]:
    known = {**known, "task": _ids(level.tasks), "phase": _ids(level.phases)}
    for task in level.tasks:
        yield from _absent("role", task.by, f"{place}.{task.id}.by", known)
        yield from _absent("guide", [task.guide], f"{place}.{task.id}.guide", known)
        yield from _absent("form", task.forms, f"{place}.{task.id}.forms", known)
        yield from _absent("phase", [task.phase], f"{place}.{task.id}.phase", known)
    yield from _absent("guide", level.guides, f"{place}.guides", known)
    for person in level.people:
        yield from _absent("role", [person.role], f"{place}.people", known)
    for gap in level.gaps:
        yield from _absent("role", [gap.ask], f"{place}.gaps.{gap.id}.ask", known)
    if level.documentation:
        yield from _absent("system", level.documentation.systems, f"{place}.documentation", known)
        yield from _absent("form", level.documentation.forms, f"{place}.documentation", known)
    for decision in level.decisions:
        for outcome in decision.outcomes:
            yield from _absent("task", outcome.needs, f"{place}.{decision.id}.{outcome.id}.needs", known)
            yield from _absent("level", [outcome.to], f"{place}.{decision.id}.{outcome.id}.to", known)


def _paper_references(paper: PaperForm, routine: Routine, known: Known) -> Iterator[Problem]:
    """What a paper is filled from must be there: its tasks and deadlines on a level it is for."""
    place, own = f"papers.{paper.id}", [level for level in routine.levels if level.id in paper.levels]
    tasks, deadlines = (
        _ids(task for one in own for task in one.tasks),
        _ids(due for one in own for due in one.deadlines),
    )
    known = {**known, "task": tasks, "deadline": deadlines}
    yield from _absent("level", paper.levels, f"{place}.levels", known)
    yield from _absent("form", [paper.form], f"{place}.form", known)
    for field in (field for part in paper.parts for field in part.fields):
        columns = field.table.columns if field.table else []
        asked = [*field.answers, field.boxes, *(answer for column in columns for answer in column.answers)]
        yield from _absent("question", asked, f"{place}.parts", known)
        yield from _absent("guide", [field.talk], f"{place}.parts", known)
        yield from _absent("task", field.day_of, f"{place}.parts", known)
        yield from _absent("deadline", field.due, f"{place}.parts", known)


def _rule_references(
    rule: Condition, place: str, routine: Routine, own: list[Level], known: Known
) -> Iterator[Problem]:
    """`own` are the levels the rule may be judged on; a rule that names a level, or looks anywhere, leaves them."""
    match rule:
        case Answered(answered=question):
            yield from _absent("question", [question], place, known)
        case Compare(compare=comparison):
            yield from _absent("question", [comparison.question], place, known)
        case FactPresent(level=None):
            yield from _fact_references(rule, place, routine.levels if rule.anywhere else own)
        case FactPresent() if rule.level in known["level"]:
            yield from _fact_references(rule, place, [routine.level(rule.level)])
        case FactPresent():
            yield from _absent("level", [rule.level], place, known)


def _fact_references(rule: FactPresent, place: str, levels: list[Level]) -> Iterator[Problem]:
    decisions = [decision for level in levels for decision in level.decisions]
    named = [decision for decision in decisions if decision.id == rule.decision] or decisions
    there = {
        "task": _ids(task for level in levels for task in level.tasks),
        "decision": _ids(decisions),
        "outcome": _ids(outcome for decision in named for outcome in decision.outcomes),
    }
    yield from _absent("task", [rule.task], place, there)
    yield from _absent("decision", [rule.decision], place, there)
    yield from _absent("outcome", [rule.outcome], place, there)


def _absent(kind: str, names: Iterable[str | None], place: str, known: Known) -> Iterator[Problem]:
    for name in names:
        if name is not None and name not in known[kind]:
            listed = ", ".join(sorted(known[kind])) or "none"
            yield Problem("R004", place, f"There is no {kind} `{name}`.", f"Write one of: {listed}.")


def _tasks_beside(guide: Guide, routine: Routine) -> set[str]:
    """The tasks of the levels where the guide can be started."""
    levels = [one for one in routine.levels if guide.id in (*one.guides, *(task.guide for task in one.tasks))]
    return _ids(task for level in levels for task in level.tasks)


def _ids(things: Iterable[_Named]) -> set[str]:
    return {thing.id for thing in things}


def _ways(routine: Routine) -> Iterator[Problem]:
    reached = _reached(routine)
    for level in routine.levels:
        if level.id not in reached:
            yield Problem(
                "R005",
                f"levels.{level.id}",
                "No decision leads here.",
                f'Give a decision an outcome with `to: "{level.id}"`.',
            )
        kinds = {out.does for decision in level.decisions for out in decision.outcomes}
        if "go_to" in kinds and kinds <= {"go_to", "wait", "choose"}:
            yield Problem(
                "R006",
                f"levels.{level.id}.decisions",
                "Every way leads on.",
                "Add an outcome that closes, monitors or continues; when the source names none, mark it `ours: true`.",
            )
        if "continue" in kinds and not any(task.each_round for task in level.tasks):
            yield Problem(
                "R015",
                f"levels.{level.id}.tasks",
                "Nothing is to be done again in a round that `continue` opens.",
                "Give a task `each_round: true`, or the outcome `does: wait`.",
            )
    if not routine.levels[0].decisions:
        yield Problem("R006", f"levels.{routine.levels[0].id}", "The first level has no decision.", "Add `decisions`.")


def _reached(routine: Routine) -> set[str]:
    """The levels a case can come to, walked from the first."""
    ways = {level.id: [out.to for decision in level.decisions for out in decision.outcomes] for level in routine.levels}
    reached: set[str] = set()
    ahead: list[str | None] = [routine.levels[0].id]
    while ahead:
        here = ahead.pop()
        if here is not None and here not in reached:
            reached.add(here)
            ahead += ways.get(here, [])
    return reached


def _buttons(routine: Routine) -> Iterator[Problem]:
    for level in routine.levels:
        groups = {f"levels.{level.id}.tasks": [task.done for task in level.tasks]}
        for decision in level.decisions:
            groups[f"levels.{level.id}.{decision.id}"] = [outcome.text for outcome in decision.outcomes]
        for place, texts in groups.items():
            for language in ("nb", "nn"):
                words = [text.in_(language).casefold() for text in texts]
                for word, times in Counter(words).items():
                    if times > 1:
                        yield Problem(
                            "R007", place, f"The button “{word}” stands twice ({language}).", "Word them apart."
                        )
                    if len(word) > BUTTON_LENGTH:
                        yield Problem(
                            "R008",
                            place,
                            f"“{word}” has {len(word)} characters.",
                            f"Say it in {BUTTON_LENGTH} or fewer.",
                        )


def _unmet(routine: Routine) -> Iterator[Problem]:
    recorded = _recorded(routine)
    for level in routine.levels:
        for deadline in level.deadlines:
            facts = [(c, "met_by") for c in leaves(deadline.met_by)]
            facts += [(deadline.anchor.event, "anchor")] if deadline.anchor else []
            for condition, key in facts:
                if not isinstance(condition, FactPresent):
                    continue
                with_whom = {with_ for fact, with_ in recorded if fact == condition.fact}
                if not with_whom or condition.with_ not in (None, *with_whom):
                    yield Problem(
                        "R009",
                        f"levels.{level.id}.{deadline.id}.{key}",
                        f"No task, guide or decision records `{_written(condition)}`.",
                        f"Let a task record it: `records: {{fact: {_written(condition)}}}`.",
                    )


def _unticked(routine: Routine) -> Iterator[Problem]:
    guides = {guide.id: guide.completes for guide in routine.guides}
    for level in routine.levels:
        for task in level.tasks:
            held, own = guides.get(task.guide or ""), task.records
            if held and not (own and own.fact == held.fact and own.with_ in (None, held.with_)):
                yield Problem(
                    "R014",
                    f"levels.{level.id}.{task.id}.records",
                    f"The guide `{task.guide}` completes `{_written(held)}`, which does not tick this task.",
                    f"Write `records: {{fact: {_written(held)}}}`, or change `completes` of the guide.",
                )


def _written(fact: FactPresent | Records) -> str:
    return f"{fact.fact}, with: {fact.with_}" if fact.with_ else fact.fact


def _recorded(routine: Routine) -> set[tuple[str, str | None]]:
    """The facts that can come about, each with whom."""
    tasks = [task for level in routine.levels for task in level.tasks]
    records = [task.records for task in tasks if task.records] + [guide.completes for guide in routine.guides]
    alone = [*BY_THE_ASSISTANT, *("task_done" for task in tasks if task.records is None)]
    return {(record.fact, record.with_) for record in records} | {(fact, None) for fact in alone}


def _conditions_of(level: Level) -> Iterator[tuple[str, Condition]]:
    for task in level.tasks:
        for condition in [*leaves(task.applies), *leaves(task.waits_for)]:
            yield task.id, condition
    for person in level.people:
        yield from (("people", condition) for condition in leaves(person.involved_by))
    for decision in level.decisions:
        yield from ((decision.id, condition) for condition in leaves(decision.asked_when))
    for deadline in level.deadlines:
        rules = [*leaves(deadline.applies), *leaves(deadline.met_by)]
        yield from ((deadline.id, condition) for condition in rules)
        if deadline.anchor:
            yield deadline.id, deadline.anchor.event


def _conditions_of_guide(guide: Guide) -> Iterator[tuple[str, Condition]]:
    for question in guide.questions:
        yield from ((f"{question.id}.applies", condition) for condition in leaves(question.applies))
