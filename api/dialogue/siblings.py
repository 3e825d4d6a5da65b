"""A brother or sister who is told of: a case of their own, which is offered. The words stay where they lie."""

from __future__ import annotations

import re

from api.dialogue.acts import KeptInQuiet, NoteKept
from api.dialogue.reading.amounts import AWAY
from api.dialogue.reading.siblings import ABOUT
from api.dialogue.scene import Scene
from api.dialogue.standings.sibling import WaitsForSibling

# That the same is true of them: “… og”, “også”, “likedan”, “gjelder”.
_TOO = re.compile(
    r"\b(?:også|òg|óg|gjeld\w*|likedan|likeins|det same|det samme|begge|heller ikke|heller ikkje)\b|\bog\W*(?:$|,)",
    re.IGNORECASE,
)


def speaks_of_one(text: str) -> bool:
    """Whether a brother or sister may need a case: they are away, or the same is true of them."""
    return bool(ABOUT.search(text)) and bool(_TOO.search(text) or AWAY.search(text.casefold()))


async def ask(scene: Scene) -> None:
    """Under a note of this turn; somebody who was named already has a case. Beside another question it is only offered."""
    kept = any(isinstance(act, NoteKept | KeptInQuiet) for act in scene.acts)
    if scene.turn.payload or scene.case is None or not kept or not speaks_of_one(scene.text):
        return
    asked = WaitsForSibling(turn=scene.turn.id)
    await (asked.ask(scene) if scene.standing is None else asked.put(scene))
