"""What the tests of the api share beside tests/conftest.py."""

from __future__ import annotations

import httpx
import pytest

from api.settings import Settings
from tests.api.turns_by_hand import Hand


@pytest.fixture
def hand(teacher: httpx.AsyncClient, settings: Settings) -> Hand:
    """The far sides of the turn's routes, played by hand."""
    return Hand(teacher, settings)
