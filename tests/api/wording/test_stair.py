"""The stair as it is drawn: every level once, in order, readable on the narrowest screen, and safe whatever a routine is called."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from api.engine.loader import load
from api.engine.schema import Routine
from api.settings import ROOT
from api.wording.stair import WIDTH, level_title, stair
from routine_tools.flow import flow_of

ROUTINES = sorted(file.parent for file in (ROOT / "routines").glob("*/routine.yaml"))
SVG = "{http://www.w3.org/2000/svg}"


def steps(drawn: str) -> list[tuple[Element, str]]:
    root = fromstring(drawn)  # noqa: S314  # made here
    words = [" ".join(line.text or "" for line in text) for text in root.findall(f"{SVG}text")]
    return list(zip(root.findall(f"{SVG}rect"), words, strict=True))


@pytest.mark.parametrize("folder", ROUTINES, ids=lambda folder: folder.name)
def test_every_level_stands_once_from_the_bottom_up_as_in_the_diagram(folder: Path) -> None:
    routine: Routine = load(folder)
    for language in ("nb", "nn"):
        titles = [node.title.removesuffix(" *") for node in flow_of(routine, language).nodes if node.shape == "level"]
        for level in routine.levels:
            drawn = steps(stair(routine, level, language))
            assert [words for _, words in drawn] == titles[::-1]
            here = [words for rect, words in drawn if rect.get("class") == "here"]
            assert here == [level_title(routine, level, language)]


@pytest.mark.parametrize("folder", ROUTINES, ids=lambda folder: folder.name)
def test_no_step_lies_on_another_and_letters_stay_readable(folder: Path) -> None:
    routine: Routine = load(folder)
    root = fromstring(stair(routine, routine.levels[0], "nn"))  # noqa: S314  # made here
    assert float(root.get("width", "")) <= WIDTH * 1.25, "at least 12 px on a screen of 320"
    lower = [float(rect.get("y", "")) + float(rect.get("height", "")) for rect in root.findall(f"{SVG}rect")]
    upper = [float(rect.get("y", "")) for rect in root.findall(f"{SVG}rect")]
    assert all(end < start for end, start in zip(lower, upper[1:], strict=False))
