"""What the tests of the api share beside tests/conftest.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from api.keys.keyring import master_keys
from api.settings import Settings, get_settings
from tests.api.turns_by_hand import Hand


@pytest.fixture
def hand(teacher: httpx.AsyncClient, settings: Settings) -> Hand:
    """The far sides of the turn's routes, played by hand."""
    return Hand(teacher, settings)


@pytest.fixture
def use_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Changes the master keys of the running process."""

    def use(keys: str) -> None:
        monkeypatch.setenv("NAERVAERSLOS_TEXT_KEYS", keys)
        get_settings.cache_clear()
        master_keys.cache_clear()

    yield use
    monkeypatch.undo()
    get_settings.cache_clear()
    master_keys.cache_clear()
