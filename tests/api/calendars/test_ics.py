"""A calendar of deadlines: read by the library as a calendar program would, and with the engine's own dates in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from icalendar import Calendar

from api.calendars.ics import DayDue, days_due, ics
from api.engine import commands as do
from api.engine.loader import load
from tests.databases import ROOT
from tests.engine.casework import Work

MADE, CASE = datetime(2026, 8, 24, 12, tzinfo=UTC), UUID(int=7)
VENNESLA = load(ROOT / "routines/vennesla")


def work() -> Work:
    return Work(VENNESLA, "2026-08-24")


def due(of: Work, label: str = "QX7") -> dict[str, DayDue]:
    plan = of.case.plan(of.today)
    found = [one for one in plan.deadlines if one.remind_on and one.state not in ("met", "met_late")]
    listed = days_due(CASE, label, plan, of.case.revision, "nb") if plan.is_open else ()
    return {state.id: day for state, day in zip(found, listed, strict=False)}


def events(days: Any) -> list[Any]:
    return Calendar.from_ical(ics(days, MADE, "nb")).walk("VEVENT")


def to_level_2() -> Work:
    case = work()
    case.does(do.Decide(decision="clarify", outcome="worried", anyway=True))
    return case


def test_a_deadline_is_a_whole_day_that_ends_before_the_next() -> None:
    (event,) = events([due(to_level_2())["vennesla.2.meeting"]])
    assert event.decoded("dtstart") == date(2026, 8, 31)
    assert event.decoded("dtend") == event.decoded("dtstart") + timedelta(1)
    assert "VALUE=DATE" in event["dtstart"].params.to_ical().decode()
    assert (str(event["summary"]), event.decoded("dtstamp")) == ("QX7: møte med elev og foresatte", MADE)
    assert (str(event["class"]), str(event["transp"])) == ("PRIVATE", "TRANSPARENT")


def test_it_keeps_its_name_and_its_number_rises_when_it_moves_and_when_it_moves_back() -> None:
    case = to_level_2()
    case.does(do.Tick(task="agree_measures", on=date(2026, 8, 26)), "2026-08-26")
    case.does(do.Tick(task="start_measures", on=date(2026, 8, 26)), "2026-08-26")
    seen = [due(case)["vennesla.2.eval"]]
    case.does(do.Tick(task="start_measures", on=date(2026, 8, 25), corrects=case.last), "2026-08-26")
    case.does(do.Tick(task="agree_measures", on=date(2026, 8, 25), corrects=case.last - 2), "2026-08-26")
    seen.append(due(case)["vennesla.2.eval"])
    case.takes_back()
    case.takes_back(case.last - 2)
    seen.append(due(case)["vennesla.2.eval"])
    assert len({one.uid for one in seen}) == 1
    assert seen[0].on == seen[2].on != seen[1].on
    assert seen[0].revision < seen[1].revision < seen[2].revision


def test_each_deadline_and_each_case_has_a_name_of_its_own() -> None:
    both = due(work())
    assert len({one.uid for one in both.values()}) == len(both) == 2
    plan = work().case.plan(date(2026, 8, 24))
    assert not {one.uid for one in both.values()} & {one.uid for one in days_due(UUID(int=8), "AB", plan, 1, "nb")}
    assert all(str(CASE) not in one.uid for one in both.values())


def test_what_is_met_or_at_an_end_is_in_no_calendar() -> None:
    case = work()
    case.does(do.Tick(task="call_home", on=case.today))
    assert list(due(case)) == ["vennesla.1.pupil"]
    case.does(do.Close())
    assert due(case) == {}


def test_the_day_to_act_by_is_the_school_day() -> None:
    case = Work(VENNESLA, "2026-10-24", None)
    case.does(do.Decide(decision="clarify", outcome="worried", anyway=True))
    plan = case.case.plan(case.today)
    assert plan.deadline("vennesla.2.meeting").due_on == date(2026, 10, 31)  # a Saturday
    (day,) = [one for one in days_due(CASE, "QX7", plan, 1, "nb") if one.on == date(2026, 10, 30)]
    assert "lørdag 31. oktober" in day.description


def test_nothing_a_teacher_wrote_is_in_it_and_odd_labels_break_nothing() -> None:
    case = work()
    asked = next(one for one in VENNESLA.guide("telefon_hjem").questions if one.type == "open")
    case.answers(asked.id, "flodhest", guide="telefon_hjem")
    case.does(do.WriteNote(text="flodhest"))
    label = "A,B;C\\n: BEGIN:VEVENT"
    made = ics(due(case, label).values(), MADE, "nb")
    assert "flodhest" not in made.decode()
    assert {str(event["summary"]).partition(": s")[0] for event in Calendar.from_ical(made).walk("VEVENT")} == {label}
    assert max(map(len, made.split(b"\r\n"))) <= 75
