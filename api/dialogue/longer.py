"""A closed case is to be kept longer than the school keeps it: which one, and taking it back."""

from __future__ import annotations

from uuid import UUID

from api.dialogue.acts import CaseKept, Offer, Phrase
from api.dialogue.payloads import AskLonger, NoLonger
from api.dialogue.reading.days import read_day
from api.dialogue.scene import Scene, name_of
from api.dialogue.standings.longer import WaitsForLonger
from api.errors import NotFound
from api.wording.reasons import TAKEN_BACK


async def wished(scene: Scene) -> None:
    """Of the case spoken of, else the only closed one; an open one is not deleted, which is said."""
    if scene.case is not None:
        await begin(scene)
        return
    closed = [one for one in await scene.cases.list(scene.today) if one.plan.stay.status == "closed"]
    if len(closed) == 1:
        await of_case(scene, closed[0].case.id)
    elif closed:
        offers = tuple(Offer(title=name_of(one).label, payload=AskLonger(keep=one.case.id)) for one in closed)
        scene.cases.saw([one.case for one in closed], "list")
        scene.say(Phrase(kind="which_case", offers=offers))
    else:
        await told(scene)


async def of_case(scene: Scene, case_id: UUID) -> None:
    """As its button says."""
    try:
        opened = await scene.load(case_id)
    except NotFound:
        scene.say(Phrase(kind="button_past"))
        return
    scene.speak_of(opened)
    scene.standing = None
    await begin(scene)


async def begin(scene: Scene) -> None:
    if await scene.records.keeping.of(scene.cases, scene.opened) is None:
        await told(scene)
        return
    typed = scene.turn.payload is None
    until = read_day(scene.text, scene.today, side="future") if typed else None
    await WaitsForLonger(until=until).ask(scene)


async def take_back(scene: Scene, payload: NoLonger) -> None:
    if scene.case is None or scene.case.case.id != payload.shorten:
        try:
            scene.speak_of(await scene.load(payload.shorten))
        except NotFound:
            scene.say(Phrase(kind="button_past"))
            return
    reason = TAKEN_BACK.in_(scene.language)
    if not await scene.records.keeping.no_longer(scene.cases, payload.shorten, reason, scene.today):
        scene.say(Phrase(kind="button_past"))
    await told(scene)


async def told(scene: Scene) -> None:
    """How long the case is kept as it is now, with what may be done about it."""
    months = scene.actor.school.retention_months
    if scene.case is None:
        scene.say(CaseKept(months=months))
        return
    kept = await scene.records.keeping.of(scene.cases, scene.opened)
    if kept is None:
        scene.say(CaseKept(case=scene.name, months=months))
        return
    case, longer = scene.opened.case.id, kept.ends > kept.ends_by_itself
    offers = []
    if kept.ends < kept.latest:
        offers.append(Offer(title="keep_longer", payload=AskLonger(keep=case)))
    if kept.was_asked:
        offers.append(Offer(title="no_longer", payload=NoLonger(shorten=case)))
    scene.say(
        CaseKept(case=scene.name, months=months, on=kept.ends, longer=longer and kept.was_asked, offers=tuple(offers))
    )
