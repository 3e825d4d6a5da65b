"""Dates as teachers write them: “i går”, “torsdag”, “24.8.”, “veke 41”. A day that does not exist is refused, not guessed.

The library reads the names of months. Of the rest of what teachers write in Norwegian it reads little:
see tests/api/dialogue/reading/test_days.py.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Literal

import dateparser

from api.dialogue.reading.numbers import NUMBER, value
from api.engine.calendar import add

Side = Literal["past", "future"]

_NUMERIC = re.compile(
    r"\b(\d{1,2})[./-]\s?(\d{1,2})(?:[./-]\s?(\d{4}|\d{2}))?\.?(?!\S?\d)"
    r"(?!\s*(?:gang|gong|dag|tim|min|uk|vek|elev|person))"  # “3-4 ganger”, “1/2 time”
)
_TIME = re.compile(r"\bkl(?:okka|okken)?\.?\s?\d{1,2}(?:[.:]\d{2})?|(?:(?<=i går )|(?<=i dag ))\d{1,2}[.:][0-5]\d\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_WEEKDAYS = tuple(
    re.compile(rf"\b(?:{stem})(?:g|gen|n|ns)?\b")  # “mandager” is no day
    for stem in ("manda|månda", "tirsda|tysda", "onsda", "torsda|tosda", "freda", "lørda|laurda|lauda", "sønda|sunda")
)
_NEAR = {
    r"i ?dag|i da|i ?natt|i ?morges|i ?mårres|i ?kveld|i (?:formiddag|føremiddag|ettermiddag)": 0,
    r"(?:nå|no) nettopp|nettopp|nyss|akkurat (?:nå|no)|for litt (?:siden|sidan|sia)": 0,
    r"i ?gj?år(?:kveld|ettermiddag|morges|natt)?": -1,
    r"i ?forgårs?|forgårs|i ?føre?gårs?": -2,
    r"i ?morgen|i ?morgon|i ?morra|i ?mårra|i ?måro|i ?mårå": 1,
    r"i ?overmorgen|overmorgen|i ?overmorgon|overmorgon": 2,
}
_LAST_YEAR = r"\bi fjor\b"
_AGO = r"(?:siden|sidan|sia|sea)"
_UNITS = {"dag": 1, "uk": 7, "vek": 7, "ug": 7}
_UNIT = r"(dag|uk|vek|ug)"
# “Tre uker fra i dag” is no day of today.
_FROM_NOW = re.compile(rf"\b{NUMBER} {_UNIT}\w* (?:fra|frå|ifra|ifrå|etter) (?:(?:i ?dag|nå|no)\b)")
_WEEK = re.compile(r"\b(?:uke|uka|veke|veka|vek)\s?(?:nr\.?\s?)?(\d{1,2})\b")
_NEXT_WEEK = re.compile(r"\bneste (?:uk|vek)")
_LAST_WEEK = re.compile(r"\b(?:forrige|førre|sist|siste) (?:uk|vek)")
_THIS_WEEK = re.compile(r"\b(?:denne|i denne) (?:uk|vek)")
_OF_MONTH = re.compile(r"\bden (\d{1,2})\.(?=\s*(?:$|[,;:!?)]|(?:og|men|kl|klokka|uten|utan|til|med|da|så|på|i)\b))")
# “Torsdag 27.”: the number says which Thursday.
_WEEKDAY_NUMBER = re.compile(
    r"\b(?:man|mån|tirs|tys|ons|tors|tos|fre|lør|laur|lau|søn|sun)da\w*\s(?:den\s)?(\d{1,2})\.(?!\s?[\d/])"
)
_WEEKDAY_BARE_NUMBER = re.compile(
    r"\b(?:man|mån|tirs|tys|ons|tors|tos|fre|lør|laur|lau|søn|sun)da\w*\s(?:den\s)?(\d{1,2})(?![\d.:,/%]|\s?[-–]\s?\d)"
)
_MONTH = (
    "jan(?:uar)?|feb(?:ruar)?|mars?|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|"
    "des(?:ember)?"
)
_MONTH_NAMES = "januar februar mars april mai juni juli august september oktober november desember".split()
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ALIKE = 0.8  # “septmber”
_WORDED = re.compile(rf"\b(\d{{1,2}})\.?\s?({_MONTH})\b\.?(?:\s(\d{{4}})\b)?")
# A day or a week is spoken of, whether it can be read or not: “30. februar”, “første skoledag etter høstferien”.
_SPEAKS = re.compile(
    r"\b(?:uke|uka|uken|veke|veka|dagen|skoledag|skuledag|ferie\w*|\w+ferie(?:n|en)?|måned\w*|månad\w*|forrige|førre|sist|helga|helgen|helja)\b"
    r"|\bden \d{1,2}\."
)
_ANSWERS = re.compile(
    r"^(?:(?:nei|ja|jo|næ|det|da|eg|jeg|æ|trur|tror|var|er|blir|vart|blei|ble|skjedde|men|heller)\b[\s,]*)+"
)
_DAY_WORDS = re.compile(
    r"(?:(?:\d+|i|på|til|den|for|om|en|én|ein|ei|to|tre|fire|fem|seks|sju|åtte|ni|ti|sist|siste|forrige|førre|neste|denne|fjor|etter|"
    r"(?:man|mån|tirs|tys|ons|tors|tos|fre|lør|laur|lau|søn|sun)da\w?|uk[ea]n?|uker|vek[ea]|veker|dag|da|dagen|dager|dagar|"
    r"siden|sidan|sia|i?går\w*|gjår\w*|forgårs?|førgårs?|idag|imorgen|morgen|morgon|mårra|morra|overmorgen|natt|kveld\w*|morges|"
    r"formiddag|føremiddag|ettermiddag|tidligere|tidlegare|nå|no|nettopp|akkurat|nyss|første|fyrste|skoledag|skuledag|\w*ferien?|"
    rf"{_MONTH})[\s,.;!/:-]*)+"
)


def read_day(text: str, today: date, *, side: Side) -> date | None:
    """The day the text names, or None. A bare weekday is the last one (`past`, today included) or the next one (`future`).

    A week without a weekday is its Monday when it is to come; of one that has been nobody knows which day is meant.
    """
    lowered = _with_months(_TIME.sub(" ", text.casefold().strip()))
    for pattern in (_ISO, _NUMERIC):
        match = pattern.search(lowered)
        if match:
            return _from_numbers(match, pattern is _ISO, today, side)
    if _WORDED.search(lowered):
        return _by_library(lowered, today, side)
    if (numbered := _by_weekday_and_number(lowered, today, side)) is not None:
        return numbered
    if (of_month := _OF_MONTH.search(lowered) or _WEEKDAY_NUMBER.search(lowered)) is not None:
        return _of_month(int(of_month[1]), today, side)
    if _FROM_NOW.search(lowered):
        return _relative(lowered, today)
    for words, offset in _NEAR.items():
        if re.search(rf"\b(?:{words})\b", lowered):
            return today + timedelta(days=offset)
    if re.fullmatch(r"nå|no", lowered):
        return today
    weekday = next((number for number, pattern in enumerate(_WEEKDAYS) if pattern.search(lowered)), None)
    if (week := _WEEK.search(lowered)) is not None:
        return _in_week(int(week[1]), weekday, today, side)
    relative = _relative(lowered, today)
    if relative and weekday is not None:
        return relative + timedelta(days=weekday - relative.weekday())
    if relative:
        return relative
    if weekday is not None:
        return _weekday(weekday, lowered, today, side)
    if side == "future" and _NEXT_WEEK.search(lowered):
        return today - timedelta(days=today.weekday() - 7)
    return None


def _by_weekday_and_number(text: str, today: date, side: Side) -> date | None:
    """“Fredag 25 kl 8”: without its mark the number is of the month where it falls on that very weekday."""
    found = _WEEKDAY_BARE_NUMBER.search(text)
    day = _of_month(int(found[1]), today, side) if found is not None else None
    named = [number for number, pattern in enumerate(_WEEKDAYS) if found is not None and pattern.search(found[0])]
    return day if day is not None and day.weekday() in named else None


def weekday_alone(text: str) -> int | None:
    """“På onsdag”, without a date or a week."""
    found = [number for number, pattern in enumerate(_WEEKDAYS) if pattern.search(text.casefold())]
    return (
        found[0]
        if len(found) == 1 and not re.search(r"\d|\b(?:neste|forrige|førre|denne)\b", text.casefold())
        else None
    )


def no_such_day(text: str) -> bool:
    """“31. september”: a day that the month does not have."""
    return any(
        int(day) > _LONGEST[_MONTH_NAMES.index(name)]
        for day, month in re.findall(r"\b(\d{1,2})\.?\s([a-zæøå]{3,10})\b", text.casefold())
        for name in _month_alike(month)
    )


def _month_alike(word: str) -> list[str]:
    """The month that is meant, also with a slip of the thumb."""
    short = [name for name in _MONTH_NAMES if len(word) >= 3 and name.startswith(word)]
    return short[:1] or get_close_matches(word, _MONTH_NAMES, 1, ALIKE)


def _with_months(text: str) -> str:
    """Names of months after a number, as they are spelled."""

    def spelled(found: re.Match[str]) -> str:
        alike = [] if re.fullmatch(_MONTH, found[2]) else get_close_matches(found[2], _MONTH_NAMES, 1, ALIKE)
        return f"{found[1]}{alike[0]}" if alike else found[0]

    return re.sub(r"\b(\d{1,2}\.?\s)([a-zæøå]{5,10})\b", spelled, text)


def speaks_of_a_day(text: str, today: date) -> bool:
    """Whether the text names a day or a week at all, also one that is refused: nobody may then take it for today."""
    lowered = _with_months(_TIME.sub(" ", text.casefold().strip()))
    patterns = (_ISO, _NUMERIC, _WORDED, _WEEK, _SPEAKS)
    return any(pattern.search(lowered) for pattern in patterns) or read_day(text, today, side="past") is not None


def only_a_day(text: str) -> bool:
    """Whether the text is nothing but a day, readable or not, as one answers a question for it: “nei, det var onsdag”."""
    lowered = _TIME.sub(" ", text.casefold())
    return (
        bool(_ANSWERS.sub("", lowered).strip()) and _DAY_WORDS.fullmatch(_ANSWERS.sub("", lowered).strip()) is not None
    )


def names_only_a_week(text: str) -> bool:
    lowered = text.casefold()
    in_a_week = any(week.search(lowered) for week in (_WEEK, _NEXT_WEEK, _THIS_WEEK))
    return in_a_week and not any(weekday.search(lowered) for weekday in _WEEKDAYS)


def _from_numbers(match: re.Match[str], iso: bool, today: date, side: str) -> date | None:
    numbers = [int(part) if part else None for part in match.groups()]
    year, month, day = numbers if iso else (numbers[2], numbers[1], numbers[0])
    try:
        if year is not None:
            return date(year + 2000 if year < 100 else year, month or 0, day or 0)
        if re.search(_LAST_YEAR, match.string):
            return date(today.year - 1, month or 0, day or 0)
        return _nearest_year(date(today.year, month or 0, day or 0), today, side)
    except ValueError:
        return None


def has_two_readings(text: str, today: date) -> bool:
    """“3. februar” in November, of what is done: the one that has been lies farther off than the one to come, and no year is named."""
    been = read_day(text, today, side="past")
    if been is None or been > today or been == read_day(text, today, side="future"):
        return False
    coming = _in_year(been, been.year + 1)
    return coming is not None and today - been > coming - today


def day_done(text: str, today: date) -> date | None:
    """The day of what has been done; None when that is to be asked, as when two years fit."""
    return None if has_two_readings(text, today) else read_day(text, today, side="past")


def _nearest_year(found: date, today: date, side: str) -> date | None:
    """A date without a year is this year's, unless that lies more than a month on the wrong side of today."""
    wrong_by = (found - today) if side == "past" else (today - found)
    if wrong_by <= timedelta(days=31):
        return found
    return _in_year(found, today.year + (-1 if side == "past" else 1))


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February in a year that has none
        return None


