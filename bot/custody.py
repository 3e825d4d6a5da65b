"""What is said of the case itself: who may read it, how long it is kept, handing it over, and what the assistant is.

A linear reader on the classifier's own features, learnt from `data/custody/`. Most of what is said to the assistant is of none of it:
so it sees many other messages too, of which it learns that.
"""

from __future__ import annotations

from random import Random
from typing import Iterable, List, Sequence, Text

from bot.asked import Put
from bot.misspelling import misspelled

NOTHING = "none"
MOST = 2  # that are told
OTHERS = 8000  # messages of none of it
SHOWN = 3  # times each example is learnt again with typing errors
ROUNDS, STEP = 8, 0.4
# Of the matters of a routine, what is asked of the case itself as well.
_NEAR = frozenset(("retention", "access"))


def with_others(put: Sequence[Put], said: Iterable[Text], asked: Iterable[Put], *, chance: Random) -> List[Put]:
    """`put`, again with typing errors, and of other messages and questions those that are not among them."""
    known = {_plain(one.text) for one in put}
    again = [one._replace(text=misspelled(one.text, chance)) for one in put for _ in range(SHOWN)]
    others = [text for text in said if _plain(text) not in known]
    chance.shuffle(others)
    questions = [one.text for one in asked if one.matter not in _NEAR and _plain(one.text) not in known]
    return [*put, *again, *(Put(text, NOTHING) for text in (*others[:OTHERS], *questions))]


def _plain(text: Text) -> Text:
    return text.strip(" .?!").lower()
