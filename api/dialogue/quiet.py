"""What is told of a case that is closed or only watched: the words are kept in it, and it is offered to be taken up again.

Nothing is opened here, whatever is told: that takes the button, or its words.
"""

from __future__ import annotations

import re
from typing import Literal

from api.dialogue.acts import KeptInQuiet, NoteKept, Offer
from api.dialogue.payloads import CommandButton
from api.dialogue.reading.amounts import AWAY
from api.dialogue.reading.judge import LIKELY, SHORT, words
from api.dialogue.reading.labels import names
from api.dialogue.reading.mentions import PRONOUNS
from api.dialogue.reading.question import purely_asks
from api.dialogue.scene import Scene
from api.engine.apply import Refusal, apply
from api.engine.commands import Reopen
from api.wording import choosing
from api.wording.pieces import LevelName

_AGAIN = re.compile(r"\b(?:igjen|att|på nytt|på ny|oppatt|tilbake|attende)\b")
_WORSE = re.compile(
    r"\b(?:uro\w*|bekym\w*|verre|verr|ille|gale|fr[aå]v[æe]r\w*|slutt\w* å (?:komme|møte)|ikk?j?e? (?:på )?(?:sk[ou]le\w*)|mønster\w*)\b"
)
_WELL = re.compile(
    r"(?<!ikke )(?<!ikkje )\b(?:frisk\w*|takk\w*|bra|bedre|betre|fint|i orden|på plass|avklart|ordna|"
    r"trives|trivst|på skolen igjen|på skulen att)\b"
)
# What may be asked for beside a quiet case, when it is little and plain.
_OBEYED = frozenset(
    (
        "start_case list_cases switch_case summary help greet goodbye thanks export whats_next ask_level ask_deadline ask_who "
        "ask_why ask_document ask_threshold ask_help_service"
    ).split()
)
_REOPENS = re.compile(
    r"^\W*(?:(?:kan|vil|må|skal|bør)\s(?:du|vi|me|eg|jeg|æ)\s|(?:jeg|eg|vi|me|æ)\s(?:må|vil|vill|skal|treng\w*)\s(?:å\s)?)?"
    r"(?:gjen)?(?:åpne|opne|åpn|start\w*|ta|begynn\w*|byrj\w*)\b"
)
_THIS_PUPIL = re.compile(rf"\b(?:{'|'.join(PRONOUNS)}|hu|eleven)\b", re.IGNORECASE)
FEWEST = 3  # words: with fewer nothing is told


def is_quiet(scene: Scene) -> bool:
    return scene.case is not None and not scene.plan.is_open


def comes_back(text: str) -> bool:
    """“No er ho vekke att”, “bekymringen er der igjen”."""
    lowered = text.casefold()
    return bool(_AGAIN.search(lowered)) and bool(AWAY.search(lowered) or _WORSE.search(lowered))


def hears(scene: Scene) -> bool:
    """Whether something is told of the quiet case that is spoken of, and nothing is asked for."""
    if not is_quiet(scene) or scene.verdict.kind == "acute" or _asks_to_open(scene):
        return False
    if comes_back(scene.text):
        return True
    few = words(scene.text) < FEWEST
    return not (few or purely_asks(scene.text) or _is_obeyed(scene))


def _asks_to_open(scene: Scene) -> bool:
    return scene.verdict.intent == "reopen_case" and _REOPENS.search(scene.text.casefold()) is not None


def _is_obeyed(scene: Scene) -> bool:
    verdict = scene.verdict
    plain = verdict.kind == "command" and verdict.intent in _OBEYED and verdict.sure >= LIKELY
    if verdict.intent == "start_case":  # of “hun” or by its label it is told of this one
        return plain and not (_THIS_PUPIL.search(scene.text) or names(scene.text, scene.opened.case.label))
    return plain and words(scene.text) <= SHORT and not AWAY.search(scene.text.casefold())


async def keep(scene: Scene) -> None:
    await scene.note()
    offer(scene)


def show_if_taken_up(scene: Scene) -> None:
    """What there is to do once the case is taken up: “hva gjør jeg”, asked beside what is told."""
    taken_up = apply(scene.opened.file, Reopen(), scene.today)
    if not isinstance(taken_up, Refusal):
        scene.show(choosing.now(taken_up.added_to(scene.opened.file).plan(scene.today)))


def _is_worrying(scene: Scene) -> bool:
    """Whether the words tell of absence or worry; thanks, and that the pupil is well, are only kept."""
    lowered = scene.text.casefold()
    if _WELL.search(lowered):
        return False
    told = comes_back(lowered) or AWAY.search(lowered) or _WORSE.search(lowered)
    return bool(told) or scene.verdict.intent == "concern_confirmed"


def offer(scene: Scene, *, is_absence: bool = False) -> None:
    """Where the words lie, what the case is, and the way back when the words tell of absence or worry."""
    scene.acts = [act for act in scene.acts if not isinstance(act, NoteKept)]
    plan = scene.plan
    status: Literal["closed", "monitoring"] = "monitoring" if plan.stay.status == "monitoring" else "closed"
    at = LevelName(word=plan.routine.level_word, id=plan.level.id)
    take_up = Offer(title="take_up_again", payload=CommandButton(command="reopen_case"))
    asks = is_absence or _is_worrying(scene)
    offers = (take_up,) if asks else ()
    scene.say(KeptInQuiet(case=scene.name, status=status, at=at, asks=asks, offers=offers))
