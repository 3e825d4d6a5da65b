"""Papers out of a case: an invitation, minutes, an agreement, to save and to write on. Nothing is sent to anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from starlette.types import Receive, Scope, Send

from api.actors import CountedRoute, SignedIn, Today
from api.cases.endpoints import Cases
from api.engine.schema import Language
from api.papers import docx, pdf
from api.papers.schemas import PaperOut, paper_out
from api.papers.service import write
from api.papers.sheet import Sheet
from api.problems import OF_EVERY_ROUTE

router = APIRouter(
    route_class=CountedRoute, prefix="/cases/{case_id}/papers", tags=["papers"], responses=OF_EVERY_ROUTE
)
PaperId = Annotated[str, Path(max_length=60, description="The id of a paper of the case's routine")]
Chosen = Annotated[Language | None, Query(description="Left out: the language of whoever asks")]


class SavedPaper(Response):
    """Written when the answer is sent: by then the transaction is over, and nobody waits for it."""

    def __init__(self, make: Callable[[Sheet], bytes], sheet: Sheet, name: str, media_type: str) -> None:
        self._make, self._sheet = make, sheet
        saved = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        super().__init__(media_type=media_type, headers=saved)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.body = await asyncio.to_thread(self._make, self._sheet)
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


@router.get("", operation_id="listPapers")
async def list_papers(case_id: UUID, actor: SignedIn, service: Cases) -> list[PaperOut]:
    """The papers the case's routine has, those for the level it is on first."""
    opened = await service.get(case_id, reading="plan")
    papers = [paper_out(form, opened, actor) for form in opened.routine.papers]
    return sorted(papers, key=lambda paper: not paper.now)


@router.get(
    "/{paper}.docx",
    operation_id="writePaperAsDocx",
    response_class=Response,
    responses={200: {"content": {docx.MEDIA_TYPE: {}}}},
)
async def write_docx(
    case_id: UUID, paper: PaperId, service: Cases, today: Today, language: Chosen = None
) -> SavedPaper:
    """The paper filled in with what the case knows, to go on writing. It is noted who got it."""
    return await _written(case_id, paper, service, today, language, "docx")


@router.get(
    "/{paper}.pdf",
    operation_id="writePaperAsPdf",
    response_class=Response,
    responses={200: {"content": {pdf.MEDIA_TYPE: {}}}},
)
async def write_pdf(case_id: UUID, paper: PaperId, service: Cases, today: Today, language: Chosen = None) -> SavedPaper:
    """The same as a tagged PDF, to print and read. It is noted who got it."""
    return await _written(case_id, paper, service, today, language, "pdf")


_KINDS = {"docx": (docx.docx, docx.MEDIA_TYPE), "pdf": (pdf.pdf, pdf.MEDIA_TYPE)}


async def _written(
    case_id: UUID, paper: str, service: Cases, today: Today, language: Language | None, ending: str
) -> SavedPaper:
    opened = await service.get(case_id, reading="paper")
    made = await write(service, opened, paper, today, language)
    make, media_type = _KINDS[ending]
    # Without a word about the pupil: files are mailed, and lie about.
    name = f"naervaerslos-{opened.case.id.hex[:8]}-{paper}-{today.isoformat()}.{ending}"
    return SavedPaper(make, made, name, media_type)
