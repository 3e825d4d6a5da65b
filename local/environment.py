"""The environment of a local run: addresses, and secrets made once and kept in `var/`, readable by this user only."""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


class WrongSetting(Exception):
    """A setting of the environment that cannot be used. Its words name it and say what to write; one line."""

    def __init__(self, name: str, value: object, wanted: str) -> None:
        self.name = name
        super().__init__(f"{name} is {str(value)!r}; {wanted}.")


def var_folder() -> Path:
    """Where a local run keeps its database, secrets and logs; `NAERVAERSLOS_VAR` moves it."""
    folder = Path(os.environ.get("NAERVAERSLOS_VAR") or ROOT / "var")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        wanted = f"no folder can be made there ({error.strerror})"
        raise WrongSetting("NAERVAERSLOS_VAR", folder, wanted) from None
    return folder


def port(name: str, default: int) -> int:
    """The number of `NAERVAERSLOS_{name}_PORT`; raises `WrongSetting` when it is none."""
    setting = f"NAERVAERSLOS_{name}_PORT"
    given = os.environ.get(setting, str(default))
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= 5 else 0
    if not 1 <= number <= 65535:
        raise WrongSetting(setting, given, f"write a port number from 1 to 65535, such as {default}, or leave it out")
    return number


def local_environment() -> dict[str, str]:
    """All settings of the processes of a local run. What is already set in the environment wins, but for the mode.

    Raises `WrongSetting` for one that cannot be used.
    """
    folder = var_folder()
    app, bot, action = port("APP", 8000), port("BOT", 5005), port("ACTION", 5055)
    values = {
        "NAERVAERSLOS_DATABASE_URL": f"sqlite:///{folder / 'naervaerslos.db'}",
        "NAERVAERSLOS_SHREDDED_FILE": str(folder / "shredded.txt"),
        "NAERVAERSLOS_API_URL": f"http://{LOOPBACK}:{app}",
        "NAERVAERSLOS_ORIGIN": f"http://{LOOPBACK}:{app}",
        "NAERVAERSLOS_BOT_URL": f"http://{LOOPBACK}:{bot}",
        "NAERVAERSLOS_ACTION_URL": f"http://{LOOPBACK}:{action}",
        "NAERVAERSLOS_APP_PORT": str(app),
        "NAERVAERSLOS_BOT_PORT": str(bot),
        "NAERVAERSLOS_ACTION_PORT": str(action),
        "NAERVAERSLOS_TODAY": _today(),
        # Whoever is on this machine may do what they like; a file of messages is sent as fast as it is answered.
        **{f"NAERVAERSLOS_{who}_LIMIT": "1000000" for who in ("PERSON", "ADDRESS", "REFUSED")},
        **_secrets(folder / "secrets.env"),
    }
    fixed = {
        "NAERVAERSLOS_MODE": "local",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    return {**values, **os.environ, **fixed}


def _today() -> str:
    """The day that `make run TODAY=…` sets for everybody; empty for none."""
    for name in ("NAERVAERSLOS_TODAY", "TODAY"):
        if given := os.environ.get(name):
            try:
                return date.fromisoformat(given).isoformat()
            except ValueError:
                raise WrongSetting(name, given, "write a day like 2026-08-24, or leave it out") from None
    return ""


def _secrets(file: Path) -> dict[str, str]:
    if not file.exists():
        made = {
            "NAERVAERSLOS_TEXT_KEYS": Fernet.generate_key().decode(),
            **{f"NAERVAERSLOS_{who}_TOKEN": secrets.token_urlsafe(32) for who in ("ACTION", "BOT")},
        }
        unfinished = file.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text("".join(f"{name}={value}\n" for name, value in made.items()), encoding="utf-8")
        unfinished.replace(file)
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)
