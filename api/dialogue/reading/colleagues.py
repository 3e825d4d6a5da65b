"""Which of the school's own people a message names, and what it plainly wants them to have of a case.

All of a name, also with a slip of the thumb, or a part of it that only one of them has. “Vikaren” is the only one who is that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Literal

from api.cases.service import StaffMember
from api.dialogue.reading.lexicon import QUOTED, REPORTED

_SHORTEST = 2  # letters of a part
_HEAD, _ALIKE = 3, 0.85  # letters that are the same, and the share of them
_ROLES = {
    "substitute": re.compile(r"vikar(?:en)?(?:\s(?:min|vår))?"),
    "leader": re.compile(r"rektor(?:en|n)?|(?:avdelings)?lede?ren|(?:avdelings)?leiaren|inspektøren"),
    "adviser": re.compile(r"rådgive?ren|rådgjev\w+|sosiallæreren|sosiallæraren|nærværskontakten"),
}


def named(text: str, people: Iterable[StaffMember]) -> list[StaffMember]:
    everybody = list(people)
    said = _words(text)
    whole = [one for one in everybody if _holds(said, _words(one.name))]
    if whole:
        return whole
    near = [one for one in everybody if _holds(said, _words(one.name), slips=True)]
    if len(near) == 1:
        return near
    parts = {
        one.person: {part for part in _words(one.name) if part.isalpha() and len(part) >= _SHORTEST}
        for one in everybody
    }
    shared = Counter(part for mine in parts.values() for part in mine)
    numbered = {one.person for one in everybody if any(part.isdigit() for part in _words(one.name))}
    found = [
        one
        for one in everybody
        if one.person not in numbered and any(shared[part] == 1 and part in said for part in parts[one.person])
    ]
    return found or _of_a_role(text, everybody)


def _of_a_role(text: str, everybody: Sequence[StaffMember]) -> list[StaffMember]:
    """“Vikaren”, where the school has one."""
    for role, called in _ROLES.items():
        if re.search(rf"\b(?:{called.pattern})(?!\s?\d)\b", text, re.IGNORECASE):
            those = [one for one in everybody if one.role == role]
            return those if len(those) == 1 else []
    return []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _holds(said: list[str], name: list[str], *, slips: bool = False) -> bool:
    return bool(name) and any(_same(said[at : at + len(name)], name, slips=slips) for at in range(len(said)))


def _same(said: list[str], name: list[str], *, slips: bool) -> bool:
    if not slips:
        return said == name
    return len(said) == len(name) and all(
        one == other or _slipped(one, other) for one, other in zip(said, name, strict=True)
    )


def _slipped(one: str, other: str) -> bool:
    is_word = one.isalpha() and other.isalpha() and one[:_HEAD] == other[:_HEAD]
    return is_word and SequenceMatcher(None, one, other).ratio() >= _ALIKE


# What is plainly wished

_NAMED = r"(?:(?:denne|den|heile|hele)\s)?(?:saken|saka|sak)(?:\s(?:min|mi|vår|her))?"
_CASE = rf"(?:{_NAMED}|denne|den|dette)"
_GIVE = r"(?:gi|gje|gjev|gir|overlate?r?|overføre?r?|overlevere?r?|sende?|flytte?|la)"
_WILL = r"(?:skal|ska|må|kan|bør|får|vil|skulle|kunne|treng|trenger)\s"
_READ = r"(?:lese|lesa|les|se|sjå|følge|følgje|(?:skrive|jobbe|(?:være|vere)\smed)\si|(?:tilgang|innsyn)\s(?:til|i))"
_OVER = r"(?:ta\sover|overta|tar\sover|tek\sover|overtar|overtek)"
_TAKE = rf"(?:{_OVER}\s{_CASE}|(?:ha|ta|få)\s{_NAMED})\b"
_ON = r"(?:(?:over|vidare|videre|fra\smeg|frå\smeg|bort)\s)?"


def _shapes(who: str) -> dict[str, re.Pattern[str]]:
    return {
        "share": re.compile(
            rf"\bdele?r?\s{_CASE}(?:\s\w+)?\s(?:med|me)\s(?:\w+\s)?{who}|\bdele?\s(?:med|me)\s(?:\w+\s)?{who}"
            rf"|{who}\s{_WILL}(?:(?:også|òg|få|gjerne)\s)*{_READ}\s{_CASE}\b|{_WILL}{who}\sfå\s{_READ}\s{_CASE}\b"
            rf"|\b(?:la|lat)\s(?:\w+\s)?{who}\s(?:få\s)?{_READ}\s{_CASE}\b"
            rf"|\b(?:gi|gje|gir)\s(?:\w+\s)?{who}\s(?:lese)?(?:tilgang|innsyn)\b|\b(?:lese)?tilgang\s(?:til|for|åt)\s(?:\w+\s)?{who}"
            rf"|\b(?:legg|slipp|slepp|ta|få|inviter)\s(?:til\s|inn\s|med\s)?(?:\w+\s)?{who}\s(?:inn\s|med\s)?(?:i|på|til)\s{_CASE}\b"
        ),
        "offer": re.compile(
            rf"\b{_GIVE}\s{_ON}{_CASE}\s{_ON}(?:til|te|åt)\s(?:\w+\s)?{who}|\b(?:gi|gje|gir)\s(?:\w+\s)?{who}\s{_CASE}$"
            rf"|{who}\s{_WILL}(?:få\s)?{_TAKE}|{_WILL}{who}\s{_TAKE}|{who}\s{_OVER}\s{_CASE}\b"
            rf"|\b(?:la|lat|spør)\s(?:\w+\s)?{who}\s(?:om\s(?:å\s|\w+\s{_WILL}))?{_TAKE}"
        ),
    }


_WISHES = _shapes("§")
# Whoever stands there, from the beginning of a word: a word of thousands of letters is one place to begin.
_OF_ANYBODY = _shapes(r"\b\w+(?:\s\w+){0,4}\b").values()
_ENDS = re.compile(r"\b(?:ikke|ikkje|itj|ittj|ikkj|aldri|fjern\w*|trekk\w*|stopp\w*|slutt\w*|avslutt\w*|angr\w*)\b")


def may_wish(text: str, labels: Iterable[str]) -> bool:
    """Whether there is any use in asking who works here. It costs nothing, and most messages wish no such thing."""
    plain = _plain(text, labels)
    return any(shape.search(plain) for shape in _OF_ANYBODY)


def wished(text: str, people: Iterable[StaffMember], labels: Iterable[str]) -> Literal["share", "offer"] | None:
    """What a message wants that names a case, by its label or as the case, and a colleague: whatever they are called."""
    plain = _plain(text, labels)
    school = list(people)
    for one in named(text, school):
        plain = _hidden(plain, one)
    for role in {one.role for one in school} & _ROLES.keys():  # “vikaren”, also where there are several
        plain = re.sub(rf"\b(?:{_ROLES[role].pattern})\b(?!\s\d)", "§", plain)
    if "§" not in plain or _ENDS.search(plain) or QUOTED.search(text) or REPORTED.search(plain):
        return None
    share, offer = (_WISHES[name].search(plain) is not None for name in ("share", "offer"))
    return "offer" if offer else "share" if share else None


def _plain(text: str, labels: Iterable[str]) -> str:
    """The words alone, with “saken” in place of what a case is called."""
    plain = " ".join(_words(text))
    for label in sorted(labels, key=len, reverse=True):
        called = re.escape(" ".join(_words(label)))
        plain = re.sub(rf"(?:\b(?:saken|saka|sak)\s)?(?:(?:til|om)\s)?\b{called}\b", "saken", plain)
    return plain


def _hidden(plain: str, one: StaffMember) -> str:
    """`§` in place of what the colleague is called: the name, or the longest part of it."""
    said, name = plain.split(), _words(one.name)
    for length in range(len(name), 0, -1):
        parts = [name[at : at + length] for at in range(len(name) - length + 1)]
        for at in range(len(said) - length + 1):
            here = said[at : at + length]
            is_part = any(_same(here, part, slips=True) for part in parts)
            if is_part and (length > 1 or here[0].isalpha()):
                return " ".join([*said[:at], "§", *said[at + length :]])
    return plain
