"""The booklet: everything in the routine is in it, each piece with where it is from, in a form that prints and reads well."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pydantic import BaseModel

from api.engine.loader import content_hash
from api.engine.schema import Language, Sourced, Text
from routine_tools.show import Format, shown
from tests.routine_tools.called import IDS, called, copied, routine_of


def _pieces(part: object) -> Iterator[BaseModel]:
    """Every part of a model, the model itself first."""
    if isinstance(part, BaseModel):
        yield part
        yield from (piece for name in type(part).model_fields for piece in _pieces(getattr(part, name)))
    elif isinstance(part, list):
        yield from (piece for one in part for piece in _pieces(one))


def _plain(text: str) -> str:
    """As it is read: no tags, no marks, one space between words, small letters."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()).casefold()


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("format", ["html", "markdown"])
@pytest.mark.parametrize("name", IDS)
def test_every_text_of_the_routine_is_in_the_booklet(name: str, format: Format, language: Language) -> None:
    routine = routine_of(name)
    booklet = _plain(shown(routine, language, format))
    texts = {piece.in_(language) for piece in _pieces(routine) if isinstance(piece, Text)}
    clauses = {piece.clause for piece in _pieces(routine) if isinstance(piece, Sourced) and piece.clause}
    addresses = {form.url for form in routine.forms if form.url}
    names = {routine.source.title, content_hash(routine), *(system.name for system in routine.systems)}
    assert {
        said for said in texts | clauses | addresses | names if " ".join(said.split()).casefold() not in booklet
    } == set()


def test_every_piece_says_where_it_is_from() -> None:
    routine = routine_of("faerder")
    booklet = shown(routine, "nb", "markdown")
    ours = sum(piece.ours for piece in _pieces(routine) if isinstance(piece, Sourced))
    assert booklet.count("_(fra Nærværslos, ikke rutinen)_") == ours


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nb",
            ["Gjelder når: det ikke er slik at møtet er holdt", "senest én uke etter dagen bekymringen ble definert"],
        ),
        ("nn", ["Gjeld når: det ikkje er slik at møtet er halde", "seinast éi veke etter dagen uroa vart definert"]),
    ],
)
def test_rules_and_dates_are_in_words(language: Language, words: list[str]) -> None:
    booklet = shown(routine_of("faerder"), language, "markdown")
    assert [said for said in words if said not in booklet] == []


def test_an_owner_that_is_not_stated_is_shown_as_that(tmp_path: Path) -> None:
    owner = "  owner: {nb: Færder kommune, nn: Færder kommune}"
    folder = copied("faerder", tmp_path, (owner, "  owner: null"))
    assert "Eier: står ikke i kilden" in called("show", folder, "--format", "markdown").output


def test_signs_of_html_in_a_text_stay_text(tmp_path: Path) -> None:
    folder = copied("faerder", tmp_path, ("nb: Orienter skolens ledelse.", 'nb: "<script>a & b</script>"'))
    page = called("show", folder).output
    assert "<script>" not in page
    assert "&lt;script&gt;a &amp; b&lt;/script&gt;" in page


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.open: list[str] = []
        self.language: str | None = None
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.language = dict(attrs)["lang"]
        self.outside += [tag] if tag in ("link", "script", "img") else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_page_is_one_file_in_its_language_with_headings_in_order(language: Language) -> None:
    page = _Page(shown(routine_of("faerder"), language, "html"))
    assert (page.language, page.open, page.outside) == (language, [], [])
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_the_booklet_ends_with_a_field_to_sign() -> None:
    lines = shown(routine_of("faerder"), "nb", "markdown").split("## Godkjenning")[1]
    assert re.findall(r"^(\w+): (\w+)", lines, re.MULTILINE) == [
        ("Versjon", content_hash(routine_of("faerder"))),
        *((name, "_" * 32) for name in ("Navn", "Rolle", "Dato")),
    ]


def test_the_booklet_is_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "booklet.html"
    assert called("show", "faerder", "--language", "nn", "--out", file).exit_code == 0
    assert file.read_text(encoding="utf-8") == shown(routine_of("faerder"), "nn", "html")
