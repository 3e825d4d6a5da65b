"""Why somebody went on though something was not done. Asked once; whatever else is said is dealt with as if it did not stand.

A reason is what reads as one, or any words said right after it was asked that tell, plan, ask, judge or leave out nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from api.cases.service import OpenedCase
from api.dialogue import offers, quiet
from api.dialogue.acts import NoteKept, Offer, Phrase
from api.dialogue.payloads import NoReason, Payload
from api.dialogue.reading.days import speaks_of_a_day
from api.dialogue.reading.judge import JUDGEMENTS, words
from api.dialogue.reading.question import purely_asks
from api.dialogue.reading.telling import asks
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings import period
from api.engine.commands import WriteNote

_NO_REASON = (None, "answer", "off_topic", "affirm", "deny")  # commands that plain words may look like


FEW = 3  # words
_BECAUSE = re.compile(
    r"\b(?:fordi|siden|sidan|ettersom|av di|derfor|difor|grunnen?|årsak\w*|pga|på grunn av|grunna|haster|hastar|hast)\b",
    re.IGNORECASE,
)
_NO_TIME = re.compile(r"\b(?:rakk|ikke tid|ikkje tid|måtte|fikk ikke|fekk ikkje)\b", re.IGNORECASE)


class WaitsForReason(Standing):
    hears_reports = True
    undo_beside = True

    kind: Literal["reason"] = "reason"
    on: date | None = None

    async def ask_again(self, scene: Scene) -> None:
        ask(scene)

    async def take(self, scene: Scene) -> None:
        scene.standing = None
        if await scene.do(WriteNote(text=scene.text, kind="reason")) is not None:
            scene.say(NoteKept(case=scene.name, offers=tuple(offers.beside(scene))))

    async def press(self, scene: Scene, payload: Payload) -> bool:
        scene.standing = None
        if not isinstance(payload, NoReason):
            return False
        offers.what_now(scene)
        return True

    def is_aside(self, scene: Scene, named: Sequence[OpenedCase]) -> bool:
        """A question, or a few words that steer; a longer message is the reason, whatever it looks like."""
        meant = scene.verdict.kind == "command" and scene.verdict.intent not in _NO_REASON
        return meant and (asks(scene.text) or words(scene.text) <= FEW)

    def yields(self, scene: Scene, others: Sequence[OpenedCase]) -> bool:
        """What is told of the pupil's absence since, or of what is to come, is no reason for what was decided then."""
        if others or quiet.comes_back(scene.text) or period.told(scene).counted:
            return True
        if purely_asks(scene.text):
            return True
        if _BECAUSE.search(scene.text):
            return False
        is_later = self.on is not None and self.on != scene.today
        judges = scene.verdict.intent in JUDGEMENTS and scene.verdict.kind != "unclear"
        plans = speaks_of_a_day(scene.text, scene.today) and not _NO_TIME.search(scene.text)
        return is_later or judges or plans or scene.verdict.alarm is not None

    def beside(self) -> Standing | None:
        return None


def ask(scene: Scene) -> None:
    scene.standing = WaitsForReason(on=scene.today)
    scene.say(Phrase(kind="ask_reason", offers=(Offer(title="no_reason", payload=NoReason(reason=False)),)))
