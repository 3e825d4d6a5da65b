"""Which question of a talk a message names: by its number, or by words of the question, its heading or what was answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from api.engine.schema import Question

_CARDINALS = (
    "en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tjue".split()
)
_ORDINALS = "første andre tredje fjerde femte sjette sjuende åttende niende tiende".split()
_NUMBERS = (
    {word: number for number, word in enumerate(_CARDINALS, 1)}
    | {word: number for number, word in enumerate(_ORDINALS, 1)}
    | {
        "ein": 1,
        "ett": 1,
        "eitt": 1,
        "syv": 7,
        "fyrste": 1,
        "syvende": 7,
        "sjuande": 7,
        "åttande": 8,
        "niande": 9,
        "tiande": 10,
    }
)
NUMBER = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_QUESTION = r"(?:spørsmål(?:et|a|ene)?|spørsmal|sprsml|spm|sp|spørs|svar(?:et)?|svraet|svret|nr|nummer|punkt)"
_EDITS = r"(?:rett\w*|rætt\w*|ret[te]{1,3}|endr\w*|ednre|juster\w*|korriger\w*|fiks\w*|stryk\w*|slett\w*|bytt\w*|byt|oppdater\w*|skriv\w*)"
_NAMED = re.compile(
    rf"\b{_QUESTION}\.?\s*(?:nr|nummer)?\.?\s*{NUMBER}\b|\b(?:det|den)?\s*{NUMBER}\.?\s+(?:spørsmålet|svaret)\b"
)
_EDITS_NUMBER = re.compile(rf"\W*{_EDITS}\s+(?:(?:på|opp|om)\s+)?(?:nr\.?\s|nummer\s)?{NUMBER}\W*")
# A message that says nothing but where to go: “spm 2”, “gå til spørsmål 4”, “ta spm 5 igjen”.
_GOES = re.compile(
    r"\W*(?:(?:kan|skal|lat|la)\s+(?:vi|me|oss|du|eg|jeg)\s+)?"
    r"(?:(?:gå|gåå|hopp|bla|ta|tar|tek|vis|kom|tilbake|tebake|attende|heller|over|oss|opp)\s+)*"
    rf"(?:(?:til|te|på)\s+)?(?:spørsmål|spørsmal|spm|sp)\.?\s*(?:nr|nummer)?\.?\s*{NUMBER}"
    r"(?:\s+(?:igjen|att|attende|om|på|nytt|en|ein|gang|gong|til|te|takk|no|nå|vær|så|snill))*\W*"
)
_GOES_ABOUT = re.compile(
    r"\b(?:tilbake|tebake|attende|gå|hopp|bla)\b.*?\b(?:til|te)\s+(?:det|de|den|d|spørsmålet|spm|svaret)?\s*(?:med|om|på)\s+\S"
    r"|\b(?:spørsmålet|spm|svaret)\s+(?:med|om)\s+\S"
)
_LAST = re.compile(r"\b(?:siste|sist|forrige|førre|forige|førige)\b")

# What says that something is to be changed or found, and what stands in every sentence: none of it names a question.
_EMPTY = frozenset(
    (
        "rett rette retter retta rettar rettes rettast rettet rettelse rettelsen rettinga retting rætt rætte rætta endre endra endrer "
        "endrar endrast endres justere justera juster fikse fiksa fiks stryk stryke slett slette sletta fjern fjerne bytt byt bytte ut "
        "oppdater skriv skrive skreiv skrev skreiv skrv skrevet skrive svar svare svaret svara svarte svarene svret svraet notat notatet "
        "noterte noter spørsmål spørsmålet spm nummer tilbake attende tebake gå hopp bla vis ta tar tek igjen att nytt takk feil galt gale "
        "heilt helt bli ble blei vart var va er stod står stå det den dei de dette det jeg eg meg mæ mitt min mine du deg vi oss han ham "
        "hun henne hen hans hennar hennes seg på om for fra frå med til te i a å og men eller som at av ved der her når nå no då da hva "
        "kva ka hvem kven hvor kor hvordan korleis hvilke hvilken hvilket må vil skal kan kunne skulle få lyst litt noe noko noen nokon "
        "alt alle ikke ikkje itj mer meir mest bare berre så også enn før etter opp ned inn sa sier seier seie sagt tror trur synes synest "
        "har hatt hadde en ein ei et eit dere dykk dykkar deres dere deg din ditt selv sjølv sjøl andre anna annet første siste forrige "
        "hver kvar mellom mens medan slik hvis gjør gjer gjøre gjere kommer kjem sist førre stad sta heller får føl fram gjerne legg legge"
    ).split()
)
_ENDINGS = frozenset(
    (
        "a e n r s t d en et er ar an ene ane ern erne ens ets ers te de dde tte ne na es st ast "
        "ing inga ingen ingar inger ende ande lig men met mer mene mane"
    ).split()
) | {""}
_ENDINGS_OF_NOUNS = frozenset(
    "a an en et er ar ern ene ane".split()
)  # so sure that three letters before them are enough
SHORTEST = 3


def number(text: str) -> int | None:
    """The number of a question that a message about an answer names; other numbers are part of what was told."""
    lowered = text.casefold()
    match = _NAMED.search(lowered) or _EDITS_NUMBER.fullmatch(lowered)
    return value(next(filter(None, match.groups()))) if match else None


def goes_to(text: str) -> int | None:
    """The number of a message that only says which question to go to."""
    match = _GOES.fullmatch(text.casefold())
    return value(match[1]) if match else None


def goes_about(text: str) -> bool:
    """Whether the message wants to go back to something it names: “tilbake til det om mobbing”."""
    return bool(_GOES_ABOUT.search(text.casefold()))


def names_last(text: str) -> bool:
    return bool(_LAST.search(text.casefold()))


def value(word: str) -> int:
    lowered = word.casefold()
    return int(lowered) if lowered.isdigit() else _NUMBERS[lowered]


def is_number(word: str) -> bool:
    return word.isdigit() or word.casefold() in _NUMBERS


def telling(text: str) -> list[str]:
    """The words of a text that may name a question."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return list(dict.fromkeys(word for word in words if len(word) >= SHORTEST and word not in _EMPTY))