def _of_month(number: int, today: date, side: Side) -> date | None:
    """“Den 3.”: the last one that has been or the next to come, in this month or the one beside it."""
    here = _on(today.replace(day=1), number)
    if here is not None and (here <= today if side == "past" else here >= today):
        return here
    return _on(add(today.replace(day=1), -1 if side == "past" else 1, "months"), number)


def _on(first: date, number: int) -> date | None:
    try:
        return first.replace(day=number)
    except ValueError:
        return None


def _in_week(number: int, weekday: int | None, today: date, side: Side) -> date | None:
    """A day of the numbered week of this year, or of the next or last one when that lies more than a month on the wrong side."""
    if weekday is None and side == "past":
        return None
    year = today.isocalendar().year
    for year_of_week in (year, year + (-1 if side == "past" else 1)):
        try:
            found = date.fromisocalendar(year_of_week, number, (weekday or 0) + 1)
        except ValueError:  # only some years have a week 53
            continue
        wrong_by = (found - today) if side == "past" else (today - found)
        if wrong_by <= timedelta(days=31):
            return None if weekday is None and found < today else found
    return None


def _relative(text: str, today: date) -> date | None:
    match = re.search(rf"\bom {NUMBER} {_UNIT}", text) or _FROM_NOW.search(text)
    if match:
        return today + timedelta(days=int(value(match[1])) * _UNITS[match[2]])
    match = re.search(rf"\bfor {NUMBER} {_UNIT}\w* {_AGO}\b", text)
    return today - timedelta(days=int(value(match[1])) * _UNITS[match[2]]) if match else None


