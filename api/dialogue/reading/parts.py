"""The parts of a message as the bot split and read them: where each stands, and what it may mean. No text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Part:
    """`act` is what is told and `status` whether it is done, tried, planned, moved, denied or to do; each best first.

    `ranking` holds the intents. A part that nobody has read has none of the three.
    """

    start: int
    end: int
    ranking: Ranking = ()
    act: Ranking = ()
    status: Ranking = ()

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def whole(text: str) -> tuple[Part, ...]:
    """The message as one unread part."""
    return (Part(0, len(text)),)
