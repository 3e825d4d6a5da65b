"""What the teacher judges in a message: how it stands with the pupil, and where the case is to go.

The learned reader says of each part what is judged and whose judgement it is. A part that ends or lowers a case counts only when
its own words carry it: in doubt the choices are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from api.dialogue.reading.happened import asks
from api.dialogue.reading.judge import JUDGEMENTS, LIKELY, Verdict
from api.dialogue.reading.lexicon import REPORTED
from api.dialogue.reading.mentions import AUDIENCES, STAFF, named
from api.dialogue.reading.numbers import WORDS
from api.dialogue.reading.parts import Part, whole
from api.dialogue.reading.question import purely_asks
from api.dialogue.reading.telling import is_anothers
from api.engine.schema import Judgement

STANDS = frozenset(get_args(Judgement))  # how it stands: what an outcome may mean
GOES = frozenset(("watch", "ends", "onward", "continues"))  # where the case is to go
EASES = frozenset(("cleared", "works", "watch", "ends"))  # may end a case, or lower it
_OPPOSED = frozenset(("worried", "not_enough", "unsure", "waits", "onward"))

SURE, SURE_TO_EASE = 0.6, 0.75
DOUBT = 0.45  # from here on the choices are shown
SURE_OF_INTENT = 0.85  # of the classifier, when the reader of parts is silent
_OTHERS = 0.4  # of the chance that it is the teacher's own: then it is not
HEARD = 0.25  # so likely that what eases is not sure
# What the classifier alone makes of a message: too little to ease a case by, when the reader of parts is silent.
_MEANT = {"concern_cleared": ("cleared", "works"), "concern_confirmed": ("worried", "not_enough")}

_NOT = r"(?:ikke|ikkje|ikkj|itj|ittj|ittje|kje|inte|ikje|aldri|ingen|inga|inkje|ingenting|uten|utan|lite|neppe)"
_WORRY = r"(?:bekym\w*|uro\w*|engst\w*|redd|grunn\w*|noe galt|noko gale)"
_DENIED = re.compile(rf"\b{_NOT}\b")
_NO_WORRY = re.compile(rf"\b{_NOT}\b.*\b{_WORRY}\b|\b{_WORRY}\b.*\b(?:{_NOT}|borte|vekk|over|avkreft\w*)\b")
_NOT_AWAY = re.compile(rf"\b{_NOT}\b.*\b(?:borte|bort|vekke|vekk|fravær|fråvær)\b")
_SUPPOSED = re.compile(
    r"^(?:(?:og|men|så|da|då)\s)*(?:hvis|viss|dersom|om|når|kanskje|håper|håpar|ønsker|ønskjer|vil helst|skulle ønske)\b"
    r"|\b(?:hvis|viss|dersom)\b"
)
_THEM = {**AUDIENCES, **STAFF}

# “Æ e de fortsatt”, “det er ikke jeg”: the judgement is that of the words before, with the teacher as its own.
_I = frozenset("jeg eg æ e æg vi me mi meg".split())
_SAME = frozenset(
    "men og så er e æ det de d den fortsatt framleis ennå enno enda stadig også òg og nå no vel jo derimot selv sjølv da då "
    "i hvert fall kvart absolutt heller lenger".split()
)
_NO = frozenset("ikke ikkje itj ittj kje inte".split())
_OF_WORRY = re.compile(r"\b(bekym\w*|uro\w*|engst\w*|redd)\b")
_OF_CALM = re.compile(r"\b(trygg\w*|roli?g\w*|roleg\w*|roli|berolig\w*)\b")
_OF_DOUBT = re.compile(r"\b(tvil\w*|usik\w*)\b")
# “Han er trygg nå”: how the pupil is, and no judgement of the worry.
_PUPIL_IS = re.compile(
    r"^(?:(?:og|men|så|no|nå)\s)*(?:han|ho|hun|hu|eleven|gut\w*|jent\w*|barnet|ungen)\s(?:er|e|va|var|føler seg|kjenner seg)\s(?:\w+\s)?"
    r"(?:trygg\w*|rolig\w*|roleg\w*|glad|fin|sikker|heime|hjemme)\b(?!.*\b(?:bekym|uro))"
)
# “Til trinn 2”, “me må te nivå 2”, “vi går til tiltak”: what is to follow, said as one says it to the assistant.
_TO = re.compile(
    r"(?:^|[,.;:!–-]\s*|\b(?:og|så|å|da|då)\s)(?:ja,? |ok,? )?(?:(?:da|då|no|nå|så)\s)?(?:(?:må|skal|går)\s(?=(?:jeg|eg|æ|vi|me|mi)\s))?"
    r"(?:(?:jeg|eg|æ|e|vi|me|mi)\s)?"
    r"(?:(?:må|skal|ska|vil)\s)?(?:(?:nok|no|nå|vel|jo)\s)?(?:(?:gå|går|gjeng|ta den|løft\w*|flytt)\s)?"
    r"(?:(?:no|nå|over|opp|ned|videre|vidare|tilbake|attende)\s)?"
    r"(?:til|te)\s(?:(?:nivå|trinn|trin|rutine)\s?(?P<level>\d\s?[ab]?)\b|(?P<name>tiltak\w*|evaluering\w*))(?!\s*\?)"
)
# “Nærværet er tilbake, avslutt”, “vi avslutter saken, alt er bra”. “Avslutt saken” alone is a command.
_WE = r"(?:(?:så|og|da|då|vi|me|jeg|eg|æ)\s)*"
_END = re.compile(
    rf"(?:[,.;:!–-]\s*|\bså\s){_WE}(?:avslutt\w*|lukk\w*)\b|^{_WE}(?:avslutt\w*|lukk\w*)(?: \w+){{0,2}}[,.;:–-]\s*\w+ \w+"
)
_OF_ENDING = re.compile(r"\b(?:avslutt\w*|lukk\w*|legg\w* (?:bort|vekk|ned)|ferdige? med (?:saken|saka|denne|dette))\b")
# Who leaves the school is not back at it.
_LEAVES = re.compile(r"\b(?:flytt\w*|bytt\w*|skift\w*|slutt\w*)\b")
_NOT_NOW = re.compile(r"\b(?:kan|bør|burde|kunne|når|hvis|viss|dersom|kanskje|hvorfor|kvifor)\b")
LONGEST_TO = 14  # words
_LEVEL = re.compile(r"\b(?:nivå|trinn|trin|rutine)\s(\d\s?[ab]?|\w+)\b")


@dataclass(frozen=True)
class View:
    """The teacher's own judgements of a message. `eases` when what would end or lower a case is carried by the words themselves.

    `in_doubt` when something is judged and it is not plain what, or by whom: the choices are shown. `level` is the one it is said
    to go to.
    """

    says: frozenset[str] = frozenset()
    eases: bool = False
    in_doubt: bool = False
    level: str | None = None

    def __bool__(self) -> bool:
        return bool(self.says) or self.in_doubt


NONE = View()


def judged(text: str, parts: Sequence[Part], verdict: Verdict) -> View:
    """All that the teacher judges; nothing in a message that only asks."""
    if purely_asks(text):
        return NONE
    says: set[str] = set()
    eases, in_doubt = True, False
    read = [part for part in parts if part.act]
    for part in read:
        piece = " ".join(part.of(text).casefold().split())
        heard = {name for name, sure in part.act if name in _OPPOSED and sure >= HEARD}
        eases = eases and not heard
        said = _same_as_before(piece, text[: part.start].casefold()) or _of_part(part, piece)
        in_doubt = in_doubt or said is None
        says |= said or set()
        eases = eases and not (said and said & EASES and not _carries(piece, said))
    if not read:
        return _unread(text, parts, verdict)
    says, more = _with_intents(says, text, parts, verdict)
    return View(frozenset(says), eases and not says & _OPPOSED, in_doubt or more, _level(text))


def _of_part(part: Part, piece: str) -> set[str] | None:
    """What the teacher judges in a part; None when something is judged and it is in doubt."""
    name, sure = part.act[0]
    if name == "cleared" and _PUPIL_IS.search(piece):
        return set()
    if name not in STANDS | GOES or asks(piece) or _SUPPOSED.search(piece):
        return set()
    whose = dict(part.status)
    theirs = whose.get("others", 0.0) > _OTHERS * whose.get("own", 0.0)
    if theirs or REPORTED.search(piece) or _of_them(piece):
        return None if name in STANDS and is_anothers(piece) else set()
    if sure < (SURE_TO_EASE if name in EASES else SURE):
        return None if sure >= DOUBT else set()
    if name == "cleared" and is_anothers(piece):
        return None
    return {name}


def _of_them(piece: str) -> bool:
    """Whether the sentence begins with somebody who may judge, and does not count the teacher in."""
    words = piece.split()
    others = {who: names for who, names in _THEM.items() if who != "pupil"}
    return bool(words) and bool(named(words[0], others)) and not set(words) & _I


def _carries(piece: str, said: set[str]) -> bool:
    """Whether the words say themselves what would end or lower a case, and no “ikke” turns them."""
    if not _DENIED.search(piece):
        return True
    if said == {"cleared"}:
        return _NO_WORRY.search(piece) is not None
    return said == {"works"} and _NOT_AWAY.search(piece) is not None


def _same_as_before(piece: str, before: str) -> set[str] | None:
    """The teacher's “det er jeg også”: what was said of somebody else before it. A denial of a worry is left in doubt."""
    words = piece.replace(",", " ").split()
    rest = [word for word in words if word not in _I | _SAME | _NO]
    pointed = "det" in words or "de" in words or "d" in words or bool({*words} & _NO)
    if rest or len(words) < 2 or not pointed or not {*words} & (_I - {"e"}):
        return None
    spoken = [(match.start(), what) for what, word in _SPOKEN for match in word.finditer(before)]
    if not spoken:
        return None
    what = max(spoken)[1]
    if {*words} & _NO:
        return {"worried"} if what == "calm" else None
    return {"worry": {"worried"}, "doubt": {"unsure"}}.get(what)


