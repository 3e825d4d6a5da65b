"""Both kinds of files, of every paper of every routine: whole, tagged, searchable, and whatever is in a note comes out as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any, get_args
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Opened
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from api.engine.loader import load
from api.engine.papers import fill
from api.engine.schema import Language, PaperForm, Routine
from api.papers.docx import docx
from api.papers.letters import FONTS, holdable
from api.papers.pdf import pdf
from api.papers.sheet import Sheet, _words, sheet
from tests.databases import ROOT
from tests.engine.casework import Work

ROUTINES = {folder.name: load(folder) for folder in sorted((ROOT / "routines").iterdir()) if folder.name != "common"}
PAPERS = [(routine, form) for routine in ROUTINES.values() for form in routine.papers]
NAMED = [f"{routine.id}-{form.id}" for routine, form in PAPERS]
RUBBISH = {
    "jinja": "{{ 7*7 }} {% raw %} {_{ a }_} {#x#}",
    "word": "</w:t></w:r><w:p> &amp; &#95; a_b",
    "typst": '#let x = 1; #read("/etc/passwd") $x$ *a* _b_ = c \\ //',
    "emoji": "glad 😀 ✓",
    "family": "👨\u200d👩\u200d👧",
    "invisible": "null\u200bbredde\u200e\u202e\ufeff\x07\x1b\ufffe",
    "scripts": "čđŋšŧž Ελλάδα Привет عربي",
    "lines": "en\r\nto\rtre\u2028fire\x0bfem",
}


def written(routine: Routine, form: PaperForm, language: Any = "nb", **answers: str) -> Sheet:
    """For a case in which some questions are answered."""
    work = Work(routine, "2026-08-24")
    for question, words in answers.items():
        guide = next(one for one in routine.guides if any(asked.id == question for asked in one.questions))
        run = next((run.id for run in work.case.runs if run.guide_id == guide.id), None)
        walk = {"run": run} if run else {"guide": guide.id}
        work.answers(question, words, **walk)
    filled = fill(form, work.case, date(2026, 9, 1), language, {})
    return sheet(filled, routine, "Skolen & co <1>")


def texts(content: Any) -> Iterator[str]:
    match content:
        case str():
            yield content
        case list():
            for one in content:
                yield from texts(one)
        case dict():
            for name, one in content.items():
                yield from texts(one) if name not in ("kind", "lang") else ()


def said_in_pdf(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def said_in_docx(made: bytes) -> str:
    document: Opened = Document(BytesIO(made))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def flat(text: str) -> str:
    """Without what a line break may have come to, and marks nobody sees."""
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize(("routine", "form"), PAPERS, ids=NAMED)
def test_each_paper_is_a_tagged_pdf_with_all_its_words(routine: Routine, form: PaperForm, language: Any) -> None:
    made = written(routine, form, language)
    found = pdf(made)
    root: Any = PdfReader(BytesIO(found)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == f"{language}-NO"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert re.search(rb"pdfuaid:part[>=\"']+1", root["/Metadata"].get_data())
    assert PdfReader(BytesIO(found)).metadata.title == made["title"]  # type: ignore[union-attr]
    words = flat(said_in_pdf(found))
    assert [text for text in texts(made) if flat(text) not in words] == []


@pytest.mark.parametrize(("routine", "form"), PAPERS, ids=NAMED)
def test_each_paper_is_a_word_file_with_all_its_words(routine: Routine, form: PaperForm) -> None:
    language: Language = "nn" if form.kind == "minutes" else "nb"
    made = written(routine, form, language)
    found = docx(made)
    words = said_in_docx(found)
    assert [text for text in texts(made) if text not in words] == []
    assert "{%" not in words
    document: Opened = Document(BytesIO(found))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert (styles[0], styles.count("Heading 1")) == ("Title", len(form.parts))
    assert document.core_properties.title == made["title"]
    assert f'w:val="{language}-NO"'.encode() in ZipFile(BytesIO(found)).read("word/styles.xml")
    assert all(table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader") for table in document.tables)


ALVOEN = ROUTINES["alvoen"]
PLAN = next(form for form in ALVOEN.papers if form.id == "tiltaksplan")


@pytest.mark.parametrize("words", RUBBISH.values(), ids=RUBBISH)
def test_whatever_is_in_a_note_comes_out_as_text(words: str) -> None:
    made = written(ALVOEN, PLAN, **{"alv.plan1.tiltak": words})
    held = holdable(words)
    assert held in said_in_docx(docx(made))
    assert held.isprintable() or set(held) & set("\n\u200b\u200d\u200e\u202e")
    shown = flat("".join(one for one in held if one not in "\u200d\u200e\u202e"))
    for emoji in "👨👩👧":
        shown = shown.replace(emoji, f"[U+{ord(emoji):X}]")
    if words is RUBBISH["scripts"]:  # what is written from the right is taken out of a PDF in another order
        shown = shown.replace("عربي", "")
    assert shown in flat(said_in_pdf(pdf(made)))


def test_a_note_as_long_as_one_may_be_is_whole_in_both() -> None:
    words = "ord " * 4_998 + "slutt"
    made = written(ALVOEN, PLAN, **{"alv.plan1.tiltak": words, "alv.plan1.tid": "x" * 2_000})
    assert words in said_in_docx(docx(made))
    assert said_in_pdf(pdf(made)).split().count("ord") == 4_998
    assert flat(said_in_pdf(pdf(made))).count("x") >= 2_000


def test_a_blank_is_marked_in_words() -> None:
    made = written(ALVOEN, PLAN, **{"alv.plan1.tiltak": "gå sammen"})
    (table,) = made["parts"][0]["blocks"]
    assert table["rows"][0] == ["gå sammen", *["[fylles ut]"] * 4]
    assert table["rows"][-1] == [""] * 5
    assert written(ALVOEN, PLAN, "nn")["parts"][0]["blocks"][0]["rows"][0] == ["[fyll ut]"] * 5
    assert made["top"][1] == {"name": "Elev", "value": "[fylles ut] (kalles  i Nærværslos)"}


def test_a_paper_says_whose_form_it_is_and_names_the_source_that_asks_for_it() -> None:
    nittedal, faerder = ROUTINES["nittedal"], ROUTINES["faerder"]
    own, cite = written(nittedal, nittedal.papers[0])["origin"]
    assert nittedal.papers[0].clause in own
    assert cite == nittedal.source.cite.nb  # type: ignore[union-attr]
    (ours,) = written(faerder, faerder.papers[0])["origin"]
    assert ours == _words()["form_is_ours"].nb
    assert written(ALVOEN, PLAN)["top"][-1]["value"] == "«annet skolefravær skoleåret 2026/2027»"


def test_the_fonts_are_ours_with_their_licences() -> None:
    families = set()
    for file in FONTS.glob("*.ttf"):
        with TTFont(file) as font:
            families.add(font["name"].getDebugName(1))
    assert families == {"Source Sans 3", "Source Sans 3 SemiBold", "DejaVu Sans"}
    licences = {file.name.partition("-")[0]: file.read_text(encoding="utf-8") for file in FONTS.glob("*-LICENCE.txt")}
    assert {file.name.partition("-")[0] for file in FONTS.glob("*.ttf")} == licences.keys()
    assert "SIL OPEN FONT LICENSE" in licences["SourceSans3"]
