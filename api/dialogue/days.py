"""Dates as teachers write them: “i går”, “torsdag”, “24.8.”, “om to uker”. A day that does not exist is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

import dateparser

_NUMERIC = re.compile(r"\b(\d{1,2})[./-]\s?(\d{1,2})(?:[./-]\s?(\d{2,4}))?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_WEEKDAYS = (
    ("mandag", "måndag"),
    ("tirsdag", "tysdag"),
    ("onsdag",),
    ("torsdag",),
    ("fredag",),
    ("lørdag", "laurdag"),
    ("søndag", "sundag"),
)
_NEAR = {
    r"i ?dag|idag|i da|no|nå|nettopp|akkurat": 0,
    r"i ?går|igår|i gjår": -1,
    r"i ?forgårs|forgårs|i førgår": -2,
    r"i ?morgen|imorgen|i ?morgon|i ?morra|imårra|i mårra": 1,
    r"i ?overmorgen|overmorgen|i overmorgon": 2,
}
_NUMBERS = {"en": 1, "én": 1, "ei": 1, "éi": 1, "ett": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6}
_UNITS = {"dag": 1, "uke": 7, "veke": 7}
_WORDED = re.compile(r"\b\d{1,2}\.?\s?[a-zæøå]{3,9}(?:\s\d{4})?")


def read_day(text: str, today: date, *, side: Literal["past", "future"]) -> date | None:
    """The day the text names, or None. A bare weekday is the last one (`past`, today included) or the next one (`future`)."""
    lowered = text.casefold().strip()
    for pattern in (_ISO, _NUMERIC):
        match = pattern.search(lowered)
        if match:
            return _from_numbers(match, pattern is _ISO, today, side)
    for words, offset in _NEAR.items():
        if re.search(rf"\b(?:{words})\b", lowered):
            return today + timedelta(days=offset)
    relative = _relative(lowered, today)
    if relative:
        return relative
    if not re.search(r"\d", lowered):
        return _weekday(lowered, today, side)
    return _by_library(lowered, today, side)


def _from_numbers(match: re.Match[str], iso: bool, today: date, side: str) -> date | None:
    numbers = [int(part) if part else None for part in match.groups()]
    year, month, day = numbers if iso else (numbers[2], numbers[1], numbers[0])
    try:
        if year is not None:
            return date(year + 2000 if year < 100 else year, month or 0, day or 0)
        return _nearest_year(date(today.year, month or 0, day or 0), today, side)
    except ValueError:
        return None


def _nearest_year(found: date, today: date, side: str) -> date:
    """A date without a year is this year's, unless that lies more than a month on the wrong side of today."""
    wrong_by = (found - today) if side == "past" else (today - found)
    if wrong_by <= timedelta(days=31):
        return found
    return found.replace(year=today.year + (-1 if side == "past" else 1))


def _relative(text: str, today: date) -> date | None:
    numbers = "|".join(_NUMBERS)
    match = re.search(rf"\bom (\d+|{numbers}) (dag|uke|veke)", text)
    if match:
        return today + timedelta(days=_count(match[1]) * _UNITS[match[2]])
    match = re.search(rf"\bfor (\d+|{numbers}) (dag|uke|veke)\w* (?:siden|sidan)", text)
    return today - timedelta(days=_count(match[1]) * _UNITS[match[2]]) if match else None


def _count(word: str) -> int:
    return _NUMBERS.get(word) or int(word)


def _weekday(text: str, today: date, side: str) -> date | None:
    for number, names in enumerate(_WEEKDAYS):
        if any(re.search(rf"\b{name}", text) for name in names):
            if side == "past":
                return today - timedelta(days=(today.weekday() - number) % 7)
            days = (number - today.weekday()) % 7 or 7
            next_week = re.search(r"\bneste (uke|veke)|\bneste\b", text) and days + today.weekday() < 7
            return today + timedelta(days=days + (7 if next_week else 0))
    return None


def _by_library(text: str, today: date, side: str) -> date | None:
    """A day with the month in words; Norwegian month names come from the library."""
    for words in _WORDED.findall(text):
        found = dateparser.parse(
            re.sub(r"sept\\b", "sep", words),
            languages=["nb"],
            settings={
                "RELATIVE_BASE": datetime.combine(today.replace(day=1), time.min),
                "PREFER_DATES_FROM": "current_period",
                "DATE_ORDER": "DMY",
                "REQUIRE_PARTS": ["day", "month"],
            },
        )
        if found:
            return found.date() if re.search(r"\d{4}$", words) else _nearest_year(found.date(), today, side)
    return None
