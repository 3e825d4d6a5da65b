"""What was not understood: two misses in a row give choices, not a third guess."""

from __future__ import annotations

from api.dialogue import offers
from api.dialogue.acts import Button
from api.dialogue.scene import Scene

_NOT_NOW = {"nb": "Ikke nå", "nn": "Ikkje no"}


def choices(scene: Scene) -> bool:
    """Counts a miss; the second in a row gives choices, and True."""
    if not again(scene):
        return False
    if scene.standing is None:
        is_open = scene.case is not None and scene.plan.is_open
        scene.say("choices", buttons=offers.next_steps(scene) if is_open else [])
    else:
        scene.say("choices_here")  # what stands comes again with its own buttons
    return True


def again(scene: Scene) -> bool:
    """Counts a miss; True for the second in a row and those after it."""
    scene.conversation.misunderstood += 1
    return scene.conversation.misunderstood >= 2


def ways_out(scene: Scene) -> list[Button]:
    """Out of what is waited for, and to what else there is."""
    return [Button(title=_NOT_NOW[scene.language], payload="/pause"), Button(title="Mine saker", payload="/list_cases")]
