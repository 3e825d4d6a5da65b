"""A case that is offered to the one who writes: told once, with a yes and a no."""

from __future__ import annotations

from api.cases.service import OfferedCase
from api.dialogue import cases
from api.dialogue.acts import Alarm, CaseName, Offer, OfferAnswered, OfferTold, Phrase, Private
from api.dialogue.payloads import AnswerOffer
from api.dialogue.scene import Scene
from api.engine.commands import AcceptOffer, RefuseOffer
from api.errors import NotFound


async def tell_offers(scene: Scene) -> None:
    """Those that were not told yet, when nothing else waits for an answer."""
    warns = any(isinstance(act, Alarm) for act in scene.acts)
    if scene.actor.is_offered and scene.standing is None and not warns:
        for offered in await scene.cases.untold_offers():
            scene.say(_told(offered))


def _told(offered: OfferedCase) -> OfferTold:
    name = CaseName(case=offered.case, label=Private(private=offered.label))
    yes = Offer(title="take_case", payload=AnswerOffer(take_over=offered.case, accept=True))
    no = Offer(title="leave_case", payload=AnswerOffer(take_over=offered.case, accept=False))
    return OfferTold(case=name, by=Private(private=offered.by), last_day=offered.last_day, offers=(yes, no))


async def answer(scene: Scene, payload: AnswerOffer) -> None:
    """Takes the case over or says no; an offer that stands no longer is a button of the past."""
    person = scene.actor.person.id
    command = AcceptOffer(person=person) if payload.accept else RefuseOffer(person=person)
    try:
        offered = await scene.cases.get(payload.take_over, reading="offer", by="offered")
        done = await scene.cases.do(offered, command, today=scene.today, command_id=f"{scene.turn.id}:offer")
    except NotFound:
        done = None
    if done is None:
        scene.say(Phrase(kind="button_past"))
    elif payload.accept:
        await cases.speak_of(scene, await scene.load(payload.take_over))
    else:
        scene.say(OfferAnswered(case=CaseName(case=offered.case.id, label=Private(private=offered.case.label))))
