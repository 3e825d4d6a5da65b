"""Absence as teachers tell it: “borte 3 dager denne måneden”, “6 av 57”, “frå onsdag til fredag”, “ikke tre, bare to”, “12 %”."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from api.dialogue.reading.numbers import NUMBER, value
from api.dialogue.reading.periods import WEEKDAY, from_to, in_order, read_span, school_days_back, spans_of_length
from api.dialogue.reading.question import begins_as_a_question
from api.dialogue.reading.telling import asks
from api.engine.absence import Absence, Span
from api.engine.calendar import Calendar
from api.engine.schema import Sign

_WHOLE = r"(?:(?:hele|heile|hel|heil|fulle)\s)?"
_DAY = rf"{_WHOLE}(?:skole|skule|fraværs|fråværs|kalender)?da(?:g|gen|ger|gar|gær|gan|gene|gane|ga|ge|r)\b"
_LESSON = r"(?:skole|skule|enkelt|undervisnings)?tim(?:er|ar|en|e|ene|ane|a)\b"
_UNIT = rf"(?:{_DAY}|{_LESSON})"
_PERCENT = re.compile(rf"(?<![\d.,]){NUMBER}\s?(?:%|pro?se?nt\w*\b|prosen\b|pst\b)")
# That the pupil is away, whoever says it.
AWAY = re.compile(
    r"\b(?:bort[ea]|vekk[e]?|vækk|vekken|heime|hjemme|heima|fr[aå]v[æe]r\w*|uteblitt|uteblir|skolk\w*"
    r"|(?:ikke|ikkje|ikkj|itj|ittj) (?:vært |vore |vorte )?(?:på (?:skolen|skulen)|møtt|kommet|kome))\b"
)
# That the pupil was there: a count beside it is no absence.
_PRESENT = re.compile(
    r"(?<!ikke )(?<!ikkje )(?<!itj )\b(?:på (?:skolen|skulen|skole|skule)|til stede|til stades|innom)\b"
    r"|\bmøtt (?:opp )?(?:bare |berre |kun )?\w+ dag"
)
# “Ikke tre dager, bare to”: the first is denied. “Ikke mer enn tre” denies nothing.
_DENIED = re.compile(
    rf"\b(?:ikke|ikkje|ikkj|itj)\s((?:(?!mer\b|meir\b|mindre\b|over\b|under\b)\w+\s){{0,2}}?){NUMBER}(?:\s({_UNIT}|%))?(?!\w)"
)
_ONLY = re.compile(rf"\b(?:bare|berre|kun|men|heller)\s{NUMBER}(?=\s*(?:$|[.,;!]|i\b|på\b))")
_SHARE = re.compile(
    rf"(?<![\d.,]){NUMBER}\s(?:{_UNIT}\s)?(?:av|tå|utav|ut av)\s(?:(?:de|dei|dæ|totalt|alle|sist\w*|i alt)\s)*{NUMBER}"
    rf"(?:\s(?P<unit>{_UNIT})|(?=\s*(?:$|[.,;:!?]|(?:i|på|siden|sidan|denne|hittil|så|er|blir|har|e|va[r]?)\b)))"
)
_OF_THEM = re.compile(rf"\b{NUMBER}\s(?:{_DAY}\s)?(?:av|tå)\s(?:dem|dei|disse|desse|dæm)\b")
_RANGE = re.compile(
    rf"(?:\bmellom\s{NUMBER}\sog\s{NUMBER}|(?<![\d.]){NUMBER}\s?(?:-|–|til|te|eller|kanskje)\s?{NUMBER})\s{_DAY}"
)
_HALF = re.compile(
    rf"(?<![\d.,])(?:{NUMBER}\s(?:{_DAY}\s)?og\s(?:en|ein|ei|et|eit)\shalv\w*(?:\s{_DAY})?|halvannen\s{_DAY}|halvannan\s{_DAY}"
    rf"|{NUMBER}\shalv\w*\s(?:{_DAY}|{WEEKDAY})|halve?n?\s(?:{_DAY}|{WEEKDAY})|halvdag)"
)
_WHOLE_DAY = re.compile(rf"\b(?:hele|heile)\s{WEEKDAY}")
_DAYS = re.compile(rf"(?<![\d.,]){NUMBER}\s?{_DAY}")
_LESSONS = re.compile(rf"(?<![\d.,]){NUMBER}\s?{_LESSON}")
_TIMES = re.compile(rf"(?<![\d.,]){NUMBER}\s?(?:ganger|gonger|gang|gong|ganga|x)\b")
_IN_A_ROW = re.compile(
    r"\b(?:på rad|p[åa] rapp|i strekk|i trekk|etter hverandre|etter kvarandre|sammenhengende|samanhengande)\b"
)
_BARE = re.compile(rf"(?:{AWAY.pattern}\s{NUMBER}|^{NUMBER}\s{AWAY.pattern})\W*$")
_ONE_MORE = re.compile(
    rf"\b(?:{_DAY}\stil|til\sno|(?:enda|ennå|endå|nok|ytterligere|ytterlegare)\s{NUMBER}(?:\s{_DAY})?)(?=\W*$|\s(?:i|på|no|nå|denne)\b|[.,;])"
)
# Days of the week, each of them once: “mandag, tirsdag og torsdag”; “hver mandag” is a habit.
_LISTED = re.compile(rf"{WEEKDAY}(?:(?:,\s?|\sog\s|\så\s){WEEKDAY})+")
_HABIT = re.compile(
    r"\b(?:hver|kvar|annenhver|annakvar|alltid|ofte|bare|berre|kun|stort sett|som regel|helst|gjerne|mest)\b"
)
# What stands before a figure that is compared with; “er 4 dager over grensa?” tells of four days.
_COMPARED = re.compile(
    r"\b(?:over|under|mer enn|meir enn|mindre enn|minst|passer\w*|overstig\w*|bikk\w*|kryss\w*|når|nådd|nå|opp[ei]? (?:i|på)|ved|frå|fra"
    r"|komm?\w* (?:opp )?(?:i|på|til)|grens\w*(?:\s(?:på|er|ved|går ved|går på))?|(?:gjeld|gjelder|tel|teller) (?:de|dei))\s"
    rf"(?:(?:de|dei|disse|desse)\s)?{NUMBER}\s?(?:%|pro?se?nt\w*|pst|{_UNIT})"
)
_ASKS_FIRST = re.compile(
    r"^\W*(?:gjeld|gjelder|tel|teller|er|e|blir|går|kva|hva|ka|kor|hvor|hvilke\w*|når|reknes|regnes)\b"
)

_ASKS_WHAT_TO_DO = re.compile(r"^\W*(?:hva|kva|ka|h?va) (?:nå|no|gjør|gjer|gjæ)")

_SIGNS: dict[Sign, re.Pattern[str]] = {
    "pattern": re.compile(
        r"\b(?:man|mån|tirs|tys|ons|tors|fre)da(?:ger|gar|gene|gane)\b|\bmønster\w*|\b(?:samme|same|faste) dag\w*|"
        r"\b(?:bare|berre|alltid|kun|hver|kvar|annenhver|annakvar|stort sett)\s(?:\w+\s){0,2}(?:man|mån|tirs|tys|ons|tors|fre)dag|"
        r"\b(?:man|mån|tirs|tys|ons|tors|fre)dag\w*\s(?:er|e)?\s?(?:verst|mest)\b"
    ),
    "lateness": re.compile(
        r"\b(?:for|er|e|va|var|kjem|kommer|kom|blir|bli) (?:så |ofte |alltid )?(?:sent|seint|sen|sein)\b|\bsei?nt?[ -]?komm?ing\w*|"
        r"\bforsent\w*|\bforsein\w*|\bkommer seint\b|\bkjem seint\b|\bkommer sent\b"
    ),
    "lessons": re.compile(
        r"\benkelt?tim\w*|\btimefravær\w*|\btimefråvær\w*|\bmange timer\b|\bmange timar\b|\bsamme fag\w*"
    ),
    "not_in_class": re.compile(
        r"\bikk?j?e (?:inn )?i (?:timen|klassen|klasserommet)|\bpå skolen,? men ikke i\b|\bgangen\b"
    ),
}

# “Byrjar kl 10 to dagar i veka”: what is to be, or is done, so often.
_HOW_OFTEN = re.compile(rf"\b{NUMBER}\sdag\w*\s(?:i|per|pr)\s(?:uk[ae]n?|vek[ea]|måneden|månaden)\b(?!\s?\d)")
# “Og at jeg møter han i gangen hver mandag”: what the teacher does is no sign of absence.
_OURS = re.compile(r"\b(?:og|men|så|at) (?:at )?(?:jeg|eg|æ|vi|me)\b(?! (?:er|e|ser|har sett)\b)[^.,;!?]*")


FEW = 5  # words


def read_absence(text: str, today: date, calendar: Calendar) -> Absence:
    """What the text tells of absence; an empty `Absence` when it tells nothing."""
    lowered = _without_denied(" ".join(text.casefold().split()))
    if _HOW_OFTEN.search(lowered) and not AWAY.search(lowered):
        return Absence()
    if _PRESENT.search(lowered) and not (AWAY.search(lowered) or _SIGNS["not_in_class"].search(lowered)):
        return _from_presence(lowered, today, calendar)
    readers = (_percent, _share, _part, _range, _with_halves, _apart, _plain, _listed, _from_to)
    found = next((found for reader in readers if (found := reader(lowered, today, calendar)) is not None), Absence())
    of_the_pupil = _OURS.sub(" ", lowered)
    signs = frozenset(sign for sign, pattern in _SIGNS.items() if pattern.search(of_the_pupil))
    span = found.span or read_span(lowered, today, calendar)
    single = _LESSONS.search(lowered) if not found.counted else None
    late = _TIMES.search(lowered) if "lateness" in signs and not found.counted else None
    return replace(
        found,
        span=span,
        signs=signs,
        lessons=value(single[1]) if single else None,
        late=value(late[1]) if late else None,
        in_a_row=_IN_A_ROW.search(lowered) is not None,
    )


def tells_of_signs(text: str) -> bool:
    """Whether a habit or a place is told of being away, late or not in class: “gruer seg til svømming på mandager” is none.

    Few words are of the absence that is spoken of: “bare mandager”.
    """
    lowered = text.casefold()
    return len(lowered.split()) <= FEW or any(
        pattern.search(lowered) for pattern in (AWAY, *(_SIGNS[one] for one in ("lateness", "lessons", "not_in_class")))
    )


def _from_presence(text: str, today: date, calendar: Calendar) -> Absence:
    """“Bare på skolen 3 dager av 10”: away on the other seven. Of how many is not known: nothing is told of absence."""
    found = _SHARE.search(text)
    if found is None:
        return Absence()
    there, of = value(found[1]), value(found[2])
    span = _share(text, today, calendar) if found["unit"] else None
    return (
        Absence(days=of - there, of=of, span=span.span if span else read_span(text, today, calendar))
        if of >= there
        else Absence()
    )


def adds(text: str) -> bool:
    """Whether it comes on top of what was told before: “en dag til”."""
    return _ONE_MORE.search(text.casefold()) is not None


def without_unit(text: str) -> float | None:
    """“Borte 4”: of what is not said."""
    found = _BARE.search(text.casefold().strip())
    return value(found[1] or found[2]) if found else None


def asks_of_a_figure(text: str) -> bool:
    """Whether a figure is asked about and not told: “er hun over ti prosent”, “er grensa tre dager”, “hvilket nivå er det ved 15 %”."""
    lowered = text.casefold()
    return (asks(lowered) or _ASKS_FIRST.search(lowered) is not None) and _COMPARED.search(lowered) is not None


def asks_of_a_limit(text: str) -> bool:
    """Whether the routine is asked about and nobody's absence told: “kva er 10 prosent av, skoleåret eller månaden?”."""
    lowered = text.casefold()
    asked = begins_as_a_question(lowered) and not _ASKS_WHAT_TO_DO.match(lowered)
    return asked and AWAY.search(lowered) is None and not asks_of_a_share(lowered)


