"""The confusion picture: an SVG with a panel for each place, a row for each label, a column for each decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from nlu_report.figures import Judged
from nlu_report.messages import PLACES

CELL, LEFT, TOP, GAP = 22, 150, 150, 40
RIGHT_COLOUR, WRONG_COLOUR = (24, 122, 87), (196, 62, 40)
TITLES = {"idle": "Outside a talk", "in_guide": "In a talk"}


def draw(judged: Sequence[Judged], order: Sequence[str]) -> str:
    panels: list[str] = []
    wide, down = 0, GAP
    for place in PLACES:
        here = [one for one in judged if one.message.context == place]
        if here:
            panel, width, height = _panel(TITLES[place], here, order)
            panels.append(f'<g transform="translate(0 {down})">{panel}</g>')
            wide, down = max(wide, width), down + height + GAP
    style = (
        "text{font:11px sans-serif;fill:#222}.n{font-size:10px;text-anchor:middle}.t{font-size:15px;font-weight:bold}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{down}" viewBox="0 0 {wide} {down}">'
        f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>{"".join(panels)}</svg>\n'
    )


def _panel(title: str, judged: Sequence[Judged], order: Sequence[str]) -> tuple[str, int, int]:
    rows = [label for label in order if any(one.message.label == label for one in judged)]
    decided = Counter(_short(one) for one in judged)
    columns = [name for name in order if name in decided]
    columns += sorted(name for name in decided if name not in columns)  # doubtful, unclear and the like stand last
    counts = Counter((one.message.label, _short(one), one.right) for one in judged)
    totals = Counter(one.message.label for one in judged)
    parts = [
        f'<text class="t" x="8" y="0">{escape(title)} (n = {len(judged)}): what was meant, and what was decided</text>'
    ]
    for x, name in enumerate(columns):
        at = LEFT + x * CELL + CELL * 0.7
        parts.append(f'<text transform="translate({at:.1f} {TOP - 6}) rotate(-60)">{escape(name)}</text>')
    for y, label in enumerate(rows):
        top = TOP + y * CELL
        parts.append(f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(label)} ({totals[label]})</text>')
        for x, name in enumerate(columns):
            right, wrong = counts[label, name, True], counts[label, name, False]
            parts.append(_cell(LEFT + x * CELL, top, right, wrong, totals[label], f"{label} → {name}"))
    return "".join(parts), LEFT + len(columns) * CELL + 90, TOP + len(rows) * CELL


def _short(one: Judged) -> str:
    return one.decided.name.removeprefix("command:")


def _cell(x: int, y: int, right: int, wrong: int, total: int, title: str) -> str:
    count = right + wrong
    share = count / total
    red, green, blue = (round(255 - (255 - c) * share**0.5) for c in (WRONG_COLOUR if wrong > right else RIGHT_COLOUR))
    colour = f"rgb({red},{green},{blue})" if count else "#f6f6f6"
    box = f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{colour}">'
    if not count:
        return box + "</rect>"
    ink = ' style="fill:#fff"' if share > 0.5 else ""
    return (
        f"{box}<title>{escape(title)}: {count} of {total}</title></rect>"
        f'<text class="n" x="{x + CELL // 2}" y="{y + 15}"{ink}>{count}</text>'
    )
