"""What those who may see a case are told of how long it is kept, and asking for it to be kept longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.models import DueNotice, KeptLonger
from api.cases.repository import CaseRepository
from api.cases.service import CaseService, OpenedCase
from api.engine.retention import closed_on, ends_on, latest
from api.engine.schema import Language
from api.errors import ApiError
from api.people.repository import PeopleRepository
from api.privacy import checked_text
from api.retention.repository import RetentionRepository
from api.retention.schemas import DueOut, KeptOut, LongerIn, LongerOut, UntouchedOut
from api.retention.service import Keeping, untouched
from api.schools.models import School
from api.wording.problems import problem
from api.wording.texts import day


class NotClosed(ApiError):
    status = 409
    code = "not_closed"
    message = "Saken er ikke avsluttet."


class NotSoLong(ApiError):
    """A case is kept until one of the days from `first` to `last`, and no other."""

    status = 422
    code = "not_so_long"
    message = "Saken kan ikke tas vare på til den dagen."

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        super().__init__()

    def fits(self, language: Language) -> dict[str, object]:
        days = {"first": day(self.first, language, date.min), "last": day(self.last, language, date.min)}
        return {"more": problem("fits_days", language, **days)}


async def kept(session: AsyncSession, school: School, opened: OpenedCase) -> KeptOut:
    """How long the case is kept as it is now."""
    case, cases = opened.case, CaseRepository(session)
    closed = closed_on(opened.routine, opened.file.facts)
    notice = (await cases.due([case.id])).get(case.id)
    longer = await cases.kept_longer(case)
    names = await PeopleRepository(session).names({one.recorded_by for one in longer})
    return KeptOut(
        case=case.id,
        months=school.retention_months,
        closed_on=closed,
        delete_on=_deleted_on(school, closed, notice, longer),
        due=notice is not None and closed is not None,
        latest=None if closed is None else latest(closed, school.retention_months),
        longer=[
            LongerOut(
                until=one.until,
                reason=one.reason,
                by=one.recorded_by,
                name=names.get(one.recorded_by),
                at=one.recorded_at,
            )
            for one in longer
        ],
    )


def _deleted_on(
    school: School, closed: date | None, notice: DueNotice | None, longer: Sequence[KeptLonger]
) -> date | None:
    if closed is None:
        return None
    if notice is not None and notice.closed_on == closed:
        return notice.due_on
    return ends_on(closed, school.retention_months, [one.until for one in longer if one.closed_on == closed])


async def keep_longer(cases: CaseService, case_id: UUID, sent: LongerIn, today: date) -> KeptOut:
    """Keeps a closed case until a later day. Asked for twice, it is kept once.

    Raises `NotClosed`, and `NotSoLong` for a day before the one it would be deleted on or after the last one allowed.
    """
    checked_text(sent.reason)
    opened = await cases.get(case_id, reading="kept_longer")
    await cases.hold(opened)
    closed = closed_on(opened.routine, opened.file.facts)
    if closed is None:
        raise NotClosed
    now = await kept(cases.session, cases.actor.school, opened)
    assert now.delete_on is not None
    assert now.latest is not None
    if now.longer and (now.longer[-1].until, now.longer[-1].reason) == (sent.until, sent.reason):
        return now
    if not now.delete_on < sent.until <= now.latest:
        raise NotSoLong(now.delete_on + timedelta(days=1), now.latest)
    cases.cases.keep_longer(
        opened.case, sent.reason, closed_on=closed, until=sent.until, recorded_by=cases.actor.person.id
    )
    await cases.session.flush()
    await Keeping(cases.session, cases.actor.school, today).renew(opened.case)
    return await kept(cases.session, cases.actor.school, opened)


async def due(cases: CaseService) -> list[DueOut]:
    """The cases that are due to be deleted, the first day first: those this person may see.

    For leaders also those that nobody follows, since nobody else would be told, and where the school says so all of them.
    """
    actor = cases.actor
    notices = await RetentionRepository(cases.session).notices(actor.school.id)
    mine = {case.id: case for case in await cases.cases.readable_among(actor, notices)}
    leads = actor.employment.role == "leader"
    if leads:
        mine |= {case.id: case for case, is_alone in await cases.cases.lines(actor) if is_alone}
    sees_all = leads and actor.school.retention_tells_leaders
    shown = [notice for notice in notices.values() if sees_all or notice.case_id in mine]
    cases.saw_ids([notice.case_id for notice in shown], "list")
    return [
        DueOut(
            case=notice.case_id,
            label=mine[notice.case_id].label if notice.case_id in mine else None,
            closed_on=notice.closed_on,
            delete_on=notice.due_on,
        )
        for notice in sorted(shown, key=lambda notice: (notice.due_on, notice.case_id))
    ]


async def left_alone(cases: CaseService) -> list[UntouchedOut]:
    """The cases that nobody has written in for long, the oldest first: those this person follows, and those whose line they may see."""
    actor = cases.actor
    found = await untouched(cases.session, actor.school, actor.day)
    followed = await cases.cases.readable_among(actor, found)
    lines = [case for case, _ in await cases.cases.lines(actor) if case.id in found]
    cases.saw(followed, "list")
    cases.saw([case for case in lines if case.id not in {one.id for one in followed}], "line")
    labels = {case.id: case.label for case in (*lines, *followed)}
    return [
        UntouchedOut(case=case, label=labels[case], touched_on=day, months=actor.school.untouched_months)
        for case, day in found.items()
        if case in labels
    ]
