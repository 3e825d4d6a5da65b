"""Cases as a page works on them: lists and plans to read, and one door for every command."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, status

from api.actors import SettingsDep, SignedIn
from api.cases.schemas import CaseIn, CaseLine, CommandIn, PlanOut
from api.cases.service import CaseService, CommandRefused
from api.cases.views import case_line, plan_out
from api.clock import today_in_oslo
from api.database import SessionDep
from api.engine.apply import Refusal

router = APIRouter(prefix="/cases", tags=["cases"])


async def asked_day(settings: SettingsDep, x_today: Annotated[date | None, Header()] = None) -> date:
    """Today in Oslo; in local mode a header or the settings may say another day."""
    return today_in_oslo(settings, x_today)


Today = Annotated[date, Depends(asked_day)]


@router.get("", operation_id="listCases")
async def list_cases(actor: SignedIn, session: SessionDep, today: Today) -> list[CaseLine]:
    """The cases this person may see."""
    service = CaseService(session, actor)
    listed = await service.list(today)
    service.saw([one.case for one in listed], "list")
    return [case_line(one, actor.language) for one in listed]


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="openCase")
async def open_case(case: CaseIn, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """Open a case on the school's routine. The same key opens one case, however often it is sent."""
    service = CaseService(session, actor)
    opened = await service.open(key=f"{actor.person.id}:{case.key}", label=case.label, today=today)
    return plan_out(opened, today, actor)


@router.get("/{case_id}/plan", operation_id="readPlan")
async def read_plan(case_id: UUID, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """What is to be done now, by when, with whom and why. The reading is noted."""
    return plan_out(await CaseService(session, actor).get(case_id, reading="plan"), today, actor)


@router.post("/{case_id}/commands", operation_id="doCommand")
async def do_command(case_id: UUID, sent: CommandIn, actor: SignedIn, session: SessionDep, today: Today) -> PlanOut:
    """Do something to the case: every command there is. The same `id` is done once."""
    service = CaseService(session, actor)
    opened = await service.get(case_id, reading="changed")
    done = await service.do(
        opened, sent.command, today=today, command_id=f"{actor.person.id}:{sent.id}", revision=sent.revision
    )
    if isinstance(done, Refusal):
        raise CommandRefused(done)
    return plan_out(opened, today, actor)
