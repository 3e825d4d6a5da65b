"""Corrections of what was told a moment ago: “nei, jeg mente torsdag”, “det var far, ikke mor”. In doubt a message is none."""

from __future__ import annotations

import re

from api.dialogue.reading.finding import alike, telling

_SORRY = r"(?:(?:å\s+)?nei|næ+|oi|oj|ops|ups|oops|obs|hov|sorry|beklager|beklagar|unnskyld|orsak|vent|nei\s+vent|feil|he+rregud)"
_I, _IT, _WAS = r"(?:jeg|eg|æg?|e|je|i)", r"(?:det|de|d|dette)", r"(?:var|va|v|er|e|ble|blei|vart)"
_NOT = r"(?:ikke|ikkje|ikkj|itj|ittj|kje|inte|itte|ikk|ik)"
_BEGINS = re.compile(
    rf"""\W*(?:{_SORRY}\W+)*(?:
      (?:rettelsen?|retelse|rettinga?|korreksjon|korrigering|korr)\b(?:\s+(?:til|på|av)\s+\w+\s*\d*)?\W*
    | (?:retter|rettar|rett|retta)\s*[:–-]\W*
    | feil[.,:;!\s–-]+(?={_IT}\s+{_WAS}\b|{_IT}?\s*skul)
    | feil\s*[,:;!–-]\W*
    | (?:{_IT}\s+)?(?:var|va|ble|blei|vart)\s+feil\s*[,:;.!–-]\W*
    | (?:{_I}\s+)?(?:skrev|skreiv|skreiv|skrv|skreeiv)\s+feil\b\W*
    | (?:{_IT}\s+)?(?:skulle|skull|sku|skal)\s+(?:det\s+|de\s+)?(?:ha\s+)?(?:stå|stått)\s+(?!opp\b|fast\b|på\b|i\b|ved\b)
    )(?P<new>\S.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SORRY_IT_WAS = re.compile(
    rf"\W*(?:oi|oj|ops|ups|oops|obs|hov|sorry|beklager|beklagar|orsak|nei,?\s+vent)\W+(?:nei\W+)?"
    rf"{_IT}\s+(?:var|va|v)\s+(?!(?:litt|mye|mykje|mange|så|veldig|ganske|nok|for|ikke|ikkje)\b)(?P<new>\S+(?:\s+\S+){{0,3}}\W*)",
    re.IGNORECASE | re.DOTALL,
)
_MEANT = re.compile(
    rf"\W*(?P<sorry>(?:{_SORRY}\W+)*){_I}\s+(?:mente|meinte|meint|mænte|mnete)\s+(?:å\s+(?:skrive|skriva|si|seie)\s+)?(?P<new>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_AN_OPINION = re.compile(rf"(?:at|å|om|han|hun|ho|hu|hen|de|dei|vi|mor|far|mora|{_IT}\s+(?!var|va))\b", re.IGNORECASE)
_NOT_THAT = re.compile(rf"(?P<new>.+?)\s*,?\s+(?:og\s+|men\s+)?{_NOT}\s+(?P<old>[^,.!]+)[.!\s]*", re.IGNORECASE)
_NOT_THAT_BUT = re.compile(
    rf"\W*(?:{_SORRY}\W+)*(?:{_IT}\s+{_WAS}\s+)?{_NOT}\s+(?P<old>[^,.!]+),\s*(?:men\s+)?(?P<new>\S.*)", re.IGNORECASE
)
_CONTRASTS = (_NOT_THAT_BUT, _NOT_THAT)
FEW, OF_OLD = 12, 3  # words


def read_correction(text: str, told: str) -> str | None:
    """What is to stand instead, when the text plainly corrects what was told; None when it may tell something of its own."""
    for pattern in _CONTRASTS:
        contrast = pattern.fullmatch(text.strip())
        if contrast and len(text.split()) <= FEW and _stood(contrast["old"], told):
            return _without_beginning(contrast["new"])
    begins = _BEGINS.fullmatch(text) or _SORRY_IT_WAS.fullmatch(text)
    if begins:
        return _instead(begins["new"])
    meant = _MEANT.fullmatch(text)
    if meant and (meant["sorry"] or len(meant["new"].split()) <= OF_OLD) and not _AN_OPINION.match(meant["new"]):
        return _instead(meant["new"])
    return None


def may_correct(text: str) -> bool:
    """Whether the text can correct anything that was told: most cannot, and then nobody need look what was told."""
    return any(pattern.fullmatch(text.strip()) for pattern in _CONTRASTS) or read_correction(text, "") is not None


def _stood(old: str, told: str) -> bool:
    """Whether all that tells something in the words that are no longer to count stands in what was told."""
    words, stood = _told(old), _told(told)
    return 0 < len(old.split()) <= OF_OLD and bool(words) and all(any(alike(a, b) for b in stood) for a in words)


def _told(text: str) -> list[str]:
    return [*telling(text), *re.findall(r"\d+", text)]


def _without_beginning(words: str) -> str:
    begins = _BEGINS.fullmatch(words) or _SORRY_IT_WAS.fullmatch(words) or _MEANT.fullmatch(words)
    return begins["new"] if begins else re.sub(rf"\W*(?:{_SORRY}\W+)+", "", words, count=1, flags=re.IGNORECASE)


def _instead(words: str) -> str:
    contrast = _NOT_THAT.fullmatch(words)
    return contrast["new"] if contrast else words
