"""All SQL about conversations and turns. The statements are built once: building one costs as much as running it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import and_, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from api.conversations.models import Conversation, Turn
from api.people.actor import Actor
from api.people.models import Employment, Identity, Person
from api.people.repository import acts_for
from api.schools.models import School

# Who no longer works at the school of a conversation is not found by it.
_WORKS_THERE = and_(
    col(Employment.person_id) == col(Conversation.person_id), col(Employment.school_id) == col(Conversation.school_id)
)
_WHOSE = (
    select(Conversation, Person, Employment, School)
    .join(Person, col(Person.id) == col(Conversation.person_id))
    .join(Employment, _WORKS_THERE)
    .join(School, col(School.id) == col(Conversation.school_id))
)
# with_for_update: two turns of one conversation are never decided at the same time, and what is read is what the one before
# has left (SQLite locks the whole file instead).
_OF_PERSON = (
    _WHOSE.join(Identity, col(Identity.person_id) == col(Person.id))
    .where(
        col(Identity.issuer) == bindparam("issuer"),
        col(Identity.subject) == bindparam("subject"),
        acts_for(col(Conversation.school_id)),
        col(Conversation.channel) == bindparam("channel"),
        col(Conversation.key) == bindparam("key"),
    )
    .with_for_update(of=Conversation)
)
# Who speaks is always found from the turn, never from what a message says.
_TURNS = cast(
    "Select[Conversation, Person, Employment, School, Turn]",  # sqlmodel's own typing ends at four
    _WHOSE.join(Turn, col(Turn.conversation_id) == col(Conversation.id)).add_columns(Turn),
)
_TURN = _TURNS.where(col(Turn.id) == bindparam("turn")).with_for_update(of=(Turn, Conversation))
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
_UNANSWERED = _TURNS.where(col(Turn.answered_at).is_(None)).order_by(col(Turn.received_at), col(Turn.number)).limit(500)
_UNANSWERED_OF_ONE = _UNANSWERED.where(col(Turn.conversation_id) == bindparam("conversation"))


class ConversationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(
        self, issuer: str, subject: str, school: str | None, channel: str, key: str
    ) -> tuple[Conversation, Actor] | None:
        who = {"issuer": issuer, "subject": subject, "school": school, "channel": channel, "key": key}
        found = (await self.session.exec(_OF_PERSON, params=who)).one_or_none()
        return (found[0], Actor(*found[1:])) if found else None

    async def turn(self, turn_id: UUID) -> tuple[Turn, Conversation, Actor] | None:
        found = (await self.session.exec(_TURN, params={"turn": turn_id})).one_or_none()
        return _turn(*found) if found else None

    async def turn_by_message(self, conversation: Conversation, message_id: str) -> Turn | None:
        found = await self.session.exec(_OF_MESSAGE, params={"conversation": conversation.id, "message": message_id})
        return found.one_or_none()

    async def undecided_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNDECIDED_BEFORE, params=before)).first() is not None

    async def unanswered_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNANSWERED_BEFORE, params=before)).first() is not None

    async def unanswered(self, conversation_id: UUID | None = None) -> list[tuple[Turn, Conversation, Actor]]:
        """Turns without a reply, in the order they came."""
        if conversation_id is None:
            found = await self.session.exec(_UNANSWERED)
        else:
            found = await self.session.exec(_UNANSWERED_OF_ONE, params={"conversation": conversation_id})
        return [_turn(*row) for row in found.all()]


def _turn(
    conversation: Conversation, person: Person, employment: Employment, school: School, turn: Turn
) -> tuple[Turn, Conversation, Actor]:
    return turn, conversation, Actor(person, employment, school)
