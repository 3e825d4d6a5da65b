"""Numbers as teachers write them, in digits or words: “12”, “1,5”, “tolv”, “førtito”, “fira”. Defined once for amounts and days."""

from __future__ import annotations

import re

_ONES = "en to tre fire fem seks sju åtte ni".split()
_TEENS = "ti elleve tolv tretten fjorten femten seksten sytten atten nitten".split()
_TENS = "tjue tretti førti femti seksti sytti åtti nitti".split()
_OTHERS = {
    **dict.fromkeys(("én", "ein", "éin", "ei", "éi", "ett", "eitt", "et", "eit", "enn", "ain"), 1),
    "fira": 4,
    "fir": 4,
    "syv": 7,
    "sjø": 7,
    "åtta": 8,
    "nie": 9,
    "tie": 10,
    "ellve": 11,
    "ølløve": 11,
    "elløve": 11,
    "fjortan": 14,
    "sekstan": 16,
    "tyve": 20,
    "tredve": 30,
    "fyrti": 40,
    "søtti": 70,
    "par": 2,
}
WORDS: dict[str, int] = (
    {word: number for number, word in enumerate([*_ONES, *_TEENS], 1)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {ten + one: 10 * tens + ones for tens, ten in enumerate(_TENS, 2) for ones, one in enumerate(_ONES, 1)}
    | {"null": 0}
    | _OTHERS
)
# One group; longer words first, so that “førtito” is not read as “førti”.
NUMBER = r"(\d{1,4}(?:[.,]\d{1,2})?|" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")"


def value(written: str) -> float:
    """What a match of `NUMBER` comes to."""
    return float(WORDS[written]) if written in WORDS else float(written.replace(",", "."))


_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            ("første", "fyrste", "først", "fyrst"),
            ("andre", "annen", "annet"),
            ("tredje", "trede"),
            ("fjerde",),
            ("femte",),
            ("sjette",),
            ("sjuende", "syvende", "sjuande"),
            ("åttende", "åttande"),
        ),
        1,
    )
    for word in words
}
_CHOICE = re.compile(
    rf"(?:(?:den|det)\s)?(?:(?:nr|nummer|valg|val|alternativ|knapp|punkt|pkt)\.?\s?)?(?:(?P<digits>\d{{1,2}})|{NUMBER})"
    rf"|(?:(?:den|det|dæ)\s)(?P<ordinal>{'|'.join(_ORDINALS)})(?:\s(?:knappen|valget|valet|punktet|linja|alternativet))?|(?P<last>(?:den|det)\s(?:siste|nederste|nedste))"
)


_A_DAY = re.compile(r"\d[.,/]\s?\d|\d\.\s*$|\b(?:den|det)\s\d", re.IGNORECASE)


def chosen_number(text: str, among: int) -> int | None:
    """Which of the choices shown is meant by “2”, “nr. 2”, “nummer to”, “den andre” or “den siste”; None for anything else."""
    if _A_DAY.search(text):
        return None
    plain = " ".join(re.sub(r"[^\w\s.]", " ", text.casefold()).split()).strip(" .")
    found = _CHOICE.fullmatch(plain)
    if found is None:
        return None
    if found["last"]:
        return among or None
    if found["ordinal"]:
        return _ORDINALS[found["ordinal"]]
    if found["digits"]:
        return int(found["digits"])
    whole = found[2].isalpha() and plain not in WORDS  # “1.12” is a day, and “to” alone is hardly a choice
    return int(value(found[2])) if whole else None
