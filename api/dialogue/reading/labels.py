"""What a pupil is called, read out of a message. What a pupil may be called: see api/privacy.py."""

from __future__ import annotations

import re
from functools import lru_cache

from api.dialogue.reading.agreeing import says_no, says_yes
from api.dialogue.reading.lexicon import SHORT_WORDS
from api.privacy import same_label as same_label

_LEAD_IN = re.compile(
    r"^(?:(?:vi|jeg|eg|æ|e|me|mi)\s+)?(?:(?:kan|skal|vil|får)\s+)?"
    r"(?:kall(?:er|e|ar|a)?|bruk(?:er|e|ar)?|skriv|initialene er|initialane er|det er|det var)(?:\s+(?:vi|jeg|eg|me))?"
    r"\s+(?:(?:han|ham|henne|hun|ho|hen|eleven|den)\s+)?(?:for\s+)?"
    r"|^(?:han|hun|ho|hu|hen|eleven|gutten|guten|jenta)\s+(?:heter|heiter|heite|hete|kalles|kallast)\s+",
    re.IGNORECASE,
)


# What one says before the label: “ok da, SK7”.
_BEFORE_IT = re.compile(
    r"^(?:(?:ok|okei|ja|jo|jada|hm+|eh|greit|greitt|fint|da|då|vel|kanskje|bare|berre|nå|no|så|nei|f\.?eks)\b[\s,.:–-]+)+(?=\w)",
    re.IGNORECASE,
)


def clean_label(text: str) -> str:
    """The label in a message such as “ok da, kall ham M.K.” or “MK!”."""
    plain = _LEAD_IN.sub("", _BEFORE_IT.sub("", text.strip()))
    return (
        plain.strip(" \t\n\"'«»!?,:;").rstrip(".") if not re.fullmatch(r"(?:\w\.)+", plain.strip()) else plain.strip()
    )


_CODE = r"[A-ZÆØÅ]{1,3}\d{1,3}"
_INITIALS = r"[A-ZÆØÅ]{2,3}|(?:[A-ZÆØÅ]\.){2,3}"
_BEFORE = (
    r"(?:på|for|om|med|til|åt|te|eleven|elev|heter|heiter|heite|hete"
    r"|kall(?:es|ast|ar|er|a|e)?(?:\s(?:vi|jeg|eg|me|æ|e))?(?:\s(?:han|ham|henne|hun|ho|hu|hen|den|ungen|gutten|guten|jenta))?(?:\sfor)?"
    r"|[Nn]y(?:tt)?\s(?:\w*bekymring|\w*sak|uro|elev))"
)
_NEW = re.compile(rf"\b({_CODE})\b|\b{_BEFORE}\s({_INITIALS}|[a-zæøå]{{1,3}}\d{{1,3}})(?!\w)")
_NO_PUPIL = re.compile(
    r"(?:uke|vek|kl|kap|nr|s|kr|PPT?|BUP|ABUP|BTI|SFO|IOP|NAV|HMS|SMS|ADHD|ADD|FAU|OT|OBS|ASK|PC|TV|BV|LK|OK|JA|NEI|HEI|ME|NB|PS|UU)\d*"
)
# At the head of a message, as a teacher names who it is about: “EB, 8. trinn”, “LH. men …”, “TL jente i 7.”, “TB4 har vært borte”.
_FIRST = re.compile(
    rf"\W*(?:(?P<code>[A-ZÆØÅ]{{2,3}}\d{{1,3}})\b|(?P<initials>{_INITIALS})(?=[,.:;]|\s+(?:i|på)\s+\w|\s+(?:har|var|er|kom)\b)"
    rf"|(?P<word>{_INITIALS})(?=\s+[a-zæøå0-9]))"
)


# The subject of what is told of them, wherever it stands: “den ene HM var borte”.
_SUBJECT = re.compile(
    rf"(?<![\w.])({_INITIALS}|{_CODE})(?=\s(?:har|hev|var|va|er|e|kom|kjem|kommer|møt\w+|blei|ble|vart|mangl\w+)\b)"
)


# As one is spoken of who has not been named before: “ho MN i naboklassen”, “broren MB”.
_CALLED = re.compile(
    rf"\b(?i:han|hun|ho|hu|(?:elev|gutt?|jent[ea]|unge|\w*(?:bror|søster|syster))(?:en|n|a|o)?)\s({_INITIALS}|{_CODE})(?![\w-])"
)


def subjects(text: str) -> list[str]:
    """The codes and initials that something is told of; none in a message that is all in capitals."""
    written = [match[1] for pattern in (_SUBJECT, _CALLED) for match in pattern.finditer(text)]
    found = [one for one in written if not _NO_PUPIL.fullmatch(one) and one not in _SHOUTED]
    return [] if text.isupper() else found


