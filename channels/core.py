"""What every channel does with a message: clean, store as a turn, run the bot in order, deliver. Exactly once."""

from __future__ import annotations

import asyncio
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

import structlog

from api.conversations.schemas import LONGEST_TEXT, Message, StoredTurn, TurnIn, WaitingTurn
from api.engine.schema import Language
from api.people.actor import Origin
from channels.backend import Backend, Hurried, NotStored, Refused
from channels.bot import Bot, BotUnavailable

log = structlog.get_logger(__name__)

Status = Literal["answered", "stored", "refused", "not_stored"]


@dataclass(frozen=True)
class Incoming:
    """A message with the person who sent it, as the channel has authenticated them."""

    subject: str
    source: Origin
    key: str
    message_id: str
    text: str
    payload: str | None = None
    today: date | None = None
    school: str | None = None
    address: str | None = None

    @property
    def who(self) -> tuple[str, str]:
        return self.source.issuer, self.subject


@dataclass(frozen=True)
class Delivery:
    """What goes back. `reason` names the channel's own sentence when the bot has none; `messages` is then empty."""

    status: Status
    language: Language
    messages: tuple[Message, ...] = ()
    reason: str | None = None
    retry_after: int | None = None  # seconds


class Courier:
    """Carries messages to the api and the bot. Turns of one conversation are run one at a time, in the order they came."""

    def __init__(self, backend: Backend, bot: Bot) -> None:
        self._backend = backend
        self._bot = bot
        self._languages: dict[tuple[str, str], Language] = {}  # only to speak rightly when the api is away
        self._order: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def deliver(self, incoming: Incoming) -> Delivery:
        """Raises `Stranger` when the subject may not speak here."""
        text = clean(incoming.text)
        if not text or len(text) > LONGEST_TEXT:
            return await self._without_turn(incoming, "refused", "too_long" if text else "empty")
        turn = TurnIn(
            subject=incoming.subject,
            key=incoming.key,
            message_id=incoming.message_id,
            text=text,
            payload=incoming.payload,
            today=incoming.today,
            school=incoming.school,
        )
        try:
            stored = await self._backend.store(turn, incoming.source, incoming.address)
        except Hurried as hurried:
            delivery = await self._without_turn(incoming, "not_stored", "too_many")
            return replace(delivery, retry_after=hurried.retry_after)
        except Refused as refused:
            return await self._without_turn(incoming, "refused", refused.reason)
        except NotStored as error:
            log.error("turn.not_stored", error=str(error))
            return await self._without_turn(incoming, "not_stored", "not_stored")
        self._languages[incoming.who] = stored.turn.language
        if stored.reply is not None:
            return Delivery("answered", stored.turn.language, tuple(stored.reply))
        return await self._answer(turn, incoming, stored)

    async def _without_turn(self, incoming: Incoming, status: Status, reason: str) -> Delivery:
        """Nothing was stored, so the channel itself speaks: in the person's language, as far as it can be known."""
        language = self._languages.get(incoming.who)
        if language is None:
            try:
                language = await self._backend.language(incoming.subject, incoming.source)
                self._languages[incoming.who] = language
            except NotStored:
                language = "nb"
        return Delivery(status, language, reason=reason)

    async def _answer(self, turn: TurnIn, incoming: Incoming, stored: StoredTurn) -> Delivery:
        mine = stored.turn
        try:
            order = self._order[mine.conversation]
            behind_others = order.locked() or stored.earlier_unanswered
            async with order:
                for waiting in await self._backend.waiting(mine.conversation) if behind_others else [mine]:
                    messages = await self._run(waiting)
                    if waiting.id == mine.id:
                        return Delivery("answered", mine.language, tuple(messages))
            # Another message's walk through the queue has answered this one: the reply lies on the turn.
            reply = (await self._backend.again(turn, incoming.source)).reply
            if reply is not None:
                return Delivery("answered", mine.language, tuple(reply))
        except (BotUnavailable, NotStored) as error:
            log.error("turn.unanswered", turn=str(mine.id), error=str(error))
        return Delivery("stored", mine.language, reason="stored" if self._bot.was_ready else "starting")

    async def _run(self, turn: WaitingTurn) -> list[Message]:
        return await self._backend.note_reply(turn.id, await self._bot.run(turn))

    async def catch_up(self) -> int:
        """Runs every turn that has no reply yet, such as those of a crash. Returns how many got one.

        A conversation whose turn fails waits for the next time; the others do not wait for it.
        """
        answered = 0
        for conversation in await self._backend.behind():
            async with self._order[conversation]:
                try:
                    for turn in await self._backend.waiting(conversation):
                        await self._run(turn)
                        answered += 1
                except (BotUnavailable, NotStored) as error:
                    log.warning("turns.wait", conversation=str(conversation), error=str(error))
        return answered


def clean(text: str) -> str:
    """Without control characters (which a terminal or a database may take for commands) and invisible padding."""
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")
    )
    visible = any(unicodedata.category(character)[0] not in "ZC" for character in kept)
    return kept.strip() if visible else ""
