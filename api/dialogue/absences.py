"""How much absence is worrying, and whether a message tells of nothing else."""

from __future__ import annotations

import re

from api.dialogue.reading.lexicon import ASKS
from api.dialogue.scene import Scene
from api.dialogue.standings.period import answer, told

_A_PUPIL = re.compile(r"\b(?:elev\w*|gutt?\w*|jent\w*|ny sak|ny bekymring|ny uro|har ei?n? )\b")
_NO_QUESTION = frozenset(("answer", "off_topic", "affirm", "deny", "greet"))


async def ask_threshold(scene: Scene) -> None:
    """The rule, judged against what the text tells of absence."""
    await answer(scene, told(scene))


def only_tells(scene: Scene) -> bool:
    """Outside a talk: an amount of absence and nothing else to do with it, such as “11 dager siden september”."""
    amount = told(scene)
    if not (amount.counted or amount.signs):
        return False
    intent = scene.verdict.intent if scene.verdict.kind == "command" else None
    if intent == "start_case":
        return amount.counted and not _A_PUPIL.search(scene.text.casefold())
    if intent is not None and intent.startswith(
        "ask_"
    ):  # no question, whatever it looks like: “borte 3 dagar denne månaden”
        return intent == "ask_threshold" or (amount.counted and amount.span is not None and not ASKS.match(scene.text))
    return intent is None or intent in _NO_QUESTION
