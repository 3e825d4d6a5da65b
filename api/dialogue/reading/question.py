"""The form of a question: how it begins, and whether a message is nothing but one."""

from __future__ import annotations

import re

from api.dialogue.reading.lexicon import QUOTED, words

WH = (
    r"hva|kva|ka|hvem|kven|kem|kæm|kim|åkken|hvor|kor|kvar|hvorfor|kvifor|koffor|hvilke[nt]?|hvordan|korleis|"
    r"kossen|koss|åssen"
)
_WHAT_WE_MAY = (
    r"(?:vi|me|mi|jeg|eg|æ|e|man|en|ein|skolen|skulen|det (?:er|e) (?:lov|greit|ok|nødvendig|nok|meninga|meningen))"
)
# “Æ lure på om vi må …”, “veit du kem som …”: asks, and “jeg lurer på om han blir plaget” tells of a worry.
WONDERS = (
    r"(?:(?:(?:jeg|eg|æ|e|vi|me|mi) )?(?:(?:bare|berre|bærre) )?lur\w*(?: (?:litt|bare|berre))? på|(?:vet|veit|vet) du|"
    rf"(?:kan|kunne) du (?:si|seie|sei|fortelle|fortelje)(?: (?:meg|mæ|oss))?),? (?:om {_WHAT_WE_MAY}|{WH}|når|nåt)\b"
)
# “Er samtykke et krav”: whatever it is asked of.
IS_IT_A_RULE = r"(?:er|e) \w+ (?:ei?t krav|obligatorisk\w*|nødvendig\w*|naudsynt\w*|lov|frivillig\w*|påbud\w*)"
# “Kan SFO spørres” asks; “kan ikke i dag”, “kan hente ham” tell.
MAY = r"kan (?!ikk|itj)\w*[^\Weaå]"
# “Må trinnmøte ha fraværet oppe”: whatever it is asked of.
MUST_HAVE = r"(?:må|skal|ska|bør) \w{4,} (?:ha|få|være|vere|bli|gi|gå|ta)"
LEAD = (  # “god morgen,”, “hei igjen,”, “hei Kari,”, “ok men”
    r"\s*(?:(?:hei|hallo|heisann|morn|god (?:morgen|dag|kveld|ettermiddag))(?: (?:igjen|att|på deg|\w+))?\s*[,!.:]+\s*)?"
    r"(?:(?:men|og|å|vent|forresten|du|ok|sorry|bare|berre|kjapt|så|hei|hallo|takk|igjen|morgen|god morgen|god dag|spm|spørsmål|altså)\W+)*"
)
# How a question begins: a question word, or a verb with its subject. “Har snakka med mor” and “når han kommer inn” tell.
_QUESTION_WORD = (
    r"(?:h?va|kva|ka|hvem|kven|kem|kæm|hvor|kor|kvar|hvorfor|kvifor|koffor|kiffor|hvordan|korleis|kossen|koss|åssen|hvilke[nt]?|"
    r"(?:innen |innan )?(?:når|nåt|tid) (?:er|e|må|skal|ska|kan|bør|blir|har|får))"
)
_SUBJECT = (
    r"(?:(?:hele|heile|både) \w+|"
    r"jeg|eg|æ|e|vi|me|mi|du|dere|de|dei|det|dette|den|han|hun|ho|hu|man|d|alle|begge|noen|nokon|eleven|gutten|guten|jenta|mor|far|"
    r"foreld\w*|fore?satte|føresette|rektor|ledels\w*|leiing\w*|\w*lærer\w*|\w*lærar\w*|ppt|bup|"
    r"møtet|saken|saka|helses\w*|barnevern\w*|faglær\w*|stefar|stemor|besteforeld\w*|vikar\w*|elevane|elevene|rutin\w+)"
)
_VERB = r"(?:er|e|skal|ska|må|kan|bør|burde|kunne|skulle|trenger|treng|får|har|rekker|rekk|gjelder|gjeld|holder|held|teller|tel)"
_MODAL = r"(?:skal|ska|må|kan|bør)"
_THING = r"(?!nesten|uten|utan|siden|sidan|liksom|noen|ingen)\w{3,}(?:en|et|a|ene|ane)"
_PUTS = re.compile(
    rf"{LEAD}(?:{_QUESTION_WORD}|{_VERB} {_SUBJECT}|{IS_IT_A_RULE}|{MAY}|{MUST_HAVE}|{_MODAL} {_THING}|{WONDERS})\b",
    re.IGNORECASE,
)
_ASKS_WHAT = re.compile(rf"{LEAD}{_QUESTION_WORD}\b", re.IGNORECASE)
_LEAD = re.compile(LEAD, re.IGNORECASE)
_MORE = re.compile(r"[.!?;\n]\s*\w")
# “KA har vore hos lege”: a pupil's code, where all else is in small letters.
_CODE = re.compile(r"\b(?:KA|KE|KÅ|VA)\b(?=[^A-ZÆØÅ?]*$)")
# “Er det fortsatt mye fravær, han har vært vekke 4 dager”: told behind the question.
_TELLS_MORE = re.compile(
    r",\s*(?:(?:for|og|men)\s+)?(?:han|hun|ho|hu|hen|mor|far|eleven|jenta|guten|gutten|jeg|eg|æ|vi|me)\s+"
    r"(?:har|hadde|er|e|va|var|vart|ble|blei|blir|fikk|fekk|får|kom|kommer|kjem|sa|sier|seier|vil|ville|møtte|møter)\b",
    re.IGNORECASE,
)
LONGEST_QUESTION, FEW_WORDS = 20, 8


