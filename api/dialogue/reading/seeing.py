"""“Hvem har sett saken?”, asked alone. Who has seen a pupil is another question: the case or what is written must be named."""

from __future__ import annotations

import re

_WHO = r"(?:hvem|kven|kem|kæm|kim|åkken|hvilke (?:folk|personer|kolleg\w+)|kva (?:for )?folk)"
_ANYBODY = (
    r"(?:noen|nokon|nåkken|nokken|nåen|nån|ledels\w+|leiing\w+|rektor\w*|inspektør\w*|"
    r"sosiallær\w+|rådgi?ve?r\w*|rådgjev\w+|vikar\w*|kolleg\w+)"
)
_ELSE = r"(?:(?: (?:alle|andre|ann[ae]n|ellers|elles|alt|då|da|egentlig|eigentleg|nå|no|til nå|faktisk))*)"
_SEEN = (
    r"(?:(?:fått )?(?:sett|sedd|se|sjå|lest|lese|lesi|lesst)(?: (?:på|i|gjennom|igjennom))?|(?:åpn|opn)(?:a|et)|"
    r"kikk(?:a|et)(?: (?:på|i))?|"
    r"snok(?:a|et)(?: (?:i|på))?|slått opp|hatt (?:innsyn|tilgang)(?: (?:i|til))?|"
    r"(?:vært|vore|vorre|vøre|vorte|våre|vari) (?:inne|inni|innom|inn)(?: (?:i|på))?)"
)
_SAW = r"(?:så|såg|leste|las|åpnet|åpna|opna|var (?:inne|inni|innom)(?: (?:i|på))?)"
_CASE = (
    r"(?:(?:på |i )?(?:(?:denne|den|desse|disse|dei|de|alle) )?(?:her )?(?:sak(?:en|a|ja|i)?|notat(?:ene|a|an|et|i)|mapp(?:a|en|o)|"
    r"det (?:jeg|eg|æ) (?:har )?(?:skrev|skrevet|skreiv|skrive)|alt (?:jeg|eg|æ) (?:har )?(?:skrevet|skrive))"
    r"(?: (?:min|mi|mine|vår|våre|her))?)"
)
_WHOSE = r"(?: (?:(?:til|om|på|for|hans|hennes|hennar) )?(?!sist\b|i\b)\S+(?: \d+)?)?"
_END = (
    r"(?:(?: (?:sist|før|hittil|til nå|til no|så langt|egentlig|eigentleg|i dag|i det siste|denne uka|da|då|nå|no|ennå|enno|takk|andre|"
    r"ellers|elles|enn (?:meg|mæ)|(?:utenom|utanom|foruten|forutan|bortsett fra|bortsett frå) (?:meg|mæ)))*)"
)
_LEAD = (
    r"(?:(?:hei|du|ok|men|og|forresten) )*"
    r"(?:(?:(?:kan|kunne|vil) du )?(?:vis|vise|fortell|fortelle|fortelje|si|seie|sei)(?: (?:meg|mæ|oss))? |"
    r"(?:jeg|eg|æ) (?:vil|må|ønsker å|ynskjer å|lurer på|lure på|lurar på)(?: (?:se|sjå|vite))? )?"
)
_ASKS = re.compile(
    rf"{_LEAD}(?:(?:{_WHO}{_ELSE}(?: (?:(?:er|e) )?(?:det )?som)?|om det (?:er|e) {_ANYBODY} som) har{_ELSE} {_SEEN} {_CASE}{_WHOSE}{_END}|"
    rf"{_WHO}{_ELSE}(?: (?:(?:er|e|va|var) )?(?:det )?som)? {_SAW} {_CASE}{_WHOSE}{_END}|"
    rf"har {_ANYBODY}{_ELSE} {_SEEN} {_CASE}{_WHOSE}{_END}|"
    r"(?:vis )?(?:hele )?(?:innsyns?|lese)(?:logg|historikk)\w*)"
)


def asks_who_has_seen(text: str) -> bool:
    plain = " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())
    return _ASKS.fullmatch(plain) is not None
