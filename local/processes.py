"""The three processes of a local run, started in their own environments on loopback."""

from __future__ import annotations

import sys
from pathlib import Path

from local.environment import LOOPBACK, ROOT
from local.model import rasa


def commands(environment: dict[str, str], model: Path) -> dict[str, list[str]]:
    """Name and command line of each process. The same commands start them in a container."""
    return {
        "app": [
            sys.executable,
            *("-m", "uvicorn", "--factory", "channels.app:create_app"),
            *("--host", LOOPBACK, "--port", environment["NAERVAERSLOS_APP_PORT"], "--no-access-log"),
        ],
        "actions": [sys.executable, "-m", "actions"],
        "bot": rasa(
            "run",
            *("--model", str(model), "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml"),
            *("--interface", LOOPBACK, "--port", environment["NAERVAERSLOS_BOT_PORT"]),
        ),
    }


def migrate_command() -> list[str]:
    return [sys.executable, "-m", "alembic", "-c", str(ROOT / "alembic.ini"), "upgrade", "head"]
