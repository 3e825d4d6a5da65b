"""What a question of each type takes as its answer, and what it does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from api.engine.answers import Misfit, Value, compared, said_before, value_of
from api.engine.schema import Question

from .small import a_question

OPTIONS: list[dict[str, Any]] = [
    {"id": "home", "text": {"nb": "Hjemme", "nn": "Heime"}},
    {"id": "school", "text": {"nb": "På skolen", "nn": "På skulen"}},
    {"id": "friends", "text": {"nb": "Venner", "nn": "Vener"}},
    {"id": "bus", "text": {"nb": "Bussen", "nn": "Bussen"}, "retired": True},
]


def asked(kind: str) -> Question:
    details: dict[str, Any] = {"options": OPTIONS} if kind in ("choice", "tick") else {}
    details |= {"scale": (1, 10)} if kind == "scale" else {}
    return Question.model_validate(a_question("u.asked", type=kind, **details))


WORDS: dict[str, list[tuple[str, Value | None]]] = {
    "open": [("9999 bananer", None), ("-", None), ("7", None)],
    "scale": [("3", 3.0), (" 10 ", 10.0), ("3.0", 3.0), ("3,0", 3.0), ("1", 1.0)],
    "number": [("3", 3.0), ("3,5", 3.5), ("-2.25", -2.25), ("0", 0.0), ("999999999", 999999999.0)],
    "date": [("2026-09-01", "2026-09-01"), (" 2026-12-31 ", "2026-12-31")],
    "choice": [("home", "home"), ("Hjemme", "home"), ("  heime ", "home"), ("PÅ SKULEN", "school")],
    "tick": [
        ("Heime", ["home"]),
        ("Venner; Hjemme", ["home", "friends"]),  # in the order of the question
        ("home;home", ["home"]),
        ("-", []),
        (" – ", []),
    ],
}

ODD_WORDS: dict[str, list[str]] = {
    "scale": [
        "9999 bananer",
        "3 av 10",
        "3,5",
        "0",
        "11",
        "-3",
        "1e1",
        "tre",
        "",
        " ",
        "NaN",
        "inf",
        "٣",
        "3;4",
        "True",
    ],
    "number": [
        "9999 bananer",
        "3 av 10",
        "1e9",
        "1 000",
        "1,5,0",
        "+3",
        "tre",
        "",
        "NaN",
        "inf",
        "٣",
        "1234567890",
        "3.",
        "-",
    ],
    "date": [
        "9999 bananer",
        "1.9.2026",
        "2026-02-30",
        "2026-13-01",
        "i går",
        "",
        " ",
        "2026-09-01T10:00",
        "2026",
        "1",
        "-",
        "2026-9-1",
    ],
    "choice": [
        "9999 bananer",
        "Bussen",
        "bus",
        "Hjemme;Venner",
        "Hjem",
        "Hjemme!",
        "",
        " ",
        "-",
        "1",
        "none",
        "hjemme og venner",
    ],
    "tick": [
        "9999 bananer",
        "Bussen",
        "Hjemme;Bussen",
        "Hjemme,Venner",
        "Hjemme;",
        ";",
        "",
        " ",
        "1",
        "--",
        "Hjemme;9",
        "Hjemme og venner",
    ],
}

ODD_VALUES: dict[str, list[Any]] = {
    "open": ["home", "", 3.0, 0.0, -1.0, 3.5, [], ["home"], ["x", "y"], "2026-09-01", "-", 1e9],
    "scale": [0.0, 11.0, 3.5, -1.0, 1e9, "9999 bananer", "", [], ["3"], "3 av 10", 10.000001, 0.9],
    "number": ["9999 bananer", "", [], ["3"], "3 av 10", "1e5", "true", "None", "0x10", "--3", "3-", ["a", "b"]],
    "date": [
        20260901.0,
        0.0,
        [],
        ["2026-09-01"],
        "01-09-2026",
        "",
        "i dag",
        "2026-00-10",
        "2026-02-29",
        "x",
        1.0,
        "9999 bananer",
    ],
    "choice": [1.0, 0.0, [], ["home"], ["home", "school"], "bus", "", "9999 bananer", "home;school", "HOM", "-", 3.5],
    "tick": [
        1.0,
        0.0,
        ["bus"],
        ["home", "bus"],
        ["unknown"],
        [""],
        ["home", ""],
        "home;bus",
        "",
        "9999 bananer",
        ["9999"],
        2.5,
    ],
}


@pytest.mark.parametrize(("kind", "words", "value"), [(kind, *pair) for kind, pairs in WORDS.items() for pair in pairs])
def test_words_that_are_the_value_and_no_more_are_read(kind: str, words: str, value: Value | None) -> None:
    assert value_of(asked(kind), words) == value
    if value is not None:
        assert value_of(asked(kind), "som hun sa det", value) == value  # the value itself fits as well


@pytest.mark.parametrize(("kind", "words"), [(kind, one) for kind, words in ODD_WORDS.items() for one in words])
def test_words_that_are_anything_else_are_refused(kind: str, words: str) -> None:
    assert len(ODD_WORDS[kind]) >= 12
    with pytest.raises(Misfit):
        value_of(asked(kind), words)


@pytest.mark.parametrize(("kind", "value"), [(kind, one) for kind, values in ODD_VALUES.items() for one in values])
def test_a_value_must_fit_whatever_the_words_are(kind: str, value: Any) -> None:
    assert len(ODD_VALUES[kind]) >= 12
    with pytest.raises(Misfit):
        value_of(asked(kind), "Hjemme", value)


def test_a_date_is_kept_in_one_written_form() -> None:
    assert value_of(asked("date"), "20260901") == date(2026, 9, 1).isoformat()


@pytest.mark.parametrize("sent", ["true", "NaN", "Infinity", "1e300", "-1000000001", "{}", "[1]", "[null]", "[[]]"])
def test_no_value_is_a_truth_an_infinity_or_a_thing(sent: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Value).validate_json(sent)


def test_conditions_compare_the_value_or_the_ids_joined() -> None:
    assert [compared(3.0), compared("home"), compared(["home", "friends"]), compared([])] == [
        3.0,
        "home",
        "home;friends",
        "",
    ]


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        ("scale", "vel 3 av 10", 3.0),
        ("number", "omtrent -2,5", -2.5),
        ("number", "mange", None),
        ("choice", "Hjemme", "home"),
        ("choice", "Bussen", "bus"),  # chosen before the option was retired
        ("choice", "hjemme hos far", None),
        ("tick", "Venner;Bussen", ["friends", "bus"]),
        ("tick", "venner og buss", None),
        ("date", "2026-09-01", "2026-09-01"),
        ("date", "i går", None),
        ("open", "det går bra", None),
    ],
)
def test_what_was_kept_before_values_were_is_read_as_far_as_it_goes(kind: str, words: str, value: Value | None) -> None:
    assert said_before(asked(kind), words) == value
