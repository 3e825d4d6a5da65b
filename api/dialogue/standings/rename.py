"""What a case is to be called instead: asked for, proposed, and changed after a yes."""

from __future__ import annotations

from typing import Literal, Self
from uuid import UUID

from api.dialogue.acts import LabelRefused, OfCase, Offer, Private, RenameProposed
from api.dialogue.payloads import Payload, RenameCase
from api.dialogue.reading.agreeing import says_no, says_yes
from api.dialogue.reading.judge import FEW, words
from api.dialogue.reading.labels import asked_label, clean_label, same_label
from api.dialogue.reading.pupils import Introduces
from api.dialogue.reading.renaming import new_name
from api.dialogue.scene import Scene, name_of
from api.dialogue.standings.stays import AGAIN, Stays
from api.engine.commands import Rename
from api.privacy import label_problem


class WaitsForRename(Stays):
    """`told` is the turn that says the new label; without it the label is asked for.

    Other words are dealt with as if it did not stand, and then it is put again, twice.
    """

    waits_for_words = True

    kind: Literal["rename"] = "rename"
    told: UUID | None = None

    async def ask_again(self, scene: Scene) -> None:
        label = await self._label(scene)
        if label is None:
            scene.say(OfCase(kind="ask_new_label", case=scene.name))
        else:
            _propose(scene, label)

    def here(self, scene: Scene) -> Self | None:
        settled = any(act.kind in ("case_renamed", "name_kept") for act in scene.acts)
        return None if settled or not self.is_its_case(scene) or self.reminded >= AGAIN else self

    async def put_again(self, scene: Scene) -> None:
        scene.standing = self.model_copy(update={"reminded": self.reminded + 1})
        await self.ask_again(scene)

    def hears_pupils(self, brings_in: Introduces) -> bool:
        return False

    async def before_all(self, scene: Scene) -> bool:
        if scene.turn.payload is not None:
            return False
        scene.standing = None
        if self.told is not None and (says_yes(scene.text) or says_no(scene.text)):
            await self._agreed(scene, says_yes(scene.text))
            return True
        label = _said(scene.text)
        if label is None or words(scene.text) > FEW or label_problem(label) not in (None, "name"):
            return False
        await propose(scene, label)
        return True

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if not isinstance(payload, RenameCase) or self.told is None:
            return False
        scene.standing = None
        await self._agreed(scene, payload.rename)
        return True

    async def _agreed(self, scene: Scene, agreed: bool) -> None:
        label = await self._label(scene)
        if agreed and label is not None and await scene.do(Rename(label=label)) is not None:
            scene.say(OfCase(kind="case_renamed", case=scene.name))
        else:
            scene.say(OfCase(kind="name_kept", case=scene.name))

    async def _label(self, scene: Scene) -> str | None:
        told = await scene.records.earlier(self.told) if self.told is not None else None
        return _said(told.text) if told is not None else None


def _said(text: str) -> str | None:
    return new_name(text) or asked_label(text) or clean_label(text) or None


async def begin(scene: Scene) -> None:
    """Of the case spoken of: proposes the label that is said, or asks for it."""
    label = new_name(scene.text)
    if label is None:
        scene.standing = WaitsForRename().put_now(scene)
        scene.say(OfCase(kind="ask_new_label", case=scene.name))
    else:
        await propose(scene, label)


async def propose(scene: Scene, label: str) -> None:
    """Unless it cannot be used: then it says why, and asks for another."""
    if same_label(label, scene.opened.case.label):  # “kall han KM”, just after the case was begun so
        scene.say(OfCase(kind="name_kept", case=scene.name))
        return
    problem = label_problem(label)
    own = scene.opened.case.id
    alike = [
        one for one in await scene.cases.list(scene.today) if one.case.id != own and same_label(one.case.label, label)
    ]
    taken = next((one for one in alike if one.plan.is_open), None)
    if problem is not None or taken is not None:
        scene.standing = WaitsForRename().put_now(scene)
        scene.say(
            LabelRefused(problem=problem)
            if taken is None and problem
            else OfCase(kind="name_taken", case=name_of(taken or scene.opened))
        )
        return
    scene.standing = WaitsForRename(told=scene.turn.id).put_now(scene)
    _propose(scene, label)


def _propose(scene: Scene, label: str) -> None:
    yes = Offer(title="yes", payload=RenameCase(rename=True))
    no = Offer(title="keep_name", payload=RenameCase(rename=False))
    scene.say(RenameProposed(case=scene.name, label=Private(private=label), offers=(yes, no)))
