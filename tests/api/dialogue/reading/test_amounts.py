"""Absence read out of what teachers write."""

from __future__ import annotations

from datetime import date

import pytest

from api.dialogue.reading.amounts import adds, asks_of_a_figure, asks_of_a_share, read_absence, without_unit
from api.dialogue.reading.periods import read_span
from api.engine.absence import Absence, Span
from api.engine.calendar import Break, Calendar

TODAY = date(2026, 11, 23)
CALENDAR = Calendar(breaks=(Break(date(2026, 6, 20), date(2026, 8, 16), "sommer"),))


@pytest.mark.parametrize(
    ("text", "days", "percent", "first", "last"),
    [
        ("borte 3 dager denne måneden", 3, None, "2026-11-01", "2026-11-23"),
        ("11 dager siden september", 11, None, "2026-09-01", "2026-11-23"),
        ("12 %", None, 12, None, None),
        ("tolv prosent i høst", None, 12, "2026-08-17", "2026-11-23"),
        ("fråværet er 9,5% dette halvåret", None, 9.5, "2026-08-17", "2026-11-23"),
        ("vore vekke fem dagar dei siste 14 dagane", 5, None, "2026-11-10", "2026-11-23"),
        ("de siste 30 dagene", None, None, "2026-10-25", "2026-11-23"),
        ("10 dager siste tre måneder", 10, None, "2026-08-24", "2026-11-23"),
        ("3 dagar på ein månad", 3, None, "2026-10-24", "2026-11-23"),
        ("borte 4 dager i oktober", 4, None, "2026-10-01", "2026-10-31"),
        ("hun har vært borte 6 dager siden 1. september", 6, None, "2026-09-01", "2026-11-23"),
        ("to heile dagar denne veka", 2, None, "2026-11-23", "2026-11-23"),
        ("8 skoledager dette kvartalet", 8, None, "2026-08-24", "2026-11-23"),
        ("6 dager siden desember", 6, None, "2025-12-01", "2026-11-23"),
        ("hun er lei seg", None, None, None, None),
    ],
)
def test_amount_and_period(
    text: str, days: float | None, percent: float | None, first: str | None, last: str | None
) -> None:
    absence = read_absence(text, TODAY, CALENDAR)
    span = (absence.span.first.isoformat(), absence.span.last.isoformat()) if absence.span else (None, None)
    assert (absence.days, absence.percent, *span) == (days, percent, first, last)


@pytest.mark.parametrize(
    ("text", "days", "of"),
    [
        ("bare på skolen 2 dager på 3 uker", None, None),
        ("har vært på skolen 3 dager av 10", 7, 10),
        ("var til stades 4 av 12 dagar", 8, 12),
        ("3 dager borte, ikke på skolen i dag heller", 3, None),
        ("borte 2 dager, ellers på skolen", 2, None),
    ],
)
def test_days_at_school_are_no_absence(text: str, days: float | None, of: float | None) -> None:
    absence = read_absence(text, TODAY, CALENDAR)
    assert (absence.days, absence.of) == (days, of)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("hun er sein tre ganger i uka minst", "lateness"),
        ("det er mest sent-komming", "lateness"),
        ("onsdag er verst", "pattern"),
        ("bare mandager", "pattern"),
        ("han er alltid vekke på fredagar", "pattern"),
        ("kommer for sent nesten hver dag", "lateness"),
        ("ho kjem for seint", "lateness"),
        ("mange enkelttimer", "lessons"),
        ("er på skolen men ikke i timen", "not_in_class"),
    ],
)
def test_signs(text: str, sign: str) -> None:
    assert sign in read_absence(text, TODAY, CALENDAR).signs


def test_the_school_start_is_not_guessed() -> None:
    assert read_span("siden skolestart", TODAY, Calendar()) is None


def test_a_period_to_come_is_none() -> None:
    assert read_span("siden 1. desember 2026", TODAY, CALENDAR) is None


AUTUMN = Calendar(breaks=(*(CALENDAR.breaks or ()), Break(date(2026, 10, 5), date(2026, 10, 9), "høst")))
MONDAY, THURSDAY = date(2026, 9, 21), date(2026, 9, 24)


