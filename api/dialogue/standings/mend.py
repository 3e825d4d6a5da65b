"""A yes or no to taking back what was recorded, or to what is to stand in its place. The question names both."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import naming, undoing
from api.dialogue.acts import (
    AttemptEntered,
    MendProposed,
    NoteKept,
    OfCase,
    Offer,
    Phrase,
    PlanEntered,
    Private,
    TaskName,
)
from api.dialogue.payloads import Mend, Payload
from api.dialogue.reading.agreeing import wants_otherwise
from api.dialogue.reading.days import read_day
from api.dialogue.reading.mending import replaced_figure
from api.dialogue.reading.undoing import is_undo
from api.dialogue.scene import Scene, name_of
from api.dialogue.standings import decision as decisions
from api.dialogue.standings import period
from api.dialogue.standings.day import record_tick, set_own_date
from api.dialogue.standings.stays import YesOrNo
from api.engine.commands import Attempt, PlanDay, TakeBack, WriteNote
from api.engine.schema import Decision, Outcome
from api.errors import NotFound
from api.wording import choosing

Place = Literal["tick", "attempt", "plan", "date", "outcome", "figure", "case"]


class WaitsForMend(YesOrNo):
    """`entries` no longer count on a yes. What comes in their `place`: the task or the date of a deadline `on` another day, the
    other `outcome` of a decision, the note with the figure that `turn` told, or nothing. The note of a turn `before` moves `to`
    another case.
    """

    kind: Literal["mend"] = "mend"
    turn: UUID
    entries: tuple[int, ...]
    place: Place | None = None
    task: str | None = None
    deadline: str | None = None
    on: date | None = None
    decision: str | None = None
    outcome: str | None = None
    before: UUID | None = None
    to: UUID | None = None

    def is_there(self, case: OpenedCase, today: date) -> bool:
        return any(case.file.counts(entry) for entry in self.entries)

    async def put(self, scene: Scene) -> None:
        yes = Offer(title="yes", payload=Mend(mend=self.turn, put_right=True))
        no = Offer(title="let_stand", payload=Mend(mend=self.turn, put_right=False))
        other = await self._other(scene)
        outcome = self._outcome(scene)
        figure = await self._figure(scene)
        scene.say(
            MendProposed(
                case=scene.name,
                what=tuple(undoing.named(scene.opened, self.entries)),
                stands=self._stands(scene),
                on=self.on,
                to=name_of(other) if other is not None else None,
                outcome=outcome[1].text if outcome is not None else None,
                words=Private(private=figure) if figure else None,
                offers=(yes, no),
            )
        )

    async def before_all(self, scene: Scene) -> bool:
        """“Ja, men mandag 14.” is no yes to the proposed day: it is put anew with the other one. The words are kept."""
        named = self._named_otherwise(scene) if scene.turn.payload is None and self.here(scene) is not None else None
        if named is None:
            return await super().before_all(scene)
        await scene.note()
        scene.say(NoteKept(case=scene.name))
        await self.model_copy(update={"on": named}).ask(scene)
        return True

    def _named_otherwise(self, scene: Scene) -> date | None:
        if self.on is None or scene.verdict.kind == "acute" or not wants_otherwise(scene.text):
            return None
        ahead = self.place in ("plan", "date")
        named = read_day(scene.text, scene.today, side="future" if ahead else "past")
        if named is None or named == self.on or (named < scene.today if ahead else named > scene.today):
            return None
        return named

    def _stands(self, scene: Scene) -> date | None:
        """The day that is recorded now."""
        facts = [fact for entry in self.entries for fact in scene.opened.file.recorded_by(entry)[0]]
        return next((fact.on or fact.occurred_on for fact in facts), None) if self.on else None

    async def _other(self, scene: Scene) -> OpenedCase | None:
        try:
            return await scene.load(self.to) if self.to is not None else None
        except NotFound:
            return None

    def _outcome(self, scene: Scene) -> tuple[Decision, Outcome] | None:
        found = [one for level in scene.opened.routine.levels for one in level.decisions if one.id == self.decision]
        return next(((one, way) for one in found for way in one.outcomes if way.id == self.outcome), None)

    async def _figure(self, scene: Scene) -> str | None:
        """What the note is to say, with the figure put right."""
        if self.place != "figure":
            return None
        turn = scene.turn if scene.turn.id == self.turn else await scene.records.earlier(self.turn)
        notes = [note for entry in self.entries for note in scene.opened.file.recorded_by(entry)[1]]
        return replaced_figure(turn.text, notes[0].text or "") if turn is not None and notes else None

    def typed(self, scene: Scene) -> bool | None:
        """“Ja ta det tilbake” is a yes, where that is what is asked."""
        if self.place is None and is_undo(re.sub(r"^\W*(?:ja|jo|jau|ok)\W+", "", scene.text, flags=re.IGNORECASE)):
            return True
        return super().typed(scene)

    def pressed(self, payload: Payload | None, place: str) -> bool | None:
        return payload.put_right if isinstance(payload, Mend) and payload.mend == self.turn else None

    async def answered(self, scene: Scene, *, agreed: bool) -> None:
        if agreed:
            await self._carry_out(scene)
        else:
            scene.say(Phrase(kind="let_be"))
            _go_on(scene)

    async def _carry_out(self, scene: Scene) -> None:
        figure = await self._figure(scene)
        if self.place == "case" and self.before is not None and self.to is not None:
            if not await naming.move(scene, self.before, self.to):
                _go_on(scene)
        elif self.place is None:
            await undoing.take_back(scene, {scene.opened.case.id: self.entries})
        elif await self._taken_back(scene):
            await self._put_in_place(scene, figure)

    async def _taken_back(self, scene: Scene) -> bool:
        """Without a word: what is said names what stands now."""
        for entry in sorted((one for one in self.entries if scene.opened.file.counts(one)), reverse=True):
            if await scene.do(TakeBack(entry=entry)) is None:
                return False
        return True

    async def _put_in_place(self, scene: Scene, figure: str | None) -> None:
        if self.place == "outcome" and self.decision and self.outcome:
            await decisions.decide(scene, self.decision, self.outcome)
            return
        if self.place == "figure" and figure:
            await scene.do(WriteNote(text=figure))
            scene.asked_text = figure
            await period.answer(scene, period.told(scene))
            scene.say(NoteKept(case=scene.name))
            return
        if self.on is not None:
            await self._on_day(scene, self.on)
        if not any(act.kind == "refused" for act in scene.acts):
            _go_on(scene)

    async def _on_day(self, scene: Scene, on: date) -> None:
        if self.place == "date" and self.deadline:
            await set_own_date(scene, self.deadline, on)
        elif self.task is not None and self.place == "tick":
            await record_tick(scene, self.task, on, spelled_out=True)
        elif self.task is not None:
            task = TaskName.of(scene.plan.task(self.task).task)
            if self.place == "attempt" and await scene.do(Attempt(task=self.task, on=on)) is not None:
                scene.say(AttemptEntered(task=task, on=on))
            if self.place == "plan" and await scene.do(PlanDay(task=self.task, on=on)) is not None:
                scene.say(PlanEntered(task=task, pieces=choosing.planned(scene.plan.task(self.task))))


def _go_on(scene: Scene) -> None:
    if scene.plan.is_open:
        decisions.ask_or_go_on(scene)
    else:
        scene.say(OfCase(kind="left_closed", case=scene.name))
