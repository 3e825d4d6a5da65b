"""Whether the words say until when, as one answers that question: a day, or a time that no day can be read from."""

from __future__ import annotations

import re
from datetime import date

from api.dialogue.reading.days import only_a_day, speaks_of_a_day
from api.dialogue.reading.judge import words
from api.dialogue.reading.question import purely_asks

LONGEST, BARE = 10, 3  # words: with what leads to the time, and without
_TIME = re.compile(
    r"\b(?:(?:19|20)\d\d|\w*(?:sommer|sommar|høst|haust|vinter|vår|jul|påske|nyttår|skoleår|skuleår|halvår|semester)(?:en|a|et|ferien?)?"
    r"|(?:et|eit|ett|eitt|to|tre|fire|\d+)\s(?:år|måned\w*|månad\w*|uke\w*|veke\w*|dag\w*)|år|året|måneden|månaden|dag|lenger|lengst\w*|alltid)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\W*(?:(?:nei|ja|jo|ok|men|heller|bare|berre|kanskje|da|då|så)\W+)*"
    r"(?:(?:behold|behald|lagre|oppbevar|spar)\w*\s|ta vare på\s|"
    r"(?:\w+\s){1,3}(?:skal|kan|må|får|bør)\s(?:ha|se|sjå|lese|lesa|få|beholdes|behaldast|lagres)\s)?"
    r"(?:(?:den|det|saken|saka|ho|han)\s)?(?:(?:heller|bare|berre|fram|frem)\s)*(?:til|ut|over|i)\b",
    re.IGNORECASE,
)


def says_until(text: str, today: date) -> bool:
    """“Til sommeren 2029”, “behold den til 30.11.2030”, “bare til en dag”; “han var hjemme til fredag” tells of somebody."""
    if only_a_day(text):
        return True
    if words(text) > LONGEST or purely_asks(text):
        return False
    speaks = speaks_of_a_day(text, today) or _TIME.search(text) is not None
    return speaks and (_LEADS.match(text) is not None or words(text) <= BARE)
