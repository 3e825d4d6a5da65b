"""Days as teachers write them. What is not a day is refused, never guessed."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from fastapi import FastAPI

from api.cases.models import Note
from api.dialogue.days import read_day
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
    *("", "nei", "husker ikke", "hugsar ikkje", "den 24.", "24", "om litt", "4 elever", "trinn 8", "fire"),
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


async def test_what_is_no_day_is_kept_as_a_note_and_the_day_asked_for_again(hand: Hand, app: FastAPI) -> None:
    opened = await hand.open_case()
    own_day = next(
        button["payload"] for act in opened["acts"] for button in act["buttons"] if "own_day" in button["payload"]
    )
    await hand.say("Sett egen dato", payload=own_day)
    assert kinds(await hand.say("hun er sliten")) == ["day_unclear"]
    assert [note.text for note in await rows(app, Note) if note.kind == "loose"] == ["hun er sliten"]
    assert kinds(await hand.say("fredag")) == ["own_date_set"]
