"""Cases as a page works on them: lists, plans, talks and history to read, and one door for every command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response, status

from api.actors import CountedRoute, SignedIn, Today
from api.cases.handover_schemas import OfferOut
from api.cases.history import (
    HistoryOut,
    MemberOut,
    SeenByOut,
    SeenOut,
    history_out,
    members_out,
    people_of,
    seen_by_out,
    seen_out,
)
from api.cases.refused import CommandRefused
from api.cases.schemas import CaseIn, CaseLine, CommandIn, Done, NoteMoveIn, PlanOut
from api.cases.service import CaseService, OpenedCase
from api.cases.talks import SheetOut, TalkOut, TalksOut, sheet_out, talk_out, talks_out
from api.cases.views import case_line, plan_out
from api.database import SessionDep
from api.engine.apply import Refusal
from api.errors import NotFound
from api.paging import LIMIT, Limit, Offset, link_next
from api.people.actor import Actor
from api.people.repository import PeopleRepository
from api.problems import OF_EVERY_ROUTE
from api.wording.stair import POLICY, stair

router = APIRouter(route_class=CountedRoute, prefix="/cases", tags=["cases"], responses=OF_EVERY_ROUTE)


async def service_of(actor: SignedIn, session: SessionDep) -> CaseService:
    return CaseService(session, actor)


Cases = Annotated[CaseService, Depends(service_of)]
IfMatch = Annotated[
    str | None, Header(max_length=200, description="The revision, or the ETag, of the case as it was read")
]
IfNoneMatch = Annotated[str | None, Header(max_length=2000, description="The ETag of the plan as it was read")]


@router.get("", operation_id="listCases")
async def list_cases(
    actor: SignedIn,
    service: Cases,
    today: Today,
    request: Request,
    response: Response,
    limit: Limit = LIMIT,
    offset: Offset = 0,
) -> list[CaseLine]:
    """The cases this person may see, the oldest first. `Link` names the next page while there is one."""
    listed = await service.list(today, limit=limit + 1, offset=offset)
    if len(listed) > limit:
        link_next(request, response, limit=limit, offset=offset + limit)
    shown = listed[:limit]
    service.saw([one.case for one in shown], "list")
    ids = [one.case.id for one in shown]
    due, waiting = await service.cases.due(ids), await service.cases.waiting(ids, actor.day)
    return [case_line(one, actor.language, due.get(one.case.id), waiting.get(one.case.id, ())) for one in shown]


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="openCase")
async def open_case(case: CaseIn, actor: SignedIn, service: Cases, today: Today, response: Response) -> PlanOut:
    """Open a case on the school's routine. The same key opens one case, however often it is sent.

    A label that a case of theirs has already is refused, unless it is of `another_pupil`: `label_taken`, with the cases in `known`.
    """
    key = f"{actor.person.id}:{case.key}"
    opened = await service.open(key=key, label=case.label, today=today, another_pupil=case.another_pupil)
    response.headers["ETag"] = _etag(opened, today, actor)
    return plan_out(opened, today, actor.language)


@router.get(
    "/{case_id}/plan",
    operation_id="readPlan",
    response_model=PlanOut,
    responses={304: {"description": "The plan is as it was read; the reading is noted all the same"}},
)
async def read_plan(
    case_id: UUID,
    actor: SignedIn,
    service: Cases,
    today: Today,
    response: Response,
    if_none_match: IfNoneMatch = None,
) -> PlanOut | Response:
    """What is to be done now, by when, with whom and why: as data and as sentences. The reading is noted."""
    opened = await service.get(case_id, reading="plan")
    tag = _etag(opened, today, actor)
    if if_none_match is not None and tag in re.findall(r'"[^"]*"', if_none_match):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return plan_out(opened, today, actor.language)


@router.get("/{case_id}/stair.svg", operation_id="drawStair", response_class=Response)
async def draw_stair(case_id: UUID, actor: SignedIn, service: Cases, today: Today) -> Response:
    """The levels of the routine as a drawing, with the one the case is on."""
    opened = await service.get(case_id, reading="plan")
    drawn = stair(opened.routine, opened.plan(today).level, actor.language)
    return Response(drawn, media_type="image/svg+xml", headers={"Content-Security-Policy": POLICY})


@router.get("/{case_id}/talks", operation_id="listTalks")
async def list_talks(case_id: UUID, actor: SignedIn, service: Cases, today: Today) -> TalksOut:
    """The talks of the level the case is on, and every walk through one."""
    return talks_out(await service.get(case_id, reading="talks"), today, actor.language)


@router.get("/{case_id}/talks/{run}", operation_id="readTalk")
async def read_talk(case_id: UUID, run: UUID, actor: SignedIn, service: Cases, today: Today) -> TalkOut:
    """A walk through a guide: the questions that apply, what was answered and by whom, and the question that stands."""
    opened = await service.get(case_id, reading="talks")
    return talk_out(opened, run, today, actor.language, await _names(service, people_of(opened)))


@router.get("/{case_id}/guides/{guide}", operation_id="readSheet")
async def read_sheet(
    case_id: UUID,
    guide: Annotated[str, Path(max_length=60)],
    actor: SignedIn,
    service: Cases,
    today: Today,
    run: UUID | None = None,
) -> SheetOut:
    """A talk as one page, also before it is begun: the walk that is named, else the last one where the case is now."""
    opened = await service.get(case_id, reading="talks")
    return sheet_out(opened, guide, run, today, actor.language, await _names(service, people_of(opened)))


@router.post("/{case_id}/commands", operation_id="doCommand")
async def do_command(
    case_id: UUID,
    sent: CommandIn,
    actor: SignedIn,
    service: Cases,
    today: Today,
    response: Response,
    if_match: IfMatch = None,
) -> Done:
    """Do something to the case: every command there is. The same `id` is done once.

    The header `If-Match` says the same as `revision`.
    """
    opened = await service.get(case_id, reading="changed")
    command_id = f"{actor.person.id}:{sent.id}"
    revision = _revision(if_match) if sent.revision is None else sent.revision
    done = await service.do(opened, sent.command, today=today, command_id=command_id, revision=revision)
    if isinstance(done, Refusal):
        raise CommandRefused(done, opened.routine)
    return _done(opened, command_id, today, actor, response)


@router.post("/{case_id}/notes/{number}/move", operation_id="moveNote")
async def move_note(
    case_id: UUID,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    sent: NoteMoveIn,
    actor: SignedIn,
    service: Cases,
    today: Today,
    response: Response,
) -> Done:
    """Takes a note back here and writes it down in another case. The answer is that case's."""
    origin = await service.get(case_id, reading="note_moved")
    target = await service.get(sent.to, reading="note_moved")
    command_id = f"{actor.person.id}:{sent.id}"
    if sent.to == case_id:
        raise NotFound
    if not await service.move(origin, number, target, today=today, command_id=command_id):
        raise CommandRefused(Refusal("unknown_note"), origin.routine)
    return _done(target, command_id, today, actor, response)


