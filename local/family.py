"""The processes of a run, kept together: their output goes to one log, and when one ends, or we do, all end."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, NoReturn, Self

from local.environment import ROOT

STOPPED_WITHIN = 8  # seconds; then it is killed
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # the last comes when the terminal is closed


class Stopped(BaseException):
    """Somebody wants us to stop. Not an error, so nothing that catches errors may take it."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


class Ended(Exception):
    """A process ended though nobody asked it to."""


class Family:
    """Processes of their own sessions, so that what a terminal sends reaches us alone, and we stop them in good order."""

    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        self._log = log.open("a", encoding="utf-8")
        self._environment = environment
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._readers: list[threading.Thread] = []

    def __enter__(self) -> Self:
        for number in STOPPING:
            signal.signal(number, _stop)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)  # asked twice, we are still stopping
        self._stop_all()
        self._log.close()

    def start(self, name: str, command: Sequence[str]) -> None:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._processes[name] = process
        assert process.stdout
        reader = threading.Thread(target=self._keep, args=(name, process.stdout), daemon=True)
        reader.start()
        self._readers.append(reader)

    def check(self) -> None:
        """Raises `Ended` when a process has."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise Ended(f"{name} ended with {process.returncode}")

    def wait(self) -> NoReturn:
        """Until a process ends (`Ended`) or we are stopped (`Stopped`)."""
        while True:
            self.check()
            time.sleep(0.2)

    def _keep(self, name: str, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                self._log.write(f"{time.strftime('%H:%M:%S')} {name:7} | {line}")
                self._log.flush()

    def _stop_all(self) -> None:
        for process in self._processes.values():
            _send(process, signal.SIGTERM)
        end = time.monotonic() + STOPPED_WITHIN
        for process in self._processes.values():
            try:
                process.wait(timeout=max(end - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                _send(process, signal.SIGKILL)
                process.wait()
        for reader in self._readers:
            reader.join(timeout=1)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    if number == signal.SIGHUP:  # nobody is there to read, and a print would fail in the middle of the stopping
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for output in (1, 2):
            os.dup2(nowhere, output)
    raise Stopped(number)


def _send(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """To the process and whatever it started and left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
