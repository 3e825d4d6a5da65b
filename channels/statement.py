"""The accessibility statement: a page for anybody, without a login and without a script. What the municipality has to say is blank."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from api.engine.schema import Language, Text
from api.login.pages import STATEMENT, Section, WayOn, language_of, page

COMPLAINTS = "https://www.diskrimineringsnemnda.no"

router = APIRouter(include_in_schema=False)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    heading: Text
    lines: list[Text]


class _Statement(BaseModel):
    model_config = ConfigDict(extra="forbid")
    blanks: dict[str, str]
    title: Text
    blank: Text
    other: Text
    complaint: Text
    sections: list[_Part]


@lru_cache
def _statement() -> _Statement:
    return _Statement.model_validate(yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")))


@router.get(STATEMENT)
def statement(request: Request, maalform: Language | None = None) -> Response:
    language = maalform or language_of(request)
    said, other = _statement(), "nb" if language == "nn" else "nn"
    known = {name: filled or said.blank.in_(language) for name, filled in said.blanks.items()}
    return page(
        said.title.in_(language),
        language,
        sections=[
            Section(part.heading.in_(language), [line.in_(language).format_map(known) for line in part.lines])
            for part in said.sections
        ],
        links=[
            WayOn(COMPLAINTS, said.complaint.in_(language)),
            WayOn(f"{STATEMENT}?maalform={other}", said.other.in_(language)),
        ],
    )
