"""What is told in passing, outside a talk: kept as a note, and entered as a fact after one confirmation."""

from __future__ import annotations

import re

from api.dialogue import decisions
from api.dialogue.acts import NoteKept
from api.dialogue.reading import happened
from api.dialogue.reading.happened import Happened
from api.dialogue.reading.judge import ANOTHER_CASE, JUDGEMENTS, SHORT, words
from api.dialogue.reading.labels import same_label
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings.proposal import Told, WaitsForProposal

MOST = 4  # tasks to choose from: what fits on a phone
# What is told of another pupil, or of a case as such.
_ANOTHER = re.compile(
    r"\b(?:andre|annen|annan|ny|nytt|nye|bytt?\w*|skift\w*|sak\w*|bekym\w*|uro\w*|trinn\w*|klasse\w*|ei?n (?:elev|gutt?|jente))\b"
)


def heard(scene: Scene, before: Standing | None) -> Happened | None:
    """What the message tells of the present level, when it may win before what else it looks like.

    A note or a doubtful message always may. A command gives way to a short report only: a question is none anyway, what is
    told of another pupil is a case of its own, and a judgement is proposed together with what is told.
    """
    if not scene.has_open_case or not (before is None or before.hears_reports):
        return None
    verdict = scene.verdict
    if verdict.kind == "command" and verdict.intent not in ("answer", "off_topic", "affirm", "deny"):
        another = verdict.intent in ANOTHER_CASE and _ANOTHER.search(scene.text.casefold())
        if another or (verdict.intent not in JUDGEMENTS and words(scene.text) > SHORT):
            return None
    found = happened.read(_called_pupil(scene), scene.plan.tasks, scene.opened.routine, scene.today)
    return found if found is not None and len(found.tasks) <= MOST else None


def _called_pupil(scene: Scene) -> str:
    """The text with the pupil's label read as “eleven”."""
    label = scene.opened.case.label
    return re.sub(r"[\w.]*\w", lambda word: "eleven" if same_label(word[0], label) else word[0], scene.text)


async def begin(scene: Scene, found: Happened) -> None:
    """Keeps the words first; then one question, of a judgement that was told with it too."""
    await scene.note()
    scene.say(NoteKept(case=scene.name))
    told = Told(what=found.what, tasks=found.tasks, on=found.on, also=found.also)
    judged = decisions.line_of(scene)
    lines = (told, judged) if judged is not None else (told,)
    WaitsForProposal(turn=scene.turn.id, place=scene.place, lines=lines).ask(scene)
