"""What looks like somebody's full name in a note: two words with capitals in a row. Made to be silent when in doubt."""

from __future__ import annotations

import re

_WORD = r"[A-ZÆØÅ][a-zæøåéèüöäôó]+(?:-[A-ZÆØÅ][a-zæøåéèüöäôó]+)?"
_PAIR = re.compile(rf"(?<![\w.-])(?=(?P<first>{_WORD})\s(?P<last>{_WORD})(?!\w))")  # each word may begin one
_BEGINS = re.compile(r"(?:^|[.!?:;–•\n\"«-]\s*)$")
# Of what is written with capitals in notes, one of these words says that it is no person.
_NO_PERSON = frozenset(
    "visma sikker sak flyt teams microsoft google røde blå kors mental helse redd barna brødrene game arkiv kirkens "
    "bymisjon norge norsk norske nord sør øst vest færder nittedal hardanger vennesla bergen oslo alvøen "
    "skole skule barneskole barneskule ungdomsskole ungdomsskule kommune fylkeskommune vei veg gate sykehus sjukehus "
    "idrettslag kirke kyrkje senter klubb rektor lærer lærar kontaktlærer kontaktlærar ressursteam barnevernet barnevern "
    "helsesykepleier helsesjukepleiar fastlegen ppt bup skolen skulen ungdata".split()
)
# Where a sentence begins, the first capital says nothing: the other word must end as surnames do.
_SURNAME = re.compile(
    r"(?:sen|son|stad|land|berg|vik|dal|rud|heim|haug|haugen|nes|moen|bakken|bakke|lund|eng|strøm|set|seth|ås|by|li|lien|hagen|gård)$"
)


def holds_full_name(text: str) -> bool:
    """Whether two capitalised words in a row look like a first name and a surname."""
    return any(_is_name(text, found) for found in _PAIR.finditer(text))


def _is_name(text: str, found: re.Match[str]) -> bool:
    words = {found["first"].casefold(), found["last"].casefold()}
    if words & _NO_PERSON:
        return False
    begins = _BEGINS.search(text[: found.start()]) is not None
    return not begins or _SURNAME.search(found["last"]) is not None
