"""What a message says of the case itself, as the bot reads it (data/custody/, bot/custody.py): asks of it, or wants done with it."""

from __future__ import annotations

from typing import Literal, get_args

from api.dialogue.reading.parts import Ranking

Asked = Literal[
    "deleted_when",
    "who_may_read",
    "leader_reads",
    "parents_read",
    "confidential",
    "stored_where",
    "machine",
    "sent_on",
    "download",
    "seen_by",
    "leader_can",
]
Wished = Literal["offer", "share", "unshare", "withdraw_offer", "keep_longer"]
ASKED: frozenset[str] = frozenset(get_args(Asked))
WISHED: frozenset[str] = frozenset(get_args(Wished))
_PREFIX = "custody/"


def said(ranking: Ranking) -> tuple[str, float]:
    """What is most likely said of the case itself, and its chance; `none` for what says nothing of it, or was read before this was."""
    return next(
        ((name.removeprefix(_PREFIX), sure) for name, sure in ranking if name.startswith(_PREFIX)), ("none", 0.0)
    )
