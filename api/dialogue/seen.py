"""Who has seen a case: when last, and through which door. Nothing of what they read is told."""

from __future__ import annotations

from api.cases.service import PersonSeen
from api.dialogue import cases, naming
from api.dialogue.acts import Private, SeenBy, SeenLine
from api.dialogue.reading.seeing import asks_who_has_seen
from api.dialogue.scene import Scene


def is_asked(scene: Scene) -> bool:
    standing = scene.standing
    waits = standing is not None and standing.takes_any_words and standing.context != "talk"
    return scene.turn.payload is None and not waits and asks_who_has_seen(scene.text)


async def answer(scene: Scene) -> None:
    """Of the case that is named, else of the one spoken of; what stood stands again."""
    others = naming.others(scene, await naming.named(scene))
    for other in others:
        await naming.answer_about(scene, other, tell)
    if others:
        naming.say_whose(scene)
    elif await cases.need_case(scene):
        await tell(scene)
    if scene.standing is not None:
        await scene.standing.ask_again(scene)


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
