"""What is due, for the one who may see it, at the time it is told. Nothing of it is kept: what is done meanwhile is not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import CaseService, calendar_of, place_of
from api.clock import OSLO
from api.engine.schema import Text
from api.people.actor import Actor
from api.reminders.repository import RemindersRepository
from api.settings import Settings
from api.wording import choosing


@dataclass(frozen=True)
class DueTask:
    """A task of a case. `place` is the case, level and round it is open in: elsewhere it is another thing."""

    case: UUID
    label: str
    place: str
    task: str
    text: Text
    due_on: date


def is_time(settings: Settings, now: datetime) -> bool:
    """Whether people are written to at this hour in Oslo."""
    return settings.reminders_from <= now.astimezone(OSLO).hour < settings.reminders_until


def next_school_day(actor: Actor, day: date) -> date:
    return calendar_of(actor.school).on_or_after(day + timedelta(days=1))


class RemindersService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.reminders = RemindersRepository(session)

    async def due(self, actor: Actor, today: date, until: date, *, shows: bool = True) -> Sequence[DueTask]:
        """What is due until then in the person's own cases and was not put off, what is due first at the head.

        When it `shows` them, that is written down, as of a list.
        """
        if actor.is_admin:
            return ()
        cases = CaseService(self.session, actor)
        later = await self.reminders.snoozed(actor.person.id, today)
        found, shown = [], []
        for one in await cases.list(today):
            for state, day in choosing.pressing(one.plan, until):
                task = state.task
                if later.get((one.case.id, task.id)) != day:
                    place = place_of(one.case.id, one.plan)
                    found.append(DueTask(one.case.id, one.case.label, place, task.id, task.text, day))
                    shown.append(one.case)
        if shows:
            cases.saw(shown, "list")
        return sorted(found, key=lambda task: task.due_on)
