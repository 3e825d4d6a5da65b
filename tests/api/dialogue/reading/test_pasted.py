"""What comes along with pasted words is taken away before reading; the words themselves stay."""

from __future__ import annotations

import pytest

from api.dialogue.reading.pasted import lines_of, plain, said_to_be_done, unmarked, without_question


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("selv\u00admord", "selvmord"),
        ("\ufeffborte i\u200b dag", "borte i dag"),
        ("mor\u00a0ringte", "mor ringte"),
        ("<p>Mor synes det g&aring;r <b>greit</b></p>", "Mor synes det går greit"),
        ("første linje<br>andre linje", "første linje\nandre linje"),
        ("far &amp; mor", "far & mor"),
        ("3 < 5 og 7 > 2", "3 < 5 og 7 > 2"),
        ("R&D er & blir", "R&D er & blir"),
        ("👨\u200d👩\u200d👧 møtte", "👨\u200d👩\u200d👧 møtte"),
        ("\u200b", "\u200b"),
    ],
)
def test_hidden_characters_and_codes_are_nobodys_words(pasted: str, words: str) -> None:
    assert unmarked(pasted) == words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("• Ledelsen er orientert", "Ledelsen er orientert"),
        ("> sitert linje", "sitert linje"),
        ("«Møtet er avtalt»", "Møtet er avtalt"),
        ("1. Møtet er avtalt\n2. Ledelsen er orientert", "Møtet er avtalt\nLedelsen er orientert"),
        ("mor sa «han vil ikke» i dag", "mor sa «han vil ikke» i dag"),
        ("14.9. passer", "14.9. passer"),
    ],
)
def test_marks_around_a_line_are_not_read(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_each_line_without_its_mark() -> None:
    assert lines_of("- en\n\n- to") == ["en", "to"]


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("Avtal møtet ✔", "Avtal møtet"),
        ("> Orienter skolens ledelse.\nDette er gjort", "Orienter skolens ledelse"),
        ("Avtal møtet", None),
        ("ok", None),
    ],
)
def test_a_line_with_a_mark_that_it_is_done(typed: str, what: str | None) -> None:
    assert said_to_be_done(typed) == what


QUESTION = ("Hvordan går det?", "Korleis går det?")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Spørsmål 1 av 7: Hvordan går det? Greit, sier mor.", "Greit, sier mor."),
        ("> Korleis går det?\nSånn passe", "Sånn passe"),
        ("Mor spurte: Hvordan går det? Vet ikke", "Mor spurte: Hvordan går det? Vet ikke"),
        ("Hvordan går det?", "Hvordan går det?"),
    ],
)
def test_our_own_question_is_no_part_of_the_answer(typed: str, answer: str) -> None:
    assert without_question(typed, QUESTION) == answer
