"""How a long message is taken apart, and the typing errors that training adds."""

from __future__ import annotations

from random import Random

import pytest

from bot.misspelling import misspelled
from bot.parts import LONG, clauses, ending, is_long, sentences

STORY = "mor har gått og vi rakk bare halvparten, men jeg lurer på en ting, hvem skal egentlig være med på møtet"


def test_a_message_is_long_from_one_word_more() -> None:
    assert not is_long("ord " * LONG)
    assert is_long("ord " * (LONG + 1))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ringte far i går. Han er rolig! Hva nå?", ["Ringte far i går.", "Han er rolig!", "Hva nå?"]),
        ("Møtet er 15. oktober kl. 9. Mor kommer.", ["Møtet er 15. oktober kl. 9.", "Mor kommer."]),
        ("møtet er 15. Mor kommer", ["møtet er 15.", "Mor kommer"]),
        ("– ringte mor\n– møte torsdag\n2) referat sendt", ["– ringte mor", "møte torsdag", "referat sendt"]),
        ("«Jeg vil ikke. Aldri.» sa han. Ringte mor", ["«Jeg vil ikke. Aldri.» sa han.", "Ringte mor"]),
        ("ringte mor; ingen svar", ["ringte mor", "ingen svar"]),
        ("...", []),
    ],
)
def test_marks_and_new_lines_end_a_sentence_but_not_in_a_quotation_or_a_date(text: str, parts: list[str]) -> None:
    assert [text[start:end].strip() for start, end in sentences(text)] == parts


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (STORY, "hvem skal egentlig være med på møtet"),
        ("han er sliten. hva gjør jeg nå?", "hva gjør jeg nå"),
        ("en to tre fire fem seks sju åtte ni ti elleve", "tre fire fem seks sju åtte ni ti elleve"),
        ("hva nå", "hva nå"),
        ("?!", "?!"),
        ("", ""),
    ],
)
def test_the_ending_is_the_last_piece_or_its_last_words(text: str, end: str) -> None:
    assert ending(text) == end


def test_the_pieces_hold_all_the_words_in_order() -> None:
    pieces = clauses(STORY)
    assert len(pieces) > 3
    assert " ".join(pieces).replace(",", "").split() == STORY.replace(",", "").split()


def test_a_lonely_word_stays_with_the_piece_before_it() -> None:
    assert clauses("han sover lite, sliten") == ["han sover lite sliten"]


def test_typing_errors_are_the_same_in_each_training_and_leave_most_of_a_message() -> None:
    first, second = (misspelled(STORY, Random(7)) for _ in range(2))
    assert first == second != STORY
    same = [a == b for a, b in zip(STORY.split(), first.split(), strict=True)]
    assert sum(same) > len(same) / 3


@pytest.mark.parametrize("text", ["", "3", "ja", "24.8."])
def test_what_is_too_short_to_misspell_is_left_alone(text: str) -> None:
    assert all(misspelled(text, Random(seed)) == text for seed in range(20))


def test_every_kind_of_slip_comes_about() -> None:
    slips = {misspelled("møte", Random(seed)) for seed in range(400)}
    assert {"mtøe", "mte", "mt", "møøte"} <= slips  # swapped, left out, without vowels, doubled
    assert any(len(slip) == 4 and slip not in ("møte", "mtøe", "møet", "ømte") for slip in slips)  # the key beside
