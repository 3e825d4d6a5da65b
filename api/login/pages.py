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

STATEMENT = "/tilgjengelighet"  # where the accessibility statement is
_FOLDER = Path(__file__).parent
STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.5 -apple-system,'Segoe UI',Roboto,'Helvetica Neue','Liberation Sans',Arial,sans-serif;"
    "margin:0;color:#1d2b30;background:#f2f4f4}"
    "main{box-sizing:border-box;width:calc(100% - 2rem);max-width:33rem;margin:max(1rem,12vh) auto 1rem;padding:1.5rem;"
    "background:#fff;border:1px solid #b9c3c6;"
    "border-radius:.75rem;overflow-wrap:anywhere}"
    ".name{margin:0 0 1rem;color:#0b5a66;font-weight:700}"
    "h1{font-size:1.6rem;line-height:1.3;margin:0 0 1rem}h2{font-size:1.2rem;line-height:1.3;margin:1.75rem 0 .5rem}"
    ".foot{box-sizing:border-box;max-width:33rem;margin:0 auto 2rem;padding:0 2.5rem}.foot a,p>a{display:inline-block;padding:.25rem 0}"
    "label{display:block;margin-bottom:.25rem;font-weight:600}"
    "select,button{font:inherit;min-height:3rem;padding:.5rem 1rem;width:100%;margin:.25rem 0;border-radius:.5rem;"
    "border:1px solid #5d6f76;background:#fff;color:inherit}"
    "button{border-color:#0b5a66;background:#0b5a66;color:#fff;cursor:pointer;margin-top:1rem}a{color:#0b5a66}"
    "a:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid #0b5a66;outline-offset:2px}"
    "@media(prefers-color-scheme:dark){body{color:#e6eef0;background:#12191c}main{background:#1a2327;border-color:#3c4a50}"
    "select{background:#12191c;border-color:#8b9aa0}button{background:#8fd3de;border-color:#8fd3de;color:#06282d}a,.name{color:#8fd3de}"
    "a:focus-visible,select:focus-visible,button:focus-visible{outline-color:#8fd3de}}"
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


@dataclass(frozen=True)
class Section:
    heading: str
    lines: Sequence[str]


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
    sections: Sequence[Section] = (),
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
        sections=sections,
        statement=STATEMENT,
        links=links,
        people=people,
        back_to=back_to,
        inside=inside,
        style=Markup(STYLE),  # noqa: S704  # nosec B704  # ours, and hashed in the policy as it is
        say=lambda name: say(name, language),
    )
    return HTMLResponse(content, status_code=status, headers={"Content-Security-Policy": POLICY})
