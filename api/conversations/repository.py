"""All SQL about conversations and turns, and the one place where turns are opened and sealed.

The statements are built once: building one costs as much as running it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from api.conversations.models import Conversation, Turn
from api.errors import Unreadable
from api.keys.keyring import keyring
from api.keys.models import DataKey
from api.schools.models import School, Teacher

# with_for_update: two turns of one conversation are never decided at the same time, and what is read is what the one before
# has left (SQLite locks the whole file instead).
_OF_PERSON = (
    select(Conversation, Teacher, School, DataKey)
    .outerjoin(DataKey, col(DataKey.id) == col(Conversation.id))
    .join(Teacher, col(Teacher.id) == col(Conversation.teacher_id))
    .join(School, col(School.id) == col(Teacher.school_id))
    .where(
        col(Teacher.subject) == bindparam("subject"),
        col(Conversation.channel) == bindparam("channel"),
        col(Conversation.key) == bindparam("key"),
    )
    .with_for_update(of=Conversation)
)
# Whose conversation it is. The teacher is always found from the turn, never from what a message says.
_TURN: Select[Turn, Conversation, Teacher, School, DataKey | None] = (
    select(Turn, Conversation, Teacher, School)
    .add_columns(DataKey)  # type: ignore[assignment]  # select() is typed for four
    .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
    .outerjoin(DataKey, col(DataKey.id) == col(Conversation.id))
    .join(Teacher, col(Teacher.id) == col(Conversation.teacher_id))
    .join(School, col(School.id) == col(Teacher.school_id))
    .where(col(Turn.id) == bindparam("turn"))
    .with_for_update(of=(Turn, Conversation))
)
_OF_MESSAGE = select(Turn).where(
    col(Turn.conversation_id) == bindparam("conversation"), col(Turn.message_id) == bindparam("message")
)
_BEFORE = (
    select(Turn.id)
    .where(col(Turn.conversation_id) == bindparam("conversation"), col(Turn.number) < bindparam("number"))
    .limit(1)
)
_UNDECIDED_BEFORE = _BEFORE.where(col(Turn.sealed_outcome).is_(None))
_UNANSWERED_BEFORE = _BEFORE.where(col(Turn.answered_at).is_(None))
_UNANSWERED = (
    select(Turn, Conversation, Teacher, School)
    .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
    .join(Teacher, col(Teacher.id) == col(Conversation.teacher_id))
    .join(School, col(School.id) == col(Teacher.school_id))
    .where(col(Turn.answered_at).is_(None))
    .order_by(col(Turn.received_at), col(Turn.number))
    .limit(500)
)
_LAST_REPLY = (
    select(Turn)
    .where(col(Turn.conversation_id) == bindparam("conversation"), col(Turn.answered_at).is_not(None))
    .order_by(col(Turn.number).desc())
    .limit(1)
)
_UNANSWERED_OF_ONE = _UNANSWERED.where(col(Turn.conversation_id) == bindparam("conversation"))


class ConversationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.keyring = keyring(session)

    async def find(self, subject: str, channel: str, key: str) -> tuple[Conversation, Teacher, School] | None:
        named = {"subject": subject, "channel": channel, "key": key}
        found = (await self.session.exec(_OF_PERSON, params=named)).one_or_none()
        if found is None:
            return None
        conversation, teacher, school, data_key = found
        self.keyring.take(data_key)
        return conversation, teacher, school

    async def begin(self, conversation: Conversation) -> None:
        """A new conversation, under a new key of its own."""
        self.keyring.make(conversation.id)
        self.session.add(conversation)
        await self.session.flush()

    async def turn(self, turn_id: UUID) -> tuple[Turn, Conversation, Teacher, School] | None:
        found = (await self.session.exec(_TURN, params={"turn": turn_id})).one_or_none()
        if found is None:
            return None
        turn, conversation, teacher, school, data_key = found
        self.keyring.take(data_key)
        await self.keyring.open(turn)
        return turn, conversation, teacher, school

    async def turn_by_message(self, conversation: Conversation, message_id: str) -> Turn | None:
        named = {"conversation": conversation.id, "message": message_id}
        turn = (await self.session.exec(_OF_MESSAGE, params=named)).one_or_none()
        if turn is not None:
            await self.keyring.open(turn)
        return turn

    async def earlier(self, conversation: Conversation, turn_id: UUID) -> Turn | None:
        """A turn of this conversation; None for anybody else's, and for one that can no longer be read."""
        turn = await self.session.get(Turn, turn_id)
        if turn is None or turn.conversation_id != conversation.id:
            return None
        try:
            await self.keyring.open(turn)
        except Unreadable:
            return None
        return turn

    async def add(self, turn: Turn, *, text: str, payload: str | None) -> None:
        """A new turn. It may come to touch any case, so until then it is under the key of its conversation."""
        turn.seal(self.keyring, [turn.conversation_id], text=text, payload=payload)
        self.session.add(turn)
        await self.session.flush()

    def decided(self, turn: Turn, outcome: dict[str, Any], touched: set[UUID]) -> None:
        """Keeps what a turn came to, and seals all of it under the keys of the cases it touched."""
        turn.seal(self.keyring, touched or [turn.conversation_id], outcome=outcome)
        self.session.add(turn)

    def touches(self, turn: Turn, touched: set[UUID]) -> None:
        """An earlier turn whose words were used for these cases: from now on it needs their keys, too."""
        under = (turn.keys - {turn.conversation_id}) | touched
        if under and under != turn.keys:
            turn.seal(self.keyring, under)
            self.session.add(turn)

    def answered(self, turn: Turn, reply: list[Any]) -> None:
        turn.add(self.keyring, reply=reply)
        self.session.add(turn)

    async def offered(self, conversation: Conversation) -> list[dict[str, Any]]:
        """The buttons of the last reply, so that typing a button's words does what the button does."""
        last = (await self.session.exec(_LAST_REPLY, params={"conversation": conversation.id})).one_or_none()
        if last is None:
            return []
        try:
            await self.keyring.open(last)
        except Unreadable:
            return []
        return [button for message in last.reply or [] for button in message["buttons"]]

    async def undecided_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNDECIDED_BEFORE, params=before)).first() is not None

    async def unanswered_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNANSWERED_BEFORE, params=before)).first() is not None

    async def unanswered(
        self, conversation_id: UUID | None = None
    ) -> Sequence[tuple[Turn, Conversation, Teacher, School]]:
        """Turns without a reply, in the order they came. One that can no longer be read waits for nothing."""
        if conversation_id is None:
            found = (await self.session.exec(_UNANSWERED)).all()
        else:
            found = (await self.session.exec(_UNANSWERED_OF_ONE, params={"conversation": conversation_id})).all()
        await self.keyring.load({key for turn, *_ in found for key in turn.keys})
        return [row for row in found if self._is_readable(row[0])]

    def _is_readable(self, turn: Turn) -> bool:
        try:
            turn.open(self.keyring)
        except Unreadable:
            return False
        return True
