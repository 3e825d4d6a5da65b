"""All SQL about cases. Whatever somebody reads starts from the one statement that holds only the cases they may see.

The statements of every turn are built once: building one costs as much as running it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import AuditRow, Case, CaseMember, FactRow, GuideRun, Note
from api.people.actor import Actor
from api.routines.models import RoutineVersion
from api.schools.models import School

_READABLE = (
    select(Case)
    .join(CaseMember, col(CaseMember.case_id) == col(Case.id))
    .where(
        col(CaseMember.person_id) == bindparam("person"),
        col(CaseMember.until).is_(None),
        col(Case.school_id) == bindparam("school"),
    )
)
_ONE = _READABLE.where(col(Case.id) == bindparam("case"))
_MEMBER = select(CaseMember).where(
    col(CaseMember.case_id) == bindparam("case"),
    col(CaseMember.person_id) == bindparam("person"),
    col(CaseMember.until).is_(None),
)
_BY_KEY = _READABLE.where(col(Case.key) == bindparam("key"))
_LIST = _READABLE.order_by(col(Case.created_at))
_FACTS = select(FactRow).where(col(FactRow.case_id) == bindparam("case")).order_by(col(FactRow.number))
_NOTES = select(Note).where(col(Note.case_id) == bindparam("case")).order_by(col(Note.number))
_RUNS = (
    select(GuideRun)
    .where(col(GuideRun.case_id) == bindparam("case"))
    .order_by(col(GuideRun.started_at), col(GuideRun.id))
)


class CaseRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, actor: Actor, case_id: UUID) -> Case | None:
        return (await self.session.exec(_ONE, params={**_who(actor), "case": case_id})).one_or_none()

    async def by_key(self, actor: Actor, key: str) -> Case | None:
        return (await self.session.exec(_BY_KEY, params={**_who(actor), "key": key})).one_or_none()

    async def list(self, actor: Actor) -> Sequence[Case]:
        return (await self.session.exec(_LIST, params=_who(actor))).all()

    async def membership(self, case: Case, person_id: UUID) -> CaseMember | None:
        """The one that has not ended."""
        found = await self.session.exec(_MEMBER, params={"case": case.id, "person": person_id})
        return found.one_or_none()

    async def has_read(self, actor: Actor, case: Case, what: str) -> bool:
        statement = select(AuditRow.id).where(
            AuditRow.case_id == case.id, AuditRow.person_id == actor.person.id, AuditRow.what == what
        )
        return (await self.session.exec(statement.limit(1))).first() is not None

    async def behind(self, routine_id: str, newest: str) -> Sequence[tuple[Case, School]]:
        """The cases of a routine on other versions than the newest, whoever's they are. For those who own the routine."""
        statement = (
            select(Case, School)
            .join(RoutineVersion, col(RoutineVersion.hash) == col(Case.routine_hash))
            .join(School, col(School.id) == col(Case.school_id))
            .where(RoutineVersion.routine_id == routine_id, Case.routine_hash != newest)
            .order_by(col(Case.created_at), col(Case.id))
        )
        return (await self.session.exec(statement)).all()

    async def facts(self, case: Case) -> Sequence[FactRow]:
        return (await self.session.exec(_FACTS, params={"case": case.id})).all()

    async def notes(self, case: Case) -> Sequence[Note]:
        return (await self.session.exec(_NOTES, params={"case": case.id})).all()

    async def notes_of_turn(self, turn_id: UUID) -> Sequence[Note]:
        return (await self.session.exec(select(Note).where(Note.turn_id == turn_id))).all()

    async def runs(self, case: Case) -> Sequence[GuideRun]:
        return (await self.session.exec(_RUNS, params={"case": case.id})).all()


def _who(actor: Actor) -> dict[str, object]:
    return {"person": actor.person.id, "school": actor.school.id}
