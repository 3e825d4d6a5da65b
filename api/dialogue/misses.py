"""What was not understood: two misses in a row give choices, not a third guess."""

from __future__ import annotations

from api.dialogue import offers
from api.dialogue.acts import Offer, Phrase
from api.dialogue.payloads import CommandButton
from api.dialogue.scene import Scene

# Out of what is waited for, and to what else there is.
WAYS_OUT = (
    Offer(title="not_now", payload=CommandButton(command="pause")),
    Offer(title="my_cases", payload=CommandButton(command="list_cases")),
)


def choices(scene: Scene) -> bool:
    """Counts a miss; the second in a row gives choices, and True."""
    if not again(scene):
        return False
    if scene.standing is None:
        scene.say(Phrase(kind="choices", offers=tuple(offers.beside(scene)) if scene.has_open_case else ()))
    else:
        scene.say(Phrase(kind="choices_here"))  # what stands comes again with its own buttons
    return True


def again(scene: Scene) -> bool:
    """Counts a miss; True for the second in a row and those after it."""
    scene.misses += 1
    return scene.misses >= 2
