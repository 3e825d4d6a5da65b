"""The whole assistant, running: the real application, action server and Rasa with the trained model, on ports of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

import httpx
import yaml

from local.environment import LOOPBACK, ROOT, local_environment
from local.model import train
from local.processes import commands, prepare_command
from local.run import wait_until_ready

TEACHERS = 300  # of each routine and language
READY = 600  # seconds: eight of these may start at once on two processors
ROUTINES = sorted((ROOT / "routines").glob("*/routine.yaml"))


@dataclass
class Reply:
    """What came back to a message."""

    status: str
    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.messages)

    @property
    def buttons(self) -> dict[str, str]:
        return {button["title"]: button["payload"] for message in self.messages for button in message["buttons"]}


@dataclass
class Chat:
    """One teacher at one device. `today` is the day they speak on."""

    http: httpx.Client
    subject: str
    today: str
    device: str = "phone"
    last: Reply = field(default_factory=lambda: Reply("", []))

    def say(self, text: str, *, payload: str | None = None, message_id: str | None = None) -> Reply:
        message = {"id": message_id or str(uuid4()), "text": text, "payload": payload, "device": self.device}
        headers = {"X-Demo-Teacher": self.subject, "X-Today": self.today}
        answer = self.http.post("/chat/messages", json=message, headers=headers).json()
        self.last = Reply(answer["status"], answer["messages"])
        return self.last

    def press(self, title: str) -> Reply:
        """Presses a button of the last reply; fails when it is not there."""
        return self.say(title, payload=self.last.buttons[title])

    def all(self, *texts: str) -> Reply:
        for text in texts:
            self.say(text)
        return self.last

    def cases(self) -> list[dict[str, Any]]:
        """All of them, from page to page."""
        listed: list[dict[str, Any]] = []
        while len(page := self._get(f"/cases?offset={len(listed)}")) > 0:
            listed += page
        return listed

    def plan(self, case: object = None) -> dict[str, Any]:
        """The plan of a case, the last one if none is named, as the checklist shows it."""
        plan: dict[str, Any] = self._get(f"/cases/{case or self.cases()[-1]['id']}/plan")
        return plan

    def answers(self) -> dict[str, str]:
        return {answer["question"]: answer["text"] for answer in self.plan()["answers"]}

    def _get(self, path: str) -> Any:
        response = self.http.get(path, headers={"X-Demo-Teacher": self.subject, "X-Today": self.today})
        response.raise_for_status()
        return response.json()


class Stack:
    """Starts, stops and kills the processes; hands out teachers that nobody has used. `settings` stand in their environment too."""

    def __init__(self, folder: Path, teachers: int = TEACHERS, **settings: str) -> None:
        self.folder = folder
        self.channel_token = token_urlsafe(32)
        ports = free_ports(3)
        schools = folder / "schools.yaml"
        schools.write_text(_schools(teachers), encoding="utf-8")
        self._set = {
            "NAERVAERSLOS_VAR": str(folder),
            "NAERVAERSLOS_SCHOOLS_FILE": str(schools),
            "NAERVAERSLOS_CHANNELS": f"web local {self.channel_token}",
            **{
                f"NAERVAERSLOS_{name}_PORT": str(port)
                for name, port in zip(("APP", "BOT", "ACTION"), ports, strict=True)
            },
            **{f"NAERVAERSLOS_{name}": value for name, value in settings.items()},
        }
        self.environment = self._environment()
        self.address = f"http://{LOOPBACK}:{ports[0]}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.model = train(folder / "training.log")
        subprocess.run(prepare_command(), cwd=ROOT, env=self.environment, check=True, capture_output=True)
        self._used, self._teachers = Counter[str](), teachers
        self.http = httpx.Client(base_url=self.address, timeout=60)

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NAERVAERSLOS_")}
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(inherited | self._set)
        try:
            return local_environment()
        finally:
            os.environ.clear()
            os.environ.update(before)

    def start(self, *names: str) -> None:
        """Starts all processes, or those named, and waits until the whole is ready."""
        for name in commands(self.environment, self.model):
            if not names or name in names:
                self._begin(name)
        assert wait_until_ready(self.address, READY, self._none_ended), f"not ready in {READY} s\n{self.logs()}"

    def start_app(self) -> None:
        """Starts the application alone, for pages that need no bot, and waits until it answers."""
        self._begin("app")
        end = time.monotonic() + READY
        while time.monotonic() < end:
            self._none_ended()
            with suppress(httpx.HTTPError):
                self.http.get("/health/live").raise_for_status()
                return
            time.sleep(0.1)
        raise AssertionError(f"the application does not answer\n{self.logs()}")

    def _begin(self, name: str) -> None:
        command = commands(self.environment, self.model)[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def _none_ended(self) -> None:
        """So that a long wait is for a slow machine, and never for a process that is gone."""
        for name, process in list(self.processes.items()):
            assert process.poll() is None, f"{name} ended with {process.returncode}\n{self.logs()}"

    def kill(self, *names: str) -> None:
        """Kills processes the hard way."""
        for name in names or tuple(self.processes):
            process = self.processes.pop(name)
            process.send_signal(signal.SIGKILL)
            process.wait()

    def close(self) -> None:
        self.http.close()
        stop(self.processes)

    def logs(self) -> str:
        return "\n".join(
            file.read_text(encoding="utf-8", errors="replace") for file in sorted(self.folder.glob("*.log"))
        )

    def chat(self, today: str = "2026-08-24", *, nynorsk: bool = False, routine: str = "faerder") -> Chat:
        """A teacher nobody has used yet, at a school that follows the routine, writing bokmål or nynorsk."""
        pool = f"{routine}:{'nn' if nynorsk else 'nb'}"
        self._used[pool] += 1
        assert self._used[pool] <= self._teachers
        return Chat(self.http, f"{pool}:{self._used[pool]}", today)

    def settled(self, chat: Chat, seconds: float = 30) -> None:
        """Waits until every stored turn has its reply."""
        end = time.monotonic() + seconds
        headers = {"Authorization": f"Bearer {self.channel_token}"}
        while time.monotonic() < end:
            if not chat.http.get("/turns/waiting", headers=headers).json():
                return
            time.sleep(0.1)
        raise AssertionError("turns still wait: " + self.logs()[-2000:])


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Asks all processes to stop, and kills those that do not."""
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    processes.clear()


def _schools(teachers: int) -> str:
    """A school for each routine, each with teachers of its own."""
    return yaml.safe_dump([_school(file.parent.name, teachers) for file in ROUTINES], allow_unicode=True)


def _school(routine: str, count: int) -> dict[str, Any]:
    breaks = [
        ["2026-06-20", "2026-08-16", "sommerferie"],
        ["2026-10-05", "2026-10-09", "høstferie"],
        ["2026-12-21", "2027-01-01", "juleferie"],
    ]
    teachers = [
        {"subject": f"{routine}:{language}:{number}", "name": f"Lærer {number}", "language": language}
        for number in range(1, count + 1)
        for language in ("nb", "nn")
    ]
    school = {"id": f"test_{routine}", "name": "Testskolen", "routine_id": routine, "breaks": breaks}
    return school | {"teachers": teachers, "barnevernvakt": "tlf. i skolens plan"}


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind((LOOPBACK, 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports
