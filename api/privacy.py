"""What must never be stored: every text passes here on its way in, whatever door it comes by.

A pupil is initials or a code, never a name; a national identity number or a phone number stands nowhere. Both are looked for in
the text as an eye sees it: without what is hidden in it, in plain digits, and with whatever stands between the digits.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal

from stdnum.no import fodselsnummer

from api.errors import RefusedText

LONGEST_LABEL = 12

PersonalNumber = Literal["identity_number", "phone_number"]
LabelProblem = Literal["identity_number", "phone_number", "name", "too_long", "no_letters"]

# What may stand between the digits of one number: spaces of every kind, line breaks, and what numbers are divided by.
_BETWEEN = r"[\s.·:/|_()\-\u2010-\u2015\u2212]{1,3}"
_DIGITS = re.compile(rf"\d+(?:{_BETWEEN}\d+)*", re.ASCII)
_GROUP = re.compile(r"\d+", re.ASCII)

_BLANK = "\u115f\u1160\u2800"  # letters and signs that show nothing
_IDENTITY_DIGITS = 11
_DAY_OF_BIRTH = 6  # digits
_FEW_PARTS = 3
_SYNTHETIC = (80, 65)  # added to the month of test persons; what is added for D and H numbers the library knows
_AUXILIARY = "89"  # how the numbers begin that hospitals give those who have none

_PHONE_DIGITS = 8
_MOBILE = "49"
_MOBILE_GROUPS = {(8,), (3, 2, 3), (2, 2, 2, 2), (4, 4)}
_NO_PHONE = "01"  # no number begins so
_FOREIGN = re.compile(
    rf"(?:\+|(?<![\w.:,])00)\s?[1-9]\d?(?:{_BETWEEN})?\d(?:(?:{_BETWEEN})?\d){{6,11}}(?!\d)", re.ASCII
)
_SAID_TO_BE_PHONE = re.compile(
    r"\b(?:tlf|tel|telefon\w*|mob|mobil\w*|nummer\w*|ring\w*|sms)\b[\s.:]*(?:\w*[^\W\d]\s){0,2}$", re.IGNORECASE
)
_SAID_TO_BE_OTHER = re.compile(
    r"\b(?:uke\w*|veke\w*|saksn\w+|sak(?:\s?nr)?|arkiv\w*|journal\w*|ref\w*|org\w*|side\w*)[\s.:]*$", re.IGNORECASE
)
# What is taken out before phone numbers are looked for: days, times and years that stand by themselves.
_DAY = r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])(?:[./-](?:\d{4}|\d{2}))?|[0-3]?\d[.\s]\s?[01]?\d[.\s]\s?(?:19|20)\d\d"
_TIME = r"(?:[01]?\d|2[0-3])[.:][0-5]\d"
_HOURS = rf"{_TIME}(?:\s?[-\u2013]\s?{_TIME})?|(?:[01]\d|2[0-3])[0-5]\d\s?[-\u2013]\s?(?:[01]\d|2[0-3])[0-5]\d"
_YEARS = r"(?:19|20)\d\d\s?[-/\u2013]\s?(?:19|20)\d\d"
_DAY_OR_TIME = re.compile(rf"(?<!\d)(?<!\d[.:/\u2013-])(?:{_YEARS}|{_HOURS}|{_DAY})(?!\d)(?![.:/\u2013-]\d)", re.ASCII)


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


def same_label(one: str, other: str) -> bool:
    """“MK”, “M.K.” and “mk” are the same pupil."""
    return re.sub(r"\W", "", one).casefold() == re.sub(r"\W", "", other).casefold()


def personal_number(text: str) -> PersonalNumber | None:
    """A national identity number with valid check digits (D, H, auxiliary and test numbers too), or a phone number."""
    if not any(character.isnumeric() for character in text):
        return None
    seen = _as_seen(text)
    numbers = _DIGITS.findall(seen)
    if any(_is_identity(digits, sizes) for number in numbers for digits, sizes in _runs(number, _IDENTITY_DIGITS)):
        return "identity_number"
    timeless = _DAY_OR_TIME.sub(" , ", seen)
    if _FOREIGN.search(seen) or any(_is_phone(timeless, number) for number in _DIGITS.finditer(timeless)):
        return "phone_number"
    return None


def _as_seen(text: str) -> str:
    """In plain digits, without what has no width of its own: joiners, marks of direction, rings around digits."""
    unescaped = html.unescape(text) if "&" in text else text
    plain = (character for character in unicodedata.normalize("NFKC", unescaped) if _has_width(character))
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain)


def _has_width(character: str) -> bool:
    return unicodedata.category(character) not in ("Cf", "Mn", "Me") and character not in _BLANK


def _runs(number: str, length: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The stretches of whole groups that come to so many digits, with the sizes of the groups."""
    groups = _GROUP.findall(number)
    for first in range(len(groups)):
        digits, sizes = "", list[int]()
        for group in groups[first:]:
            digits += group
            sizes.append(len(group))
            if len(digits) >= length:
                break
        if len(digits) == length:
            yield digits, tuple(sizes)