# What one answers with, and our own words for what is asked: nobody is called that.
_NO_NAME = re.compile(
    r"\d{1,3}|(?:(?:en|ein|ei|et|eit|den|det|er|e) )*(?:(?:ny|nye|nytt|annen|annan|anna|samme|same) )?"
    r"(?:elev|eleven|gutt|gutten|gut|guten|jente|jenta|sak|saken|saka|bekymring|uro|ny|annen|annan|kode|initialer|initialar)"
    r"|(?:jeg |eg |æ )?(?:vet|veit) (?:ikke|ikkje|itj)|hei|hallo|takk|hjelp|angre|avbryt|pause|ferdig|kanskje|usikker|begge|ingen",
    re.IGNORECASE,
)


def is_no_name(text: str) -> bool:
    """Whether nobody can be called so: a yes or a no, a bare number, words that are ours."""
    said = clean_label(text)
    if _LEAD_IN.match(text.strip()) and re.fullmatch(_INITIALS, said):  # “kall han JO” is no yes
        return False
    return any(says_yes(one) or says_no(one) or bool(_NO_NAME.fullmatch(one)) for one in (said, text.strip(" .!?")))


_LABEL = re.compile(rf"(?<![\w.-])(?:{_CODE}|{_INITIALS})(?![\w-])")
# Short words that are shouted.
_SHOUTED = frozenset(
    "HAN HUN HO HU DET DEN FAR MOR ALT DØ DAU RUS SLÅ SLO NÅ NO MÅ VIL UT INN OG ER I PÅ AV TIL MED VI MEG EG".split()
)


def without_labels(text: str) -> str:
    """The text with “X” for each letter of a code or of initials, which mean nothing. One all in capitals shouts, and names nobody so."""
    return _LABEL.sub(_crossed_out, text) if any(letter.islower() for letter in text) else text


def _crossed_out(found: re.Match[str]) -> str:
    is_word = found[0] in _SHOUTED or _NO_PUPIL.fullmatch(found[0]) is not None
    return found[0] if is_word else "X" * len(found[0])


def new_label(text: str) -> str | None:
    """The code or the initials that a message about a new case names its pupil by; None when it names several, or none."""
    found = {(match[1] or match[2]) for match in _NEW.finditer(text)}
    labels = [one for one in found if not _NO_PUPIL.fullmatch(one)]
    return labels[0] if len(labels) == 1 else None


def first_label(text: str) -> str | None:
    """The code or the initials that a message begins with; none in a message that is all in capitals."""
    found = _FIRST.match(text)
    label = (found["code"] or found["initials"] or found["word"]) if found else None
    if found and found["word"] and (found["word"].casefold() in SHORT_WORDS or found["word"] in _SHOUTED):
        return None
    shouted = len(re.findall(r"\w+", text)) > 1 and text.isupper()
    return label if label is not None and not shouted and not _NO_PUPIL.fullmatch(label) else None


# Set off from the rest: “har en til: KR i 10.”, “i åttende, EB, som …”.
_SET_OFF = re.compile(rf"[,:;(]\s*({_INITIALS}|{_CODE})(?=\s*[,.:;)]|\s*$|\s+(?:i|på)\s)")


def told_label(text: str) -> str | None:
    """What a message that tells of a pupil calls them: as `new_label`, and at its head or set off from the rest."""
    found = {match[1] for match in _SET_OFF.finditer(text) if not _NO_PUPIL.fullmatch(match[1])}
    set_off = found.pop() if len(found) == 1 and not text.isupper() else None
    called = list(dict.fromkeys(match[1] for match in _CALLED.finditer(text)))
    return first_label(text) or new_label(text) or set_off or (called[0] if len(called) == 1 else None)


def asked_label(text: str) -> str | None:
    """The one code or the initials in an answer that says more: “EB, 8. trinn”, “vi kan kalle han tb4”; None when it holds several."""
    first = first_label(text)
    if first is not None:
        return first
    written = list(dict.fromkeys(match[0] for match in _WRITTEN.finditer(text)))
    labels = [one for one in written if not _NO_PUPIL.fullmatch(one)]
    shouted = len(re.findall(r"\w+", text)) > 1 and text.isupper()
    return labels[0] if len(labels) == 1 and not shouted else None


_NAMING = frozenset(
    "ok okei ja jo jada nei hm eh greit greitt fint da då vel kanskje bare berre nå no så takk vi jeg eg æ e me mi kan skal vil får "
    "kall kaller kallar kalle kalla kalles bruk bruker bruke brukar skriv initialene initialane er det den dette var han ham henne "
    "hun ho hu hen hn ein en ei et ny nye nytt annen annan anna elev eleven elevs gutt gut gutten guten jente jenta ungen sak saken saka "
    "for på med om til i hos heter heiter hete heite gjelder gjeld koden kode som".split()
)
_HEAD = re.compile(rf"\W*(?:{_INITIALS}|{_CODE})(?:[,.:;]|\s+(?:i|på)\s+\d+)")


