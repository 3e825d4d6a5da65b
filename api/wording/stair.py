"""The stair of a routine: its levels from the bottom up, and on which of them a case is, as a drawing a phone can show.

The titles are those of the drawing `./routine diagram` makes of the same levels.
"""

from __future__ import annotations

import base64
import hashlib
import textwrap
from xml.etree.ElementTree import Element, SubElement, tostring

from api.engine.schema import Language, Level, Routine
from api.wording.texts import capital

WIDTH, RISE, PAD, LINE, GAP = 288, 14, 12, 19, 6  # as many as the points of the narrowest screen, less its margins
LETTERS = 0.118  # letters to a point of width, rather too few than too many
STYLE = (
    "text{font:500 15px -apple-system,'Segoe UI',Roboto,'Helvetica Neue','Liberation Sans',Arial,sans-serif;fill:#1d2b30}"
    "rect{fill:#e3ecee}.passed{fill:#cfe3e6}.here{fill:#0b5a66}.here+text{fill:#fff;font-weight:700}"
    "@media(prefers-color-scheme:dark){text{fill:#e6eef0}rect{fill:#243034}.passed{fill:#23474d}.here{fill:#8fd3de}"
    ".here+text{fill:#06282d}}"
)
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)


def level_title(routine: Routine, level: Level, language: Language) -> str:
    return capital(f"{routine.level_word.in_(language)} {level.id}: {level.name.in_(language)}")


def stair(routine: Routine, here: Level, language: Language) -> str:
    """SVG. The first level lies at the bottom; each next one stands further in."""
    place = routine.levels.index(here)
    width = WIDTH + RISE * 4
    steps = []
    for number, level in enumerate(routine.levels):
        left = min(number, 4) * RISE
        title = level_title(routine, level, language)
        lines = textwrap.wrap(title, int((width - left - 2 * PAD) * LETTERS))
        steps.append((number, left, lines, LINE * len(lines) + 2 * PAD - 6))
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "lang": language})
    SubElement(root, "style").text = STYLE
    top = 0
    for number, left, lines, height in reversed(steps):
        look = {"class": "here"} if number == place else {"class": "passed"} if number < place else {}
        size = {"x": str(left), "y": str(top), "width": str(width - left), "height": str(height), "rx": "8"}
        SubElement(root, "rect", size | look)
        text = SubElement(root, "text")
        for row, words in enumerate(lines):
            SubElement(text, "tspan", {"x": str(left + PAD), "y": str(top + PAD + 11 + LINE * row)}).text = words
        top += height + GAP
    root.set("viewBox", f"0 0 {width} {top - GAP}")
    root.set("width", str(width))
    root.set("height", str(top - GAP))
    return tostring(root, encoding="unicode")
