"""The drawing as one SVG file, laid out here: levels and decisions down the middle, ends and gaps at the right, ways back at the left.

Nothing can overlap: each row is as high as what stands in it, each way along the side has a lane of its own, and the words
of an outcome stand in the gutter beside the decision, which no lane crosses.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from api.engine.schema import Language
from routine_tools.flow import Arrow, Flow, Node

EDGE, LANE, GUTTER, MIDDLE, RIGHT, GAP = 20.0, 16.0, 210.0, 400.0, 300.0, 34.0
SIZE, LINE, PAD = 13.0, 18.0, 12.0
WIDE = 0.58  # of the letter size: the width of a letter, rather too much than too little
INK, BLUE, BROWN, GREEN = "#1b2430", "#1f5f8b", "#8a4b00", "#4d7a3a"
FILL = {"level": "#e8f1f8", "decision": "#ffffff", "end": "#eef3ea", "gaps": "#fdf6ec", "stays": "#ffffff"}
STROKE = {"level": BLUE, "decision": BLUE, "end": GREEN, "gaps": BROWN, "stays": BLUE}


def wrapped(words: str, width: float) -> list[str]:
    return textwrap.wrap(words, int(width / (SIZE * WIDE)), break_long_words=True) or [""]


@dataclass
class Box:
    """A node with its wrapped words; `x` and `y` are its left upper corner."""

    node: Node
    title: list[str]
    lines: list[str]
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def left_at(self, y: float) -> float:
        """Where a level line at height `y` meets the left side."""
        if self.node.shape != "decision":
            return self.x
        return self.x + self.width / 2 * abs(y - self.middle) / (self.height / 2)


@dataclass
class Label:
    lines: list[str]

    @property
    def height(self) -> float:
        return LINE * len(self.lines)


@dataclass
class Row:
    """A node of the middle with what stands beside it."""

    box: Box
    right: list[tuple[Arrow, Box]] = field(default_factory=list)
    leaves: list[Arrow] = field(default_factory=list)  # by the left side
    arrives: list[Arrow] = field(default_factory=list)
    down: Arrow | None = None


def svg(flow: Flow, language: Language, title: str, footnote: str, again: str) -> str:
    """`again` are the words for a decision that is asked once more."""
    return _Sheet(flow, again).drawn(language, title, footnote)


def _box(node: Node) -> Box:
    if node.shape == "decision":
        title = wrapped(node.title, MIDDLE / 2)
        return Box(node, title, [], MIDDLE, max(2 * LINE * (len(title) + 0.5), 90))
    width = MIDDLE if node.shape == "level" else RIGHT
    lines = [line for words in node.lines for line in wrapped(f"– {words}", width - 2 * PAD)]
    title = wrapped(node.title, (width - 2 * PAD) * 0.9)  # it is bold
    return Box(node, title, lines, width, LINE * (len(title) + len(lines)) + 2 * PAD)


def _label(arrow: Arrow) -> Label:
    words = [f"«{words}»" for words in arrow.label]
    return Label([line for one in words for line in wrapped(one, GUTTER - 24)])


class _Sheet:
    def __init__(self, flow: Flow, again: str) -> None:
        self.rows = [Row(_box(node)) for node in flow.nodes if node.shape in ("level", "decision")]
        self.rows.sort(key=lambda row: _order(flow, row.box.node))
        self.lanes: list[Arrow] = []
        at = {row.box.node.id: number for number, row in enumerate(self.rows)}
        beside = {node.id: _box(node) for node in flow.nodes if node.id not in at}
        for arrow in flow.arrows:
            row = self.rows[at[arrow.start]]
            if arrow.end in beside:
                row.right.append((arrow, beside[arrow.end]))
            elif arrow.end == arrow.start:
                row.right.append((arrow, _box(Node(f"{arrow.start}_again", "stays", row.box.node.level, f"↺ {again}"))))
            elif at[arrow.end] == at[arrow.start] + 1:
                row.down = arrow
            else:
                self.lanes.append(arrow)
                row.leaves.append(arrow)
                self.rows[at[arrow.end]].arrives.append(arrow)
        self.left = EDGE + LANE * (len(self.lanes) + 1) + GUTTER
        self.width = self.left + MIDDLE + GUTTER + RIGHT + EDGE
        self.leaving: dict[int, float] = {}
        self.arriving: dict[int, float] = {}
        self.height = self._place(top=80.0)

    def _place(self, top: float) -> float:
        """Gives every box its place and every way its height; the lower end of it all."""
        for row in self.rows:
            box = row.box
            ways = sum(_label(arrow).height + LINE for arrow in row.leaves) + LINE * len(row.arrives)
            box.height = max(box.height, ways / 0.8)
            aside = sum(_room(arrow, one) for arrow, one in row.right)
            height = max(box.height, aside)
            box.x, box.y = self.left, top + (height - box.height) / 2
            down = top + (height - aside) / 2
            for arrow, one in row.right:
                room = _room(arrow, one)
                one.x, one.y = self.left + MIDDLE + GUTTER, down + (room - one.height) / 2
                down += room
            self._place_ways(row, box.middle - ways / 2)
            top += height + GAP + (_label(row.down).height if row.down else 0)
        return top + EDGE

    def _place_ways(self, row: Row, top: float) -> None:
        """At which height each way along the left side leaves or arrives."""
        for arrow in row.arrives:
            self.arriving[id(arrow)] = top + LINE / 2
            top += LINE
        for arrow in row.leaves:
            top += _label(arrow).height + LINE
            self.leaving[id(arrow)] = top - LINE / 2

    def drawn(self, language: Language, title: str, footnote: str) -> str:
        root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {self.width:g} {self.height:g}",
                "role": "img",
                "lang": language,
                "font-family": "Arial, Helvetica, sans-serif",
                "font-size": f"{SIZE:g}",
                "fill": INK,
            },
        )
        SubElement(root, "title").text = title
        SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
        _write(root, EDGE, EDGE + 22, [title], **{"font-size": "22", "font-weight": "bold"})
        _write(root, EDGE, EDGE + 44, [footnote], fill="#566273")
        for number, row in enumerate(self.rows):
            self._draw_right(root, row)
            if row.down:
                self._draw_down(root, row, self.rows[number + 1])
        for lane, arrow in enumerate(self.lanes):
            self._draw_lane(root, lane, arrow)
        for row in self.rows:
            for box in (row.box, *(one for _, one in row.right)):
                _draw(root, box)
        indent(root)
        return tostring(root, encoding="unicode") + "\n"

    def _draw_right(self, root: Element, row: Row) -> None:
        """From the right side of the box to what stands beside it, by one upright where there are several."""
        start, bend = row.box.x + row.box.width, row.box.x + row.box.width + 14
        for arrow, one in row.right:
            points = [(start, row.box.middle), (bend, row.box.middle), (bend, one.middle), (one.x, one.middle)]
            _line(root, points, note=arrow.note)
            _write(root, bend + 6, one.middle - 6 - _label(arrow).height + LINE, _label(arrow).lines)

    def _draw_down(self, root: Element, row: Row, below: Row) -> None:
        x, bottom = row.box.x + row.box.width / 2, row.box.y + row.box.height
        _line(root, [(x, bottom), (x, below.box.y)])
        if row.down:
            _write(root, x + 10, below.box.y - GAP / 2 - _label(row.down).height + LINE, _label(row.down).lines)

    def _draw_lane(self, root: Element, lane: int, arrow: Arrow) -> None:
        boxes = {row.box.node.id: row.box for row in self.rows}
        x, start, end = EDGE + LANE * (lane + 1), self.leaving[id(arrow)], self.arriving[id(arrow)]
        points = [
            (boxes[arrow.start].left_at(start), start),
            (x, start),
            (x, end),
            (boxes[arrow.end].left_at(end), end),
        ]
        _line(root, points)
        _write(root, self.left - GUTTER + 12, start - 6 - _label(arrow).height + LINE, _label(arrow).lines)


def _order(flow: Flow, node: Node) -> int:
    """Level by level, each with its decisions in their order."""
    return [one.id for one in flow.nodes].index(node.id)


def _room(arrow: Arrow, box: Box) -> float:
    """The height that a box at the right needs with the words of the way to it, which stand above the way."""
    return max(box.height, 2 * (_label(arrow).height + 6)) + GAP / 2


def _draw(root: Element, box: Box) -> None:
    shape = box.node.shape
    look = {"fill": FILL[shape], "stroke": STROKE[shape], "stroke-width": "1.5"}
    if shape == "gaps":
        look["stroke-dasharray"] = "5 4"
    group = SubElement(root, "g", {"id": box.node.id})
    if shape == "decision":
        middle = box.x + box.width / 2
        corners = [(middle, box.y), (box.x + box.width, box.middle), (middle, box.y + box.height), (box.x, box.middle)]
        SubElement(group, "polygon", {"points": " ".join(f"{x:g},{y:g}" for x, y in corners), **look})
        top = box.middle - LINE * len(box.title) / 2 + LINE * 0.75
        _write(group, middle, top, box.title, **{"text-anchor": "middle", "font-weight": "bold"})
        return
    corner = {"rx": "22" if shape in ("end", "stays") else "4"}
    size = {"x": f"{box.x:g}", "y": f"{box.y:g}", "width": f"{box.width:g}", "height": f"{box.height:g}"}
    SubElement(group, "rect", size | corner | look)
    top = box.middle - LINE * (len(box.title) + len(box.lines)) / 2 + LINE * 0.75
    _write(group, box.x + PAD, top, box.title, **{"font-weight": "bold"})
    _write(group, box.x + PAD, top + LINE * len(box.title), box.lines)


def _line(root: Element, points: Sequence[tuple[float, float]], note: bool = False) -> None:
    """A line along the points, with a head on its end; a gap's is dashed and has none."""
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    look = {"fill": "none", "stroke": BROWN if note else INK, "stroke-width": "1.3"}
    SubElement(root, "polyline", {"points": path} | look | ({"stroke-dasharray": "5 4"} if note else {}))
    if not note:
        (x0, y0), (x, y) = points[-2], points[-1]
        along, across = ((1 if x > x0 else -1), 0) if y == y0 else (0, (1 if y > y0 else -1))
        tail = (x - 9 * along, y - 9 * across)
        wings = [(tail[0] + 4.5 * across, tail[1] + 4.5 * along), (tail[0] - 4.5 * across, tail[1] - 4.5 * along)]
        SubElement(root, "polygon", {"points": " ".join(f"{a:g},{b:g}" for a, b in [(x, y), *wings]), "fill": INK})


def _write(root: Element, x: float, y: float, lines: Sequence[str], **look: str) -> None:
    """Lines of words; `y` is where the letters of the first one stand."""
    if lines:
        text = SubElement(root, "text", look)
        for number, line in enumerate(lines):
            SubElement(text, "tspan", {"x": f"{x:g}", "y": f"{y + LINE * number:g}"}).text = line
