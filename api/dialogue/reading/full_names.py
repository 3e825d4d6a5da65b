"""What looks like somebody's full name in a note: two words with capitals in a row. Made to be silent when in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable

_WORD = r"[A-ZÆØÅ][a-zæøåéèüöäôó]+(?:-[A-ZÆØÅ][a-zæøåéèüöäôó]+)?"
_PAIR = re.compile(rf"(?<![\w.-])(?=(?P<first>{_WORD})\s(?P<last>{_WORD})(?!\w))")  # each word may begin one
_CAPITAL = re.compile(rf"(?<![\w.-]){_WORD}(?!\w)")
_SMALL = re.compile(r"(?<!\w)[a-zæøå]{5,}(?!\w)")
_BEGINS = re.compile(r"(?:^|[.!?:;–•\n\"«-]\s*)$")
# Where a sentence begins, the first capital says nothing: the other word must end as surnames do.
_SURNAME = re.compile(
    r"(?:sen|son|stad|land|berg|vik|dal|rud|heim|haug|haugen|nes|moen|bakken|bakke|lund|eng|strøm|set|seth|ås|by|li|lien|hagen|gård)$"
)


def holds_full_name(text: str, of_school: Callable[[], str] = str) -> bool:
    """Whether two capitalised words in a row look like a first name and a surname.

    `of_school` gives what the school and its routine say: a word they write with a capital themselves, or know as a common one, is
    no person's.
    """
    found = [pair for pair in _PAIR.finditer(text) if _may_be(text, pair)]
    known = _known(of_school()) if found else frozenset()
    return any(not {pair["first"].casefold(), pair["last"].casefold()} & known for pair in found)


def _known(text: str) -> frozenset[str]:
    """What has a capital where no sentence begins, and what is written small. Short words are first names as well: “liv”, “per”."""
    named = {found[0].casefold() for found in _CAPITAL.finditer(text) if not _BEGINS.search(text[: found.start()][-3:])}
    return frozenset(named | set(_SMALL.findall(text)))


def _may_be(text: str, found: re.Match[str]) -> bool:
    begins = _BEGINS.search(text[: found.start()]) is not None
    return not begins or _SURNAME.search(found["last"]) is not None
