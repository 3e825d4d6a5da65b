"""Periods that have been, as teachers name them: “denne måneden”, “i uke 36”, “siden september”, “fra onsdag til fredag”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from api.dialogue.reading.days import read_day
from api.dialogue.reading.numbers import NUMBER, value
from api.engine.absence import Span, school_start
from api.engine.calendar import DAY, Calendar, add
from api.engine.schema import Period

WEEKDAY = r"\b(?:man|mån|tirs|tys|ons|tors|tos|fre)da(?:g|gen|n)?\b"
_UNIT = r"(skoledag|skuledag|dag|uk|vek|ug|månad|måned|mnd)"
_LAST = re.compile(rf"\b(?:sist|siste|de siste|dei siste|siste)\s(?:{NUMBER}\s)?{_UNIT}\w*")
_WITHIN = re.compile(rf"\b(?:på|i løpet av|løpet av|over)\s{NUMBER}\s(uk|vek|månad|måned|mnd)")
_SINCE = re.compile(r"\b(?:siden|sidan|sia|fra og med|fra|frå|f\.o\.m\.?|fom)\s(.+)")
_WEEK = re.compile(r"\b(?:uke|uka|veke|veka|vek|uge|uga)\s?(?:nr\.?\s?)?(\d{1,2})\b")
_WEEK_BEFORE = re.compile(r"\b(?:forrige|førre|førige|fyrre)\s(?:uk|vek|ug)")
_THIS_WEEK = re.compile(r"\b(?:denne|i denne|heile|hele)\s(?:uk|vek|ug)")
_MONTH_NAMES = "januar februar mars april mai juni juli august september oktober november desember".split()
_MONTH = re.compile(r"\b(" + "|".join(_MONTH_NAMES) + r")\b")
_SCHOOL_YEAR = re.compile(
    r"\b(?:skolestart|skulestart|sommeren|sommaren|sommerferien|sommarferien|skoleåret|skuleåret|i haust|i høst|i år)\b"
)
_HALF_YEAR = re.compile(r"\b(?:halvåret|semesteret|terminen)\b")
_NEW_YEAR, _SUMMER = 1, 8  # the months a half-year of school begins in
# What a period that is not over is called, and not by its length.
_NAMED: dict[Period, re.Pattern[str]] = {
    "month": re.compile(r"\b(?:denne|dinna|i denne) (?:måned|månad|mnd)"),
    "half_year": _HALF_YEAR,
    "school_year": re.compile(r"\b(?:skoleåret|skuleåret)\b"),
}
_TO = r"(?:til og med|til|te|t\.?\s?o\.?\s?m\.?|tom)"
_FROM_TO = re.compile(
    rf"\b(?:fra og med|fra|frå|f\.?\s?o\.?\s?m\.?|fom)\s(?P<first>[^,;!?]{{3,24}}?)\s{_TO}\s(?P<last>[^,;!?]{{3,40}})"
    rf"|(?P<number>\b\d{{1,2}})\.?(?:\s(?P<month>{'|'.join(_MONTH_NAMES)}))?\s?(?:-|–|{_TO})\s?(?P<end>\d{{1,2}}\.?\s(?:{'|'.join(_MONTH_NAMES)}))"
)


def read_span(text: str, today: date, calendar: Calendar) -> Span | None:
    """The period the text names, up to today."""
    lowered = text.casefold()
    exact = _week(lowered, today) or from_to(lowered, today)
    if exact is not None:
        return exact
    first = _first_day(lowered, today, calendar)
    if first is None or first > today:
        return None
    one_month = len(set(_MONTH.findall(lowered))) == 1 and not _SINCE.search(lowered)
    if one_month and (first.year, first.month) != (today.year, today.month):
        return Span(first, add(first, 1, "months") - timedelta(days=1))  # “i oktober” is over
    return Span(first, today, "month" if one_month else _named(lowered))


def _named(text: str) -> Period | None:
    return next((period for period, pattern in _NAMED.items() if pattern.search(text)), None)


def from_to(text: str, today: date) -> Span | None:
    """“Fra onsdag til fredag”, “8. til 10. september”: two days that have been, the last ones of that name."""
    found = _FROM_TO.search(text)
    if found is None:
        return None
    last = read_day(found["last"] or found["end"], today, side="past")
    month = found["month"] or (found["end"] or "").split(" ")[-1]
    first = read_day(found["first"] or f"{found['number']}. {month}", today, side="past")
    if first is None or last is None or last > today:
        return None
    if first > last and re.search(WEEKDAY, found["first"] or ""):
        first -= 7 * DAY
    return Span(first, last) if first <= last else None


def school_days_back(today: date, amount: int, calendar: Calendar) -> Span:
    """So many school days that end today."""
    day = calendar.on_or_before(today)
    for _ in range(amount - 1):
        day = calendar.on_or_before(day - DAY)
    return Span(day, today)


def spans_of_length(text: str) -> list[tuple[int, int]]:
    """Where a text names a period by its length, such as “de siste 14 dagene”."""
    return [match.span() for match in _LAST.finditer(text)]


def in_order(spans: Sequence[Span]) -> bool:
    """Whether each begins after the one before has ended."""
    return all(one.last < other.first for one, other in pairwise(spans))


def _week(text: str, today: date) -> Span | None:
    """A whole week that has begun: the one before this, or one by its number."""
    monday = today - today.weekday() * DAY
    if _WEEK_BEFORE.search(text):
        return Span(monday - 7 * DAY, monday - DAY)
    numbers = [int(number) for number in _WEEK.findall(text)]
    if not numbers:
        return None
    try:
        first = date.fromisocalendar(today.isocalendar().year, numbers[0], 1)
    except ValueError:
        return None
    if first > today:
        first = date.fromisocalendar(today.isocalendar().year - 1, min(numbers[0], 52), 1)
    return Span(first, min(first + 6 * DAY, today))


def _first_day(text: str, today: date, calendar: Calendar) -> date | None:
    if _NAMED["month"].search(text):
        return today.replace(day=1)
    if _THIS_WEEK.search(text):
        return today - today.weekday() * DAY
    if re.search(r"\b(?:kvartal|kvartalet)\b", text):
        return _months_back(today, 3)
    for pattern in (_LAST, _WITHIN):
        match = pattern.search(text)
        if match:
            return _back(today, int(value(match[1])) if match[1] else 1, match[2], calendar)
    since = _SINCE.search(text)
    if since:
        day = read_day(since[1], today, side="past")
        if day is not None:
            return day
    month = _MONTH.search(text)
    if month:
        number = _MONTH_NAMES.index(month[1]) + 1
        return date(today.year - (number > today.month), number, 1)
    if _HALF_YEAR.search(text) and _NEW_YEAR <= today.month < _SUMMER:
        return calendar.on_or_after(today.replace(month=_NEW_YEAR, day=1))
    if _SCHOOL_YEAR.search(text) or _HALF_YEAR.search(text):
        return school_start(calendar, today)
    return None


def _back(today: date, amount: int, unit: str, calendar: Calendar) -> date:
    if unit in ("skoledag", "skuledag"):
        return school_days_back(today, amount, calendar).first
    if unit == "dag":
        return today - timedelta(days=amount - 1)
    if unit in ("uk", "vek", "ug"):
        return today - timedelta(days=7 * amount - 1)
    return _months_back(today, amount)


def _months_back(today: date, amount: int) -> date:
    """The first day of so many whole months that end today; those that end on 30 November begin on 1 September, not 31 August."""
    return max(add(today, -amount, "months") + DAY, add(today + DAY, -amount, "months"))
