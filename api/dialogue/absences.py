"""How much absence is worrying, and whether a message tells of nothing else."""

from __future__ import annotations

import re

from api.dialogue.earlier_absence import told_so_far
from api.dialogue.reading import amounts
from api.dialogue.reading.judge import JUDGEMENTS
from api.dialogue.reading.lexicon import ASKS
from api.dialogue.reading.telling import asks
from api.dialogue.scene import Scene
from api.dialogue.standings.period import answer, tell, told
from api.engine.absence import Absence
from api.wording.pieces import RemarkPiece

_A_PUPIL = re.compile(r"\b(?:elev\w*|gutt?\w*|jent\w*|ny sak|ny bekymring|ny uro|har ei?n? )\b")
_NO_QUESTION = frozenset(("answer", "off_topic", "affirm", "deny", "greet"))


_IS_IT_OVER = re.compile(r"\b(?:han|hun|ho|hu|hen|eleven|vi|me|dette|fr[aå]v[æe]r\w*)\b")
_LEVEL = re.compile(r"\b(?:nivå|trinn|trinnet|rutine|rutinen|steg|steget)\b")


async def ask_threshold(scene: Scene) -> None:
    """The rule, judged against what the text tells of absence."""
    absence = told(scene)
    if absence.counted or not amounts.asks_of_a_figure(scene.text):
        await answer(scene, absence)
        return
    so_far = await told_so_far(scene) if _is_it_over(scene.text) else None
    await answer(scene, so_far or Absence())
    remarks = [RemarkPiece(of="absence_no_level")] if _LEVEL.search(scene.text.casefold()) else []
    remarks += [RemarkPiece(of="absence_needs_figures")] if so_far is None and _is_it_over(scene.text) else []
    if remarks:
        scene.show(remarks)


async def tell_or_answer(scene: Scene) -> None:
    """What is told is kept and held against the rule; what is asked is only answered."""
    await (ask_threshold(scene) if amounts.asks_of_a_figure(scene.text) else tell(scene))


def _is_it_over(text: str) -> bool:
    """“Er hun over ti prosent nå?” asks about the pupil, “hva om fraværet passerer 10 %” about the rule."""
    lowered = text.casefold()
    return bool(_IS_IT_OVER.search(lowered)) and not re.search(r"\b(?:hva om|kva om|hvis|viss|dersom)\b", lowered)


def concerns(scene: Scene) -> bool:
    """Outside a talk: an amount of absence, told or asked about, and nothing else to do with it."""
    if amounts.asks_of_a_figure(scene.text) or amounts.asks_of_a_share(scene.text):
        return True
    return only_tells(scene)


# What a pupil who is away again is easily taken for.
_EASILY = JUDGEMENTS | {"reminder", "resume", "pause", "reopen_case", "ask_deadline", "off_topic", "skip"}
_JUDGES = re.compile(r"\b(?:uro\w*|bekym\w*|avkref\w*|avklar\w*|trygg\w*|bra|bedre|betre)\b")


def says_away(scene: Scene) -> bool:
    """“No var ho vekke att i dag”, without a number: told, and neither a judgement nor a wish."""
    lowered = scene.text.casefold()
    is_told = amounts.AWAY.search(lowered) is not None and not (asks(lowered) or _JUDGES.search(lowered))
    return scene.has_open_case and is_told and scene.verdict.intent in _EASILY


def _plainly_told(scene: Scene, amount: Absence) -> bool:
    """An amount beside words of being away, or so many of so many, is told whatever else it looks like."""
    is_away = amounts.AWAY.search(scene.text.casefold()) is not None
    has_number = amount.counted or amount.lessons is not None
    if amounts.without_unit(scene.text) is not None:
        return scene.case is not None
    return not asks(scene.text) and ((is_away and has_number) or amount.of is not None)


def only_tells(scene: Scene) -> bool:
    """Outside a talk: an amount of absence and nothing else to do with it, such as “11 dager siden september”."""
    amount = told(scene)
    if scene.case is not None and _plainly_told(scene, amount):
        return True
    if not (amount.counted or amount.signs) or (not amount.counted and not amounts.tells_of_signs(scene.text)):
        return False
    intent = scene.verdict.intent if scene.verdict.kind == "command" else None
    if intent == "start_case":
        return amount.counted and not _A_PUPIL.search(scene.text.casefold())
    if intent is not None and intent.startswith(
        "ask_"
    ):  # no question, whatever it looks like: “borte 3 dagar denne månaden”
        return intent == "ask_threshold" or (amount.counted and amount.span is not None and not ASKS.match(scene.text))
    return intent is None or intent in _NO_QUESTION
