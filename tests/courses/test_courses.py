"""Every course of this folder is played through the whole dialogue, and comes out as it expects.

What is known to fail stands in known_to_fail.yaml, with what is wrong. That list only gets shorter: what passes has to leave it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hearing_report.courses import KNOWN_TO_FAIL, Course
from hearing_report.world import World
from tests.courses.conftest import COURSES

KNOWN: dict[str, str] = yaml.safe_load((Path(__file__).parent / KNOWN_TO_FAIL).read_text(encoding="utf-8")) or {}


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.id)
async def test_a_course_comes_out_as_it_expects(course: Course, played_in: World) -> None:
    played = await played_in.play(course)
    wrong = [
        f"{step.step.where}: {failure.term} {failure.expected}, but {failure.came}"
        for step in played
        for failure in step.failures
    ]
    if course.id in KNOWN:
        assert wrong, f"{course.id} comes out right now: take it off {KNOWN_TO_FAIL}"
    else:
        assert not wrong, "\n".join(wrong)


def test_what_is_known_to_fail_is_a_course() -> None:
    assert KNOWN.keys() <= {course.id for course in COURSES}
