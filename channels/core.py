"""What every channel does with a message: clean, store as a turn, run the bot in order, deliver. Exactly once."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

import structlog

from api.conversations.schemas import LONGEST_TEXT, Message, StoredTurn, TurnIn, WaitingTurn
from api.engine.schema import Language
from api.people.actor import Origin
from channels.backend import Backend, Hurried, NotStored, Refused
from channels.bot import Bot, BotUnavailable

log = structlog.get_logger(__name__)

PATIENCE = 25.0  # seconds a message waits for those before it; then its sender asks again
PAUSE = 0.03  # seconds between two looks whether it is its turn
HELD_AGAIN = 2.0  # seconds; a third of what a conversation is held for

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
    """What goes back. `reason` names the channel's own sentence when the bot has none; `messages` is then empty.

    `number` is that of the turn the message has become.
    """

    status: Status
    language: Language
    messages: tuple[Message, ...] = ()
    reason: str | None = None
    retry_after: int | None = None  # seconds
    number: int | None = None


class Courier:
    """Carries messages to the api and the bot. Turns of one conversation are run one at a time, in the order they came.

    Who runs them stands on the conversation in the database, so it is the same with one process and with several. What keeps the
    order when somebody is wrong about it is the api: it decides no turn before the one that came before it.
    """

    def __init__(self, backend: Backend, bot: Bot) -> None:
        self._backend = backend
        self._bot = bot
        self._languages: dict[tuple[str, str], Language] = {}  # only to speak rightly when the api is away

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
            holder = str(uuid4())
            stored = await self._backend.store(turn, incoming.source, incoming.address, holder)
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
            delivery = Delivery("answered", stored.turn.language, tuple(stored.reply))
        else:
            delivery = await self._answer(turn, incoming, stored, holder)
        return replace(delivery, number=stored.turn.number)

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

    async def _answer(self, turn: TurnIn, incoming: Incoming, stored: StoredTurn, holder: str) -> Delivery:
        mine = stored.turn
        try:
            if stored.held:
                async with self._holding(mine.conversation, holder):
                    return Delivery("answered", mine.language, tuple(await self._run(mine)))
            reply = await self._when_it_is_its_turn(mine)
            # Another message's walk through the queue may have answered this one: then the reply lies on the turn.
            reply = reply if reply is not None else (await self._backend.again(turn, incoming.source)).reply
            if reply is not None:
                return Delivery("answered", mine.language, tuple(reply))
        except (BotUnavailable, NotStored) as error:
            log.error("turn.unanswered", turn=str(mine.id), error=str(error))
        return Delivery("stored", mine.language, reason="stored" if self._bot.was_ready else "starting")

    async def _when_it_is_its_turn(self, mine: WaitingTurn) -> list[Message] | None:
        """Waits for who runs the conversation, then runs what came before and the turn itself. None when it is not for us to run."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            holder = str(uuid4())
            waiting = await self._backend.take(mine.conversation, holder)
            if waiting is None:
                await asyncio.sleep(PAUSE)
                continue
            async with self._holding(mine.conversation, holder, leaves_some=True):
                for one in waiting:
                    messages = await self._run(one)
                    if one.id == mine.id:
                        return messages
            return None
        return None

    @asynccontextmanager
    async def _holding(self, conversation: UUID, holder: str, *, leaves_some: bool = False) -> AsyncIterator[None]:
        """Keeps others from running the conversation; what is left without a reply is for them at once, and not after a while."""
        longer = asyncio.create_task(self._hold_longer(conversation, holder))
        try:
            yield
        except BaseException:
            leaves_some = True
            raise
        finally:
            longer.cancel()
            if leaves_some:
                with suppress(NotStored):
                    await self._backend.let_go(conversation, holder)

    async def _hold_longer(self, conversation: UUID, holder: str) -> None:
        while True:
            await asyncio.sleep(HELD_AGAIN)
            with suppress(NotStored):
                await self._backend.hold_longer(conversation, holder)

    async def _run(self, turn: WaitingTurn) -> list[Message]:
        return await self._backend.note_reply(turn.id, await self._bot.run(turn))

    async def attend(self, turn: WaitingTurn) -> bool:
        """Has a stored turn answered, after those that came before it; False when it has to wait. Its reply lies on it then."""
        try:
            await self._when_it_is_its_turn(turn)
        except (BotUnavailable, NotStored) as error:
            log.error("turn.unanswered", turn=str(turn.id), error=str(error))
            return False
        return True

    async def catch_up(self) -> int:
        """Runs every turn that has no reply yet, such as those of a crash. Returns how many got one.

        A conversation whose turn fails waits for the next time; the others do not wait for it. One that somebody runs is theirs.
        """
        answered = 0
        for conversation in await self._backend.behind():
            holder = str(uuid4())
            waiting = await self._backend.take(conversation, holder)
            if waiting is None:
                continue
            try:
                async with self._holding(conversation, holder, leaves_some=True):
                    for turn in waiting:
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
