"""The closed rule vocabulary that routine files may use: `all`, `any`, `not`, `fact`, `answered`, `compare` and `days_since`.

There are no expressions and no code in a routine file. What these words cannot say is a change of the engine, with a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from api.engine.facts import Fact, FactKind

FARTHEST = 1000  # days, weeks or months that a rule may count: more is a slip, and could leave the calendar


class _Word(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactPresent(_Word):
    """True when a live fact of this kind (and these details, where given) is recorded in the stay that is looked at."""

    fact: FactKind
    task: str | None = None
    decision: str | None = None
    outcome: str | None = None
    with_: str | None = Field(default=None, alias="with")
    level: str | None = None
    anywhere: bool = False  # look at the whole case, not only the present stay on a level

    def matches(self, fact: Fact) -> bool:
        wanted = (
            (self.task, fact.task),
            (self.decision, fact.decision),
            (self.outcome, fact.outcome),
            (self.with_, fact.with_),
            (self.level, fact.level),
        )
        return fact.kind == self.fact and all(want is None or want == have for want, have in wanted)


class DaysSince(_Word):
    """True when at least `days` calendar days have passed since the last fact of this kind."""

    class Since(_Word):
        fact: FactKind
        days: int = Field(ge=0, le=FARTHEST)

    days_since: Since


class Answered(_Word):
    """True when the question with this id has an answer."""

    answered: str


class Compare(_Word):
    """True when the value answered to a choice, scale, tick or number question stands in this relation to `value`."""

    class Comparison(_Word):
        question: str
        is_: Literal["equal", "not_equal", "at_least", "at_most"] = Field(alias="is")
        value: str | int | float | bool

    compare: Comparison


class All(_Word):
    all: list[Condition] = Field(min_length=1)


class Any(_Word):
    any: list[Condition] = Field(min_length=1)


class Not(_Word):
    not_: Condition = Field(alias="not")


WORDS = ("fact", "days_since", "answered", "compare", "all", "any", "not")


def _word_of(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((word for word in WORDS if word in value), None)
    return next((word for word in WORDS if hasattr(value, word) or hasattr(value, word + "_")), None)


Condition = Annotated[
    Annotated[FactPresent, Tag("fact")]
    | Annotated[DaysSince, Tag("days_since")]
    | Annotated[Answered, Tag("answered")]
    | Annotated[Compare, Tag("compare")]
    | Annotated[All, Tag("all")]
    | Annotated[Any, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _word_of,
        custom_error_type="rule_word",
        custom_error_message="a condition begins with one of: " + ", ".join(WORDS),
    ),
]

for _model in (All, Any, Not):
    _model.model_rebuild()

Leaf = FactPresent | DaysSince | Answered | Compare


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The condition's parts that are no `all`, `any` or `not` themselves."""
    match condition:
        case None:
            return
        case All(all=parts) | Any(any=parts):
            for part in parts:
                yield from leaves(part)
        case Not(not_=part):
            yield from leaves(part)
        case _:
            yield condition


class World(BaseModel):
    """What conditions are judged against: facts of the present stay, facts of the whole case, answers by question id, and today."""

    model_config = ConfigDict(frozen=True)

    stay: Sequence[Fact]
    case: Sequence[Fact]
    answers: Mapping[str, str | int | float | bool] = {}
    today: date

    def as_of(self, day: date) -> World:
        """The world as it was that day: what had happened by then."""
        return self.model_copy(
            update={
                "stay": [fact for fact in self.stay if fact.occurred_on <= day],
                "case": [fact for fact in self.case if fact.occurred_on <= day],
                "today": day,
            }
        )


def holds(condition: Condition, world: World) -> bool:
    match condition:
        case FactPresent():
            return any(condition.matches(fact) for fact in (world.case if condition.anywhere else world.stay))
        case DaysSince(days_since=since):
            dates = [fact.occurred_on for fact in world.case if fact.kind == since.fact]
            return bool(dates) and (world.today - max(dates)).days >= since.days
        case Answered(answered=question):
            return question in world.answers
        case Compare(compare=comparison):
            return _compares(comparison, world.answers)
        case All(all=parts):
            return all(holds(part, world) for part in parts)
        case Any(any=parts):
            return any(holds(part, world) for part in parts)
        case _:
            return not holds(condition.not_, world)


def _compares(comparison: Compare.Comparison, answers: Mapping[str, str | int | float | bool]) -> bool:
    if comparison.question not in answers:
        return False
    given = answers[comparison.question]
    match comparison.is_:
        case "equal":
            return given == comparison.value
        case "not_equal":
            return given != comparison.value
        case "at_least" | "at_most" if isinstance(given, str) or isinstance(comparison.value, str):
            return False  # words are neither more nor less than a number
        case "at_least":
            return given >= comparison.value
        case _:
            return given <= comparison.value
