"""What leadership sees of a school's cases without being a member, and the figures of the municipality."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.actors import CountedRoute, SignedIn, Today
from api.cases.endpoints import Cases, offers_out
from api.cases.figures import figures_of
from api.cases.handover_schemas import FigureOut, InsightIn, InsightOut, LineOut, OfferIn, OfferOut, WithdrawIn
from api.cases.history import history_out, members_out, people_of
from api.cases.refused import CommandRefused
from api.cases.views import case_line, plan_out
from api.engine.apply import Refusal
from api.engine.commands import OfferCase, WithdrawOffer
from api.errors import NotFound
from api.people.repository import PeopleRepository
from api.problems import OF_EVERY_ROUTE

router = APIRouter(route_class=CountedRoute, prefix="/school", tags=["leadership"], responses=OF_EVERY_ROUTE)

LEADERSHIP = ("leader", "adviser")  # an adviser only where the school says so: the cases tell


@router.get("/cases", operation_id="listSchoolCases")
async def list_school_cases(actor: SignedIn, service: Cases, today: Today) -> list[LineOut]:
    """The line of each case of the school, as its settings allow: label, level, status and what is due next. Noted for each."""
    if actor.employment.role not in LEADERSHIP:
        raise NotFound
    listed = await service.lines(today)
    ids = [one.case.id for one in listed]
    due, waiting = await service.cases.due(ids), await service.cases.waiting(ids, actor.day)
    lines = [case_line(one, actor.language, due.get(one.case.id), waiting.get(one.case.id, ())) for one in listed]
    return [LineOut(**line.model_dump(), alone=one.alone) for line, one in zip(lines, listed, strict=True)]


@router.get("/figures", operation_id="readFigures")
async def read_figures(actor: SignedIn, service: Cases, today: Today) -> list[FigureOut]:
    """How many cases are on which level with which status, for leadership and the municipality. Few are not told."""
    if actor.employment.role not in ("leader", "admin"):
        raise NotFound
    return [FigureOut(**one._asdict()) for one in figures_of(await service.figures(today))]


@router.post("/cases/{case_id}/insight", operation_id="readWithReason")
async def read_with_reason(case_id: UUID, sent: InsightIn, actor: SignedIn, service: Cases, today: Today) -> InsightOut:
    """All of a case, for a reason. The members see who read it and why."""
    opened = await service.insight(case_id, sent.reason)
    members = await service.cases.members(opened.case, actor.day)
    people = people_of(opened) | {member.person_id for member in members}
    names = await PeopleRepository(service.session).names(people)
    return InsightOut(
        plan=plan_out(opened, today, actor.language),
        history=history_out(opened, names, actor.language),
        members=members_out(members, names),
    )


@router.post("/cases/{case_id}/offers", operation_id="offerSchoolCase")
async def offer_school_case(
    case_id: UUID, sent: OfferIn, actor: SignedIn, service: Cases, today: Today
) -> list[OfferOut]:
    """Offer a case of the school to somebody, such as when whoever had it has left. The answer: to whom it is offered now."""
    return await _do(case_id, sent.id, OfferCase(person=sent.person, last_day=sent.last_day), actor, service, today)


@router.post("/cases/{case_id}/offers/withdraw", operation_id="withdrawSchoolOffer")
async def withdraw_school_offer(
    case_id: UUID, sent: WithdrawIn, actor: SignedIn, service: Cases, today: Today
) -> list[OfferOut]:
    """Take an offer back that is not answered yet."""
    return await _do(case_id, sent.id, WithdrawOffer(person=sent.person), actor, service, today)


async def _do(
    case_id: UUID, id_: str, command: OfferCase | WithdrawOffer, actor: SignedIn, service: Cases, today: Today
) -> list[OfferOut]:
    opened = await service.get(case_id, reading="line", by="line")
    done = await service.do(opened, command, today=today, command_id=f"{actor.person.id}:{id_}")
    if isinstance(done, Refusal):
        raise CommandRefused(done, opened.routine)
    await service.session.flush()
    return await offers_out(service, opened)
