"""The table of alarms: every example is heard at its strength, and what is near it in words is not."""

from __future__ import annotations

import pytest

from api.dialogue.hearing.alarm import Row, alarm, rows

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
