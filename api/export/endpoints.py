"""Getting everything out of a case: to print, and for another system to read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.actors import CountedRoute, SignedIn, Today
from api.cases.endpoints import Cases
from api.cases.service import OpenedCase
from api.export.page import page
from api.export.schemas import CaseExport, json_schema
from api.export.service import export, file_name
from api.problems import OF_EVERY_ROUTE

router = APIRouter(route_class=CountedRoute, prefix="/cases", tags=["export"], responses=OF_EVERY_ROUTE)
schema = APIRouter(route_class=CountedRoute, prefix="/export-schema", tags=["export"], responses=OF_EVERY_ROUTE)


@router.get("/{case_id}/export.json", operation_id="exportCase")
async def export_case(case_id: UUID, actor: SignedIn, service: Cases, today: Today, response: Response) -> CaseExport:
    """Everything that is kept of the case, as data: see `GET /export-schema`. It is noted who got it."""
    made, _ = await _made(case_id, service, today)
    response.headers.update(_as_file(made, "json"))
    return made


@router.get(
    "/{case_id}/export.html",
    operation_id="printCase",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}},
)
async def print_case(case_id: UUID, actor: SignedIn, service: Cases, today: Today) -> Response:
    """The same as a page to read and print, in the language of whoever asks. It is noted who got it."""
    made, opened = await _made(case_id, service, today)
    return Response(page(made, opened.routine), media_type="text/html; charset=utf-8", headers=_as_file(made, "html"))


@schema.get("", operation_id="readExportSchema")
async def read_export_schema(_signed_in: SignedIn) -> dict[str, Any]:
    """The JSON schema of an export."""
    return json_schema()


async def _made(case_id: UUID, service: Cases, today: Today) -> tuple[CaseExport, OpenedCase]:
    opened = await service.get(case_id, reading="exported")
    await service.audit.write()  # the export tells of itself
    actor = service.actor
    return await export(service.session, opened, actor.school, today, actor.language), opened


def _as_file(made: CaseExport, ending: str) -> dict[str, str]:
    """Saved, not shown: what a browser shows stays in its history."""
    return {"Content-Disposition": f'attachment; filename="{file_name(made, ending)}"', "Cache-Control": "no-store"}
