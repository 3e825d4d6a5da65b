"""A plain yes or no to what was asked. What is more than that, or less, is neither."""

from __future__ import annotations

import re
from itertools import chain, pairwise

FEW = 8  # words
_A_YES = (
    r"(?:ja|jau|jaja|jepp|japp|jada|jadå|jo|joda|jodå|ok|okei|okey|yes|stemmer|det stemmer|stemmer det|riktig|rett|korrekt|gjerne|"
    r"gjør det|gjer det|ta det|ta den|ta alt)"
)
_MORE = (
    r"(?:ja|da|då|takk|det|den|de|dei|dem|stemmer|stemmar|gjør|gjer|er|e|riktig|rett|greit|greitt|fint|gjerne|du|alt|alle|alt sammen|"
    r"alt saman|begge|begge deler|begge delar|før|føre opp|skriv|opp|ta|til|te|alt stemmer|stemme)"
)
_YES = re.compile(rf"{_A_YES}(?:,? {_MORE})*")
_NO = re.compile(
    r"(?:nei|neida|nope|niks|næ|nei takk|ikke|ikkje)(?:,? (?:takk|det|stemmer|ikke|ikkje|er|feil|bare|berre|notat\w*|la|være|vere|du))*"
    r"|(?:slett|absolutt|helt|heilt) (?:ikke|ikkje)|(?:bare|berre) (?:notat\w*|noter)|"
    r"det stemmer (?:ikke|ikkje)|feil|ingen(?: av (?:dem|dei|disse|desse))?"
)
_KNOWS_NOT = re.compile(
    r"(?:(?:det|jeg|eg|æ|vi|me) )*(?:vet|veit|aner|anar|husker|hugsar)(?: (?:jeg|eg|æ|vi|me|da|då))* "
    r"(?:ikke|ikkje|itj|ikkj)(?: (?:helt|heilt|sikkert))?"
    r"|(?:usikker|ikke sikker|ikkje sikker|ingen anelse|ingen aning|inga aning)"
)
# “Ja, flytt til mandag”, “heller torsdag”: what was proposed is to be otherwise.
_OTHERWISE = re.compile(
    r"\b(?:heller|hellar|flytte?|bytte?|endre?|utsette?|utset|i stedet|i staden|istedenfor|passer|passar)\b"
)
_ANSWER_FIRST = re.compile(r"(?:nei|neida|næ|nope|men|vent|stopp|eller)\b")
_YES_FIRST = re.compile(r"(?:ja|jau|jada|jadå|jo|joda|jodå|jepp|japp|yes|ok|okei)\b")
# What one says around the day of a yes: “ja det va i går, ta den”.
_BEFORE_DAY = re.compile(
    r"(?:(?:ja|jau|jada|jadå|jo|joda|jodå|jepp|japp|yes|ok|okei|da|då|takk|men|og|det|d|va|var|er|e|skjedde|hende|stemmer|alt|alle|"
    r"alt sammen|alt saman|begge|deler|delar)\b[ ,]*)+"
)
_AFTER_DAY = re.compile(r"(?:[ ,]+(?:og )?(?:ta|før|skriv|legg) (?:det|den|dei|dem|alt|alle)?(?: ?(?:opp|inn))?)$")


def says_yes(text: str) -> bool:
    return _YES.fullmatch(_plain(text)) is not None


def says_no(text: str) -> bool:
    return _NO.fullmatch(_plain(text)) is not None


def knows_not(text: str) -> bool:
    return _KNOWS_NOT.fullmatch(_plain(text)) is not None


def says_yes_to_a_day(text: str) -> bool:
    """Whether it begins with a yes."""
    return _YES_FIRST.match(_plain(text)) is not None


def wants_otherwise(text: str) -> bool:
    """Whether it answers what was asked, and is more than a yes or no: “ja, flytt til mandag”. What it names is to stand instead."""
    plain = _plain(text)
    answers = _YES_FIRST.match(plain) or _ANSWER_FIRST.match(plain) or _OTHERWISE.search(plain)
    return answers is not None and not (says_yes(text) or says_no(text))


def the_day_of(text: str) -> str:
    """What is left of an answer that names a day, without the words around it; the words themselves when nothing is."""
    plain = " ".join(text.casefold().split()).strip(" ,!")
    inner = _AFTER_DAY.sub("", plain)
    return _BEFORE_DAY.sub("", inner, count=1).strip(" ,") if _BEFORE_DAY.match(inner) else inner


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[.!?«»\"]+", " ", text.casefold()).split()).strip(" ,")


