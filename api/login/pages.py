"""The few pages of the login: plain HTML without a script, in bokmål or nynorsk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.engine.schema import Language, Text

_FOLDER = Path(__file__).parent
STYLE = (
    "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;color:#1e2b3c;background:#f6f7f9}"
    "main{max-width:34rem;margin:3rem auto;padding:2rem;background:#fff;border-radius:.5rem}"
    "h1{font-size:1.6rem;margin-top:0}label{display:block;margin-bottom:.25rem}"
    "select,button{font:inherit;padding:.6rem .9rem;max-width:100%;margin:.25rem 0}"
    "a:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid #0062ba;outline-offset:2px}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_templates = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class WayOn:
    address: str
    words: str


@dataclass(frozen=True)
class DemoPerson:
    subject: str
    name: str
    schools: str


@lru_cache
def _texts() -> dict[str, Text]:
    content = yaml.safe_load((_FOLDER / "texts.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def language_of(request: Request) -> Language:
    """Which of the two a browser asks for first; bokmål when it asks for neither."""
    for asked in request.headers.get("Accept-Language", "").lower().split(","):
        match asked.strip()[:2]:
            case "nn":
                return "nn"
            case "nb" | "no":
                return "nb"
    return "nb"


def say(name: str, language: Language, /, **values: str) -> str:
    return _texts()[name].in_(language).format_map(values)


def page(
    heading: str,
    language: Language,
    *,
    lines: Sequence[str] = (),
    links: Sequence[WayOn] = (),
    people: Sequence[DemoPerson] = (),
    back_to: str = "",
    inside: bool = False,
    status: int = 200,
) -> HTMLResponse:
    content = _templates.get_template("page.html").render(
        heading=heading,
        language=language,
        lines=lines,
        links=links,
        people=people,
        back_to=back_to,
        inside=inside,
        style=Markup(STYLE),  # noqa: S704  # nosec B704  # ours, and hashed in the policy as it is
        say=lambda name: say(name, language),
    )
    return HTMLResponse(content, status_code=status, headers={"Content-Security-Policy": POLICY})
