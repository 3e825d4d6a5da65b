"""A change of who follows the case: whom it is about, until when, and a yes to what is spelled out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from api.cases.service import StaffMember
from api.dialogue.acts import (
    LastDayAsked,
    MemberChanged,
    MemberProposed,
    Offer,
    Phrase,
    Private,
    WhoAsked,
)
from api.dialogue.payloads import MemberAnswer, MemberChange, Payload, PickMember, read
from api.dialogue.reading.colleagues import named, wished
from api.dialogue.reading.days import read_day, speaks_of_a_day
from api.dialogue.reading.judge import FEW, words
from api.dialogue.reading.labels import names
from api.dialogue.reading.until import says_until
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings import decision
from api.dialogue.standings.stays import YesOrNo
from api.dialogue.standings.talk import InGuide
from api.engine.commands import AnyCommand, OfferCase, Share, Unshare, WithdrawOffer
from api.errors import NotFound
from api.wording.captions import CaptionId

MOST = 8  # people with a button; others are named
_DO: dict[MemberChange, CaptionId] = {
    "offer": "do_offer",
    "share": "do_share",
    "unshare": "do_unshare",
    "withdraw_offer": "do_withdraw_offer",
}
_TO_A_DAY: frozenset[MemberChange] = frozenset(("offer", "share"))


class WaitsForMember(YesOrNo):
    """Without a `person` it is asked who; `by_day` asks for the last day. `run` is the talk it was asked in, which goes on afterwards."""

    kind: Literal["member"] = "member"
    change: MemberChange
    person: UUID | None = None
    last_day: date | None = None
    by_day: bool = False
    unread: bool = False  # what was said last is no day that can be read
    run: UUID | None = None

    async def put(self, scene: Scene) -> None:
        among = await may_be(scene, self.change)
        whom = next((one for one in among if one.person == self.person), None)
        if whom is None:
            shown = tuple(_button(scene, self.change, one) for one in among[:MOST])
            scene.say(WhoAsked(change=self.change, case=scene.name, among=len(among), offers=(*shown, self._no(scene))))
        elif self._lacks_day(whom):
            name = Private(private=whom.name)
            is_substitute = whom.role == "substitute"
            asked = LastDayAsked(case=scene.name, name=name, substitute=is_substitute, again=self.unread)
            scene.say(asked.model_copy(update={"offers": (self._no(scene),)}))
            scene.standing = self.model_copy(update={"unread": False}).put_now(scene)
        else:
            self._propose(scene, whom)

    def _lacks_day(self, whom: StaffMember) -> bool:
        dated = self.change in _TO_A_DAY and self.last_day is None
        return dated and (self.by_day or whom.role == "substitute")

    def _propose(self, scene: Scene, whom: StaffMember) -> None:
        is_you = whom.person == scene.actor.person.id
        offers = [self._answer(scene, "do_leave" if is_you else _DO[self.change], "yes")]
        if self.change in _TO_A_DAY and self.last_day is None:
            offers.append(self._answer(scene, "to_a_day", "day"))
        elif self.change in _TO_A_DAY and whom.role != "substitute":
            offers.append(self._answer(scene, "for_good", "for_good"))
        scene.say(
            MemberProposed(
                change=self.change,
                case=scene.name,
                name=None if is_you else Private(private=whom.name),
                last_day=self.last_day,
                offers=(*offers, self._no(scene)),
            )
        )

    def _answer(self, scene: Scene, title: CaptionId, answer: Literal["yes", "no", "day", "for_good"]) -> Offer:
        about = self.person or scene.actor.person.id
        return scene.offer(title, MemberAnswer(changed=about, answer=answer))

    def _no(self, scene: Scene) -> Offer:
        return self._answer(scene, "not_now", "no")

    async def before_all(self, scene: Scene) -> bool:
        """A name, a day or a button that says more of it; else a yes or no."""
        if scene.turn.payload is None and scene.verdict.kind == "acute":
            return await super().before_all(scene)
        more = await (self._typed_more(scene) if scene.turn.payload is None else self._pressed_more(scene))
        if more is None:
            return await super().before_all(scene)
        if more.last_day is not None and more.last_day < scene.today:
            scene.standing = self.put_now(scene)
            scene.say(Phrase(kind="day_in_past"))
            return True
        await more.ask(scene)
        return True

    async def _typed_more(self, scene: Scene) -> WaitsForMember | None:
        """While it is asked who, a colleague who is named anywhere is the choice; afterwards only few words choose another."""
        if await self._begins_another(scene):
            return None
        is_short = words(scene.text) <= FEW
        found = named(scene.text, await may_be(scene, self.change)) if is_short or self.person is None else []
        says_day = says_until(scene.text, scene.today) or (is_short and speaks_of_a_day(scene.text, scene.today))
        chosen = found[0].person if len(found) == 1 else None
        day = None
        if self.change in _TO_A_DAY and (says_day or chosen is not None):
            day = read_day(scene.text, scene.today, side="future")
        more: dict[str, object] = {"last_day": day, "by_day": True} if day is not None else {}
        if chosen is not None and chosen != self.person:
            return self.model_copy(update={"person": chosen, **more})
        if self.person is None or self.change not in _TO_A_DAY:
            return None
        if more:
            return self.model_copy(update=more)
        return self.model_copy(update={"by_day": True, "last_day": None, "unread": True}) if says_day else None

    async def _begins_another(self, scene: Scene) -> bool:
        """Whether it is of another case, or another change."""
        labels = [case for case in await scene.cases.readable() if names(scene.text, case.label)]
        if labels and all(case.id != scene.opened.case.id for case in labels):
            return True
        meant = wished(scene.text, await scene.cases.colleagues(), [case.label for case in labels])
        return meant is not None and meant != self.change

    async def _pressed_more(self, scene: Scene) -> WaitsForMember | None:
        match read(scene.turn.payload or ""):
            case PickMember(picked=person, change=change, at=at) if change == self.change and at == scene.place:
                return self.model_copy(update={"person": person})
            case MemberAnswer(changed=person, answer="day", at=at) if person == self.person and at == scene.place:
                return self.model_copy(update={"by_day": True})
            case MemberAnswer(changed=person, answer="for_good", at=at) if person == self.person and at == scene.place:
                return self.model_copy(update={"by_day": False, "last_day": None})
            case _:
                return None

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        if not isinstance(payload, MemberAnswer) or payload.at != place:
            return None
        if payload.answer == "no":
            return False
        return True if payload.answer == "yes" and payload.changed == self.person else None

    def beside(self) -> Standing | None:
        return InGuide(run=self.run) if self.run else None

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        whom = next((one for one in await may_be(scene, self.change) if one.person == self.person), None)
        if not agreed:
            scene.say(Phrase(kind="let_be"))
            await self._go_on(scene)
        elif whom is None or self._lacks_day(whom):
            await self.ask(scene)  # a yes says neither who nor when
        else:
            await self._change(scene, whom)

    async def _change(self, scene: Scene, whom: StaffMember) -> None:
        is_you = whom.person == scene.actor.person.id
        name = scene.name
        try:
            done = await scene.do(_command(self.change, whom.person, self.last_day))
        except NotFound:  # who it is about has left the school just now
            await self.model_copy(update={"person": None}).ask(scene)
            return
        if done is None:
            return
        about = None if is_you else Private(private=whom.name)
        scene.say(MemberChanged(change=self.change, case=name, name=about, last_day=self.last_day))
        if is_you:
            scene.case = scene.spoken_of = None
        elif self.run is not None:
            await InGuide(run=self.run).ask(scene, again=True)

    async def _go_on(self, scene: Scene) -> None:
        if self.run is not None:
            await InGuide(run=self.run).ask(scene, again=True)
        elif scene.plan.is_open:
            decision.ask_or_go_on(scene)


def _button(scene: Scene, change: MemberChange, one: StaffMember) -> Offer:
    is_you = one.person == scene.actor.person.id
    payload = scene.placed(PickMember(picked=one.person, change=change))
    return Offer(title="yourself" if is_you else Private(private=one.name), payload=payload)


def _command(change: MemberChange, person: UUID, last_day: date | None) -> AnyCommand:
    match change:
        case "offer":
            return OfferCase(person=person, last_day=last_day)
        case "share":
            return Share(person=person, last_day=last_day)
        case "unshare":
            return Unshare(person=person)
        case "withdraw_offer":
            return WithdrawOffer(person=person)


async def may_be(scene: Scene, change: MemberChange) -> Sequence[StaffMember]:
    """Whom the change may be about, as the engine would have it."""
    file = scene.opened.file
    if change == "unshare":
        return await scene.cases.followers(scene.opened)
    colleagues = await scene.cases.colleagues()
    if change == "share":
        return [one for one in colleagues if one.person not in file.members]
    if change == "offer":
        return [one for one in colleagues if one.person != file.owner]
    return [one for one in colleagues if one.person in file.offers]
