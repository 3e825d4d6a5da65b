"""The words of a routine, in both written forms."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from api.engine.schema import Text


def texts_of(piece: object) -> Iterator[Text]:
    """Every text in a piece of a routine, or in a list of pieces."""
    if isinstance(piece, Text):
        yield piece
    elif isinstance(piece, BaseModel):
        for name in type(piece).model_fields:
            yield from texts_of(getattr(piece, name))
    elif isinstance(piece, list):
        for part in piece:
            yield from texts_of(part)
