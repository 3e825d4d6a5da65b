"""What a pupil may be called here: initials or a code, never a name, a national identity number or a phone number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from stdnum.no import fodselsnummer

from api.dialogue.reading.lexicon import SHORT_WORDS

LONGEST = 12

LabelProblem = Literal["identity_number", "phone_number", "name", "too_long", "no_letters"]

_IDENTITY = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)")
_MOBILE = r"[49]\d{7}|[49]\d{2}\s\d{2}\s\d{3}|[49]\d(?:\s\d{2}){3}"
_ANY_NUMBER = r"\d{8}|\d{3}\s\d{2}\s\d{3}|\d{2}(?:\s\d{2}){3}"
# A mobile number as it stands; any other number only after a word or a prefix that says it is one.
_PHONE = re.compile(
    rf"(?<!\d)(?:{_MOBILE})(?!\d)|(?:\+47|0047|\b(?:tlf|tel|telefon\w*|mobil\w*|nummer\w*|ring\w*)\b)[\s.:]*(?:er\s)?(?:{_ANY_NUMBER})(?!\d)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:vi|jeg|eg|æ|e|me|mi)\s+)?(?:kall(?:er|e|ar)?|bruk(?:er|e|ar)?|skriv|initialene er|initialane er|det er|det var)"
    r"\s+(?:(?:han|ham|henne|hun|ho|hen|eleven|den)\s+)?(?:for\s+)?",
    re.IGNORECASE,
)


def personal_number(text: str) -> Literal["identity_number", "phone_number"] | None:
    """A national identity number with valid check digits, or something that looks like a Norwegian phone number."""
    for match in _IDENTITY.finditer(text):
        if fodselsnummer.is_valid(re.sub(r"\D", "", match[0])):
            return "identity_number"
    return "phone_number" if _PHONE.search(text) else None


def clean_label(text: str) -> str:
    """The label in a message such as “kall ham M.K.” or “MK!”."""
    plain = _LEAD_IN.sub("", text.strip())
    return (
        plain.strip(" \t\n\"'«»!?,:;").rstrip(".") if not re.fullmatch(r"(?:\w\.)+", plain.strip()) else plain.strip()
    )


def label_problem(label: str) -> LabelProblem | None:
    """Why this cannot be what the pupil is called; None when it can."""
    if personal_number(label) or re.search(r"\d{6,}", label):
        return "phone_number" if personal_number(label) == "phone_number" else "identity_number"
    if not re.search(r"[^\W_]", label):
        return "no_letters"
    if len(label) > LONGEST:
        return "too_long"
    for word in re.findall(r"[^\W\d_]+", label):
        looks_like_a_name = len(word) >= 3 and word[0].isupper() and word[1:].islower()
        if (looks_like_a_name or len(word) > 4) and not re.search(r"\d", label):
            return "name"
    return None


def same_label(one: str, other: str) -> bool:
    """“MK”, “M.K.” and “mk” are the same pupil."""
    return re.sub(r"\W", "", one).casefold() == re.sub(r"\W", "", other).casefold()


def names(text: str, label: str) -> bool:
    """Whether the text names the pupil. In small letters “tl” does, “de” and “ha” do not: those are words of the language."""
    return _where(text, label) is not None


def begins_with(text: str, label: str) -> bool:
    """“TL var borte i dag”: the pupil is what the message is about."""
    where = _where(text, label)
    return where is not None and not re.search(r"\w", text[: where.start()])


def _where(text: str, label: str) -> re.Match[str] | None:
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
