"""What the checks share: what one looks like, and how what came is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel

from hearing_report.came import Came
from hearing_report.expected import Expected

# What came instead, or None when it is as expected.
Check = Callable[[Any, Came, Expected], str | None]


def written(value: object) -> str:
    match value:
        case BaseModel():
            told = [name for name in type(value).model_fields if name in value.model_fields_set]
            return ", ".join(f"{name} {written(getattr(value, name))}" for name in told) or "anything"
        case dict():
            return ", ".join(f"{name} {written(one)}" for name, one in value.items())
        case tuple() | list():
            return "; ".join(map(written, value)) or "nothing"
    return str(value)


def joined(values: Iterable[object]) -> str:
    return "; ".join(map(str, values))


def squeezed(text: str) -> str:
    return " ".join(text.split())
