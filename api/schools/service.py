"""Schools and teachers: finding them, and loading the file that names them."""

from __future__ import annotations

import yaml
from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import alone
from api.engine.calendar import Break
from api.engine.schema import Limit, Text
from api.errors import NotFound
from api.schools.models import School, Teacher

_TEACHER = select(Teacher, School).join(School).where(col(Teacher.subject) == bindparam("subject"))


class TeacherEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    subject: str
    name: str
    role: str = "teacher"
    language: str | None = None


class RoleNames(BaseModel):
    """What a school calls a role: as a heading, and in the middle of a sentence."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    definite: Text


class SchoolEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    routine_id: str
    language: str = "nb"
    barnevernvakt: str | None = None
    breaks: list[Break] | None = None
    own_limit: Limit | None = None
    role_names: dict[str, RoleNames] | None = None
    teachers: list[TeacherEntry] = []


class SchoolService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def teacher_of(self, subject: str) -> tuple[Teacher, School]:
        """Who has logged in as `subject`, and their school; `NotFound` for a stranger."""
        found = (await self.session.exec(_TEACHER, params={"subject": subject})).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def load(self, content: str) -> None:
        """Brings schools and teachers in line with the file's content; nobody is removed."""
        await alone(self.session)
        for school in yaml.safe_load(content):
            school["breaks"] = (
                [{"first": first, "last": last, "name": name} for first, last, name in school["breaks"]]
                if school.get("breaks") is not None
                else None
            )
            entry = SchoolEntry.model_validate(school)
            breaks = (
                [[b.first.isoformat(), b.last.isoformat(), b.name] for b in entry.breaks]
                if entry.breaks is not None
                else None
            )
            await self.session.merge(
                School(**entry.model_dump(mode="json", exclude={"teachers", "breaks"}), breaks=breaks)
            )
            await self.session.flush()
            for person in entry.teachers:
                await self._keep(entry.id, person)

    async def _keep(self, school_id: str, person: TeacherEntry) -> None:
        statement = select(Teacher).where(Teacher.subject == person.subject)
        teacher = (await self.session.exec(statement)).one_or_none() or Teacher(
            school_id=school_id, subject=person.subject, name=person.name
        )
        teacher.school_id, teacher.name, teacher.role = school_id, person.name, person.role
        teacher.language = teacher.language or person.language
        self.session.add(teacher)