def _weekday(number: int, text: str, today: date, side: str) -> date:
    monday = today - timedelta(days=today.weekday())
    if _LAST_WEEK.search(text):
        return monday + timedelta(days=number - 7)
    if _THIS_WEEK.search(text):
        return monday + timedelta(days=number)
    if re.search(r"\bneste\b", text):
        return monday + timedelta(days=number + 7)
    if side == "past" or re.search(r"\b(?:forrige|førre|sist|siste)\b", text):
        days = (today.weekday() - number) % 7
        return today - timedelta(days=days or (7 if re.search(r"\b(?:forrige|førre|sist|siste)\b", text) else 0))
    return today + timedelta(days=(number - today.weekday()) % 7 or 7)


def _by_library(text: str, today: date, side: str) -> date | None:
    """A day with the month in words; Norwegian month names come from the library."""
    for match in _WORDED.finditer(text):
        found = dateparser.parse(
            f"{match[1]}. {match[2].removesuffix('t') if match[2] == 'sept' else match[2]} {match[3] or today.year}",
            languages=["nb"],
            settings={"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"]},
        )
        if found is None:
            continue
        if match[3]:
            return found.date()
        if re.search(_LAST_YEAR, text):
            return _in_year(found.date(), today.year - 1)
        return _nearest_year(found.date(), today, side)
    return None
