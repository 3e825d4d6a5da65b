"""Whether a message puts a question to the assistant, and what else stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.dialogue.reading.lexicon import QUOTED, REPORTED, words
from api.dialogue.reading.question import IS_IT_A_RULE, LEAD, MAY, MUST_HAVE, WH, WONDERS, without_code

_VERB = (
    r"(?:er|e|skal|ska|må|kan|bør|burde|kunne|skulle|trenger|treng|får|har|holder|held|regnes|rekn\w*|teller|tel|finnes|finst|"
    r"gjelder|gjeld)"
)
# “Sier rutinen noe om …”, “står det noe om …”.
_OF_THE_RULE = r"(?:sier|seier|nevner|nemner|krever|krev|står|finnes|finst) (?:rutin\w+|kommun\w+|det|dei|de)\b"
WHAT_NOW = r"(?:hva|kva|ka|ke) (?:(?:gjør|gjer|gjør\w*) (?:jeg|eg|æ|vi|me|mi|man|ein) )?(?:nå|no|da|då)"
_IF = r"(?:hvis|viss|dersom|om)"
# Where a question begins after something was told: after a mark, or unmarked before a question word that a verb follows.
_OPENS = re.compile(
    rf"(?:[.,;:!?–-]\s+|\s)(?=(?:(?:så|men|og)\s+)?(?:{WH})\s+(?:\w+\s+)?(?:\w+r|{_VERB}|tek|gjer|skjer|blir)\b)"
    rf"|[.,;:!?–-]\s+(?=(?:(?:så|men|og)\s+)?(?:{WH}|{_VERB}|{_OF_THE_RULE}|(?:går|holder|held) det)\b)|(?:[.,;:!?–-]\s+|\s)(?={WONDERS})"
    rf"|\s(?={WHAT_NOW}\W*$)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\s*(?:hvis|viss|dersom|om|når|nåt|etter at|selv om|sjølv om|ifølge|ifølgje|på|i)\b", re.IGNORECASE
)
_COMMA = re.compile(r",\s*")
# “Kan du starte …” asks for a deed.
_REQUEST = re.compile(
    r"\s*(?:\w+\W+)?(?:(?:kan|kunne|får|vil)\s+(?:du|vi|me|mi|jeg|eg|æ)|skal\s+(?:du|vi|me|mi))\s+"
    r"(?:(?:ikke|ikkje|ta og|få|bare|berre|nå|no)\s+)*"
    r"(?!\w+ med (?:en|ei|ein|et|eit|litt|bare|berre|noen|nokre|to|tre|halv\w*|kort\w*)\b)"
    r"(?:star\w*|begyn\w*|byrj\w*|åpn\w*|opn\w*|vis\w*|hjelp\w*|minn\w*|rett\w*|endr\w*|slett\w*|list\w*|gjenta\w*|oppsummer\w*|"
    r"(?:lukk\w*|avslutt\w*)(?!.*\s(?:når|nåt|hvis|viss|dersom|før|selv om|sjølv om)\s)|"
    r"hopp\w* (?:til|tilbake)|gå tilbake|ta (?:en |ein )?pause|byt\w*|før\w* opp|noter\w*|skriv\w* (?:ned|opp))\b",
    re.IGNORECASE,
)
# How a question begins without its mark: a question word, or a verb with its subject after it. “Har snakka med mor” tells.
_SUBJECT = (
    r"(?:(?:hele|heile|både) \w+|"
    r"jeg|eg|æ|æg|e|vi|me|mi|mæ|du|dere|de|dei|dokker|det|d|dette|han|hun|ho|hu|man|ein|en|alle|noen|nokon|begge|den|mor|far|mora|"
    r"foreld\w*|føreset\w*|foreset\w*|foresat\w*|elev\w*|lærer\w*|lærar\w*|kontaktlær\w*|faglær\w*|ppt|bup|abup|"
    r"leiing\w*|ledels\w*|rektor\w*|sak[ae]\w*|avtal\w*|plan\w*|skul\w*|skol\w*|barn\w*|helse\w*|d[ei]lt?r?e? av|"
    r"\w{3,}(?:en|et|ene|ane|inga))"
)
_BEGINS = re.compile(
    rf"{LEAD}(?:(?:innen |innan |til )?(?:{WH}|når|nåt|ke|kå|hå)\b"
    rf"|{_OF_THE_RULE}|{_VERB} {_SUBJECT}\b|{IS_IT_A_RULE}|{MAY}\b|{MUST_HAVE}\b|(?:holdr?|held|går) de?t?\b|{WONDERS}"
    rf"|\w{{3,}}r (?:jeg|eg|æ|vi|me|mi|man|ein)\b)",
    re.IGNORECASE,
)
# “Hva gjør vi om foresatte ikke vil”: whoever is told of in it, it is the teacher who asks.
_OUR_OWN = re.compile(
    rf"\s*(?:(?:{WH}|{_VERB})\s+(?:\w+\s+)?(?:jeg|eg|æ|vi|me|mi|skolen|skulen)|(?:{WH})\s+(?:skjer|hender|{_IF}))\b",
    re.IGNORECASE,
)
# Where one more question begins: after a mark, or “og” before a question word.
_FURTHER = re.compile(rf"(?<=[?!.])\s+|,?\s+(?:og|å|samt)\s+(?=(?:{WH}|når|nåt)\b)", re.IGNORECASE)
# A last sentence with its mark asks, whatever it begins with: “Han nektar. Tek me det utan han?”
_LAST_OF_ALL = re.compile(r"[.!]\s+(?=[^.!?\n]+\?\s*$)")
# “Kven tek møtet då?”, “skal begge inn?”: about what was told just before.
_LEANS = re.compile(
    r"\b(?:da|då|det|den|dette|de|dei|begge|slik|sånn|likevel|likevell|han|hun|ho|hu|ham|henne|disse|desse|her|dem)\b"
    rf"|{WHAT_NOW}\W*$",
    re.IGNORECASE,
)
_WORTH_KEEPING, _WORTH_ASKING = 3, 3  # words
_OMITS = re.compile(
    r"\b(?:ut[ae]n (?:å|at)|hopp\w* over|dropp\w*|utsett\w*|gidd\w* ikk\w*|rekk\w* (?:vi |me |jeg |eg )?ikk\w*|"
    r"(?:jeg|eg|æ|vi|me) vent\w* med|vent\w* (?:jeg|eg|vi|me) med|får (?:komme|kome|vente) (?:siden|sidan|senere|seinare)|"
    r"får vite det etterp\w*|(?:jeg|eg|æ|vi|me) (?:\w+ ){0,3}(?:ikke|ikkje|itj)|^\w+r (?:ikke|ikkje|itj)|(?:tar|tek) \w+ ut[ae]n|"
    r"(?:jeg|eg|vi|me) (?:\w+ ){1,4}(?:alene|åleine|aleine)|muntl\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """The question, what was told before it, and the questions after it; nothing told when the message only asks."""

    question: str
    told: str = ""
    also: tuple[str, ...] = ()


def asked(text: str) -> Asked | None:
    """The question a message ends in; None when it asks nothing, or asks for a deed. What others ask is told."""
    if "?" not in text and without_code(text) != text:
        return None
    if _REQUEST.match(text) or QUOTED.search(text):
        return None
    cut = _cut(text)
    told, question = (text[: cut.start()], text[cut.end() :]) if cut else ("", text)
    if "?" not in question and not _BEGINS.match(question) and after_condition(question) is None:
        return None
    if REPORTED.search(question) and not _OUR_OWN.match(after_condition(question) or question):
        return None
    first, *also = _several(question)
    return Asked(first, told.strip(), tuple(also))


def after_condition(text: str) -> str | None:
    """What is asked behind a condition: “hvis tiltakene ikke virker, hva da”."""
    begun = _CONDITION.match(text) and _COMMA.search(text)
    rest = text[begun.end() :] if begun else ""
    return rest if _BEGINS.match(rest) else None


def _several(question: str) -> list[str]:
    """Each question of several, whole when they cannot be told apart."""
    apart = [one.strip() for one in _FURTHER.split(question)]
    if any(words(one) < _WORTH_ASKING for one in apart):
        return [question.strip()]
    return [one for one in apart if "?" in one or _BEGINS.match(one)] or [question.strip()]


def _cut(text: str) -> re.Match[str] | None:
    """Where what is told ends and the question begins. A condition belongs to its question."""
    if _BEGINS.match(text) or _CONDITION.match(text):
        return None
    cuts = [cut for cut in _OPENS.finditer(text) if words(text[: cut.start()]) >= _WORTH_KEEPING]
    last = _LAST_OF_ALL.search(text)
    return cuts[0] if cuts else last if last and words(text[: last.start()]) >= _WORTH_KEEPING else None


def leans(question: str) -> bool:
    """Whether it needs what was told before it to be understood."""
    return _LEANS.search(question) is not None


def omits(text: str) -> bool:
    """Whether the teacher says that something will be left out, put off or done in another way."""
    return "?" not in text and bool(_OMITS.search(text)) and not REPORTED.search(text)
