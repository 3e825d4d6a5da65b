"""Handing cases over: what is offered to somebody, and their answer. What is offered by a member is a command."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.actors import CountedRoute, SignedIn, Today
from api.cases.endpoints import Cases
from api.cases.handover_schemas import AnsweredOut, AnswerIn, OfferedOut
from api.cases.refused import CommandRefused
from api.cases.service import OpenedCase
from api.cases.views import plan_out
from api.engine.apply import Refusal
from api.engine.commands import AcceptOffer, RefuseOffer
from api.people.repository import PeopleRepository
from api.problems import OF_EVERY_ROUTE

router = APIRouter(route_class=CountedRoute, prefix="/offers", tags=["handing over"], responses=OF_EVERY_ROUTE)


@router.get("", operation_id="listOffers")
async def list_offers(actor: SignedIn, service: Cases) -> list[OfferedOut]:
    """The cases that are offered to this person: what they are called, by whom, and until when."""
    offered = await service.offered()
    names = await PeopleRepository(service.session).names({offer.offered_by for _, offer in offered})
    return [
        OfferedOut(
            case=case.id,
            label=case.label,
            offered_by=offer.offered_by,
            name=names.get(offer.offered_by),
            offered_at=offer.offered_at,
            last_day=offer.last_day,
        )
        for case, offer in offered
    ]


@router.post("/{case_id}/accept", operation_id="acceptOffer")
async def accept_offer(case_id: UUID, sent: AnswerIn, actor: SignedIn, service: Cases, today: Today) -> AnsweredOut:
    """Take the case over, or stand in until the offer's last day."""
    opened = await _answer(case_id, sent, AcceptOffer(person=actor.person.id), service, today)
    return AnsweredOut(plan=plan_out(opened, today, actor.language))


@router.post("/{case_id}/refuse", operation_id="refuseOffer")
async def refuse_offer(case_id: UUID, sent: AnswerIn, actor: SignedIn, service: Cases, today: Today) -> AnsweredOut:
    """Say no. The case stays with those who have it."""
    await _answer(case_id, sent, RefuseOffer(person=actor.person.id), service, today)
    return AnsweredOut(plan=None)


async def _answer(
    case_id: UUID, sent: AnswerIn, command: AcceptOffer | RefuseOffer, service: Cases, today: Today
) -> OpenedCase:
    opened = await service.get(case_id, reading="offer", by="offered")
    done = await service.do(opened, command, today=today, command_id=f"{command.person}:{sent.id}")
    if isinstance(done, Refusal):
        raise CommandRefused(done, opened.routine)
    return opened