def days(first: tuple[int, int], last: tuple[int, int]) -> Span:
    return Span(date(2026, *first), date(2026, *last))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # so many of so many
        ("borte 6 av 57 skoledager", Absence(days=6, of=57)),
        ("vekke 3 av 5 daga førre uga", Absence(days=3, of=5, span=days((9, 14), (9, 20)))),
        ("to av dei siste fem skuledagane", Absence(days=2, of=5, span=days((9, 18), (9, 24)))),
        ("fira tå tjue daga i september", Absence(days=4, of=20, span=days((9, 1), (9, 24)))),
        ("han var en av tre elever som var borte", Absence()),
        # several amounts, each with a period of its own
        ("to dager i uke 36 og én dag i uke 38", Absence(days=3, span=days((8, 31), (9, 20)))),
        ("3 dager forrige uke og 1 dag denne uka", Absence(days=4, span=days((9, 14), (9, 24)))),
        # from one day to another, and days by name
        ("borte fra mandag til onsdag", Absence(days=3, span=days((9, 21), (9, 23)))),
        ("vekke frå torsdag til fredag", Absence(days=2, span=days((9, 17), (9, 18)))),
        ("vekke 8. til 10. september", Absence(days=3, span=days((9, 8), (9, 10)))),
        ("borte mandag, tirsdag og torsdag forrige uke", Absence(days=3, span=days((9, 14), (9, 20)))),
        ("møte fra mandag til onsdag", Absence(span=days((9, 21), (9, 23)))),
        # halves and ranges
        ("en halv mandag og en halv torsdag", Absence(days=0, halves=2)),
        ("halvannen dag borte denne uka", Absence(days=1, halves=1, span=days((9, 21), (9, 24)))),
        ("1,5 dager", Absence(days=1, halves=1)),
        ("halve dagen vekk måndag og heile tysdag", Absence(days=1, halves=1)),
        ("borte mellom 2 og 4 dager denne uka", Absence(days=2, most=4, span=days((9, 21), (9, 24)))),
        ("2-3 dagar", Absence(days=2, most=3)),
        # what is denied, and what lies at another time
        ("ikkje fire, berre to dagar", Absence(days=2)),
        ("ikke borte tre dager i september, bare to", Absence(days=2, span=days((9, 1), (9, 24)))),
        ("ikke mer enn tre dager", Absence(days=3)),
        ("tre dager i alt, men bare én av dem denne måneden", Absence(days=1, besides=2, span=days((9, 1), (9, 24)))),
        ("oversikta viser 112 prosnt", Absence(percent=112)),
    ],
)
def test_what_is_told_is_counted_as_told(text: str, told: Absence) -> None:
    assert read_absence(text, THURSDAY, AUTUMN) == told


def test_days_off_are_no_days_of_absence() -> None:
    assert read_absence("borte fra 1. oktober til 13. oktober", date(2026, 10, 14), AUTUMN).days == 4


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Er hun over ti prosent nå?", True),
        ("hva om fraværet passerer 10 %?", True),
        ("gjelder de fire dagene bare på rad", True),
        ("kva nivå er det ved femten prosent?", True),
        ("er 4 dager denne måneden over grensa?", False),
        ("hun er over ti prosent nå", False),
    ],
)
def test_a_figure_that_is_asked_about_is_not_the_pupils(text: str, asks: bool) -> None:
    assert asks_of_a_figure(text) == asks


def test_what_else_is_said_of_amounts() -> None:
    assert [adds(text) for text in ("borte ein dag til", "enda en dag", "borte en dag til og med fredag")] == [
        True,
        True,
        False,
    ]
    assert (
        read_absence("åtte timar vekke", TODAY, CALENDAR).lessons,
        without_unit("borte 4"),
        without_unit("borte 4 dager"),
    ) == (8, 4, None)
    assert asks_of_a_share("hvor mange prosent er 8 av 28 dager?")


@pytest.mark.parametrize(
    ("text", "today", "first", "named"),
    [
        ("25 prosent dette halvåret", date(2026, 9, 24), date(2026, 8, 17), "half_year"),
        ("25 prosent dette halvåret", date(2027, 3, 3), date(2027, 1, 4), "half_year"),
        ("25 prosent så langt i skoleåret", date(2026, 9, 24), date(2026, 8, 17), "school_year"),
        ("25 prosent denne måneden", date(2026, 9, 24), date(2026, 9, 1), "month"),
        ("25 prosent denne uka", date(2026, 9, 24), date(2026, 9, 21), None),
    ],
)
def test_a_period_that_is_not_over_is_known_by_its_name(text: str, today: date, first: date, named: str | None) -> None:
    span = read_absence(text, today, AUTUMN).span
    assert span is not None
    assert (span.first, span.named) == (first, named)


@pytest.mark.parametrize(
    "text", ["dusjer hjemme, og jeg møter han i gangen hver mandag", "hun vet at vi ringer hver fredag"]
)
def test_what_the_teacher_does_is_no_sign_of_absence(text: str) -> None:
    assert not read_absence(text, TODAY, CALENDAR).signs
