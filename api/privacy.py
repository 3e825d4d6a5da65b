"""What must never be stored: every text passes here on its way in, whatever door it comes by.

A pupil is initials or a code, never a name; a national identity number or a phone number stands nowhere.
"""

from __future__ import annotations

import re
from typing import Literal

from stdnum.no import fodselsnummer

from api.errors import RefusedText

LONGEST_LABEL = 12

LabelProblem = Literal["identity_number", "phone_number", "name", "too_long", "no_letters"]

_IDENTITY = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)")
_MOBILE = r"[49]\d{7}|[49]\d{2}\s\d{2}\s\d{3}|[49]\d(?:\s\d{2}){3}"
_ANY_NUMBER = r"\d{8}|\d{3}\s\d{2}\s\d{3}|\d{2}(?:\s\d{2}){3}"
# A mobile number as it stands; any other number only after a word or a prefix that says it is one.
_PHONE = re.compile(
    rf"(?<!\d)(?:{_MOBILE})(?!\d)|(?:\+47|0047|\b(?:tlf|tel|telefon\w*|mobil\w*|nummer\w*|ring\w*)\b)[\s.:]*(?:er\s)?(?:{_ANY_NUMBER})(?!\d)",
    re.IGNORECASE,
)


def checked_text(text: str) -> str:
    """The text, as it may be stored; `RefusedText` when it holds a personal number."""
    refused = personal_number(text)
    if refused:
        raise RefusedText(refused)
    return text


def checked_label(label: str) -> str:
    """What a pupil is called, without the spaces around it; `RefusedText` when it cannot be that."""
    refused = label_problem(label)
    if refused:
        raise RefusedText(refused)
    return label.strip()


def personal_number(text: str) -> Literal["identity_number", "phone_number"] | None:
    """A national identity number with valid check digits, or something that looks like a Norwegian phone number."""
    for match in _IDENTITY.finditer(text):
        if fodselsnummer.is_valid(re.sub(r"\D", "", match[0])):
            return "identity_number"
    return "phone_number" if _PHONE.search(text) else None


def label_problem(label: str) -> LabelProblem | None:
    """Why this cannot be what the pupil is called; None when it can."""
    if personal_number(label) or re.search(r"\d{6,}", label):
        return "phone_number" if personal_number(label) == "phone_number" else "identity_number"
    if not re.search(r"[^\W_]", label):
        return "no_letters"
    if len(label) > LONGEST_LABEL:
        return "too_long"
    for word in re.findall(r"[^\W\d_]+", label):
        looks_like_a_name = len(word) >= 3 and word[0].isupper() and word[1:].islower()
        if (looks_like_a_name or len(word) > 4) and not re.search(r"\d", label):
            return "name"
    return None
