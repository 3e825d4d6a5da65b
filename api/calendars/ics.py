"""Deadlines as a calendar (RFC 5545). Of a pupil no more than what they are called here; all else is the routine's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from api.engine.deadlines import DeadlineState
from api.engine.plan import Plan
from api.engine.schema import Language
from api.wording.plan import PlanWords

MEDIA_TYPE = "text/calendar"
REFRESHED = timedelta(hours=4)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayDue:
    """A deadline that is not met, on the day to act by. `uid` stays while it moves, `revision` rises with all that may move it."""

    uid: str
    on: date
    summary: str
    description: str
    revision: int


def days_due(case_id: UUID, label: str, plan: Plan, revision: int, language: Language) -> Iterator[DayDue]:
    """Those of the plan that have a day and are not met; none where the work has ended."""
    words = PlanWords(plan, language, label)
    for state in plan.deadlines if plan.is_open else ():
        if state.remind_on is not None and state.state not in ("met", "met_late"):
            yield DayDue(
                uid=_uid(case_id, plan, state),
                on=state.remind_on,
                summary=f"{label}: {state.text.in_(language)}",
                description=words.deadline(state),
                revision=revision,
            )


def _uid(case_id: UUID, plan: Plan, state: DeadlineState) -> str:
    """Of the deadline in the case, and of the round where it counts anew in each."""
    round_ = plan.stay.round if state.rule.each_round else 1
    return f"{uuid5(case_id, f'{state.id} {round_}')}@naervaerslos"


def ics(days: Iterable[DayDue], made_at: datetime, language: Language) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//Nærværslos//Nærværslos//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Nærværslos")
    calendar.add("refresh-interval", REFRESHED, parameters={"value": "DURATION"})
    for day in days:
        calendar.add_component(_event(day, made_at))
    written: bytes = calendar.to_ical()
    return written


def _event(day: DayDue, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + _DAY)  # the first day that is not part of it
    event.add("sequence", day.revision)
    event.add("summary", day.summary)
    event.add("description", day.description)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
