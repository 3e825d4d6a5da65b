"""A pupil of another case who is named by the code: nothing is written in the case spoken of before it is said whose it is.

What is plainly of that pupil lies in their case. Of a case that is closed or only watched the words are kept there, and it is
proposed to be opened again when that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.cases.service import OpenedCase
from api.dialogue import cases, naming, quiet, smalltalk
from api.dialogue.acts import NoteKept
from api.dialogue.commands import stand_again
from api.dialogue.reading.judge import FEW, JUDGEMENTS, words
from api.dialogue.reading.labels import before_label, is_told_of, may_be_told_of
from api.dialogue.reading.question import purely_asks
from api.dialogue.reading.telling import asks
from api.dialogue.route import Route
from api.dialogue.scene import Scene
from api.dialogue.standings import whose
from api.dialogue.standings.reopen import WaitsForReopen
from api.dialogue.standings.talk import InGuide

_WRITES = frozenset(("both", "offered", "quiet", "own_date", "report", "absence"))


# opened again


_OPENS = re.compile(
    r"\W*(?:(?:hei|ja|nei|og|men|ok|du)\W+)*(?:(?:kan|vil|må|skal|bør)\s(?:du|vi|me|eg|jeg|æ)\s|"
    r"(?:jeg|eg|vi|me|æ)\s(?:må|vil|vill|skal|treng\w*)\s(?:å\s)?)?"
    r"(?:gjenåpne?|gjenopne?|åpne?|opne?|(?:ta|start[ea]?|begynn[ea]?|byrj[ea]?)(?=.*\b(?:igjen|att|på nytt|oppatt|opp)\b))\s"
    r"(?:(?:igjen|att|på nytt|oppatt|opp|saken|saka|sak|til|på|om|med)\s)*",
    re.IGNORECASE,
)


async def opened_again(scene: Scene) -> bool:
    """“Opne RG4 igjen, han va vekke”: proposed in that case, and what is told beside it lies there."""
    if scene.standing is not None and not scene.standing.is_of_case:
        return False
    closed = [one for one in await naming.named(scene) if not one.plan(scene.today).is_open]
    ahead = before_label(scene.text, closed[0].case.label) if len(closed) == 1 else None
    if ahead is None or (not _OPENS.fullmatch(ahead) and not _opens_ahead(scene.text, ahead)):
        return False
    scene.speak_of(closed[0])
    scene.standing = None
    if words(scene.text) > FEW:
        await scene.note()
        scene.say(NoteKept(case=scene.name))
    await WaitsForReopen().ask(scene)
    return True


def _opens_ahead(text: str, ahead: str) -> bool:
    """“Ta RG4 opp att”: what is done again stands after the code."""
    verb = re.fullmatch(
        r"\W*(?:ta|start|begynn|byrj)\w?\s(?:(?:saken|saka|sak|til|på|om|med)\s)*", ahead, re.IGNORECASE
    )
    again = re.search(r"^\W*\S+\s(?:opp\s)?(?:igjen|att|på nytt|oppatt|opp)\b", text[len(ahead) :], re.IGNORECASE)
    return verb is not None and again is not None


# what was noted last


_SORRY = r"(?:(?:å nei|nei|næ|oi|ops|ups|oops|sorry|beklager|beklagar|vent|feil|men|du|forresten)\W+)*"
_LAST = r"(?:(?:det|dette|den|d|siste|sist|forrige|førre|notat\w*|her|eg|jeg|æ|vi|me|sa|skrev|skreiv|no|nå)\s+)*"
_WAS_OF = re.compile(
    rf"\W*(?P<sorry>{_SORRY})(?P<last>{_LAST})(?:gjaldt|galdt|gjald|gjeld|gjelder|(?:va|var|er|e|handla|handlet)(?:\s+om)?|"
    r"(?:hørte|høyrde|hører|høyrer)(?:\s+til)?|(?:skal|skulle)(?:\s+(?:stå|vært|vore|være))?)\s+(?:(?:saken|saka|hos|på|i|til)\s+)*",
    re.IGNORECASE,
)
_PAST = re.compile(r"gjaldt|galdt|gjald\b|handl|siste|sist|notat|skulle|skre|hørte|høyrde", re.IGNORECASE)
_NOT_THIS = re.compile(r"\W*(?:og\s+)?(?:ikke|ikkje|itj|ikkj)\b", re.IGNORECASE)


async def was_of_another(scene: Scene) -> Sequence[OpenedCase]:
    """Who is named as the pupil whom the last note is of: “det siste gjaldt RG4, ikkje KB3”."""
    if scene.case is None or (scene.standing is not None and not scene.standing.undo_beside):
        return ()
    others = naming.others(scene, await naming.named(scene))
    ahead = before_label(scene.text, others[0].case.label) if len(others) == 1 else None
    said = _WAS_OF.fullmatch(ahead) if ahead is not None else None
    if said is None or ahead is None:
        return ()
    after = re.sub(r"^\W*[\w.]+", "", scene.text[len(ahead) :])
    denies = _NOT_THIS.match(after) is not None
    takes_back = denies or (not re.search(r"\w", after) and bool(said["sorry"] or _PAST.search(ahead)))
    return others if takes_back else ()


# what is told now


async def led(scene: Scene, taken: Route, named: Sequence[OpenedCase], *, keeps: bool) -> Route | None:
    """Where the turn goes instead, when words of another pupil would be written here; None when all is done."""
    others = naming.others(scene, named)
    if len(others) == 1 and _tells(scene, taken, others[0]):
        taken, keeps = Route("command", "answer"), True
    if not others or not _writes(scene, taken, keeps=keeps):
        return taken
    if scene.standing is not None:
        return await _beside_what_stands(scene, taken, others, own_named=len(others) < len(named))
    if scene.case is not None and len(others) < len(named):  # both are told of: it lies here, and can be moved
        return taken
    # Danger never waits for an answer.
    plainly = taken.way == "acute" or may_be_told_of(scene.text, others[0].case.label)
    if scene.case is not None and (len(others) > 1 or not plainly):
        await _ask(scene, taken, others)
        return None
    if len(others) > 1:
        return taken
    is_quiet = not others[0].plan(scene.today).is_open
    if is_quiet or not keeps:
        await cases.turn_to(scene, others[0])
    return Route("quiet") if is_quiet and taken.way != "acute" else taken


_OF_CASES = frozenset(
    "close_case switch_case reopen_case start_case start_guide list_cases summary export acute".split()
)


def _tells(scene: Scene, taken: Route, other: OpenedCase) -> bool:
    """Whether what looks like a command tells of the pupil who is named."""
    if taken.way != "command" or taken.intent in _OF_CASES | JUDGEMENTS or words(scene.text) <= FEW:
        return False
    return not asks(scene.text) and is_told_of(scene.text, other.case.label)


def _writes(scene: Scene, taken: Route, *, keeps: bool) -> bool:
    if taken.way == "acute" or keeps:
        return True
    if scene.standing is not None:
        return taken.way in _WRITES or taken.way == "given"
    if scene.case is None:
        return taken.way in ("unclear", "absence") and words(scene.text) >= quiet.FEWEST and not purely_asks(scene.text)
    if taken.way == "topic":
        return not purely_asks(scene.text) and words(scene.text) > FEW
    return taken.way in _WRITES and not purely_asks(scene.text)


async def _beside_what_stands(
    scene: Scene, taken: Route, others: Sequence[OpenedCase], *, own_named: bool
) -> Route | None:
    """No answer to what stands, which stands again."""
    if own_named and scene.case is not None and is_told_of(scene.text, scene.opened.case.label):
        return taken
    if own_named or len(others) > 1 or not is_told_of(scene.text, others[0].case.label):
        await _ask(scene, taken, others)
        return None
    if taken.way == "acute":
        await naming.answer_about(scene, others[0], _keep)
        return taken
    await naming.answer_about(scene, others[0], _keep)
    naming.say_whose(scene)
    if taken.way == "both":
        return Route("command", taken.intent)
    await stand_again(scene)
    return None


async def _keep(scene: Scene) -> None:
    await scene.note()
    scene.say(NoteKept(case=scene.name))


async def _ask(scene: Scene, taken: Route, others: Sequence[OpenedCase]) -> None:
    """Danger is met first."""
    talk = scene.standing if isinstance(scene.standing, InGuide) else None
    if taken.way == "acute":
        scene.standing = None
        await smalltalk.acute(scene)
    await whose.ask_of_named(scene, others, talk)
