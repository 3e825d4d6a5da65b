"""Who follows a case: handing it over, sharing it, ending that again. Asked for here; spelled out and done in the standing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from api.dialogue.acts import NobodyThere, Offer
from api.dialogue.payloads import AskMembers, MemberChange
from api.dialogue.reading.colleagues import named
from api.dialogue.reading.days import read_day
from api.dialogue.scene import Scene
from api.dialogue.standings.member import WaitsForMember, may_be
from api.dialogue.standings.talk import InGuide
from api.wording.captions import CaptionId


async def begin(scene: Scene, change: MemberChange, person: UUID | None = None) -> None:
    """In the case that is spoken of. Whom and until when is taken from the words, if they say it."""
    among = await may_be(scene, change)
    if not among:
        scene.say(NobodyThere(change=change, case=scene.name))
        return
    typed = scene.turn.payload is None
    if person is None and typed:
        person = _only([one.person for one in named(scene.text, among)])
    if person is None and len(among) == 1 and change == "withdraw_offer":
        person = among[0].person
    last_day = read_day(scene.text, scene.today, side="future") if typed and change in ("offer", "share") else None
    run = scene.standing.run if isinstance(scene.standing, InGuide) else None
    await WaitsForMember(change=change, person=person, last_day=last_day, run=run).ask(scene)


def _only(found: Sequence[UUID]) -> UUID | None:
    return found[0] if len(found) == 1 else None


async def buttons(scene: Scene) -> list[Offer]:
    """What may be changed of who follows the case now."""
    titles: dict[MemberChange, CaptionId] = {
        "share": "ask_share",
        "offer": "ask_offer",
        "unshare": "ask_unshare",
        "withdraw_offer": "ask_withdraw_offer",
    }
    shown = [change for change in titles if await _makes_sense(scene, change)]
    return [scene.offer(titles[change], AskMembers(members=change)) for change in shown]


async def _makes_sense(scene: Scene, change: MemberChange) -> bool:
    least = 2 if change == "unshare" else 1  # the last one cannot go
    return len(await may_be(scene, change)) >= least
