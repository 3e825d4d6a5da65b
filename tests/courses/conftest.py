"""One database and one application for all courses of a test run, and one question to the model for all their messages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hearing_report.courses import files, read
from hearing_report.world import World, world
from local.model import train

COURSES = read(files(Path(__file__).parent))


@pytest.fixture(scope="session")
async def played_in(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("courses")
    async with world(train(folder / "training.log"), COURSES, folder) as made:
        yield made
