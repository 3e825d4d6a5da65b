"""What the tests of the api share. Reading the routines takes a while, so they are published once and the database is copied."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.main import create_app, prepare
from api.settings import Settings
from tests.api.turns_by_hand import Hand


@pytest.fixture(scope="session")
async def prepared_database(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the routines published and the demo school loaded, to be copied."""
    file = tmp_path_factory.mktemp("template") / "prepared.db"
    shutil.copy(migrated_database, file)
    app = create_app(Settings(database_url=f"sqlite+aiosqlite:///{file}"))
    await prepare(app)
    await app.state.engine.dispose()
    return file


@pytest.fixture
def settings(prepared_database: Path, tmp_path: Path) -> Settings:
    file = tmp_path / "naervaerslos.db"
    shutil.copy(prepared_database, file)
    return Settings(database_url=f"sqlite+aiosqlite:///{file}")


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    made = create_app(settings)
    yield made
    await made.state.engine.dispose()


@pytest.fixture
def hand(teacher: httpx.AsyncClient, settings: Settings) -> Hand:
    """The far sides of the turn's routes, played by hand."""
    return Hand(teacher, settings)