def _is_identity(digits: str, sizes: Sequence[int]) -> bool:
    """Written in few parts, or with the day of birth apart: a list of days and times is mostly neither."""
    if len(sizes) > _FEW_PARTS and _DAY_OF_BIRTH not in accumulate(sizes):
        return False
    if digits[9] != fodselsnummer.calc_check_digit1(digits) or digits[10] != fodselsnummer.calc_check_digit2(digits):
        return False
    return digits[0] in _AUXILIARY or any(_is_born(digits, added) for added in (0, *_SYNTHETIC))


def _is_born(digits: str, added: int) -> bool:
    month = int(digits[2:4]) - added
    if not 0 < month <= 12 + 40:
        return False
    try:
        fodselsnummer.get_birth_date(f"{digits[:2]}{month:02}{digits[4:]}")
    except fodselsnummer.ValidationError:
        return False
    return True


def _is_phone(text: str, number: re.Match[str]) -> bool:
    before = text[max(number.start() - 40, 0) : number.start()]
    if _SAID_TO_BE_OTHER.search(before):
        return False
    said = _SAID_TO_BE_PHONE.search(before) is not None
    return any(_may_be_phone(digits, sizes, said=said) for digits, sizes in _runs(number[0], _PHONE_DIGITS))


def _may_be_phone(digits: str, sizes: Sequence[int], *, said: bool) -> bool:
    """A mobile number as it is mostly written; any other number only after a word that says it is one."""
    if said:
        return digits[0] not in _NO_PHONE
    return digits[0] in _MOBILE and tuple(sizes) in _MOBILE_GROUPS


def label_problem(label: str) -> LabelProblem | None:
    """Why this cannot be what the pupil is called; None when it can."""
    seen = _as_seen(label)
    if (found := personal_number(label)) or re.search(r"\d{6,}", seen):
        return found or "identity_number"
    if not re.search(r"[^\W_]", seen):
        return "no_letters"
    words = re.findall(r"[^\W\d_]+", seen)
    if len(words) <= _WORDS_OF_A_NAME and any(_is_spoken(word) for word in words):
        return "name"
    return "too_long" if len(label) > LONGEST_LABEL else "name" if any(_is_spoken(word) for word in words) else None


_WORDS_OF_A_NAME = 3  # more are a sentence
_INITIALS = 3  # letters in a row, at the most
_VOWELS = re.compile(r"[aeiouyæøå]", re.IGNORECASE)
_LATIN = re.compile(r"[a-zæøå]+", re.IGNORECASE)
_ANY_PUPIL = frozenset(("elev", "gutt", "gut", "jente", "sak", "kode"))  # with a number they are codes


def _is_spoken(word: str) -> bool:
    """Whether letters in a row are a word or a name, and no initials, whichever way they are written.

    More than three are. Three are when they can be said, with a vowel, unless all are written large, as initials are.
    """
    if word.casefold() in _ANY_PUPIL or len(word) < _INITIALS:
        return False
    plain = "".join(
        one for one in unicodedata.normalize("NFD", word.replace("å", "a")) if unicodedata.category(one) != "Mn"
    )
    if len(word) > _INITIALS or not _LATIN.fullmatch(plain):
        return True
    return not word.isupper() and _VOWELS.search(plain) is not None
