"""All SQL about conversations and turns."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.conversations.models import Conversation, Turn
from api.schools.models import School, Teacher


class ConversationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, conversation_id: UUID) -> Conversation | None:
        # with_for_update: two turns of one conversation never decide at the same time (SQLite locks the whole file instead).
        statement = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
        return (await self.session.exec(statement)).one_or_none()

    async def find(self, teacher: Teacher, channel: str, key: str) -> Conversation | None:
        statement = (
            select(Conversation)
            .where(Conversation.teacher_id == teacher.id, Conversation.channel == channel, Conversation.key == key)
            .with_for_update()
        )
        return (await self.session.exec(statement)).one_or_none()

    async def people(self, conversation: Conversation) -> tuple[Teacher, School]:
        """Whose conversation it is. The teacher is always found from here, never from what a message says."""
        teacher = (await self.session.exec(select(Teacher).where(Teacher.id == conversation.teacher_id))).one()
        school = (await self.session.exec(select(School).where(School.id == teacher.school_id))).one()
        return teacher, school

    async def turn(self, turn_id: UUID) -> Turn | None:
        return (await self.session.exec(select(Turn).where(Turn.id == turn_id))).one_or_none()

    async def turn_by_message(self, conversation: Conversation, message_id: str) -> Turn | None:
        statement = select(Turn).where(Turn.conversation_id == conversation.id, Turn.message_id == message_id)
        return (await self.session.exec(statement)).one_or_none()

    async def undecided_before(self, turn: Turn) -> bool:
        statement = (
            select(Turn.id)
            .where(Turn.conversation_id == turn.conversation_id, Turn.number < turn.number, col(Turn.outcome).is_(None))
            .limit(1)
        )
        return (await self.session.exec(statement)).first() is not None

    async def unanswered_before(self, turn: Turn) -> bool:
        statement = (
            select(Turn.id)
            .where(
                Turn.conversation_id == turn.conversation_id, Turn.number < turn.number, col(Turn.answered_at).is_(None)
            )
            .limit(1)
        )
        return (await self.session.exec(statement)).first() is not None

    async def unanswered(self, conversation_id: UUID | None = None) -> Sequence[Turn]:
        """Turns without a reply, in the order they came."""
        statement = select(Turn).where(col(Turn.answered_at).is_(None))
        if conversation_id is not None:
            statement = statement.where(Turn.conversation_id == conversation_id)
        return (await self.session.exec(statement.order_by(col(Turn.received_at), col(Turn.number)).limit(500))).all()
