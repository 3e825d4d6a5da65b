"""Words that decide with the classifier: who is reported to have said something, and what is acute beyond doubt."""

from __future__ import annotations

import re

_PERSONS = (
    "mor far mora faren moren mamma pappa foreldra foreldrene foresatte føresette eleven gutten guten jenta jenten "
    "han hun ho hu hn hen de dei dem dæm bestemor bestefar stemor stefar fostermor fostermora læreren lærar "
    "assistenten"
).split()
_SAYS = (
    "sier seier sei sa spør spurte spurt spruer lurer lurte lurt lure undrer undra vil ville ønsker ønskjer ønsket "
    "trur tror trudde mener meiner mente fortalte fortel forteller skrev skreiv svarte svara synes synest tenker "
    "tenkjer bad ba venter ventar"
).split()
_SAYS_BEFORE = ("sier seier sa spør spurte lurer lurte mener meiner trur tror").split()

REPORTED = re.compile(
    rf"\b({'|'.join(_PERSONS)})\b\W+(?:\w+\W+){{0,3}}?\b({'|'.join(_SAYS)})\b"
    rf"|\b({'|'.join(_SAYS_BEFORE)}) ({'|'.join(_PERSONS)})\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[«»“”\"]|(?:^|\s)'\w")

# A message with one of these is acute whatever the classifier thinks: each can hardly mean anything else about a child.
_NOT = "(?:ikke|ikkje|itj|ittj|ikkj|kje|inte)"
ACUTE = re.compile(
    "|".join(
        (
            "selvmord|sjølvmord|sjølmord|suicid",
            "selvskad|sjølvskad|sjølskad|(?:kutter|kuttar|skjærer|skjer) seg (?:selv|sjølv|sjøl|i arm|på arm|opp)",
            "overgrep|voldt[oa]|valdt[oa]|incest|seksuel[lt]",
            "mishandl|misbruk(?:t|er|te|ar|a) (?:ham|han|henne|ho|av)",
            r"ta(?:r|tt)? livet (?:av|tå) s|ta sitt eget liv|ta sitt eige liv",
            rf"(?:vil|ville|orker|orkar|ønsker å|gidder) {_NOT} (?:å )?(?:leve|lever|mer leve)",
            r"(?:vil|ville|ønsker å|ønskjer å) (?:bare |berre )?(?:dø|døy)\b",
            r"(?:redd|tør|torer|tor|våger|vågar)\s(?:(?:ikke|ikkje|itj|for|te|å|mot)\s)*(?:gå|dra|komme|kome|reise)\s(?:heim|hjem)\b"
            r"(?!\s(?:alene|aleine|åleine|i mørk|når det er mørk))",
            r"(?:truer|truar|trua|truet)(?: med)? (?:å )?(?:drepe|slå|skade) (?:meg|ham|han|henne|ho|hen|seg|ungene|barna)",
            "kniv mot|tvangsgift|giftes bort|giftast bort",
        )
    ),
    re.IGNORECASE,
)
