"""Papers over REST: listed for the case's routine, written for its members alone, and each noted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from docx import Document
from fastapi import FastAPI
from pypdf import PdfReader

from api.audit.models import AuditRow
from api.export.page import _words
from tests.api.commanding import send
from tests.api.turns_by_hand import rows

DAY = {"X-Today": "2026-09-01"}
ALVOEN, COLLEAGUE = {"X-Demo-Teacher": "demo:alvoen:1", **DAY}, {"X-Demo-Teacher": "demo:alvoen:2", **DAY}


@pytest.fixture
async def client(both: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as asking:
        yield asking


async def a_case(client: httpx.AsyncClient, headers: dict[str, str] = ALVOEN) -> UUID:
    opened = await client.post("/cases", json={"label": "QZX7", "key": "one"}, headers=headers)
    case = UUID(opened.json()["case"])
    done = await send(
        client,
        case,
        "answer",
        guide="tiltaksplan",
        question="alv.plan1.tiltak",
        text="gå <b>sammen</b> med flodhesten",
        headers=headers,
    )
    assert done.is_success, done.text
    return case


def said(made: bytes, ending: str) -> str:
    if ending == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    document = Document(BytesIO(made))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


async def test_the_papers_of_the_routine_are_listed_those_for_the_level_first(client: httpx.AsyncClient) -> None:
    case = await a_case(client)
    listed = (await client.get(f"/cases/{case}/papers", headers=ALVOEN)).json()
    assert [one["id"] for one in listed] == ["innkalling", "referat", "tiltaksplan", "evaluering"]
    assert not any(one["now"] for one in listed)  # the case is on rutine 1
    minutes = listed[1]
    assert (minutes["kind"], minutes["ours"], minutes["levels"]) == ("minutes", False, ["4", "5"])
    assert minutes["filed_as"] == "«annet fravær - skoleåret 2026/2027»"
    assert "Rutine 5" in minutes["note"]
    for_faerder = {"X-Demo-Teacher": "demo:faerder:1", **DAY}
    other = await client.post("/cases", json={"label": "AB", "key": "two"}, headers=for_faerder)
    theirs = (await client.get(f"/cases/{other.json()['case']}/papers", headers=for_faerder)).json()
    assert all(one["ours"] and one["clause"] is None and one["filed_as"] is None for one in theirs)


@pytest.mark.parametrize("ending", ["docx", "pdf"])
async def test_a_paper_is_saved_with_what_is_known_and_it_is_noted(
    ending: str, client: httpx.AsyncClient, both: FastAPI
) -> None:
    case = await a_case(client)
    made = await client.get(f"/cases/{case}/papers/tiltaksplan.{ending}", headers=ALVOEN)
    assert made.status_code == 200, made.text
    assert made.headers["Content-Disposition"] == (
        f'attachment; filename="naervaerslos-{case.hex[:8]}-tiltaksplan-2026-09-01.{ending}"'
    )
    assert made.headers["Cache-Control"] == "no-store"
    assert int(made.headers["Content-Length"]) == len(made.content)
    words = " ".join(said(made.content, ending).split())
    assert "gå <b>sammen</b> med flodhesten" in words
    assert "QZX7" in words
    nynorsk = await client.get(f"/cases/{case}/papers/innkalling.{ending}?language=nn", headers=ALVOEN)
    assert "Deltakarar" in said(nynorsk.content, ending)
    seen = [row.what for row in await rows(both, AuditRow) if row.case_id == case]
    assert seen.count("paper") == 2
    assert "saw_paper" in _words()
    page = await client.get(f"/cases/{case}/export.html", headers=ALVOEN)
    assert _words()["saw_paper"].nb in page.text


async def test_the_teacher_who_owns_the_case_stands_by_name(client: httpx.AsyncClient) -> None:
    case = await a_case(client)
    me: Any = (await client.get("/me", headers=ALVOEN)).json()
    found = await client.get(f"/cases/{case}/papers/innkalling.pdf", headers=ALVOEN)
    assert f"Kontaktlærer {me['name']}" in " ".join(said(found.content, "pdf").split())


@pytest.mark.parametrize(
    "paper", ["gone.pdf", "gone.docx", "tiltaksplan.txt", "tiltaksplan", "..%2f.pdf", "%7B%7D.docx"]
)
async def test_a_paper_the_routine_has_not_is_not_there_and_not_noted(
    paper: str, client: httpx.AsyncClient, both: FastAPI
) -> None:
    case = await a_case(client)
    assert (await client.get(f"/cases/{case}/papers/{paper}", headers=ALVOEN)).status_code == 404
    assert "paper" not in [row.what for row in await rows(both, AuditRow)]


async def test_a_colleague_gets_none(client: httpx.AsyncClient, both: FastAPI) -> None:
    case = await a_case(client)
    answers = [
        await client.get(f"/cases/{case}/papers{which}", headers=COLLEAGUE) for which in ("", "/tiltaksplan.pdf")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "paper" not in [row.what for row in await rows(both, AuditRow)]
