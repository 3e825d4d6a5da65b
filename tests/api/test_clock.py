"""Which day it is: the one in Oslo, not the one of the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 5, 16, 21, 59, tzinfo=UTC), date(2026, 5, 16)),
        (datetime(2026, 5, 16, 22, 0, tzinfo=UTC), date(2026, 5, 17)),  # summer time: a holiday has begun
        (datetime(2026, 12, 24, 22, 59, tzinfo=UTC), date(2026, 12, 24)),
        (datetime(2026, 12, 24, 23, 0, tzinfo=UTC), date(2026, 12, 25)),
    ],
)
def test_a_day_begins_when_it_does_in_oslo(moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: moment)
    assert clock.real_day() == day
