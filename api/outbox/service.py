"""The outbox: a message comes in and its reply is owed in one step; what is owed leaves once, in order, by whoever has claimed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import calendar_of
from api.clock import today_in_oslo
from api.conversations.repository import ConversationRepository
from api.conversations.schemas import Message, StoredTurn, TurnIn
from api.conversations.service import ConversationService
from api.database import utc_now
from api.dialogue.payloads import NOWHERE, ReminderDone, Snooze, SpeakOf, wire
from api.engine.schema import Language
from api.errors import NotFound
from api.outbox.models import ChatReference, Outgoing
from api.outbox.repository import OutboxRepository
from api.people.actor import Origin
from api.people.repository import PeopleRepository
from api.people.service import PeopleService
from api.reminders.service import RemindersService, is_time, next_school_day
from api.settings import Settings

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds
GIVEN_UP_AFTER = timedelta(days=1)
DUE = "due"  # says what is due, about a day
EDIT = "edit:"  # what is about a new version of a message, before the id of its turn
SENT_AGAIN = 1  # times, when nobody knows whether it has arrived


@dataclass(frozen=True)
class ChatPlace:
    """Where somebody has written from, as their channel names it."""

    service_url: str
    chat: str
    bot: str
    account: str


@dataclass(frozen=True)
class DueTold:
    """What somebody is reminded of, and what its buttons mean. `snoozes`: the days it can be put off to."""

    label: str
    text: str
    due_on: date
    done: str
    speak_of: str
    snoozes: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class ToSend:
    """What was claimed: the reply of the `number`th turn, or a sentence by its name. `perhaps_again`: it may have arrived before.

    `replaces` is what was pressed, `card` what waits for an answer there, `edit` the turn that is a new version of an earlier message.
    """

    id: UUID
    reference: UUID
    place: ChatPlace
    language: Language
    messages: tuple[Message, ...] = ()
    says: str | None = None
    number: int = 0
    replaces: str | None = None
    card: str | None = None
    perhaps_again: bool = False
    edit: UUID | None = None
    due: tuple[DueTold, ...] = ()
    today: date | None = None


class OutboxService:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.outbox = OutboxRepository(session)

    async def take_in(
        self,
        turn: TurnIn,
        source: Origin,
        place: ChatPlace,
        *,
        pressed: str | None = None,
        answers: int | None = None,
        is_edit: bool = False,
    ) -> StoredTurn:
        """Stores the message as a turn and owes its reply. Raises as `ConversationService.store` does.

        `answers` is the turn whose card was filled in: when the conversation has gone on since, the words are kept and what stands
        comes again, since they would answer another question. So it is with an edit: it is offered as a new version, and does nothing.
        """
        conversations = ConversationService(self.session, self.settings)
        if is_edit or (answers is not None and await conversations.last_turn(turn, source) != answers):
            turn = turn.model_copy(update={"payload": NOWHERE})
        stored = await conversations.store(turn, source)
        reference = await self._seen(turn.subject, source, place)
        about = f"{EDIT if is_edit else 'turn:'}{stored.turn.id}"
        await self.outbox.put(reference.id, about, turn=stored.turn.id, replaces=pressed)
        return stored

    async def words_of(self, subject: str, source: Origin, turn: UUID) -> str | None:
        """What somebody wrote in a turn of theirs on this channel; None for any other. Raises `NotFound` for a stranger."""
        actor = await PeopleService(self.session).actor(subject, issuer=source.issuer)
        conversations = ConversationRepository(self.session)
        for conversation in await conversations.of_actor(actor):
            found = await conversations.earlier(conversation, turn) if conversation.channel == source.channel else None
            if found is not None:
                return found.text
        return None

    async def owe(self, subject: str, source: Origin, place: ChatPlace, about: str, says: str) -> None:
        """A sentence of the channel's own. Raises `NotFound` for a stranger."""
        reference = await self._seen(subject, source, place)
        await self.outbox.put(reference.id, about, says=says)

    async def welcome(self, subject: str, source: Origin, place: ChatPlace) -> None:
        """Once, however often it is put in. Raises `NotFound` for a stranger."""
        reference = await self._seen(subject, source, place)
        if await self.outbox.welcome(reference.id):
            await self.outbox.put(reference.id, "welcome", says="welcome")

    async def _seen(self, subject: str, source: Origin, place: ChatPlace) -> ChatReference:
        actor = await PeopleService(self.session).actor(subject, issuer=source.issuer)
        if actor.is_admin:
            raise NotFound
        return await self.outbox.seen(
            ChatReference(
                channel=source.channel,
                person_id=actor.person.id,
                service_url=place.service_url,
                chat=place.chat,
                bot=place.bot,
                account=place.account,
                language=actor.language,
            )
        )

    async def claim(self, outgoing: UUID, holder: str) -> ToSend | None:
        """None when there is nothing to send: somebody else does, or it was sent as often as it may be."""
        claimed = await self.outbox.claim(outgoing, holder, utc_now())
        found = await self.outbox.read(outgoing) if claimed is not None else None
        if claimed is None or found is None:
            return None
        one, reference = found
        if claimed.unsure > SENT_AGAIN or utc_now() - one.made_at > GIVEN_UP_AFTER:
            log.error("outgoing.lost", outgoing=str(outgoing), tries=claimed.tries, unsure=claimed.unsure)
            await self.outbox.end(outgoing, holder, "lost")
            return None
        if claimed.unsure:
            log.warning("outgoing.perhaps_again", outgoing=str(outgoing))
        due = await self._due(one, reference) if one.says == DUE else ()
        if one.says == DUE and not due:  # done meanwhile, put off, out of reach, or too late in the day
            await self.outbox.end(outgoing, holder, "refused")
            return None
        again = claimed.tries > 0 or claimed.unsure > 0
        try:
            number, messages = await self._reply(one.turn_id, again=again) if one.turn_id is not None else (0, ())
        except NotFound:  # who has left is written to no more
            await self.outbox.end(outgoing, holder, "refused")
            return None
        return ToSend(
            id=one.id,
            reference=reference.id,
            place=ChatPlace(reference.service_url, reference.chat, reference.bot, reference.account),
            language=_language(reference),
            messages=messages,
            says=one.says,
            number=number,
            replaces=one.replaces,
            card=reference.card,
            perhaps_again=claimed.unsure > 0,
            edit=one.turn_id if one.about.startswith(EDIT) else None,
            due=due,
            today=today_in_oslo(self.settings),
        )

    async def remind_today(self, channel: str, now: datetime) -> int:
        """Owes everybody who has asked for it, and is reached by the channel, what is due: once on a school day, within its hours.

        What is due is looked up when it is sent. However many do this at once, a person's row lets one of them pass.
        """
        if not is_time(self.settings, now):
            return 0
        day, reminders, owed = today_in_oslo(self.settings), RemindersService(self.session).reminders, 0
        for person in await reminders.left(day):
            reference = await self.outbox.latest(channel, person)
            if reference is None or not await reminders.consider(person, day):
                continue
            actor = await PeopleRepository(self.session).actor_of(person, day)
            if actor is not None and calendar_of(actor.school).is_school_day(day):
                owed += await self.outbox.put(reference.id, f"{DUE}:{day}", says=DUE)
        return owed

    async def _due(self, one: Outgoing, reference: ChatReference) -> tuple[DueTold, ...]:
        """What the person is to be told just now; nothing once the day or its hours are over."""
        today, reminders = today_in_oslo(self.settings), RemindersService(self.session)
        actor = await PeopleRepository(self.session).actor_of(reference.person_id, today)
        is_on = await reminders.reminders.is_on(reference.person_id)
        if actor is None or not is_on or one.about != f"{DUE}:{today}" or not is_time(self.settings, utc_now()):
            return ()
        tomorrow = next_school_day(actor, today)
        in_a_week = next_school_day(actor, today + timedelta(days=6))
        days = dict.fromkeys((tomorrow, in_a_week))
        return tuple(
            DueTold(
                label=task.label,
                text=task.text.in_(_language(reference)),
                due_on=task.due_on,
                done=wire(ReminderDone(in_case=task.case, done=task.task, placed=task.place)),
                speak_of=wire(SpeakOf(case=task.case)),
                snoozes=tuple((day, wire(Snooze(in_case=task.case, snooze=task.task, until=day))) for day in days),
            )
            for task in await reminders.due(actor, today, tomorrow)
        )

    async def _reply(self, turn_id: UUID, *, again: bool) -> tuple[int, tuple[Message, ...]]:
        number, messages = await ConversationService(self.session, self.settings).reply_to(turn_id, again=again)
        return number, tuple(messages)

    async def sent(self, one: ToSend, holder: str, sent_as: str, *, waits: bool) -> None:
        """It has arrived under that id. `waits`: it asks for an answer; the card that did so before becomes a line."""
        if not await self.outbox.end(one.id, holder, "sent", sent_as):
            return
        if waits and one.card and one.card != sent_as:
            await self.outbox.put(one.reference, f"moved:{one.card}:{one.number}", says="moved", replaces=one.card)
        if waits and one.card != sent_as:
            await self.outbox.stands(one.reference, sent_as)
        elif not waits and one.card and one.card == sent_as and one.says is None:
            await self.outbox.stands(one.reference, None)

    async def not_taken(self, one: ToSend, holder: str) -> None:
        log.warning("outgoing.refused", outgoing=str(one.id))
        await self.outbox.end(one.id, holder, "refused")

    async def later(self, one: ToSend, holder: str, retry_after: float | None, *, unsure: bool) -> None:
        """After so many seconds, or each time twice as long."""
        found = await self.outbox.read(one.id)
        tries = found[0].tries if found else 0
        pause = retry_after if retry_after is not None else min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
        await self.outbox.wait(one.id, holder, utc_now() + timedelta(seconds=pause), unsure=unsure)


def _language(reference: ChatReference) -> Language:
    return "nn" if reference.language == "nn" else "nb"
