"""Putting a whole case together, for those who may read its notes and for those who answer for the school."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.models import AuditRow
from api.audit.repository import AuditRepository
from api.cases.history import history_out, people_of, seen_out
from api.cases.service import OpenedCase, load
from api.cases.talks import TalkOut, talk_out
from api.cases.views import plan_out
from api.conversations.models import Turn
from api.database import utc_now
from api.engine.schema import Language
from api.errors import NotFound
from api.export.repository import ExportRepository
from api.export.schemas import CaseExport, Membership, MovedTo, RoutineFollowed, TurnExported
from api.people.repository import PeopleRepository
from api.retention.asking import kept
from api.schools.models import School


async def export(
    session: AsyncSession, opened: OpenedCase, school: School, today: date, language: Language
) -> CaseExport:
    """Everything that is kept of the case. Who may have it has been settled before, and that it is had is noted."""
    repository, case, routine = ExportRepository(session), opened.case, opened.routine
    members, audit = await repository.members(case), await repository.audit(case)
    turns = [found async for found in repository.turns(case)]
    people = people_of(opened) | {one.person_id for one in members} | {whose for _, whose, _ in turns}
    people |= {row.person_id for row in audit if row.person_id} | {case.created_by}
    names = await PeopleRepository(session).names(people)
    return CaseExport(
        made_at=utc_now(),
        made_on=today,
        case=case.id,
        label=case.label,
        language=language,
        school=school.name,
        opened_at=case.created_at,
        opened_by=names.get(case.created_by),
        routine=RoutineFollowed(id=routine.id, version=case.routine_hash, name=routine.name.in_(language)),
        moves=[
            MovedTo(from_version=one.from_hash, to_version=one.to_hash, at=one.at)
            for one in await repository.moves(case)
        ],
        members=[
            Membership(
                person=one.person_id,
                name=names.get(one.person_id),
                role=one.role,
                since=one.since,
                until=one.until,
                last_day=one.last_day,
            )
            for one in members
        ],
        kept=await kept(session, school, opened),
        plan=plan_out(opened, today, language),
        history=history_out(opened, names, language),
        talks=_talks(opened, today, language, names),
        turns=[_turn(turn, case.id, whose, is_readable, names) for turn, whose, is_readable in turns],
        audit=seen_out(audit, names),
    )


async def export_for_the_school(
    session: AsyncSession, case_id: UUID, today: date, language: Language | None
) -> CaseExport:
    """As an operator has it, noted in the audit without a person. Raises `NotFound`, and `Unreadable` when the key does not open."""
    found = await ExportRepository(session).case(case_id)
    if found is None:
        raise NotFound
    case, school = found
    audit = AuditRepository(session)
    audit.note(AuditRow(case_id=case.id, what="exported", door="command"))
    await audit.write()  # it stands in what is exported
    chosen: Language = language or ("nn" if school.language == "nn" else "nb")
    return await export(session, await load(session, case, school), school, today, chosen)


def file_name(made: CaseExport, ending: str) -> str:
    """Without a word about the pupil: files are mailed, and lie about."""
    return f"naervaerslos-{made.case.hex[:8]}-{made.made_on.isoformat()}.{ending}"


def _talks(opened: OpenedCase, today: date, language: Language, names: Mapping[UUID, str]) -> list[TalkOut]:
    """Every walk whose guide the routine still has; the answers of the others are in the history."""
    known = {guide.id for guide in opened.routine.guides}
    walks = [run for run in opened.file.runs if run.guide_id in known]
    return [talk_out(opened, run.id, today, language, names) for run in walks]


def _turn(turn: Turn, case_id: UUID, whose: UUID, is_readable: bool, names: Mapping[UUID, str]) -> TurnExported:
    """The words only when they were about this case and no other; the reply only when it tells of no other, too."""
    here = {case_id, turn.conversation_id}
    alone = case_id in turn.keys_of_words <= here
    is_given = alone and is_readable
    replies = [message["text"] for message in turn.reply or ()] if is_given and turn.keys <= here else []
    return TurnExported(
        id=turn.id,
        by=whose,
        name=names.get(whose),
        at=turn.received_at,
        status="given" if is_given else "unreadable" if alone else "left_out",
        text=turn.text if is_given else None,
        reply=replies,
    )
