"""Today, in Oslo. Only local mode may be told another day."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from api.database import utc_now
from api.settings import Settings

OSLO = ZoneInfo("Europe/Oslo")


def today_in_oslo(settings: Settings, asked: date | None = None) -> date:
    """`asked` (a request's own day), else the day the run was started with, else the real one."""
    told = (asked or settings.today) if settings.is_local else None
    return told or real_day()


def real_day() -> date:
    return utc_now().astimezone(OSLO).date()
