"""All SQL about what leaves. Who sends a thing has claimed it before; what stands before it in its place has left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Table, and_, case, delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from api.conversations.models import Turn
from api.database import insert_once, rows, utc_now
from api.outbox.models import ChatReference, Outgoing

CLAIMED_FOR = timedelta(seconds=45)  # longer than a try can last: two with a token between them
KEPT_FOR = timedelta(days=30)

_REFERENCE: Table = ChatReference.__table__  # type: ignore[attr-defined]
_OUTGOING: Table = Outgoing.__table__  # type: ignore[attr-defined]
_EARLIER = _OUTGOING.alias()
_TURN: Table = Turn.__table__  # type: ignore[attr-defined]


class Claimed(NamedTuple):
    """How it stands with what was claimed: `unsure` counts this time too, if who had claimed it before never told how it went."""

    id: UUID
    unsure: int
    tries: int


def _free(now: datetime) -> ColumnElement[bool]:
    return and_(
        _OUTGOING.c.ended.is_(None),
        or_(_OUTGOING.c.claimed_until.is_(None), _OUTGOING.c.claimed_until <= now),
        or_(_OUTGOING.c.not_before.is_(None), _OUTGOING.c.not_before <= now),
    )


class OutboxRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def reference(self, channel: str, person: UUID, chat: str) -> ChatReference | None:
        found = await self.session.exec(
            select_rows(ChatReference).where(
                ChatReference.channel == channel, ChatReference.person_id == person, ChatReference.chat == chat
            )
        )
        return found.one_or_none()

    async def seen(self, reference: ChatReference) -> ChatReference:
        """Where it is from now on; what was known of it before stays."""
        if await insert_once(self.session, reference):
            known = await self.session.get(ChatReference, reference.id)
            assert known is not None
            return known
        known = await self.reference(reference.channel, reference.person_id, reference.chat)
        assert known is not None
        for name in ("service_url", "bot", "account", "language", "seen_at"):
            setattr(known, name, getattr(reference, name))
        self.session.add(known)
        await self.session.flush()
        return known

    async def latest(self, channel: str, person: UUID) -> ChatReference | None:
        """Where the person was seen last."""
        found = await self.session.exec(
            select_rows(ChatReference)
            .where(ChatReference.channel == channel, ChatReference.person_id == person)
            .order_by(col(ChatReference.seen_at).desc())
        )
        return found.first()

    async def put(
        self,
        reference: UUID,
        about: str,
        *,
        turn: UUID | None = None,
        says: str | None = None,
        replaces: str | None = None,
    ) -> bool:
        """Puts it at the end of what leaves there, unless it is among it already: then False."""
        known = select_rows(Outgoing.id).where(Outgoing.reference_id == reference, Outgoing.about == about)
        counting = (
            update(_REFERENCE)
            .where(_REFERENCE.c.id == reference)
            .values(last=_REFERENCE.c.last + 1)
            .returning(_REFERENCE.c.last)
        )
        (counted,) = await rows(self.session, counting)  # and nobody else puts anything there meanwhile
        if (await self.session.exec(known)).first() is not None:
            return False
        one = Outgoing(
            reference_id=reference, number=counted[0], about=about, turn_id=turn, says=says, replaces=replaces or None
        )
        return await insert_once(self.session, one)

    async def ripe(self, channel: str, now: datetime, limit: int = 50) -> Sequence[UUID]:
        """What can leave by a channel now: the first of each place that waits for no reply, and that nobody is sending."""
        before = select(_EARLIER.c.id).where(
            _EARLIER.c.reference_id == _OUTGOING.c.reference_id,
            _EARLIER.c.number < _OUTGOING.c.number,
            _EARLIER.c.ended.is_(None),
        )
        statement = (
            select(_OUTGOING.c.id)
            .select_from(_OUTGOING.join(_REFERENCE).outerjoin(_TURN, _TURN.c.id == _OUTGOING.c.turn_id))
            .where(_REFERENCE.c.channel == channel)
            .where(_free(now), or_(_OUTGOING.c.turn_id.is_(None), _TURN.c.answered_at.is_not(None)), ~before.exists())
            .order_by(_OUTGOING.c.made_at)
            .limit(limit)
        )
        return [row[0] for row in await rows(self.session, statement)]

    async def claim(self, outgoing: UUID, holder: str, now: datetime) -> Claimed | None:
        """None when somebody else has it, or it has left."""
        left_open = case((_OUTGOING.c.claimed_by.is_not(None), _OUTGOING.c.unsure + 1), else_=_OUTGOING.c.unsure)
        statement = (
            update(_OUTGOING)
            .where(_OUTGOING.c.id == outgoing, _free(now))
            .values(claimed_by=holder, claimed_until=now + CLAIMED_FOR, unsure=left_open)
            .returning(_OUTGOING.c.id, _OUTGOING.c.unsure, _OUTGOING.c.tries)
        )
        found = await rows(self.session, statement)
        return Claimed(*found[0]) if found else None

    async def read(self, outgoing: UUID) -> tuple[Outgoing, ChatReference] | None:
        statement = (
            select_rows(Outgoing, ChatReference)
            .join(ChatReference, col(ChatReference.id) == col(Outgoing.reference_id))
            .where(Outgoing.id == outgoing)
        )
        found = (await self.session.exec(statement)).one_or_none()
        return (found[0], found[1]) if found else None

    async def end(self, outgoing: UUID, holder: str, how: str, sent_as: str | None = None) -> bool:
        """It has left, or never will. False when somebody else has claimed it meanwhile."""
        statement = (
            update(_OUTGOING)
            .where(_OUTGOING.c.id == outgoing, _OUTGOING.c.claimed_by == holder)
            .values(ended=how, ended_at=utc_now(), sent_as=sent_as or None, claimed_until=None)
            .returning(_OUTGOING.c.id)
        )
        return bool(await rows(self.session, statement))

    async def wait(self, outgoing: UUID, holder: str, until: datetime, *, unsure: bool) -> None:
        """It is tried again later. It has been let go of, so who claims it next knows that it did not leave; or that nobody knows."""
        more = 1 if unsure else 0
        await rows(
            self.session,
            update(_OUTGOING)
            .where(_OUTGOING.c.id == outgoing, _OUTGOING.c.claimed_by == holder)
            .values(
                claimed_by=None,
                claimed_until=None,
                not_before=until,
                tries=_OUTGOING.c.tries + 1,
                unsure=_OUTGOING.c.unsure + more,
            )
            .returning(_OUTGOING.c.id),
        )

    async def stands(self, reference: UUID, card: str | None) -> None:
        """Which card waits for an answer there."""
        await rows(
            self.session,
            update(_REFERENCE).where(_REFERENCE.c.id == reference).values(card=card).returning(_REFERENCE.c.id),
        )

    async def welcome(self, reference: UUID) -> bool:
        """Whether nobody was welcomed there yet."""
        statement = (
            update(_REFERENCE)
            .where(_REFERENCE.c.id == reference, _REFERENCE.c.welcomed_at.is_(None))
            .values(welcomed_at=utc_now())
            .returning(_REFERENCE.c.id)
        )
        return bool(await rows(self.session, statement))

    async def let_all_go(self) -> None:
        """For the only process there is: whoever was sending is gone. That nobody knows how it went stays."""
        await self.session.exec(update(_OUTGOING).where(_OUTGOING.c.ended.is_(None)).values(claimed_until=None))

    async def drop(self, channel: str, chat: str) -> None:
        """The app was taken out there: nothing is sent any more."""
        await self.session.exec(delete(_REFERENCE).where(_REFERENCE.c.channel == channel, _REFERENCE.c.chat == chat))

    async def leave(self, channel: str, person: UUID, but: str | None = None) -> None:
        """Somebody is written to by the channel no more, or only at that place."""
        there = and_(_REFERENCE.c.channel == channel, _REFERENCE.c.person_id == person)
        await self.session.exec(delete(_REFERENCE).where(there, _REFERENCE.c.chat != (but or "")))

    async def forget_person(self, person: UUID) -> None:
        """Where somebody is written to, who is not written to any more."""
        await self.session.exec(delete(_REFERENCE).where(_REFERENCE.c.person_id == person))

    async def forget(self, now: datetime) -> None:
        """What has left long ago."""
        await self.session.exec(delete(_OUTGOING).where(_OUTGOING.c.ended_at < now - KEPT_FOR))
