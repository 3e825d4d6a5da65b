"""A sheet as a Word file. `paper.docx` is how it looks, and may be changed in a word processor; its tags are Jinja's."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from api.papers.sheet import Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEMPLATE = Path(__file__).parent / "paper.docx"
_environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def docx(sheet: Sheet) -> bytes:
    template = DocxTemplate(_TEMPLATE)
    template.render(_escaped(sheet), jinja_env=_environment, autoescape=True)
    document = template.docx
    document.core_properties.title = sheet["title"]
    document.core_properties.language = f"{sheet['lang']}-NO"
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), f"{sheet['lang']}-NO")
    written = BytesIO()
    template.save(written)
    return written.getvalue()


def _escaped(content: Any) -> Any:
    """docxtpl makes “{_{” into “{{” when all is filled in: an underscore that is written as its number stays one."""
    match content:
        case str():
            return Markup(str(escape(content)).replace("_", "&#95;"))  # noqa: S704  # nosec B704: it is escaped just here
        case list():
            return [_escaped(one) for one in content]
        case dict():
            return {name: _escaped(one) for name, one in content.items()}
        case _:
            return content
