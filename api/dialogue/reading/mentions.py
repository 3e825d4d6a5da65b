"""Words by which teachers name audiences, talks and services, in bokmål, nynorsk and dialect.

A word that ends in `*` is matched as a beginning, any other as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

PRONOUNS = ("han", "ham", "hun", "ho", "henne", "hen")

AUDIENCES: Mapping[str, Sequence[str]] = {
    "foresatte": (
        "foresat*",
        "føreset*",
        "foreld*",
        "mor",
        "mora",
        "moren",
        "far",
        "faren",
        "mamma",
        "pappa",
        *("heim", "hjem", "heimen", "hjemmet", "mori", "stemor", "stefar"),
    ),
    "pupil": (
        *("elev", "eleven", "elevane", "gut", "guten", "gutten", "gutt", "jente", "jenta", "barn", "barnet", "born"),
        *("elevsam*", "ungen", "jento", *PRONOUNS),
    ),
    "team": ("team*", "tverrfagl*"),
    "school": ("skole*", "skule*", "kollega*", "lærer*", "lærar*"),
}

TALKS: Mapping[str, Sequence[str]] = {
    "undring": ("undring*", "undre*", "undra*"),
    "telefon": ("telefon*", "ring", "ringe", "ringer", "ringje", "ringjer"),
    "kartlegging": ("kartleg*", "årsak*"),
    "elevsamtale": ("elevsamtale*",),
    "mote": ("møte", "møtet", "møtene", "samarbeidsmøte*"),
    "evaluering": ("evalu*",),
    "analyse": ("analys*", "faktor*", "sosiogram*", "relasjonssirk*"),
    "invitasjon": ("invit*", "innkall*", "kall inn"),
    "tiltak": ("tiltakssirkel*", "sirkelen"),
    "avtale": ("samarbeidsavtale*", "avtalen", "tiltaksplan*"),
}

SERVICES: Mapping[str, Sequence[str]] = {
    "ppt": ("ppt", "pp-tj*", "pedagogisk-psyk*"),
    "helsesykepleier": ("helsesyk*", "helsesjuk*", "helsesøs*", "helsesys*"),
    "bup": ("bup", "abup"),
    "fastlege": ("fastlege*", "lege", "legen", "doktor*"),
    "spesialisthelsetjenesten": ("spesialist*",),
    "barnevern": ("barnevern*", "bekymringsmeld*", "meldeplikt*", "bv"),
    "ressursteam": ("ressurst*",),
    "naervaerskontakt": ("nærværsk*", "nærverk*", "nærværsr*"),
    "politi": ("politi*",),
}


STAFF: Mapping[str, Sequence[str]] = {
    "ledelse": ("ledels*", "leiing*", "leiar*", "rektor*", "avdelingsled*", "avdelingslei*", "inspektør*"),
    "kollega": ("kollega*", "kollegi*", "lærer", "læreren", "lærar", "læraren", "faglær*", "timelær*", "trinnet"),
    "sosiallaerer": ("sosiallær*",),
    "raadgiver": ("rådgiv*", "rådgjev*"),
}


def named(text: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys whose words the text names, in the order of the list."""
    lowered = text.casefold()
    return [key for key, listed in words.items() if pattern_of(tuple(listed)).search(lowered)]


@lru_cache(maxsize=256)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the words; one with a star only begins so. In small letters."""
    return re.compile(rf"\b(?:{'|'.join(map(_form, words))})")


def _form(word: str) -> str:
    return re.escape(word.rstrip("*")) + ("" if word.endswith("*") else r"\b")
