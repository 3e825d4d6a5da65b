"""What was not understood: two misses in a row give choices, not a third guess."""

from __future__ import annotations

from api.dialogue import offers
from api.dialogue.acts import ActKind, Button
from api.dialogue.scene import Scene

_NOT_NOW = {"nb": "Ikke nå", "nn": "Ikkje no"}


def say(scene: Scene, kind: ActKind) -> None:
    if not again(scene):
        scene.say(kind)
    elif scene.standing is None:
        is_open = scene.case is not None and scene.plan.is_open
        scene.say("choices", buttons=offers.next_steps(scene) if is_open else [])
    else:
        scene.say("choices_here")  # what stands comes again with its own buttons


def again(scene: Scene) -> bool:
    """Counts a miss; True for the second in a row and those after it."""
    scene.conversation.misunderstood += 1
    return scene.conversation.misunderstood >= 2


def ways_out(scene: Scene) -> list[Button]:
    """Out of what is waited for, and to what else there is."""
    return [Button(title=_NOT_NOW[scene.language], payload="/pause"), Button(title="Mine saker", payload="/list_cases")]
