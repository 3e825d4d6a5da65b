"""The channels' way to the api, which runs in the same process: each step is one transaction, committed before it returns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from api.conversations.repository import ConversationRepository
from api.conversations.schemas import Message, StoredTurn, TurnIn, WaitingTurn
from api.conversations.service import ConversationService, MessageIdUsed
from api.database import Sessions, transaction
from api.engine.schema import Language
from api.errors import NotFound, RefusedText
from api.limits.service import Limits, TooMany
from api.people.actor import Origin
from api.people.service import PeopleService


class NotStored(Exception):
    """The api failed: nothing was confirmed as stored."""


class Refused(Exception):
    """The api does not take this text; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Hurried(Exception):
    """Too much at once: nothing was stored, and it is worth trying again in `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__()


class Stranger(Exception):
    """Nobody here goes by that subject."""


class Backend:
    """Calls the services and not the routes: two requests to oneself took nearly a millisecond of each turn."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def store(self, turn: TurnIn, source: Origin, address: str | None, holder: str) -> StoredTurn:
        async with self._step(sessions=self._app.state.passing) as session:
            await Limits(session, self._app.state.settings).count_login(source.issuer, turn.subject, address)
        async with self._step(unknown=Stranger) as session:
            return await self._turns(session).store(turn, source, holder)

    async def again(self, turn: TurnIn, source: Origin) -> StoredTurn:
        """As `store`, of a message that is a turn already: that it was sent has been counted."""
        async with self._step(unknown=Stranger) as session:
            return await self._turns(session).store(turn, source)

    async def language(self, subject: str, source: Origin) -> Language:
        """The language of a person who may speak here; raises `Stranger` for anybody else."""
        async with self._step(unknown=Stranger) as session:
            return (await PeopleService(session).actor(subject, issuer=source.issuer)).language

    async def behind(self) -> Sequence[UUID]:
        """The conversations in which a turn has no reply yet."""
        async with self._step() as session:
            return await self._turns(session).behind()

    async def take(self, conversation: UUID, holder: str) -> list[WaitingTurn] | None:
        """What waits in a conversation, to be run; None while somebody else runs it, in this process or in another."""
        async with self._step() as session:
            return await self._turns(session).take(conversation, holder)

    async def hold_longer(self, conversation: UUID, holder: str) -> None:
        async with self._step() as session:
            await ConversationRepository(session).hold_longer(conversation, holder)

    async def let_go(self, conversation: UUID, holder: str) -> None:
        async with self._step() as session:
            await ConversationRepository(session).let_go(conversation, holder)

    async def let_all_go(self) -> None:
        """For the only process there is: whoever held a conversation is gone."""
        async with self._step() as session:
            await ConversationRepository(session).let_all_go()

    async def note_reply(self, turn: UUID, messages: Sequence[Message]) -> list[Message]:
        # Lost in a power cut, it is made again: the turn is decided, and run once more.
        async with self._step(sessions=self._app.state.passing) as session:
            return await self._turns(session).note_reply(turn, messages)

    def _turns(self, session: AsyncSession) -> ConversationService:
        return ConversationService(session, self._app.state.settings)

    @asynccontextmanager
    async def _step(
        self, unknown: type[Exception] = NotStored, sessions: Sessions | None = None
    ) -> AsyncIterator[AsyncSession]:
        try:
            async with transaction(self._app.state, sessions) as session:
                yield session
        except NotFound:
            raise unknown("not found") from None
        except TooMany as too_many:
            raise Hurried(too_many.retry_after) from None
        except RefusedText as refused:
            raise Refused(refused.reason) from None
        except MessageIdUsed as refused:
            raise Refused(refused.code) from None
        except Exception as error:  # an error of the database names what was to be stored; only its kind goes on
            raise NotStored(type(error).__name__) from None
