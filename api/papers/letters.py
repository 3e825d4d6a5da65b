"""Which characters a file can hold. Words are kept; only what nobody sees is left out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
_NEVER = frozenset("\ufeff\ufffe\uffff")
_BREAKS = re.compile("\r\n|[\r\u2028\u2029\v\f]")
_LONG_WORD, _PIECE = re.compile(r"\S{25,}"), re.compile(r"\S{12}(?=\S)")
_BREAK_HERE = "\u200b"


def holdable(text: str) -> str:
    """Without control characters and what XML cannot hold; every break of a line is a newline."""
    return "".join(one for one in _BREAKS.sub("\n", text) if one in "\n\t" or not _is_control(one))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _NEVER


def printable(text: str) -> str:
    """As our fonts can show it: what they have no shape for stands as its number, and a word longer than any may be broken."""
    return _LONG_WORD.sub(_breakable, "".join(map(_shown, text)))


def _breakable(word: re.Match[str]) -> str:
    return _PIECE.sub(rf"\g<0>{_BREAK_HERE}", word[0])


def _shown(character: str) -> str:
    if character in "\n\t" or ord(character) in _shapes():
        return character
    return "" if unicodedata.category(character) == "Cf" else f"[U+{ord(character):04X}]"


@cache
def _shapes() -> frozenset[int]:
    return frozenset().union(*map(_shapes_of, FONTS.glob("*Regular.ttf")))


def _shapes_of(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