def asks_of_a_share(text: str) -> bool:
    """“Hvor mange prosent er 8 av 28”."""
    lowered = text.casefold()
    return _SHARE.search(lowered) is not None and re.search(r"\b(?:prosent|%|kor m|hvor m)", lowered) is not None


def _without_denied(text: str) -> str:
    """What is denied taken out; its unit stands by the figure that is told in its place."""
    denied = _DENIED.search(text)
    if denied is None:
        return text
    left = f"{text[: denied.start()]}{denied[1]}{text[denied.end() :]}"
    return _ONLY.sub(lambda only: f"{only[0]} {denied[3] or 'dager'}", left, count=1)


def _percent(text: str, today: date, calendar: Calendar) -> Absence | None:
    found = _PERCENT.search(text)
    return Absence(percent=value(found[1])) if found else None


def _share(text: str, today: date, calendar: Calendar) -> Absence | None:
    """“5 av dei siste 62 skuledagane”: so many of so many. The last ones end today."""
    found = _SHARE.search(text)
    if found is None or not (found["unit"] or AWAY.search(text)):
        return None
    of = value(found[2])
    is_last = re.search(rf"\bsist\w*\s{NUMBER}", found[0]) is not None
    span = school_days_back(today, int(of), calendar) if is_last else read_span(text[found.end() :], today, calendar)
    return Absence(days=value(found[1]), of=of, span=span)


