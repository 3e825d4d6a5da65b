"""What people are told without having asked just now. To whom is decided once; what, only when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.figures import FEWEST, figures_of
from api.cases.schemas import CaseLine
from api.cases.service import CaseService, calendar_of
from api.cases.views import case_line, level_in_words
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
DIGEST = "digest"  # says what the lines of a school are, about the school and a day
LOOKED_UP = (DUE, CODE, DIGEST)


ANY_DAY = date.max  # stands for a day that is chosen on the card


@dataclass(frozen=True)
class Buttons:
    """What the buttons under a line mean. `snoozes`: the days it can be put off to; `any_day` has `ANY_DAY` for the one that is chosen."""

    done: str
    speak_of: str
    snoozes: tuple[tuple[date, str], ...]
    any_day: str


@dataclass(frozen=True)
class DueTold:
    """What somebody is reminded of. `school` names another one than the chat acts for: there are no buttons then."""

    label: str
    text: str
    due_on: date
    buttons: Buttons | None
    school: str | None = None


@dataclass(frozen=True)
class SchoolTold:
    """The lines of a school's open cases, as a leader's page has them, and how many are on which level where it has figures.

    `count`: how many open ones there are, unless they are few enough to be known.
    """

    school: str
    lines: tuple[str, ...]
    figures: tuple[tuple[str, int], ...]
    count: int | None


@dataclass(frozen=True)
class LookedUp:
    """What is told at the time it is sent, in the language the person reads then."""

    language: Language
    due: tuple[DueTold, ...] = ()
    code: str | None = None
    school: SchoolTold | None = None


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

    async def remind_leaders(self, channels: Sequence[str], now: datetime) -> int:
        """Owes the leaders who have asked for it the lines of their school, on the first school day of the week, within its hours."""
        if not is_time(self.settings, now):
            return 0
        day, reminding, owed = today_in_oslo(self.settings), self.reminders.reminders, 0
        monday = day - timedelta(days=day.weekday())
        for person, school in await reminding.digests_left(monday):
            leader = _leader(await self.people.actors_of(person, day), school)
            if leader is None or calendar_of(leader.school).on_or_after(monday) != day:
                continue
            reference = await self._reached(person, channels)
            if reference is not None and await reminding.take_week(person, school, monday):
                owed += await self.outbox.put(reference.id, f"{DIGEST}:{school}:{day}", says=DIGEST)
        return owed

    async def looked_up(self, one: Outgoing, reference: ChatReference) -> LookedUp | None:
        """What there is to tell now. None when it is done meanwhile, put off, out of reach, proved, or too late in the day."""
        day = today_in_oslo(self.settings)
        actors = await self.people.actors_of(reference.person_id, day)
        if not actors:
            return None
        language, shows = actors[0].language, reference.channel != MAIL_CHANNEL
        if one.says == CODE:
            code = await self.addresses.make_code(reference.person_id, reference.chat)
            return LookedUp(language, code=code) if code else None
        is_today = one.about.endswith(f":{day}") and is_time(self.settings, utc_now())
        if not is_today or not await self._reaches(reference):
            return None
        if one.says == DIGEST:
            named = one.about.removeprefix(f"{DIGEST}:").removesuffix(f":{day}")
            school = await self._school(actors, named, day, shows=shows)
            return LookedUp(language, school=school) if school is not None else None
        is_on = await self.reminders.reminders.is_on(reference.person_id)
        due = await self._due(actors, day, shows=shows) if is_on else ()
        return LookedUp(language, due=due) if due else None

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
                text = task.text.in_(actors[0].language)
                found.append(DueTold(task.label, text, task.due_on, buttons, school))
        return tuple(sorted(found, key=lambda one: one.due_on))

    async def _school(self, actors: Sequence[Actor], school: str, day: date, *, shows: bool) -> SchoolTold | None:
        """None when the person leads the school no longer, wants it no longer, or there is no open case."""
        leader = _leader(actors, school)
        if leader is None or not await self.reminders.reminders.wants_digest(leader.person.id, school):
            return None
        cases = CaseService(self.session, leader)
        plans = [plan for plan in await cases.figures(day) if plan.is_open]
        listed = [one for one in await cases.lines(day, shows=shows) if one.plan.is_open]
        if not plans:
            return None
        places = {plan.level.id: level_in_words(plan, actors[0].language) for plan in plans}
        has_figures = (await cases.access()).leaders_see == "figures"
        figures = [(places[one.level], one.cases) for one in figures_of(plans)] if has_figures else []
        return SchoolTold(
            school=leader.school.name,
            lines=tuple(_line(case_line(one, actors[0].language)) for one in listed),
            figures=tuple(figures),
            count=len(plans) if len(plans) >= FEWEST else None,
        )


def _leader(actors: Sequence[Actor], school: str) -> Actor | None:
    led = (one for one in actors if one.school.id == school and one.employment.role == "leader")
    return next(led, None)


def _line(line: CaseLine) -> str:
    """What the page shows of it, in one line."""
    return " ".join(filter(None, (f"{line.label}: {line.place}.", line.next, line.when)))


def _at_school(actors: Sequence[Actor], day: date) -> Sequence[Actor]:
    return [actor for actor in actors if calendar_of(actor.school).is_school_day(day)]


def _buttons(task: DueTask, actor: Actor, day: date) -> Buttons:
    days = dict.fromkeys((next_school_day(actor, day), next_school_day(actor, day + timedelta(days=6))))
    return Buttons(
        done=wire(ReminderDone(in_case=task.case, done=task.task, placed=task.place)),
        speak_of=wire(SpeakOf(case=task.case)),
        snoozes=tuple((until, wire(Snooze(in_case=task.case, snooze=task.task, until=until))) for until in days),
        any_day=wire(Snooze(in_case=task.case, snooze=task.task, until=ANY_DAY)),
    )
