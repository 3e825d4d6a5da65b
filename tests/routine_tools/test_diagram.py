"""The drawing: every level, outcome and gap is on it, nothing covers anything else, and the SVG is valid."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from api.engine.schema import Language, Routine, Text
from routine_tools.diagram import drawn
from routine_tools.flow import flow_of
from tests.routine_tools.called import IDS, called, copied, routine_of

SVG = "{http://www.w3.org/2000/svg}"


def _texts(routine: Routine) -> list[Text]:
    """What must be readable on the drawing."""
    decisions = [decision for level in routine.levels for decision in level.decisions]
    outcomes = [outcome.text for decision in decisions for outcome in decision.outcomes]
    gaps = [gap.text for level in routine.levels for gap in level.gaps]
    dates = [rule.text for level in routine.levels for rule in level.deadlines]
    return [*(level.name for level in routine.levels), *(one.question for one in decisions), *outcomes, *gaps, *dates]


def _read(text: str) -> str:
    return "".join(text.split()).casefold()


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("name", IDS)
def test_the_svg_is_valid_and_says_everything(name: str, language: Language) -> None:
    routine = routine_of(name)
    root = ElementTree.fromstring(drawn(routine, language, "svg"))  # noqa: S314 - our own
    said = _read("".join(root.itertext()))
    assert [text for text in _texts(routine) if _read(text.in_(language)) not in said] == []
    assert (root.get("lang"), root.get("role")) == (language, "img")


@pytest.mark.parametrize("name", IDS)
def test_no_box_covers_another_and_all_lie_on_the_sheet(name: str) -> None:
    root = ElementTree.fromstring(drawn(routine_of(name), "nb", "svg"))  # noqa: S314 - our own
    width, height = (float(number) for number in str(root.get("viewBox")).split()[2:])
    boxes = [_corners(shape) for group in root.iter(f"{SVG}g") for shape in group if shape.tag != f"{SVG}text"]
    assert len(boxes) >= len(routine_of(name).levels) * 2
    assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in boxes)
    apart = [a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in combinations(boxes, 2)]
    assert all(apart)


def _corners(shape: ElementTree.Element) -> tuple[float, float, float, float]:
    if shape.tag == f"{SVG}rect":
        x, y, width, height = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
        return x, y, x + width, y + height
    points = [tuple(float(part) for part in point.split(",")) for point in shape.attrib["points"].split()]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_each_outcome_leads_where_the_engine_takes_it() -> None:
    ways = {
        (label.rstrip(" *"), arrow.start, arrow.end)
        for arrow in flow_of(routine_of("faerder"), "nb").arrows
        for label in arrow.label
    }
    assert ways >= {
        ("Bekymringen er avkreftet", "d_0_wonder", "e_d_0_wonder_close"),
        ("Fortsatt bekymret", "d_0_wonder", "d_0_go_on"),  # the judgement that opens the next decision
        ("Bekymret, gå til nivå 1", "d_0_go_on", "l_1"),
        ("Vi prøver andre tiltak", "d_1_evaluation", "l_1"),  # a new round
        ("Bekymret – spør nærværskontakten", "d_1_evaluation", "d_1_evaluation"),  # asked again
        ("Trenger flere, gå til nivå 2A", "d_1_evaluation", "l_2A"),
    }


def test_the_mermaid_text_has_every_node_and_arrow() -> None:
    routine = routine_of("faerder")
    flow, text = flow_of(routine, "nb"), drawn(routine, "nb", "mermaid")
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "flowchart TB"
    assert [
        node.id for node in flow.nodes if not any(line.startswith(f"{node.id}") and ":::" in line for line in lines)
    ] == []
    assert sum(" --> " in line or " -->|" in line or " -.- " in line for line in lines) == len(flow.arrows)
    assert 'd_1_evaluation -->|"Trenger flere, gå til nivå 2A"| l_2A' in lines
    assert "l_1 -.- g_1" in lines


def test_signs_that_mean_something_to_mermaid_and_xml_stay_words(tmp_path: Path) -> None:
    folder = copied("faerder", tmp_path, ("nb: iverksette tiltak", "nb: 'a \"b\" <c> & #d'"))
    mermaid, svg = (called("diagram", folder, "--format", format).output for format in ("mermaid", "svg"))
    assert "Nivå 1: a #quot;b#quot; #lt;c#gt; & #35;d" in mermaid
    assert "a&quot;b&quot;" not in svg
    assert 'a "b" <c> & #d' in "".join(ElementTree.fromstring(svg).itertext())  # noqa: S314 - our own
