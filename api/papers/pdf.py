"""A sheet as a tagged PDF (PDF/UA-1), set in fonts of our own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from api.papers.letters import FONTS, printable
from api.papers.sheet import Sheet

MEDIA_TYPE = "application/pdf"


def pdf(sheet: Sheet) -> bytes:
    made = typst.Compiler(font_paths=_fonts()).compile(
        _layout(), format="pdf", sys_inputs={"sheet": json.dumps(_printable(sheet))}, pdf_standards="ua-1"
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _layout() -> bytes:
    return (Path(__file__).parent / "paper.typ").read_bytes()


def _printable(content: Any) -> Any:
    match content:
        case str():
            return printable(content)
        case list():
            return [_printable(one) for one in content]
        case dict():
            return {name: _printable(one) for name, one in content.items()}
        case _:
            return content
