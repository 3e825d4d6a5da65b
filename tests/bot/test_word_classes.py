"""What the words of a message are about: classes by a whole word, a beginning or an ending, denied, and near each other."""

from __future__ import annotations

import sys

import pytest

from bot.word_classes import class_terms


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ørefiker", "hit"),  # by how it begins
        ("fjortenåring", "child"),  # by how it ends
        ("far", "parent"),  # as a whole
    ],
)
def test_the_class_of_a_word(word: str, expected: str) -> None:
    assert expected in class_terms([word])


def test_a_word_listed_as_a_whole_is_no_beginning() -> None:
    assert "parent" not in class_terms(["fargeblyant"])


def test_classes_near_each_other_in_their_order() -> None:
    found = class_terms("stefar deljer til henne".split())
    assert "parent>hit" in found
    assert "hit>parent" not in found


def test_what_is_denied_is_told_apart() -> None:
    assert "not hit" in class_terms("far slår ikke".split())
    assert "not hit" not in class_terms("far slår henne".split())


def test_no_typed_word_outlives_its_message() -> None:
    typed = "slag" + "xqz" * 5
    class_terms(["slag"])  # the table is read
    before = sys.getrefcount(typed)
    class_terms([typed])
    assert sys.getrefcount(typed) == before