def alike(one: str, other: str) -> bool:
    """Whether two words may be forms of one: the same beginning, and then only endings of inflection.

    Measured on the questions of all guides (tests/api/dialogue/reading/test_finding.py) this finds more than Snowball's Norwegian stemmer.
    """
    if one == other:
        return True
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    for length in range(shared, SHORTEST - 1, -1):
        ends = {one[length:], other[length:]}
        if ends <= (_ENDINGS if length > SHORTEST or "" in ends else _ENDINGS_OF_NOUNS):
            return True
    return False


def found(text: str, questions: Sequence[Question], answered: Callable[[Question], str]) -> list[Question]:
    """The questions whose words the text names: one when it is clear, several when it may be any of them.

    A word of the question itself or of its heading counts twice a word of its answer.
    """
    named = telling(text)
    scores = {question.id: _score(named, question, answered(question)) for question in questions}
    best = max(scores.values(), default=0)
    return [question for question in questions if best and 2 * scores[question.id] > best]


def _score(named: Sequence[str], question: Question, answer: str) -> int:
    texts = [question.text, question.area] if question.area else [question.text]
    asked = telling(" ".join(f"{text.nb} {text.nn}" for text in texts))
    told = telling(answer)
    return sum(
        2 * any(alike(word, other) for other in asked) + any(alike(word, other) for other in told) for word in named
    )


# What is to be struck out is named, not told anew.
_STRIKES = re.compile(r"\b(?:stryk\w*|str[yk]{1,2}\w*|slett\w*|fjern\w*|ta\s+(?:bort|vekk|ut|vekke))\b")
_ADDS = re.compile(r"\b(?:legg|føy|før)\s+(?:til|på)\b.*\bat\b")
_OF_EDITING = re.compile(
    rf"\b(?:{_EDITS}|{_QUESTION}|skrev|skreiv|skrv|feil|galt|noter\w*|just\w*|legg|føy|retelse|retting\w*)\b"
)


def parts(text: str) -> tuple[str, str]:
    """The part that says what is to be changed and the part that tells anew; either may be empty."""
    lowered = text.casefold()
    if _STRIKES.search(lowered):
        return text, ""
    pieces = [piece for piece in re.split(r"[,;:.!?]+\s+|\s+[-–]\s+", text) if piece.strip()]
    edits = [piece for piece in pieces if _OF_EDITING.search(piece.casefold())]
    tells = [piece for piece in pieces if piece not in edits and (telling(piece) or re.search(r"\d", piece))]
    if not tells and _ADDS.search(lowered):
        return text, text
    return " ".join(edits), ", ".join(tells)
