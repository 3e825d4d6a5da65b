"""Where in a talk the teacher says that words belong: “det hører til spørsmål 5: …”, “det siste gjelder spørsmål 1”, “og så i gym”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.dialogue.reading import finding
from api.dialogue.reading.judge import words

_BEFORE = r"(?P<before>(?:det\s+|den\s+)?(?:forrige|førre|førige|forige)(?:\s+(?:spørsmål(?:et)?|spm|svar(?:et)?))?)"
_QUESTION = (
    rf"(?:(?:det\s+|den\s+)?(?:spørsmål(?:et)?|spm|sp|punkt|nr|nummer)\.?\s*(?:nr\.?\s*|nummer\s*)?{finding.NUMBER}"
    rf"|(?:den|det)\s+{finding.NUMBER}(?:\s+(?:spørsmålet|av dem|av dei))?\b|{_BEFORE})"
)
_I = r"(?:jeg|eg|æ|e|vi|me|mi)"
_BELONGS = (
    rf"(?:(?:det|dette|den|d|svaret|orda|ordene|teksten)\s+)?(?:(?P<last>siste|sist)\s+)?(?:{_I}\s+(?:skrev|skreiv|sa|noterte|svarte|svara)\s+)?"
    r"(?:(?:nå|no|her|nettopp|akkurat)\s+)*"
    r"(?:hør\w*|høyr\w*|gjeld\w*|gjaldt|galdt|passa?r?|skal|skulle|var|er|e|va|kan)\s+"
    r"(?:(?:være|vere|stå|stått|ha stått|på|under|til|te|inn|om|svar|svaret|heime|hjemme|som)\s+)*"
)
_FORGOT = (
    rf"(?:{_I}\s+)?(?:glem\w*|gløym\w*|glæm\w*)\s+(?:{_I}\s+)?"
    r"(?:å\s+(?:skriv\w*|seie|si|ta med|notere|nemne|nevne|få med|legge til|leggje til)\s+)?"
    r"(?:noe\s+|noko\s+)?(?:på|under|til|te|i)\s+"
)
_TO = r"(?:(?:til|te|på|under|legg (?:til|det)(?: på| under)?|før(?:\s+\w+)? (?:på|under))\s+)?"
_HEAD = re.compile(
    rf"\W*(?:(?:nei|vent|oi|oj|forresten|men|og|beklager|beklagar|sorry)\W+)*(?:(?P<belongs>{_BELONGS})|(?P<forgot>{_FORGOT})|{_TO}){_QUESTION}"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_A_QUESTION = re.compile(r"\b(?:spørsmål|spm|sp|punkt|nr|nummer|forrige|førre|førige|forige)", re.IGNORECASE)
_ON_ONE = re.compile(rf"\b(?:på|under|til|te)\s+(?:den|det)\s+{finding.NUMBER}\b", re.IGNORECASE)
_NOT = re.compile(r"(?:og |men )?(?:ikke|ikkje|itj|ikkj|kje)\b", re.IGNORECASE)
_REST = re.compile(r"(?:\s*[:;,.–-]\s*|\s+at\s+|\s+)(?P<words>\S.*)", re.DOTALL)
_CONTINUES = re.compile(r"\s*(?:og|å|samt|pluss|eller)\s+\w", re.IGNORECASE)
MOST = 8  # words of an addition that says nothing of its own


@dataclass(frozen=True)
class Belonging:
    """`number` is the question, None the one before. `words` are what belongs there; None for what was written last."""

    number: int | None
    words: str | None


def belonging(text: str) -> Belonging | None:
    head = _HEAD.fullmatch(text.strip())
    if head is None:
        return None
    if not _A_QUESTION.search(head[0]) and not _ON_ONE.search(head[0]):
        return None  # “det var den første gangen hun gråt”
    rest = _REST.fullmatch(head["rest"].rstrip())
    told = rest["words"].strip() if rest else None
    if told is not None and head["belongs"] and _NOT.match(told):  # “…, ikke tre”
        told = None
    steers = bool(head["belongs"] or head["forgot"])
    if told is None and not head["belongs"]:
        return None  # “spørsmål 5” alone goes there
    if told is not None and not steers and not head["rest"].lstrip().startswith((":", "–", "-")):
        return None
    if told is not None and head["belongs"] and not head["rest"].lstrip().startswith((":", "–", "-", ",", ";", ".")):
        told = None if words(told) <= FEW_AFTER else told
    named = next((value for value in head.groups() if value and finding.is_number(value)), None)
    return Belonging(finding.value(named) if named else None, told)


FEW_AFTER = 3  # words: “… spørsmål 1 og ikke 2”, “… heller”


def continues(text: str) -> bool:
    """An addition to what was written last: “og så i kunst og håndverk”."""
    return _CONTINUES.match(text) is not None and words(text) <= MOST
