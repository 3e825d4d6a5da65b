"""Until when a closed case is kept, why, and a yes to both."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue.acts import CaseKept, LongerProposed, LongerReasonAsked, Offer, Phrase, Private, UntilAsked
from api.dialogue.payloads import LongerAnswer, LongerUntil, NoLonger, Payload, read
from api.dialogue.reading.agreeing import says_no, says_yes
from api.dialogue.reading.days import read_day
from api.dialogue.reading.judge import FEW, words
from api.dialogue.reading.question import purely_asks
from api.dialogue.reading.undoing import is_undo
from api.dialogue.reading.until import says_until
from api.dialogue.scene import KeptFor, Scene
from api.dialogue.standings.stays import YesOrNo
from api.engine.retention import months_after
from api.reasons import says_something
from api.wording.captions import CaptionId

_LONGER: dict[CaptionId, int] = {"half_year": 6, "one_year": 12}  # months


class WaitsForLonger(YesOrNo):
    """`until` and then the reason, which is what the turn `told` says, are asked for one after the other."""

    kind: Literal["longer"] = "longer"
    until: date | None = None
    told: UUID | None = None
    unread: bool = False  # what was said last is no day that can be read

    def is_there(self, case: OpenedCase, today: date) -> bool:
        return case.plan(today).stay.status == "closed"

    async def put(self, scene: Scene) -> None:
        kept = await scene.records.keeping.of(scene.cases, scene.opened)
        reason = await self._reason(scene)
        if kept is None:
            scene.standing = None
        elif self.until is None or not kept.ends < self.until <= kept.latest:
            self._ask_until(scene, kept)
        elif reason is None:
            scene.say(LongerReasonAsked(case=scene.name, until=self.until, offers=(self._no(scene),)))
        else:
            yes = Offer(title="do_keep", payload=scene.placed(LongerAnswer(longer=True)))
            scene.say(
                LongerProposed(
                    case=scene.name, until=self.until, reason=Private(private=reason), offers=(yes, self._no(scene))
                )
            )

    def _ask_until(self, scene: Scene, kept: KeptFor) -> None:
        first = kept.ends + timedelta(days=1)
        days = {name: months_after(kept.ends, months) for name, months in _LONGER.items()}
        shown: dict[CaptionId, date] = {name: day for name, day in days.items() if day < kept.latest}
        shown["longest"] = kept.latest
        offers = [
            Offer(title=name, payload=scene.placed(LongerUntil(keep_until=day)))
            for name, day in shown.items()
            if first <= day
        ]
        scene.standing = self.model_copy(update={"until": None, "unread": False}).put_now(scene)
        scene.say(
            UntilAsked(
                case=scene.name,
                on=kept.ends,
                first=first,
                latest=kept.latest,
                again=self.until is not None,
                unread=self.unread,
                offers=(*offers, self._no(scene)),
            )
        )

    @staticmethod
    def _no(scene: Scene) -> Offer:
        return Offer(title="not_now", payload=scene.placed(LongerAnswer(longer=False)))

    async def _reason(self, scene: Scene) -> str | None:
        if self.told == scene.turn.id:
            return scene.turn.text
        told = await scene.records.earlier(self.told) if self.told is not None else None
        return told.text if told is not None else None

    async def before_all(self, scene: Scene) -> bool:
        more = None if scene.verdict.kind == "acute" else self._more(scene)
        if more is None:
            return await super().before_all(scene)
        await more.ask(scene)
        return True

    def _more(self, scene: Scene) -> WaitsForLonger | None:
        """A day that is chosen or typed, or the reason in words."""
        payload = read(scene.turn.payload) if scene.turn.payload is not None else None
        if isinstance(payload, LongerUntil) and payload.at == scene.place:
            return self.model_copy(update={"until": payload.keep_until})
        if scene.turn.payload is not None:
            return None
        day = read_day(scene.text, scene.today, side="future")
        if says_until(scene.text, scene.today):
            return self.model_copy(update={"until": day, "unread": day is None})
        if self.until is None and day is not None and words(scene.text) <= FEW:
            return self.model_copy(update={"until": day, "unread": False})
        gives_reason = self.until is not None and self.told is None and self._is_reason(scene)
        return self.model_copy(update={"told": scene.turn.id}) if gives_reason else None

    @staticmethod
    def _is_reason(scene: Scene) -> bool:
        answers = says_yes(scene.text) or says_no(scene.text) or is_undo(scene.text)
        return not answers and not purely_asks(scene.text) and says_something(scene.text)

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        return payload.longer if isinstance(payload, LongerAnswer) and payload.at == place else None

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        reason = await self._reason(scene)
        if not agreed:
            scene.say(Phrase(kind="let_be"))
        elif self.until is None or reason is None:
            await self.ask(scene)  # a yes says neither until when nor why
        elif await scene.records.keeping.longer(scene.cases, scene.opened.case.id, self.until, reason, scene.today):
            back = Offer(title="no_longer", payload=NoLonger(shorten=scene.opened.case.id))
            months = scene.actor.school.retention_months
            scene.say(CaseKept(case=scene.name, months=months, on=self.until, longer=True, offers=(back,)))
        else:  # moved meanwhile, from another device
            await self.model_copy(update={"until": None}).ask(scene)
