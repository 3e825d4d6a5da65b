"""Whether a message brings in a pupil who was not spoken of. Found by the classes of its words: who speaks, an indefinite, a pupil,
a year at school. Those around the pupil spoken of (a friend, a brother, who plagues them) are told of in the third person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from api.dialogue.reading.amounts import AWAY
from api.dialogue.reading.labels import same_label, subjects, told_label

# It begins a new worry; it surely speaks of another pupil; it may.
Introduces = Literal["begins", "surely", "maybe"]

_AT_FIRST = (
    r"(?:(?:hei\w*|hallo|ok|okei|ja|jo|nei|men|og|du|så|da|då|nå|no|forresten|forrest|vent|oi|å|eh|altså|beklager|sorry|kjapt|bare|berre|"
    r"takk|fint|bra|ellers|elles|også|òg|her|jeg også)\W+)*"
)
_I = r"(?:(?:jeg|eg|æ|e|je|jæ|i|vi|me|mi|m)\s+)"
_WANT = (
    r"(?:vil|vill|må|skal|ska|bør|sku\w*|trenger|treng|trænge?|ønsker|ønskjer|kan|ka|få|får|fekk|fikk|har|hr|hadde)\s+"
    r"(?:(?:jeg|eg|æ|e|vi|me|mi|du|gjerne|bare|berre|også|òg|nå|no|vel|få|å|med|dessverre|hjelp)\s+)*"
)
_BEGIN = (
    r"(?:(?:start\w*|opprett\w*|oprett\w*|lag[ea]?\w*|registrer\w*|meld\w*|legg\w*|åpn\w*|opn\w*|ta|tar|tek|få|får|begynn\w*|byrj\w*|før\w*)\s+"
    r"(?:(?:inn|opp|om|på|fra|frå|med|ei|en|ein)\s+)*)"
)
_MATTER = (
    r"(?:(?:fraværs|fråværs|elev)?(?:bekymring|bekymrng|bekyming|uro|sak)|bekymringsmelding|tilfelle|bekymringsfravær)"
)
_PUPIL = (
    r"(?:elev|gutt|gut|jente|jenta|jento|unge|barn|kar|pike|(?:første|fyrste|andre|tredje|fjerde|femte|sjette|sjuende|syvende|åttende|"
    r"niende|tiende|\d+\W?)?klassing|\w+trinning)"
)
_ORDINAL = (
    r"(?:første|fyrste|andre|tredje|fjerde|femte|sjette|sjuende|sjuande|syvende|åttende|åttande|niende|niande|tiende|tiande|"
    r"(?:10|[1-9])(?:\.|[a-h]\b)?)"
)
_YEAR = rf"(?:(?:i|på)\s+(?:trinn\s+)?{_ORDINAL}(?!\w)|{_ORDINAL}\s?(?:trinn|tr|kl|klasse)\b)"
_A = r"(?:en|ein|ei|et|eit)"
_NEW = r"(?:ny|nye|nytt|annen|annan|anna|anen)"
_MORE = r"(?:enda|endå|nok|atter)"
_TIL = r"(?:til|te|t)"
_ADJ = r"(?:(?!til\b|som\b)\w+\s+)"
_UNIT = r"(?:dag|time|gang|uke|veke|måned|månad|møte|samtale|prøve|plan|runde|ting|en|ein|ei|med)\w*"

_BEGINS = re.compile(
    rf"{_AT_FIRST}(?:"
    rf"(?:{_I}?(?:{_WANT})?(?:{_BEGIN})?(?:{_A}\s+)?(?:ny|nytt|nye)\s+(?:{_MATTER}|elev)\b)"
    rf"|(?:{_I}?(?:{_WANT})?{_BEGIN}(?:{_A}\s+)?(?:{_NEW}\s+)?(?:{_MATTER}|{_PUPIL})\b)"
    rf"|nysak\b)"
)
_SURELY = re.compile(
    rf"{_I}?(?:har|hr|hæ|heve|fått|fikk|fekk)\s+(?:\w+\s+)?(?:"
    rf"{_MORE}\s+{_A}\b(?!\s+{_UNIT}\b)|{_A}\s+{_TIL}\b(?!\s+{_UNIT}\b)|{_A}\s+{_NEW}\s+(?:{_A}\b|{_PUPIL}\b|(?:jeg|eg|æ|på|i)\b)"
    rf"|{_A}\s+{_PUPIL}\s+{_TIL}\b"
    rf"|(?:\d|to|tre|fire|noen|nokre|nåkkå|fler\w*|fleir\w*)\s+(?:{_NEW}|andre|til)\s+(?:elev|gut|jent|unge)\w*)"
)
# One of several, none of whom was spoken of: “den ene RS var …”, “den andre gutten kom …”.
_ONE_OF_THEM = re.compile(
    r"\bden\s+(?:ene|eine|andre)\s+(?:(?:elev|gut|jent|unge)\w*|(?:er|e|var|va|har|kom|kjem|kommer|heter|heiter)\b(?!\s+verr))"
)
_WORRY = (
    r"(?:bekym\w*|bekyrm\w*|uro\w*|bekymrt|redd|lur\w*|fr[aå]v[æe]r\w*|borte|vekke|vekk|møter|sku?l\w*|kjem|kommer)"
)
_HAVE = re.compile(rf"{_I}(?:har|hr|hæ|heve)\s+(?:\w+\s+)?{_A}\s+{_ADJ}{{0,2}}?{_PUPIL}\b.*\b{_WORRY}")
_OTHER = re.compile(
    rf"(?:det|dette|den)\s+(?:gjelder|gjeld|gjaldt|er|e|handler om|handlar om)\s+{_A}\s+(?:annen|annan|anna)\s+{_PUPIL}\b"
    rf"|{_MORE}\s+{_A}\s+{_PUPIL}\b"
)
_MAYBE = re.compile(
    rf"(?:{_A}\s+)?{_ADJ}{{0,2}}?{_PUPIL}\W+(?:{_YEAR})"
    rf"|{_A}\s+(?:{_YEAR})"
    rf"|{_A}\s+{_PUPIL}\s+{_TIL}\b(?!\s+{_UNIT}\b)|{_A}\s+{_TIL}\s+(?:i|på)\s+(?:klass|trinn|grupp|parallell|nabo)\w*"
    rf"|(?:{_I}?(?:er|e|æ|va|var)?\s*)(?:(?:litt|lite|så|veldig|ganske|nokså|mykje|mye|svært|skikkelig|òg|også)\s+)*(?:bekym\w*|uro\w*|redd)\s+(?:for|før|førr|fer|over|om)\s+{_A}\s+{_ADJ}{{0,2}}?(?:{_PUPIL}\b|{_YEAR}|av\s)"
)
_IT_IS = r"(?:(?:det|dette|d)\s+(?:er|e|gjelder|gjeld)\s+)?"
_ITS_FIRST = re.compile(rf"{_AT_FIRST}{_IT_IS}(?P<rest>.*)", re.DOTALL)
_CLAUSE = re.compile(r"(?:(?<!\d)\.|[!?;:\n])\s+|\s[–-]\s")
# “en gutt på åttende som plager henne”: what somebody else does to the pupil spoken of.
_DOES_TO_THEM = re.compile(r"\bsom\s+(?:\w+\s+){1,3}?(?:ham|han|henne|ho|hu|hun|eleven|dem|dei)\b")
_THEY = re.compile(r"\b(?:han|ham|hun|ho|hu|henne|hen|eleven|gutten|guten|jenta)\b")


def introduces(text: str, known: Sequence[str] = ()) -> Introduces | None:
    """`known` are the labels of the cases the message may name."""
    lowered = " ".join(text.casefold().split())
    code = _unknown(text, known)
    if _BEGINS.match(lowered):
        return "begins" if code or not _THEY.search(lowered) or _MAYBE.search(lowered) else "maybe"
    for said in _clauses(lowered):
        if _DOES_TO_THEM.search(said):
            continue
        if _SURELY.match(said) or _HAVE.match(said) or _OTHER.match(said):
            return "surely"
        if _MAYBE.match(said) or _ONE_OF_THEM.match(said):
            return "maybe"
    return "maybe" if code else None


_OF_A_PUPIL = re.compile(rf"\b(?:{_A}\s+{_ADJ}{{0,2}}?{_PUPIL}|eleven|gutten|guten|jenta|jento|ungen)\b")
_IS_WORRIED = re.compile(r"\b(?:bekym\w*|bekyrm\w*|uro|urol\w*|uroa|uroleg\w*)\b")


def tells_of_a_pupil(text: str) -> bool:
    """Whether it tells of a worry about a pupil, or that one is away, where no pupil is spoken of yet."""
    lowered = " ".join(text.casefold().split())
    away = AWAY.search(lowered) is not None
    somebody = _OF_A_PUPIL.search(lowered) is not None or _THEY.search(lowered) is not None
    return introduces(text) is not None or (somebody and (away or _IS_WORRIED.search(lowered) is not None))


_TO_A_LEVEL = re.compile(r"\b(?:til|på|opp|ned)\s+(?:nivå|trinn|steg)\s")


def speaks_of_this_one(text: str) -> bool:
    """Whether it says nothing of who it is about but “han”, or speaks of a level."""
    lowered = text.casefold()
    return bool(_THEY.search(lowered) or _TO_A_LEVEL.search(lowered))


def _clauses(text: str) -> list[str]:
    """What each sentence says, without what it is begun with."""
    found = (_ITS_FIRST.match(piece) for piece in _CLAUSE.split(text))
    with_it = [re.sub(rf"^{_AT_FIRST}", "", piece) for piece in _CLAUSE.split(text)]
    return [*with_it, *(match["rest"] for match in found if match is not None)]


def _unknown(text: str, known: Sequence[str]) -> str | None:
    told = [label for label in (told_label(text), *subjects(text)) if label is not None]
    pupils = [label for label in told if not _is_a_place(label, text)]
    return next((label for label in pupils if not any(same_label(label, one) for one in known)), None)


def _is_a_place(label: str, text: str) -> bool:
    """“I B12” is a room, “til P7” and “P7 var borte” tell of a pupil."""
    near = rf"\b(?:i|på|fra|frå|ved|\w*rom|\w*rommet|klasse)\s{label}\b"
    return re.fullmatch(r"[A-ZÆØÅ]\d+", label) is not None and re.search(near, text, re.IGNORECASE) is not None


_ANOTHER = re.compile(
    rf"(?:det|dette|den|eg|jeg|æ|notatet)?\s*(?:var|va|er|e|gjelder|gjeld|gjaldt|mente|meinte|handl\w+ om)?\s*(?:om\s+)?"
    rf"(?:{_A}\s+(?:annen|annan|anna)\s+{_PUPIL}|den\s+andre(?:\s+(?:eleven|gutten|guten|jenta|saken|saka|ungen))?|"
    rf"(?:feil|gal|gærn)\s+(?:elev|sak|gutt|gut|jente))\b"
)
_DEFINITE = re.compile(r"\bden\s+andre\s+(?!elev|gutt|gut|jent|sak|unge)\w+")


def beside_another(text: str, label: str) -> str | None:
    """What is told after “nei, dette er en annen elev” or “ikke SK7”, said of the last note; None when that is not said."""
    lowered = " ".join(text.casefold().split())
    said = re.sub(rf"^{_AT_FIRST}", "", lowered)
    own = re.escape(label.casefold())
    not_this = re.match(
        rf"(?:(?:det|dette)\s+(?:er|e|var|gjelder|gjeld|gjaldt)\s+)?(?:ikke|ikkje|itj|ikkj)\s+{own}\b", said
    )
    found = not_this or (None if _DEFINITE.search(said) else _ANOTHER.match(said))
    return None if found is None else said[found.end() :]
