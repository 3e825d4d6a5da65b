"""A reason somebody has to give. Others read it, so it says something: nothing invisible, and no mere sign."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

LETTERS = 2  # fewer say nothing


def _readable(reason: str) -> str:
    """Without what cannot be seen. Raises `ValueError` when no words are left."""
    seen = "".join(one for one in reason if one in "\n\t" or unicodedata.category(one)[0] != "C").strip()
    if not says_something(seen):
        raise ValueError("a reason is given in words")
    return seen


def says_something(reason: str) -> bool:
    return sum(one.isalpha() for one in reason) >= LETTERS


Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"\S"), AfterValidator(_readable)]
LongReason = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S"), AfterValidator(_readable)]
