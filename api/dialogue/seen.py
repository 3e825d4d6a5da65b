"""Who has seen a case: when last, and through which door. Nothing of what they read is told."""

from __future__ import annotations

from api.cases.service import PersonSeen
from api.dialogue.acts import Private, SeenBy, SeenLine
from api.dialogue.scene import Scene


async def tell(scene: Scene) -> None:
    found = await scene.cases.seen_by(scene.opened)
    scene.say(SeenBy(case=scene.name, lines=tuple(_line(scene, one) for one in found)))


def _line(scene: Scene, one: PersonSeen) -> SeenLine:
    return SeenLine(
        name=Private(private=one.name) if one.name else None,
        is_you=one.person == scene.actor.person.id,
        at=one.at,
        doors=one.doors,
        only_line=one.only_line,
        reasons=tuple(Private(private=reason) for reason in one.reasons),
    )
