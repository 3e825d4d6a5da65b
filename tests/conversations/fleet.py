"""Two of each process on one PostgreSQL: two applications, and two bots with an action server each."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml

from local.environment import LOOPBACK, ROOT
from local.processes import commands, prepare_command
from tests.conversations.stack import Stack, free_ports, stop

NAMES = tuple(f"{kind}{number}" for kind in ("app", "actions", "bot") for number in (1, 2))
READY = 600  # seconds
_HEALTH = {"app": "/health/live", "actions": "/health", "bot": "/webhooks/turn/"}


class Fleet:
    """Starts and kills the processes of a stack that does not run itself, whose settings, schools and model are used."""

    def __init__(self, base: Stack, folder: Path, database: str) -> None:
        self.folder = folder
        self._model = base.model
        self.ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
        schools = folder / "schools.yaml"  # a few teachers: thousands take minutes to load
        schools.write_text(yaml.safe_dump([_school()], allow_unicode=True), encoding="utf-8")
        self._environment = {
            **base.environment,
            "NAERVAERSLOS_SCHOOLS_FILE": str(schools),
            "NAERVAERSLOS_DATABASE_URL": database,
            "NAERVAERSLOS_BOT_URL": ",".join(map(self.address, ("bot1", "bot2"))),
            "NAERVAERSLOS_ACTION_URL": ",".join(map(self.address, ("actions1", "actions2"))),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        subprocess.run(prepare_command(), cwd=ROOT, env=self._environment, check=True, capture_output=True)

    def address(self, name: str) -> str:
        return f"http://{LOOPBACK}:{self.ports[name]}"

    def start(self, *names: str) -> None:
        for name in names or NAMES:
            kind, number = name[:-1], name[-1]
            environment = {
                **self._environment,
                "NAERVAERSLOS_API_URL": self.address(f"app{number}"),
                "NAERVAERSLOS_APP_PORT": str(self.ports[f"app{number}"]),
                "NAERVAERSLOS_BOT_PORT": str(self.ports[f"bot{number}"]),
                "NAERVAERSLOS_ACTION_PORT": str(self.ports[f"actions{number}"]),
            }
            if kind == "bot":
                environment["NAERVAERSLOS_ACTION_URL"] = self.address(f"actions{number}")
            with (self.folder / f"{name}.log").open("ab") as log:
                command = commands(environment, self._model)[kind]
                self.processes[name] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def wait_until_ready(self, *names: str) -> None:
        """Until those named answer, or all: a bot when it has its model."""
        end = time.monotonic() + READY
        waiting = [f"{self.address(name)}{_HEALTH[name[:-1]]}" for name in names or NAMES]
        while waiting and time.monotonic() < end:
            waiting = [address for address in waiting if not _answers(address)]
            time.sleep(0.2)
        assert not waiting, f"not ready: {waiting}\n{self.logs()}"

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        stop(self.processes)

    def logs(self) -> str:
        files = sorted(self.folder.glob("*.log"))
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)


def _school() -> dict[str, Any]:
    teachers = [{"subject": f"faerder:nb:{number}", "name": f"Lærer {number}"} for number in range(1, 10)]
    return {"id": "test_faerder", "name": "Testskolen", "routine_id": "faerder", "breaks": [], "teachers": teachers}


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=3).status_code == 200
    except httpx.HTTPError:
        return False


class Killer(threading.Thread):
    """Kills one process after the other, each as often as the others, and starts it again; the next when it is back."""

    def __init__(self, fleet: Fleet, pause: tuple[float, float], seed: int) -> None:
        super().__init__()
        self._fleet, self._pause, self._dice = fleet, pause, random.Random(seed)
        self._over = threading.Event()
        self.kills: Counter[str] = Counter()
        self.broken: BaseException | None = None

    def run(self) -> None:
        bag: list[str] = []
        try:
            while not self._over.wait(self._dice.uniform(*self._pause)):
                bag = bag or self._dice.sample(NAMES, len(NAMES))
                name = bag.pop()
                self._fleet.kill(name)
                self.kills[name] += 1
                self._over.wait(self._dice.uniform(0, 1))
                self._fleet.start(name)
                self._fleet.wait_until_ready(name)
        except BaseException as error:  # else the test would go on without a killer
            self.broken = error

    def end(self) -> None:
        self._over.set()
        self.join()
        if self.broken is not None:
            raise self.broken


class Sender:
    """A teacher whose messages go to whichever application answers, as behind a proxy."""

    def __init__(self, fleet: Fleet, subject: str, end: float) -> None:
        self._apps = [fleet.address("app1"), fleet.address("app2")]
        self._headers = {"X-Demo-Teacher": subject, "X-Today": "2026-08-24"}
        self._end = end
        self._http = httpx.Client(timeout=70, limits=httpx.Limits(max_keepalive_connections=0))

    def until_answered(self, text: str, device: str = "phone") -> None:
        """The same message with the same id, until there is an answer."""
        message = {"id": str(uuid4()), "text": text, "device": device}
        for answer in self._asked("POST", "/chat/messages", json=message):
            if answer.status_code == 200:
                return
        raise AssertionError(f"no answer to {text!r}")

    def get(self, path: str) -> Any:
        for answer in self._asked("GET", path):
            if answer.status_code == 200:
                return answer.json()
        raise AssertionError(f"no answer from {path}")

    def _asked(self, method: str, path: str, **body: Any) -> Any:
        while time.monotonic() < self._end:
            for app in random.sample(self._apps, 2):  # no secret
                with suppress(httpx.HTTPError):
                    yield self._http.request(method, f"{app}{path}", headers=self._headers, **body)
            time.sleep(0.1)

    def close(self) -> None:
        self._http.close()
