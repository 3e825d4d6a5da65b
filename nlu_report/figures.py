"""What counts as right, and the figures: shares with their 95 % intervals, by variety and by intent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from api.dialogue.reading.parts import Ranking
from nlu_report.messages import VARIETIES, Message, Variety
from nlu_report.road import Decided

BARE = ("affirm", "deny")
SPOKEN: tuple[Variety, ...] = ("nn", "dialect")  # measured against nb
NEAR = 0.03  # how far from nb they may be
_Z = 1.959963984540054  # 95 %, two-sided


@dataclass(frozen=True)
class Judged:
    """A message and what became of it."""

    message: Message
    ranking: Ranking
    decided: Decided

    @property
    def right(self) -> bool:
        return is_right(self.message, self.decided)

    @property
    def false_alarm(self) -> bool:
        return self.message.label != "acute" and self.decided.way == "acute"

    @property
    def one_tap_away(self) -> bool:
        """A command kept as a doubtful answer, whose one button obeys just that command."""
        return is_command(self.message) and self.decided.way == "doubtful" and self.decided.intent == self.message.label


def is_answer(message: Message) -> bool:
    """What is to be written down. In a talk a bare yes or no is an answer too."""
    return message.label == "answer" or (message.context == "in_guide" and message.label in BARE)


def is_command(message: Message) -> bool:
    return message.label != "acute" and not is_answer(message)


def is_right(message: Message, decided: Decided) -> bool:
    if message.label == "acute":
        return decided.way == "acute" or decided.asked
    if is_answer(message):
        return decided.stored or (message.context == "idle" and decided.way == "absence")
    if decided.way == "command":
        return decided.intent == message.label
    if decided.way == "unclear":  # nothing was asked, so a bare yes gets this very reply when it is understood, too
        return message.label in BARE
    if decided.way == "absence":
        return message.label == "ask_threshold"
    return decided.way == "topic" and message.label in ("ask_threshold", "ask_help_service")


@dataclass(frozen=True)
class Share:
    """So many of so many, with Wilson's 95 % interval."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of)


def wilson(hits: int, of: int) -> tuple[float, float]:
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = _Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    low = 0.0 if hits == 0 else middle - reach
    high = 1.0 if hits == of else middle + reach
    return low, high


Goal = Literal["at least", "at most"]


@dataclass(frozen=True)
class Figure:
    """One line of the report: which messages it is about, which of them count, and what is hoped for."""

    id: str
    title: str
    about: Callable[[Message], bool]
    hit: Callable[[Judged], bool]
    goal: float | None
    kind: Goal = "at least"

    def share(self, judged: Iterable[Judged]) -> Share:
        chosen = [one for one in judged if self.about(one.message)]
        return Share(sum(map(self.hit, chosen)), len(chosen))

    def reached(self, share: Share) -> bool | None:
        if self.goal is None or share.value is None:
            return None
        return share.value >= self.goal if self.kind == "at least" else share.value <= self.goal


def _right(one: Judged) -> bool:
    return one.right


FIGURES = (
    Figure(
        "idle_commands", "idle: commands understood", lambda m: m.context == "idle" and is_command(m), _right, goal=0.95
    ),
    Figure(
        "answers_kept",
        "in a talk: answers kept",
        lambda m: m.context == "in_guide" and is_answer(m),
        _right,
        goal=0.99,
    ),
    Figure(
        "talk_commands",
        "in a talk: commands obeyed",
        lambda m: m.context == "in_guide" and is_command(m),
        _right,
        goal=0.95,
    ),
    Figure("acute_recall", "acute heard, in either strength", lambda m: m.label == "acute", _right, goal=1.0),
    Figure(
        "false_alarms",
        "acute shown without need",
        lambda m: m.label != "acute",
        lambda one: one.false_alarm,
        goal=0.02,
        kind="at most",
    ),
)
# What explains the figures above; nothing is hoped for.
BESIDES = (
    Figure(
        "acute_first",
        "acute: the fixed text first",
        lambda m: m.label == "acute",
        lambda one: one.decided.way == "acute",
        goal=None,
    ),
    Figure(
        "asked_quietly",
        "one quiet line without need",
        lambda m: m.label != "acute",
        lambda one: one.decided.asked,
        goal=None,
    ),
    Figure(
        "idle_notes",
        "idle: notes kept",
        lambda m: m.context == "idle" and is_answer(m),
        _right,
        goal=None,
    ),
    Figure(
        "answers_doubtful",
        "in a talk: answers kept as doubtful",
        lambda m: m.context == "in_guide" and is_answer(m),
        lambda one: one.decided.way == "doubtful",
        goal=None,
    ),
    Figure(
        "answers_alarmed",
        "in a talk: answers kept with acute text",
        lambda m: m.context == "in_guide" and is_answer(m),
        lambda one: one.decided.way == "acute",
        goal=None,
    ),
    Figure(
        "kept_doubtful",
        "in a talk: commands kept as doubtful",
        lambda m: m.context == "in_guide" and is_command(m),
        lambda one: one.decided.way == "doubtful",
        goal=None,
    ),
    Figure(
        "one_tap_away",
        "… of all commands, one tap from being obeyed",
        lambda m: m.context == "in_guide" and is_command(m),
        lambda one: one.one_tap_away,
        goal=None,
    ),
)


def by_variety(figure: Figure, judged: Sequence[Judged]) -> dict[Variety, Share]:
    return {variety: figure.share(one for one in judged if one.message.variety == variety) for variety in VARIETIES}


def distance(shares: dict[Variety, Share], variety: Variety) -> float | None:
    """How far the variety is from nb: negative when its share is lower. None when one of them has no messages."""
    here, nb = shares[variety].value, shares["nb"].value
    return None if here is None or nb is None else here - nb


def is_near(figure: Figure, away: float) -> bool:
    """Whether a distance from nb is within the goal. Better than nb is never too far."""
    worse = away if figure.kind == "at most" else -away
    return round(worse, 9) <= NEAR


@dataclass(frozen=True)
class Row:
    """What became of all messages with one label in one place."""

    context: str
    label: str
    share: Share
    often_wrong: tuple[str, int] | None


def by_intent(judged: Sequence[Judged], order: Sequence[str]) -> list[Row]:
    rows = []
    for context in ("idle", "in_guide"):
        for label in order:
            here = [one for one in judged if (one.message.context, one.message.label) == (context, label)]
            if here:
                wrong = Counter(one.decided.name for one in here if not one.right).most_common(1)
                share = Share(sum(one.right for one in here), len(here))
                rows.append(Row(context, label, share, wrong[0] if wrong else None))
    return rows


@dataclass(frozen=True)
class Confusion:
    context: str
    label: str
    decided: str
    count: int
    example: str


def confusions(judged: Sequence[Judged]) -> list[Confusion]:
    """Every wrong decision and every false alarm, most frequent first."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in judged:
        if not one.right or one.false_alarm:
            key = (one.message.context, one.message.label, one.decided.name)
            groups.setdefault(key, []).append(one.message.text)
    found = [Confusion(*key, count=len(texts), example=min(texts, key=len)) for key, texts in groups.items()]
    return sorted(found, key=lambda c: (-c.count, c.context, c.label, c.decided))