@router.get("/{case_id}/members", operation_id="listMembers")
async def list_members(case_id: UUID, actor: SignedIn, service: Cases) -> list[MemberOut]:
    """Who may see the case."""
    opened = await service.get(case_id, reading="members")
    members = await service.cases.members(opened.case, actor.day)
    return members_out(members, await _names(service, {member.person_id for member in members}))


@router.get("/{case_id}/offers", operation_id="listOffersOfCase")
async def list_offers_of_case(case_id: UUID, service: Cases) -> list[OfferOut]:
    """To whom the case is offered and has not been answered yet. It is offered, and taken back, by a command."""
    return await offers_out(service, await service.get(case_id, reading="members"))


@router.get("/{case_id}/history", operation_id="readHistory")
async def read_history(case_id: UUID, actor: SignedIn, service: Cases) -> HistoryOut:
    """Everything that was recorded, by whom and when, and whether it still counts."""
    opened = await service.get(case_id, reading="history")
    return history_out(opened, await _names(service, people_of(opened)), actor.language)


@router.get("/{case_id}/audit", operation_id="readAudit")
async def read_audit(
    case_id: UUID, service: Cases, request: Request, response: Response, limit: Limit = LIMIT, offset: Offset = 0
) -> list[SeenOut]:
    """Every row of the audit that is of the case, the last one first: this reading, too."""
    opened = await service.get(case_id, reading="audit")
    await service.audit.write()
    rows = await service.audit.page(opened.case.id, limit + 1, offset)
    if len(rows) > limit:
        link_next(request, response, limit=limit, offset=offset + limit)
    shown = rows[:limit]
    return seen_out(shown, await _names(service, {row.person_id for row in shown if row.person_id}))


@router.get("/{case_id}/seen", operation_id="readSeen")
async def read_seen(case_id: UUID, service: Cases) -> list[SeenByOut]:
    """Who has seen the case: each person once, when last and through which doors, the last one first."""
    return seen_by_out(await service.seen_by(await service.get(case_id, reading="audit")))


def _done(opened: OpenedCase, command_id: str, today: date, actor: Actor, response: Response) -> Done:
    response.headers["ETag"] = _etag(opened, today, actor)
    entry = next((one.number for one in opened.file.entries if one.command_id == command_id), None)
    return Done(revision=opened.case.revision, entry=entry, plan=plan_out(opened, today, actor.language))


async def offers_out(service: CaseService, opened: OpenedCase) -> list[OfferOut]:
    offers = await service.cases.offers_of(opened.case)
    names = await _names(service, {one.person_id for one in offers})
    return [
        OfferOut(
            person=one.person_id,
            name=names.get(one.person_id),
            offered_by=one.offered_by,
            offered_at=one.offered_at,
            last_day=one.last_day,
        )
        for one in offers
    ]


async def _names(service: CaseService, people: Iterable[UUID]) -> Mapping[UUID, str]:
    return await PeopleRepository(service.session).names(people)


def _etag(opened: OpenedCase, today: date, actor: Actor) -> str:
    """The revision, with what else the plan follows from: the day, the routine's version and the language."""
    return f'"{opened.case.revision}.{today.isoformat()}.{opened.case.routine_hash}.{actor.language}"'


def _revision(if_match: str | None) -> int | None:
    """The revision an ETag, or the bare number, speaks of; -1, which no case has, for anything else."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})(?:\.[^"]*)?"?', if_match.strip())
    return int(found[1]) if found else -1
