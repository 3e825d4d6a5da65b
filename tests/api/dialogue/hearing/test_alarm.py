"""The table of alarms: every example is heard at its strength, and what is near it in words is not."""

from __future__ import annotations

import pytest

from api.dialogue.hearing.alarm import DEED, LOUD, LOUD_CALM, Row, alarm, rows
from api.dialogue.reading.parts import Part

TABLE = [row for row, _ in rows()]
UNSUSPECTED = [("answer", 0.99)]
STEP = 0.01


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.said)
def test_every_example_is_heard_at_its_strength_whatever_the_model_thinks(row: Row) -> None:
    heard = alarm(row.example, UNSUSPECTED)
    assert heard is not None
    assert heard.strength == row.strength
    assert heard.kind == row.kind


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.said)
def test_what_is_near_an_alarm_in_words_is_none(row: Row) -> None:
    assert alarm(row.harmless, UNSUSPECTED) is None


@pytest.mark.parametrize("label", ["TØR", "DØR", "SLO7", "K.N.I."])
def test_what_a_pupil_is_called_is_no_word_of_danger(label: str) -> None:
    said = "evaluert med mor og {} heim i dag"
    assert alarm(said.format(label), UNSUSPECTED) is None
    assert alarm(f"{label} heim, seier mor", UNSUSPECTED) is None


def test_a_small_word_that_is_shouted_is_still_a_word() -> None:
    assert alarm("han vil DØ", UNSUSPECTED) is not None


def ranked(chance: float) -> list[tuple[str, float]]:
    return [("answer", 0.9), ("acute", chance), ("alarm_sure/abuse", chance), ("alarm_any/abuse", chance)]


def part(act: str, status: str, sure: float) -> Part:
    return Part(0, 5, (), [(act, sure), ("none", 1 - sure)], [(status, sure), ("none", 1 - sure)])


ORDINARY = [part("met", "done", DEED), part("logged", "done", 1.0)]


def test_what_tells_of_ordinary_deeds_alone_needs_a_very_sure_model() -> None:
    text = "møtet er holdt og loggført"
    quiet, loud, very = (ranked(chance) for chance in (LOUD - STEP, LOUD, LOUD_CALM))
    assert alarm(text, quiet, ORDINARY) is None
    assert [getattr(alarm(text, one, ORDINARY), "strength", None) for one in (loud, very)] == ["possible", "sure"]


@pytest.mark.parametrize(
    "parts", [[], [*ORDINARY, part("none", "none", 1.0)], [*ORDINARY, part("met", "done", DEED - STEP)]]
)
def test_one_part_that_is_no_sure_deed_is_heard_as_ever(parts: list[Part]) -> None:
    heard = [alarm("møtet er holdt og loggført", ranked(chance), parts) for chance in (LOUD - STEP, LOUD)]
    assert [getattr(one, "strength", None) for one in heard] == ["possible", "sure"]