def _part(text: str, today: date, calendar: Calendar) -> Absence | None:
    """“Tre i alt, men bare én av dem denne måneden”: the others were at another time."""
    part, every = _OF_THEM.search(text), _DAYS.search(text)
    if part is None or every is None or value(part[1]) >= value(every[1]):
        return None
    days = value(part[1])
    return Absence(days=days, besides=value(every[1]) - days, span=read_span(text[part.start() :], today, calendar))


def _range(text: str, today: date, calendar: Calendar) -> Absence | None:
    found = _RANGE.search(text)
    if found is None:
        return None
    low, high = sorted(value(end) for end in found.groups() if end is not None)
    return Absence(days=low, most=high)


def _with_halves(text: str, today: date, calendar: Calendar) -> Absence | None:
    """Whole days and half ones apart."""
    if _HALF.search(text) is None and _decimal(text) is None:
        return None
    days, halves = 0.0, 0

    def counted(found: re.Match[str]) -> str:
        nonlocal days, halves
        plain, several = found[1], found[2]
        days += value(plain) if plain else float(found[0].startswith("halvann"))
        halves += int(value(several)) if several else 1
        return " "

    rest = _HALF.sub(counted, text)
    decimal = _decimal(rest)
    if decimal is not None:
        return Absence(days=decimal // 1, halves=halves + (decimal % 1 == 0.5))
    days += len(_WHOLE_DAY.findall(rest)) + sum(value(one[1]) for one in _counts(rest))
    return Absence(days=days, halves=halves)


def _decimal(text: str) -> float | None:
    """“1,5 dager” is a day and a half."""
    found = _DAYS.search(text)
    return value(found[1]) if found and value(found[1]) % 1 == 0.5 else None


def _counts(text: str) -> list[re.Match[str]]:
    """Days away; “de siste 14 dagene” and “på to dager” are periods and no counts."""
    periods = spans_of_length(text)
    return [match for match in _DAYS.finditer(text) if not any(a <= match.start() < b for a, b in periods)]


def _apart(text: str, today: date, calendar: Calendar) -> Absence | None:
    """“To dager i uke 36 og én dag i uke 38”: several amounts, each with a period of its own, are added."""
    counts = _counts(text)
    if len(counts) < 2:
        return None
    ends = [*(one.start() for one in counts[1:]), len(text)]
    spans = [read_span(text[one.start() : end], today, calendar) for one, end in zip(counts, ends, strict=True)]
    known = sorted((span for span in spans if span is not None), key=lambda span: span.first)
    if len(known) != len(counts) or not in_order(known):
        return None
    return Absence(days=sum(value(one[1]) for one in counts), span=Span(known[0].first, known[-1].last))


def _plain(text: str, today: date, calendar: Calendar) -> Absence | None:
    counts = _counts(text)
    return Absence(days=value(counts[0][1])) if counts else None


def _listed(text: str, today: date, calendar: Calendar) -> Absence | None:
    found = _LISTED.search(text)
    if found is None or not AWAY.search(text) or _HABIT.search(text):
        return None
    span = read_span(text, today, calendar)
    return Absence(days=len(re.findall(WEEKDAY, found[0])), span=span or Span(today - timedelta(days=6), today))


def _from_to(text: str, today: date, calendar: Calendar) -> Absence | None:
    """“Frå onsdag til fredag”: the school days from the one to the other."""
    span = from_to(text, today)
    if span is None or not AWAY.search(text):
        return None
    days = calendar.school_days(span.first, span.last)
    return Absence(days=days, span=span) if days else None