def without_code(text: str) -> str:
    """The text with a neutral word for a code that is spelled like a question word."""
    return _CODE.sub("Xx", text)


def tells_beside(text: str) -> bool:
    """Whether something is told in what has the form of a question: behind it, or of a pupil whose code is spelled like its first word."""
    return _TELLS_MORE.search(text) is not None or ("?" not in text and without_code(text) != text)


def purely_asks(text: str) -> bool:
    """Whether the message is one question and nothing else. In doubt it tells something, and its words are kept."""
    if tells_beside(text):
        return False
    if _MORE.search(_LEAD.sub("", text, count=1)) or QUOTED.search(text) or words(text) > LONGEST_QUESTION:
        return False
    short = text.rstrip().endswith("?") and "," not in text and words(text) <= FEW_WORDS
    return short or begins_as_a_question(text)


def begins_as_a_question(text: str) -> bool:
    return _PUTS.match(without_code(text)) is not None


# A question word that joins: “hvem som helst”, “korleis dagen begynner”, “kvar dag”.
_JOINS = re.compile(
    rf"{LEAD}(?:{WH})\W+(?:som|helst|(?!e\b){_SUBJECT}|{_THING}|(?:\w*dag|veke|uke|gong|gang|morgon|morgen|time|kveld)\w*)\b",
    re.IGNORECASE,
)
_OF_THE_PUPIL = re.compile(rf"{LEAD}(?:{WH}) \w+ (?:han|hun|ho|hu|hen|dei)\b", re.IGNORECASE)
# What else asks, beside what begins a question anywhere: “på hvilket nivå”, “finst det”, “er ti prosent mye”, and what is
# misspelled but for its “hv”, with which “hver” and few other words begin.
_COUNTED = (
    r"(?:\d+|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|femten|tjue)\W*(?:%|prosent|prst|dag|dgr|time|tima)\w*"
)
_ALSO_PUTS = re.compile(
    rf"{LEAD}(?:(?:på|til|i|for|med|fra|frå|hos|av) (?:{WH})\b|(?:finnes|finst|trengs|trengst) |{_VERB} {_THING}\b|(?:er|e) {_COUNTED}"
    r"|hv(?!er\b|ert\b|erk|erd|is\b|il(?!k)|it|al)\w{1,8}\b|k[aio]ff?\w*r\b|kass\b)",
    re.IGNORECASE,
)


def asks_us(text: str) -> bool:
    """Whether it is nothing but a question to the assistant, where what is no question is an answer.

    “15 dager?” may be an answer in doubt, and without its mark “hvorfor vil hun ikke” may be what the pupil or a parent wonders.
    """
    if _MORE.search(_LEAD.sub("", text, count=1)) or QUOTED.search(text) or words(text) > LONGEST_QUESTION:
        return False
    has_form = begins_as_a_question(text) or _ALSO_PUTS.match(text) is not None
    if text.rstrip().endswith("?"):
        return has_form or not re.search(r"[\d,]", text)
    return has_form and not (_JOINS.match(text) or _OF_THE_PUPIL.match(text))


def begins_with_a_question_word(text: str) -> bool:
    """“Hva skal jeg ikke starte med” does, “kan vi starte nå” does not."""
    return _ASKS_WHAT.match(text) is not None
