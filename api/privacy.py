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
_APART = r"[\W_]{1,6}"  # whatever it is: an identity number is told by its check digits
_IDENTITY_DIGITS_APART = re.compile(rf"[0-9]+(?:{_APART}[0-9]+)*")
_PHONE_DIGITS_APART = re.compile(rf"[0-9]+(?:(?:{_BETWEEN}|[^\w])[0-9]+)*")
# A day of birth, with its century or without, and the five digits, with a word between them or none.
_BORN_AND_FIVE = re.compile(
    rf"(?<![0-9])([0-9]{{2}})(?:{_APART})?([0-9]{{2}})(?:{_APART})?(?:19|20)?([0-9]{{2}})"
    rf"(?=((?:{_APART})?(?:[^\W\d_]{{1,20}}{_APART})?([0-9]{{3}})(?:{_APART})?([0-9]{{2}})(?![0-9])))"
)
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
_AS_AMOUNTS = (2, 3, 3)  # an amount ends in noughts
_ONE_BY_ONE = (1,) * 8
_ON_A_SCALE = "12345"
_PAIRS = (2, 2, 2, 2)
_FIXED_PAIRS = "567"  # what is counted hardly begins so; of numbers in 2 and 3 it is told who has them
_COUNTRY = "47"
_NO_PHONE = "01"  # no number begins so
_FOREIGN = re.compile(
    rf"(?:\+|(?<![\w.:,])00)\s?[1-9]\d?(?:{_BETWEEN})?\d(?:(?:{_BETWEEN})?\d){{6,11}}(?!\d)", re.ASCII
)
_SAID_TO_BE_PHONE = re.compile(
    r"\b(?:tlf|tel|telefon\w*|mob|mobil\w*|nummer\w*|ring\w*|sms|\w*(?:mor|far|mamma|pappa)s?|foresat\w*|føreset\w*)\b"
    r"[\s.:]*(?:\w*[^\W\d][\s.:]{1,2}){0,2}$",
    re.IGNORECASE,
)
# Of a case or an archive; what else is counted so is free when it does not look like a mobile number.
_NUMBERED = re.compile(r"\b(?:uke\w*|veke\w*|saksn\w+|sak\s?nr|arkiv\w*|journal\w*|org\w*)[\s.:]*$", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:sak|ref\w*|side\w*)[\s.:]*$", re.IGNORECASE)
_WHOLE_DAY = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
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
    numbers = _IDENTITY_DIGITS_APART.findall(seen)
    if any(_is_identity(digits, sizes) for number in numbers for digits, sizes in _runs(number, _IDENTITY_DIGITS)):
        return "identity_number"
    born = ("".join(found.group(1, 2, 3, 5, 6)) for found in _BORN_AND_FIVE.finditer(seen))
    if any(_is_identity(digits, (_DAY_OF_BIRTH, 5)) for digits in born):
        return "identity_number"
    timeless = _DAY_OR_TIME.sub(" , ", seen)
    if _FOREIGN.search(seen) or any(_is_phone(timeless, number) for number in _PHONE_DIGITS_APART.finditer(timeless)):
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
    if _NUMBERED.search(before):
        return False
    counted = _COUNTED.search(before) is not None
    said = _SAID_TO_BE_PHONE.search(before) is not None
    of_a_code = text[: number.start()][-1:].isalpha() or text[number.end() :][:1].isalpha()
    alone = 0 if of_a_code else len(_GROUP.findall(number[0]))
    if any(digits.startswith(_COUNTRY) and sizes in ((10,), (2, 8)) for digits, sizes in _runs(number[0], 10)):
        return True
    return any(
        (said and digits[0] not in _NO_PHONE and not _WHOLE_DAY.fullmatch(digits))
        or _is_mobile(digits, sizes)
        or (not counted and len(sizes) == alone and _is_as_a_phone(digits, sizes))
        for digits, sizes in _runs(number[0], _PHONE_DIGITS)
    )


def _is_mobile(digits: str, sizes: tuple[int, ...]) -> bool:
    """As one is mostly written, and as amounts are when it is none."""
    return digits[0] in _MOBILE and (sizes in _MOBILE_GROUPS or (sizes == _AS_AMOUNTS and not digits.endswith("000")))


def _is_as_a_phone(digits: str, sizes: tuple[int, ...]) -> bool:
    """Eight digits that stand by themselves: in one and no day, one by one and off the scale, or in pairs that are no counts."""
    if digits[0] in _NO_PHONE:
        return False
    if sizes == _ONE_BY_ONE:
        return digits[0] in _MOBILE and not set(digits) <= set(_ON_A_SCALE)
    if sizes == (_PHONE_DIGITS,):
        return not _WHOLE_DAY.fullmatch(digits)
    return sizes == _PAIRS and digits[0] in _FIXED_PAIRS


def label_problem(label: str) -> LabelProblem | None:
    """Why this cannot be what the pupil is called; None when it can."""
    seen = _as_seen(label)
    if (found := personal_number(label)) or re.search(r"\d{6,}", seen):
        return found or "identity_number"
    if _FULL_DAY.search(seen):
        return "identity_number"
    if not re.search(r"[^\W_]", seen):
        return "no_letters"
    if "@" in seen:
        return "name"
    words = _words_of(seen)
    if len(words) <= _WORDS_OF_A_NAME and any(_is_spoken(word) for word in words):
        return "name"
    return "too_long" if len(label) > LONGEST_LABEL else "name" if any(_is_spoken(word) for word in words) else None


def _words_of(seen: str) -> list[str]:
    """Letters in a row; pieces of one or two letters that come after each other are one word, if that is longer than initials."""
    whole = re.findall(r"[^\W\d_]+", seen)
    joined = ("".join(re.findall(r"[^\W_]", pieces)) for pieces in _PIECES.findall(seen))
    return [*whole, *(word for word in joined if len(word) > _INITIALS)]


_PIECES = re.compile(r"(?<![^\W_])[^\W\d_]{1,2}(?:[\W_]+[^\W\d_]{1,2})+(?![^\W_])")
_FULL_DAY = re.compile(r"(?<!\d)(?:\d{1,2}\D\d{1,2}\D(?:\d{2}|\d{4})|\d{4}\D\d{1,2}\D\d{1,2})(?!\d)")
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
