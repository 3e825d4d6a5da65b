"""What a question takes as its answer: the value conditions compare with, beside the words that are kept."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import Field

from api.engine.schema import Question

Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e9, le=1e9)]
Value = str | Number | list[str]
"""The option's id of a choice, the ids of what is ticked, the number of a scale or a number question, the ISO date of a date."""


class Misfit(Exception):
    """The words or the value are no answer to the question."""


def value_of(question: Question, text: str, value: Value | None = None) -> Value | None:
    """The typed value of an answer; None for an open question. Raises `Misfit`.

    A value that is given must fit. Else the words must be the value and nothing more: a whole number, an ISO date, or an
    option by its id or its words in either written form (several with `;` between them, none with a dash).
    """
    match question.type:
        case "open":
            if value is not None:
                raise Misfit
            return None
        case "scale":
            low, high = question.scale or (0, 0)
            number = _number(text if value is None else value)
            if not low <= number <= high or number != int(number):
                raise Misfit
            return number
        case "number":
            return _number(text if value is None else value)
        case "date":
            return _date(text if value is None else value)
        case "choice":
            return _option(question, text if value is None else value)
        case _:
            return _options(question, text if value is None else value)


def _number(given: Value) -> float:
    if isinstance(given, int | float):
        return float(given)
    if isinstance(given, list) or not re.fullmatch(r"\s*-?[0-9]{1,9}(?:[.,][0-9]{1,6})?\s*", given):
        raise Misfit
    return float(given.replace(",", "."))


def _date(given: Value) -> str:
    try:
        return date.fromisoformat(given.strip()).isoformat() if isinstance(given, str) else _refuse()
    except ValueError:
        return _refuse()


def _option(question: Question, given: Value, *, retired: bool = False) -> str:
    if not isinstance(given, str):
        raise Misfit
    plain = given.strip().casefold()
    for option in question.options:
        if (retired or not option.retired) and plain in (
            option.id,
            option.text.nb.casefold(),
            option.text.nn.casefold(),
        ):
            return option.id
    return _refuse()


def _options(question: Question, given: Value, *, retired: bool = False) -> list[str]:
    if isinstance(given, str):
        given = [] if given.strip() in ("-", "–") else given.split(";")
    if not isinstance(given, list):
        raise Misfit
    chosen = [_option(question, one, retired=retired) for one in given]
    return [option.id for option in question.options if option.id in chosen]


def _refuse() -> str:
    raise Misfit


def compared(value: Value) -> str | float:
    """As conditions compare it: of several options their ids, joined."""
    return ";".join(value) if isinstance(value, list) else value


def said_before(question: Question, text: str) -> Value | None:
    """The value of an answer kept before values were: what can be read from its words, else None. Options may be retired since."""
    if question.type in ("scale", "number"):
        number = re.search(r"-?\d+(?:[.,]\d+)?", text)
        return float(number[0].replace(",", ".")) if number else None
    try:
        if question.type == "choice":
            return _option(question, text, retired=True)
        return _options(question, text, retired=True) if question.type == "tick" else value_of(question, text)
    except Misfit:
        return None
