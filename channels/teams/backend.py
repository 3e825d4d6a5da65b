"""The Teams channel's way to the api: what comes in and what is owed for it in one step, and what leaves."""

from __future__ import annotations

from uuid import UUID

from api.conversations.schemas import StoredTurn, TurnIn
from api.limits.service import Limits
from api.outbox.repository import OutboxRepository
from api.outbox.service import ChatPlace, OutboxService
from api.people.actor import Origin
from channels.backend import Stranger
from channels.outgoing import OutboxBackend
from channels.teams.activities import Chat


def place_of(chat: Chat) -> ChatPlace:
    return ChatPlace(chat.service_url, chat.conversation, chat.bot, chat.user)


class TeamsBackend(OutboxBackend):
    async def take_in(
        self,
        turn: TurnIn,
        source: Origin,
        chat: Chat,
        *,
        pressed: str | None = None,
        answers: int | None = None,
        is_edit: bool = False,
    ) -> StoredTurn:
        """Raises `Stranger`, `Hurried`, `Refused` and `NotStored`; when it returns, the message is stored and its reply owed."""
        async with self._step(sessions=self._app.state.passing) as session:
            await Limits(session, self._app.state.settings).count_login(source.issuer, turn.subject, None)
        async with self._step(unknown=Stranger) as session:
            outbox = OutboxService(session, self._app.state.settings)
            return await outbox.take_in(turn, source, place_of(chat), pressed=pressed, answers=answers, is_edit=is_edit)

    async def words_of(self, subject: str, source: Origin, turn: UUID) -> str | None:
        async with self._step(unknown=Stranger) as session:
            return await OutboxService(session, self._app.state.settings).words_of(subject, source, turn)

    async def owe(self, subject: str, source: Origin, chat: Chat, about: str, says: str) -> None:
        async with self._step(unknown=Stranger) as session:
            outbox = OutboxService(session, self._app.state.settings)
            await outbox.owe(subject, source, place_of(chat), about, says)

    async def welcome(self, subject: str, source: Origin, chat: Chat) -> None:
        async with self._step(unknown=Stranger) as session:
            await OutboxService(session, self._app.state.settings).welcome(subject, source, place_of(chat))

    async def drop(self, source: Origin, chat: Chat) -> None:
        """Nothing is sent to that conversation any more."""
        async with self._step() as session:
            await OutboxRepository(session).drop(source.channel, chat.conversation)
