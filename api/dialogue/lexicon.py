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
_ON = r"\b(?! opp| sunt)"  # “vil ikke leve opp til kravene”
_HURTS = (  # somebody hurts somebody: “far slår ham”, but not “slår seg vrang” or “slår av klokka”
    r"\b(?:slå+r|slo|slæ\w*|deng\w*|dæng\w*|spark\w*|lugg\w*|klaps\w*|bank(?:er|a|et)|kvel\w*|brenn\w*) (?:til |te )?"
    r"(?:ham|han|henne|ho|hu|hen|hn|meg|mæ|dem|dei|ungene|barna|mor|mora|moren|te'n|'n)\b"
)
ACUTE = re.compile(
    "|".join(
        (
            "selvmord|sjølvmord|sjølmord|suicid",
            "gjøre slutt på (?:alt|livet|det hele)|gjere slutt på (?:alt|livet|det heile)",
            rf"{_NOT} (?:fantes|fanst|hadde blitt født|hadde vorte fødd|vært født)",
            "(?:skyte|skyta|drepe) (?:noen|nokon|en annen|ein annan|dem|dei|oss|meg|seg|ham|henne)",
            "skad[ae]r? seg (?:selv|sjølv|sjøl)|selvskad|sjølvskad|sjølskad",
            "(?:kutter|kuttar|skjærer|skjer) seg (?:selv|sjølv|sjøl|i arm|på arm|opp)",
            "overgrep|voldt[oa]|valdt[oa]|incest|seksuelt? (?:misbruk|misbrukt|krenk)",
            "mishandl|misbruk(?:t|er|te|ar|a) (?:ham|han|henne|ho|av)",
            r"\bta(?:r|tt)? livet (?:av|tå) s|ta sitt eget liv|ta sitt eige liv",
            rf"(?:vil|ville|orker|orkar|ønsker å|gidder) {_NOT} (?:å )?(?:leve|mer leve|meir leve){_ON}",
            rf"{_NOT} (?:lenger |lengre |lengur )?(?:vil|ville|orker|orkar|ønsker å) (?:leve|meir leve|mer leve){_ON}",
            r"(?:vil|ville|ønsker å|ønskjer å) (?:bare |berre )?(?:dø|døy)\b(?! av (?:flau|skam|latter|kjed|keis))",
            r"(?:redd|tør|torer|tor|våger|vågar)\s(?:(?:ikke|ikkje|itj|for|te|å|mot)\s)*(?:gå|dra|komme|kome|reise)\s(?:heim|hjem)\b"
            r"(?!\s(?:alene|aleine|åleine|i mørk|når det er mørk))",
            r"(?:truer|truar|trua|truet)(?: med)? (?:å )?(?:drepe|slå|skade) (?:meg|ham|han|henne|ho|hen|seg|ungene|barna)",
            _HURTS,
            "avstraff|seksuelle ting|ble tatt på av|blir tatt på av|vart teken på av",
            "kniv mot|tvangsgift|giftes bort|giftast bort",
        )
    ),
    re.IGNORECASE,
)

# Words that may mean harm and may not. They count only when the classifier suspects something too.
_SIGNS = (
    r"slår slo slått slege slæ slag dengt? denge\w* bank(?:er|a|et|te) julte? klaps\w* lugg\w* spark\w* kast\w* kvel\w* "
    r"brenn\w* brent svi\w* merker? blåmerk\w* sår hov(?:en|ent|ne) skad[ae]\w* låst?\w* vold\w* voldeleg valdeleg "
    r"trus\w* tru[ea]\w* kniv\w* våpen pistol gevær drep\w* død dø døy\w* dau\w* leve livet livte fantes fanst finnes "
    r"forsvinne henge pille\w* tablett\w* overdose kutt\w* skjær\w* blod passar barberblad full fulle beruset rus\w* "
    r"drikk\w* drakk stoff hasj dop fyll\w* redd\w* torer tør tor våg\w* skræmt livredd alene aleine åleine rømt?\w* "
    r"rømm\w* sulten svolten kald frys\w* beføl\w* naken nakne bilder bilete onkel trener\w* trenar\w* gift\w* "
    r"sendes sendast fengsel\w* politi\w*"
).split()
_SIGN_PHRASES = (
    r"holder .{0,20}fast",
    r"held .{0,20}fast",
    r"stengt? inne",
    r"hopp[ea]\w* (?:fra|frå|utfor|ut)",
    r"stukket av",
    r"(?:ikke|ikkje|uten|utan|lite) mat",
    r"t(?:ok|att|at|ar|ek) på",
)
SIGN_OF_ACUTE = re.compile(rf"\b(?:{'|'.join([*_SIGNS, *_SIGN_PHRASES])})\b", re.IGNORECASE)
