"""Absence as teachers tell it: “borte 3 dager denne måneden”, “11 dager siden september”, “12 %”, “bare mandager”."""

from __future__ import annotations

import re
from datetime import date, timedelta

from api.dialogue.reading.days import read_day
from api.engine.absence import Absence, Span, school_start
from api.engine.calendar import Calendar, add
from api.engine.schema import Sign

_NUMBERS = "null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tjue".split()
_OTHER_NUMBERS = {"én": 1, "ein": 1, "éin": 1, "ei": 1, "ett": 1, "syv": 7, "tyve": 20, "par": 2}
_VALUES = {word: number for number, word in enumerate(_NUMBERS)} | _OTHER_NUMBERS
_NUMBER = r"(\d+(?:[.,]\d+)?|" + "|".join(_VALUES) + ")"
_DAYS = re.compile(
    rf"\b{_NUMBER}(?: (?:hele|heile|halve))?\s?(?:skole|skule|fraværs|fråværs|kalender)?da(?:g|ger|gar|gær|ga|ge|r)\b"
)
_PERCENT = re.compile(rf"\b{_NUMBER}\s?(?:%|prosent\b|pst\b)")
_LAST = re.compile(rf"\b(?:sist|siste|de siste|dei siste|siste)\s(?:{_NUMBER}\s)?(dag|uk|vek|månad|måned|mnd)")
_WITHIN = re.compile(rf"\b(?:på|i løpet av|løpet av|over)\s{_NUMBER}\s(uk|vek|månad|måned|mnd)")
_SINCE = re.compile(r"\b(?:siden|sidan|sia|fra og med|fra|frå|f\.o\.m\.?|fom)\s(.+)")
_MONTH_NAMES = "januar februar mars april mai juni juli august september oktober november desember".split()
_MONTH = re.compile(r"\b(" + "|".join(_MONTH_NAMES) + r")\b")
_SCHOOL_YEAR = re.compile(
    r"\b(?:skolestart|skulestart|sommeren|sommaren|sommerferien|sommarferien|skoleåret|skuleåret|i haust|i høst|i år|"
    r"halvåret|semesteret|terminen)\b"
)
_SIGNS: dict[Sign, re.Pattern[str]] = {
    "pattern": re.compile(
        r"\b(?:man|mån|tirs|tys|ons|tors|fre)da(?:ger|gar|gene|gane)\b|\bmønster\w*|\b(?:samme|same|faste) dag\w*|"
        r"\b(?:bare|berre|alltid|kun|hver|kvar|stort sett)\s(?:\w+\s){0,2}(?:man|mån|tirs|tys|ons|tors|fre)dag"
    ),
    "lateness": re.compile(
        r"\bfor (?:sent|seint|sen|sein)\b|\bforsent\w*|\bforsein\w*|\bkommer seint\b|\bkjem seint\b|\bkommer sent\b"
    ),
    "lessons": re.compile(
        r"\benkelt?tim\w*|\btimefravær\w*|\btimefråvær\w*|\bmange timer\b|\bmange timar\b|\bsamme fag\w*"
    ),
    "not_in_class": re.compile(
        r"\bikk?j?e (?:inn )?i (?:timen|klassen|klasserommet)|\bpå skolen,? men ikke i\b|\bgangen\b"
    ),
}


def read_absence(text: str, today: date, calendar: Calendar) -> Absence:
    """What the text tells of absence; an empty `Absence` when it tells nothing."""
    lowered = text.casefold()
    percent = _PERCENT.search(lowered)
    days = _days(lowered)
    return Absence(
        days=None if percent else days,
        percent=_value(percent[1]) if percent else None,
        span=read_span(lowered, today, calendar),
        signs=frozenset(sign for sign, pattern in _SIGNS.items() if pattern.search(lowered)),
    )


def _days(text: str) -> float | None:
    """Days away; “de siste 14 dagene” is a period and no count."""
    periods = [match.span() for match in _LAST.finditer(text)]
    counts = [match for match in _DAYS.finditer(text) if not any(a <= match.start() < b for a, b in periods)]
    return _value(counts[0][1]) if counts else None


def _value(word: str) -> float:
    return float(_VALUES[word]) if word in _VALUES else float(word.replace(",", "."))


def read_span(text: str, today: date, calendar: Calendar) -> Span | None:
    """The period the text names, up to today."""
    lowered = text.casefold()
    first = _first_day(lowered, today, calendar)
    if first is None or first > today:
        return None
    named = _MONTH.search(lowered)
    if named and not _SINCE.search(lowered) and (first.year, first.month) != (today.year, today.month):
        return Span(first, add(first, 1, "months") - timedelta(days=1))  # “i oktober” is over
    return Span(first, today)


def _first_day(text: str, today: date, calendar: Calendar) -> date | None:
    if re.search(r"\b(?:denne|dinna|i denne) (?:måned|månad|mnd)", text):
        return today.replace(day=1)
    if re.search(r"\b(?:denne|i denne) (?:uk|vek)", text):
        return today - timedelta(days=today.weekday())
    if re.search(r"\b(?:kvartal|kvartalet)\b", text):
        return _months_back(today, 3)
    for pattern in (_LAST, _WITHIN):
        match = pattern.search(text)
        if match:
            return _back(today, int(_value(match[1])) if match[1] else 1, match[2])
    since = _SINCE.search(text)
    if since:
        day = read_day(since[1], today, side="past")
        if day is not None:
            return day
    month = _MONTH.search(text)
    if month:
        number = _MONTH_NAMES.index(month[1]) + 1
        return date(today.year - (number > today.month), number, 1)
    if _SCHOOL_YEAR.search(text):
        return school_start(calendar, today)
    return None


def _back(today: date, amount: int, unit: str) -> date:
    if unit == "dag":
        return today - timedelta(days=amount - 1)
    if unit in ("uk", "vek"):
        return today - timedelta(days=7 * amount - 1)
    return _months_back(today, amount)


def _months_back(today: date, amount: int) -> date:
    """The first day of so many whole months that end today; those that end on 30 November begin on 1 September, not 31 August."""
    day = timedelta(days=1)
    return max(add(today, -amount, "months") + day, add(today + day, -amount, "months"))
