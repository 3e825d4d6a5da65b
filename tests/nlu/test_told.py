"""What is found of the facts in tests/nlu/told/told.jsonl must not sink. Raise the floors when the figures rise (docs/nlu.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.model import train
from nlu_report.classify import readings
from nlu_report.told import OTHER_WORDS, Found, by_parts, by_patterns, messages, views

DATES = [
    "fredag 23. oktober",
    "torsdag 5. november kl 14",
    "onsdag den 2",
    "måndag 16/11",
    "uke 39",
    "tysdag den 3. desember",
]


def moved_to(when: str) -> str:
    return f"møtet er flytta til {when} fordi mor er i utlandet"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model, which has read all that is asked of it here: Rasa takes long to start."""
    trained = train(tmp_path_factory.mktemp("training") / "training.log")
    told = [one.text for one in (*messages(), *messages(OTHER_WORDS))]
    readings(trained, [*told, *map(moved_to, DATES)])
    return trained


@pytest.fixture(scope="module")
def read(model: Path) -> Found:
    return by_parts(model, messages())


def test_most_that_is_told_is_found_and_little_that_is_not(read: Found) -> None:
    assert read.right / read.facts >= 0.82
    assert read.right_day / read.right >= 0.95
    assert read.wrong / read.facts <= 0.07


def test_other_words_than_those_of_the_first_set_are_read_as_well(model: Path) -> None:
    told = messages(OTHER_WORDS)
    found, judged = by_parts(model, told), views(model, told)
    assert found.right / found.facts >= 0.78
    assert found.wrong / found.facts <= 0.07
    assert judged.right / judged.judge >= 0.7
    assert judged.reversed_ == 0


def test_what_tells_nothing_is_left_alone(read: Found) -> None:
    assert read.left_alone / read.silent >= 0.88


def test_the_parts_find_three_times_what_the_patterns_find(read: Found) -> None:
    assert read.right > 3 * by_patterns(messages()).right


@pytest.mark.parametrize("when", DATES)
def test_a_date_is_never_parted(when: str, model: Path) -> None:
    text = moved_to(when)
    ((_ranking, parts),) = readings(model, [text])
    assert any(when in part.of(text) for part in parts)
