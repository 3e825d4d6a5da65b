"""Which of the school's own people a message names: all of a name, or a part of it that only one of them has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from api.cases.service import StaffMember

_SHORTEST = 2  # letters of a part


def named(text: str, people: Iterable[StaffMember]) -> list[StaffMember]:
    everybody = list(people)
    said = _words(text)
    whole = [one for one in everybody if _holds(said, _words(one.name))]
    if whole:
        return whole
    parts = {
        one.person: {part for part in _words(one.name) if part.isalpha() and len(part) >= _SHORTEST}
        for one in everybody
    }
    shared = Counter(part for mine in parts.values() for part in mine)
    numbered = {one.person for one in everybody if any(part.isdigit() for part in _words(one.name))}
    return [
        one
        for one in everybody
        if one.person not in numbered and any(shared[part] == 1 and part in said for part in parts[one.person])
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _holds(said: list[str], name: list[str]) -> bool:
    return bool(name) and any(said[at : at + len(name)] == name for at in range(len(said)))
