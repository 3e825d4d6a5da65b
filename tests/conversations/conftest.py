"""One running assistant for all conversations of a test run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.stack import Chat, Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    yield from running(Stack(tmp_path_factory.mktemp("stack")))


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """For who changes the database's file while it is in use: nobody else's."""
    yield from running(Stack(tmp_path_factory.mktemp("stack"), teachers=20))


def running(started: Stack) -> Iterator[Stack]:
    started.start()
    yield started
    started.close()


@pytest.fixture
def chat(stack: Stack) -> Chat:
    """A teacher nobody has used yet, on Monday 24 August 2026."""
    return stack.chat()
