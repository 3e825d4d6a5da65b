"""All SQL about conversations and turns. The statements are built once: building one costs as much as running it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import and_, bindparam, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from api.conversations.models import Conversation, Turn
from api.database import insert_once
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
_READ = _TURNS.where(col(Turn.id) == bindparam("turn"))
_TURN = _READ.with_for_update(of=(Turn, Conversation))
_PLACE_OF = select(Turn.conversation_id, Turn.number).where(col(Turn.id) == bindparam("turn"))
_WHO = _WHOSE.where(col(Conversation.id) == bindparam("conversation"))
_OF_MESSAGE = select(Turn.id).where(
    col(Turn.conversation_id) == bindparam("conversation"), col(Turn.message_id) == bindparam("message")
)
_BEFORE = (
    select(Turn.id)
    .where(col(Turn.conversation_id) == bindparam("conversation"), col(Turn.number) < bindparam("number"))
    .limit(1)
)
_UNDECIDED_BEFORE = _BEFORE.where(col(Turn.outcome).is_(None))
_UNANSWERED_BEFORE = _BEFORE.where(col(Turn.answered_at).is_(None))
# The first that waits in each conversation, then the second of each: no clock says who comes first, and nobody comes last twice.
_PLACE = func.row_number().over(partition_by=col(Turn.conversation_id), order_by=col(Turn.number))
_UNANSWERED = (
    select(Turn.id).where(col(Turn.answered_at).is_(None)).order_by(_PLACE, col(Turn.conversation_id)).limit(500)
)
_UNANSWERED_OF_ONE = _UNANSWERED.where(col(Turn.conversation_id) == bindparam("conversation"))
_BEHIND = select(Turn.conversation_id).where(col(Turn.answered_at).is_(None)).distinct()


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

    async def read(self, turn_id: UUID) -> tuple[Turn, Conversation, Actor] | None:
        """As `turn`, but others may go on with it meanwhile."""
        found = (await self.session.exec(_READ, params={"turn": turn_id})).one_or_none()
        return _turn(*found) if found else None

    async def plain(self, turn_id: UUID) -> tuple[UUID, int, Actor] | None:
        """Conversation, number and person of a turn whose text cannot be read."""
        place = (await self.session.exec(_PLACE_OF, params={"turn": turn_id})).one_or_none()
        who = (await self.session.exec(_WHO, params={"conversation": place[0]})).one_or_none() if place else None
        return (*place, Actor(*who[1:])) if place and who else None

    async def turn_by_message(self, conversation: Conversation, message_id: str) -> UUID | None:
        found = await self.session.exec(_OF_MESSAGE, params={"conversation": conversation.id, "message": message_id})
        return found.one_or_none()

    async def undecided_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNDECIDED_BEFORE, params=before)).first() is not None

    async def unanswered_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNANSWERED_BEFORE, params=before)).first() is not None

    async def unanswered(self, conversation_id: UUID | None = None) -> Sequence[UUID]:
        """Turns without a reply, those of a conversation in the order they came."""
        if conversation_id is None:
            return (await self.session.exec(_UNANSWERED)).all()
        return (await self.session.exec(_UNANSWERED_OF_ONE, params={"conversation": conversation_id})).all()

    async def behind(self) -> Sequence[UUID]:
        """The conversations in which a turn has no reply."""
        return (await self.session.exec(_BEHIND)).all()

    async def begin(self, conversation: Conversation) -> None:
        """Keeps a new conversation; the one that has begun meanwhile stays."""
        await insert_once(self.session, conversation)

    async def settle(self, turn_id: UUID, **values: object) -> None:
        """Writes on a turn without reading it. What was answered stays."""
        await self.session.exec(
            update(Turn).where(col(Turn.id) == turn_id, col(Turn.answered_at).is_(None)).values(**values),
            execution_options={"synchronize_session": False},
        )


def _turn(
    conversation: Conversation, person: Person, employment: Employment, school: School, turn: Turn
) -> tuple[Turn, Conversation, Actor]:
    return turn, conversation, Actor(person, employment, school)