def only_names(text: str, label: str) -> bool:
    """“Det er MK”, “kall ho MK”: it names the pupil, and tells nothing."""
    where = _where(text, label)
    if where is None:
        return same_label(clean_label(text), label)
    return _tells_nothing(text[: where.start()], text[where.end() :])


def plain_label(text: str) -> str | None:
    """The code or the initials that an answer is, names in few words, or begins with: “MK”, “kall ho MK”, “MK, 8. trinn”."""
    code = asked_label(text)
    if code is None:
        return None
    before, _, after = text.partition(code)
    return code if _tells_nothing(before, after) or _HEAD.match(text) else None


def _tells_nothing(*around: str) -> bool:
    return {word for piece in around for word in re.findall(r"\w+", piece.casefold())} <= _NAMING


_WRITTEN = re.compile(rf"(?<![\w.])(?:{_CODE}|[a-zæøå]{{2,3}}\d{{1,3}}|{_INITIALS})(?![\w-])")


_A_NEW_CASE = re.compile(r"\b(?:ny|nytt|eiga|egen)\s+(?:sak|bekymring|bekymringssak|uro|urosak|elev)\b", re.IGNORECASE)


def begins_a_case(text: str) -> bool:
    """“Ny sak på TR2: …”: a new case, whatever else is told of the pupil that is named."""
    return _A_NEW_CASE.search(text) is not None and told_label(text) is not None


def names(text: str, label: str) -> bool:
    """Whether the text names the pupil. In small letters “tl” does, “de” and “ha” do not: those are words of the language."""
    return _where(text, label) is not None


def before_label(text: str, label: str) -> str | None:
    """What stands before the pupil's label; None when they are not named."""
    where = _where(text, label)
    return text[: where.start()] if where is not None else None


def may_be_told_of(text: str, label: str) -> bool:
    """“Ringte mor til TL”: nobody else is spoken of before the label, or as the one they belong to."""
    ahead = before_label(text, label)
    return ahead is not None and not _SOMEBODY_ELSE.search(text) and not _SOMEBODY_FIRST.search(ahead)


_SOMEBODY_FIRST = re.compile(r"\b(?:han|hun|ho|hu|hn|hen|eleven|gutten|guten|jenta|jento|ungen)\b", re.IGNORECASE)


def is_told_of(text: str, label: str) -> bool:
    """“TL va forresten borte i dag og”: the pupil is its subject, and nobody else is spoken of."""
    where = _where(text, label)
    if where is None or where.groupdict().get("owns") or _SOMEBODY_ELSE.search(text):
        return False
    return _AHEAD.fullmatch(text[: where.start()]) is not None


_SOMEBODY_ELSE = re.compile(r"\b(?:hans|hennes|hennar|hinnes|ham|henne|deres|deira)\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\W*(?:(?:og|men|ja|jo|nei|forresten|forrest|hei|ok|du|også|òg|så|då|da|no|nå|saken|saka|eleven|elev|i dag|i går|sak)\b\W*)*",
    re.IGNORECASE,
)


def begins_with(text: str, label: str) -> bool:
    """“TL var borte i dag”: the pupil is what the message is about."""
    where = _where(text, label)
    return where is not None and not re.search(r"\w", text[: where.start()])


def _where(text: str, label: str) -> re.Match[str] | None:
    called = re.search(rf"\b(?:saken|saka|eleven)\s{re.escape(label)}(?!\w)", text, re.IGNORECASE)
    if called is not None and not label.isdigit():  # “saken far”: whatever word it is
        return called
    shouted = text.isupper()
    return next((m for m in _pattern(label).finditer(text) if _is_meant(m["label"], m["owns"], shouted=shouted)), None)


def _is_meant(written: str, owns: str | None, *, shouted: bool) -> bool:
    bare = re.sub(r"\W", "", written)
    if bare.isdigit():  # “3” is any number
        return False
    if written.isupper() and not shouted:
        return len(bare) > 1 or bare.casefold() not in SHORT_WORDS
    if owns:  # “TLs mor”, but “des” is a word
        return False
    return bool(re.search(r"\d", bare)) or (1 < len(bare) <= _SHORT and bare.casefold() not in SHORT_WORDS)


_SHORT = 3  # letters: longer words in small letters are words, not initials


@lru_cache(maxsize=512)
def _pattern(label: str) -> re.Pattern[str]:
    """The label with or without full stops and hyphens, alone or with an s: “M.K.”, “mk”, “MKs mor”, “MK-saken”."""
    parts = [r"[.\-]?".join(re.escape(char) for char in re.sub(r"\W", "", word)) for word in label.split()]
    written = r"[\s.\-]+".join(part for part in parts if part)
    return re.compile(rf"(?<![\w])(?P<label>{written})\.?(?P<owns>['’]?s)?(?![\w])", re.IGNORECASE)
