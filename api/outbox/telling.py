"""What people are told without having asked just now. To whom is decided once; what, only when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import calendar_of
from api.clock import today_in_oslo
from api.database import utc_now
from api.dialogue.payloads import ReminderDone, Snooze, SpeakOf, wire
from api.engine.schema import Language
from api.outbox.models import ChatReference, Outgoing
from api.outbox.repository import OutboxRepository
from api.people.actor import Actor
from api.people.mail import MailAddresses
from api.people.repository import PeopleRepository
from api.reminders.service import DueTask, RemindersService, is_time, next_school_day
from api.settings import MAIL_CHANNEL, Settings

DUE = "due"  # says what is due, about a day
CODE = "code"  # says what proves that an address is somebody's
LOOKED_UP = (DUE, CODE)


@dataclass(frozen=True)
class Buttons:
    """What the buttons under a line mean. `snoozes`: the days it can be put off to."""

    done: str
    speak_of: str
    snoozes: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class DueTold:
    """What somebody is reminded of. `school` names another one than the chat acts for: there are no buttons then."""

    label: str
    text: str
    due_on: date
    buttons: Buttons | None
    school: str | None = None


@dataclass(frozen=True)
class Told:
    """What is told at the time it is sent, in the language the person reads then."""

    language: Language
    due: tuple[DueTold, ...] = ()
    code: str | None = None


class TellingService:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.outbox = OutboxRepository(session)
        self.people = PeopleRepository(session)
        self.addresses = MailAddresses(session)
        self.reminders = RemindersService(session)

    async def remind_today(self, channels: Sequence[str], now: datetime) -> int:
        """Owes everybody who has asked for it what is due, by the first channel that reaches them: once on a school day, within its hours.

        However many do this at once, a person's row lets one of them pass.
        """
        if not is_time(self.settings, now):
            return 0
        day, reminding, owed = today_in_oslo(self.settings), self.reminders.reminders, 0
        for person in await reminding.left(day):
            reference = await self._reached(person, channels)
            if reference is None or not await reminding.consider(person, day):
                continue
            if _at_school(await self.people.actors_of(person, day), day):
                owed += await self.outbox.put(reference.id, f"{DUE}:{day}", says=DUE)
        return owed

    async def looked_up(self, one: Outgoing, reference: ChatReference) -> Told | None:
        """What there is to tell now. None when it is done meanwhile, put off, out of reach, proved, or too late in the day."""
        day = today_in_oslo(self.settings)
        actors = await self.people.actors_of(reference.person_id, day)
        if not actors:
            return None
        told = Told(actors[0].language)
        if one.says == CODE:
            code = await self.addresses.make_code(reference.person_id, reference.chat)
            return Told(told.language, code=code) if code else None
        is_late = one.about != f"{DUE}:{day}" or not is_time(self.settings, utc_now())
        if (
            is_late
            or not await self.reminders.reminders.is_on(reference.person_id)
            or not await self._reaches(reference)
        ):
            return None
        due = await self._due(actors, day, shows=reference.channel != MAIL_CHANNEL)
        return Told(told.language, due=due) if due else None

    async def _reached(self, person: UUID, channels: Sequence[str]) -> ChatReference | None:
        """Where somebody is written to."""
        for channel in channels:
            found = await self.outbox.latest(channel, person)
            if found is not None and await self._reaches(found):
                return found
        return None

    async def _reaches(self, reference: ChatReference) -> bool:
        """An address is written to once it is proved, as long as it is the person's and not refused."""
        if reference.channel != MAIL_CHANNEL:
            return True
        found = await self.addresses.of(reference.person_id)
        return found is not None and found.address == reference.chat and found.confirmed_at is not None

    async def _due(self, actors: Sequence[Actor], day: date, *, shows: bool) -> tuple[DueTold, ...]:
        """In the cases of every school that has school on that day; the chat acts for the first one. What is due first is at the head."""
        found = []
        for actor in _at_school(actors, day):
            tomorrow = next_school_day(actor, day)
            school = None if actor is actors[0] else actor.school.name
            for task in await self.reminders.due(actor, day, tomorrow, shows=shows):
                buttons = _buttons(task, actor, day) if school is None else None
                text = task.text.in_(actor.language)
                found.append(DueTold(task.label, text, task.due_on, buttons, school))
        return tuple(sorted(found, key=lambda one: one.due_on))


def _at_school(actors: Sequence[Actor], day: date) -> Sequence[Actor]:
    return [actor for actor in actors if calendar_of(actor.school).is_school_day(day)]


def _buttons(task: DueTask, actor: Actor, day: date) -> Buttons:
    days = dict.fromkeys((next_school_day(actor, day), next_school_day(actor, day + timedelta(days=6))))
    return Buttons(
        done=wire(ReminderDone(in_case=task.case, done=task.task, placed=task.place)),
        speak_of=wire(SpeakOf(case=task.case)),
        snoozes=tuple((until, wire(Snooze(in_case=task.case, snooze=task.task, until=until))) for until in days),
    )
