"""Schools: reading the file that names them and who works there, and loading them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.access import COMMAND, By, access_row
from api.audit.repository import AuditRepository
from api.database import alone
from api.engine.calendar import Break
from api.engine.retention import KEPT_MONTHS, LONGEST_MONTHS, UNTOUCHED_MONTHS
from api.engine.schema import Language, Limit, Text
from api.errors import ApiError, NotFound
from api.privacy import personal_number
from api.schools.models import AccessSettings, School, StaffRole


class TeacherEntry(BaseModel):
    """Somebody who works at the school, whatever their role."""

    model_config = ConfigDict(extra="forbid")

    subject: str
    name: str
    role: StaffRole = "teacher"
    language: Language | None = None


class RoleNames(BaseModel):
    """What a school calls a role: as a heading, and in the middle of a sentence."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    definite: Text


class SchoolEntry(BaseModel):
    """No personal number may stand anywhere in it, but for the phone number of the barnevernvakt."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    id: str
    name: str
    routine_id: str
    language: Language = "nb"
    barnevernvakt: str | None = None
    breaks: list[Break] | None = None
    own_limit: Limit | None = None
    role_names: dict[str, RoleNames] | None = None
    retention_months: int = Field(default=KEPT_MONTHS, ge=1, le=LONGEST_MONTHS)
    retention_tells_leaders: bool = False
    untouched_months: int = Field(default=UNTOUCHED_MONTHS, ge=1, le=24)
    teachers: list[TeacherEntry] = []

    @model_validator(mode="after")
    def _without_numbers(self) -> Self:
        said = self.model_dump(mode="json", exclude={"id", "routine_id", "breaks", "barnevernvakt"})
        said["breaks"] = [one.name for one in self.breaks or ()]
        found = [personal_number(words) for words in _words_in(said)]
        if any(found) or personal_number(self.barnevernvakt or "") == "identity_number":
            raise ValueError(f"a personal number stands in what is said of the school {self.id}")
        return self


def _words_in(said: object) -> Iterator[str]:
    match said:
        case str():
            yield said
        case dict():
            for one in said.values():
                yield from _words_in(one)
        case list():
            for one in said:
                yield from _words_in(one)


def read_schools(content: str) -> list[SchoolEntry]:
    """What a file says of schools and who works there."""
    return [_entry(school) for school in yaml.safe_load(content)]


def _entry(school: dict[str, Any]) -> SchoolEntry:
    breaks = school.get("breaks")
    if breaks is not None:
        breaks = [{"first": first, "last": last, "name": name} for first, last, name in breaks]
    return SchoolEntry.model_validate(school | {"breaks": breaks})


SETTLE: tuple[StaffRole, ...] = ("leader", "admin")  # who may read and change what leadership sees


class OnlyNarrower(ApiError):
    """The municipality chooses what leaders and advisers see. A leader may let them see less, and never more."""

    status = 409
    code = "access_only_narrower"
    message = "Det er kommunen som kan la ledelsen se mer."


def _widens(before: AccessSettings, after: AccessSettings) -> bool:
    return (before.leaders_see, after.leaders_see) == ("figures", "lines") or (
        before.advisers_see,
        after.advisers_see,
    ) == ("own", "as_leaders")


class SchoolService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def access(self, school_id: str) -> AccessSettings:
        """What the school has settled; the defaults when it has not."""
        return await self.session.get(AccessSettings, school_id) or AccessSettings(school_id=school_id)

    async def settle_access(self, settings: AccessSettings, role: StaffRole | None = None) -> None:
        """From now on. What it was before stands in the audit. `role` is of who settles it; None: the command line.

        Raises `OnlyNarrower` when a leader would widen it, and `NotFound` for who has no say.
        """
        if role not in (None, *SETTLE):
            raise NotFound
        before = await self.session.get(AccessSettings, settings.school_id, with_for_update=True)
        if role == "leader" and _widens(before or AccessSettings(school_id=settings.school_id), settings):
            raise OnlyNarrower
        await self.session.merge(settings)
        by = By(settings.changed_by, "page") if settings.changed_by else COMMAND
        AuditRepository(self.session).note(
            access_row(
                "access_settled",
                by,
                school=settings.school_id,
                leaders_see=settings.leaders_see,
                advisers_see=settings.advisers_see,
            )
        )

    async def load(self, entries: Sequence[SchoolEntry]) -> None:
        """Brings schools in line with what their file says; none is removed."""
        await alone(self.session)
        for entry in entries:
            breaks = (
                [[b.first.isoformat(), b.last.isoformat(), b.name] for b in entry.breaks]
                if entry.breaks is not None
                else None
            )
            await self.session.merge(
                School(**entry.model_dump(mode="json", exclude={"teachers", "breaks"}), breaks=breaks)
            )
        await self.session.flush()
