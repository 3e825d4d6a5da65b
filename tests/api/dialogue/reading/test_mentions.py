"""Words that name audiences, talks and services."""

from __future__ import annotations

import re

import pytest

from api.dialogue.reading.mentions import AUDIENCES, SERVICES, STAFF, TALKS, named


@pytest.mark.parametrize(
    ("text", "audiences", "talks"),
    [
        ("start undring med foresatte", ["foresatte"], ["undring"]),
        ("start undringssamtale med føresette", ["foresatte"], ["undring"]),
        ("skal ringe mora no", ["foresatte"], ["telefon"]),
        ("Ringe heim", ["foresatte"], ["telefon"]),
        ("klar for elevsamtalen", ["pupil"], ["elevsamtale"]),
        ("snakke med guten", ["pupil"], []),
        ("førebu møtet", [], ["mote"]),
        ("årsakskartlegging med tverrfaglig team", ["team"], ["kartlegging"]),
        ("evaluer tiltaka", [], ["evaluering"]),
        ("drøfte med en kollega", ["school"], []),
        ("hva nå?", [], []),
        ("", [], []),
    ],
)
def test_audiences_and_talks_are_heard(text: str, audiences: list[str], talks: list[str]) -> None:
    assert named(text, AUDIENCES) == audiences
    assert named(text, TALKS) == talks


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("når skal PPT inn", ["ppt"]),
        ("pp-tjenesten", ["ppt"]),
        ("helsesøster", ["helsesykepleier"]),
        ("helsesjukepleiaren", ["helsesykepleier"]),
        ("abup eller bup", ["bup"]),
        ("fastlegen", ["fastlege"]),
        ("må eg sende bekymringsmelding til barnevernet", ["barnevern"]),
        ("politiet", ["politi"]),
        ("skal BUP og barnevernet inn", ["bup", "barnevern"]),
        ("kva no", []),
        ("legge til noe", []),
    ],
)
def test_services_are_heard(text: str, services: list[str]) -> None:
    assert named(text, SERVICES) == services


@pytest.mark.parametrize(
    "text", ["undringssamtale i morgen", "er det farlig", "hva handler det om", "hente skjemaet", "hodet"]
)
def test_other_words_with_the_same_beginning_name_nobody(text: str) -> None:
    assert named(text, AUDIENCES) == []


def test_the_lists_hold_what_can_be_heard() -> None:
    for words in (AUDIENCES, TALKS, SERVICES, STAFF):
        for key, beginnings in words.items():
            for beginning in beginnings:
                assert beginning == beginning.casefold()
                assert re.match(r"\w", beginning)
                assert key in named(f"om {beginning}", words)


@pytest.mark.parametrize(
    ("text", "words", "heard"),
    [("eg ringer heim no", TALKS, ["telefon"]), ("hva har vi laget så langt", AUDIENCES, [])],
)
def test_the_forms_of_a_word_and_its_doubles(text: str, words: dict[str, tuple[str, ...]], heard: list[str]) -> None:
    assert named(text, words) == heard