_SPOKEN = (("worry", _OF_WORRY), ("calm", _OF_CALM), ("doubt", _OF_DOUBT))


def _with_intents(says: set[str], text: str, parts: Sequence[Part], verdict: Verdict) -> tuple[set[str], bool]:
    """With what the classifier alone makes of it: a worry counts, what eases is only a doubt."""
    if says & STANDS:
        return says, False
    intents = {intent for intent, piece in _intents(text, parts, verdict) if not is_anothers(piece)}
    if _PUPIL_IS.search(text.casefold().strip()):
        intents.discard("concern_cleared")
    anothers = bool(_intended(text, parts, verdict)) and not intents
    if "concern_confirmed" in intents and "concern_cleared" not in intents and not says & EASES:
        return says | {"worried"}, False
    return says, anothers or (bool(intents) and not says)


def _intended(text: str, parts: Sequence[Part], verdict: Verdict) -> set[str]:
    return {intent for intent, _ in _intents(text, parts, verdict)}


def _intents(text: str, parts: Sequence[Part], verdict: Verdict) -> Iterator[tuple[str, str]]:
    """The judgements among the intents: of each part that asks nothing, else of the whole."""
    found = [
        (part.ranking[0][0], part.of(text))
        for part in parts
        if part.ranking
        and part.ranking[0][0] in JUDGEMENTS
        and part.ranking[0][1] >= (SURE_OF_INTENT if part.act else LIKELY)
        and not _SUPPOSED.search(part.of(text).casefold())
    ]
    read = any(part.act for part in parts)
    whole_says = verdict.intent in JUDGEMENTS and verdict.kind != "unclear" and not _SUPPOSED.search(text.casefold())
    whole_says = whole_says and (not read or verdict.sure >= SURE_OF_INTENT)
    pieces = found or ([(str(verdict.intent), text)] if whole_says else [])
    yield from ((intent, piece) for intent, piece in pieces if not purely_asks(piece))


