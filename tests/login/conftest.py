"""The application as it is outside local mode, before real providers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import FastAPI

from api.main import create_app
from api.settings import LoginProvider, Settings
from tests.login.browser import APP, Browser, ProviderAt, Providers
from tests.login.people import enter


@pytest.fixture(scope="session")
def providers() -> Iterator[Providers]:
    both = Providers()
    yield both
    both.close()


@pytest.fixture
def feide(providers: Providers) -> ProviderAt:
    providers.feide.tell()
    return providers.feide


@pytest.fixture
def entra(providers: Providers) -> ProviderAt:
    providers.entra.tell()
    return providers.entra


def outside(settings: Settings, *providers: ProviderAt) -> Settings:
    """These settings as a municipality has them."""
    chosen = [LoginProvider.model_validate(one.settings) for one in providers]
    return settings.model_copy(update={"mode": "production", "origin": APP, "login_providers": chosen})


@pytest.fixture
async def house(settings: Settings, feide: ProviderAt, entra: ProviderAt) -> AsyncIterator[FastAPI]:
    """On SQLite. `kari` at Feide and `oid-of-kari` at Entra are the first demo teacher of Færder."""
    app = create_app(outside(settings, feide, entra))
    await enter(app, feide.issuer, "kari")
    await enter(app, entra.issuer, "oid-of-kari")
    yield app
    await app.state.engine.dispose()


@pytest.fixture
async def both_houses(both_settings: Settings, feide: ProviderAt, entra: ProviderAt) -> AsyncIterator[FastAPI]:
    """As `house`, on each kind of database."""
    app = create_app(outside(both_settings, feide, entra))
    await enter(app, feide.issuer, "kari")
    await enter(app, entra.issuer, "oid-of-kari")
    yield app
    await app.state.engine.dispose()


@pytest.fixture
async def browser(house: FastAPI) -> AsyncIterator[Browser]:
    async with Browser(house) as client:
        yield client


@pytest.fixture
async def both_browsers(both_houses: FastAPI) -> AsyncIterator[Browser]:
    async with Browser(both_houses) as client:
        yield client
