"""One running assistant for all conversations of a test run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.stack import Chat, Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("stack"))
    running.start()
    yield running
    running.close()


@pytest.fixture
def chat(stack: Stack) -> Chat:
    """A teacher nobody has used yet, on Monday 24 August 2026."""
    return stack.chat()
