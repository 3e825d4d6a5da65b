"""The plain form bot, running: Rasa and the SDK's action server as their documentation starts them, beside our app."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import httpx

from bench.training import FORM_BOT, form_bot, stock_rasa
from local.environment import LOOPBACK, ROOT
from tests.conversations.stack import free_ports, stop

READY_WITHIN = 180  # seconds


class FormBot:
    """Starts and stops its two processes. `environment` is the one our own processes run in."""

    def __init__(self, folder: Path, environment: dict[str, str], api: str) -> None:
        self._folder = folder
        bot, action = free_ports(2)
        self._health = [f"http://{LOOPBACK}:{bot}/webhooks/rest/", f"http://{LOOPBACK}:{action}/health"]
        self._environment = {
            **environment,
            "SANIC_HOST": LOOPBACK,
            "FORM_BOT_ACTION_URL": f"http://{LOOPBACK}:{action}/webhook",
            "FORM_BOT_TRACKERS": str(folder / "form_bot.db"),
            "FORM_BOT_API_URL": api,
        }
        self._commands = {
            "form bot's Rasa": stock_rasa(
                "run",
                *("--model", str(form_bot().model), "--interface", LOOPBACK, "--port", str(bot)),
                *("--endpoints", str(FORM_BOT / "endpoints.yml"), "--credentials", str(FORM_BOT / "credentials.yml")),
            ),
            "form bot's actions": [
                *(sys.executable, "-m", "rasa_sdk"),
                *("--actions", "bench.form_bot.actions", "--port", str(action)),
            ],
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.http = httpx.Client(base_url=f"http://{LOOPBACK}:{bot}", timeout=60)

    def start(self) -> None:
        """Starts both and waits until they are ready."""
        for name, command in self._commands.items():
            with (self._folder / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    command, cwd=ROOT, env=self._environment, stdout=log, stderr=log
                )
        end = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            if time.monotonic() > end:
                raise TimeoutError(f"the form bot is not ready after {READY_WITHIN} s:\n{self._logs()}")
            time.sleep(0.5)

    def close(self) -> None:
        self.http.close()
        stop(self.processes)

    def _is_ready(self) -> bool:
        try:
            return all(httpx.get(address, timeout=3).status_code == 200 for address in self._health)
        except httpx.HTTPError:
            return False

    def _logs(self) -> str:
        return "\n".join((self._folder / f"{name}.log").read_text(errors="replace")[-2000:] for name in self._commands)
