"""No personal number comes in, however it is written and whatever the door; and few other numbers are taken for one."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any, get_args

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from stdnum.no import fodselsnummer

from api.cases.models import EntryRow, KeptLonger, NoteRow
from api.conversations.models import Turn
from api.engine import commands
from api.engine.commands import AnyCommand, Words
from api.privacy import personal_number
from api.schools.service import SchoolEntry
from tests.api.commanding import send
from tests.api.turns_by_hand import Hand, rows

_keys = count(1)


def identity_number(begins: str) -> str:
    """The first number with right check digits that begins with these six digits."""
    for individual in range(500, 1000):
        first = f"{begins}{individual}"
        second = first + fodselsnummer.calc_check_digit1(first)
        number = second + fodselsnummer.calc_check_digit2(second)
        if len(number) == 11:
            return number
    raise AssertionError(begins)


# Born 1 January 2012: the ordinary number, D, H, test persons of two kinds, and an auxiliary number.
KINDS = ("010112", "410112", "014112", "018112", "016612", "810112")


def spaced(number: str, between: str, *sizes: int) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return between.join(parts)


def wide(number: str) -> str:
    return "".join(chr(ord(digit) - ord("0") + 0xFF10) for digit in number)


def arabic(number: str) -> str:
    return "".join(chr(ord(digit) - ord("0") + 0x0660) for digit in number)


SEPARATORS = [
    " ",
    "  ",
    "\u00a0",
    "\u202f",
    "\u2009",
    "\n",
    " \n",
    ".",
    "-",
    "\u2013",
    "\u2011",
    "/",
    " - ",
    "\u200b",
    "\u00ad",
    "\u2060",
    "\ufeff",
    "\u200d",
    "_",
    "&nbsp;",
    "&#8203;",
]
DISGUISES: list[Callable[[str], str]] = [
    str,
    wide,
    arabic,
    lambda number: "".join(f"{digit}\ufe0f\u20e3" for digit in number),
    *(lambda number, one=one: one.join(number) for one in ("\u200b", "\u200d", "\u00ad", "\u2060")),
]


@pytest.mark.parametrize("begins", KINDS)
@pytest.mark.parametrize("between", SEPARATORS)
def test_an_identity_number_is_found_with_anything_between_its_parts(begins: str, between: str) -> None:
    number = identity_number(begins)
    for sizes in ((6, 5), (2, 2, 2, 5), (6, 3, 2), (2, 2, 2, 3, 2), (4, 4, 3), (1,) * 11):
        said = f"han er født {spaced(number, between, *sizes)}."
        assert personal_number(said) == "identity_number", said


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_number_is_found_in_other_digits_and_with_hidden_characters(disguise: Callable[[str], str]) -> None:
    for begins in KINDS:
        assert personal_number(f"fnr {disguise(identity_number(begins))}") == "identity_number"
    assert personal_number(f"mor har {disguise('91234567')}") == "phone_number"
    assert personal_number(f"tlf. {disguise('22334455')}") == "phone_number"


@pytest.mark.parametrize("between", SEPARATORS)
def test_a_phone_number_is_found_with_anything_between_its_parts(between: str) -> None:
    for sizes in ((3, 2, 3), (2, 2, 2, 2), (4, 4)):
        for number in ("91234567", "41234567"):
            said = f"mor har {spaced(number, between, *sizes)} etter fire"
            assert personal_number(said) == "phone_number", said
        for prefix in ("+47", "0047", "+47 ", "(+47) ", "+47\u00a0", "+\u200b47", "tlf. ", "mob ", "nummeret er "):
            said = f"{prefix}{spaced('22334455', between, *sizes)}"
            assert personal_number(said) == "phone_number", said


@pytest.mark.parametrize(
    "text", ["+46 70 123 45 67", "0046 701234567", "+44 20 7946 0958", "ring mor på 9 8 7 6 5 4 3 2"]
)
def test_a_phone_number_of_another_country_and_one_spelled_out_are_found(text: str) -> None:
    assert personal_number(text) == "phone_number"


@pytest.mark.parametrize(
    "between", ["+", ", ", "*", " = ", "; ", "'", "~", "\\", "**", "    ", " personnr ", " : ", ""]
)
def test_an_identity_number_is_told_by_its_digits_whatever_divides_it(between: str) -> None:
    for day in ("010112", "01.01.2012", "01012012", "1.1.2012".replace("1.1", "01/01")):
        assert personal_number(f"fnr {day}{between}10062") == "identity_number", (day, between)


@pytest.mark.parametrize(
    "text",
    [
        *("mor: 22 33 44 55", "mors nr 22334455", "41 234 567", "4741234567", "ref. 41234567", "51 23 45 67"),
        *("4 9 8 1 3 6 0 2", "412*34*567", "412,34,567", "sak 41234567", "side 41234567", "wa.me/4741234567"),
        *("kontakt far på 22334455", "telefonen til mor er 22334455"),
    ],
)
def test_a_phone_number_is_told_by_how_it_is_written(text: str) -> None:
    assert personal_number(text) == "phone_number"


@pytest.mark.parametrize(
    "text", ["20260824", "24082026", "45 250 000 kroner", "sak 22334455", "kode 0b54202219b8", "timer: 22 25 31 28"]
)
def test_days_amounts_and_numbers_of_cases_are_no_phone_numbers(text: str) -> None:
    assert personal_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "møte 24.08.2026 kl. 14.30",
        "ring mor 24.08.2026 kl. 10.00-11.30",
        "ring i telefontida 20.30-21.15",
        "borte 6 av 57 dager, 10 %",
        "4b og 9a",
        "skoleåret 2025-2026",
        "uke 41 42 43 44",
        "veke 45-46-47-48",
        "saksnummer 45678901",
        "sak 26/04567-12",
        "2026/91234",
        "45 000 000 kroner",
        "fra 09.15 til 14.30, 24 elever",
        "orgnr 974 760 673",
        "40 timer av 90",
        "24/8, 25/8 og 26/8",
        "skala 4 4 3 5 2 4 3 3",
        "§ 9 A-4 og § 10-6",
        "nummer 12 av 57 og 90 dager",
        "ring 113 eller 116 111",
        "timer per måned: 30 25 40 20",
        "https://skole.no/sider/91-2026",
    ],
)
def test_what_teachers_count_and_date_is_no_personal_number(text: str) -> None:
    assert personal_number(text) is None


def test_days_and_times_are_hardly_ever_taken_for_a_number() -> None:
    """Lists of days, times, hours and shares, as they stand in notes: fewer than one in a thousand is refused."""
    dice = random.Random(7)
    refused = [text for text in (counted(dice) for _ in range(4000)) if personal_number(text)]
    assert len(refused) <= 4, refused


def counted(dice: random.Random) -> str:
    day = date(2026, 8, 17) + timedelta(days=dice.randrange(300))
    forms = [
        f"{day:%d.%m.%Y} kl. {dice.randrange(8, 16):02}.{dice.choice((0, 15, 30, 45)):02}",
        f"{day:%d.%m.%y}",
        f"{day.day}/{day.month}",
        f"{dice.randrange(8, 12)}.{dice.choice((15, 30))}-{dice.randrange(12, 15)}.{dice.choice((15, 30))}",
        f"{dice.randrange(1, 30)} av {dice.randrange(30, 190)}",
        f"{dice.randrange(100)} %",
        f"uke {dice.randrange(1, 52)}",
    ]
    return dice.choice((", ", " ", "\n", " og ")).join(dice.choices(forms, k=dice.randrange(2, 6)))


# every door

NUMBER = identity_number("010112")
HIDDEN = [NUMBER, "912\u00a034\u00a0567", wide("91234567"), f"{NUMBER[:6]}\u200b{NUMBER[6:]}"]


def written(command: type[BaseModel]) -> Iterator[str]:
    """The fields of a command that somebody writes in."""
    for name, field in command.model_fields.items():
        if field.annotation is not None and _is_words(field.annotation, field.metadata):
            yield name


def _is_words(annotation: Any, metadata: list[Any]) -> bool:
    longest = [getattr(one, "max_length", None) for one in metadata]
    within = [
        getattr(one, "max_length", None) for part in get_args(annotation) for one in getattr(part, "__metadata__", ())
    ]
    return commands.LONGEST_TEXT in (*longest, *within)


def test_every_command_says_which_words_are_written_in_it() -> None:
    found = {(one.__name__, name) for one in get_args(AnyCommand) for name in written(one)}
    assert {("WriteNote", "text"), ("Answer", "text"), ("SkipTask", "reason"), ("Decide", "reason")} <= found
    for command in get_args(AnyCommand):
        for name in (*written(command), *({"label", "value"} & command.model_fields.keys())):
            given = command.model_construct(**{name: "ordene"})
            assert "ordene" in given.words, (command, name)
    assert get_args(Words)


GIVEN: list[dict[str, Any]] = [
    {"do": "note", "text": "{}"},
    {"do": "note", "text": "{}", "kind": "concern"},
    {"do": "note", "text": "{}", "kind": "reason"},
    {"do": "answer", "guide": "undring_elev", "question": "ue.trivsel", "text": "{}"},
    {"do": "answer", "guide": "undring_elev", "question": "ue.trivsel", "text": "kunst", "value": "{}"},
    {"do": "skip_task", "task": "use_templates", "reason": "{}"},
    {"do": "decide", "decision": "wonder", "outcome": "worried", "anyway": True, "reason": "{}"},
    {"do": "rename", "label": "{}"},
]


@pytest.mark.parametrize("number", HIDDEN)
async def test_no_door_lets_a_number_in(number: str, teacher: httpx.AsyncClient, hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    case = (await teacher.get("/cases")).json()[0]["id"]
    before = len(await rows(app, EntryRow)), len(await rows(app, NoteRow)), len(await rows(app, Turn))
    for given in GIVEN:
        command = {name: value.format(number) if isinstance(value, str) else value for name, value in given.items()}
        answer = await send(teacher, case, **command)
        assert (answer.status_code, answer.json()["code"]) == (422, "refused_text"), given
        assert number not in answer.text
    for answer in (
        await hand.store(f"mor har {number}"),
        await teacher.post("/cases", json={"label": number, "key": f"k{next(_keys)}"}),
        await teacher.post(f"/retention/{case}/longer", json={"until": "2027-10-01", "reason": f"mor har {number}"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "refused_text")
    after = len(await rows(app, EntryRow)), len(await rows(app, NoteRow)), len(await rows(app, Turn))
    assert after == before
    assert await rows(app, KeptLonger) == []


@pytest.mark.parametrize("number", HIDDEN)
@pytest.mark.parametrize(
    "other",
    [
        {"name": "{}"},
        {"teachers": [{"subject": "s", "name": "{}"}]},
        {"breaks": [{"first": "2026-10-05", "last": "2026-10-09", "name": "{}"}]},
        {"role_names": {"ressursteam": {"name": {"nb": "{}", "nn": "{}"}, "definite": {"nb": "t", "nn": "t"}}}},
    ],
)
def test_no_number_comes_in_with_the_names_of_a_school(number: str, other: dict[str, Any]) -> None:
    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put(one) for key, one in value.items()}
        return [put(one) for one in value] if isinstance(value, list) else value.format(number)

    with pytest.raises(ValueError, match="personal number") as raised:
        SchoolEntry.model_validate({"id": "s", "name": "Skolen", "routine_id": "faerder"} | put(other))
    assert number not in str(raised.value)


def test_the_school_may_say_how_to_reach_the_barnevernvakt() -> None:
    entry = {"id": "s", "name": "Skolen", "routine_id": "faerder", "barnevernvakt": "tlf. 22 33 44 55"}
    assert SchoolEntry.model_validate(entry).barnevernvakt == "tlf. 22 33 44 55"
    with pytest.raises(ValueError, match="personal number"):
        SchoolEntry.model_validate(entry | {"barnevernvakt": NUMBER})


@pytest.mark.parametrize("number", HIDDEN)
async def test_no_button_lets_a_number_in(number: str, hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    before = len(await rows(app, Turn))
    for meaning in ({"option": number}, {"tick": number}, {"tick": "x", "then": ["y", number]}, {"edit": 41234567}):
        answer = await hand.store("Ja", payload=f"/press{json.dumps(meaning)}")
        assert (answer.status_code, answer.json()["code"]) == (422, "refused_text"), meaning
    assert len(await rows(app, Turn)) == before
    for place in ("41234567-1111-4111-8111-912345671234", "0b54202219b8.0.1", "412345671234.0.1"):
        button = {"tick": "x", "at": place}
        assert (await hand.store("Ja", payload=f"/press{json.dumps(button)}")).is_success, "an id is no number"
