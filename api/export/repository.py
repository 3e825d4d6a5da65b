"""What an export reads beside the case itself: who ever was a member, all of the audit, and the turns that touched the case."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.models import AuditRow
from api.cases.models import Case, CaseMember, VersionMove
from api.conversations.models import Conversation, Turn
from api.conversations.touching import sealed_under
from api.errors import Unreadable
from api.keys.keyring import keyring
from api.schools.models import School


class ExportRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.keyring = keyring(session)

    async def case(self, case_id: UUID) -> tuple[Case, School] | None:
        """Whoever's it is: for those who answer for the school. Raises `Unreadable` when its key does not open."""
        statement = select(Case, School).join(School, col(School.id) == col(Case.school_id))
        found = (await self.session.exec(statement.where(col(Case.id) == case_id))).one_or_none()
        if found is None:
            return None
        await self.keyring.load([case_id])
        found[0].open(self.keyring)
        return found[0], found[1]

    async def members(self, case: Case) -> Sequence[CaseMember]:
        """Those of today and those whose time has ended, the first one first."""
        statement = select(CaseMember).where(col(CaseMember.case_id) == case.id)
        return (await self.session.exec(statement.order_by(col(CaseMember.since), col(CaseMember.id)))).all()

    async def moves(self, case: Case) -> Sequence[VersionMove]:
        statement = select(VersionMove).where(col(VersionMove.case_id) == case.id)
        return (await self.session.exec(statement.order_by(col(VersionMove.id)))).all()

    async def audit(self, case: Case) -> Sequence[AuditRow]:
        """The first one first, with the reasons that were given."""
        statement = select(AuditRow).where(col(AuditRow.case_id) == case.id)
        found = (await self.session.exec(statement.order_by(col(AuditRow.number)))).all()
        await self.keyring.open(*found)
        return found

    async def turns(self, case: Case) -> AsyncIterator[tuple[Turn, UUID, bool]]:
        """Each turn that touched or told of the case, whose it is, and whether its words can be opened; as they came."""
        statement = (
            select(Turn, Conversation.person_id)
            .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
            .where(sealed_under(case.id, self.session))
            .order_by(col(Turn.received_at), col(Turn.conversation_id), col(Turn.number))
        )
        for turn, person in (await self.session.exec(statement)).all():
            try:
                await self._open(turn, {case.id, turn.conversation_id})
            except Unreadable:
                yield turn, person, False
            else:
                yield turn, person, True

    async def _open(self, turn: Turn, here: set[UUID]) -> None:
        """What of it may be given out: a reply that tells of another case stays closed, and may be gone with that one."""
        await self.keyring.open_only(turn, *(Turn.SEALED if turn.keys <= here else ("text",)))
