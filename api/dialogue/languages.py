"""“Skriv nynorsk”: which målform a teacher asks for. It is kept for the teacher, and every reply follows."""

from __future__ import annotations

import re

from api.dialogue.acts import Phrase
from api.dialogue.scene import Scene
from api.engine.schema import Language

_MAALFORM: dict[str, Language] = {"nynorsk": "nn", "bokmål": "nb", "bokmaal": "nb", "bokmal": "nb"}
_VERBS = r"(?:skriv|snakk|prat|svar|bruk|byt|bytt|skift|gå|vel|velg)"
_ASK = (
    r"(?:kan|kunne|vil) (?:du|vi) (?:ikke |ikkje )?"
    r"(?:skrive?|snakke?|prate?|svare?|bruke?|byte|bytte|skifte|gå(?: over)?|ta det)"
)
_WISH = r"(?:eg|jeg|æ|e|vi) (?:vil(?: ha)?|ønsker|ønskjer|foretrekker|føretrekkjer|skriver|skriv|bruker|brukar)"
_WORDS = r"(?: (?:til|på|over|heller|helst|med|meg|mæ|saka|det))*"
_END = r"(?: (?:takk|no|nå|da|då|her|heller|i stedet|i staden|er du snill|vær så snill|ver så snill|med meg))*"
_WHICH = r"(?P<which>nynorsk|bokmål|bokmaal|bokmal)"
_PLAIN = re.compile(
    rf"(?:(?:{_VERBS}|{_ASK}|{_WISH}){_WORDS} |på )?(?:heller )?{_WHICH}(?P<end>{_END})",
)


def asked_for(text: str, *, in_talk: bool) -> Language | None:
    """The målform a message asks for and nothing else. In a talk a bare “nynorsk” may be the answer, so it takes more there."""
    plain = re.sub(r"[^\w\s]", " ", text.casefold())
    said = _PLAIN.fullmatch(" ".join(plain.split()))
    if said is None or (in_talk and said[0] in (said["which"], f"på {said['which']}")):
        return None
    return _MAALFORM[said["which"]]


def choose(scene: Scene, language: Language) -> None:
    scene.actor.person.language = language
    scene.say(Phrase(kind="language_chosen"))
