"""All SQL about conversations and turns. The statements are built once: building one costs as much as running it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.conversations.models import Conversation, Turn
from api.schools.models import School, Teacher

# with_for_update: two turns of one conversation are never decided at the same time, and what is read is what the one before
# has left (SQLite locks the whole file instead).
_OF_PERSON = (
    select(Conversation, Teacher, School)
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
_TURN = (
    select(Turn, Conversation, Teacher, School)
    .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
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
_UNDECIDED_BEFORE = _BEFORE.where(col(Turn.outcome).is_(None))
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
_UNANSWERED_OF_ONE = _UNANSWERED.where(col(Turn.conversation_id) == bindparam("conversation"))


class ConversationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, subject: str, channel: str, key: str) -> tuple[Conversation, Teacher, School] | None:
        found = await self.session.exec(_OF_PERSON, params={"subject": subject, "channel": channel, "key": key})
        return found.one_or_none()

    async def turn(self, turn_id: UUID) -> tuple[Turn, Conversation, Teacher, School] | None:
        return (await self.session.exec(_TURN, params={"turn": turn_id})).one_or_none()

    async def turn_by_message(self, conversation: Conversation, message_id: str) -> Turn | None:
        found = await self.session.exec(_OF_MESSAGE, params={"conversation": conversation.id, "message": message_id})
        return found.one_or_none()

    async def undecided_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNDECIDED_BEFORE, params=before)).first() is not None

    async def unanswered_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNANSWERED_BEFORE, params=before)).first() is not None

    async def unanswered(
        self, conversation_id: UUID | None = None
    ) -> Sequence[tuple[Turn, Conversation, Teacher, School]]:
        """Turns without a reply, in the order they came."""
        if conversation_id is None:
            return (await self.session.exec(_UNANSWERED)).all()
        return (await self.session.exec(_UNANSWERED_OF_ONE, params={"conversation": conversation_id})).all()
