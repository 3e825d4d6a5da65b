"""The three processes of a run, started in their own environments. A local run stays on loopback."""

from __future__ import annotations

import sys
from pathlib import Path

from local.environment import LOOPBACK
from local.model import rasa


def commands(environment: dict[str, str], model: Path) -> dict[str, list[str]]:
    """Name and command line of each process. The same commands start them in a container."""
    host = bind(environment)
    return {
        "app": [sys.executable, "-m", "channels"],
        "actions": [sys.executable, "-m", "actions"],
        "bot": rasa(
            "run",
            *("--model", str(model), "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml"),
            *("--interface", host, "--port", environment["NAERVAERSLOS_BOT_PORT"]),
        ),
    }


def bind(environment: dict[str, str]) -> str:
    """The address to listen on. Local mode has no login, so it listens on loopback and refuses anything else."""
    asked = {name: environment.get(name, LOOPBACK) for name in ("NAERVAERSLOS_BIND", "NAERVAERSLOS_ACTION_HOST")}
    for name, host in asked.items():
        if environment.get("NAERVAERSLOS_MODE") == "local" and host != LOOPBACK:
            raise ValueError(f"Local mode listens on {LOOPBACK} only, but {name} says otherwise")
    return asked["NAERVAERSLOS_BIND"]


def prepare_command() -> list[str]:
    """Migrates the database, publishes the routines and loads the schools: once before each start."""
    return [sys.executable, "-m", "api.prepare"]
