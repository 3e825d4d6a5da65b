"""All SQL about cases. A teacher's reading starts from the one statement that holds only the cases this teacher may see."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from api.cases.models import Case, CaseMember, FactRow, GuideRun, Note, Reading
from api.routines.models import RoutineVersion
from api.schools.models import School, Teacher


class CaseRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def _readable(self, teacher: Teacher) -> SelectOfScalar[Case]:
        return (
            select(Case)
            .join(CaseMember, col(CaseMember.case_id) == col(Case.id))
            .where(CaseMember.teacher_id == teacher.id, Case.school_id == teacher.school_id)
        )

    async def get(self, teacher: Teacher, case_id: UUID) -> Case | None:
        return (await self.session.exec(self._readable(teacher).where(Case.id == case_id))).one_or_none()

    async def by_key(self, teacher: Teacher, key: str) -> Case | None:
        return (await self.session.exec(self._readable(teacher).where(Case.key == key))).one_or_none()

    async def list(self, teacher: Teacher) -> Sequence[Case]:
        return (await self.session.exec(self._readable(teacher).order_by(col(Case.created_at)))).all()

    async def has_read(self, teacher: Teacher, case: Case, what: str) -> bool:
        statement = select(Reading.id).where(
            Reading.case_id == case.id, Reading.teacher_id == teacher.id, Reading.what == what
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
        return (
            await self.session.exec(select(FactRow).where(FactRow.case_id == case.id).order_by(col(FactRow.number)))
        ).all()

    async def notes(self, case: Case) -> Sequence[Note]:
        return (await self.session.exec(select(Note).where(Note.case_id == case.id).order_by(col(Note.number)))).all()

    async def next_note_number(self, case: Case) -> int:
        highest = (await self.session.exec(select(func.max(Note.number)).where(Note.case_id == case.id))).one()
        return (highest or 0) + 1

    async def notes_of_turn(self, turn_id: UUID) -> Sequence[Note]:
        return (await self.session.exec(select(Note).where(Note.turn_id == turn_id))).all()

    async def runs(self, case: Case) -> Sequence[GuideRun]:
        return (
            await self.session.exec(
                select(GuideRun).where(GuideRun.case_id == case.id).order_by(col(GuideRun.started_at), col(GuideRun.id))
            )
        ).all()
