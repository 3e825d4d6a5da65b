"""How much of what teachers tell is found: `python -m nlu_report.told` (docs/nlu.md).

`tests/nlu/told/told.jsonl` holds single parts and whole messages, each with the facts it tells of the tasks of one level, on its first
day. The patterns alone read the whole message; the parts are read as in a conversation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from api.dialogue.reading import happened
from api.dialogue.reading.happened import Happened
from api.dialogue.reading.judge import judge
from api.dialogue.reading.judging import EASES, judged
from api.dialogue.reading.parts import Part
from api.dialogue.reading.told import read_all
from api.engine.calendar import Calendar
from api.engine.facts import Fact
from api.engine.loader import load
from api.engine.plan import TaskState, plan
from api.engine.schema import Routine
from local.environment import ROOT, var_folder
from local.model import train
from nlu_report.classify import readings

TODAY = date(2026, 11, 18)
SET = ROOT / "tests" / "nlu" / "told" / "told.jsonl"
OTHER_WORDS = SET.with_name("other_words.jsonl")


class ToldFact(BaseModel):
    """`tasks` are those that would be right; `on` the day, when the message tells it."""

    what: str
    tasks: list[str]
    on: date | None = None


class ToldMessage(BaseModel):
    """`place` is the routine and its level: `faerder/1`. `judged` is what the teacher judges, in the words of the reader."""

    text: str
    place: str
    told: list[ToldFact]
    judged: str | None = None


@dataclass
class Found:
    """`right` of the `facts` that are told, `wrong` that are not, and of the `silent` messages that tell nothing those left alone."""

    facts: int = 0
    right: int = 0
    right_day: int = 0
    wrong: int = 0
    silent: int = 0
    left_alone: int = 0
    messages: int = 0
    whole: int = 0  # everything right and nothing wrong


Reader = Callable[[str, Sequence[TaskState], Routine], Sequence[Happened]]


def messages(file: Path = SET) -> list[ToldMessage]:
    read = TypeAdapter(ToldMessage).validate_json
    return [read(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def found(told: Sequence[ToldMessage], reader: Reader) -> Found:
    count = Found()
    for message in told:
        _count(count, message, list(reader(message.text, *_place(message.place))))
    return count


def by_parts(model: Path, told: Sequence[ToldMessage]) -> Found:
    parts: dict[str, tuple[Part, ...]] = {}
    for message, (_, read) in zip(told, readings(model, [message.text for message in told]), strict=True):
        parts[message.text] = read
    return found(told, lambda text, tasks, routine: read_all(text, parts[text], tasks, routine, TODAY))


@dataclass
class FoundViews:
    """Of the messages that judge, how many were read so; of the others, how many were left alone. `reversed_` is the gravest."""

    judge: int = 0
    right: int = 0
    reversed_: int = 0
    silent: int = 0
    left_alone: int = 0


def views(model: Path, told: Sequence[ToldMessage]) -> FoundViews:
    count = FoundViews()
    for message, (ranking, parts) in zip(told, readings(model, [message.text for message in told]), strict=True):
        view = judged(message.text, parts, judge(message.text, ranking, context="idle"))
        says = view.says if view.eases else view.says - EASES
        count.judge += message.judged is not None
        count.silent += message.judged is None
        count.left_alone += message.judged is None and not says
        count.right += message.judged is not None and says == {message.judged}
        count.reversed_ += bool(says & EASES) and message.judged not in EASES
    return count


def by_patterns(told: Sequence[ToldMessage]) -> Found:
    def read(text: str, tasks: Sequence[TaskState], routine: Routine) -> list[Happened]:
        one = happened.read(text, tasks, routine, TODAY)
        return [one] if one is not None else []

    return found(told, read)


def _count(count: Found, message: ToldMessage, read: list[Happened]) -> None:
    right = 0
    for fact in message.told:
        match = next((one for one in read if one.what == fact.what and {*one.tasks} & {*fact.tasks}), None)
        if match is not None:
            read.remove(match)
            right += 1
            count.right_day += fact.on is None or (match.on or TODAY) == fact.on
    count.facts += len(message.told)
    count.right += right
    count.wrong += len(read)
    count.silent += not message.told
    count.left_alone += not message.told and not read
    count.messages += 1
    count.whole += right == len(message.told) and not read


@cache
def _place(place: str) -> tuple[tuple[TaskState, ...], Routine]:
    """The level's tasks on its first day, those open as well that become relevant later."""
    routine_id, level = place.split("/")
    routine = load(ROOT / "routines" / routine_id)
    alone = routine.model_copy(update={"levels": [routine.level(level)]})
    raised = Fact(number=1, kind="concern_raised", level=level, occurred_on=TODAY)
    tasks = plan(alone, [raised], Calendar(), TODAY).tasks
    opened = [one.model_copy(update={"state": "open"}) if one.state == "not_relevant" else one for one in tasks]
    return tuple(opened), routine


def main() -> None:
    told = messages(Path(sys.argv[1]) if len(sys.argv) > 1 else SET)
    model = train(var_folder() / "training.log")
    kinds = {
        "parts": [one for one in told if len(one.told) <= 1],
        "messages of several": [one for one in told if len(one.told) > 1],
    }
    for name, some in kinds.items():
        for reader, count in (("patterns", by_patterns(some)), ("parts", by_parts(model, some))):
            print(f"{name} read by {reader}: {count}")
    print(f"judgements: {views(model, told)}")


if __name__ == "__main__":
    main()
