"""The outbox: a message comes in and its reply is owed in one step; what is owed leaves once, in order, by whoever has claimed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from api.clock import real_day, today_in_oslo
from api.conversations.repository import ConversationRepository
from api.conversations.schemas import Message, StoredTurn, TurnIn
from api.conversations.service import ConversationService
from api.database import utc_now
from api.dialogue.payloads import NOWHERE
from api.engine.schema import Language
from api.errors import NotFound
from api.outbox.models import ChatReference
from api.outbox.repository import OutboxRepository
from api.outbox.telling import CODE, LOOKED_UP, LookedUp, TellingService
from api.people.actor import Actor, Origin
from api.people.mail import MailAddresses
from api.people.service import PeopleService
from api.settings import MAIL_CHANNEL, Settings

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds
GIVEN_UP_AFTER = timedelta(days=1)
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
class ToSend:
    """What was claimed: the reply of the `number`th turn, or a sentence by its name. `perhaps_again`: it may have arrived before.

    `replaces` is what was pressed, `card` what waits for an answer there, `edit` the turn that is a new version of an earlier message.
    `told` is what was looked up for a sentence that needs it.
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
    today: date | None = None
    told: LookedUp | None = None


class OutboxService:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.outbox = OutboxRepository(session)
        self.addresses = MailAddresses(session)

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

    async def prove_address(self, actor: Actor, address: str) -> None:
        """Owes the person a code at the address they have given, in place of any before it. Raises `TooManyCodes`."""
        number = await self.addresses.give(actor.person.id, address)
        await self.outbox.leave(MAIL_CHANNEL, actor.person.id, but=address)
        reference = await self.outbox.seen(
            ChatReference(
                channel=MAIL_CHANNEL,
                person_id=actor.person.id,
                service_url="",
                chat=address,
                bot="",
                account="",
                language=actor.language,
            )
        )
        await self.outbox.put(reference.id, f"{CODE}:{real_day()}:{number}", says=CODE)

    async def take_address_away(self, person: UUID) -> None:
        """Nothing is sent there any more."""
        await self.addresses.take_away(person)
        await self.outbox.leave(MAIL_CHANNEL, person)

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
        told = (
            await TellingService(self.session, self.settings).looked_up(one, reference)
            if one.says in LOOKED_UP
            else None
        )
        if one.says in LOOKED_UP and told is None:
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
            language=told.language if told is not None else _language(reference),
            messages=messages,
            says=one.says,
            number=number,
            replaces=one.replaces,
            card=reference.card,
            perhaps_again=claimed.unsure > 0,
            edit=one.turn_id if one.about.startswith(EDIT) else None,
            today=today_in_oslo(self.settings),
            told=told,
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
        """It never will be. An address that takes nothing gets nothing more, and its person sees that."""
        log.warning("outgoing.refused", outgoing=str(one.id))
        found = await self.outbox.read(one.id)
        if await self.outbox.end(one.id, holder, "refused") and found is not None and found[1].channel == MAIL_CHANNEL:
            await self.addresses.refuse(found[1].person_id, found[1].chat)

    async def later(self, one: ToSend, holder: str, retry_after: float | None, *, unsure: bool) -> None:
        """After so many seconds, or each time twice as long."""
        found = await self.outbox.read(one.id)
        tries = found[0].tries if found else 0
        pause = retry_after if retry_after is not None else min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
        await self.outbox.wait(one.id, holder, utc_now() + timedelta(seconds=pause), unsure=unsure)


def _language(reference: ChatReference) -> Language:
    return "nn" if reference.language == "nn" else "nb"
