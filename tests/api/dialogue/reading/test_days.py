"""Days as teachers write them. What is not a day is refused, never guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

import dateparser
import pytest
from fastapi import FastAPI

from api.cases.models import NoteRow
from api.dialogue.reading.days import day_done, read_day, speaks_of_a_day
from tests.api.turns_by_hand import Hand, kinds, rows

WEDNESDAY = date(2026, 8, 26)
PAST: dict[str, date] = {
    "i dag": date(2026, 8, 26),
    "nå": date(2026, 8, 26),
    "nettopp": date(2026, 8, 26),
    "i går": date(2026, 8, 25),
    "det var i gjår": date(2026, 8, 25),
    "i forgårs": date(2026, 8, 24),
    "i førgår": date(2026, 8, 24),
    "torsdag": date(2026, 8, 20),
    "onsdag": date(2026, 8, 26),
    "på tirsdag": date(2026, 8, 25),
    "tysdag": date(2026, 8, 25),
    "Måndag": date(2026, 8, 24),
    "laurdag": date(2026, 8, 22),
    "sundag": date(2026, 8, 23),
    "24.8.": date(2026, 8, 24),
    "24.8": date(2026, 8, 24),
    "24. 8. 2026": date(2026, 8, 24),
    "24/8": date(2026, 8, 24),
    "24-8-26": date(2026, 8, 24),
    "2026-08-24": date(2026, 8, 24),
    "onsdag 19.8": date(2026, 8, 19),
    "24. august": date(2026, 8, 24),
    "den 24 august 2026": date(2026, 8, 24),
    "24.august": date(2026, 8, 24),
    "24. aug.": date(2026, 8, 24),
    "15. desember": date(2025, 12, 15),
    "15.12.": date(2025, 12, 15),
    "3. desember 2024": date(2024, 12, 3),
    "17. mai": date(2026, 5, 17),
    "for tre dager siden": date(2026, 8, 23),
    "for ei veke sidan": date(2026, 8, 19),
    "for 14 dager siden": date(2026, 8, 12),
}
FUTURE: dict[str, date] = {
    "i dag": date(2026, 8, 26),
    "i morgen": date(2026, 8, 27),
    "i morgon": date(2026, 8, 27),
    "i overmorgen": date(2026, 8, 28),
    "torsdag": date(2026, 8, 27),
    "onsdag": date(2026, 9, 2),
    "neste onsdag": date(2026, 9, 2),
    "neste fredag": date(2026, 9, 4),
    "neste mandag": date(2026, 8, 31),
    "fredag neste veke": date(2026, 9, 4),
    "om to uker": date(2026, 9, 9),
    "om to veker": date(2026, 9, 9),
    "om ei veke": date(2026, 9, 2),
    "om 10 dagar": date(2026, 9, 5),
    "5. oktober": date(2026, 10, 5),
    "10. januar": date(2027, 1, 10),
    "10.1.": date(2027, 1, 10),
    "29.2.2028": date(2028, 2, 29),
    "29. februar 2028": date(2028, 2, 29),
}
NO_DAY = [
    *("31.2.", "32.8.", "0.8.", "24.13.", "30. februar", "31. april", "29.2.2027", "29. februar 2027", "2026-02-30"),
    *("", "nei", "husker ikke", "hugsar ikkje", "den 24. gangen", "24", "om litt", "4 elever", "trinn 8", "fire"),
]
Side = Literal["past", "future"]


@pytest.mark.parametrize(("text", "day"), PAST.items())
def test_a_day_that_has_been(text: str, day: date) -> None:
    assert read_day(text, WEDNESDAY, side="past") == day


@pytest.mark.parametrize(("text", "day"), FUTURE.items())
def test_a_day_that_comes(text: str, day: date) -> None:
    assert read_day(text, WEDNESDAY, side="future") == day


@pytest.mark.parametrize("text", NO_DAY)
@pytest.mark.parametrize("side", ["past", "future"])
def test_what_is_no_day_is_not_guessed(text: str, side: Side) -> None:
    assert read_day(text, WEDNESDAY, side=side) is None


@pytest.mark.parametrize(
    ("today", "text", "side", "day"),
    [
        (date(2026, 8, 31), "mandag", "past", date(2026, 8, 31)),
        (date(2026, 9, 4), "ble avtalt torsdag 27.", "past", date(2026, 8, 27)),
        (date(2026, 9, 4), "møtet er torsdag den 24.", "future", date(2026, 9, 24)),
        (date(2026, 8, 31), "mandag", "future", date(2026, 9, 7)),
        (date(2026, 8, 30), "neste onsdag", "future", date(2026, 9, 2)),
        (date(2027, 1, 4), "18.12.", "past", date(2026, 12, 18)),
        (date(2026, 12, 18), "4.1.", "future", date(2027, 1, 4)),
        (date(2026, 1, 1), "i går", "past", date(2025, 12, 31)),
        (date(2028, 2, 28), "i morgen", "future", date(2028, 2, 29)),
    ],
)
def test_around_the_ends_of_weeks_and_years(today: date, text: str, side: Side, day: date) -> None:
    assert read_day(text, today, side=side) == day


@pytest.mark.parametrize(
    ("text", "side", "day"),
    [
        ("nå på mandag", "past", date(2026, 8, 24)),
        ("no i går", "past", date(2026, 8, 25)),
        ("torsdag kl. 9.10", "past", date(2026, 8, 20)),  # no 9 October
        ("tirsdag kl 10.30", "past", date(2026, 8, 25)),
        ("forrige onsdag", "past", date(2026, 8, 19)),
        ("tirsdag i forrige uke", "past", date(2026, 8, 18)),
        ("24. august i fjor", "past", date(2025, 8, 24)),
        ("fredag om to uker", "future", date(2026, 9, 11)),
        ("3. sept.", "future", date(2026, 9, 3)),
        ("ringte mor 3-4 ganger i går, ingen svar", "past", date(2026, 8, 25)),  # how often, no 3 April
        ("Ringte mor i går 11.10", "past", date(2026, 8, 25)),  # the time of day
        ("i går i 1/2 time", "past", date(2026, 8, 25)),  # how long
        ("snakka med Ida", "past", None),  # not “i dag”
        ("snakka med Ida", "future", None),
        ("24.8.202", "past", None),  # a slip of the finger
        ("29. februar", "past", None),  # in no year near this one
    ],
)
def test_days_that_are_easily_misread(text: str, side: Side, day: date | None) -> None:
    assert read_day(text, WEDNESDAY, side=side) == day


@pytest.mark.parametrize(("today", "side"), [(date(2028, 6, 1), "future"), (date(2028, 1, 10), "past")])
def test_the_leap_day_of_another_year_does_not_raise(today: date, side: Side) -> None:
    assert read_day("29. februar", today, side=side) is None


def test_last_year_is_heard_after_numbers_too() -> None:
    assert read_day("24.8. i fjor", WEDNESDAY, side="past") == date(2025, 8, 24)


@pytest.mark.parametrize("text", ["29. februar i fjor", "om 99999999 uker", "for 99999999 dager siden"])
def test_a_day_outside_the_calendar_does_not_raise(text: str) -> None:
    assert read_day(text, date(2028, 3, 1), side="past") is None


TODAY = date(2026, 11, 18)  # a Wednesday
# What teachers write: what the library makes of it (past, future; in the language it knows best), and what it is.
MEASURED: dict[str, tuple[str | None, str | None, str | None, str | None]] = {
    "i går": ("11-17", "11-17", "11-17", "11-17"),
    "i gårkveld": (None, None, "11-17", "11-17"),
    "igår": (None, None, "11-17", "11-17"),
    "i gjår": (None, None, "11-17", "11-17"),
    "fredag": ("11-13", "11-20", "11-13", "11-20"),
    "på fredag": (None, None, "11-13", "11-20"),
    "sist fredag": (None, None, "11-13", "11-13"),
    "fredag for to uker siden": (None, None, "11-06", "11-06"),
    "forrige torsdag": (None, None, "11-12", "11-12"),
    "neste onsdag": (None, None, "11-25", "11-25"),
    "onsdag i neste uke": (None, None, "11-25", "11-25"),
    "torsdag neste veke": (None, None, "11-26", "11-26"),
    "neste uke": ("11-25", "11-25", None, "11-23"),  # the same weekday is a guess
    "uke 41": (None, None, None, "2027-10-11"),
    "veke 41": (None, None, None, "2027-10-11"),
    "uke 50": (None, None, None, "12-07"),
    "i uke 41 på torsdag": (None, None, "10-08", "2027-10-14"),
    "tysdag i veke 49": (None, None, "12-01", "12-01"),  # what has not been is no more than named
    "uke 53 på mandag": (None, None, None, "12-28"),  # the year before had none
    "om to uker": ("12-02", "12-02", "12-02", "12-02"),
    "om ei veke": (None, None, "11-25", "11-25"),
    "om ti dagar": (None, None, "11-28", "11-28"),
    "for tre dager siden": ("11-15", "11-15", "11-15", "11-15"),
    "for to dagar sidan": (None, None, "11-16", "11-16"),
    "24.8.": ("08-24", "2027-08-24", "08-24", "2027-08-24"),
    "17/11": ("11-17", "2027-11-17", "11-17", "11-17"),  # yesterday is no day of next year
    "3. november": ("11-03", "2027-11-03", "11-03", "11-03"),
    "1. september": ("09-01", "2027-09-01", "09-01", "2027-09-01"),
    "den 3.": (None, None, "11-03", "12-03"),
    "den 30.": (None, None, "10-30", "11-30"),
    "i natt": (None, None, "11-18", "11-18"),
    "i formiddag": (None, None, "11-18", "11-18"),
    "i kveld": (None, None, "11-18", "11-18"),
    "tidligere i dag": (None, None, "11-18", "11-18"),
    "nå nettopp": (None, None, "11-18", "11-18"),
    "måndag": ("11-16", "11-23", "11-16", "11-23"),
    "tysdag": ("11-17", "11-24", "11-17", "11-24"),
    "torsda": (None, None, "11-12", "11-19"),
    "i morgon": ("11-19", "11-19", "11-19", "11-19"),
    "i mårra": (None, None, "11-19", "11-19"),
    "30. februar": (None, None, None, None),
    "mandag 30. februar": (None, None, None, None),
    "den 32.": (None, None, None, None),
    "uke 54 på mandag": (None, None, None, None),
    "første skoledag etter høstferien": (None, None, None, None),
    "forrige uke": ("11-11", "11-11", None, None),
}


def written(day: date | None) -> str | None:
    return None if day is None else day.strftime("%m-%d" if day.year == TODAY.year else "%Y-%m-%d")


def by_the_library(text: str, side: Side) -> date | None:
    base = {"RELATIVE_BASE": datetime.combine(TODAY, time()), "DATE_ORDER": "DMY"}
    for language in ("nb", "nn"):
        found = dateparser.parse(text, languages=[language], settings=base | {"PREFER_DATES_FROM": side})
        if found is not None:
            return found.date()
    return None


@pytest.mark.parametrize(("text", "expected"), MEASURED.items())
def test_own_code_reads_what_the_library_does_not(
    text: str, expected: tuple[str | None, str | None, str | None, str | None]
) -> None:
    """Fails too when the library learns one of them: then the code here can be shorter."""
    assert (written(by_the_library(text, "past")), written(by_the_library(text, "future"))) == expected[:2]
    found = read_day(text, TODAY, side="past"), read_day(text, TODAY, side="future")
    assert (written(found[0]), written(found[1])) == expected[2:]


@pytest.mark.parametrize("today", [date(2026, 12, 26) + timedelta(days=number) for number in range(14)])
@pytest.mark.parametrize(
    ("number", "words"),
    list(
        enumerate(["mandag måndag", "tirsdag tysdag", "onsdag", "torsdag", "fredag", "lørdag laurdag", "søndag sundag"])
    ),
)
def test_weekdays_on_every_day_over_new_year(today: date, number: int, words: str) -> None:
    monday = today - timedelta(days=today.weekday())
    for word in words.split():
        past, future = read_day(word, today, side="past"), read_day(f"på {word}", today, side="future")
        assert past is not None
        assert future is not None
        assert past.weekday() == future.weekday() == number
        assert timedelta(0) <= today - past < timedelta(7)
        assert timedelta(0) < future - today <= timedelta(7)
        before = read_day(f"sist {word}", today, side="past")
        assert before is not None
        assert timedelta(0) < today - before <= timedelta(7)
        in_next_week = monday + timedelta(days=7 + number)
        for text in (f"neste {word}", f"{word} i neste uke", f"{word} neste veke"):
            assert read_day(text, today, side="future") == in_next_week, text
        week = in_next_week.isocalendar().week
        for text in (f"{word} i uke {week}", f"i veke {week} på {word}"):
            assert read_day(text, today, side="future") == in_next_week, text
        assert read_day(f"{word} i forrige uke", today, side="past") == monday + timedelta(days=number - 7)
        two_weeks_ago = monday + timedelta(days=number - 14)
        assert read_day(f"{word} for to uker siden", today, side="past") == two_weeks_ago


@pytest.mark.parametrize("side", ["past", "future"])
def test_the_week_that_is_is_not_taken_for_its_monday(side: Side) -> None:
    assert read_day("uke 47", TODAY, side=side) is None
    assert read_day("uke 47", date(2026, 11, 16), side="future") == date(2026, 11, 16)


def test_a_month_without_the_day_is_passed_over_only_to_the_one_beside_it() -> None:
    assert read_day("den 31.", TODAY, side="past") == date(2026, 10, 31)
    assert read_day("den 31.", date(2027, 2, 10), side="future") == date(2027, 3, 31)
    assert read_day("den 31.", date(2027, 3, 10), side="past") is None
    assert read_day("den 3. var bra", date(2027, 1, 2), side="past") is None
    assert read_day("den 3., ingen svar", date(2027, 1, 2), side="past") == date(2026, 12, 3)


@pytest.mark.parametrize(
    "text",
    ["ringte 30. februar", "etter høstferien", "en gang i uke 41", "forrige uke", "den 32.", "i går", "på mandag"],
)
def test_a_day_that_is_named_is_noticed_though_it_is_refused(text: str) -> None:
    assert speaks_of_a_day(text, TODAY)


@pytest.mark.parametrize("text", ["har ringt mor", "møtet er holdt", "borte mange mandager", "klokka 10.30"])
def test_no_day_is_named(text: str) -> None:
    assert not speaks_of_a_day(text, TODAY)


async def test_what_is_no_day_is_kept_as_a_note_and_the_day_asked_for_again(hand: Hand, app: FastAPI) -> None:
    opened = await hand.open_case()
    own_day = next(
        button["payload"] for act in opened["utterances"] for button in act["buttons"] if "own_day" in button["payload"]
    )
    await hand.say("Sett egen dato", payload=own_day)
    assert kinds(await hand.say("hun er sliten")) == ["noted_loose", "ask_day"]
    assert [note.text for note in await rows(app, NoteRow) if note.kind == "loose"] == ["hun er sliten"]
    assert kinds(await hand.say("fredag")) == ["own_date_set"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3. februar", None),  # the one to come is nearer: nobody knows which is meant
        ("den 20. desember", None),
        ("3.2.", None),
        ("3. februar 2026", date(2026, 2, 3)),
        ("3.2.26", date(2026, 2, 3)),
        ("17. august", date(2026, 8, 17)),
        ("1. juni", date(2026, 6, 1)),
        ("torsdag", date(2026, 11, 5)),
        ("i går", date(2026, 11, 8)),
    ],
)
def test_the_day_of_what_is_done_is_asked_for_when_two_years_fit(text: str, day: date | None) -> None:
    assert day_done(text, date(2026, 11, 9)) == day


def test_just_after_new_year_december_has_been() -> None:
    assert day_done("20. desember", date(2027, 1, 5)) == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("møtet blir fredag 25 kl 8", date(2026, 9, 25)),
        ("fredag 25", date(2026, 9, 25)),
        ("fredag 24", date(2026, 9, 18)),  # the 24th is no Friday
        ("tirsdag 3 elever var borte", date(2026, 9, 22)),
    ],
)
def test_a_number_without_its_mark_is_of_the_month_where_it_falls_on_that_weekday(text: str, day: date) -> None:
    assert read_day(text, date(2026, 9, 16), side="future") == day