_BOTH = re.compile(
    r"(?:(?:det|d) (?:er|e|gjelder|gjeld) )?(?:begge|begge to|begge deler|begge delar|alle|alle sammen|alle saman|dei begge|begge dei)"
)
_LET_LIE = (
    r"(?:(?:nei|næ|neida|nei takk),? )?(?:(?:bare|berre) )?(?:la|lat) (?:(?:det|den|dette|han|ho|notatet|orda|ordene) )?(?:bare |berre )?"
    r"(?:være|vere|ligge|liggje|stå)(?:,? (?:her|der|nå|no|da|då|i (?:saken|saka)))*"
)
_NONE = re.compile(
    r"(?:(?:du )?(?:skal |må |kan )?(?:ikke|ikkje|itj|ikkj) (?:å )?(?:åpne|opne|opprett\w*|begynn\w*|byrj\w*|start\w*|lag\w*)\b.*|"
    r"(?:nei|næ)\b,? ?(?:(?:ikke|ikkje|itj)\b.*|(?:ingen|inga)\b.*)?|(?:ingen|inga)(?: av (?:dem|dei|disse|desse))?(?: sak\w*)?|"
    rf"{_LET_LIE}|(?:glem det|gløym det|drit i det|ikke nå|ikkje no|avbryt|stopp))"
)


def says_both(text: str) -> bool:
    """“Begge”, alone."""
    return _BOTH.fullmatch(_plain(text)) is not None


def says_all(text: str) -> bool:
    return says_both(text) and "alle" in _plain(text)


def lets_lie(text: str) -> bool:
    """“Nei, la det ligge her”: what was asked about is left as it is."""
    return re.fullmatch(_LET_LIE, _plain(text)) is not None


def opens_none(text: str) -> bool:
    """“Ikke åpne ny sak”, “ingen av dem”, “la det være”: few words that want no case opened."""
    return len(text.split()) <= FEW and _NONE.fullmatch(_plain(text)) is not None


# A change of mind: “nei vent, ikke avslutt”, “vi venter litt likevel”. Nothing else may stand in it than what one says so with.
_WAITS = frozenset(
    "vent venter ventar vente avvent avventer avventar ombestemt ombestemte ombestemmer angrer angrar angra glem gløym dropp "
    "behold beholde behald behalde stopp".split()
)
_NOT = frozenset("ikke ikkje itj ikkj ittj".split())
_UNDONE = frozenset(  # what the assistant would do
    "avslutt avslutte avsluttes avsluttast avsluttet avslutta lukk lukke lukkes lukkast steng stenge stenges gjør gjer gjøre gjere gjøres "
    "gjerast før føre føres førast opp skriv skrive ta tatt tas tilbake åpne åpnes opne opnast noter notere "
    "likevel likevell allikevel ennå enno enda nå no helt heilt".split()
)
_AROUND = frozenset(
    "nei næ neida nope oi å åh ups hm men kanskje kan kanhende litt bare berre heller hellar det den dette da då så med og om meg mæ "
    "oss jeg eg æ vi me la lat vil skal har hadde må får bør tror trur er saken saka sak ut være vere åpen open du takk altså "
    "forresten i til".split()
)
_SAID = _WAITS | _NOT | _UNDONE | _AROUND
_CLAUSE = re.compile(r"[,.;:!?–\n]+|\bmen\b", re.IGNORECASE)


def withdraws(text: str) -> bool:
    """Whether a clause of it takes back what was about to be done, whatever is told beside it."""
    return "?" not in text and any(_takes_back(clause) for clause in _clauses(text))


def only_withdraws(text: str) -> bool:
    return withdraws(text) and not {*chain(*_clauses(text))} - _SAID


def _clauses(text: str) -> list[list[str]]:
    return [clause.split() for clause in _CLAUSE.split(text.casefold())]


def _takes_back(words: list[str]) -> bool:
    said, denied = {*words}, {*words} & _NOT
    if not said or said - _SAID:
        return False
    waits_not = any(one in _NOT and other in _WAITS for one, other in pairwise(words))
    return bool(said & _WAITS and not waits_not) or bool(denied and said & _UNDONE)
