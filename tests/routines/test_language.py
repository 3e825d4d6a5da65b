"""What everything a routine says looks like in both written forms: whole sentences, one ending mark, one form of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from api.engine.schema import Language
from api.engine.topic_index import index_of
from api.wording import rendering
from api.wording.answers import answer
from routine_tools.booklet import Entry, Section, booklet_of
from routine_tools.scenario import ROUTINES, routine_of
from tests.conftest import ROOT
from tests.routines.texts import texts_of

NAMES = sorted(folder.name for folder in ROUTINES.iterdir() if (folder / "routine.yaml").exists())
LANGUAGES: tuple[Language, ...] = ("nb", "nn")
TODAY = date(2026, 8, 24)
BADLY_ENDED = re.compile(r"\?\.|\.\.(?!\.)|[:;,]\.|  |\{|\}|\bNone\b|\?»\.")
ONE_OF_MANY = re.compile(r"(?<![\d.,–])1 (dager|dagar|uker|veker|måneder|månader|timer|timar|spørsmåla)\b")
# One form of a word where nynorsk has two, so that no text mixes them: oversyn, de and dykk (never dere or dokker), berre, høyre.
NOT_ONE_FORM = re.compile(
    r"\b(oversikt\w*|dere|deres|dokker|dykkar?s|ikke|bare|hjem|hjemme|noe|noen|hva|hvem|hvor|hvordan|hvis|fra|også|"
    r"skole\w*|uke|uker|måned\w*|eksempel|foresatte\w*|mye|selv|være|gjøre|sammen|elevene)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(
    r"«[^»]*»|https?://\S+|[(][^)]*[)]|Visma Flyt Skole|Alvøen skole"
)  # names and phrases of a source stay as they are there
SOURCES = re.compile(r"^(Kjelde|Kilde): .*$", re.MULTILINE)


@cache
def _answers(name: str, language: Language) -> dict[str, str]:
    routine = routine_of(name)
    topics = index_of(routine).topics
    return {topic.id: rendering.text(answer(routine, topic, None), language, TODAY, "LM2") for topic in topics}


def _printed(name: str, language: Language) -> Iterator[str]:
    sections = list(booklet_of(routine_of(name), language).sections)
    while sections:
        section: Section = sections.pop()
        sections += section.sections
        entries: list[Entry] = list(section.pieces)
        while entries:
            entry = entries.pop()
            entries += entry.pieces
            yield from (entry.text, *entry.lines, *(value for _, value in entry.details))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_ends_its_sentences_once_and_counts_one_as_one(name: str, language: Language) -> None:
    said = _answers(name, language)
    assert [(id_, found[0]) for id_, words in said.items() if (found := BADLY_ENDED.search(words))] == []
    assert [(id_, found[0]) for id_, words in said.items() if (found := ONE_OF_MANY.search(words))] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_so_does_the_booklet(name: str, language: Language) -> None:
    printed = list(_printed(name, language))
    assert len(printed) > 500
    assert [words for words in printed if ONE_OF_MANY.search(words) or re.search(r"\?\.(?!\.)|\bNone\b", words)] == []


@pytest.mark.parametrize("name", NAMES)
def test_nynorsk_is_one_nynorsk_in_every_text_of_the_routine(name: str) -> None:
    routine = routine_of(name)
    texts = [QUOTED.sub("", text.nn) for text in texts_of(routine)]
    assert len(texts) > 500
    assert [(words, found[0]) for words in texts if (found := NOT_ONE_FORM.search(words))] == []


def _sentences() -> Iterator[tuple[str, str]]:
    """The nynorsk of everything that is not a routine's: by file and name."""
    for file in [*sorted((ROOT / "api" / "wording").glob("*.yaml")), ROOT / "routine_tools" / "words.yaml"]:
        for name, pair in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            yield f"{file.name} {name}", pair["nn"]
    for file in sorted((ROOT / "bot" / "domain").glob("*.yml")):
        yield from _responses(file)


def _responses(file: Path) -> Iterator[tuple[str, str]]:
    for name, variants in yaml.safe_load(file.read_text(encoding="utf-8")).get("responses", {}).items():
        for variant in variants:
            if variant.get("condition"):
                yield f"{file.name} {name}", variant["text"]
                yield from ((f"{file.name} {name} button", button["title"]) for button in variant.get("buttons", []))


def test_the_nynorsk_of_the_assistant_is_the_same_nynorsk() -> None:
    texts = dict(_sentences())
    assert len(texts) > 500
    left = {name: found[0] for name, words in texts.items() if (found := NOT_ONE_FORM.search(QUOTED.sub("", words)))}
    assert left == {}


def test_nobody_is_asked_to_do_something_before_nothing_in_particular() -> None:
    """“Først må dette være på plass” says before what; nobody is told that the assistant guesses."""
    texts = " ".join(words for _, words in _sentences()).casefold()
    assert "gjettar" not in texts
    assert "gissar" not in texts
    assert "kommunen sin rutine" not in texts
    assert "rutinen til kommunen" not in texts
