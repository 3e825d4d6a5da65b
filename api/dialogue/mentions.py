"""Words by which teachers name audiences, talks and services, in bokmål, nynorsk and dialect. Small lists, matched as word beginnings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

AUDIENCES: Mapping[str, Sequence[str]] = {
    "foresatte": ("foresat", "føreset", "foreld", "mor", "far", "mamma", "pappa", "heim", "hjem"),
    "pupil": ("elev", "gut", "jent", "barn", "born", "ungen", "han", "hun", "ho", "henne", "hen"),
    "team": ("team", "tverrfagl", "laget"),
    "school": ("skole", "skule", "kollega", "lærer", "lærar"),
}

TALKS: Mapping[str, Sequence[str]] = {
    "undring": ("undr",),
    "telefon": ("telefon", "ring"),
    "kartlegging": ("kartleg", "årsak"),
    "elevsamtale": ("elevsamtale",),
    "mote": ("møte", "samarbeidsmøte"),
    "evaluering": ("evalu",),
    "analyse": ("analys",),
}

SERVICES: Mapping[str, Sequence[str]] = {
    "ppt": ("ppt", "pp-tj", "pedagogisk-psyk", "pedagogisk psyk"),
    "helsesykepleier": ("helsesyk", "helsesjuk", "helsesøs", "helsesys"),
    "bup": ("bup", "abup"),
    "fastlege": ("fastlege", "lege", "doktor"),
    "spesialisthelsetjenesten": ("spesialist",),
    "barnevern": ("barnevern", "bekymringsmeld", "meldeplikt", "bv"),
    "ressursteam": ("ressurst",),
    "naervaerskontakt": ("nærværsk", "nærverk", "nærværsr"),
    "politi": ("politi",),
}


def named(text: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys whose words the text names, in the order of the list."""
    lowered = text.casefold()
    return [
        key
        for key, beginnings in words.items()
        if any(re.search(rf"\b{re.escape(beginning)}", lowered) for beginning in beginnings)
    ]
