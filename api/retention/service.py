"""What the clock deletes: closed cases after their time, once that has been told, and messages that belong to no case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import Case, DueNotice
from api.clock import OSLO
from api.database import make_sessions, unusable, utc_now
from api.engine.retention import REMINDED, closed_on, ends_on, months_after
from api.errors import NotFound
from api.limits.service import Limits
from api.login.sessions import Sessions
from api.outbox.repository import OutboxRepository
from api.retention import shredding
from api.retention.repository import RetentionRepository, same_notice
from api.retention.shredded import ShreddedList
from api.retention.staff import KeptOfStaff, StaffRun
from api.routines.service import RoutineService
from api.schools.models import School
from api.settings import Settings

log = structlog.get_logger(__name__)

SHORT_MONTHS = timedelta(days=3)  # the last of January and a month is the last of February


@dataclass
class DayRun:
    """What one run did, or would do."""

    returned: list[UUID] = field(default_factory=list)  # shredded again: a backup had brought them back
    shredded: list[UUID] = field(default_factory=list)
    due: dict[UUID, date] = field(default_factory=dict)  # told from now on, and the day
    turns: int = 0  # of no case
    clean: bool = True  # nothing of it is left in the database's own files


async def run(engine: AsyncEngine, listed: ShreddedList, today: date, *, dry: bool = False) -> DayRun:
    """DayRun every day, and as often as you like: what is done is done, and two at once do it once."""
    done = DayRun()
    done.returned = await shredding.shred_again(engine, listed, dry=dry)
    for school in await _schools(engine):
        await _of_school(engine, listed, school, today, done, dry=dry)
    if dry:
        return done
    for case_id in await _of_late(engine):
        await shredding.blank_late(engine, case_id)
    if done.returned or done.shredded or done.turns:
        done.clean = await shredding.scrub(engine)
    return done


async def clear(engine: AsyncEngine, settings: Settings) -> None:
    """Takes away what is over by itself: sessions, logins that came to nothing, how often somebody asked, what was sent long ago."""
    async with make_sessions(engine)() as session, session.begin():
        await Limits(session, settings).forget()
        await Sessions(session, settings).drop_over()
        await OutboxRepository(session).forget(utc_now())


async def _schools(engine: AsyncEngine) -> Sequence[School]:
    async with make_sessions(engine)() as session:
        return await RetentionRepository(session).schools()


async def _of_late(engine: AsyncEngine) -> Sequence[UUID]:
    async with make_sessions(engine)() as session:
        return await RetentionRepository(session).shredded_since(timedelta(days=2))


async def _of_school(
    engine: AsyncEngine, listed: ShreddedList, school: School, today: date, done: DayRun, *, dry: bool
) -> None:
    sessions = make_sessions(engine)
    async with sessions() as session, session.begin():
        keeping = Keeping(session, school, today)
        over = await keeping.notice(done, dry=dry)
        done.turns += await keeping.repository.turns_of_no_case(school.id, _cutoff(school, today), dry=dry)
    for case_id in over:
        if dry or await _shred(engine, listed, case_id, today):
            done.shredded.append(case_id)


async def _shred(engine: AsyncEngine, listed: ShreddedList, case_id: UUID, today: date) -> bool:
    """Not if it was opened again, or kept longer, or shredded by another since it was found.

    Nor when the database could not do it, such as when somebody wrote in the case at the same moment: the next run finds it again.
    """

    async def still(session: AsyncSession, case: Case) -> bool:
        school = await session.get_one(School, case.school_id)
        return await Keeping(session, school, today).is_over(case)

    try:
        return await shredding.shred(engine, listed, case_id, only_if=still)
    except NotFound:
        return False
    except Exception as error:
        if not (isinstance(error, OSError) or unusable(error)):
            raise
        log.error("case.not_shredded", case=str(case_id), error=type(getattr(error, "orig", error)).__name__)
        return False


def _cutoff(school: School, today: date) -> date:
    return months_after(today, -school.retention_months)


async def of_staff(engine: AsyncEngine, settings: Settings, today: date, *, dry: bool = False) -> StaffRun:
    """Takes away what has been kept of staff and of the audit long enough."""
    async with make_sessions(engine)() as session, session.begin():
        return await KeptOfStaff(session, settings, today).run(dry=dry)


async def untouched_anywhere(engine: AsyncEngine, today: date) -> dict[UUID, date]:
    """As `untouched`, at every school."""
    async with make_sessions(engine)() as session:
        schools = await RetentionRepository(session).schools()
        return {case: day for school in schools for case, day in (await untouched(session, school, today)).items()}


async def untouched(session: AsyncSession, school: School, today: date) -> dict[UUID, date]:
    """The cases of the school that are not closed and in which nothing was recorded for as long as the school says, with the last day.

    They are told of, and never deleted: somebody decides.
    """
    repository, routines = RetentionRepository(session), RoutineService(session)
    since = datetime.combine(months_after(today, -school.untouched_months), time(), OSLO)
    last = await repository.left_alone(school.id, since)
    cases = {case.id: case for case in await repository.cases_of(last)}
    facts = await repository.cases.facts_of(list(cases.values()))
    return {
        case_id: at.astimezone(OSLO).date()
        for case_id, at in last.items()
        if closed_on(await routines.routine(cases[case_id].routine_hash), facts.get(case_id, ())) is None
    }


class Keeping:
    """How long the cases of a school are kept, as it is today."""

    def __init__(self, session: AsyncSession, school: School, today: date) -> None:
        self.session, self.school, self.today = session, school, today
        self.repository = RetentionRepository(session)

    async def notice(self, done: DayRun, *, dry: bool) -> list[UUID]:
        """Brings the notices in line with the cases, and gives the cases whose time is over."""
        notices = await self.repository.notices(self.school.id)
        over = []
        nearly = _cutoff(self.school, self.today + REMINDED) + SHORT_MONTHS
        for case in await self.repository.closed_or_decided(self.school.id, nearly):
            notice = notices.pop(case.id, None)
            wanted = await self._wanted(case, notice)
            if wanted is not None and self._is_over(wanted):
                over.append(case.id)
            if wanted is not None and (notice is None or not same_notice(notice, wanted)):
                done.due[case.id] = wanted.due_on
            if not dry:
                await self.repository.replace(notice, wanted)
        if not dry:
            for left in notices.values():
                await self.repository.replace(left, None)
        return over

    async def renew(self, case: Case) -> None:
        """The notice of one case, after something that it follows from was changed."""
        notice = await self.session.get(DueNotice, case.id)
        await self.repository.replace(notice, await self._wanted(case, notice))

    async def is_over(self, case: Case) -> bool:
        notice = await self.session.get(DueNotice, case.id)
        wanted = await self._wanted(case, notice)
        return notice is not None and wanted is not None and same_notice(notice, wanted) and self._is_over(notice)

    def _is_over(self, notice: DueNotice) -> bool:
        return notice.due_on <= self.today and notice.noticed_on + REMINDED <= self.today

    async def _wanted(self, case: Case, notice: DueNotice | None) -> DueNotice | None:
        """The notice there should be today; None when the case is not closed, or its time is far from over."""
        routine = await RoutineService(self.session).routine(case.routine_hash)
        closed = closed_on(routine, await self.repository.facts(case))
        if closed is None:
            return None
        asked = await self.repository.asked(case.id, closed)
        ends = ends_on(closed, self.school.retention_months, asked)
        if ends - REMINDED > self.today:
            return None
        told = notice.noticed_on if notice is not None and notice.closed_on == closed else self.today
        return DueNotice(case_id=case.id, closed_on=closed, due_on=max(ends, told + REMINDED), noticed_on=told)
