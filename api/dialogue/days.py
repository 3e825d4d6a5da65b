"""Dates as teachers write them: “i går”, “torsdag”, “24.8.”, “om to uker”. A day that does not exist is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

import dateparser

_NUMERIC = re.compile(r"\b(\d{1,2})[./-]\s?(\d{1,2})(?:[./-]\s?(\d{4}|\d{2}))?\.?(?!\S?\d)")
_TIME = re.compile(r"\bkl(?:okka|okken)?\.?\s?\d{1,2}(?:[.:]\d{2})?")
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
    r"i ?dag|idag|i da": 0,
    r"i ?går|igår|i gjår": -1,
    r"i ?forgårs|forgårs|i førgår": -2,
    r"i ?morgen|imorgen|i ?morgon|i ?morra|imårra|i mårra": 1,
    r"i ?overmorgen|overmorgen|i overmorgon": 2,
}
_NUMBERS = {"en": 1, "én": 1, "ei": 1, "éi": 1, "ett": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6}
_LAST_YEAR = r"\bi fjor\b"
_UNITS = {"dag": 1, "uke": 7, "veke": 7}
_WORDED = re.compile(r"\b(\d{1,2})\.?\s?((?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)[a-z]*)\.?(?:\s(\d{4})\b)?")


def read_day(text: str, today: date, *, side: Literal["past", "future"]) -> date | None:
    """The day the text names, or None. A bare weekday is the last one (`past`, today included) or the next one (`future`)."""
    lowered = _TIME.sub(" ", text.casefold().strip())
    for pattern in (_ISO, _NUMERIC):
        match = pattern.search(lowered)
        if match:
            return _from_numbers(match, pattern is _ISO, today, side)
    worded = _by_library(lowered, today, side)
    if worded:
        return worded
    for words, offset in _NEAR.items():
        if re.search(rf"\b(?:{words})\b", lowered):
            return today + timedelta(days=offset)
    if re.fullmatch(r"nå|no|nettopp|akkurat nå|akkurat no", lowered):
        return today
    weekday = next((n for n, names in enumerate(_WEEKDAYS) if any(re.search(rf"\b{x}", lowered) for x in names)), None)
    relative = _relative(lowered, today)
    if relative and weekday is not None:
        return relative + timedelta(days=weekday - relative.weekday())
    if relative or weekday is None:
        return relative
    return _weekday(weekday, lowered, today, side)


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


def _relative(text: str, today: date) -> date | None:
    numbers = "|".join(_NUMBERS)
    match = re.search(rf"\bom (\d{{1,3}}|{numbers}) (dag|uke|veke)", text)
    if match:
        return today + timedelta(days=_count(match[1]) * _UNITS[match[2]])
    match = re.search(rf"\bfor (\d{{1,3}}|{numbers}) (dag|uke|veke)\w* (?:siden|sidan)", text)
    return today - timedelta(days=_count(match[1]) * _UNITS[match[2]]) if match else None


def _count(word: str) -> int:
    return _NUMBERS.get(word) or int(word)


def _weekday(number: int, text: str, today: date, side: str) -> date:
    monday = today - timedelta(days=today.weekday())
    if re.search(r"\b(?:forrige|førre|sist) (?:uke|veke)", text):
        return monday + timedelta(days=number - 7)
    if re.search(r"\bneste (?:uke|veke)|\bneste\b", text):
        return monday + timedelta(days=number + 7)
    if side == "past":
        days = (today.weekday() - number) % 7
        return today - timedelta(days=days or (7 if re.search(r"\b(?:forrige|førre)\b", text) else 0))
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
