"""`timeline`: the longest road through a routine, day by day, with a school's days off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich import box
from rich.table import Table

from api.engine.calendar import FIRST, LAST, Break, Calendar
from api.engine.schema import Language, Routine
from api.engine.yaml_files import UnreadableFile, read_yaml
from api.wording.plan import PlanWords
from api.wording.texts import capital, day, say
from routine_tools.found import ROOT, InLanguage, WhichRoutine, console, folder_of, routine_in
from routine_tools.scenario import Day
from routine_tools.walk import Step, Walk, walk
from routine_tools.words import word

PERIODS = TypeAdapter(list[tuple[Day, Day, str]])
SCHOOLS = ROOT / "schools" / "demo.yaml"


def timeline(
    routine: WhichRoutine,
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The day the case begins: 2026-08-24.")
    ],
    school: Annotated[str | None, typer.Option(help=f"Use the days off of this school in {SCHOOLS.name}.")] = None,
    breaks: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Use the days off in this file: [first, last, name] a line.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=1000, help="How many days to walk.")] = 120,
    language: InLanguage = "nb",
) -> None:
    """Walk the longest road of a case begun on a day: every date used up, the worry persisting to the last level."""
    if not FIRST <= first.date() <= LAST:
        raise typer.BadParameter(f"{first.date()} is no day to begin on. Write one from {FIRST} to {LAST}.")
    calendar = _calendar(school, breaks)
    read = routine_in(folder_of(routine))
    _print(read, walk(read, calendar, first.date(), days), calendar, language)


def _calendar(school: str | None, file: Path | None) -> Calendar:
    if school and file:
        raise typer.BadParameter("Give --school or --breaks, not both.")
    if school:
        schools = {one["id"]: one for one in _yaml(SCHOOLS)}
        if school not in schools:
            raise typer.BadParameter(f"There is no school `{school}`. Write one of: {', '.join(schools)}.")
        periods = schools[school].get("breaks")
    elif file:
        periods = _yaml(file)
        periods = periods.get("breaks") if isinstance(periods, dict) else periods
    else:
        return Calendar()
    try:
        return Calendar(breaks=tuple(Break(*period) for period in PERIODS.validate_python(periods)))
    except ValidationError:
        where = file or f"{SCHOOLS.name}, {school}"
        message = (
            f"The days off in {where} are no list of lines like [2026-10-05, 2026-10-09, høstferie], "
            f"with days from {FIRST} to {LAST}."
        )
        raise typer.BadParameter(message) from None


def _yaml(file: Path) -> Any:
    try:
        return read_yaml(file).content
    except FileNotFoundError:
        raise typer.BadParameter(f"There is no file {file}.") from None
    except UnreadableFile as error:
        line = f", line {error.line}" if error.line else ""
        raise typer.BadParameter(f"{file}{line}: {error.what} {error.write}") from None


def _print(routine: Routine, walked: Walk, calendar: Calendar, language: Language) -> None:
    console.print(capital(routine.name.in_(language)), style="bold")
    console.print(word("walk_is", language), style="italic")
    if calendar.breaks is None:
        console.print(say("no_breaks", language), style="yellow")
    table = Table(box=box.SIMPLE_HEAD, show_lines=False, pad_edge=False)
    table.add_column(word("walk_day", language), no_wrap=True)
    table.add_column(capital(routine.level_word.in_(language)), no_wrap=True)
    table.add_column(word("walk_what", language))
    for row in rows(walked, language):
        table.add_row(*row)
    console.print(table, soft_wrap=False)
    console.print(_ending(walked, language))


def rows(walked: Walk, language: Language) -> Iterator[tuple[str, str, str]]:
    """Day, level, what: one row for each thing; what is ticked without a date stands together. Day and level stand where they change."""
    shown: tuple[date | None, str] = (None, "")
    for (when, level), steps in groupby(walked.steps, key=lambda step: (step.day, step.plan.level.id)):
        lines = [
            line for together, group in groupby(steps, key=_quiet) for line in _lines(together, list(group), language)
        ]
        for line in lines:
            yield (
                f"{day(when, language)} {when.year}" if when != shown[0] else "",
                level if level != shown[1] else "",
                line,
            )
            shown = (when, level)


def _quiet(step: Step) -> bool:
    return step.kind == "done" and not step.met and not step.begun


def _lines(together: bool, steps: list[Step], language: Language) -> Iterator[str]:
    if together:
        done = [step.task.task.done.in_(language) for step in steps if step.task]
        yield word("walk_undated", language, tasks="; ".join(done))
        return
    for step in steps:
        yield from _said(step, language)


def _said(step: Step, language: Language) -> Iterator[str]:
    words = PlanWords(step.plan, language, word("walk_case", language))
    match step.kind:
        case "arrival":
            yield say("level", language, case=words.case, **_level(step, language))
        case "done" if step.task:
            yield f"✓ {step.task.task.done.in_(language)}"
        case "decided" if step.decision and step.outcome:
            question = step.decision.question.in_(language)
            yield word("walk_decided", language, question=question, outcome=step.outcome.text.in_(language))
        case "falls_due":
            yield from (word("walk_falls_due", language, deadline=words.deadline(one)) for one in step.met)
    if step.kind == "done":
        yield from ("  " + word("walk_meets", language, deadline=words.deadline(one)) for one in step.met)
    for one in step.begun:
        yield "  " + word("walk_begins" if one.due_on else "walk_meets", language, deadline=words.deadline(one))


def _level(step: Step, language: Language) -> dict[str, str]:
    level = step.plan.level
    return {
        "at": step.plan.routine.level_word.at,
        "word": step.plan.routine.level_word.in_(language),
        "level": level.id,
        "name": level.name.in_(language),
    }


def _ending(walked: Walk, language: Language) -> str:
    assert walked.last is not None
    last = walked.last
    asked = [last.decision] if last.decision else last.level.decisions
    ways = [outcome.text.in_(language) for decision in asked for outcome in decision.outcomes]
    return word(
        f"walk_{walked.ending}",
        language,
        day=day(last.today, language),
        level=last.level.id,
        at=last.routine.level_word.at,
        word=last.routine.level_word.in_(language),
        ways="; ".join(f"«{way}»" for way in ways),
        count=(last.today - walked.steps[0].day).days,
    )