def _unread(text: str, parts: Sequence[Part], verdict: Verdict) -> View:
    """A message whose parts nobody has read for what they tell."""
    intents = dict(_intents(text, parts or whole(text), verdict))
    if len(intents) != 1:
        return View(in_doubt=bool(intents))
    ((intent, piece),) = intents.items()
    if is_anothers(piece) or _PUPIL_IS.search(piece.casefold().strip()):
        return View(in_doubt=is_anothers(piece))
    return View(frozenset(_MEANT[intent]), eases=intent == "concern_cleared" and _carries_any(piece))


def _carries_any(piece: str) -> bool:
    return any(_carries(piece.casefold(), {name}) for name in ("cleared", "works"))


@dataclass(frozen=True)
class Direction:
    """Where the teacher says that the case is to go: to a level by number or name, or to its end."""

    level: str | None = None
    name: str | None = None
    ends: bool = False


def direction(text: str) -> Direction | None:
    """What the teacher says plainly is to follow; None when it is asked, denied, supposed or said by others."""
    lowered = " ".join(text.casefold().split())
    if "?" in text or len(lowered.split()) > LONGEST_TO or purely_asks(text):
        return None
    if REPORTED.search(lowered) or _NOT_NOW.search(lowered) or _of_them(lowered):
        return None
    if (match := _TO.search(lowered)) is not None and not _DENIED.search(lowered):
        level = match["level"].replace(" ", "").upper() if match["level"] else None
        return Direction(level, match["name"])
    ends = _END.search(lowered) and not _DENIED.search(_NO_WORRY.sub("", lowered)) and not _LEAVES.search(lowered)
    return Direction(ends=True) if ends else None


def speaks_of_ending(text: str) -> bool:
    """Whether an end of the case is spoken of, whoever wants it and when."""
    return _OF_ENDING.search(text.casefold()) is not None


def _level(text: str) -> str | None:
    match = _LEVEL.search(text.casefold())
    if match is None:
        return None
    if match[1].isalpha():
        return str(WORDS[match[1]]) if match[1] in WORDS else None
    return match[1].replace(" ", "").upper()
