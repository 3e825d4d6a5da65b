"""Keys are proved before anything is stored under others, and the application does not start with the wrong ones."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI

from api import main
from api.keys.keyring import master_keys
from api.keys.proof import WrongKeys, prove
from api.keys.sealing import MasterKeys
from api.keys.upkeep import rewrap
from api.settings import Settings
from channels.app import create_app
from tests.api.turns_by_hand import Hand
from tests.databases import ROOT, alembic, sql

NEW = Fernet.generate_key().decode()
OLD = os.environ["NAERVAERSLOS_TEXT_KEYS"]


@pytest.fixture
async def written(both: FastAPI) -> FastAPI:
    """A database of each kind in which something is sealed."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as client:
        await Hand(client, both.state.settings).open_case()
    return both


async def proved(app: FastAPI) -> None:
    async with app.state.sessions() as session:
        await prove(session, master_keys())


async def test_the_right_keys_and_a_rotated_set_are_proved(written: FastAPI, use_keys: Callable[[str], None]) -> None:
    await proved(written)
    for keys in (f"{NEW},{OLD}", f"{OLD},{NEW}"):
        use_keys(keys)
        await proved(written)


async def test_other_keys_are_not(written: FastAPI, use_keys: Callable[[str], None]) -> None:
    use_keys(NEW)
    with pytest.raises(WrongKeys, match="NAERVAERSLOS_TEXT_KEYS") as raised:
        await proved(written)
    assert NEW not in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    with pytest.raises(WrongKeys):
        async with main.create_app(written.state.settings).router.lifespan_context(written):
            raise AssertionError("it has started")


async def test_one_key_in_use_that_is_missing_is_missed(written: FastAPI, use_keys: Callable[[str], None]) -> None:
    use_keys(f"{NEW},{OLD}")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=written), base_url="http://api") as client:
        await Hand(client, written.state.settings).say("hei", "greet", key="laptop")
    for keys in (OLD, NEW):
        use_keys(keys)
        with pytest.raises(WrongKeys):
            await proved(written)


async def test_a_damaged_key_proves_nothing_against_the_keys(written: FastAPI) -> None:
    await sql(
        written, "UPDATE data_key SET wrapped = :x WHERE id = (SELECT id FROM data_key ORDER BY id LIMIT 1)", x=b"x"
    )
    await proved(written)


async def test_readiness_is_red_with_keys_that_were_not_proved(
    settings: Settings, written: FastAPI, use_keys: Callable[[str], None]
) -> None:
    app = create_app(written.state.settings)
    app.state.bot = NoBot()
    use_keys(NEW)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        assert (await client.get("/health/ready")).json()["keys"] is False
        use_keys(OLD)
        assert (await client.get("/health/ready")).json()["keys"] is True
    await app.state.engine.dispose()


class NoBot:
    async def are_ready(self) -> list[bool]:
        return [False]


async def test_it_is_seen_when_what_lies_there_was_wrapped_anew_under_a_key_not_known_here(written: FastAPI) -> None:
    assert await main.keys_proved(written)
    await rewrap(written.state.engine, MasterKeys([NEW, OLD]))
    with pytest.raises(WrongKeys):
        await main.keys_proved(written)


async def test_the_process_ends_with_one_line(settings: Settings) -> None:
    app = main.create_app(settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        await Hand(client, settings).open_case()
    await app.state.engine.dispose()
    environment = {**os.environ, "NAERVAERSLOS_DATABASE_URL": settings.database_url, "NAERVAERSLOS_TEXT_KEYS": NEW}
    done = await asyncio.to_thread(
        partial(
            subprocess.run,
            [sys.executable, "-m", "channels"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("NAERVAERSLOS_TEXT_KEYS: ")


async def test_a_database_that_is_not_there_yet_stops_nothing(empty_database: str) -> None:
    app = main.create_app(Settings(database_url=empty_database))
    assert not await main.keys_proved(app)
    alembic(empty_database, "upgrade head")
    assert await main.keys_proved(app)
    await app.state.engine.dispose()
